"""Reads OpenDocument spreadsheets from their XML: repeats, merges, hidden parts and error values included."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from sotay.intake.files.archive import open_zip, refuse_duplicates
from sotay.intake.files.cells import grid_of, set_cells
from sotay.intake.files.sheet_facts import EXTERNAL_LINKS, MACROS, without_value_note
from sotay.intake.files.xlsx_parts import refuse_document_type
from sotay.intake.model import CellKind, Grid
from sotay.intake.reading import Reading, Refusal, check_size

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_PASSWORD = "Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi gửi lại."
_BROKEN = "Tệp bảng tính OpenDocument bị hỏng. Hãy mở thử, lưu lại dạng .xlsx và gửi tệp mới."
_DURATION = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")
_ERROR = re.compile(r"#[A-Z/0!?]+[!?AE]|Err:\d{3}|#N/A")
_FAR_AWAY = 10 ** 10
_LINK = re.compile(rb"<table:table-source\b|<table:cell-range-source\b|table:formula=\"[^\"]*?'(?:file|https?|ftp):", re.I)
_COVERED = f"{_TABLE}covered-table-cell"
_CELLS = frozenset((f"{_TABLE}table-cell", _COVERED))


@dataclass
class _Sheet:
    """A sheet while it is read: filled rows with their repeats, nothing allocated for empty ones."""

    name: str
    hidden: bool
    rows: list[tuple[int, int, dict[int, object]]] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    height: int = 0
    columns: int = 0
    without_value: list[tuple[int, int]] = field(default_factory=list)


def _count(element: etree._Element, name: str) -> int:
    text = element.get(f"{_TABLE}{name}", "1")
    return min(max(int(text), 1), _FAR_AWAY) if re.fullmatch(r"[0-9]{1,20}", text) else 1


def _paragraph(element: etree._Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(int(child.get(f"{_TEXT}c", "1")) if child.get(f"{_TEXT}c", "1").isdigit() else 1, 1_000))
        elif child.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif isinstance(child.tag, str):
            parts.append(_paragraph(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _shown(cell: etree._Element) -> str:
    """The text a reader sees; comments on the cell are not part of it."""
    return "\n".join(_paragraph(part) for part in cell.iterchildren(f"{_TEXT}p"))


def _value(cell: etree._Element) -> object:
    kind = cell.get(f"{_OFFICE}value-type")
    try:
        if kind in ("float", "percentage", "currency"):
            number = float(cell.get(f"{_OFFICE}value", ""))
            return number if math.isfinite(number) else _shown(cell)
        if kind == "date":
            moment = dt.datetime.fromisoformat(cell.get(f"{_OFFICE}date-value", "").rstrip("Z"))
            return moment
        if kind == "time" and (parts := _DURATION.fullmatch(cell.get(f"{_OFFICE}time-value", ""))):
            return dt.timedelta(hours=int(parts[1]), minutes=int(parts[2]), seconds=int(parts[3]))
    except ValueError:
        return _shown(cell)
    return cell.get(f"{_OFFICE}boolean-value") == "true" if kind == "boolean" else _shown(cell)


def _add_row(sheet: _Sheet, row: etree._Element) -> None:
    """Cells of one row element, which may stand for many equal rows."""
    repeat, first, column, values = _count(row, "number-rows-repeated"), sheet.height, 0, {}
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        times, value = _count(cell, "number-columns-repeated"), "" if cell.tag == _COVERED else _value(cell)
        if value != "":
            check_size(sheet.name, first + 1, column + times)
            values.update(dict.fromkeys(range(column, column + times), value))
            is_error = isinstance(value, str) and (cell.get(f"{_CALC}value-type") == "error" or cell.get(f"{_TABLE}formula") and _ERROR.fullmatch(value))
            sheet.errors.update({(first, place): value for place in range(column, column + times)} if is_error else {})
        elif cell.get(f"{_TABLE}formula") and cell.get(f"{_OFFICE}value-type") is None:
            sheet.without_value += [(first, place) for place in range(column, column + min(times, 16_384))]
        down, across = (min(_count(cell, f"number-{way}-spanned"), 1_048_576) for way in ("rows", "columns"))
        if down > 1 or across > 1:
            sheet.merges.append((first, column, first + down - 1, column + across - 1))
        column += times
    if values:
        check_size(sheet.name, first + repeat, max(values) + 1)
        sheet.rows.append((first, repeat, values))
    if row.get(f"{_TABLE}visibility") in ("collapse", "filter"):
        sheet.hidden_rows.update(range(first, first + min(repeat, 100_000)))
    sheet.height += repeat


def _add_column(sheet: _Sheet, column: etree._Element) -> None:
    times = _count(column, "number-columns-repeated")
    if column.get(f"{_TABLE}visibility") in ("collapse", "filter"):
        sheet.hidden_columns.update(range(sheet.columns, sheet.columns + min(times, 16_384)))
    sheet.columns += times


def _sheets(content: bytes) -> Iterator[_Sheet]:
    """Sheets one by one, the elements already read dropped on the way."""
    hidden_styles: set[str] = set()
    sheet: _Sheet | None = None
    wanted = (f"{_STYLE}style", f"{_TABLE}table", f"{_TABLE}table-row", f"{_TABLE}table-column")
    for event, element in etree.iterparse(io.BytesIO(content), events=("start", "end"), tag=wanted, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False):
        if element.tag == f"{_TABLE}table":
            if event == "start":
                sheet = _Sheet(element.get(f"{_TABLE}name", ""), element.get(f"{_TABLE}style-name") in hidden_styles)
            elif sheet is not None:
                yield sheet
                sheet = None
        elif event == "end" and element.tag == f"{_STYLE}style":
            hidden_styles.update([element.get(f"{_STYLE}name")] if any(part.get(f"{_TABLE}display") == "false" for part in element) else [])
        elif event == "end" and sheet is not None:
            (_add_row if element.tag == f"{_TABLE}table-row" else _add_column)(sheet, element)
            element.clear()


def _grid(sheet: _Sheet) -> Grid:
    height = max((first + repeat for first, repeat, _ in sheet.rows), default=0)
    width = max((max(values) + 1 for _, _, values in sheet.rows), default=0)
    check_size(sheet.name, height, width)
    rows: list[list] = [[""] * width for _ in range(height)]
    for first, repeat, values in sheet.rows:
        for row in range(first, first + repeat):
            for column, value in values.items():
                rows[row][column] = value
    grid = grid_of(sheet.name, rows, merges=tuple(sheet.merges), hidden=sheet.hidden,
                   hidden_columns=frozenset(sheet.hidden_columns), hidden_rows=frozenset(row for row in sheet.hidden_rows if row < height))
    set_cells(grid, sheet.errors, CellKind.ERROR)
    return grid


def read_ods(data: bytes) -> Reading:
    """Every sheet. Raises Refusal for encrypted, broken, too large or entity-declaring files."""
    archive = open_zip(data)
    refuse_duplicates(archive)
    parts = {name: archive.inflate(info) for name, info in archive.names.items() if name in ("content.xml", "META-INF/manifest.xml")}
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Refusal("unreadable", _PASSWORD)
    refuse_document_type(parts["content.xml"])
    try:
        sheets = list(_sheets(parts["content.xml"]))
    except etree.XMLSyntaxError:
        raise Refusal("unreadable", _BROKEN) from None
    notes = (MACROS,) * any(name.startswith("Basic/") and name.endswith(".xml") and "/script-l" not in name for name in archive.names)
    notes += (EXTERNAL_LINKS,) * bool(_LINK.search(parts["content.xml"]))
    notes += tuple(without_value_note(sheet.name, sheet.without_value) for sheet in sheets if sheet.without_value)
    return Reading("ods", None, [_grid(sheet) for sheet in sheets], notes)
