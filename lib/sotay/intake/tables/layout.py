"""Finds the tables of a sheet: headings, data rows and what is set aside, whatever stands around them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

import numpy as np

from sotay.definitions.folding import match_key
from sotay.intake.model import Grid, RawTable, SetAside, Source, SourceColumn
from sotay.intake.tables.body import Body, sort_rows
from sotay.intake.tables.headings import ACCEPT, MOST_LOOKS, Heading, find_heading, heading_at
from sotay.intake.tables.page import Page
from sotay.intake.tables.row_kinds import is_heading_word, is_national, is_note, is_ordinal_heading, is_signing, is_value, is_whole, opens_group, squeezed, total_label, unit_factor

STACKED = ACCEPT + 0.8
_BLOCKS_ABOVE = 3


@dataclass(frozen=True)
class Found:
    """A table of a sheet before anybody asked what it is about; fields as in RawTable."""

    sheet: str | None
    header_start: int
    header_row: int
    columns: tuple[SourceColumn, ...]
    rows: np.ndarray
    cells: np.ndarray
    kinds: np.ndarray
    group: np.ndarray
    set_aside: tuple[SetAside, ...]
    title: str
    unit_factor: float
    notes: tuple[str, ...] = ()

    def as_table(self, source: Source) -> RawTable:
        return RawTable(
            source, self.sheet, self.header_start, self.header_row, self.columns, self.rows, self.cells, self.kinds, self.group, self.set_aside,
            title=self.title, unit_factor=self.unit_factor, notes=self.notes,
        )


def find_tables(grid: Grid, known: Collection[str] | None = None) -> list[Found]:
    """All tables of a sheet from top to bottom, side by side ones from left to right; `known`: folded headings of the registry, a strong hint."""
    if grid.cells.ndim != 2 or min(grid.cells.shape) < 1:
        return []
    page = Page(grid)
    heading = find_heading(page, 0, page.height, known)
    if heading is None:
        return []
    blocks = _side_by_side(page, heading)
    if len(blocks) < 2:
        return _tables_down(page, known)
    found = [t for block in blocks for t in _tables_down(Page(grid, block), known)]
    return found or _tables_down(page, known)


def _tables_down(page: Page, known: Collection[str] | None) -> list[Found]:
    found, top = [], 0
    heading = find_heading(page, 0, page.height, known)
    while heading is not None:
        following = _next_heading(page, heading, known)
        bottom = page.height if following is None else _title_start(page, heading, following)
        found.append(_build(page, heading, top, bottom))
        top, heading = bottom, following
    return found


def _side_by_side(page: Page, heading: Heading) -> list[range]:
    """Column ranges of tables that share their heading rows: each starts with STT, or repeats the headings of the one before."""
    columns = list(heading.texts)
    leaf = {c: match_key(heading.texts[c].split(" / ")[-1]) for c in columns}
    if columns[-1] - columns[0] + 1 < 4:
        return []
    used = page.filled[heading.start:].any(axis=0)
    starts = [columns[0]]
    for left, column in zip(columns, columns[1:], strict=False):
        gap = column > left + 1 and not used[left + 1:column].any()
        before = [leaf[c] for c in columns if starts[-1] <= c < column]
        rest = [leaf[c] for c in columns if c >= column]
        if len(before) < 2 or len(rest) < 2:
            continue
        ordinal = is_ordinal_heading(leaf[column])
        same = rest[:len(before)] == before
        if ordinal and (gap or same or is_ordinal_heading(before[0]) and _counts(page, heading, column)) or gap and (same or leaf[column] == before[0]):
            starts.append(column)
    ends = [*starts[1:], page.columns.stop]
    return [range(a if i else page.columns.start, b) for i, (a, b) in enumerate(zip(starts, ends, strict=True))] if len(starts) > 1 else []


def _counts(page: Page, heading: Heading, column: int) -> bool:
    """Whether the cells below a heading are whole numbers for the most part: "TT" may stand for other words."""
    below = [t for r in range(heading.end + 1, min(page.height, heading.end + 40)) if (t := page.text[r][column])]
    return 2 * sum(is_whole(t) for t in below) > len(below)


def _next_heading(page: Page, heading: Heading, known: Collection[str] | None) -> Heading | None:
    """The heading of the next table below; a heading repeated over the same table is none."""
    promising = (r for r in _suspects(page, heading) if _promising(page.texts(r), known))
    for row in islice(promising, MOST_LOOKS):
        found = heading_at(page, row, page.height, known)
        if found is None or found.score < STACKED:
            continue
        texts = [t.split(" / ")[-1] for t in found.texts.values()]
        if _same(found, heading):
            if _restarts(page, heading, found):
                return found
            continue
        strong = any(is_ordinal_heading(t) for t in texts[:2]) or known is not None and sum(match_key(t) in known for t in texts) >= 0.6 * len(texts)
        plain = row == 0 or not page.count[row - 1] or page.count[row - 1] <= 2
        if strong or plain and _titled(page, row) and sum(is_heading_word(t) for t in texts) >= 0.6 * len(texts) and not any(is_value(t) for t in texts):
            return found
    return None


def _promising(texts: list[str], known: Collection[str] | None) -> bool:
    """A look at the words alone, before the costly look at what follows."""
    if any(is_ordinal_heading(t) for t in texts[:3]):
        return True
    return 2 * sum(is_heading_word(t) or known is not None and match_key(t) in known for t in texts) >= len(texts)


def _suspects(page: Page, heading: Heading) -> list[int]:
    """Rows below a heading that could head another table: text only, and after a gap, or opening with STT, or like the heading itself."""
    rows = np.arange(page.height)
    text_only = (page.count >= 2) & (page.typed.sum(axis=1) <= 0.3 * page.count) & (rows > heading.end)
    after_gap = np.zeros(page.height, dtype=bool)
    after_gap[1:] = page.count[:-1] <= 2
    first = min(heading.texts)
    opening = np.zeros(page.height, dtype=bool)
    for column in range(page.columns.start, min(page.columns.start + 3, page.columns.stop)):
        values = page.grid.cells[:, column]
        words = [v for v in set(values.tolist()) if v and len(v) < 15 and is_ordinal_heading(v)]
        opening |= np.isin(values.astype(object), words) if words else False
    opening |= np.asarray(page.grid.cells[:, first] == page.text[heading.start][first], dtype=bool) & (page.text[heading.start][first] != "")
    return np.flatnonzero(text_only & (after_gap | opening)).tolist()


def _same(one: Heading, other: Heading) -> bool:
    keys = {c: match_key(t) for c, t in other.texts.items()}
    return sum(match_key(t) == keys.get(c) for c, t in one.texts.items()) >= 0.7 * max(len(one.texts), len(keys))


def _titled(page: Page, row: int) -> bool:
    """Lines of text stand above, parted by a blank row from the table before."""
    above = row - 1
    while above >= 0 and not page.count[above]:
        above -= 1
    lines = 0
    while above >= 0 and 0 < page.count[above] <= 2:
        lines, above = lines + 1, above - 1
    return lines > 0 and above > 0 and not page.count[above]


def _restarts(page: Page, heading: Heading, again: Heading) -> bool:
    """The same heading opens a new table when a title or a signature stands before it and the count starts at 1 again."""
    between = [r for r in range(heading.end + 1, again.start) if page.count[r]]
    tail = []
    for row in reversed(between):
        if page.count[row] > 2 or opens_group(page.texts(row)[0]):
            break
        tail.append(row)
    if not any(len(page.texts(r)[0].split()) >= 3 or is_signing(page.texts(r)[0]) for r in tail):
        return False
    if again.ordinal is None:
        return len(tail) > 1 or any(_is_title(page.texts(r)[0]) or is_signing(page.texts(r)[0]) for r in tail)
    row = page.next_filled(again.end + 1, page.height)
    while row is not None and not (is_whole(page.text[row][again.ordinal]) and not all(is_value(t) for t in page.texts(row))):
        row = page.next_filled(row + 1, page.height)
    return row is not None and page.text[row][again.ordinal].strip().rstrip(".)") == "1"


def _title_start(page: Page, heading: Heading, following: Heading) -> int:
    """Where the lines above the next heading begin: its titles and its national header are not rows of the table before."""
    row = _block_start(page, heading, following.start)
    gap = _gap_start(page, heading, row)
    if gap == row and row != following.start:
        return following.start
    for _ in range(_BLOCKS_ABOVE):
        above = _block_start(page, heading, gap)
        if above == gap:
            break
        texts = [t for r in range(above, gap) for t in page.texts(r)]
        formal = any(map(_is_title, texts)) or all(_is_form_line(page, r) and not _ends_a_table(page.texts(r)[0]) for r in range(above, gap))
        if any(map(is_national, texts)) or page.count[above - 1] == 0 and formal:
            row = above
        gap = _gap_start(page, heading, above)
    return row


def _is_title(text: str) -> bool:
    return text.isupper() and len(text.split()) >= 4 and not is_signing(text) and not total_label(text)


def _is_form_line(page: Page, row: int) -> bool:
    """"Từ ngày: | 01/09/2026 | Đến ngày: | 18/09/2026", "Người lập: Nguyễn Văn An"."""
    texts = page.texts(row)
    return ":" in texts[0] and len(texts) <= 2 * sum(":" in t for t in texts)


def _ends_a_table(text: str) -> bool:
    return is_signing(text) or is_note(text) or match_key(text).startswith(("nguoi nhap", "ngay in", "in luc", "in ngay", "nguoi in"))


def _block_start(page: Page, heading: Heading, row: int) -> int:
    """The first of the lines of few cells that stand together above a row."""
    while row - 1 > heading.end and page.count[row - 1]:
        texts = page.texts(row - 1)
        if not _is_form_line(page, row - 1) and (len(texts) > 3 or is_signing(texts[0]) and not any(map(is_national, texts))):
            break
        row -= 1
    return row


def _gap_start(page: Page, heading: Heading, row: int) -> int:
    while row - 1 > heading.end and not page.count[row - 1]:
        row -= 1
    return row


def _build(page: Page, heading: Heading, top: int, bottom: int) -> Found:
    grid = page.grid
    cells, kinds, filled = _filled_down(page, heading, bottom)
    text = page.text if cells is grid.cells else cells.tolist()
    body = sort_rows(page, heading, bottom, text, filled)
    columns = _columns(page, heading, body, filled)
    picked = np.ix_(np.asarray(body.data, dtype=int), np.asarray(columns, dtype=int))
    data = cells[picked].astype(object)
    _join_continued(data, body, columns, text)
    return Found(
        grid.sheet, int(grid.row_numbers[heading.start]), int(grid.row_numbers[heading.end]),
        tuple(SourceColumn(i, column_letter(c), heading.texts.get(c, ""), hidden=c in grid.hidden_columns) for i, c in enumerate(columns)),
        np.asarray(grid.row_numbers)[body.data].astype(int) if body.data else np.zeros(0, dtype=int), data, kinds[picked],
        np.asarray(body.group, dtype=object),
        tuple(SetAside(int(grid.row_numbers[r]), kind, tuple(page.text[r][c] for c in columns)) for r, kind in body.aside),
        _title(page, top, heading.start), _factor(page, top, heading, bottom), _notes(grid, columns, body),
    )


def _filled_down(page: Page, heading: Heading, bottom: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cells, kinds and the filled mask with vertical merges of the body filled down, inside the merge range only."""
    grid = page.grid
    merges = [m for m in page.merges if m[2] > m[0] > heading.end and m[0] < bottom and page.text[m[0]][m[1]]]
    if not merges:
        return grid.cells, grid.kinds, page.filled
    cells, kinds, filled = grid.cells.copy(), grid.kinds.copy(), page.filled.copy()
    for first, left, last, _ in merges:
        for row in range(first + 1, min(last + 1, bottom)):
            if page.count[row] and not cells[row, left]:
                cells[row, left], kinds[row, left], filled[row, left] = cells[first, left], kinds[first, left], True
    return cells, kinds, filled


