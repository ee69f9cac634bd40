"""A unit's list of what it handed in: what is in order, what to do, in which returned workbook."""

from __future__ import annotations

import io
from dataclasses import dataclass

from openpyxl.workbook import Workbook

from sotay.reports.official.packing import repacked
from sotay.reports.returned.cells import write_text
from sotay.reports.returned.first_sheet import row_height
from sotay.reports.returned.looks import BOLD, CENTRED, FILLS, GRID, HEADING, MIDDLE, PLAIN, TITLE, WRAPPED

NAME = "Mục lục.xlsx"
_HEADS = (("STT", 5), ("Tệp đã gửi", 26), ("Dữ liệu", 20), ("Số dòng", 8), ("Lỗi", 7), ("Cần xem lại", 8), ("Kết quả, việc cần làm", 46), ("Tệp trả lại", 26))


@dataclass(frozen=True)
class Line:
    """One file; counts are None where it could not be used. `level`: error, warning, or "" when there is nothing to do."""

    file: str
    data: str
    rows: int | None
    errors: int | None
    doubts: int | None
    result: str
    returned: str
    level: str


@dataclass(frozen=True)
class UnitIndex:
    """What the list says."""

    made_on: str
    title: str
    facts: tuple[str, ...]
    lines: tuple[Line, ...]
    missing: tuple[str, ...]


def index_bytes(index: UnitIndex) -> bytes:
    """The list as a workbook; the same list gives the same bytes."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Mục lục"
    for number, (_, width) in enumerate(_HEADS):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    row = 0
    for text, font in ((index.title, TITLE), *((f, PLAIN) for f in index.facts)):
        row += 1
        write_text(sheet.cell(row, 1), text)
        sheet.cell(row, 1).font = font
    top = row = row + 1
    for column, (name, _) in enumerate(_HEADS, 1):
        cell = sheet.cell(top, column)
        write_text(cell, name)
        cell.font, cell.fill, cell.alignment, cell.border = BOLD, HEADING, MIDDLE, GRID
    sheet.row_dimensions[top].height = 30
    for number, line in enumerate(index.lines, 1):
        row += 1
        for column, value in enumerate((number, line.file, line.data, line.rows, line.errors, line.doubts, line.result, line.returned), 1):
            cell = sheet.cell(row, column)
            if isinstance(value, str):
                write_text(cell, value)
            elif value is not None:
                cell.value, cell.number_format = value, "#,##0"
            cell.font, cell.border, cell.alignment = PLAIN, GRID, CENTRED if column in (1, 4, 5, 6) else WRAPPED
        sheet.row_dimensions[row].height = row_height((line.file, line.data, line.result, line.returned), [_HEADS[n][1] for n in (1, 2, 6, 7)])
        if line.level:
            sheet.cell(row, 7).fill = FILLS[line.level]
    sheet.auto_filter.ref = f"A{top}:H{row}"
    sheet.freeze_panes = f"A{top + 1}"
    if index.missing:
        row += 2
        write_text(sheet.cell(row, 1), f"Chưa nộp ({len(index.missing)} loại dữ liệu đến kỳ)")
        sheet.cell(row, 1).font = BOLD
        for name in index.missing:
            row += 1
            write_text(sheet.cell(row, 2), name)
            sheet.cell(row, 2).font = PLAIN
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{top}:{top}"
    sheet.oddFooter.right.text = "Trang &P/&N"
    book.properties.creator = "Sổ tay dữ liệu"
    content = io.BytesIO()
    book.save(content)
    return repacked(content.getvalue(), index.made_on)
