"""The unit's own xlsx kept as it is: formats, widths, merges and formulas stay; macros and everything that leads out of the file go."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Set

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from sotay.intake.model import CellKind, Grid
from sotay.intake.reading import Member
from sotay.reports.returned.cells import drop_outward_links, write_text
from sotay.reports.returned.job import Placed
from sotay.reports.returned.marking import unmark
from sotay.reports.returned.results import saved_results
from sotay.reports.returned.spared import NotPlain, rows_touched, without_plain_rows

FIRST = "Lỗi cần sửa"
# Another file, a program or an address: such a formula would ask the reader's Excel to fetch something.
_OUTWARD = re.compile(r"\[|\||\b(?:HYPERLINK|WEBSERVICE|FILTERXML|RTD|CALL|REGISTER(?:\.ID)?|EXEC|DDE|IMAGE|STOCKHISTORY|CUBE\w+)\s*\(", re.IGNORECASE)
_TABLE_REFERENCE = re.compile(r"(?<![\w\]])[\w.]+\[(?:[^\[\]'|!]|\[[^\[\]'|!]*\])*\]")


def kept(data: bytes, container: str, placed: Placed, needed: Mapping[str, Set[int]] | None = None) -> Workbook:
    """The workbook with what it may keep; `placed` learns its sheets and what was dropped. May raise anything: the caller then rebuilds it.

    `needed`: the rows by sheet title that the caller will write to; of the others those that only hold values are left out of the workbook and stand in `placed`. Raises NotPlain where that is not possible.
    """
    values = _Values(data)
    data, book = (data, _opened(data)) if needed is None else _light(data, needed, placed)
    outward = sum(_clean(sheet, values) for sheet in book.worksheets)
    if FIRST in book.sheetnames and str(book[FIRST]["A1"].value or "").startswith(FIRST):
        del book[FIRST]
    for name in [n for n, d in book.defined_names.items() if _leads_out(d.attr_text)]:
        del book.defined_names[name]
    for sheet in book.worksheets:
        for name in [n for n, d in sheet.defined_names.items() if _leads_out(d.attr_text)]:
            del sheet.defined_names[name]
    placed.sheets |= {sheet.title: sheet.title for sheet in book.worksheets}
    placed.results = saved_results(data, book)
    if container == "xlsm":
        placed.notes.append("Bản trả lại không có macro của tệp gốc.")
    if outward:
        placed.notes.append("Công thức, liên kết lấy từ tệp khác hoặc từ mạng đã thay bằng giá trị đã lưu.")
    return book


def _opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), keep_vba=False, keep_links=False)


def _light(data: bytes, needed: Mapping[str, Set[int]], placed: Placed) -> tuple[bytes, Workbook]:
    """Once more with the rows that comments, links, merges and tables turn out to stand on."""
    for _ in range(2):
        light, placed.spared = without_plain_rows(data, needed)
        book = _opened(light)
        touched = {sheet.title: rows_touched(sheet) for sheet in book.worksheets}
        if not any(rows.numbers & touched.get(title, set()) for title, rows in placed.spared.items()):
            return light, book
        needed = {title: touched.get(title, set()) | needed.get(title, set()) for title in {*touched, *needed}}
    raise NotPlain


class _Values:
    """Saved results of the file's cells, read only when one is needed."""

    def __init__(self, data: bytes) -> None:
        self.data, self.grids = data, None

    def of(self, sheet: str, row: int, column: int) -> tuple[str, int]:
        if self.grids is None:
            from sotay.intake.files.containers import read

            self.grids = {g.sheet: g for g in read(Member("", self.data)).grids}
        grid: Grid | None = self.grids.get(sheet)
        if grid is None or row > grid.cells.shape[0] or column > grid.cells.shape[1]:
            return "", CellKind.BLANK
        return grid.cells[row - 1, column - 1], int(grid.kinds[row - 1, column - 1])


def _clean(sheet: Worksheet, values: _Values) -> int:
    """Outward formulas become their saved value; outward links, validations and conditions go. Gives how many there were."""
    unmark(sheet)
    outward = [c for c in sheet._cells.values() if c.data_type == "f" and _leads_out(_formula(c.value))]
    for cell in outward:
        text, kind = values.of(sheet.title, cell.row, cell.column)
        if kind == CellKind.NUMBER:
            cell.value = float(text)
        elif text:
            write_text(cell, text)
        else:
            cell.value = None
    count = len(outward) + drop_outward_links(sheet)
    rules = sheet.data_validations.dataValidation
    gone = [v for v in rules if _leads_out(v.formula1) or _leads_out(v.formula2)]
    sheet.data_validations.dataValidation = [v for v in rules if v not in gone]
    conditions = sheet.conditional_formatting
    for area in [a for a in conditions if any(_leads_out(f) for r in a.rules for f in r.formula)]:
        del conditions[str(area.sqref)]
    return count + len(gone)


def _formula(value: object) -> str:
    if isinstance(value, ArrayFormula):
        return value.text or ""
    return "" if isinstance(value, DataTableFormula) else str(value or "")


def _leads_out(formula: str | None) -> bool:
    return bool(formula) and bool(_OUTWARD.search(_TABLE_REFERENCE.sub("", formula)))
