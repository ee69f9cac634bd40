"""A new workbook from what was read of a file that cannot be kept as it is: values, merges, hidden parts; headings bold, columns wide enough."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import numpy as np
from openpyxl.styles import Alignment
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sotay.intake.model import CellKind, Grid
from sotay.intake.reading import Reading
from sotay.reports.returned.cells import write_text
from sotay.reports.returned.first_sheet import row_height
from sotay.reports.returned.job import Found, Placed
from sotay.reports.returned.looks import BOLD, GRID, HEADING, MIDDLE, PLAIN
from sotay.reports.wrapped import LINE_POINTS, room_points, text_points

_NAMELESS = "Dữ liệu"
_NO_NAME = re.compile(r"[\[\]:*?/\\]")
_NARROWEST, _WIDEST, _DIGITS = 6, 45, 15
_SAMPLE, _HEADING_LINES = 400, 3
# A wider sheet would be too small to read on one page's width.
_PRINTABLE = 260
# Letters per unit of width that fit even in capitals.
_SURELY_FITS = 0.65


def rebuilt(reading: Reading, tables: Sequence[Found], placed: Placed) -> Workbook:
    """One sheet per grid, every cell where the findings say it is."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for grid in reading.grids:
        name = _NO_NAME.sub(" ", grid.sheet or _NAMELESS).strip("' ")[:31] or _NAMELESS
        sheet = book.create_sheet(name)
        placed.sheets[grid.sheet or ""] = sheet.title
        own = [t for t in tables if t.sheet == (grid.sheet or "")]
        _fill(sheet, grid, own)
        _dress(sheet, grid, own)
    placed.notes.append("Bản trả lại được dựng từ số liệu đọc được trong tệp gốc (dạng cũ hoặc dạng chữ); kiểu chữ, màu của tệp gốc không giữ được.")
    return book


def _fill(sheet: Worksheet, grid: Grid, tables: list[Found]) -> None:
    looks = _Looks(sheet)
    headings = {r for t in tables for r in range(t.header_start, t.header_row + 1)}
    bodies = [(t.header_row, t.last_row, column_index_from_string(t.first_column), column_index_from_string(t.last_column)) for t in tables]
    numbers = grid.row_numbers.tolist()
    filled = (grid.kinds != CellKind.BLANK).tolist()
    for place, row in enumerate(numbers):
        spans = [(first, last) for top, bottom, first, last in bodies if top < row <= bottom] if row not in headings else []
        for column, (text, kind) in enumerate(zip(grid.cells[place].tolist(), grid.kinds[place].tolist(), strict=True), 1):
            inside = any(first <= column <= last for first, last in spans)
            if not filled[place][column - 1] and not inside:
                continue
            cell = sheet.cell(row, column)
            look = "heading" if row in headings else "body" if inside else "plain"
            if kind != CellKind.BLANK:
                look += _write(cell, text, kind)
            cell._style = looks.of(look)
            if cell.data_type == "s" and text[:1] in "=+-@":
                cell.quotePrefix = True


def _write(cell, text: str, kind: int) -> str:
    """Writes a value of its kind; gives the number format it wants."""
    if kind == CellKind.NUMBER and len(text.lstrip("-")) <= _DIGITS + ("." in text):
        try:
            cell.value = float(text) if "." in text else int(text)
            return ""
        except ValueError:
            pass
    if kind == CellKind.DATE:
        moment = _moment(text)
        if moment is not None:
            cell.value = moment
            return " day" if len(text) == 10 else " time"
    if kind == CellKind.BOOL:
        cell.value = text == "TRUE"
        return ""
    write_text(cell, text)
    return " text"


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.year >= 1900 and len(text) in (10, 19) else None


class _Looks:
    """Styles shared by many cells: made once each, then copied by reference."""

    _FORMATS = {"": "General", " text": "@", " day": "dd/mm/yyyy", " time": "dd/mm/yyyy hh:mm:ss"}

    def __init__(self, sheet: Worksheet) -> None:
        self.book, self.made = sheet.parent, {}

    def of(self, look: str):
        if look not in self.made:
            base, _, kind = look.partition(" ")
            # The style is made on a cell of a sheet that is thrown away.
            spare = self.book.create_sheet("_")
            cell = spare["A1"]
            cell.font = BOLD if base == "heading" else PLAIN
            cell.number_format = self._FORMATS[f" {kind}" if kind else ""]
            if base == "heading":
                cell.fill, cell.alignment, cell.border = HEADING, MIDDLE, GRID
            elif base == "body":
                cell.border, cell.alignment = GRID, Alignment(vertical="top", wrap_text=kind == "text")
            self.made[look] = cell._style
            self.book.remove(spare)
        return self.made[look].__copy__()


