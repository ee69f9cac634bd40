"""Writes a case: the exports as files, and the truth in the form `score.py` reads."""

from __future__ import annotations

import json
import random
from pathlib import Path

from other.case import TEXT, Case, Planted, SpeltFile
from other.layout import Laid, lay_out_file
from other.neutral import neutral_rows
from other.spelt import SpeltTable
from sotay.demo import writers


def save_case(case: Case, out: Path) -> None:
    """`out/data/incoming/<month>/<unit>/<file>` for both months, and `out/truth/truth.json` for the later one."""
    headings = random.Random(f"{case.seed}/headings")
    _save_files(case.earlier, case.earlier_month, case, headings, out)
    laid = _save_files(case.files, case.month, case, headings, out)
    truth = {
        "month": case.month, "seed": case.seed, "style": "other", "size": case.size, "files": [_file_truth(f, laid[f.name]) for f in case.files],
        "errors": [_error_truth(n, e) for n, e in enumerate(case.errors, start=1)], "neutral": neutral_rows(case),
    }
    path = Path(out) / "truth" / "truth.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(truth, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")


def _save_files(files: list[SpeltFile], month: str, case: Case, headings: random.Random, out: Path) -> dict[str, list[Laid]]:
    laid = {f.name: lay_out_file(f, case, headings) for f in files}
    for file in files:
        sheets = [x.sheet for x in laid[file.name]]
        data = writers._csv(sheets[0], *TEXT[file.container]) if file.container in TEXT else writers.write(file.container, sheets)
        writers.save(Path(out) / "data" / "incoming" / month / file.unit / file.name, data, file.handed_in)
    return laid


def _file_truth(file: SpeltFile, laid: list[Laid]) -> dict:
    return {"unit": file.unit, "file": file.name, "container": file.container, "encoding": None, "text": None, "status": ["accepted"], "mtime": file.handed_in.isoformat(),
            "other_sheets": [], "tables": [_table_truth(x) for x in laid]}


def _table_truth(laid: Laid) -> dict:
    table, (start, header) = laid.table, laid.sheet.header
    return {"sheet": table.sheet, "dataset": table.dataset.id, "header_start": start, "header_row": header, "first_row": laid.first_row,
            "last_row": table.rows_at[-1] if table.rows_at else laid.first_row, "data_rows": len(table.typed),
            "not_data": {"numbering": laid.numbering, "group": 0, "total": laid.total, "footer": laid.footer, "stub": 0, "repeated_header": 0}}


def _cell(table: SpeltTable, row: int, name: str) -> dict:
    return {"file": table.file, "sheet": table.sheet, "row": table.rows_at[row], "column": table.letter(name), "key": name, "written": table.written[row].get(name)}


def _error_truth(number: int, error: Planted) -> dict:
    cells = [_cell(table, row, name) for table, row, names in [(error.table, error.row, error.fields), *error.more] for name in names if name in table.names]
    table, kind = error.table, error.kind
    return {"id": number, "unit": table.unit, "file": table.file, "sheet": table.sheet, "row": cells[0]["row"], "column": cells[0]["column"], "dataset": table.dataset.id,
            "kind": kind.name, "class": kind.error_class, "expect": kind.expect, "row_level": kind.row_level, "optional": kind.optional, "only_class": list(kind.only_class),
            "min_severity": kind.min_severity, "cells": cells}
