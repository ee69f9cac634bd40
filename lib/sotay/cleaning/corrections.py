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
from sotay.intake.model import CellKind, RawTable, findings_frame

APPLIED, EXPIRED = "DINH-CHINH", "DINH-CHINH-HET"
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?)?")
_WHOLE = re.compile(r"(-?\d+)\.0+")


def corrected_table(raw: RawTable, registry: Registry, month: str, handed_in: dt.date) -> CleanTable:
    """The cleaned table with the month's corrections applied to the cells as sent.

    Each applied correction is a change; one whose cell reads otherwise is an info finding: the unit has mended it, or the entry names the wrong cell.
    """
    ours = _open(registry, raw.table, month)
    cells, kinds, applied, expired = raw.cells.copy(), raw.kinds.copy(), [], []
    for correction in ours:
        if correction.field not in raw.mapped or not set(correction.key) <= set(raw.mapped):
            continue
        index = raw.mapped[correction.field].index
        for row in _rows_of(raw, correction):
            before = _as_written(cells[row, index])
            if before == _as_written(correction.found):
                cells[row, index], kinds[row, index] = correction.value, CellKind.TEXT
                applied.append(_place(raw, correction, row) | {"rule": APPLIED, "before": before, "after": correction.value})
            else:
                expired.append(_place(raw, correction, row) | _expired(correction, before))
    table = clean_table(raw.with_(cells=cells, kinds=kinds) if applied else raw, registry, month, handed_in)
    return replace(table, changes=_with(table.changes, applied), problems=_with(table.problems, expired))


def lost_corrections(tables: list[CleanTable], registry: Registry, month: str) -> pd.DataFrame:
    """An info finding for each correction whose row stands in none of the files handed in: at the first of them, without a row."""
    first: dict[str, CleanTable] = {}
    for table in tables:
        first.setdefault(table.table, table)
    lost = []
    for name, table in first.items():
        for correction in _open(registry, name, month):
            turned = correction.model_copy(update={"key": correction.key | {correction.field: correction.value}}) if correction.field in correction.key else correction
            parts = [t.raw for t in tables if t.table == name]
            if not any(set(correction.key) <= set(raw.mapped) and any(len(_rows_of(raw, c)) for c in (correction, turned)) for raw in parts):
                source = table.raw.source
                lost.append({"unit": source.unit, "file": source.file, "sheet": table.raw.sheet or "", "row": None, "column": "", "dataset": table.dataset, "field": correction.field, "value": ""} | _ended(
                    correction, "Mục đính chính chỉ vào một dòng không còn trong tệp nào của tháng."))
    return findings_frame(lost)


def _open(registry: Registry, table: str, month: str) -> list[Correction]:
    return [c for c in registry.corrections if c.table == table and c.month == month and c.status != "closed"]


def _expired(correction: Correction, now: str) -> dict:
    mended = now == _as_written(correction.value)
    return _ended(correction, "Đơn vị đã sửa ô này ở nguồn đúng như mục đính chính." if mended else "Ô này không còn giá trị sai đã khai trong mục đính chính.") | {"value": now}


def _ended(correction: Correction, message: str) -> dict:
    return {"rule": EXPIRED, "class": 7, "severity": "info", "message": message, "fix": f"Đóng mục (status: closed) trong parameters/corrections/{correction.table}.yml, hoặc sửa lại `found`, `key`."}


def _rows_of(raw: RawTable, correction: Correction) -> np.ndarray:
    """Places of the rows that carry every value of the correction's key."""
    same = np.ones(len(raw.rows), dtype=bool)
    for field, value in correction.key.items():
        index, wanted = raw.mapped[field].index, _as_written(value)
        same &= np.array([_as_written(text) == wanted for text in raw.cells[:, index]], dtype=bool)
    return np.flatnonzero(same)


def _as_written(text: str) -> str:
    """A cell as a clerk would quote it: a date cell by day, month, year and time, a number without a needless point."""
    text = " ".join(str(text).split())
    if hit := _ISO.fullmatch(text):
        clock = "" if hit[4] in (None, "00:00") else f" {hit[4]}"
        return f"{hit[3]}/{hit[2]}/{hit[1]}{clock}"
    return whole[1] if (whole := _WHOLE.fullmatch(text)) else text


def _place(raw: RawTable, correction: Correction, row: int) -> dict:
    return {"unit": raw.source.unit, "file": raw.source.file, "sheet": raw.sheet or "", "row": int(raw.rows[row]), "column": raw.mapped[correction.field].letter,
            "dataset": raw.dataset, "field": correction.field}


def _with(frame: pd.DataFrame, rows: list[dict]) -> pd.DataFrame:
    return pd.concat([frame, pd.DataFrame(rows, columns=frame.columns).astype(frame.dtypes.to_dict())], ignore_index=True) if rows else frame
