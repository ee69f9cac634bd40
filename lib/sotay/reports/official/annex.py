"""The annex of figures as a workbook: the month's tables in print form, numbers as numbers, no formula."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from sotay.privacy.formulas import runs
from sotay.reports.numbers import is_missing
from sotay.reports.official.annex_sheets import Sheet, annex_sheets
from sotay.reports.official.compose import COUNCIL, ROMAN, attached
from sotay.reports.official.formal import Formal
from sotay.reports.official.indicators import SMALLEST
from sotay.reports.official.model import LANGUAGE
from sotay.reports.official.packing import repacked, write_whole
from sotay.reports.wrapped import height_of, lines_in
from sotay.tracking.words import month_end

FONT = "Times New Roman"
# [$-42A]: written the Vietnamese way wherever the reader's program allows it.
# "_)" keeps a figure a little off the line of its cell.
FORMATS = {"int": "[$-42A]#,##0_)", "count": "[$-42A]#,##0_)", "dec": "[$-42A]#,##0.0_)", "pct": "[$-42A]0.0%_)", "date": "dd/mm/yyyy", "text": "@", "mark": "@",
           "change": "[$-42A]+#,##0.0_);[$-42A]-#,##0.0_);0_)"}
HEAD_ROW = 5
_TEXTS, _CENTRED = ("text", "mark"), ("mark", "date")
_THIN = Side(style="thin", color="808080")
_LINES = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def write_annex(book: Formal, path: Path, cover: Callable[[str], str] = str) -> None:
    """Writes the workbook; the same figures give the same bytes."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    sheets = annex_sheets(book, cover)
    for number, sheet in enumerate(sheets):
        name = f"Phụ lục {ROMAN[number]}" if len(sheets) > 1 else "Phụ lục"
        _sheet(workbook.create_sheet(sheet.name), sheet, name, attached(book))
    facts = workbook.properties
    facts.title, facts.creator, facts.language, facts.lastModifiedBy = f"Phụ lục số liệu {book.said}", f"{COUNCIL} {book.commune_said}", LANGUAGE, None
    content = io.BytesIO()
    workbook.save(content)
    write_whole(path, repacked(content.getvalue(), f"{month_end(book).date().isoformat()}T00:00:00Z"))


def _sheet(page: Worksheet, sheet: Sheet, number: str, kept_with: str) -> None:
    last, across = get_column_letter(len(sheet.columns)), sum(c.width for c in sheet.columns)
    for row, (text, font) in enumerate(((number, Font(FONT, 14, bold=True)), (sheet.title.upper(), Font(FONT, 13, bold=True)), (kept_with, Font(FONT, 13, italic=True)), (sheet.note, Font(FONT, 11, italic=True))), 1):
        page.merge_cells(f"A{row}:{last}{row}")
        _put(page, row, 1, text, font, Alignment(horizontal="center" if row < 4 else "left", vertical="center", wrap_text=True))
        page.row_dimensions[row].height = max(20.0, height_of(lines_in(text, across, font.sz, font.b), font.sz))
    for number_, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number_)].width = column.width
        cell = _put(page, HEAD_ROW, number_, column.title, Font(FONT, 11, bold=True), Alignment(horizontal="center", vertical="center", wrap_text=True))
        cell.fill, cell.border = PatternFill("solid", fgColor="E7E6E6"), _LINES
    page.row_dimensions[HEAD_ROW].height = _height([(c.title, c.width, True) for c in sheet.columns])
    looks: dict[tuple, StyleArray] = {}
    for row, values in enumerate(sheet.rows, HEAD_ROW + 1):
        _row(page, sheet, row, values, row - HEAD_ROW - 1 in sheet.bold, looks)
    if not sheet.rows:
        page.merge_cells(f"A{HEAD_ROW + 1}:{last}{HEAD_ROW + 1}")
        _put(page, HEAD_ROW + 1, 1, sheet.empty, Font(FONT, 11, italic=True), Alignment(horizontal="left"))
    _print_form(page, sheet, last)