def _columns(page: Page, heading: Heading, body: Body, filled: np.ndarray) -> list[int]:
    """Headed columns, and columns without a heading that hold data."""
    with_data = np.flatnonzero(filled[body.data].any(axis=0)).tolist() if body.data else []
    return sorted(set(heading.texts) | {c for c in with_data if c in page.columns})


def _join_continued(data: np.ndarray, body: Body, columns: list[int], text: list[list[str]]) -> None:
    place = {row: i for i, row in enumerate(body.data)} if body.continued else {}
    for above, row, column in body.continued:
        if column in columns:
            at = place[above], columns.index(column)
            data[at] = f"{data[at]} {text[row][column]}"


def _title(page: Page, top: int, start: int) -> str:
    lines = [squeezed(t) for r in range(top, start) for t in page.texts(r)[:6]]
    return " · ".join(dict.fromkeys(lines[-24:]))[:600]


def _factor(page: Page, top: int, heading: Heading, bottom: int) -> float:
    for row in [*range(heading.start - 1, top - 1, -1), *range(heading.end + 1, min(bottom, heading.end + 4))]:
        if page.count[row] <= 6:
            for text in page.texts(row):
                if unit_factor(text) != 1.0:
                    return unit_factor(text)
    return 1.0


def _notes(grid: Grid, columns: list[int], body: Body) -> tuple[str, ...]:
    notes = []
    hidden = [column_letter(c) for c in columns if c in grid.hidden_columns]
    if hidden:
        notes.append(f"Có cột ẩn vẫn được đọc: {', '.join(hidden)}.")
    rows = [r for r in body.data if r in grid.hidden_rows]
    if rows:
        notes.append(f"Có {len(rows)} dòng ẩn (hoặc bị lọc) vẫn được đọc.")
    return tuple(notes)


def column_letter(index: int) -> str:
    """0 -> A, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
