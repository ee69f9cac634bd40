"""Errors in a date: a day that does not exist, month before day, a mistyped year, a day still to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from other import spellings
from other.kinds.declared import kind, pick


def _changed(table, row: int, change: Callable, when: Callable = lambda column, value: True) -> list[str] | None:
    column = pick(table, row, "date", "datetime", when=when, text=False)
    written = change(table.typed[row][column.name], table.rng) if column else None
    return table.put(row, column.name, written) if written else None


@kind(16, 4)
def impossible_date(table, row, case):
    def change(v, rng):
        common = v.year if v.year % 4 else v.year - 1
        return rng.choice([f"31/{rng.choice(['04', '06', '09', '11'])}/{v.year}", f"30/02/{v.year}", f"29/02/{common}", f"00/{v.month:02}/{v.year}", f"{v.day:02}/00/{v.year}",
                           f"32/{v.month:02}/{v.year}", f"15/13/{v.year}", f"{v.year}-02-30", f"31.04.{v.year}", f"Ngày 31 tháng 6 năm {v.year}"])
    return _changed(table, row, change)


@kind(10, 4, expect="either")
def month_first(table, row, case):
    return _changed(table, row, lambda v, rng: rng.choice([f"{v:%m/%d/%Y}", f"{v.month}/{v.day}/{v.year}", f"{v:%m-%d-%Y}"]) if v.day > 12 else None)


@kind(10, 2)
def year_typo(table, row, case):
    def change(v, rng):
        year = str(v.year)
        return f"{v:%d/%m}/" + rng.choice(["5005", "1026", "2206" if year[0] == "2" else "29" + year[2:], "206", "20261", "3" + year[1:], "0" + year[1:]])
    return _changed(table, row, change)


@kind(10, 6)
def future_date(table, row, case):
    def change(v, rng):
        return spellings.written_date(dt.date(rng.choice([2027, 2029, 2030, 2033]), v.month, min(v.day, 28)), rng.choice(["%d/%m/%Y", "iso", "%d.%m.%Y"]), rng)
    return _changed(table, row, change, when=lambda column, value: not column.future)
