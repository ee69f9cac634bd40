"""A sheet written row by row, with the truth of where its headings, records and other lines stand."""

from __future__ import annotations

import datetime as dt
import io
import random
from dataclasses import dataclass, field

import numpy as np
import openpyxl

from sotay.intake.model import CellKind, Grid

PEOPLE = ["Nguyễn Thị Hoa", "Trần Văn Công", "Lê Quang Tổng", "Phạm Minh Đức", "Hoàng Thị Thu", "Vũ Đình Chủ", "Đặng Văn Nơi", "Bùi Thị Lan", "Lò Văn Pó", "Nông Thị Bé", "Ma Seo Tráng", "H'Hen Niê"]
HAMLETS = ["Đồi Cao", "Bãi Dài", "Suối Mỡ", "Làng Mới", "Tân Lập", "Hợp Nhất", "Đông Sơn"]


@dataclass
class Truth:
    """Spreadsheet rows of one table: first and last heading row, records, and how many other lines stand below the heading."""

    header_start: int
    header_row: int
    data: list[int] = field(default_factory=list)
    aside: int = 0


@dataclass
class Case:
    """A generated sheet and what it holds."""

    name: str
    grid: Grid
    tables: list[Truth]
    rows: list[list] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


class Paper:
    """Rows one below the other, moved right by `left` columns."""

    def __init__(self, rng: random.Random, left: int = 0) -> None:
        self.rng, self.left, self.width = rng, left, 0
        self.rows: list[list] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.tables: list[Truth] = []

    def write(self, values: dict[int, object] | list) -> int:
        cells = values.items() if isinstance(values, dict) else enumerate(values)
        row: list = []
        for column, value in cells:
            place = self.left + column
            row += [""] * (place + 1 - len(row))
            row[place] = "" if value is None else value
        self.rows.append(row)
        return len(self.rows)

    def blank(self, times: int = 1) -> None:
        self.rows += [[] for _ in range(times)]

    def record(self, values: dict[int, object] | list) -> None:
        self.tables[-1].data.append(self.write(values))

    def aside(self, values: dict[int, object] | list) -> None:
        self.write(values)
        self.tables[-1].aside += 1

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Rows as the spreadsheet numbers them, columns of the table from 0."""
        if (top, left) != (bottom, right):
            self.merges.append((top - 1, self.left + left, bottom - 1, self.left + right))

    def head(self, tree: list, again: bool = False) -> None:
        """Headings: a text, or a pair of a text and the headings below it."""
        tiers, first = _depth(tree), len(self.rows) + 1
        self.width = _leaves(tree)
        self.rows += [[""] * (self.left + self.width) for _ in range(tiers)]
        self._place(tree, first, 0, tiers)
        if again:
            self.tables[-1].aside += tiers
        else:
            self.tables.append(Truth(first, first + tiers - 1))

    def _place(self, nodes: list, row: int, column: int, tiers: int) -> int:
        for node in nodes:
            text, below = node if isinstance(node, tuple) else (node, [])
            self.rows[row - 1][self.left + column] = text
            wide = _leaves(below) if below else 1
            if below:
                self.merge(row, column, row, column + wide - 1)
                self._place(below, row + 1, column, tiers - 1)
            else:
                self.merge(row, column, row + tiers - 1, column)
            column += wide
        return column

    def case(self, name: str, typed: bool = True, merged: bool = True, extra: tuple[int, ...] = ()) -> Case:
        width = max([len(r) for r in self.rows] + [1])
        cells = np.full((len(self.rows), width), "", dtype=object)
        kinds = np.zeros(cells.shape, dtype=np.int8)
        for r, row in enumerate(self.rows):
            for c, value in enumerate(row):
                if value != "":
                    cells[r, c], kinds[r, c] = shown(value, typed)
        merges = tuple(self.merges) if merged else ()
        grid = Grid("Sheet1", cells, kinds, np.arange(1, len(cells) + 1), merges, hidden_rows=frozenset(extra))
        return Case(name, grid, self.tables, self.rows, self.merges if merged else [])


def shown(value: object, typed: bool) -> tuple[str, int]:
    """A value as the reader hands it on, or as text typed by a clerk."""
    if isinstance(value, dt.date):
        return (value.isoformat(), CellKind.DATE) if typed else (f"{value:%d/%m/%Y}", CellKind.TEXT)
    if isinstance(value, int | float):
        return (str(value), CellKind.NUMBER) if typed else (f"{value:,}".replace(",", " ").replace(".", ",").replace(" ", "."), CellKind.TEXT)
    return str(value), CellKind.TEXT


def as_xlsx(*cases: Case) -> bytes:
    """A real workbook, a sheet per case."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for number, case in enumerate(cases, 1):
        sheet = book.create_sheet(f"T{number}.2026")
        for r, row in enumerate(case.rows, 1):
            for c, value in enumerate(row, 1):
                if value != "":
                    sheet.cell(r, c, value)
        for top, left, bottom, right in case.merges:
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    book.save(out)
    return out.getvalue()


def _depth(tree: list) -> int:
    return max(1 + _depth(n[1]) if isinstance(n, tuple) else 1 for n in tree)


def _leaves(tree: list) -> int:
    return sum(_leaves(n[1]) if isinstance(n, tuple) else 1 for n in tree)
