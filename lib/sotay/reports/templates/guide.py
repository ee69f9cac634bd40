"""The sheet "Hướng dẫn": who hands in what and when, each column's meaning, form and example, the rules in words."""

from __future__ import annotations

import datetime as dt
from functools import partial

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from sotay.definitions.models.dataset import Column
from sotay.definitions.registry import Registry, TableRef
from sotay.definitions.words import TYPE_WORDS, column_words, number, required_words, rule_words

TITLE = "Hướng dẫn"
HEADINGS = (("STT", 6), ("Cột", 28), ("Bắt buộc", 24), ("Cách ghi", 42), ("Giá trị được chọn", 42), ("Ví dụ", 28))
_EVERY = {"month": "hằng tháng", "quarter": "mỗi quý, vào tháng cuối quý", "year": "mỗi năm một lần, vào tháng 12", "change": "khi có thay đổi"}
# A list longer than this is seen in the drop-down only.
_MOST_VALUES = 12
_LINE = Side(style="thin", color="BFBFBF")
font = partial(Font, name="Calibri")
BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
HEAD, PLAIN = PatternFill("solid", fgColor="1F4E79"), Alignment(wrap_text=True, vertical="top")


def example_text(value, column: Column) -> str:
    """A typed value as a clerk would write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y %H:%M}" if column.type == "datetime" else f"{value:%d/%m/%Y}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | float):
        return number(value) if column.type in ("int", "dec", "vnd", "pct") else str(value)
    return f"{value[5:]}/{value[:4]}" if column.type == "month" else str(value)


def example_of(column: Column, row: dict, registry: Registry) -> str:
    """The column's value in the example row, else one that its type or its list gives."""
    said = example_text(row.get(column.name), column)
    values = registry.values_of(column)
    return said or (values[0].label if values else TYPE_WORDS[column.type][1])


def write_guide(sheet: Worksheet, ref: TableRef, registry: Registry, example: dict) -> None:
    """Fills the sheet; nothing here is read as data, because of the sheet's name."""
    for letter, (_, width) in zip("ABCDEF", HEADINGS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([f"Hướng dẫn nhập: {ref.table.title}"])
    sheet["A1"].font = font(bold=True, size=14, color="1F4E79")
    for text in _opening(ref, registry):
        sheet.append([text])
        _across(sheet)
    sheet.append([])
    _columns(sheet, ref, registry, example)
    _rules(sheet, ref, registry)
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 1, 0, True
    sheet.oddFooter.center.text = "Trang &P/&N"


def _opening(ref: TableRef, registry: Registry) -> list[str]:
    unit = registry.units.get(ref.dataset.owner)
    others = [registry.units[u].short for u in ref.dataset.also_from if u in registry.units]
    who = f"{unit.name if unit else ref.dataset.owner}{' (và ' + ', '.join(others) + ')' if others else ''}"
    return [
        f"Đơn vị nộp: {who}. Nộp {_EVERY[ref.dataset.every]}, trước ngày {registry.commune.due_day}.",
        f"Nhập vào sheet “Nhập liệu”, mỗi dòng là {ref.table.grain}, bắt đầu ngay dưới dòng tiêu đề. Giữ nguyên dòng tiêu đề, không gộp ô, không để dòng trống ở giữa.",
        "Không phải xóa sheet nào trước khi nộp: sheet này không được tính là dữ liệu. Cột “Ví dụ” là một dòng mẫu, người và số trong đó không có thật.",
        "Khi dán từ tệp khác, chọn “Dán giá trị” (Paste Special, Values) để giữ định dạng và danh sách chọn.",
    ]


def _across(sheet: Worksheet) -> None:
    row = sheet.max_row
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(HEADINGS))
    sheet.cell(row, 1).alignment = PLAIN
    sheet.row_dimensions[row].height = 15 * (1 + len(str(sheet.cell(row, 1).value)) // 150)


def _columns(sheet: Worksheet, ref: TableRef, registry: Registry, example: dict) -> None:
    sheet.append([h for h, _ in HEADINGS])
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill, cell.border, cell.alignment = font(bold=True, color="FFFFFF"), HEAD, BORDER, Alignment(wrap_text=True, vertical="center")
    for position, column in enumerate(ref.table.columns, start=1):
        line = [position, column.title, required_words(column, ref.table), column_words(column), _values(column, registry), example_of(column, example, registry)]
        sheet.append(line)
        lines = max(-(-len(str(text)) // (width - 2)) for text, (_, width) in zip(line, HEADINGS, strict=True))
        sheet.row_dimensions[sheet.max_row].height = 15 * lines + 3
        for cell in sheet[sheet.max_row]:
            cell.border, cell.alignment, cell.number_format = BORDER, PLAIN, "@" if cell.column > 1 else "0"
            cell.data_type = "s" if cell.column > 1 else cell.data_type
        sheet.cell(sheet.max_row, 2).font = font(bold=column.required)


def _values(column: Column, registry: Registry) -> str:
    if column.type == "village":
        return "Thôn của xã" if registry.commune.villages else ""
    labels = [v.label for v in registry.values_of(column)]
    return "; ".join(labels) if len(labels) <= _MOST_VALUES else f"{number(len(labels))} giá trị, xem danh sách thả xuống"


def _rules(sheet: Worksheet, ref: TableRef, registry: Registry) -> None:
    key = " + ".join(f"“{ref.table.column(k).title}”" for k in ref.table.key)
    said = [f"{key} không trùng với dòng khác."] if key else []
    said += [rule_words(rule, ref.table, registry) for rule in ref.table.rules if rule.severity != "info"]
    if not said:
        return
    sheet.append([])
    sheet.append(["Quy tắc kiểm tra khi nộp"])
    sheet.cell(sheet.max_row, 1).font = font(bold=True, size=12, color="1F4E79")
    for position, text in enumerate(dict.fromkeys(said), start=1):
        sheet.append([f"{position}. {text}"])
        _across(sheet)
