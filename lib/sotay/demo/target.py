"""One data row of a laid-out sheet, read and written by column name, so that it can be spoiled."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass

from sotay.definitions.models.dataset import Column, Table
from sotay.demo.sheet import Sheet


@dataclass
class Target:
    """One data row of a sheet, to be spoiled; `day_after` lies after the file is handed in, `stale` is a former address."""

    table: Table
    sheet: Sheet
    row: int
    rng: random.Random
    native: bool
    day_after: dt.date
    stale: str
    others: Callable[[str], list[dict]]

    def has(self, name: str | None) -> bool:
        return name in self.sheet.columns

    def get(self, name: str):
        return self.sheet.cells[self.row - 1][self.sheet.columns.index(name)]

    def put(self, name: str, value) -> list[str]:
        cells = self.sheet.cells[self.row - 1]
        cells[self.sheet.columns.index(name)] = value
        return [name]

    def filled(self, *types: str, **flags) -> list[Column]:
        """Columns of these types that hold something in the row."""
        return [c for c in self.table.columns if self.has(c.name) and self.get(c.name) is not None and (not types or c.type in types) and all(getattr(c, k) == v for k, v in flags.items())]

    def pick(self, *types: str, **flags) -> Column | None:
        found = self.filled(*types, **flags)
        return self.rng.choice(found) if found else None

    def rules(self, *kinds: str) -> list:
        found = [r for r in self.table.rules if r.kind in kinds]
        self.rng.shuffle(found)
        return found


def to_day(value) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.datetime.strptime(str(value)[:10], "%d/%m/%Y").date()
    except ValueError:
        return None
