"""The personal values of a workspace's month as its exports have them, in the shape that tests/acceptance/leak.py takes; shares no code with the gate.

    python personal_of_month.py WORKSPACE MONTH OUT      writes OUT/truth/world.json, then: python ../acceptance/leak.py OUT WORKSPACE --month MONTH
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from sotay.definitions.registry import Registry
from sotay.definitions.workspace import Workspace
from sotay.prepare import month_registry, read_month

KINDS = {"name": "name", "address": "address", "cccd": "cccd", "identity": "cccd", "identity_or_tax": "cccd", "phone": "phone", "email": "email"}


def personal_of(workspace: Workspace, month: str) -> dict[str, list[str]]:
    """Every cell of a personal column by kind, whatever became of its row, and under `allowed_names` all texts of the definitions."""
    registry = month_registry(workspace, month)
    exports, _, checked = read_month(workspace, registry, month)[:3]
    found: dict[str, set[str]] = {kind: set() for kind in KINDS.values()}
    for column, values in (*_sent(exports, registry), *_cleaned(checked.frames.values())):
        kind = KINDS[column.type]
        found[kind].update(value for v in values if _tells(kind, value := str(v).strip()))
    return {kind: sorted(values) for kind, values in found.items()} | {"allowed_names": sorted(set(_texts(registry)))}


def _tells(kind: str, value: str) -> bool:
    """A number of twelve digits, and an address with a house in it: the rest tells of nobody."""
    return len(value) == 12 and value.isdigit() if kind == "cccd" else any(c.isdigit() for c in value) if kind == "address" else bool(value)


def _sent(exports, registry: Registry) -> Iterator[tuple]:
    for table in (t for e in exports for t in e.tables if t.table in registry.tables):
        for column in registry.tables[table.table].table.columns:
            if column.pii != "none" and column.type in KINDS and column.name in table.mapped:
                yield column, [v for v in table.cells[:, table.mapped[column.name].index].tolist() if v]


def _cleaned(frames) -> Iterator[tuple]:
    for frame in frames:
        for column in frame.table.columns:
            if column.pii != "none" and column.type in KINDS and column.name in frame.rows:
                yield column, frame.rows[column.name].dropna().tolist()


def _texts(registry: Registry) -> Iterator[str]:
    groups = (registry.units, registry.groups, registry.recipients, registry.indicators, registry.domains, registry.datasets, registry.open_data)
    for thing in (registry.commune, registry.plan, *(t for group in groups for t in group.values())):
        yield from (text for text in _strings(thing.model_dump()) if len(text.split()) > 1)
    for values in registry.codes.values():
        for value in values:
            yield from (text for text in (value.label, *value.aliases) if len(text.split()) > 1)


def _strings(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list, tuple, set)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


if __name__ == "__main__":
    target = Path(sys.argv[3]) / "truth" / "world.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({"personal": personal_of(Workspace(Path(sys.argv[1]).resolve()), sys.argv[2])}, ensure_ascii=False), encoding="utf-8")
