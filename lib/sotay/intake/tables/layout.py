"""Finds the tables of a sheet: headings, data rows and what is set aside, whatever stands around them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from sotay.intake.model import Grid, RawTable, SetAside, Source, SourceColumn
from sotay.intake.tables.body import Body, sort_rows
from sotay.intake.tables.headings import Heading, find_heading
from sotay.intake.tables.headless import blank_heading, first_record, with_blank_heading
from sotay.intake.tables.neighbours import next_heading, side_by_side, title_start
from sotay.intake.tables.page import Lines, Page
from sotay.intake.tables.row_kinds import squeezed, unit_factor


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
    bare = first_record(page, heading, known)
    if bare is not None:
        return [_headless(with_blank_heading(grid, bare))]
    if heading is None:
        return []
    blocks = side_by_side(page, heading)
    if len(blocks) < 2:
        return _tables_down(page, heading, known)
    found = [t for part in (Page(grid, block) for block in blocks) if (first := find_heading(part, 0, part.height, known)) for t in _tables_down(part, first, known)]
    return found or _tables_down(page, heading, known)


def _headless(grid: Grid) -> Found:
    page = Page(grid)
    found = _build(page, blank_heading(page), 0, page.height)
    note = f"Không thấy dòng tiêu đề: dòng {grid.row_numbers[1]} đã là số liệu. Thêm dòng tiêu đề phía trên rồi gửi lại."
    return replace(found, notes=(*found.notes, note))


def _tables_down(page: Page, first: Heading, known: Collection[str] | None) -> list[Found]:
    found, top = [], 0
    heading: Heading | None = first
    while heading is not None:
        following = next_heading(page, heading, known)
        bottom = page.height if following is None else title_start(page, heading, following)
        found.append(_build(page, heading, top, bottom))
        top, heading = bottom, following
    return found


def _build(page: Page, heading: Heading, top: int, bottom: int) -> Found:
    grid = page.grid
    cells, kinds, filled = _filled_down(page, heading, bottom)
    text = page.text if cells is grid.cells else Lines(cells)
    body = sort_rows(page, heading, bottom, text, filled)
    columns = _columns(page, heading, body, filled)
    picked = _picked(body.data), _picked(columns)
    data = cells[picked[0]][:, picked[1]]
    if body.continued:
        data = data.copy()
        _join_continued(data, body, columns, text)
    return Found(
        grid.sheet, int(grid.row_numbers[heading.start]), int(grid.row_numbers[heading.end]),
        tuple(SourceColumn(i, column_letter(c), heading.texts.get(c, ""), hidden=c in grid.hidden_columns) for i, c in enumerate(columns)),
        np.asarray(grid.row_numbers)[body.data].astype(int) if body.data else np.zeros(0, dtype=int), data, kinds[picked[0]][:, picked[1]],
        np.asarray(body.group, dtype=object),
        tuple(SetAside(int(grid.row_numbers[r]), kind, tuple(page.text[r][c] for c in columns)) for r, kind in body.aside),
        _title(page, top, heading.start), _factor(page, top, heading, bottom), _notes(grid, columns, body),
    )


def _picked(places: list[int]) -> slice | np.ndarray:
    """Rows or columns that follow each other as a slice, which copies nothing."""
    if places and places[-1] - places[0] == len(places) - 1:
        return slice(places[0], places[-1] + 1)
    return np.asarray(places, dtype=int)


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


def _join_continued(data: np.ndarray, body: Body, columns: list[int], text: Lines) -> None:
    place = {row: i for i, row in enumerate(body.data)}
    across = {column: i for i, column in enumerate(columns)}
    for above, row, column in body.continued:
        if column in across:
            at = place[above], across[column]
            data[at] = f"{data[at]} {text[row][column]}".lstrip()


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
    rows = grid.hidden_rows.intersection(body.data)
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
