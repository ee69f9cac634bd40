"""Reads workbooks (xlsx, xlsm, xls, xlsb, ods) through calamine, with openpyxl where calamine fails on an xlsx."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from sotay.intake.files.archive import Zip, open_zip, refuse_duplicates
from sotay.intake.files.biff import xls_facts
from sotay.intake.files.cells import grid_of, set_cells
from sotay.intake.files.ods import read_ods
from sotay.intake.files.sheet_facts import SheetFacts
from sotay.intake.files.xlsb_parts import xlsb_facts
from sotay.intake.files.xlsx_parts import WorkbookFacts, workbook_facts
from sotay.intake.model import CellKind, Grid
from sotay.intake.reading import Reading, Refusal, check_size

_NO_FACTS = SheetFacts({})
_PASSWORD = "Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc) rồi gửi lại."
_MACROS = "Tệp có macro: chỉ đọc số liệu, macro không được chạy."
_UNREADABLE = "Không đọc được tệp bảng tính: tệp bị hỏng hoặc lưu sai cách. Hãy mở bằng Excel, lưu lại dạng .xlsx và gửi tệp mới."


def read_workbook(container: str, data: bytes) -> Reading:
    """Every worksheet of a workbook. Raises Refusal when it is encrypted, over the limits or broken."""
    if container == "ods":
        return read_ods(data)
    if container == "xls":
        facts = dict(enumerate(xls_facts(data)))
        return Reading(container, None, _read_calamine(data, lambda index, _: facts.get(index, _NO_FACTS)))
    archive = open_zip(data)
    refuse_duplicates(archive)
    if container == "xlsb":
        by_name = xlsb_facts(archive)
        return Reading(container, None, _read_calamine(data, lambda _, name: by_name.get(name, _NO_FACTS)), _macro_notes(archive))
    return _read_xlsx(container, data, workbook_facts(archive))


def _read_xlsx(container: str, data: bytes, facts: WorkbookFacts) -> Reading:
    notes = _fact_notes(facts)
    try:
        grids = _read_calamine(data, lambda _, name: facts.sheets.get(name, _NO_FACTS))
    except Refusal as refusal:
        if refusal.status == "refused":
            raise
        grids = _read_openpyxl(data, facts.sheets)
        notes.append("Tệp không theo đúng chuẩn nên đọc bằng cách dự phòng; nên mở bằng Excel và lưu lại.")
    return Reading(container, None, grids, tuple(notes))


def _fact_notes(facts: WorkbookFacts) -> list[str]:
    notes = []
    if facts.macros:
        notes.append(_MACROS)
    if facts.external_links:
        notes.append("Tệp có công thức lấy số liệu từ tệp khác: chỉ đọc giá trị đã lưu.")
    for sheet, fact in facts.sheets.items():
        if fact.formulas_without_value:
            notes.append(f"Trang tính “{sheet}” có {fact.formulas_without_value} ô công thức chưa lưu kết quả nên coi là trống. Hãy mở bằng Excel, lưu lại rồi gửi.")
    return notes


def _macro_notes(archive: Zip) -> tuple[str, ...]:
    return (_MACROS,) if any(name.lower().endswith("vbaproject.bin") for name in archive.names) else ()


def _read_calamine(data: bytes, facts: Callable[[int, str], SheetFacts]) -> list[Grid]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return [
                _grid(book.get_sheet_by_index(index), meta.visible, facts(index, meta.name))
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
    errors_in = max((row for row, _ in facts.errors), default=-1) + 1, max((column for _, column in facts.errors), default=-1) + 1
    rows: list[list] = []
    if sheet.end is not None:
        check_size(sheet.name, sheet.end[0] + 1, sheet.end[1] + 1)
        rows = sheet.to_python(skip_empty_area=False)
    rows = _padded(sheet.name, rows, *errors_in)
    merges = facts.merges if facts.merges is not None else tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
    grid = grid_of(sheet.name, rows, merges=merges, hidden=visible != SheetVisibleEnum.Visible)
    set_cells(grid, facts.errors, CellKind.ERROR)
    return replace(grid, hidden_rows=facts.hidden_rows, hidden_columns=facts.hidden_columns)


def _padded(sheet: str, rows: list[list], height: int, width: int) -> list[list]:
    """Rows long enough to hold the error values that calamine leaves out at the edge of a sheet."""
    check_size(sheet, max(height, len(rows)), max(width, len(rows[0]) if rows else 0))
    rows = rows + [[""] * width for _ in range(height - len(rows))]
    return [row if len(row) >= width else [*row, *[""] * (width - len(row))] for row in rows] if rows and len(rows[0]) < width else rows


def _read_openpyxl(data: bytes, facts: dict[str, SheetFacts]) -> list[Grid]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        grids = []
        for sheet in book.worksheets:
            check_size(sheet.title, sheet.max_row or 0, sheet.max_column or 0)
            rows = list(sheet.iter_rows(values_only=True, min_row=1, min_col=1))
            fact = facts.get(sheet.title, _NO_FACTS)
            grid = grid_of(sheet.title, rows, merges=fact.merges or (), hidden=sheet.sheet_state != "visible")
            set_cells(grid, fact.errors, CellKind.ERROR)
            grids.append(replace(grid, hidden_rows=fact.hidden_rows, hidden_columns=fact.hidden_columns))
        return grids
    except (Refusal, MemoryError):
        raise
    except Exception:
        raise Refusal("unreadable", _UNREADABLE) from None
