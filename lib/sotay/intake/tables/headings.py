"""Finds the heading rows of a table and joins two- and three-tier headings into one text per column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from sotay.definitions.folding import match_key
from sotay.intake.tables.page import Page
from sotay.intake.tables.row_kinds import is_heading_word, is_numbering, is_ordinal_heading, is_preamble, is_signing, is_value, is_weekday_row, total_label, unit_factor
from sotay.intake.tables.tiers import LONG_HEADING, counts_up, groups_above, join_tiers, last_tier, stands_over

NEAR = 14
SAMPLE = 15
# Of a sheet of thousands of columns fewer rows say as much.
LEAST_SAMPLE, CELLS_SAMPLED = 4, 60_000
ACCEPT = 1.7
BETTER = 0.8
# Rows looked at closely in one search: enough for any sheet of tables, and an end for a sheet of scraps.
MOST_LOOKS = 400
LEAST_LOOKS = 30
MOST_CELLS_LOOKED_AT = 1_000_000


@dataclass(frozen=True)
class Heading:
    """Heading rows `start`..`end` of the grid; `texts` the joined heading and `tiers` the own cells of each column, by grid column."""

    start: int
    end: int
    texts: dict[int, str]
    tiers: tuple[dict[int, str], ...]
    score: float

    @property
    def ordinal(self) -> int | None:
        """The column headed STT, if any."""
        return next(iter(self.counting), None)

    @cached_property
    def counting(self) -> list[int]:
        """Columns headed STT; "TT" below the same group as the column before it is a figure ("Tồn đầu kỳ": SL, TT)."""
        columns = list(self.texts)
        groups = [self.texts[c].rpartition(" / ")[0] for c in columns]
        return [c for n, c in enumerate(columns) if is_ordinal_heading(self.texts[c].split(" / ")[-1]) and not (n and groups[n] and groups[n] == groups[n - 1])]


def find_heading(page: Page, top: int, bottom: int, known: Collection[str] | None) -> Heading | None:
    """The first heading between two rows; a clearly better one close below the first wins (form lines may look like headings)."""
    best: Heading | None = None
    last, looks, most = bottom, 0, min(MOST_LOOKS, max(LEAST_LOOKS, MOST_CELLS_LOOKED_AT // max(1, len(page.columns))))
    for row in range(top, bottom):
        if row > last or looks > most:
            break
        if not page.count[row] or best is not None and row <= best.end:
            continue
        looks += 1
        found = heading_at(page, row, bottom, known)
        if found is None or found.score < ACCEPT:
            continue
        if best is None or found.score > best.score + BETTER:
            best, last = found, min(last, row + NEAR, _settled(page, found, bottom))
    return best


def _settled(page: Page, heading: Heading, bottom: int) -> int:
    """The row from which on a better heading is another table's: data has begun under a heading that is surely one."""
    leaves = [t.split(" / ")[-1] for t in heading.texts.values()]
    sure = heading.ordinal is not None or sum(is_heading_word(t) for t in leaves) >= 0.5 * len(leaves) and not any(t.endswith(":") for t in leaves)
    seen = 0
    for row in range(heading.end + 1, min(bottom, heading.end + NEAR)):
        columns = [c for c in heading.texts if page.filled[row, c]]
        if len(columns) >= 0.6 * len(heading.texts) and any(page.is_value(row, c) for c in columns):
            seen += 1
            if seen >= (1 if heading.ordinal is not None else 2) and sure:
                return row
    return bottom


def heading_at(page: Page, row: int, bottom: int, known: Collection[str] | None) -> Heading | None:
    """The heading that starts in this row, with its score; None when the row cannot be one."""
    if not _could_start(page, row):
        return None
    end = last_tier(page, row, bottom)
    tiers, texts = join_tiers(page, row, end)
    if row == end and _only_groups(page, row, bottom) and (below := heading_at(page, row + 1, bottom, known)) is not None and below.start == row:
        return below
    if len(texts) < 2 or row < end and stands_over(page, row, end, texts):
        return None
    score = _score(page, row, end, bottom, texts, known)
    if score >= ACCEPT and groups_above(page, row, texts):
        tiers, texts = join_tiers(page, row - 1, end)
        row -= 1
    return Heading(row, end, texts, tiers, score)


def _only_groups(page: Page, row: int, bottom: int) -> bool:
    """The next row begins further left and is fuller: the headings may stand there, with the groups of this row above them."""
    return row + 1 < bottom and page.count[row] and page.count[row + 1] > page.count[row] and page.filled_columns(row + 1)[0] < page.filled_columns(row)[0]


