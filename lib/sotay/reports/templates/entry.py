"""The workbook of one table: the sheet to fill in, the guide, the lists behind the drop-downs."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from sotay.definitions.models.dataset import Column
from sotay.definitions.registry import Registry, TableRef
from sotay.definitions.words import column_words, required_words
from sotay.reports.official.packing import repacked, write_whole
from sotay.reports.templates.cells import FIRST_ROW, YES_NO, list_name, number_format, validation, width
from sotay.reports.templates.guide import BORDER, TITLE, example_of, font, write_guide

ENTRY, LISTS = "Nhập liệu", "Danh mục"
HEADING_ROW = FIRST_ROW - 1
# Letters across a page that can still be read when it is printed.
_PAGE_WIDTH = 190
_REQUIRED, _WHEN, _FREE = PatternFill("solid", fgColor="1F4E79"), PatternFill("solid", fgColor="BDD7EE"), PatternFill("solid", fgColor="EDEDED")
_LEGEND = "Nền xanh đậm, chữ trắng: bắt buộc. Nền xanh nhạt: bắt buộc khi có điều kiện. Nền xám: nếu có. Cách ghi từng cột: rê chuột lên tiêu đề, hoặc xem sheet “Hướng dẫn”."
# A table's example row, typed; empty when there is none.
Examples = Callable[[str], dict]


def write_templates(registry: Registry, folder: Path, datasets: Iterable[str], day: dt.date, examples: Examples = lambda table: {}) -> list[Path]:
    """An xlsx per table of the datasets, named by the table; with the lists in force on `day`. The same definitions give the same bytes."""
    known, paths = registry.at(day), []
    for dataset in (known.datasets[d] for d in datasets if d in known.datasets):
        for table in dataset.tables:
            path = folder / f"{table.id}.xlsx"
            write_whole(path, template(known.tables[table.id], known, examples(table.id)))
            paths.append(path)
    return paths


def template(ref: TableRef, registry: Registry, example: dict) -> bytes:
    """The workbook of a table as bytes, always the same for the same definitions."""
    content = io.BytesIO()
    workbook(ref, registry, example).save(content)
    return repacked(content.getvalue(), "2026-01-01T00:00:00Z")


def workbook(ref: TableRef, registry: Registry, example: dict) -> Workbook:
    """The sheet to fill in, the guide, and the hidden sheet with the lists."""
    book = Workbook()
    book.properties.creator, book.properties.title = registry.commune.name, ref.table.title
    entry, guide, lists = book.active, book.create_sheet(TITLE), book.create_sheet(LISTS)
    entry.title = ENTRY
    names = _lists(book, lists, ref, registry)
    _entry(entry, ref, registry, example, names)
    write_guide(guide, ref, registry, example)
    lists.sheet_state = "hidden"
    return book


def _lists(book: Workbook, sheet: Worksheet, ref: TableRef, registry: Registry) -> set[str]:
    """A column and a named range per list; the names made."""
    wanted: dict[str, list[str]] = {}
    for column in ref.table.columns:
        name = list_name(column, bool(registry.commune.villages))
        if name:
            labels = [v.label for v in registry.values_of(column)]
            wanted[name] = ["Có", "Không"] if name == YES_NO else list(registry.commune.villages) if column.type == "village" else labels
    made = {name: values for name, values in wanted.items() if values}
    for position, (name, values) in enumerate(made.items(), start=1):
        letter = get_column_letter(position)
        for row, value in enumerate((name, *values), start=1):
            sheet.cell(row, position, value).data_type = "s"
        sheet.column_dimensions[letter].width = 30
        book.defined_names[name] = DefinedName(name, attr_text=f"{quote_sheetname(LISTS)}!${letter}$2:${letter}${len(values) + 1}")
    return set(made)


def _entry(sheet: Worksheet, ref: TableRef, registry: Registry, example: dict, names: set[str]) -> None:
    sheet.append([ref.table.title.upper()])
    sheet.append([_LEGEND])
    sheet["A1"].font, sheet["A2"].font = font(bold=True, size=14, color="1F4E79"), font(italic=True, color="595959")
    for position, column in enumerate(ref.table.columns, start=1):
        letter = get_column_letter(position)
        _heading(sheet, position, column, ref, example_of(column, example, registry))
        sheet.column_dimensions[letter].width = width(column)
        sheet.column_dimensions[letter].number_format = number_format(column)
        chosen = list_name(column, bool(registry.commune.villages))
        checked = validation(column, ref.table, letter, chosen if chosen in names else None)
        if checked is not None:
            sheet.add_data_validation(checked)
    sheet.row_dimensions[HEADING_ROW].height = 48
    sheet.freeze_panes = f"A{FIRST_ROW}"
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    pages = -(-sum(width(c) for c in ref.table.columns) // _PAGE_WIDTH)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = pages, 0, True
    sheet.oddFooter.center.text = "Trang &P/&N"


def _heading(sheet: Worksheet, position: int, column: Column, ref: TableRef, example: str) -> None:
    cell = sheet.cell(HEADING_ROW, position, column.title)
    cell.fill = _REQUIRED if column.required else _WHEN if column.required_when else _FREE
    cell.font = font(bold=column.required, color="FFFFFF" if column.required else "000000")
    cell.border, cell.alignment = BORDER, Alignment(wrap_text=True, vertical="center", horizontal="center")
    words = [f"{required_words(column, ref.table)}.", column_words(column), f"Ví dụ: {example}" if example else ""]
    text = "\n".join(w for w in words if w)
    cell.comment = Comment(text, "Sổ tay", width=300, height=40 + 18 * (text.count("\n") + len(text) // 42))