def _dress(sheet: Worksheet, grid: Grid, tables: list[Found]) -> None:
    """Merges, hidden parts, widths, and the heading kept in sight."""
    numbers = grid.row_numbers
    for top, left, bottom, right in grid.merges:
        # Cells under a merge lose what they hold, so one over filled cells stays apart.
        if int((grid.kinds[top:bottom + 1, left:right + 1] != CellKind.BLANK).sum()) <= 1:
            sheet.merge_cells(start_row=int(numbers[top]), start_column=left + 1, end_row=int(numbers[bottom]), end_column=right + 1)
    for row in grid.hidden_rows:
        if row < len(numbers):
            sheet.row_dimensions[int(numbers[row])].hidden = True
    widths = _widths(grid, tables)
    for row in (r for t in tables for r in range(t.header_start, t.header_row + 1)):
        place = np.flatnonzero(numbers == row)
        if place.size:
            sheet.row_dimensions[row].height = row_height(grid.cells[place[0]].tolist(), _widths_under(grid, int(place[0]), widths)) + 4
    for column, width in enumerate(widths, 1):
        span = sheet.column_dimensions[get_column_letter(column)]
        span.width, span.hidden = width, column - 1 in grid.hidden_columns
    _grow_rows(sheet, grid, tables, widths)
    if len(tables) == 1:
        sheet.freeze_panes = f"A{tables[0].header_row + 1}"
        sheet.print_title_rows = f"{tables[0].header_start}:{tables[0].header_row}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    if sum(widths) <= _PRINTABLE:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    if grid.hidden:
        sheet.sheet_state = "hidden"


def _widths_under(grid: Grid, place: int, widths: list[float]) -> list[float]:
    """Room of each cell of a heading row: one merged over several columns or rows has theirs together."""
    room = list(widths)
    for top, left, bottom, right in grid.merges:
        if top <= place <= bottom and left < len(room):
            room[left] = sum(widths[left:right + 1]) * (bottom - top + 1)
    return room


def _grow_rows(sheet: Worksheet, grid: Grid, tables: list[Found], widths: list[float]) -> None:
    """Data rows as high as their wrapped texts need: not every program works it out, and lines would lie over each other."""
    bodies = [(t.header_row, t.last_row) for t in tables]
    for place, row in enumerate(grid.row_numbers.tolist()):
        if not any(top < row <= bottom for top, bottom in bodies):
            continue
        long = [(t, w) for t, w in zip(grid.cells[place].tolist(), widths, strict=True) if "\n" in t or len(t) > _SURELY_FITS * w]
        if long and (height := row_height([t for t, _ in long], [w for _, w in long])) > LINE_POINTS:
            sheet.row_dimensions[row].height = height


def _widths(grid: Grid, tables: list[Found]) -> list[float]:
    """By the longer texts of the data rows, and so that a heading needs few lines; titles above the table may run over."""
    inside = np.zeros(len(grid.cells), dtype=bool)
    for table in tables:
        inside |= (grid.row_numbers > table.header_row) & (grid.row_numbers <= table.last_row)
    rows = np.flatnonzero(inside)[:_SAMPLE] if inside.any() else np.arange(min(len(grid.cells), _SAMPLE))
    heads = np.flatnonzero(np.isin(grid.row_numbers, [t.header_row for t in tables]))
    widths = []
    for column in range(grid.cells.shape[1] if grid.cells.ndim == 2 else 0):
        needs = sorted(_width_for(max(t.split("\n"), key=len)) for t in grid.cells[rows, column].tolist())
        longest = needs[int(0.95 * (len(needs) - 1))] if needs else 0
        heading = max((_width_for(t, bold=True) for t in grid.cells[heads, column].tolist()), default=0) / _HEADING_LINES
        widths.append(float(min(max(longest, heading + 2, _NARROWEST), _WIDEST)))
    return widths


def _width_for(text: str, bold: bool = False) -> float:
    """Column width in which a text stands on one line."""
    per_unit = room_points(_WIDEST) - room_points(_WIDEST - 1)
    return _WIDEST + (text_points(text, bold=bold) - room_points(_WIDEST)) / per_unit
