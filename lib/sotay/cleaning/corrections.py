"""Declared corrections: a known wrong cell replaced while it still reads what was found, and told once the unit has mended it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import numpy as np
import pandas as pd

from sotay.cleaning.model import CleanTable
from sotay.cleaning.table import clean_table
from sotay.definitions.models.corrections import Correction
from sotay.definitions.registry import Registry
from sotay.intake.model import CellKind, RawTable

APPLIED, EXPIRED = "DINH-CHINH", "DINH-CHINH-HET"
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?: 00:00:00)?$")


def corrected_table(raw: RawTable, registry: Registry, month: str, handed_in: dt.date) -> CleanTable:
    """The cleaned table with the month's corrections applied to the cells as sent.

    Each applied correction is a change; one whose cell reads otherwise is an info finding: the unit has mended it, or the entry names the wrong cell.
    """
    ours = [c for c in registry.corrections if c.table == raw.table and c.month == month and c.status != "closed"]
    cells, kinds, applied, expired = raw.cells.copy(), raw.kinds.copy(), [], []
    for correction in ours:
        if correction.field not in raw.mapped or not set(correction.key) <= set(raw.mapped):
            continue
        index = raw.mapped[correction.field].index
        for row in np.flatnonzero(_rows_of(raw, correction)):
            before = _as_written(cells[row, index])
            if before == _as_written(correction.found):
                cells[row, index], kinds[row, index] = correction.value, CellKind.TEXT
                applied.append(_place(raw, correction, row) | {"rule": APPLIED, "before": before, "after": correction.value})
            elif before != _as_written(correction.value):
                expired.append(_place(raw, correction, row) | {
                    "rule": EXPIRED, "class": 7, "severity": "info", "value": before, "message": "Ô này không còn giá trị sai đã khai trong mục đính chính.",
                    "fix": f"Đóng mục (status: closed) trong parameters/corrections/{correction.table}.yml, hoặc sửa lại `found`."})
    table = clean_table(raw.with_(cells=cells, kinds=kinds) if applied else raw, registry, month, handed_in)
    return replace(table, changes=_with(table.changes, applied), problems=_with(table.problems, expired))


def _rows_of(raw: RawTable, correction: Correction) -> np.ndarray:
    """Rows that carry every value of the correction's key."""
    same = np.ones(len(raw.rows), dtype=bool)
    for field, value in correction.key.items():
        index, wanted = raw.mapped[field].index, _as_written(value)
        same &= np.array([_as_written(text) == wanted for text in raw.cells[:, index]], dtype=bool)
    return same


def _as_written(text: str) -> str:
    """A cell as a clerk would quote it: a date cell by day, month, year."""
    text = " ".join(str(text).split())
    hit = _ISO.match(text)
    return f"{hit[3]}/{hit[2]}/{hit[1]}" if hit else text


def _place(raw: RawTable, correction: Correction, row: int) -> dict:
    return {"unit": raw.source.unit, "file": raw.source.file, "sheet": raw.sheet or "", "row": int(raw.rows[row]), "column": raw.mapped[correction.field].letter,
            "dataset": raw.dataset, "field": correction.field}


def _with(frame: pd.DataFrame, rows: list[dict]) -> pd.DataFrame:
    return pd.concat([frame, pd.DataFrame(rows, columns=frame.columns).astype(frame.dtypes.to_dict())], ignore_index=True) if rows else frame
