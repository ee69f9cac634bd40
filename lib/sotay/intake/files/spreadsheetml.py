"""Reads SpreadsheetML 2003 (XML saved by Excel or by reporting software), `ss:Index`, merges and hidden parts respected."""

from __future__ import annotations

import datetime as dt
import re

from lxml import etree

from sotay.intake.files.cells import grid_of, set_cells
from sotay.intake.files.sheet_facts import without_value_note
from sotay.intake.files.xlsx_parts import parse_xml
from sotay.intake.model import CellKind, Grid
from sotay.intake.reading import check_size

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def _value(cell: etree._Element) -> tuple[object, bool]:
    """Value of a cell by its declared type, and whether it is an error value."""
    data = cell.find(f"{_SS}Data")
    if data is None:
        return "", False
    text, kind = "".join(data.itertext()), data.get(f"{_SS}Type", "String")
    try:
        if kind == "Number":
            number = float(text)
            return (int(text) if re.fullmatch(r"[-+]?\d{1,18}", text.strip()) else number) if abs(number) < 1e300 else text, False
        if kind == "DateTime":
            moment = dt.datetime.fromisoformat(text.strip().rstrip("Z"))
            return (moment.time() if moment.date() == dt.date(1899, 12, 31) else moment), False
    except ValueError:
        return text, False
    if kind == "Boolean":
        return text.strip() == "1", False
    return text, kind == "Error"


def _number(element: etree._Element, name: str, default: int) -> int:
    text = element.get(_SS + name, "")
    return int(text) if re.fullmatch(r"\d{1,8}", text) else default


def _hidden_columns(table: etree._Element) -> frozenset[int]:
    hidden, index = set(), 0
    for column in table.iterchildren(f"{_SS}Column"):
        index = _number(column, "Index", index + 1)
        span = min(_number(column, "Span", 0), 16_384)
        if column.get(f"{_SS}Hidden") == "1":
            hidden.update(range(index - 1, index + span))
        index += span
    return frozenset(hidden)


def _sheet(sheet: etree._Element) -> tuple[Grid, str | None]:
    """A worksheet, and a remark on its formulas without a saved value."""
    name = sheet.get(f"{_SS}Name")
    table = sheet.find(f"{_SS}Table")
    cells: dict[tuple[int, int], object] = {}
    errors: dict[tuple[int, int], str] = {}
    without_value: list[tuple[int, int]] = []
    merges, hidden_rows, height, width, row_index = [], set(), 0, 0, -1
    for row in table.iterchildren(f"{_SS}Row") if table is not None else ():
        row_index = _number(row, "Index", row_index + 2) - 1
        span, column = _number(row, "Span", 0), -1
        if row.get(f"{_SS}Hidden") == "1":
            hidden_rows.update(range(row_index, min(row_index + span, 1_048_575) + 1))
        for cell in row.iterchildren(f"{_SS}Cell"):
            column = _number(cell, "Index", column + 2) - 1
            right, down = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
            value, is_error = _value(cell)
            if value != "":
                cells[row_index, column] = value
                height, width = max(height, row_index + 1), max(width, column + 1)
            elif cell.get(f"{_SS}Formula") and cell.find(f"{_SS}Data") is None:
                without_value.append((row_index, column))
            if is_error:
                errors[row_index, column] = str(value)
            if right or down:
                merges.append((row_index, column, row_index + down, column + right))
            column += right
        row_index += span
    check_size(name, height, width)
    rows = [[""] * width for _ in range(height)]
    for (row, column), value in cells.items():
        rows[row][column] = value
    visible = sheet.findtext(".//{urn:schemas-microsoft-com:office:excel}Visible", "")
    grid = grid_of(name, rows, merges=merges, hidden=visible.startswith("Sheet"),
                   hidden_columns=_hidden_columns(table) if table is not None else frozenset(), hidden_rows=frozenset(hidden_rows))
    set_cells(grid, errors, CellKind.ERROR)
    return grid, without_value_note(name, without_value) if without_value else None


def read_spreadsheetml(text: str) -> tuple[list[Grid], tuple[str, ...]]:
    """Every worksheet, and remarks. Raises Refusal for document types, entities, broken XML or too large sheets."""
    root = parse_xml(_DECLARATION.sub("", text, count=1).encode())
    sheets = [_sheet(sheet) for sheet in root.iterchildren(f"{_SS}Worksheet")]
    return [grid for grid, _ in sheets], tuple(note for _, note in sheets if note)
