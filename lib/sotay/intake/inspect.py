"""What the suite sees in one file: the answer of `sotay inspect FILE --json`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from sotay.definitions.registry import Registry
from sotay.intake.files.containers import Refusal, members
from sotay.intake.files.guarded import GuardedReader
from sotay.intake.model import RawTable
from sotay.intake.month import source_of
from sotay.intake.recognition.recognise import Recogniser
from sotay.intake.tables.body import SET_ASIDE
from sotay.intake.workbook import tables_of


def inspect(path: Path, registry: Registry | None = None) -> dict:
    """The tables of a file as the contract's JSON; without a registry no dataset is named. Raises Refusal."""
    result: dict = {"file": path.name, "container": None, "encoding": None, "tables": []}
    parts = members(path)
    with GuardedReader(workers=len(parts)) as reader:
        recogniser = Recogniser(registry) if registry is not None else None
        for source, reading in reader.in_order((source_of("", path.name, path, part), part) for part in parts):
            if isinstance(reading, Refusal):
                raise reading
            source = replace(source, container=reading.container, encoding=reading.encoding)
            result["container"] = result["container"] or reading.container
            result["encoding"] = result["encoding"] or reading.encoding
            result["tables"] += [described(t) for t in tables_of(reading, source, recogniser).tables]
    return result


def described(table: RawTable) -> dict:
    """One table as JSON; rows are spreadsheet rows, `rows` counts data rows only."""
    kinds = Counter(s.kind for s in table.set_aside)
    return {
        "sheet": table.sheet, "header_start": table.header_start, "header_row": table.header_row, "columns": [c.heading for c in table.columns], "rows": len(table.rows),
        "first_row": int(table.rows[0]) if len(table.rows) else None, "last_row": int(table.rows[-1]) if len(table.rows) else None,
        "not_data": {kind: kinds.get(kind, 0) for kind in SET_ASIDE}, "dataset": table.dataset, "confidence": table.confidence,
        "mapped": {c.heading: c.field for c in table.columns if c.field}, "candidates": [list(c) for c in table.candidates], "notes": list(table.notes),
    }
