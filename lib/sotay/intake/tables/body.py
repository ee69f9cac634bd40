"""Sorts the rows below a heading into data and what is set aside: numbering, totals, groups, repeated headings, stubs, notes and signatures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from sotay.intake.tables.headings import Heading
from sotay.intake.tables.page import Page
from sotay.intake.tables.row_judge import RowJudge
from sotay.intake.tables.row_kinds import is_blank_mark, is_outline, squeezed

SET_ASIDE = ("numbering", "total", "group", "repeated_header", "footer", "stub")
_ORDINAL_PREFIX = re.compile(r"^([IVXLC]{1,7}|[A-ZĐa-z]|\d{1,3}(\.\d{1,3})*)\s*[.):/-]\s*(?=\S)")


@dataclass
class Body:
    """Grid rows that are data, those set aside with their kind, the group text of each data row, and texts continued on the next row."""

    data: list[int] = field(default_factory=list)
    aside: list[tuple[int, str]] = field(default_factory=list)
    group: list[str] = field(default_factory=list)
    continued: list[tuple[int, int, int]] = field(default_factory=list)


class _Sorter(RowJudge):
    """One pass gives each row a provisional kind; a second settles what depends on the rows after it."""

    def sort(self) -> Body:
        kinds = self._first_pass()
        self._settle(kinds)
        return self._collect(kinds)

    def _first_pass(self) -> dict[int, str]:
        kinds: dict[int, str] = {}
        before, closed = "heading", False
        counts = self.page.count.tolist()
        # A counted row as full as the others is data whatever it says, unless it repeats a numbering row.
        full = (self.count > max(self.sparse, 3) if self.ordinal is not None and not self.numbered_again() else np.zeros(len(self.count), dtype=bool)).tolist()
        for row in range(self.heading.end + 1, self.bottom):
            if not counts[row]:
                continue
            if before == "data" and not closed and full[row] and self.text[row][self.ordinal].isdigit():
                kinds[row] = "data"
                continue
            kind = self.kind(row, before)
            if closed and kind not in ("repeated_header", "numbering"):
                if self.firm(row):
                    closed = False
                else:
                    kind = "footer"
            if kind == "sign":
                closed, kind = True, "footer"
            elif kind == "repeated_header":
                closed = False
            kinds[row] = before = kind
        return kinds

    def _settle(self, kinds: dict[int, str]) -> None:
        """Labels with data below are groups, loose rows after the last data are footers, thin rows are groups when they open a count."""
        rows = sorted(kinds)
        last = max((r for r in rows if kinds[r] in ("data", "thin")), default=-1)
        # A page number under the table.
        while last >= 0 and self.typical >= 2 and self.count[last] == 1 and not self.count[last - 1] and last == rows[-1] and last - 1 > self.heading.end:
            kinds[last] = "footer"
            last = max((r for r in rows if kinds[r] in ("data", "thin")), default=-1)
        while kinds.get(last + 1) == "loose" and self.ordinal is None and self.count[last + 1] > 1 and not self.text[last + 1][self.columns[0]]:
            last += 1
            kinds[last] = "data"
        following, after, head_comes = None, None, False
        for row in reversed(rows):
            kind = kinds[row]
            if kind == "thin":
                kinds[row] = "group" if after is not None and self.opens_count(row, after) else "data"
            elif kind == "label":
                kinds[row] = "footer" if head_comes and not self.group_mark(row) else "group" if row < last or self.group_mark(row) and following != "footer" else "footer"
            elif kind == "loose":
                kinds[row] = "footer" if head_comes else "loose" if row < last or row == last + 1 and self.continues(row, last) else "footer"
            if kinds[row] == "data":
                after = row
            following = kinds[row]
            head_comes = following == "repeated_header" or head_comes and following == "footer"
        if rows and kinds[rows[0]] == "loose":
            kinds[rows[0]] = "group" if rows[0] < last else "footer"
        for row, above in zip(rows[1:], rows, strict=False):
            if kinds[row] == "loose":
                kinds[row] = "stub" if kinds[above] in ("data", "continued") and self.continues(row, above) else "data"

    def _collect(self, kinds: dict[int, str]) -> Body:
        body, group = Body(), ""
        for row in sorted(kinds):
            kind = kinds[row]
            if kind == "data":
                body.data.append(row)
                body.group.append(group)
                continue
            if kind == "stub" and body.data and not is_blank_mark(self.texts(row)[0]) and not is_outline(self.texts(row)[0]):
                body.continued += [(body.data[-1], row, c) for c in np.flatnonzero(self.filled[row]).tolist()]
            if kind == "group":
                group = self._group_text(row)
            body.aside.append((row, kind))
        return body

    def _group_text(self, row: int) -> str:
        texts = [squeezed(t) for t in self.texts(row)]
        if len(texts) > 1 and is_outline(texts[0]):
            texts = texts[1:]
        return _ORDINAL_PREFIX.sub("", " ".join(texts))


def sort_rows(page: Page, heading: Heading, bottom: int, text: list[list[str]], filled: np.ndarray) -> Body:
    """Kinds of all non-blank rows from below the heading up to `bottom`; `text` and `filled` have vertical merges filled down."""
    return _Sorter(page, heading, bottom, text, filled).sort()
