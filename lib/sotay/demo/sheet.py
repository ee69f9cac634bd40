"""Lays rows out as a sheet of an export: national header, titles, merged headings, numbering, groups, totals, notes, signatures."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from sotay.definitions.models.dataset import Column, Table
from sotay.demo.headings import Heading, choose_headings

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX")


@dataclass
class Style:
    """The habits of one export."""

    official: bool = True
    ordinal: bool = True
    two_tier: bool = False
    numbering: bool = False
    signature: bool = False
    note: bool = False
    stubs: int = 0
    native: bool = True
    short_dates: bool = False
    variety: float = 0.3
    rough: float = 0
    repeat_header: bool = False
    hidden_column: bool = False


@dataclass
class Sheet:
    """A sheet as a grid; `places` tells where each data row's columns lie: (row, column), both from 1."""

    title: str
    cells: list[list] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False
    hidden_columns: list[int] = field(default_factory=list)
    columns: list[str | None] = field(default_factory=list)
    header: tuple[int, int] = (0, 0)
    data_rows: list[int] = field(default_factory=list)
    total_row: int | None = None

    def add(self, *cells) -> int:
        self.cells.append(list(cells))
        return len(self.cells)


def shown(value, column: Column, style: Style):
    """A typed value as the export writes it: a spreadsheet value, or text."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if column.type == "month":
        return f"{value[5:]}/{value[:4]}"
    if isinstance(value, dt.date):
        return value if style.native and not style.short_dates else _date_text(value, style)
    if isinstance(value, (int, float)):
        if column.type in ("int", "dec", "vnd", "pct"):
            return value if style.native else _number_text(value, column)
        return str(value)
    return value


def _date_text(value: dt.date, style: Style) -> str:
    day = f"{value.day}/{value.month}/{value.year}" if style.short_dates and value.day < 29 else f"{value:%d/%m/%Y}"
    return f"{day} {value:%H:%M:%S}" if isinstance(value, dt.datetime) else day


def _number_text(value, column: Column) -> str:
    if column.type == "vnd" and abs(value) >= 1000:
        return f"{value:,}".replace(",", ".")
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",") if isinstance(value, float) else str(value)


def lay_out(table: Table, columns: list[Column], rows: list[dict], style: Style, rng: random.Random, words: dict, group_by: str | None = None, total: bool = False) -> Sheet:
    """The sheet of one table; `words` holds unit, month and signing texts."""
    sheet = Sheet(words["sheet"])
    headings = choose_headings(columns, rng, style.two_tier, style.variety, style.rough)
    sheet.columns = [None] * style.ordinal + [c.name for c in columns]
    width = len(sheet.columns)
    if style.official:
        _top(sheet, table, width, words)
    _heading_rows(sheet, headings, style, words)
    if style.numbering:
        sheet.add(*(f"({i})" if width % 2 else i for i in range(1, width + 1)))
    _body(sheet, columns, rows, style, group_by)
    if total:
        _total(sheet, columns, rows, style)
    for n in range(style.stubs if style.ordinal and not group_by and not total else 0):
        sheet.add(len(rows) + n + 1)
    _tail(sheet, style, words, rng)
    if style.hidden_column and width > 6:
        sheet.hidden_columns = [width - 1]
    return sheet


def _top(sheet: Sheet, table: Table, width: int, words: dict) -> None:
    right = max(3, width - 3)
    sheet.add(words["above"], *[None] * (right - 2), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    sheet.add(words["unit"].upper(), *[None] * (right - 2), "Độc lập - Tự do - Hạnh phúc")
    sheet.add()
    row = sheet.add(f"{table.title.upper()} {words['period'].upper()}")
    sheet.merges.append((row, 1, row, width))
    if words.get("subtitle"):
        row = sheet.add(words["subtitle"])
        sheet.merges.append((row, 1, row, width))
    sheet.add()


def _heading_rows(sheet: Sheet, headings: list[Heading], style: Style, words: dict) -> None:
    offset = int(style.ordinal)
    top = [words["ordinal"]] * offset + [h.group or h.text for h in headings]
    first = len(sheet.cells) + 1
    if not any(h.group for h in headings):
        sheet.add(*top)
        sheet.header = (first, first)
        return
    seen = None
    for index, heading in enumerate(headings):
        if heading.group and heading.group == seen:
            top[offset + index] = None
        seen = heading.group
    sheet.add(*top)
    sheet.add(*[None] * offset, *[h.text if h.group else None for h in headings])
    sheet.header = (first, first + 1)
    sheet.merges += [(first, 1, first + 1, 1)] * offset + [(first, offset + i + 1, first + 1, offset + i + 1) for i, h in enumerate(headings) if not h.group]
    start = 0
    while start < len(headings):
        end = start + 1
        while end < len(headings) and headings[start].group and headings[end].group == headings[start].group:
            end += 1
        if headings[start].group and end - start > 1:
            sheet.merges.append((first, offset + start + 1, first, offset + end))
        start = end


def _body(sheet: Sheet, columns: list[Column], rows: list[dict], style: Style, group_by: str | None) -> None:
    group, groups, ordinal, title = object(), 0, 0, next((c.title for c in columns if c.name == group_by), "")
    header = [list(sheet.cells[r - 1]) for r in range(sheet.header[0], sheet.header[1] + 1)]
    for index, row in enumerate(rows):
        if group_by and row.get(group_by) != group:
            group, ordinal = row.get(group_by), 0
            sheet.add(*([_ROMAN[groups % 20], f"{title} {group or 'khác'}"] if style.ordinal else [f"{_ROMAN[groups % 20]}. {title}: {group or 'khác'}"]))
            groups += 1
        if style.repeat_header and index and index % 45 == 0:
            for cells in header:
                sheet.add(*cells)
        ordinal += 1
        sheet.data_rows.append(sheet.add(*([ordinal] if style.ordinal else []), *(shown(row.get(c.name), c, style) for c in columns)))


def _total(sheet: Sheet, columns: list[Column], rows: list[dict], style: Style) -> None:
    cells = [None] * len(sheet.columns)
    numeric = [c for c in columns if c.type in ("int", "vnd", "dec")]
    label = next((i for i, name in enumerate(sheet.columns) if name not in {c.name for c in numeric}), 0)
    for column in numeric:
        values = [r[column.name] for r in rows if r.get(column.name) is not None]
        if values:
            cells[sheet.columns.index(column.name)] = shown(sum(values) if column.type != "dec" else round(sum(values), 2), column, style)
    cells[label if label < 2 else 0] = "Tổng số"
    sheet.total_row = sheet.add(*cells)


def _tail(sheet: Sheet, style: Style, words: dict, rng: random.Random) -> None:
    if style.note:
        sheet.add()
        sheet.add(rng.choice(words["notes"]))
    if style.signature:
        right = max(1, len(sheet.columns) - 4)
        sheet.add()
        sheet.add(*[None] * right, words["dated"])
        sheet.add(None, words["signers"][0], *[None] * max(0, right - 2), words["signers"][1])
        sheet.add(None, "(Ký, họ tên)", *[None] * max(0, right - 2), "(Ký, đóng dấu)")
        sheet.add()
        sheet.add(None, words["people"][0], *[None] * max(0, right - 2), words["people"][1])