def _could_start(page: Page, row: int) -> bool:
    columns = page.filled_columns(row)
    texts = [page.text[row][c] for c in columns]
    if len(columns) < 2 and not _partial_span(page, row, columns):
        return False
    if _years(page, row, columns):
        return True
    if is_numbering(texts, len(columns)):
        return False
    if page.typed[row].sum() > 0.5 * len(columns) or any(len(t) > 3 * LONG_HEADING for t in texts):
        return False
    if total_label(texts[0]) == "alone" or len(columns) <= 4 and 2 * sum(is_signing(t) for t in texts) >= len(columns) and not any(is_ordinal_heading(t) for t in texts):
        return False
    values = sum(page.is_value(row, c) for c in columns)
    return values <= 0.34 * len(columns) or (values < len(columns) and is_ordinal_heading(texts[0]))


def _years(page: Page, row: int, columns: list[int]) -> bool:
    """All numbers of the row are years, or days counted up, standing to the right of heading words."""
    words = [c for c in columns if not page.is_value(row, c)]
    numbers = [page.text[row][c] for c in columns if page.is_value(row, c)]
    if not words or not numbers or columns[0] not in words or not counts_up(numbers):
        return False
    return is_heading_word(page.text[row][columns[0]]) or len(numbers) >= 3 and all(n.isdigit() and len(n) == 4 for n in map(str.strip, numbers))


def _partial_span(page: Page, row: int, columns: list[int]) -> bool:
    """A lone group heading over some of the columns, told by its merge; a title spans all of them."""
    below = page.filled_columns(row + 1) if row + 1 < page.height else []
    return any(m[0] == row and m[3] > m[1] and m[1] in columns and sum(c < m[1] or c > m[3] for c in below) >= 2 for m in page.merges_over(row, row))


def _score(page: Page, start: int, end: int, bottom: int, texts: dict[int, str], known: Collection[str] | None) -> float:
    """How much the rows look like a heading over what follows; ACCEPT is the least that counts."""
    leaves = [t.split(" / ")[-1] for t in texts.values()]
    numbered, rows = _body(page, end, bottom, len(texts))
    covered, contrast = _over_body(page, rows, set(texts))
    count = len(leaves)
    words = sum(is_heading_word(t) for t in leaves) / count
    hits = sum(match_key(t) in known or match_key(t.split(" / ")[-1]) in known for t in texts.values()) / count if known else 0.0
    numbers = [t for t in leaves if is_value(t)]
    values = 0.0 if numbers and counts_up(numbers) else len(numbers) / count
    repeated = 1 - len(set(texts.values())) / count
    colons = sum(t.endswith(":") and len(t) > 1 and match_key(t) not in (known or ()) for t in leaves) / count
    preamble = sum(is_preamble(t) for t in leaves) / count if count <= 4 and not words else 0.0
    if any(unit_factor(t) != 1.0 or match_key(t).startswith(("cong hoa xa hoi", "doc lap tu do")) for t in leaves) and count <= 4:
        return 0.0
    long = sum(len(t) > 80 for t in leaves) / count
    answered = start == end and not hits and leaves[0].endswith(":") and count <= 2 * sum(":" in t for t in leaves) and not leaves[1].endswith(":")
    ordinal = is_ordinal_heading(leaves[0]) or len(leaves) > 1 and is_ordinal_heading(leaves[1])
    # "Thứ 2 … Thứ 6", beside a corner with or without a heading.
    week = is_weekday_row(leaves) or is_weekday_row(leaves[1:])
    if covered < 0.5 and not (hits > 0.6 or ordinal and words > 0.4 or numbered):
        return 0.0
    return 2 * covered + 3 * hits + 1.2 * words + 1.2 * (ordinal or week) + 1.5 * numbered + 1.5 * contrast - 1.5 * values - repeated - 1.5 * colons - 1.5 * preamble - long - 2 * answered


def _body(page: Page, end: int, bottom: int, width: int) -> tuple[bool, list[int]]:
    """Whether a numbering row follows, and the next rows that are about as full as the fullest of them."""
    rows, numbered, row = [], False, page.next_filled(end + 1, bottom)
    if row is not None and row <= end + 2 and is_numbering(page.texts(row), width):
        numbered, row = True, page.next_filled(row + 1, bottom)
    most = max(LEAST_SAMPLE, min(SAMPLE, CELLS_SAMPLED // max(1, width)))
    while row is not None and len(rows) < most:
        rows.append(row)
        row = page.next_filled(row + 1, bottom)
    if not rows:
        return numbered, []
    fullest = max(int(page.count[r]) for r in rows)
    return numbered, [r for r in rows if page.count[r] >= 0.5 * fullest]


def _over_body(page: Page, rows: list[int], headed: set[int]) -> tuple[float, float]:
    """Share of the body's columns that have a heading, and share of headed columns whose body is numbers or dates."""
    if not rows:
        return 0.5, 0.0
    filled = Counter(c for r in rows for c in page.filled_columns(r))
    used = {c for c, n in filled.items() if n >= 0.25 * len(rows)}
    if not used:
        return 0.0, 0.0
    data = [c for c in headed & used if sum(page.is_value(r, c) for r in rows if page.filled[r, c]) >= 0.6 * filled[c]]
    return len(headed & used) / len(used) * min(1.0, 2 * len(headed & used) / len(headed)), len(data) / len(headed)
