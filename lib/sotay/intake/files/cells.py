"""Turns rows of typed values into a grid of text with the kind of every cell."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import chain, islice, zip_longest
from operator import not_

import numpy as np

from sotay.intake.model import CellKind, Grid
from sotay.intake.reading import check_size

_KIND_OF_TYPE = {
    str: CellKind.TEXT, int: CellKind.NUMBER, float: CellKind.NUMBER, bool: CellKind.BOOL, type(None): CellKind.BLANK,
    dt.date: CellKind.DATE, dt.datetime: CellKind.DATE, dt.time: CellKind.DATE, dt.timedelta: CellKind.DATE,
}
_BLOCK = 500
_WORTH_REMEMBERING = 0.5
_DAYS = {dt.date}
_CONTROLS = dict.fromkeys((*range(32), 127), "?")
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


def _number_texts(values: Sequence) -> list[str]:
    """As number_text, whole numbers in one pass."""
    try:
        numbers = np.array(values, dtype=np.float64)
    except OverflowError:
        return list(map(number_text, values))
    with np.errstate(invalid="ignore"):
        whole = (np.floor(numbers) == numbers) & (np.abs(numbers) < 1e15)
    if whole.all():
        return list(map(str, numbers.astype(np.int64).tolist()))
    return list(map(number_text, values))


_TEXT_OF: dict[CellKind, Callable[[object], str]] = {
    CellKind.TEXT: lambda value: value if value and not value.isspace() else "", CellKind.NUMBER: number_text, CellKind.DATE: date_text,
    CellKind.BOOL: lambda value: "TRUE" if value else "FALSE", CellKind.BLANK: lambda value: "",
}


class _Texts(dict):
    """The text of every value met in a column, so that those that come again are turned once and become one object; `blank`: some value has none."""

    blank = False

    def __missing__(self, value: object) -> str:
        text = self[value] = _TEXT_OF[_KIND_OF_TYPE[type(value)]](value)
        self.blank = self.blank or not text
        return text


class _Days(dict):
    """The text of every day met in a column by its ordinal, which is a quicker key than the day."""

    def __missing__(self, ordinal: int) -> str:
        text = self[ordinal] = dt.date.fromordinal(ordinal).isoformat()
        return text


class _Column:
    """Turns the values of a column block by block; values are remembered as long as most of them come again."""

    def __init__(self) -> None:
        self.texts, self.days, self.seen = _Texts(), _Days(), 0

    def turned(self, values: Sequence) -> tuple[Sequence[str], np.ndarray | CellKind]:
        """Texts and kinds (one for all when they are alike)."""
        types, whole = set(map(type, values)), False
        kind = _KIND_OF_TYPE[next(iter(types))] if len(types) == 1 else None
        # True and 1 are one key; a column whose values hardly come again is quicker turned as it comes, but for dates, of which there are not so many.
        if types == _DAYS:
            texts, whole = list(map(self.days.__getitem__, map(dt.date.toordinal, values))), True
        elif bool in types or kind is not CellKind.DATE and len(self.texts) > _WORTH_REMEMBERING * (self.seen + _BLOCK):
            texts = self._each(values, kind)
        else:
            self.seen += len(values)
            texts = list(map(self.texts.__getitem__, values))
            whole = not self.texts.blank
        if kind is None:
            kind = np.fromiter(map(_KIND_OF_TYPE.__getitem__, map(type, values)), dtype=np.uint8, count=len(values))
        if not whole and not all(texts):
            kinds = np.full(len(values), kind, dtype=np.uint8)
            kinds[np.fromiter(map(not_, texts), dtype=bool, count=len(texts))] = CellKind.BLANK
            return texts, kinds
        return texts, kind

    @staticmethod
    def _each(values: Sequence, kind: CellKind | None) -> Sequence[str]:
        if kind is CellKind.TEXT:
            return values if all(map(str.strip, values)) else list(map(_TEXT_OF[kind], values))
        if kind is CellKind.NUMBER:
            return _number_texts(values)
        return [_TEXT_OF[_KIND_OF_TYPE[type(value)]](value) for value in values]


def _inside(merges: Iterable[tuple[int, int, int, int]], height: int, width: int) -> tuple[tuple[int, int, int, int], ...]:
    """Merges cut to the grid, those of a single cell or outside it dropped."""
    cut = ((top, left, min(bottom, height - 1), min(right, width - 1)) for top, left, bottom, right in merges)
    return tuple(merge for merge in cut if merge[0] <= merge[2] and merge[1] <= merge[3] and merge[:2] != merge[2:])


def grid_of(sheet: str | None, rows: Iterable[Sequence], row_numbers: Iterable[int] | None = None, size: tuple[int, int] | None = None, left: int = 0, **more) -> Grid:
    """A grid from rows of Python values, the rows as long as they are; `row_numbers` count from 1 unless given.

    `size`: height and width, needed for rows that come one by one and at least theirs; `left`: the column in which they begin.
    """
    height, width = size or (len(rows), max(map(len, rows), default=0))
    check_size(sheet, height, width)
    more["merges"] = _inside(more.get("merges", ()), height, width)
    cells, kinds = np.full((height, width), "", dtype=object), np.full((height, width), CellKind.BLANK, dtype=np.uint8)
    columns, top, source = [_Column() for _ in range(width)], 0, iter(rows)
    # A block's values stay in the processor's cache from one step to the next.
    while block := list(islice(source, _BLOCK)):
        below = top + len(block)
        for place, values in enumerate(_down(block), left):
            cells[top:below, place], kinds[top:below, place] = columns[place].turned(values)
        top = below
    numbers = np.arange(1, height + 1) if row_numbers is None else np.fromiter(row_numbers, dtype=np.int64, count=height)
    return Grid(sheet and sheet.translate(_CONTROLS), cells, kinds, numbers, **more)


def _down(block: list[Sequence]) -> Iterable[Sequence]:
    """The columns of some rows, short rows filled with blanks."""
    width = len(block[0])
    if any(len(row) != width for row in block):
        return zip_longest(*block, fillvalue="")
    flat = list(chain.from_iterable(block))
    return (flat[place::width] for place in range(width))


def set_cells(grid: Grid, values: dict[tuple[int, int], str], kind: CellKind) -> None:
    """Writes texts the reader left out (error values) into the grid; addresses outside it are ignored."""
    height, width = grid.cells.shape
    for (row, column), text in values.items():
        if row < height and column < width:
            grid.cells[row, column] = text
            grid.kinds[row, column] = kind


def is_blank(grid: Grid) -> bool:
    return not (grid.kinds != CellKind.BLANK).any()
