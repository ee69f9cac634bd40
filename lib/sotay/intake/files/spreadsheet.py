"""Reads workbooks (xlsx, xlsm, xls, xlsb, ods) through calamine, with openpyxl where calamine fails on an xlsx."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from sotay.intake.files.ahead import FirstSheet
from sotay.intake.files.archive import Zip, open_zip, refuse_duplicates
from sotay.intake.files.biff import xls_facts
from sotay.intake.files.cells import grid_of, set_cells
from sotay.intake.files.ods import read_ods
from sotay.intake.files.sheet_facts import EXTERNAL_LINKS, MACROS, SheetFacts, without_value_note
from sotay.intake.files.xlsb_parts import xlsb_facts
from sotay.intake.files.xlsx_parts import WorkbookFacts, rows_written, workbook_facts
from sotay.intake.model import CellKind, Grid
from sotay.intake.reading import Reading, Refusal, check_size

_NO_FACTS = SheetFacts({})
_PASSWORD = "Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc) rồi gửi lại."
_UNREADABLE = "Không đọc được tệp bảng tính: tệp bị hỏng hoặc lưu sai cách. Hãy mở bằng Excel, lưu lại dạng .xlsx và gửi tệp mới."


def read_workbook(container: str, data: bytes, ahead: FirstSheet | None = None) -> Reading:
    """Every worksheet of a workbook. Raises Refusal when it is encrypted, over the limits or broken. `ahead`: the first worksheet, if it is being parsed already."""
    if container == "ods":
        return read_ods(data)
    if container == "xls":
        sheets, notes = xls_facts(data)
        facts = dict(enumerate(sheets))
        return Reading(container, None, _read_calamine(data, lambda index, _: facts.get(index, _NO_FACTS)), notes)
    archive = open_zip(data)
    refuse_duplicates(archive)
    if container == "xlsb":
        by_name = xlsb_facts(archive)
        return Reading(container, None, _read_calamine(data, lambda _, name: by_name.get(name, _NO_FACTS)), _xlsb_notes(archive))
    return _read_xlsx(container, archive, workbook_facts(archive), ahead)


def _read_xlsx(container: str, archive: Zip, facts: WorkbookFacts, first: FirstSheet | None) -> Reading:
    notes = _fact_notes(facts)
    try:
        grids = _read_calamine(archive.data, lambda _, name: facts.sheets.get(name, _NO_FACTS), first)
    except Refusal as refusal:
        if refusal.status == "refused":
            raise
        grids = _read_openpyxl(archive, facts.sheets)
        notes.append("Tệp không theo đúng chuẩn nên đọc bằng cách dự phòng; nên mở bằng Excel và lưu lại.")
    return Reading(container, None, grids, tuple(notes))


def _fact_notes(facts: WorkbookFacts) -> list[str]:
    notes = []
    if facts.macros:
        notes.append(MACROS)
    if facts.external_links:
        notes.append(EXTERNAL_LINKS)
    for sheet, fact in facts.sheets.items():
        if fact.without_value:
            notes.append(without_value_note(sheet, fact.without_value))
    return notes


def _xlsb_notes(archive: Zip) -> tuple[str, ...]:
    macros = any(name.lower().endswith("vbaproject.bin") for name in archive.names)
    return (MACROS,) * macros + (EXTERNAL_LINKS,) * any(name.startswith("xl/externalLinks/") for name in archive.names)


def _read_calamine(data: bytes, facts: Callable[[int, str], SheetFacts], first: FirstSheet | None = None) -> list[Grid]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return [
                _grid(first and first.take(index) or book.get_sheet_by_index(index), meta.visible, facts(index, meta.name))
                for index, meta in enumerate(book.sheets_metadata)
                if meta.typ == SheetTypeEnum.WorkSheet
            ]
    except (Refusal, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except PasswordError:
        raise Refusal("unreadable", _PASSWORD) from None
    except BaseException as error:  # calamine's PanicException is a BaseException
        if "password" in str(error).lower():
            raise Refusal("unreadable", _PASSWORD) from None
        raise Refusal("unreadable", _UNREADABLE) from None


def _grid(sheet: CalamineSheet, visible: SheetVisibleEnum, facts: SheetFacts) -> Grid:
    height, width = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end is not None else (0, 0)
    # Error values that calamine leaves out may stand beyond its last cell.
    size = max([height, *(row + 1 for row, _ in facts.errors)]), max([width, *(column + 1 for _, column in facts.errors)])
    check_size(sheet.name, *size)
    merges = facts.merges if facts.merges is not None else tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
    rows = sheet.iter_rows() if height else ()
    grid = grid_of(sheet.name, rows, size=size, left=sheet.start[1] if height else 0, merges=merges, hidden=visible != SheetVisibleEnum.Visible)
    set_cells(grid, facts.errors, CellKind.ERROR)
    return replace(grid, hidden_rows=facts.hidden_rows, hidden_columns=facts.hidden_columns, old_fonts=facts.old_fonts)


def _read_openpyxl(archive: Zip, facts: dict[str, SheetFacts]) -> list[Grid]:
    import openpyxl

    written = rows_written(archive)
    try:
        book = openpyxl.load_workbook(io.BytesIO(archive.data), read_only=True, data_only=True)
        grids = []
        if not book.worksheets:
            raise Refusal("unreadable", _UNREADABLE)
        for sheet in book.worksheets:
            check_size(sheet.title, sheet.max_row or 0, sheet.max_column or 0)
            rows = list(sheet.iter_rows(values_only=True, min_row=1, min_col=1))
            fact = facts.get(sheet.title, _NO_FACTS)
            if len(rows) < written.get(sheet.title, 0):
                # Rows without a place of their own are passed over in silence.
                raise Refusal("unreadable", _UNREADABLE)
            grid = grid_of(sheet.title, rows, merges=fact.merges or (), hidden=sheet.sheet_state != "visible")
            set_cells(grid, fact.errors, CellKind.ERROR)
            grids.append(replace(grid, hidden_rows=fact.hidden_rows, hidden_columns=fact.hidden_columns, old_fonts=fact.old_fonts))
        return grids
    except (Refusal, MemoryError):
        raise
    except Exception:
        raise Refusal("unreadable", _UNREADABLE) from None
