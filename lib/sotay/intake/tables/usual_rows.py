"""What the records of a table are usually like: how full, counted in which column, named in which, with words in which."""

from __future__ import annotations

from functools import cached_property
from itertools import islice

import numpy as np

from sotay.intake.tables.headings import Heading
from sotay.intake.tables.page import Lines, Page
from sotay.intake.tables.row_kinds import is_bullet, is_dotted, is_outline, is_signing, is_value, is_whole

# Rows at the end of a table that may hold notes and signatures.
_FOOT_ROWS = 15
_MOST_RECORDS, _LEAST_RECORDS, _MOST_CELLS = 200, 6, 100_000


class UsualRows:
    """The body of a table and its habits.

    `typical`: cells of a usual row; `sparse`: a row of so many cells or fewer is looked at closely; `ordinal`: the column that counts, if any; `label`: the
    column that names; `word_columns`: words stand there in every counted record; `filled_columns`: nearly every counted record fills them; `posts`: columns of posts and offices; `usual`: columns filled in uncounted records.
    """

    def __init__(self, page: Page, heading: Heading, bottom: int, text: Lines, filled: np.ndarray) -> None:
        self.page, self.heading, self.bottom, self.text, self.filled = page, heading, bottom, text, filled
        self.columns = self._unheaded_count() + list(heading.texts)
        self.count = filled[:, self.columns].sum(axis=1)
        self.foot = self._foot()
        full = self.count[heading.end + 1:bottom]
        wide = full[full >= min(3, len(self.columns))]
        self.typical = float(np.median(wide)) if len(wide) else float(len(self.columns))
        self.sparse = 1 if self.typical < 3 else max(2, int(0.4 * self.typical))
        self.ordinal = heading.ordinal if heading.ordinal is not None else self._counted_column()
        self.label = next((c for c in self.columns if c != self.ordinal), self.columns[0])
        self.word_columns, self.filled_columns = self._columns_of_counted()
        self.posts = self._columns_of_posts()
        self.usual = self._usually_filled() if self.ordinal is None else []

    def texts(self, row: int) -> list[str]:
        return [t for t in self.text[row][self.page.columns.start:self.page.columns.stop] if t]

    def own(self, row: int) -> list[int]:
        """Columns with anything in them, merges of the body filled down."""
        cells = self.text[row]
        return [c for c in self.page.columns if cells[c]]

    def is_value(self, row: int, column: int) -> bool:
        return bool(self.page.typed[row, column]) or is_value(self.text[row][column])

    def _unheaded_count(self) -> list[int]:
        """The column left of the first heading when it counts 1, 2, 3 without a heading of its own."""
        left = min(self.heading.texts) - 1
        if left < self.page.columns.start:
            return []
        seen = [t.rstrip(".") for r in range(self.heading.end + 1, min(self.bottom, self.heading.end + 60)) if (t := self.text[r][left].strip())]
        numbers = [int(t) for t in seen if t.isdigit() and len(t) < 5]
        if len(numbers) < 2 or len(numbers) < 0.5 * len(seen) or numbers[0] != 1:
            return []
        return [left] if sum(b - a == 1 or b == 1 for a, b in zip(numbers, numbers[1:], strict=False)) >= 0.6 * (len(numbers) - 1) else []

    def _counted_column(self) -> int | None:
        """A first column without the heading STT that counts 1, 2, 3 all the same."""
        first = self.columns[0]
        seen = [self.text[r][first].strip() for r in range(self.heading.end + 1, min(self.bottom, self.heading.end + 60)) if self.count[r] > self.sparse]
        numbers = [int(t) for t in seen if t.isdigit() and len(t) < 5]
        if len(numbers) < 3 or len(numbers) < 0.6 * len(seen):
            return None
        return first if sum(b - a == 1 for a, b in zip(numbers, numbers[1:], strict=False)) >= 0.8 * (len(numbers) - 1) else None

    def _foot(self) -> int:
        """Where signatories' titles begin, if they do: what stands there says nothing of the records."""
        last = (np.flatnonzero(self.count[self.heading.end + 1:self.bottom])[-_FOOT_ROWS:] + self.heading.end + 1).tolist()
        return next((r for r in last if all(map(is_signing, self.texts(r)))), self.bottom)

    def _records(self, least: float, most: int = _MOST_RECORDS) -> list[int]:
        """The first rows above the signatures that fill at least so many columns."""
        return list(islice((r for r in range(self.heading.end + 1, self.foot) if self.count[r] >= least), most))

    def _columns_of_counted(self) -> tuple[list[int], list[int]]:
        """Columns, besides number and label, in which counted records have words, and those they fill: a line without any of the former, or a sum without most of the latter, is no record."""
        if self.ordinal is None:
            return [], []
        marks = [(r, self.text[r][self.ordinal]) for r in self._records(self.sparse + 1, 400)]
        whole, parts = [r for r, t in marks if is_whole(t)][:200], [r for r, t in marks if is_dotted(t)][:200]
        rows = whole if len(whole) >= len(parts) else parts
        columns = [c for c in self.columns if rows and c not in (self.ordinal, self.label)]
        words = {c: sum(bool(self.text[r][c]) and not self.is_value(r, c) for r in rows) for c in columns}
        filled = {c: sum(bool(self.text[r][c]) for r in rows) for c in columns}
        return [c for c, n in words.items() if n >= 0.7 * len(rows)], [c for c, n in filled.items() if len(rows) >= 3 and n >= 0.75 * len(rows)]

    def _usually_filled(self) -> list[int]:
        rows = self._records(max(3, 0.6 * self.typical))
        return [c for c in self.columns if rows and sum(bool(self.text[r][c]) for r in rows) >= 0.8 * len(rows)]

    def _columns_of_posts(self) -> frozenset[int]:
        """Columns whose records name posts and offices: "Chủ tịch" there signs nothing."""
        if self.ordinal is not None:
            return frozenset()
        rows = self._records(max(2, 0.6 * self.typical), max(_LEAST_RECORDS, min(_MOST_RECORDS, _MOST_CELLS // len(self.columns))))
        signing = {c: sum(is_signing(self.text[r][c]) for r in rows) for c in self.columns}
        return frozenset(c for c, n in signing.items() if n >= 2 and n >= 0.2 * len(rows))

    @cached_property
    def all_counted(self) -> bool:
        """Nearly every full row has its count."""
        rows = self._records(self.sparse + 1) if self.ordinal is not None else []
        return len(rows) >= 3 and sum(is_outline(self.text[r][self.ordinal]) for r in rows) >= 0.9 * len(rows) - 1

    @cached_property
    def bulleted(self) -> bool:
        """Some records have a dash for their count."""
        return self.ordinal is not None and any(is_bullet(self.text[r][self.ordinal]) for r in self._records(self.sparse + 1))

    @cached_property
    def label_filled(self) -> bool:
        rows = [r for r in self._records(self.sparse + 1, 50) if self.ordinal is None or is_outline(self.text[r][self.ordinal])]
        missing = sum(not self.text[r][self.label] for r in rows)
        return missing <= 0.1 * len(rows) or missing == 1 and len(rows) > 3 if rows else False
