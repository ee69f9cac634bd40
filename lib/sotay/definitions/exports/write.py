"""Writes the definitions of datasets as Table Schemas, a Data Package and data contracts."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path

import yaml

from sotay.definitions.exports.contract import data_contract
from sotay.definitions.exports.table_schema import data_package, table_schema
from sotay.definitions.registry import Registry


def write_exports(registry: Registry, folder: Path, datasets: Iterable[str], day: dt.date) -> list[Path]:
    """`<table>.schema.json` per table, `<dataset>.odcs.yaml` per dataset, `datapackage.json`; the definitions in force on `day`, the same bytes each time."""
    known = registry.at(day)
    wanted = [known.datasets[d] for d in datasets if d in known.datasets]
    tables = [t.id for d in wanted for t in d.tables]
    texts = {f"{t}.schema.json": _json(table_schema(known.tables[t], known)) for t in tables}
    texts |= {f"{d.id}.odcs.yaml": yaml.safe_dump(data_contract(d, known, day), allow_unicode=True, sort_keys=False, width=160) for d in wanted}
    texts["datapackage.json"] = _json(data_package(known, tables))
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [folder / name for name in texts]


def _json(content: dict) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
