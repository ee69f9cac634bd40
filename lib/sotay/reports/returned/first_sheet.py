"""The first sheet of a returned workbook: what is wrong, in the order in which to repair it, with a link to each cell."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sotay.reports.returned.cells import link_inside, write_text
from sotay.reports.returned.job import LEVELS, Letter, Mark, Mended, Placed, count
from sotay.reports.returned.keep import FIRST
from sotay.reports.returned.looks import BOLD, CENTRED, FILLS, GRID, GROUP_TOP, HEADING, LINK, MIDDLE, PLAIN, TITLE, WRAPPED
from sotay.reports.wrapped import lines_in

HEADS = (("STT", 5), ("Trang tính", 15), ("Ô", 8), ("Cột", 17), ("Giá trị hiện tại", 19), ("Lỗi", 33), ("Cách sửa", 33), ("Mức độ", 10), ("Số chỗ cùng lỗi", 9), ("Điểm tăng nếu sửa hết", 17), ("Quy tắc", 14), ("Tình trạng", 12))
_CENTRED = {"STT", "Ô", "Mức độ", "Số chỗ cùng lỗi", "Quy tắc", "Tình trạng"}
_SHEET, _GAIN, _LAST = "B", "J", "L"
_LINE_HEIGHT, _MOST_LINES = 15.0, 12
_GUIDE = "Bấm vào cột “Ô” để tới đúng chỗ sai; ô sai đã tô màu và có ghi chú. Sửa ngay trong tệp này hoặc sửa ở phần mềm rồi kết xuất lại, lưu và gửi lại cả tệp; trang này không phải xóa."


def write_first_sheet(book: Workbook, letter: Letter, marks: Sequence[Mark], placed: Placed) -> None:
    """Adds the sheet in front and opens the workbook on it."""
    sheet = book.create_sheet(FIRST, 0)
    for number, (_, width) in enumerate(HEADS):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    row = _heading(sheet, letter, bool(marks))
    if marks:
        row = _table(sheet, row, marks, placed)
    if letter.todo:
        row = _section(sheet, row, "Việc cần làm", letter.todo)
    if letter.mended:
        row = _mended(sheet, row + 1, letter.mended)
    notes = (*placed.notes, *letter.notes)
    if notes:
        _section(sheet, row + 1, "Ghi chú", notes)
    _print_setup(sheet)
    _in_front(book, sheet)


def _heading(sheet: Worksheet, letter: Letter, guide: bool) -> int:
    """Title, facts, and with findings the guide and the colours; gives the next free row."""
    _line(sheet, 1, f"{FIRST}: {letter.title}", TITLE)
    row = 2
    for text in (*letter.facts, *([_GUIDE] if guide else [])):
        _line(sheet, row, text, PLAIN)
        row += 1
    if guide:
        write_text(sheet.cell(row, 1), "Màu:")
        sheet.cell(row, 1).font = PLAIN
        for column, (level, name) in zip((3, 4, 5), LEVELS.items(), strict=True):
            cell = sheet.cell(row, column)
            write_text(cell, name)
            cell.fill, cell.font, cell.alignment, cell.border = FILLS[level], PLAIN, CENTRED, GRID
        row += 1
    return row


def _line(sheet: Worksheet, row: int, text: str, font) -> None:
    """A text over the whole width; merged cells do not grow by themselves."""
    sheet.merge_cells(f"A{row}:{_LAST}{row}")
    cell = sheet.cell(row, 1)
    write_text(cell, text)
    cell.font, cell.alignment = font, WRAPPED
    across = sum(width for _, width in HEADS[:9]) * 11 / font.sz
    sheet.row_dimensions[row].height = round(_LINE_HEIGHT * font.sz / 11 * (1 + len(text) // across), 1)


def row_height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """What wrapped texts need; not every program that opens the file works it out."""
    lines = max((lines_in(text, width) for text, width in zip(texts, widths, strict=True) if text), default=1)
    return _LINE_HEIGHT * min(max(lines, 1), _MOST_LINES)


def _table(sheet: Worksheet, top: int, marks: Sequence[Mark], placed: Placed) -> int:
    for column, (name, _) in enumerate(HEADS, 1):
        cell = sheet.cell(top, column)
        write_text(cell, name)
        cell.font, cell.fill, cell.alignment, cell.border = BOLD, HEADING, MIDDLE, GRID
    sheet.row_dimensions[top].height = 3 * _LINE_HEIGHT
    sheet.column_dimensions[_GAIN].hidden = not any(m.gain for m in marks)
    sheet.column_dimensions[_LAST].hidden = not any(m.state for m in marks)
    sheet.column_dimensions[_SHEET].hidden = len({m.sheet for m in marks}) == 1
    row, before = top, None
    for number, mark in enumerate(marks):
        if not mark.listed:
            continue
        row += 1
        group = (mark.severity, mark.rule, mark.heading)
        _mark_row(sheet, row, row - top, mark, (placed.sheets.get(mark.sheet, mark.sheet), placed.cells.get(number)), group != before)
        before = group
    sheet.auto_filter.ref = f"A{top}:{_LAST}{row}"
    sheet.freeze_panes = f"A{top + 1}"
    sheet.print_title_rows = f"{top}:{top}"
    hidden = len(marks) - sum(m.listed for m in marks)
    if hidden:
        row += 1
        _line(sheet, row, f"… và {count(hidden)} chỗ nữa cùng các lỗi trên: đã tô màu trong bảng, không liệt kê hết ở đây.", PLAIN)
    return row + 1


def _mark_row(sheet: Worksheet, row: int, number: int, mark: Mark, place: tuple[str, str | None], first: bool) -> None:
    title, address = place
    where = address if mark.row is not None else "cả cột" if mark.heading else "cả tệp"
    texts = (None, title, where or (f"dòng {mark.row}" if mark.row else ""), mark.heading or "cả dòng", mark.value, mark.message, mark.fix, LEVELS[mark.severity], None, mark.gain if first else "", mark.rule, mark.state)
    for column, ((name, _), text) in enumerate(zip(HEADS, texts, strict=True), 1):
        cell = sheet.cell(row, column)
        if text is not None:
            write_text(cell, text)
        cell.font, cell.alignment, cell.border = PLAIN, CENTRED if name in _CENTRED else WRAPPED, GROUP_TOP if first else GRID
    sheet.cell(row, 1).value, sheet.cell(row, 9).value = number, mark.alike
    sheet.cell(row, 9).number_format = "#,##0"
    sheet.cell(row, 8).fill = FILLS[mark.severity]
    sheet.row_dimensions[row].height = row_height([t or "" for t in texts], [width for _, width in HEADS])
    if address:
        link_inside(sheet.cell(row, 3), title, address)
        sheet.cell(row, 3).font = LINK


def _section(sheet: Worksheet, row: int, title: str, texts: Sequence[str]) -> int:
    _line(sheet, row, title, BOLD)
    for number, text in enumerate(texts, 1):
        _line(sheet, row + number, f"{number}. {text}" if len(texts) > 1 else text, PLAIN)
    return row + len(texts) + 1


def _mended(sheet: Worksheet, row: int, mended: Sequence[Mended]) -> int:
    texts = [f"{m.message if f'“{m.heading}”' in m.message or not m.heading else f'“{m.heading}”: {m.message}'} Đã sửa {count(m.count)} chỗ." for m in mended]
    return _section(sheet, row, f"Đã sửa so với lần trước ({count(sum(m.count for m in mended))} chỗ)", texts)


def _print_setup(sheet: Worksheet) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.8, 0.4
    sheet.oddFooter.right.text = "Trang &P/&N"
    sheet.sheet_view.showGridLines = False


def _in_front(book: Workbook, first: Worksheet) -> None:
    """Only the first sheet is selected: sheets selected together would all take what is typed into one."""
    book.active = 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is first
    for view in book.views:
        view.firstSheet = 0
