"""Whether the figures of a row are the sums of rows above or below it: what a line without a telling label is told by."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property

import numpy as np

from sotay.intake.tables.page import Lines
from sotay.intake.tables.row_kinds import is_roman_or_letter, total_label
from sotay.intake.tables.usual_rows import UsualRows

# Rows above or below a sum that are added up.
MOST_PARTS = 500
# Rounded parts may miss their sum by this share.
_ROUNDED = 0.001


def figure(text: str) -> float | None:
    """A cell as a number; dots and commas before three digits at the end part thousands. None for what is no number."""
    bare = text.strip().replace(" ", "").replace("\u00a0", "")
    if not bare or not bare.lstrip("-+").replace(".", "").replace(",", "").isdigit():
        return None
    for mark, other in ((".", ","), (",", ".")):
        head, _, tail = bare.rpartition(mark)
        if head and (mark in head or other not in bare and len(tail) == 3):
            bare = bare.replace(mark, "")
        elif head and other in head:
            bare = bare.replace(other, "")
    try:
        return float(bare.replace(",", "."))
    except ValueError:
        return None


def are_sums(text: Lines, row: int, columns: Iterable[int], parts: list[int]) -> bool:
    """Most figures of the row, and at least one that is not 0, are the sums of what the parts have in their columns."""
    if len(parts) < 2:
        return False
    right = wrong = 0
    for column in columns:
        wanted = figure(text[row][column])
        if wanted:
            got = math.fsum(n for p in parts if (n := figure(text[p][column])) is not None)
            right, wrong = (right + 1, wrong) if math.isclose(got, wanted, rel_tol=_ROUNDED, abs_tol=0.01) else (right, wrong + 1)
    return right > wrong


class SummedRows(UsualRows):
    """Lines that add up records of the table, told by their figures."""

    def is_bare_sum(self, row: int) -> bool:
        """Figures alone in a list whose records all have a name: the sums of the rows above."""
        return not self.text[row][self.label] and self.label_filled and all(self.is_value(row, c) for c in self.own(row)) and self.sums_records(row)

    def sums_records(self, row: int) -> bool:
        """The sums of the records right above; in the last full row or the first, those of all records."""
        records = self._records_named
        above = first = bisect_left(records, row)
        while first and records[first - 1] == row - above + first - 1 and above - first < MOST_PARTS:
            first -= 1
        outer = [r for r in records if r != row] if records and not records[0] < row < records[-1] else []
        return any(are_sums(self.text, row, self.own(row), parts) for parts in (records[first:above], outer))

    def sums_part(self, row: int) -> bool:
        """The sums of the records below it, up to the next part."""
        return are_sums(self.text, row, [c for c in self.own(row) if c not in (self.ordinal, self.label)], self._part_below(row))

    @cached_property
    def _records_named(self) -> list[int]:
        """Full rows whose label is not one of a sum."""
        full = (np.flatnonzero(self.count[self.heading.end + 1:self.bottom] > self.sparse) + self.heading.end + 1).tolist()
        return [r for r in full if self.text[r][self.label] and not total_label(self.text[r][self.label])]

    def _part_below(self, row: int) -> list[int]:
        """The records from below a row to the next part or sum."""
        part = []
        for below in range(row + 1, min(self.bottom, row + MOST_PARTS)):
            if self.count[below] > self.sparse:
                label = self.text[below][self.label]
                if is_roman_or_letter(self.text[below][self.ordinal]) or not label or total_label(label):
                    break
                part.append(below)
        return part
