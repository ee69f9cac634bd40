"""Lays the spelt tables out as sheets: titles, one or two heading rows, column numbers, ordinals, totals, signatures."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from other.case import Case, SpeltFile
from other.spellings import written_number
from other.spelt import SpeltTable
from sotay.demo.headings import Heading, choose_headings
from sotay.demo.sheet import Sheet

_OTHER_UNIT = re.compile(r"tri[eệ]u|ngh[iì]n|t[ỷỉy] đ|1\.000|\(đ", re.IGNORECASE)
_SHEETS = ("Sheet1", "DL", "Bieu 01", "T9")
_NOT_SUMMED = ("hierarchy_sum", "ratio", "sequence")


@dataclass
class Laid:
    """A table's sheet and where its parts lie, as the truth tells them."""

    table: SpeltTable
    sheet: Sheet
    first_row: int
    numbering: int
    total: int
    footer: int


def lay_out_file(file: SpeltFile, case: Case, headings: random.Random) -> list[Laid]:
    return [_laid(table, number, len(file.tables) > 1, case, headings) for number, table in enumerate(file.tables, start=1)]


def _laid(table: SpeltTable, number: int, several: bool, case: Case, heading_rng: random.Random) -> Laid:
    rng, book = table.rng, table.native or table.container == "html"
    sheet = Sheet(f"{number}. {table.table.title}"[:31].replace("/", "-") if several else rng.choice(_SHEETS))
    table.sheet = sheet.title if table.native else None
    table.offset = int(rng.random() < 0.85 and not any(c.title.lower() in ("stt", "tt") for c in table.columns))
    width = table.offset + len(table.columns)
    texts = [_in_own_unit(h, table) for h in choose_headings(table.columns, heading_rng, book and rng.random() < 0.4, 0.5, 0.15)]
    if book and rng.random() < 0.7:
        _title(sheet, table, width, case)
    _headings(sheet, texts, table.offset, rng)
    numbering = int(book and rng.random() < 0.2)
    if numbering:
        sheet.add(*(f"({n})" for n in range(1, width + 1)))
    first = len(sheet.cells) + 1
    table.rows_at = [sheet.add(*[n] * table.offset, *(row[c] for c in table.names)) for n, row in enumerate(table.written, start=1)]
    total = _total(sheet, table, width, rng) if rng.random() < 0.15 else 0
    footer = _signature(sheet, width, case) if book and rng.random() < 0.4 else 0
    return Laid(table, sheet, first, numbering, total, footer)


def _in_own_unit(heading: Heading, table: SpeltTable) -> Heading:
    """A heading that names another unit than the amounts are written in would lie."""
    return Heading(heading.column, table.column(heading.column).title) if _OTHER_UNIT.search(heading.text) else heading


def _title(sheet: Sheet, table: SpeltTable, width: int, case: Case) -> None:
    sheet.add(f"UBND {case.registry.commune.name}".upper())
    sheet.add()
    row = sheet.add(f"{table.table.title.upper()} THÁNG {int(case.month[5:])} NĂM {case.month[:4]}")
    sheet.merges.append((row, 1, row, max(2, width)))
    sheet.add()


def _headings(sheet: Sheet, texts: list[Heading], offset: int, rng: random.Random) -> None:
    start = len(sheet.cells) + 1
    ordinal = [rng.choice(("STT", "TT", "Stt"))] * offset
    if not any(h.group for h in texts):
        sheet.add(*ordinal, *(h.text for h in texts))
        sheet.header = (start, start)
        return
    starts = [i for i, h in enumerate(texts) if not h.group or not i or h.group != texts[i - 1].group]
    sheet.add(*ordinal, *((h.group or h.text) if i in starts else None for i, h in enumerate(texts)))
    sheet.add(*[None] * offset, *(h.text if h.group else None for h in texts))
    sheet.header = (start, start + 1)
    sheet.merges += [(start, 1, start + 1, 1)] * offset
    for at, end in zip(starts, [*starts[1:], len(texts)], strict=True):
        if not texts[at].group:
            sheet.merges.append((start, offset + at + 1, start + 1, offset + at + 1))
        elif end - at > 1:
            sheet.merges.append((start, offset + at + 1, start, offset + end))


def _total(sheet: Sheet, table: SpeltTable, width: int, rng: random.Random) -> int:
    """A true total of the amounts of money, below a list of at least three rows that carries an ordinal."""
    summed = [c.name for c in table.columns if c.type == "vnd" and all(isinstance(r.get(c.name), int) for r in table.typed)]
    if not summed or not table.offset or len(table.typed) < 3 or any(r.kind in _NOT_SUMMED for r in table.table.rules):
        return 0
    table.stated_total = {n: sum(r[n] for r in table.typed) for n in summed}
    cells = ["Tổng cộng", *[None] * (width - 1)]
    for name, value in table.stated_total.items():
        cells[table.offset + table.names.index(name)] = written_number(value, "vnd", table.number_style, table.native)
    table.total_row = sheet.add(*cells)
    return 1


def _signature(sheet: Sheet, width: int, case: Case) -> int:
    sheet.add()
    sheet.add(*[None] * max(1, width - 3), f"{case.registry.commune.place}, ngày 18 tháng {int(case.month[5:])} năm {case.month[:4]}")
    sheet.add(None, "NGƯỜI LẬP BIỂU", *[None] * max(0, width - 4), "THỦ TRƯỞNG ĐƠN VỊ")
    return 2
