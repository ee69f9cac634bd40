"""One table of an export: its typed rows, what is written of them, and which cells have been spoilt."""

from __future__ import annotations

import datetime as dt
import random

from openpyxl.utils import get_column_letter

from other import spellings
from sotay.definitions.models.dataset import Column, Dataset, Table


class SpeltTable:
    """Typed rows beside written ones, all in the habits of one clerk drawn from `rng`."""

    def __init__(self, file: str, unit: str, dataset: Dataset, table: Table, columns: list[Column], rows: list[dict], container: str, native: bool, registry, rng: random.Random):
        self.file, self.unit, self.dataset, self.table, self.columns, self.container, self.native, self.rng = file, unit, dataset, table, columns, container, native, rng
        self.names = [c.name for c in columns]
        self.values = {c.name: (c.values or registry.codes.get(c.codes, [])) for c in columns if c.type == "code"}
        self._draw_habits()
        self.typed = [dict(r) for r in rows]
        self.original = [dict(r) for r in rows]
        self.written = [self.written_row(r) for r in self.typed]
        self.hot: list[set[str]] = [set() for _ in rows]
        self.stated_total: dict[str, int] = {}
        self.rows_at: list[int] = []
        self.sheet: str | None = None
        self.offset = self.total_row = 0

    def _draw_habits(self) -> None:
        rng = self.rng
        self.date_style = spellings.date_style(rng, self.native)
        self.number_style = "native" if self.native and rng.random() < 0.75 else rng.choice(spellings.NUMBERS)
        self.style = {c.name: rng.choice(spellings.CODES if c.type == "code" else spellings.PHONES) for c in self.columns if c.type in ("code", "phone")}
        self.flag_style = rng.choice([f for f in spellings.FLAGS if self.any_letter or f != "tick"])
        self.capitals = rng.random() < 0.25
        self.village_style = rng.choice(("asis", "asis", "Thôn ", "thôn ", "upper"))
        self.month_style = rng.choice(spellings.MONTHS)

    @property
    def any_letter(self) -> bool:
        """Whether the container can hold every Unicode letter."""
        return self.container != "csv_cp1258"

    def column(self, name: str) -> Column:
        return self.columns[self.names.index(name)]

    def column_type(self, name: str) -> str:
        return self.column(name).type if name in self.names else ""

    def letter(self, name: str) -> str:
        return get_column_letter(self.offset + self.names.index(name) + 1)

    def has(self, row: int, *names: str) -> bool:
        return all(n in self.names and self.typed[row].get(n) is not None for n in names)

    def put(self, row: int, name: str, written) -> list[str]:
        """Writes something else into a cell whose meaning stays; returns the fields touched."""
        self.written[row][name] = written
        return [name]

    def mean(self, row: int, name: str, value) -> list[str]:
        """Gives a cell another meaning, written in the table's habit; returns the fields touched."""
        self.typed[row][name] = value
        return self.put(row, name, self.write(self.column(name), value))

    def append(self, row: dict, written: dict | None = None) -> int:
        """A further row, spoilt from the start; returns its place."""
        self.typed.append(dict(row))
        self.original.append(dict(row))
        self.written.append(dict(written) if written else self.written_row(row))
        self.hot.append(set(self.names))
        return len(self.typed) - 1

    def written_row(self, row: dict) -> dict:
        return {c.name: self.write(c, row.get(c.name)) for c in self.columns}

    def write(self, column: Column, value):
        """A typed value as this clerk writes it."""
        if value is None:
            return None
        if isinstance(value, bool):
            return spellings.written_flag(value, self.flag_style)
        if column.type == "month":
            return self.month_style.format(y=value[:4], m=int(value[5:]))
        if isinstance(value, dt.date):
            return self._date(column, value)
        if isinstance(value, (int, float)):
            return spellings.written_number(value, column.type, self.number_style, self.native) if column.type in ("int", "dec", "vnd", "pct") else str(value)
        if column.type == "code":
            return spellings.written_code(value, self.values[column.name], self.style[column.name], self.rng)
        if column.type == "phone":
            return spellings.written_phone(str(value), self.style[column.name], self.native)
        if column.type == "name" and self.capitals:
            return value.upper()
        return self._village(value) if column.type == "village" else value

    def _date(self, column: Column, value: dt.date):
        style = self.date_style
        if column.type in ("text", "doc_no", "name", "address"):
            return f"{value:%d/%m/%Y}"
        short_of_facts = column.type == "partial_date" and style in ("serial", "compact", "two_digit_year")
        another_century = style == "two_digit_year" and (column.future or not 1937 <= value.year <= 2026)
        return spellings.written_date(value, "%d/%m/%Y" if short_of_facts or another_century else style, self.rng)

    def _village(self, value: str) -> str:
        if self.village_style == "upper":
            return value.upper()
        return value if self.village_style == "asis" or value.lower().startswith(("xóm", "thôn")) else self.village_style + value
