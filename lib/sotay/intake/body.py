"""Sorts the rows below a heading into data and what is set aside: numbering, totals, groups, repeated headings, stubs, notes and signatures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from sotay.definitions.folding import match_key
from sotay.intake.headings import Heading
from sotay.intake.page import Page
from sotay.intake.row_kinds import (
    is_blank_mark,
    is_note,
    is_national,
    is_numbering,
    is_outline,
    is_roman_or_letter,
    is_signing,
    is_unit_row,
    is_value,
    is_whole,
    opens_group,
    squeezed,
    total_label,
    unit_factor,
)

SET_ASIDE = ("numbering", "total", "group", "repeated_header", "footer", "stub")
_OPENS_TOTAL = frozenset("TtCcSsLlMmBb*( ")
_ORDINAL_PREFIX = re.compile(r"^([IVXLC]{1,7}|[A-ZĐa-z]|\d{1,3}(\.\d{1,3})*)\s*[.):/-]\s*(?=\S)")


@dataclass
class Body:
    """Grid rows that are data, those set aside with their kind, the group text of each data row, and texts continued on the next row."""

    data: list[int] = field(default_factory=list)
    aside: list[tuple[int, str]] = field(default_factory=list)
    group: list[str] = field(default_factory=list)
    continued: list[tuple[int, int, int]] = field(default_factory=list)


class _Sorter:
    """One pass gives each row a provisional kind; a second settles what depends on the rows after it."""

    def __init__(self, page: Page, heading: Heading, bottom: int, text: list[list[str]], filled: np.ndarray) -> None:
        self.page, self.heading, self.bottom, self.text, self.filled = page, heading, bottom, text, filled
        self.columns = list(heading.texts)
        self.count = filled[:, self.columns].sum(axis=1)
        full = self.count[heading.end + 1:bottom]
        wide = full[full >= min(3, len(self.columns))]
        self.typical = float(np.median(wide)) if len(wide) else float(len(self.columns))
        self.sparse = 1 if self.typical < 3 else max(2, int(0.4 * self.typical))
        self.ordinal = heading.ordinal if heading.ordinal is not None else self._counted_column()
        self.heads = [{c: match_key(page.text[r][c]) for c in page.filled_columns(r)} for r in range(heading.start, heading.end + 1)]
        self.label = next((c for c in self.columns if c != self.ordinal), self.columns[0])
        self.word_columns = self._word_columns()
        self.numbering: set[tuple[str, ...]] = set()

    def _counted_column(self) -> int | None:
        """A first column without the heading STT that counts 1, 2, 3 all the same."""
        first = self.columns[0]
        seen = [self.text[r][first].strip() for r in range(self.heading.end + 1, min(self.bottom, self.heading.end + 60)) if self.count[r] > self.sparse]
        numbers = [int(t) for t in seen if t.isdigit() and len(t) < 5]
        if len(numbers) < 3 or len(numbers) < 0.6 * len(seen):
            return None
        return first if sum(b - a == 1 for a, b in zip(numbers, numbers[1:], strict=False)) >= 0.8 * (len(numbers) - 1) else None

    def _word_columns(self) -> list[int]:
        """Columns, besides number and label, in which counted records have words: a line without any of them is no record."""
        if self.ordinal is None:
            return []
        rows = [r for r in range(self.heading.end + 1, self.bottom) if self.count[r] > self.sparse and is_whole(self.text[r][self.ordinal])][:200]
        words = {c: sum(bool(self.text[r][c]) and not self._is_value(r, c) for r in rows) for c in self.columns if c not in (self.ordinal, self.label)}
        return [c for c, n in words.items() if rows and n >= 0.7 * len(rows)]

    def sort(self) -> Body:
        kinds = self._first_pass()
        self._settle(kinds)
        return self._collect(kinds)

    def _first_pass(self) -> dict[int, str]:
        kinds: dict[int, str] = {}
        before, closed = "heading", False
        counts = self.page.count.tolist()
        # A counted row as full as the others is data whatever it says, unless it repeats a numbering row.
        full = (self.count > max(self.sparse, 3) if self.ordinal is not None and not self._numbered_again() else np.zeros(len(self.count), dtype=bool)).tolist()
        for row in range(self.heading.end + 1, self.bottom):
            if not counts[row]:
                continue
            if before == "data" and not closed and full[row] and self.text[row][self.ordinal].isdigit():
                kinds[row] = "data"
                continue
            kind = self._kind(row, before)
            if closed and kind not in ("repeated_header", "numbering"):
                if self._firm(row):
                    closed = False
                else:
                    kind = "footer"
            if kind == "sign":
                closed, kind = True, "footer"
            elif kind == "repeated_header":
                closed = False
            kinds[row] = before = kind
        return kinds

    def _numbered_again(self) -> bool:
        """Numbering rows come again with repeated headings: the first heading text stands below once more."""
        first = self.columns[0]
        head = self.page.text[self.heading.start][first] or self.page.text[self.heading.end][first]
        return any(self.page.text[r][first] == head for r in range(self.heading.end + 1, self.bottom))

    def _firm(self, row: int) -> bool:
        """As full as the table's rows are, and counted when they are: data goes on after a signature. Uncounted rows must come in twos: one may be names."""
        if self.ordinal is not None:
            return self.count[row] >= max(3, 0.6 * self.typical) and is_whole(self.text[row][self.ordinal])
        below = self.page.next_filled(row + 1, self.bottom)
        return below is not None and all(self.count[r] >= max(4, 0.8 * self.typical) and not any(is_signing(t) for t in self._texts(r)) for r in (row, below))

    def _texts(self, row: int) -> list[str]:
        return [self.text[row][c] for c in np.flatnonzero(self.filled[row]).tolist()]

    def _kind(self, row: int, before: str) -> str:
        if self._repeats_heading(row):
            return "repeated_header"
        if before in ("heading", "repeated_header", "numbering", "total") or self.numbering:
            texts = self._texts(row)
            numbers = is_numbering(texts, len(self.columns)) and not self._counts_on(row)
            if before in ("heading", "repeated_header") and (numbers or is_unit_row(texts)) or tuple(texts) in self.numbering:
                self.numbering.add(tuple(texts))
                return "numbering"
        if self.count[row] > self.sparse:
            return self._full_row(row)
        return self._sparse_row(row)

    def _counts_on(self, row: int) -> bool:
        """The next row counts 2: a first record that happens to read 1 2 3."""
        below = self.page.next_filled(row + 1, self.bottom)
        return self.ordinal is not None and below is not None and self.text[below][self.ordinal].strip() == "2"

    def _repeats_heading(self, row: int) -> bool:
        cells = self.page.text[row]
        for tier in self.heads:
            first = next(iter(tier))
            if not cells[first] or abs(len(cells[first]) - len(tier[first])) > 12 or match_key(cells[first]) != tier[first]:
                continue
            own = self.page.filled_columns(row)
            same = sum(match_key(cells[c]) == tier.get(c) for c in own)
            if same >= 0.7 * len(own) and (same >= 2 or same == len(tier)):
                return True
        return False

    def _full_row(self, row: int) -> str:
        if self._is_total(row):
            return "total"
        mark = self.text[row][self.ordinal].strip() if self.ordinal is not None else ""
        counted, texts = bool(mark) and is_outline(mark), self._texts(row) if self.count[row] <= 6 else []
        if texts and not counted and sum(is_signing(t) for t in texts) >= 0.5 * len(texts):
            return "sign"
        if len(texts) == 2 and is_roman_or_letter(mark) and len(self.columns) >= 4 and not is_value(texts[1]):
            return "label"
        if self._is_subtotal(row, mark):
            return "label" if self.text[row][self.label] or mark else "total"
        return "data"

    def _is_subtotal(self, row: int, mark: str) -> bool:
        """A line that has no count of its own (or a Roman one), none of the words every record has, but figures."""
        if self.ordinal is None or mark and not is_roman_or_letter(mark) and is_outline(mark):
            return False
        label = self.text[row][self.label]
        if not mark and not label:
            return all(is_value(t) and not self._date(t) for t in self._texts(row)) and bool(self.word_columns or self._label_filled())
        return bool(self.word_columns) and not any(self.text[row][c] for c in self.word_columns) and any(is_value(t) for t in self._texts(row)) and not is_value(label)

    @staticmethod
    def _date(text: str) -> bool:
        return text.count("/") == 2 or text.count("-") == 2

    def _label_filled(self) -> bool:
        rows = [r for r in range(self.heading.end + 1, self.bottom) if self.count[r] > self.sparse][:50]
        return bool(rows) and sum(bool(self.text[r][self.label]) for r in rows) >= 0.9 * len(rows)

    def _is_total(self, row: int) -> bool:
        cells = self.text[row]
        mark = cells[self.ordinal].strip() if self.ordinal is not None else ""
        if mark.isdigit() or not any(cells[c][:1] in _OPENS_TOTAL for c in self.columns if cells[c]):
            return False
        label, place = "", -1
        for column in self.columns:
            text = cells[column]
            if not text or column == self.ordinal and is_outline(text):
                continue
            if not is_value(text) and not is_blank_mark(text):
                label, place = total_label(text), column
                break
        if not label:
            return False
        if label == "alone":
            return not is_whole(mark)
        if mark and place != self.ordinal:
            return False
        numbers = any(is_value(t) for t in self._texts(row)) or self.count[row] <= 2
        if self.ordinal is not None:
            return numbers
        return numbers and match_key(cells[place]).startswith(("tong cong", "cong"))

    def _sparse_row(self, row: int) -> str:
        own = np.flatnonzero(self.filled[row]).tolist()
        texts = [self.text[row][c] for c in own]
        mark = self.text[row][self.ordinal].strip() if self.ordinal is not None else ""
        first = own[0]
        if mark and is_whole(mark) and len(own) > 1 and all(t.strip() in ("0", "0.0", "-", "0%") for t in texts[1:]) and self.text[row][self.label] == "":
            return "stub"
        if all(is_blank_mark(t) or c == (self.ordinal if self.ordinal is not None else self.columns[0]) and is_outline(t) for c, t in zip(own, texts, strict=True)):
            return "stub"
        if self._is_total(row):
            return "total"
        counted = bool(mark) and is_outline(mark)
        if not counted and any(is_signing(t) for t in texts):
            return "sign"
        if not counted and (is_note(texts[0]) and not opens_group(texts[0]) and not any(self._is_value(row, c) for c in own[1:]) or unit_factor(texts[0]) != 1.0 or any(map(is_national, texts))):
            return "footer"
        if counted and is_whole(mark):
            return "thin" if not is_value(texts[-1]) and len(own) <= (3 if self.typical >= 6 else 2) else "data"
        if is_roman_or_letter(texts[0]) and 2 <= len(own) <= 3 and not is_value(texts[-1]) and (self.typical >= 3 or len(self.columns) >= 3):
            return "label"
        if len(own) == 1 and self.ordinal is None and first == self.columns[0] and is_value(texts[0]):
            return "stub"
        if len(own) == 1 and not is_value(texts[0]) and len(self.columns) >= 3:
            return self._lone_text(texts[0], first)
        if len(own) == 1 and not mark and self.typical >= 4:
            return "loose"
        if counted or any(self._is_value(row, c) for c in own):
            return "data"
        return "loose"

    def _lone_text(self, text: str, column: int) -> str:
        """In the first column, or beside the count, it names a group; beside a date left out it is one more entry of that day."""
        if column == self.columns[0] or opens_group(text):
            return "label"
        if column == self.columns[1]:
            return "label" if self.ordinal == self.columns[0] else "data"
        return "loose"

    def _is_value(self, row: int, column: int) -> bool:
        return bool(self.page.typed[row, column]) or is_value(self.text[row][column])

    def _settle(self, kinds: dict[int, str]) -> None:
        """Labels with data below are groups, loose rows after the last data are footers, thin rows are groups when they open a count."""
        rows = sorted(kinds)
        last = max((r for r in rows if kinds[r] in ("data", "thin")), default=-1)
        while kinds.get(last + 1) == "loose" and self.ordinal is None and self.count[last + 1] > 1 and not self.text[last + 1][self.columns[0]]:
            last += 1
            kinds[last] = "data"
        following, after, head_comes = None, None, False
        for row in reversed(rows):
            kind = kinds[row]
            if kind == "thin":
                kinds[row] = "group" if after is not None and self._opens_count(row, after) else "data"
            elif kind == "label":
                kinds[row] = "footer" if head_comes and not self._group_mark(row) else "group" if row < last or self._group_mark(row) and following != "footer" else "footer"
            elif kind == "loose":
                kinds[row] = "footer" if head_comes else "loose" if row < last or row == last + 1 and self._continues(row, last) else "footer"
            if kinds[row] == "data":
                after = row
            following = kinds[row]
            head_comes = following == "repeated_header" or head_comes and following == "footer"
        for row, above in zip(rows[1:], rows, strict=False):
            if kinds[row] == "loose":
                kinds[row] = "stub" if kinds[above] in ("data", "continued") and self._continues(row, above) else "data"

    def _group_mark(self, row: int) -> bool:
        texts = self._texts(row)
        return len(texts) > 1 and is_roman_or_letter(texts[0]) or opens_group(texts[0])

    def _opens_count(self, row: int, after: int) -> bool:
        """"2 | Thôn X" with nothing else, and the next full row counts 1 or 2.1: a group, not a record."""
        mark, following = self.text[row][self.ordinal].strip().rstrip(".)"), self.text[after][self.ordinal].strip().rstrip(".)")
        if self.typical < 4 or self.count[after] <= self.sparse:
            return False
        return following.startswith(mark + ".") or following in ("-", "+", "a", "") or following == "1" and mark != "0"

    def _continues(self, row: int, above: int) -> bool:
        """Text that ran over onto the next row of a table whose records are counted."""
        if self.ordinal is None or self.text[row][self.ordinal]:
            return False
        own = np.flatnonzero(self.filled[row]).tolist()
        return all(self.text[above][c] and not self._is_value(above, c) for c in own) and row == above + 1

    def _collect(self, kinds: dict[int, str]) -> Body:
        body, group = Body(), ""
        for row in sorted(kinds):
            kind = kinds[row]
            if kind == "data":
                body.data.append(row)
                body.group.append(group)
                continue
            if kind == "stub" and body.data and not is_blank_mark(self._texts(row)[0]) and not is_outline(self._texts(row)[0]):
                body.continued += [(body.data[-1], row, c) for c in np.flatnonzero(self.filled[row]).tolist()]
            if kind == "group":
                group = self._group_text(row)
            body.aside.append((row, kind))
        return body

    def _group_text(self, row: int) -> str:
        texts = [squeezed(t) for t in self._texts(row)]
        if len(texts) > 1 and is_outline(texts[0]):
            texts = texts[1:]
        return _ORDINAL_PREFIX.sub("", " ".join(texts))


def sort_rows(page: Page, heading: Heading, bottom: int, text: list[list[str]], filled: np.ndarray) -> Body:
    """Kinds of all non-blank rows from below the heading up to `bottom`; `text` and `filled` have vertical merges filled down."""
    return _Sorter(page, heading, bottom, text, filled).sort()
