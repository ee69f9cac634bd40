"""The annex of figures as a workbook: the month's tables in print form, numbers as numbers, no formula."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from sotay.privacy.formulas import runs
from sotay.reports.numbers import is_missing
from sotay.reports.official.annex_sheets import Sheet, annex_sheets
from sotay.reports.official.compose import COUNCIL, ROMAN, attached
from sotay.reports.official.formal import Formal
from sotay.reports.official.model import LANGUAGE
from sotay.reports.official.packing import repacked, write_whole
from sotay.tracking.words import month_end

FONT = "Times New Roman"
# [$-42A]: written the Vietnamese way wherever the reader's program allows it.
# "_)" keeps a figure a little off the line of its cell.
FORMATS = {"int": "[$-42A]#,##0_)", "count": "[$-42A]#,##0_)", "dec": "[$-42A]#,##0.0_)", "pct": "[$-42A]0.0%_)", "date": "dd/mm/yyyy", "text": "@"}
HEAD_ROW = 5
LINE_POINTS = 15
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
    last = get_column_letter(len(sheet.columns))
    for row, (text, font) in enumerate(((number, Font(FONT, 14, bold=True)), (sheet.title.upper(), Font(FONT, 13, bold=True)), (kept_with, Font(FONT, 13, italic=True)), (sheet.note, Font(FONT, 11, italic=True))), 1):
        page.merge_cells(f"A{row}:{last}{row}")
        _put(page, row, 1, text, font, Alignment(horizontal="center" if row < 4 else "left", vertical="center", wrap_text=True))
        page.row_dimensions[row].height = 20
    for number_, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number_)].width = column.width
        cell = _put(page, HEAD_ROW, number_, column.title, Font(FONT, 11, bold=True), Alignment(horizontal="center", vertical="center", wrap_text=True))
        cell.fill, cell.border = PatternFill("solid", fgColor="E7E6E6"), _LINES
    page.row_dimensions[HEAD_ROW].height = _height([(c.title, c.width * 1.05) for c in sheet.columns])
    for row, values in enumerate(sheet.rows, HEAD_ROW + 1):
        _row(page, sheet, row, values, row - HEAD_ROW - 1 in sheet.bold)
    if not sheet.rows:
        page.merge_cells(f"A{HEAD_ROW + 1}:{last}{HEAD_ROW + 1}")
        _put(page, HEAD_ROW + 1, 1, sheet.empty, Font(FONT, 11, italic=True), Alignment(horizontal="left"))
    _print_form(page, sheet, last)


def _row(page: Worksheet, sheet: Sheet, row: int, values: tuple, bold: bool) -> None:
    for number, (column, value) in enumerate(zip(sheet.columns, values, strict=True), 1):
        text = column.kind == "text"
        alignment = Alignment(horizontal="left", vertical="top", wrap_text=True) if text else Alignment(horizontal="right", vertical="top")
        cell = _put(page, row, number, _value(value, column.kind), Font(FONT, 11, bold=bold), alignment)
        whole = column.kind != "count" or cell.value is None or float(cell.value).is_integer()
        cell.number_format, cell.border = FORMATS[column.kind if whole else "dec"], _LINES
    page.row_dimensions[row].height = _height([(str(v), c.width * (1.15 if bold else 1.25)) for c, v in zip(sheet.columns, values, strict=True) if c.kind == "text" and not is_missing(v)])


def _height(texts: list[tuple[str, float]]) -> float:
    """Points that hold the longest of the cells (text, letters a line holds); programs other than Excel do not grow rows by themselves."""
    return LINE_POINTS * max((len(textwrap.wrap(text, max(4, int(room)))) for text, room in texts if text), default=1) + 3


def _value(value, kind: str):
    if is_missing(value):
        return None
    if kind == "text":
        return str(value)
    if kind == "date":
        return value.to_pydatetime().replace(hour=0, minute=0, second=0, microsecond=0) if hasattr(value, "to_pydatetime") else value
    return int(value) if kind == "int" else float(value) / 100 if kind == "pct" else float(value)


def _put(page: Worksheet, row: int, column: int, value, font: Font, alignment: Alignment):
    """A cell whose text is text: nothing that comes from a file is run as a formula."""
    cell = page.cell(row, column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = runs(value)
    cell.font, cell.alignment = font, alignment
    return cell


def _print_form(page: Worksheet, sheet: Sheet, last: str) -> None:
    """A4 landscape, one page wide, heads on every page, pages numbered on their own; panes frozen, filters on the heads."""
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
    page.oddFooter.center.text, page.oddFooter.center.font, page.oddFooter.center.size = "Trang &P/&N", FONT, 11
