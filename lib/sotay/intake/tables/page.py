"""A grid with what the layout analysis asks of it again and again: filled cells per row, merges, texts as plain lists."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import cached_property

import numpy as np

from sotay.intake.model import CellKind, Grid
from sotay.intake.tables.row_kinds import is_value

Merge = tuple[int, int, int, int]
_CELLS_AT_ONCE = 4_096
# Rows of a merge that are looked at; a heading is never taller.
TALLEST = 200


class Lines(dict):
    """Rows of cells as plain lists, made when first asked for: in a long table few are ever looked at one by one."""

    def __init__(self, cells: np.ndarray) -> None:
        super().__init__()
        self.cells = cells
        self._step = max(1, _CELLS_AT_ONCE // max(1, cells.shape[1] if cells.ndim == 2 else 1))

    def __missing__(self, row: int) -> list[str]:
        first = row - row % self._step
        self.update(enumerate(self.cells[first:first + self._step].tolist(), first))
        return self[row]

    def column(self, column: int, first: int = 0, bottom: int | None = None) -> list[str]:
        return self.cells[first:bottom, column].tolist()


class Page:
    """Read-only view of some columns of a grid; row and column numbers are the grid's own."""

    def __init__(self, grid: Grid, columns: range | None = None) -> None:
        self.grid = grid
        self.columns = columns if columns is not None else range(grid.cells.shape[1] if grid.cells.ndim == 2 else 0)
        self.height = len(grid.cells)
        self.text = Lines(grid.cells)
        filled = (grid.kinds != CellKind.BLANK).reshape(self.height, -1)
        keep = np.zeros(filled.shape[1], dtype=bool)
        keep[self.columns.start:self.columns.stop] = True
        self.filled = filled & keep
        self.count = self.filled.sum(axis=1)

    @cached_property
    def typed(self) -> np.ndarray:
        """Cells that are numbers, dates, yes/no or errors by their kind in the file."""
        return (self.grid.kinds != CellKind.TEXT) & self.filled

    @cached_property
    def merges(self) -> list[Merge]:
        return [m for m in self.grid.merges if m[1] in self.columns]

    def filled_columns(self, row: int) -> list[int]:
        return np.flatnonzero(self.filled[row]).tolist()

    def texts(self, row: int) -> list[str]:
        return [self.text[row][c] for c in self.filled_columns(row)]

    def is_value(self, row: int, column: int) -> bool:
        """True when the cell is data by kind, or text that reads as a number or a date."""
        return bool(self.typed[row, column]) or is_value(self.text[row][column])

    def next_filled(self, row: int, limit: int) -> int | None:
        """First row from `row` on, before `limit`, with anything in it."""
        place = bisect_left(self._filled_rows, row)
        return self._filled_rows[place] if place < len(self._filled_rows) and self._filled_rows[place] < limit else None

    @cached_property
    def _filled_rows(self) -> list[int]:
        return np.flatnonzero(self.count).tolist()

    @cached_property
    def _merges_by_row(self) -> dict[int, list[Merge]]:
        by_row: dict[int, list[Merge]] = defaultdict(list)
        for merge in self.merges:
            for row in range(merge[0], min(merge[2], merge[0] + TALLEST) + 1):
                by_row[row].append(merge)
        return by_row

    def merges_over(self, first: int, last: int) -> list[Merge]:
        """Merges that touch these rows, each once."""
        return list(dict.fromkeys(m for row in range(first, last + 1) for m in self._merges_by_row.get(row, ())))
