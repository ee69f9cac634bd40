"""Tables that begin with their first record: told by rows alike from the first full one on, and read under a heading of blanks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from sotay.definitions.folding import match_key
from sotay.intake.model import CellKind, Grid
from sotay.intake.tables.headings import Heading
from sotay.intake.tables.page import Page
from sotay.intake.tables.row_kinds import is_heading_word, is_numbering, total_label
from sotay.intake.tables.tiers import counts_up

LEAST_ROWS, LEAST_COLUMNS = 3, 3
ALIKE = 0.7
# A heading with this share of heading words is one, whatever stands above it.
WORDS = 0.3
_NEAR = 30


def first_record(page: Page, heading: Heading | None, known: Collection[str] | None) -> int | None:
    """The first row of a table without heading; None when `heading` is one, or when the rows are too unlike to say."""
    if heading is not None and _sure(heading, known):
        return None
    row = page.next_filled(0, page.height)
    while row is not None and row < _NEAR and page.count[row] < LEAST_COLUMNS:
        row = page.next_filled(row + 1, page.height)
    if row is None or row >= _NEAR or heading is not None and heading.start < row:
        return None
    return row if _records(page, row) else None


def with_blank_heading(grid: Grid, row: int) -> Grid:
    """The sheet from `row` on, below a row of blanks numbered 0."""
    blank = np.full((1, grid.cells.shape[1]), "", dtype=object)
    merges = tuple((a - row + 1, b, c - row + 1, d) for a, b, c, d in grid.merges if a >= row)
    return replace(
        grid, cells=np.vstack([blank, grid.cells[row:].astype(object)]), kinds=np.vstack([np.full(blank.shape, CellKind.BLANK, dtype=grid.kinds.dtype), grid.kinds[row:]]),
        row_numbers=np.concatenate([[0], np.asarray(grid.row_numbers)[row:]]), merges=merges, hidden_rows=frozenset(r - row + 1 for r in grid.hidden_rows if r >= row),
    )


def blank_heading(page: Page) -> Heading:
    """The heading of a sheet made by `with_blank_heading`: every column of its first record, without words."""
    texts = dict.fromkeys(page.filled_columns(1), "")
    return Heading(0, 0, texts, (dict(texts),), 0.0)


def _sure(heading: Heading, known: Collection[str] | None) -> bool:
    leaves = [t.split(" / ")[-1] for t in heading.texts.values()]
    words = sum(is_heading_word(t) or known is not None and match_key(t) in known for t in leaves)
    return heading.ordinal is not None or heading.end > heading.start or words >= WORDS * len(leaves)


def _records(page: Page, row: int) -> bool:
    """Rows from here on fill the same columns, with numbers or dates in the same ones."""
    rows = [row]
    while len(rows) < LEAST_ROWS:
        below = page.next_filled(rows[-1] + 1, page.height)
        if below is None or below > rows[-1] + 1:
            return False
        rows.append(below)
    if is_numbering(page.texts(row), len(page.texts(row))) or any(total_label(t) == "alone" for r in rows for t in page.texts(r)[:2]):
        return False
    values = [{c for c in page.filled_columns(r) if page.is_value(r, c)} for r in rows]
    if counts_up([page.text[row][c] for c in sorted(values[0])]):
        return False
    filled = [set(page.filled_columns(r)) for r in rows]
    return all(map(bool, values)) and all(_share(a, b) >= ALIKE for sets in (filled, values) for a, b in zip(sets, sets[1:], strict=False))


def _share(one: set[int], other: set[int]) -> float:
    return len(one & other) / len(one | other)