def _row(page: Worksheet, sheet: Sheet, row: int, values: tuple, bold: bool, looks: dict[tuple, StyleArray]) -> None:
    """One line of figures. `looks`: how cells of each kind look, found out once: openpyxl compares every font with all others each time it is set."""
    for number, (column, given) in enumerate(zip(sheet.columns, values, strict=True), 1):
        cell = page.cell(row, number)
        value = _fill(cell, _value(given, column.kind))
        whole = column.kind != "count" or value is None or float(value).is_integer()
        kind = column.kind if whole else "dec"
        kind = f"pct{-given.as_tuple().exponent}" if isinstance(given, Decimal) and given.as_tuple().exponent < -1 else kind
        look = looks.get((kind, bold))
        if look is None:
            place = "center" if kind in _CENTRED else "left" if kind == "text" else "right"
            cell.font, cell.border, cell.number_format = Font(FONT, 11, bold=bold), _LINES, FORMATS.get(kind) or f"[$-42A]0.{'0' * int(kind.removeprefix('pct'))}%_)"
            cell.alignment = Alignment(horizontal=place, vertical="top", wrap_text=kind in _TEXTS)
            look = looks[kind, bold] = copy.copy(cell._style)
        cell._style = copy.copy(look)
        if isinstance(value, str):
            cell.quotePrefix = runs(value)
    page.row_dimensions[row].height = _height([(str(v), c.width, bold) for c, v in zip(sheet.columns, values, strict=True) if c.kind in _TEXTS and not is_missing(v)])


def _height(texts: list[tuple[str, float, bool]]) -> float:
    """Points that hold the longest of the cells (text, width of its column, bold)."""
    return height_of(max((lines_in(text, width, bold=bold) for text, width, bold in texts if text), default=1)) + 2


def _value(value, kind: str):
    if is_missing(value):
        return None
    if kind in _TEXTS:
        return str(value)
    if kind == "date":
        return value.to_pydatetime().replace(hour=0, minute=0, second=0, microsecond=0) if hasattr(value, "to_pydatetime") else value
    if kind == "change":
        # One that would be shown as 0,0 is none, as in the report.
        return 0.0 if abs(value) < SMALLEST else round(float(value), 1)
    if isinstance(value, Decimal):
        return float(value / 100)
    # No more than is printed: all decimals of a share tell the counts behind it.
    shown = round(float(value), 1)
    return int(value) if kind == "int" else round(shown / 100, 3) if kind == "pct" else shown


def _put(page: Worksheet, row: int, column: int, value, font: Font, alignment: Alignment):
    cell = page.cell(row, column)
    if isinstance(_fill(cell, value), str):
        cell.quotePrefix = runs(value)
    cell.font, cell.alignment = font, alignment
    return cell


def _fill(cell: Cell, value):
    """Puts a value into a cell, whose text is text: nothing that comes from a file is run as a formula."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    return value


def _print_form(page: Worksheet, sheet: Sheet, last: str) -> None:
    """A4 landscape, one page wide, heads on every page; numbered above the text from page 2 on, each annex on its own (Nghị định 30/2020); panes frozen, filters on the heads."""
    page.freeze_panes = f"{get_column_letter(sheet.frozen + 1)}{HEAD_ROW + 1}"
    if sheet.rows:
        page.auto_filter.ref = f"A{HEAD_ROW}:{last}{HEAD_ROW + len(sheet.rows)}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    page.page_margins.left = page.page_margins.right = 0.59
    page.page_margins.top = page.page_margins.bottom = 0.79
    page.print_options.horizontalCentered = True
    page.page_setup.firstPageNumber, page.page_setup.useFirstPageNumber = 1, True
    page.HeaderFooter.differentFirst = True
    page.oddHeader.center.text, page.oddHeader.center.font, page.oddHeader.center.size = "&P", FONT, 13
