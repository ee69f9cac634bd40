"""Sorts the rows below a heading into data and what is set aside: numbering, totals, groups, repeated headings, stubs, notes and signatures."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

import numpy as np

from sotay.intake.tables.headings import Heading
from sotay.intake.tables.page import Lines, Page
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
        below = self.heading.end + 1
        self.rows = (np.flatnonzero(self.page.count[below:self.bottom]) + below).tolist()
        kinds, odd = self._first_pass()
        self._settle(kinds, odd)
        return self._collect(kinds, odd)

    def _plain(self) -> list[bool]:
        """Of every non-blank row, whether it is counted and as full as the others: then it is data whatever it says, unless numbering rows come again."""
        if self.ordinal is None or self.numbered_again():
            return [False] * len(self.rows)
        counted = np.fromiter(map(str.isdigit, self.text.column(self.ordinal)), dtype=bool, count=self.page.height)
        return ((self.count > max(self.sparse, 3)) & counted)[self.rows].tolist()

    def _first_pass(self) -> tuple[list[str], list[int]]:
        """The kind of every non-blank row, and the places of those that had to be looked at; the others are data."""
        plain, kinds, odd = self._plain(), ["data"] * len(self.rows), []
        special = [place for place, usual in enumerate(plain) if not usual]
        before, closed, place = "heading", False, 0
        while place < len(self.rows):
            if before == "data" and not closed and plain[place]:
                ahead = bisect_left(special, place)
                place = special[ahead] if ahead < len(special) else len(self.rows)
                continue
            kind = self.kind(self.rows[place], before)
            if closed and kind not in ("repeated_header", "numbering"):
                if self.firm(self.rows[place]):
                    closed = False
                else:
                    kind = "footer"
            if kind == "sign":
                closed, kind = True, "footer"
            elif kind == "repeated_header":
                closed = False
            kinds[place] = before = kind
            odd.append(place)
            place += 1
        return kinds, odd

    def _settle(self, kinds: list[str], odd: list[int]) -> None:
        """Labels with data below are groups, loose rows after the last data are footers, thin rows are groups when they open a count."""
        last = self._last(kinds)
        following, after, head_comes, below = None, None, False, len(kinds)
        for place in reversed(odd):
            row, kind = self.rows[place], kinds[place]
            if place + 1 < below:
                following, after, head_comes = "data", self.rows[place + 1], False
            below = place
            if kind == "thin":
                kinds[place] = "group" if after is not None and self.opens_count(row, after) else "data"
            elif kind == "label":
                kinds[place] = "footer" if head_comes and not self.group_mark(row) else "group" if row < last or self.group_mark(row) and following != "footer" else "footer"
            elif kind == "loose":
                kinds[place] = "footer" if head_comes else "loose" if row < last or row == last + 1 and self.continues(row, last) else "footer"
            if kinds[place] == "data":
                after = row
            following = kinds[place]
            head_comes = following == "repeated_header" or head_comes and following == "footer"
        if kinds and kinds[0] == "loose":
            kinds[0] = "group" if self.rows[0] < last else "footer"
        for place in odd:
            if place and kinds[place] == "loose":
                kinds[place] = self._out_of_place(place, kinds)

    def _out_of_place(self, place: int, kinds: list[str]) -> str:
        """Text out of place with data below: the rest of the text above, the name of a group, or a record after all."""
        row, above = self.rows[place], self.rows[place - 1]
        below = self.rows[place + 1] if place + 1 < len(kinds) and kinds[place + 1] == "data" else None
        if kinds[place - 1] not in ("data", "stub"):
            return "group" if self.is_caption(row, above, below) else "data"
        if self.is_caption(row, above, below):
            return "group"
        lone = self.count[row] == 1 and self.all_counted and not self.is_value(row, self.own(row)[0])
        return "stub" if lone or self.continues(row, above) else "data"

    def _last(self, kinds: list[str]) -> int:
        """The last row that is data, -1 if there is none; a page number or a line of figures apart, under the table, is not."""
        place = _last_place(kinds)
        while place >= 0:
            row = self.rows[place]
            number = self.typical >= 2 and self.count[row] == 1 and not self.count[row - 1] and place == len(kinds) - 1 and row - 1 > self.heading.end
            if not number and not self.stray(row):
                break
            kinds[place] = "footer"
            place = _last_place(kinds)
        if place < 0:
            return -1
        row = self.rows[place]
        while place + 1 < len(kinds) and self.rows[place + 1] == row + 1 and kinds[place + 1] == "loose" and self.ordinal is None and self.count[row + 1] > 1 and not self.text[row + 1][self.columns[0]]:
            place, row = place + 1, row + 1
            kinds[place] = "data"
        return row

    def _collect(self, kinds: list[str], odd: list[int]) -> Body:
        body, group, above = Body(), "", 0
        for place in (*odd, len(kinds)):
            body.data += self.rows[above:place]
            body.group += [group] * (place - above)
            above = place + 1
            if place == len(kinds):
                break
            row, kind = self.rows[place], kinds[place]
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


def _last_place(kinds: list[str]) -> int:
    return next((place for place in range(len(kinds) - 1, -1, -1) if kinds[place] in ("data", "thin")), -1)


def sort_rows(page: Page, heading: Heading, bottom: int, text: Lines, filled: np.ndarray) -> Body:
    """Kinds of all non-blank rows from below the heading up to `bottom`; `text` and `filled` have vertical merges filled down."""
    return _Sorter(page, heading, bottom, text, filled).sort()
