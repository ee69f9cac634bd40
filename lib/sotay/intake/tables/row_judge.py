"""Judges one row below a heading by what is in it: data, total, group label, stub, note, signature."""

from __future__ import annotations

import numpy as np

from sotay.definitions.folding import match_key
from sotay.intake.tables.headings import Heading
from sotay.intake.tables.page import Lines, Page
from sotay.intake.tables.row_kinds import (
    heads_names,
    is_blank_mark,
    is_bullet,
    is_caption,
    is_national,
    is_note,
    is_numbering,
    is_outline,
    is_roman_or_letter,
    is_signing,
    is_unit_row,
    is_value,
    is_whole,
    opens_group,
    total_label,
    unit_factor,
)
from sotay.intake.tables.sums import MOST_PARTS, SummedRows

# Letters that open the labels of totals: a quick look before the patterns.
_OPENS_TOTAL = frozenset("TtCcSsLlMmBbDdΣσ∑*(- ")


class RowJudge(SummedRows):
    """The provisional kind of each row.

    Besides the kinds of SetAside: `data`; `thin` (a count and a name), `label` (perhaps a group), `loose` (text out of place) and `sign` (a signature begins),
    which are settled by the rows around them.
    """

    def __init__(self, page: Page, heading: Heading, bottom: int, text: Lines, filled: np.ndarray) -> None:
        super().__init__(page, heading, bottom, text, filled)
        tiers = ({c: match_key(page.text[r][c]) for c in page.filled_columns(r)} for r in range(heading.start, heading.end + 1))
        self.heads = [tier for tier in tiers if tier]
        self.numbering: set[tuple[str, ...]] = set()
        self.only_units = False

    def _signs(self, row: int) -> int:
        """How many cells of a row are signatories' titles or a place and date."""
        cells, own = self.text[row], self.own(row)
        signing = [c for c in own if is_signing(cells[c])]
        alone = len(signing) == len(own) <= 0.7 * self.typical
        return sum(alone or c not in self.posts for c in signing)

    def numbered_again(self) -> bool:
        """Numbering rows come again with repeated headings: the first heading text stands below once more."""
        first = self.columns[0]
        head = self.page.text[self.heading.start][first] or self.page.text[self.heading.end][first]
        return head in self.page.text.column(first, self.heading.end + 1, self.bottom)

    def kind(self, row: int, before: str) -> str:
        if self._repeats_heading(row):
            return "repeated_header"
        if before in ("heading", "repeated_header", "numbering", "total") or self.numbering:
            texts = self.texts(row)
            numbers = is_numbering(texts, len(self.columns)) and not self._counts_on(row)
            units = before in ("heading", "repeated_header") and is_unit_row(texts if len(texts) > 1 else [*texts, *texts])
            if units or numbers and (before in ("heading", "repeated_header") or before == "numbering" and self.only_units) or tuple(texts) in self.numbering:
                self.numbering.add(tuple(texts))
                self.only_units = units
                return "numbering"
        if self.count[row] > self.sparse:
            return self._full_row(row)
        if before == "total" and self._adds_to_total(row):
            return "total"
        return self._sparse_row(row)

    def _adds_to_total(self, row: int) -> bool:
        """Taxes, discounts, what is left to pay: uncounted, a few words and figures, right below a sum."""
        if self.ordinal is None or self.text[row][self.ordinal]:
            return False
        words = self._words(row)
        return len(words) == 1 < self.count[row] and len(self.text[row][words[0]]) <= 60

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
        if is_blank_mark(mark or self.text[row][self.label] or "x") and all("." in t or "…" in t for t in self.texts(row)) and all(map(is_blank_mark, self.texts(row))):
            return "stub"
        counted, texts = bool(mark) and is_outline(mark), self.texts(row) if self.count[row] <= 6 else []
        if texts and not counted and self._signs(row) >= 0.5 * len(texts):
            return "sign"
        if len(texts) == 2 and is_roman_or_letter(mark) and len(self.columns) >= 4 and not is_value(texts[1]):
            return "label"
        if self._is_subtotal(row, mark):
            return "label" if self.text[row][self.label] or mark else "total"
        if not mark and self.is_bare_sum(row):
            return "total"
        if mark and self._names_a_part(row):
            return "thin" if is_whole(mark) else "label"
        return "data"

    def _names_a_part(self, row: int) -> bool:
        """A number and a name, perhaps a code, and nothing of what counted records are filled with: "1 | Thiệt hại về người | | NG"."""
        lacking = sum(not self.text[row][c] for c in self.filled_columns)
        figures = any(self.is_value(row, c) for c in self.own(row) if c != self.ordinal)
        short = is_roman_or_letter(self.text[row][self.ordinal]) and self.count[row] <= 3
        return not figures and lacking >= (1 if short else max(2, 0.6 * len(self.filled_columns))) and bool(self.text[row][self.label])

    def _is_subtotal(self, row: int, mark: str) -> bool:
        """A line that has no count of its own (or a Roman one), none of the words every record has, but figures."""
        if self.ordinal is None or mark and not is_roman_or_letter(mark) and is_outline(mark):
            return False
        label = self.text[row][self.label]
        if not mark and not label:
            return all(is_value(t) and not self._date(t) for t in self.texts(row)) and bool(self.word_columns or self.label_filled)
        lacking = bool(mark) and sum(not self.text[row][c] for c in self.filled_columns)
        if label and (lacking == 1 or mark and not lacking and heads_names(self.heading.texts.get(self.label, ""))):
            if lacking and total_label(label) or self.sums_part(row):
                return True
        lacking = lacking >= 2
        if not self.word_columns and not lacking or any(self.text[row][c] for c in self.word_columns) or is_value(label):
            return False
        figures = [t for t in self.texts(row) if is_value(t)]
        return bool(figures) and not any(map(self._date, figures)) and len(self._words(row)) <= 3

    def _words(self, row: int) -> list[int]:
        """Columns of a row that hold words."""
        cells = self.text[row]
        return [c for c in self.own(row) if not self.is_value(row, c) and not is_blank_mark(cells[c])]

    def _tells(self, row: int, label: int) -> bool:
        """Something stands before the label, or words in other columns: "083 | Tổng phân tích tế bào máu" and "Tổng đàn gia súc | con" are records."""
        before = [c for c in self.own(row) if c < label and c != self.ordinal]
        sums_up = match_key(self.text[row][label]).startswith(("tong cong", "cong"))
        return bool(before) or len(self._words(row)) >= (3 if sums_up or self.all_counted and not self.text[row][self.ordinal] else 2)

    def _lacks_words(self, row: int, label: int) -> bool:
        """A label and figures only, where records have other words or a date: a sum of some of them ("Tổng tháng 9")."""
        own = set(self.own(row))
        lacking = [c for c in self.usual if c not in own]
        return len(lacking) >= 2 and all(self.is_value(row, c) for c in own if c != label)

    @staticmethod
    def _date(text: str) -> bool:
        return text.count("/") == 2 or text.count("-") == 2

    def _is_total(self, row: int) -> bool:
        cells = self.text[row]
        mark = cells[self.ordinal].strip() if self.ordinal is not None else ""
        if mark.isdigit():
            return False
        label, place = "", -1
        for column in self.columns:
            text = cells[column]
            if not text or column == self.ordinal and is_outline(text):
                continue
            if not is_value(text) and not is_blank_mark(text):
                label, place = total_label(text) if text[0] in _OPENS_TOTAL else "", column
                break
        if not label:
            return False
        if label == "alone":
            return not is_whole(mark)
        if label == "balance":
            return not mark and any(not cells[c] for c in self.usual or self.filled_columns)
        if mark and place != self.ordinal or self._tells(row, place):
            return False
        numbers = any(is_value(t) for t in self.texts(row)) or self.count[row] <= 2
        if self.ordinal is not None or self.count[row] == 1 and any(c.isdigit() for c in cells[place]) or self._lacks_words(row, place):
            return numbers
        return numbers and (match_key(cells[place]).startswith(("tong cong", "cong")) or self.sums_records(row))

    def _sparse_row(self, row: int) -> str:
        own = self.own(row)
        texts = [self.text[row][c] for c in own]
        mark = self.text[row][self.ordinal].strip() if self.ordinal is not None else ""
        first = own[0]
        if mark and is_whole(mark) and len(own) > 1 and all(t.strip() in ("0", "0.0", "-", "0%") for t in texts[1:]) and self.text[row][self.label] == "":
            return "stub"
        if all(is_blank_mark(t) or c == (self.ordinal if self.ordinal is not None else self.columns[0]) and is_outline(t) for c, t in zip(own, texts, strict=True)):
            return "stub"
        if self._is_total(row) or not mark and self.is_bare_sum(row):
            return "total"
        if len(own) == 1 and self.ordinal is not None and self._date(texts[0]) and is_value(texts[0]):
            return "label"
        counted = bool(mark) and is_outline(mark)
        if not counted and self._signs(row):
            return "sign"
        note = is_note(texts[0]) and not opens_group(texts[0]) and not any(self.is_value(row, c) for c in own[1:])
        if not counted and (note or unit_factor(texts[0]) != 1.0 or any(map(is_national, texts))):
            return "footer"
        if counted and is_whole(mark):
            return "thin" if not is_value(texts[-1]) and len(own) <= (3 if self.typical >= 6 else 2) else "data"
        if (is_roman_or_letter(texts[0]) or texts[0].strip() == "*" or is_bullet(mark) and not self.bulleted) and 2 <= len(own) <= 3 and not is_value(texts[-1]) and (self.typical >= 3 or len(self.columns) >= 3):
            return "label"
        if len(own) == 1 and self.ordinal is None and first == self.columns[0] and is_value(texts[0]):
            return "stub"
        if len(own) == 1 and not is_value(texts[0]) and len(self.columns) >= 3:
            return self._lone_text(texts[0], first)
        if len(own) == 1 and not mark and self.typical >= 3:
            return "loose"
        if counted or any(self.is_value(row, c) for c in own):
            return "data"
        return "loose"

    def _lone_text(self, text: str, column: int) -> str:
        """In the first column, or beside the count, it names a group; beside a date left out it is one more entry of that day, or typed on from the line above."""
        if column == self.columns[0] or opens_group(text):
            return "label"
        if column == self.columns[1]:
            return "label" if self.ordinal == self.columns[0] else "loose" if text[0].islower() and self.ordinal is None and self.label_filled else "data"
        return "loose"

    def firm(self, row: int) -> bool:
        """As full as the table's rows are, and counted when they are: data goes on after a signature. Uncounted rows come in twos: one may be names."""
        if self.ordinal is not None:
            return self.count[row] >= max(3, 0.6 * self.typical) and is_whole(self.text[row][self.ordinal])
        below = self.page.next_filled(row + 1, self.bottom)
        return below is not None and all(self.count[r] >= max(4, 0.8 * self.typical) and not any(is_signing(t) for t in self.texts(r)) for r in (row, below))

    def continues(self, row: int, above: int) -> bool:
        """Text that ran over onto the next row of a table whose records are counted, or all begin with a date or a name."""
        own = self.own(row)
        if self.ordinal is None and not (self.label_filled and len(own) == 1 and self.text[row][own[0]][0].islower()) or self.ordinal is not None and self.text[row][self.ordinal]:
            return False
        return all(self.text[above][c] and not self.is_value(above, c) for c in own) and row == above + 1

    def is_caption(self, row: int, above: int, below: int | None) -> bool:
        """A lone text that names the records below: in capitals below text that is not, or in the words of a place or a day, or the count begins again after it."""
        own = self.own(row)
        if len(own) != 1 or below is None or self.ordinal is None:
            return False
        text = self.text[row][own[0]]
        shouted = text.isupper() and not self.text[above][own[0]].isupper()
        return shouted or is_caption(text) or text[0].isupper() and self.text[below][self.ordinal].strip().rstrip(".)") == "1"

    def stray(self, row: int) -> bool:
        """Uncounted and thinner than records are, in a block of its own below a blank row or a line like "Thống kê:", in a table whose records are all counted."""
        if not self.all_counted or is_outline(self.text[row][self.ordinal]) or self.count[row] >= 0.6 * self.typical and not any(t.endswith(":") for t in self.texts(row)):
            return False
        for above in range(row - 1, max(self.heading.end, row - MOST_PARTS), -1):
            if not self.count[above] or self.count[above] == 1 and any(t.endswith(":") for t in self.texts(above)):
                return True
            if is_outline(self.text[above][self.ordinal]):
                return False
        return False

    def group_mark(self, row: int) -> bool:
        texts = self.texts(row)
        return len(texts) > 1 and is_roman_or_letter(texts[0]) or opens_group(texts[0])

    def opens_count(self, row: int, after: int) -> bool:
        """"2 | Thôn X" with nothing else, and the next full row counts 1 or 2.1: a group, not a record."""
        mark, following = self.text[row][self.ordinal].strip().rstrip(".)"), self.text[after][self.ordinal].strip().rstrip(".)")
        if self.typical < 4 or self.count[after] <= self.sparse:
            return False
        return following.startswith(mark + ".") or following in ("-", "+", "a", "") or following == "1" and mark != "0"
