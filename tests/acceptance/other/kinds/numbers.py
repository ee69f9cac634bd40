"""Errors in a number: words instead of digits, a comma that may mean two things, values out of range, error values of a spreadsheet."""

from __future__ import annotations

from other.kinds.declared import kind, pick

_NOT_NUMBERS = ("chưa rõ", "không có số liệu", "x12", "hai mươi mốt", "nhiều", "~12", "12 đến 15", "5a", "khoảng 20", "VẮNG", "1O", ">100", "12/5/3")


@kind(16, 4)
def text_in_number(table, row, case):
    column = pick(table, row, "int", "dec", "vnd", "pct", text=False)
    return table.put(row, column.name, table.rng.choice(_NOT_NUMBERS)) if column else None


@kind(6, 4)
def ambiguous_number(table, row, case):
    column = pick(table, row, "int", "vnd", text=False)
    return table.put(row, column.name, table.rng.choice(["1,234", "12,345"])) if column else None


@kind(10, 2)
def out_of_range(table, row, case):
    column = pick(table, row, "int", "dec", "vnd", "pct", when=lambda c, v: c.min is not None or c.max is not None, text=False)
    if column is None:
        return None
    high = column.max is not None and (column.min is None or table.rng.random() < 0.5)
    value = int(column.max * 10 + 7) if high else int(column.min) - table.rng.randint(1, 9)
    return table.put(row, column.name, value if table.native else str(value))


@kind(8, 4)
def error_value(table, row, case):
    column = pick(table, row, "int", "dec", "vnd", "date", "text", text=False)
    return table.put(row, column.name, table.rng.choice(["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?"])) if column else None
