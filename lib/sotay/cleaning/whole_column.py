"""What only a whole column shows: numbers that count upwards because a cell was dragged down, days that a spreadsheet turned about."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from sotay.cleaning.columns import CleanColumn
from sotay.cleaning.parsed import BLANK
from sotay.cleaning.rules import Fault, fault
from sotay.intake.model import CellKind

_NUMBERED = ("cccd", "identity", "identity_or_tax", "phone", "bhxh")
_DATES = ("date", "datetime", "partial_date")
# So many different cells of each kind before a column is said to hold turned days; each by itself is common.
_LEAST = 3
# Share of cells that may speak against it: one mistyped day clears no column.
_SLIPS = 0.1
_DAY_FIRST = re.compile(r"\s*(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2,4}\b")
_CELL_DAY = re.compile(r"\d{4}-(\d\d)-(\d\d)")


def doubts(columns: dict[str, CleanColumn]) -> Iterator[tuple[str, np.ndarray, Fault]]:
    """Field, mask of the rows, and what is doubted there."""
    for name, column in columns.items():
        kind = column.context.column.type
        if kind in _NUMBERED and len(column.codes) > 2 and (rows := _dragged(column)).any():
            yield name, rows, fault("KEO-O")
        if kind in _DATES and (rows := _turned(column)).any():
            yield name, rows, fault("NGAY-DAO")


def _dragged(column: CleanColumn) -> np.ndarray:
    """Rows whose number is that of the row above and one more, three rows in a run or longer; the first of the run may be right."""
    numbers = pd.to_numeric(pd.Series(column.texts, dtype="object").where(np.array(column.kinds) != CellKind.BLANK), errors="coerce").to_numpy(dtype=float)[column.codes]
    one_more = np.append(False, np.diff(numbers) == 1)
    return one_more & (np.append(one_more[1:], False) | np.append(False, one_more[:-1]))


def _turned(column: CleanColumn) -> np.ndarray:
    """Date cells of a column whose text cells are just the days that cannot be read month first: a spreadsheet set to English turned the others about."""
    kinds = np.array(column.kinds)
    none = np.zeros(len(column.codes), dtype=bool)
    if np.count_nonzero(kinds == CellKind.DATE) < _LEAST or np.count_nonzero(kinds == CellKind.TEXT) < _LEAST:
        return none
    typed = [m for t, k in zip(column.texts, kinds, strict=True) if k == CellKind.TEXT and (m := _DAY_FIRST.match(t))]
    held = {i: m for i, (t, k) in enumerate(zip(column.texts, kinds, strict=True)) if k == CellKind.DATE and (m := _CELL_DAY.match(t))}
    against = sum(int(m[1]) <= 12 for m in typed), sum(int(m[2]) > 12 for m in held.values())
    if len(typed) < _LEAST or len(held) < _LEAST or against[0] > _SLIPS * len(typed) or against[1] > _SLIPS * len(held):
        return none
    odd = np.zeros(len(kinds), dtype=bool)
    odd[[i for i, m in held.items() if m[1] != m[2] and int(m[2]) <= 12 and not column.parsed.get(i, BLANK).unread]] = True
    return odd[column.codes]
