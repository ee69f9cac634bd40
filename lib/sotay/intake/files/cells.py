"""Turns rows of typed values into a grid of text with the kind of every cell."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain

import numpy as np

from sotay.intake.model import CellKind, Grid
from sotay.intake.reading import check_size

_KIND_OF_TYPE = {
    str: CellKind.TEXT, int: CellKind.NUMBER, float: CellKind.NUMBER, bool: CellKind.BOOL, type(None): CellKind.BLANK,
    dt.date: CellKind.DATE, dt.datetime: CellKind.DATE, dt.time: CellKind.DATE, dt.timedelta: CellKind.DATE,
}
_HALF_SECOND = dt.timedelta(milliseconds=500)


def number_text(value: float) -> str:
    """Plain decimal notation with a point: no exponent, no ".0", at most the 15 digits a spreadsheet keeps."""
    if isinstance(value, int) or not math.isfinite(value):
        return str(value)
    if value.is_integer():
        return str(int(value))
    text = repr(value)
    if len(text) > 16:
        text = f"{value:.15g}"
    return f"{Decimal(text):f}" if "e" in text else text


def date_text(value: dt.date | dt.datetime | dt.time | dt.timedelta) -> str:
    """ISO date, or date and time to the second when there is a time of day; a duration as hours:minutes:seconds."""
    if isinstance(value, dt.datetime):
        value = (value + _HALF_SECOND).replace(microsecond=0)
        return value.strftime("%Y-%m-%d" if value.time() == dt.time() else "%Y-%m-%d %H:%M:%S") if value.year >= 1000 else value.isoformat(" ")
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
        return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return value.isoformat() if isinstance(value, dt.date) else value.strftime("%H:%M:%S")


def _numbers_to_text(cells: np.ndarray, kinds: np.ndarray) -> None:
    """As number_text, whole numbers in one pass."""
    where = np.flatnonzero(kinds == CellKind.NUMBER)
    if not where.size:
        return
    values = cells[where].astype(float)
    whole = (np.floor(values) == values) & (np.abs(values) < 1e15)
    cells[where[whole]] = list(map(str, values[whole].astype(np.int64).tolist()))
    texts = list(map(repr, values[~whole].tolist()))
    rest = where[~whole]
    for place, text in enumerate(texts):
        if len(text) > 16 or "e" in text:
            texts[place] = number_text(cells[rest[place]])
    cells[rest] = texts


def _to_text(cells: np.ndarray, kinds: np.ndarray, kind: CellKind, convert) -> None:
    where = np.flatnonzero(kinds == kind)
    if where.size:
        cells[where] = list(map(convert, cells[where]))


def _blank_out(cells: np.ndarray, kinds: np.ndarray) -> None:
    """Empty and white-space-only text is a blank cell."""
    where = np.flatnonzero(kinds == CellKind.TEXT)
    filled = np.fromiter(map(bool, map(str.strip, cells[where])), dtype=bool, count=where.size)
    kinds[where[~filled]] = CellKind.BLANK
    cells[kinds == CellKind.BLANK] = ""


def _inside(merges: Iterable[tuple[int, int, int, int]], height: int, width: int) -> tuple[tuple[int, int, int, int], ...]:
    """Merges cut to the grid, those of a single cell or outside it dropped."""
    cut = ((top, left, min(bottom, height - 1), min(right, width - 1)) for top, left, bottom, right in merges)
    return tuple(merge for merge in cut if merge[0] <= merge[2] and merge[1] <= merge[3] and merge[:2] != merge[2:])


def grid_of(sheet: str | None, rows: Sequence[Sequence], row_numbers: Iterable[int] | None = None, **more) -> Grid:
    """A grid from rows of Python values, the rows as long as they are; `row_numbers` count from 1 unless given."""
    more["merges"] = _inside(more.get("merges", ()), len(rows), max(map(len, rows), default=0))
    height, width = len(rows), max(map(len, rows), default=0)
    check_size(sheet, height, width)
    even = rows if min(map(len, rows), default=0) == width else [[*row, *[""] * (width - len(row))] for row in rows]
    flat = list(chain.from_iterable(even))
    kinds = np.fromiter(map(_KIND_OF_TYPE.get, map(type, flat)), dtype=np.uint8, count=len(flat))
    cells = np.empty(len(flat), dtype=object)
    cells[:] = flat
    _numbers_to_text(cells, kinds)
    _to_text(cells, kinds, CellKind.DATE, date_text)
    _to_text(cells, kinds, CellKind.BOOL, lambda value: "TRUE" if value else "FALSE")
    _blank_out(cells, kinds)
    numbers = np.arange(1, height + 1) if row_numbers is None else np.fromiter(row_numbers, dtype=np.int64, count=height)
    return Grid(sheet, cells.reshape(height, width), kinds.reshape(height, width), numbers, **more)


def set_cells(grid: Grid, values: dict[tuple[int, int], str], kind: CellKind) -> None:
    """Writes texts the reader left out (error values) into the grid; addresses outside it are ignored."""
    height, width = grid.cells.shape
    for (row, column), text in values.items():
        if row < height and column < width:
            grid.cells[row, column] = text
            grid.kinds[row, column] = kind


def is_blank(grid: Grid) -> bool:
    return not (grid.kinds != CellKind.BLANK).any()
