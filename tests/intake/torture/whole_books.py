"""Workbooks with traits of the book, not of a table: a sheet a month, hidden sheets, rows and columns, guides and code lists beside the data."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass

import openpyxl

from paper import HAMLETS, PEOPLE


@dataclass
class Book:
    """A workbook and, per table that must be found: sheet, heading row, data rows, and words its remarks must hold."""

    name: str
    data: bytes
    tables: list[tuple[str, int, list[int]]]
    remark: str = ""


HEADS = ["STT", "Họ và tên", "Năm sinh", "Thôn", "Số tiền"]


def _fill(sheet, rng: random.Random, top: int = 1, left: int = 1, count: int = 5) -> tuple[int, list[int]]:
    for c, text in enumerate(HEADS):
        sheet.cell(top, left + c, text)
    for k in range(count):
        for c, value in enumerate([k + 1, rng.choice(PEOPLE), rng.randrange(1950, 2000), rng.choice(HAMLETS), rng.randrange(1, 99) * 1000]):
            sheet.cell(top + 1 + k, left + c, value)
    return top, list(range(top + 1, top + 1 + count))


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def a_sheet_a_month(rng: random.Random) -> Book:
    book, tables = openpyxl.Workbook(), []
    book.remove(book.active)
    for month in (7, 8, 9):
        sheet = book.create_sheet(f"T{month}.2026")
        sheet["A1"] = f"BẢNG CHI TRẢ THÁNG {month} NĂM 2026"
        tables.append((sheet.title, *_fill(sheet, rng, top=3, count=month - 3)))
    return Book("a_sheet_a_month", _saved(book), tables)


def a_hidden_sheet(rng: random.Random) -> Book:
    book = openpyxl.Workbook()
    tables = [(book.active.title, *_fill(book.active, rng))]
    hidden = book.create_sheet("Bản nháp")
    _fill(hidden, rng)
    hidden.sheet_state = "hidden"
    return Book("a_hidden_sheet", _saved(book), tables, "Trang tính ẩn không đọc: “Bản nháp”")


def guide_and_code_list(rng: random.Random) -> Book:
    book = openpyxl.Workbook()
    guide = book.active
    guide.title = "Hướng dẫn"
    for r, text in enumerate(["HƯỚNG DẪN NHẬP LIỆU", "1. Không thêm cột.", "2. Ngày ghi dd/mm/yyyy."], 1):
        guide.cell(r, 1, text)
    data = book.create_sheet("Dữ liệu")
    tables = [("Dữ liệu", *_fill(data, rng, top=2))]
    codes = book.create_sheet("Danh mục")
    for r, row in enumerate([["Mã", "Tên thôn"], *[[f"T{n}", h] for n, h in enumerate(HAMLETS)]], 1):
        for c, value in enumerate(row, 1):
            codes.cell(r, c, value)
    return Book("guide_and_code_list", _saved(book), tables)


def hidden_rows_and_columns(rng: random.Random) -> Book:
    book = openpyxl.Workbook()
    tables = [(book.active.title, *_fill(book.active, rng, top=4, left=3, count=8))]
    book.active.row_dimensions[7].hidden = True
    book.active.column_dimensions["E"].hidden = True
    return Book("hidden_rows_and_columns", _saved(book), tables, "ẩn")


def a_merge_to_fill_down(rng: random.Random) -> Book:
    book = openpyxl.Workbook()
    top, rows = _fill(book.active, rng, count=6)
    for r in (3, 4, 6, 7):
        book.active.cell(r, 4).value = None
    book.active.merge_cells("D2:D4")
    book.active.merge_cells("D5:D7")
    return Book("a_merge_to_fill_down", _saved(book), [(book.active.title, top, rows)])


def empty_sheets_after(rng: random.Random) -> Book:
    book = openpyxl.Workbook()
    tables = [(book.active.title, *_fill(book.active, rng))]
    book.create_sheet("Sheet2")
    book.create_sheet("Sheet3")
    return Book("empty_sheets_after", _saved(book), tables)


BOOKS = (a_sheet_a_month, a_hidden_sheet, guide_and_code_list, hidden_rows_and_columns, a_merge_to_fill_down, empty_sheets_after)


def books() -> list[Book]:
    return [make(random.Random(make.__name__)) for make in BOOKS]
