"""What the suite sees in one file: the answer of `sotay inspect FILE`, as the contract's JSON and in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sotay.definitions.registry import Registry
from sotay.intake.chain import Part, Task, prepare
from sotay.intake.files.guarded import GuardedReader, Item
from sotay.intake.handed_in import printable, size_of, source_of
from sotay.intake.model import RawTable
from sotay.intake.reading import Refusal
from sotay.intake.tables.body import SET_ASIDE


@dataclass(frozen=True)
class Seen:
    """A file, or a file of an archive, as it was read: its name, and its tables or why there are none."""

    file: str
    part: Part | None
    refusal: Refusal | None = None

    @property
    def tables(self) -> list[RawTable]:
        return self.part.sheets.tables if self.refusal is None else []


def look_into(path: Path, registry: Registry | None = None) -> list[Seen]:
    """What reading each part of a file gave, in order; without a registry no dataset is named."""
    source = source_of("", printable(path.name), path)
    with GuardedReader(prepare, registry, workers=1) as reader:
        (_, found), = reader.in_order([Item(path, Task(source), size_of(path))])
    return [_seen(name or source.file, part) for name, part in found]


def _seen(file: str, part: Part | Refusal) -> Seen:
    if isinstance(part, Refusal):
        return Seen(file, None, part)
    return Seen(file, part, part.sheets if isinstance(part.sheets, Refusal) else None)


def inspect(path: Path, registry: Registry | None = None) -> dict:
    """The tables of a file as the contract's JSON. Raises Refusal when nothing in it could be read."""
    return as_json(path, look_into(path, registry))


def as_json(path: Path, seen: list[Seen]) -> dict:
    """Files of an archive that could not be read are listed under `unread`. Raises Refusal when nothing could be read."""
    read = [s for s in seen if s.refusal is None]
    if not read:
        raise seen[0].refusal
    sources = [s.part.source for s in read]
    result = {
        "file": path.name, "container": sources[0].container, "encoding": next((s.encoding for s in sources if s.encoding), None),
        "tables": [described(t) | ({"file": s.file} if len(seen) > 1 else {}) for s in read for t in s.tables],
    }
    unread = [{"file": s.file, "status": s.refusal.status, "note": s.refusal.note} for s in seen if s.refusal is not None]
    return result | ({"unread": unread} if unread else {})


def described(table: RawTable) -> dict:
    """One table as JSON; rows are spreadsheet rows, `rows` counts data rows only."""
    kinds = Counter(s.kind for s in table.set_aside)
    return {
        "sheet": table.sheet, "header_start": table.header_start, "header_row": table.header_row, "columns": [c.heading for c in table.columns], "rows": len(table.rows),
        "first_row": int(table.rows[0]) if len(table.rows) else None, "last_row": int(table.rows[-1]) if len(table.rows) else None,
        "not_data": {kind: kinds.get(kind, 0) for kind in SET_ASIDE}, "dataset": table.dataset, "confidence": table.confidence,
        "mapped": {c.heading: c.field for c in table.columns if c.field},
    }
