"""Marks findings in the cells of a workbook: colour by severity, a comment that says what is wrong and how to mend it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.utils import column_index_from_string
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sotay.reports.returned.cells import printable
from sotay.reports.returned.job import LEVELS, Found, Mark, Placed
from sotay.reports.returned.looks import COLOURS, FILLS, NO_FILL

AUTHOR = "Sổ tay dữ liệu"
_RANK = {level: n for n, level in enumerate(LEVELS)}
_LINE, _LETTERS, _WIDTH = 18, 46, 330
_SHOWN = 12


def mark_cells(book: Workbook, marks: Sequence[Mark], tables: Sequence[Found], placed: Placed) -> None:
    """Every mark with a row gets its cell coloured; the cells of all marks are noted in `placed`. Raises KeyError when a marked sheet is not there."""
    by_sheet: dict[str, list[int]] = defaultdict(list)
    for number, mark in enumerate(marks):
        by_sheet[mark.sheet].append(number)
    for name, numbers in by_sheet.items():
        if name not in placed.sheets:
            continue
        sheet = book[placed.sheets[name]]
        _mark_sheet(sheet, [(n, marks[n]) for n in numbers], [t for t in tables if t.sheet == name], placed)


def _mark_sheet(sheet: Worksheet, marks: list[tuple[int, Mark]], tables: list[Found], placed: Placed) -> None:
    owners = _merge_owners(sheet)
    by_cell: dict[tuple[int, int], list[Mark]] = defaultdict(list)
    for number, mark in marks:
        row, column = _place(mark, tables)
        row, column = owners.get((row, column), (row, column))
        placed.cells[number] = sheet.cell(row, column).coordinate
        if mark.row is not None:
            by_cell[row, column].append(mark)
    for (row, column), own in by_cell.items():
        _mark_cell(sheet.cell(row, column), sorted(own, key=lambda m: _RANK[m.severity]))
    _unhide(sheet, by_cell, placed)


def rows_marked(marks: Sequence[Mark], tables: Sequence[Found]) -> dict[str, set[int]]:
    """The rows that marks stand in, by sheet."""
    rows: dict[str, set[int]] = defaultdict(set)
    for mark in marks:
        rows[mark.sheet].add(_row(mark, [t for t in tables if t.sheet == mark.sheet]))
    return dict(rows)


def _row(mark: Mark, tables: list[Found]) -> int:
    return mark.row or (tables[0].header_row if tables else 1)


def _place(mark: Mark, tables: list[Found]) -> tuple[int, int]:
    """A row's own mark stands in the table's first column, a table's in its heading."""
    row = _row(mark, tables)
    own = [t for t in tables if t.header_row <= row <= t.last_row] or tables
    letters = mark.column or (own[0].first_column if own else "A")
    return row, column_index_from_string(letters)


def _merge_owners(sheet: Worksheet) -> dict[tuple[int, int], tuple[int, int]]:
    """For every covered cell of a merge its first cell; very large merges are left alone."""
    owners = {}
    for area in sheet.merged_cells.ranges:
        if (area.max_row - area.min_row + 1) * (area.max_col - area.min_col + 1) <= 20_000:
            owners |= {(r, c): (area.min_row, area.min_col) for r in range(area.min_row, area.max_row + 1) for c in range(area.min_col, area.max_col + 1)}
    return owners


def _mark_cell(cell: Cell | MergedCell, marks: list[Mark]) -> None:
    cell.fill = FILLS[marks[0].severity]
    told = [m for m in marks if m.comment]
    if not told or isinstance(cell, MergedCell):
        return
    words = [f"{LEVELS[m.severity].upper()}: {m.message}\nCách sửa: {m.fix}\nQuy tắc: {m.rule}" for m in told]
    if cell.comment is not None and cell.comment.text:
        words.append(f"Ghi chú có sẵn: {cell.comment.text}")
    text = printable("\n\n".join(words))
    lines = sum(1 + len(line) // _LETTERS for line in text.split("\n"))
    cell.comment = Comment(text, AUTHOR, height=min(30 + _LINE * lines, 420), width=_WIDTH)


def unmark(sheet: Worksheet) -> None:
    """Takes away what an earlier return marked, in a file that the unit repaired and sent again."""
    ours = set(COLOURS.values())
    for cell in list(sheet._cells.values()):
        if not isinstance(cell, MergedCell) and cell.comment is not None and cell.comment.author == AUTHOR:
            cell.comment = None
            if cell.fill.fill_type == "solid" and cell.fill.start_color.rgb in ours:
                cell.fill = NO_FILL


def _unhide(sheet: Worksheet, by_cell: dict[tuple[int, int], list[Mark]], placed: Placed) -> None:
    """Rows and columns with a mark are shown, and that is said."""
    rows = sorted({r for r, _ in by_cell if r in sheet.row_dimensions and sheet.row_dimensions[r].hidden})
    for row in rows:
        sheet.row_dimensions[row].hidden = False
    columns = {c for _, c in by_cell}
    shown = []
    for letters, span in sorted(sheet.column_dimensions.items()):
        if span.hidden and any((span.min or column_index_from_string(letters)) <= c <= (span.max or column_index_from_string(letters)) for c in columns):
            span.hidden = False
            shown.append(letters)
    told = ([f"dòng {_listed(rows)}"] if rows else []) + ([f"cột {_listed(shown)}"] if shown else [])
    if told:
        placed.notes.append(f"Trang “{sheet.title}”: đã bỏ ẩn {' và '.join(told)} vì có chỗ phải sửa.")


def _listed(items: Sequence) -> str:
    return ", ".join(map(str, items[:_SHOWN])) + ("…" if len(items) > _SHOWN else "")
