"""The made-up commune: its people, villages and staff, and the rows of every table and month, each from its own seed."""

from __future__ import annotations

import random
from functools import cached_property

from sotay.definitions.registry import Registry
from sotay.demo.kitchen import PLAN, Kitchen
from sotay.demo.maker import Maker
from sotay.demo.people import People, Person
from sotay.demo.periods import Period, period_of


def _quarter(due: str) -> str:
    """"2026-Q3" -> "Quý III/2026"."""
    return f"Quý {('I', 'II', 'III', 'IV')[int(due[-1]) - 1]}/{due[:4]}"


class World:
    """Rows by table and month; a table's rows depend on the seed, its id and the month only, and on the tables it is linked to."""

    def __init__(self, registry: Registry, kitchen: Kitchen, seed: int, size: float, last: str):
        self.registry, self.kitchen, self.seed, self.size, self.last = registry, kitchen, seed, size, last
        commune = registry.commune
        self.villages = tuple(commune.villages or kitchen.defaults.villages)
        self.agency = (commune.agency_codes or [kitchen.defaults.agency_code])[0]
        self.place = f"{commune.kind.lower()} {commune.name}, tỉnh {commune.province}" if not commune.name.lower().startswith("xã") else f"{commune.name}, tỉnh {commune.province}"
        self.people = People(kitchen.names, self.villages, self.place, kitchen.defaults.id_provinces)
        self.lists = kitchen.lists | {PLAN: self._plan_tasks()}
        self._rows: dict[tuple[str, str], list[dict]] = {}
        self._makers: dict[tuple[str, str], Maker] = {}

    def _plan_tasks(self) -> list[dict]:
        """The plan's tasks, one entry per task and leading unit."""
        plan = self.registry.plan
        return [{"ma": t.id, "muc": t.section, "ten": t.text, "don_vi": u, "han": ", ".join(_quarter(q) for q in t.due) or "Hằng tháng"} for t in (plan.tasks if plan else []) for u in t.lead]

    @cached_property
    def staff(self) -> list[Person]:
        rng = random.Random(f"{self.seed}/staff")
        return [self.people.aged(rng, period_of(self.registry.commune, self.last).last, 26, 57) for _ in range(self.kitchen.defaults.staff_count)]

    def maker_period(self, month: str) -> Period:
        return period_of(self.registry.commune, month)

    def maker(self, table: str, month: str) -> Maker:
        key = (table, month)
        if key not in self._makers:
            self._makers[key] = Maker(self, self.registry.tables[table], month)
        return self._makers[key]

    def rows(self, table: str, month: str) -> list[dict]:
        """Rows of a table in a month; while they are being made, a table that looks back at itself sees none."""
        key = (table, month)
        if key not in self._rows:
            self._rows[key] = []
            if table in self.registry.tables:
                self._rows[key] = self.maker(table, month).make()
        return self._rows[key]

    def rows_of(self, name: str, month: str) -> list[dict]:
        """Rows of a table, or of all tables of a dataset, in a month; none where there is neither."""
        dataset = self.registry.datasets.get(name)
        tables = [name] if dataset is None or name in self.registry.tables else [t.id for t in dataset.tables]
        return [row for table in tables for row in self.rows(table, month)]
