"""All rows of one table and month: how many, in which order, with running numbers, picks from other tables and rules kept."""

from __future__ import annotations

import datetime as dt
import random
import re
from typing import TYPE_CHECKING

from sotay.definitions.models.dataset import Column
from sotay.definitions.registry import TableRef
from sotay.demo.casting import Casting
from sotay.demo.conditions import all_hold, comparable
from sotay.demo.periods import month_before, period_of
from sotay.demo.recipes import Each, Generator, Pick, Recipe
from sotay.demo.roles import seats
from sotay.demo.row import Row
from sotay.demo.settle import settle

if TYPE_CHECKING:
    from sotay.demo.world import World


class Maker:
    """Makes the rows of `ref` for `month`."""

    def __init__(self, world: World, ref: TableRef, month: str):
        self.world, self.table, self.month = world, ref.table, month
        self.recipe: Recipe = world.kitchen.recipes.get(ref.id) or Recipe(table=ref.id)
        self.period = period_of(world.registry.commune, month)
        self.columns = {c.name: c for c in self.table.columns}
        self.fields = self.recipe.fields
        self.key = set(self.table.key)
        self.seats = seats(self.table)
        self.seat_of = {column: seat for seat in self.seats.values() for column in seat.facets}
        self.labels = {c.name: [v.label for v in world.registry.values_of(c, self.period.last)] for c in self.table.columns if c.type == "code"}
        self.references = {r.field: r for r in self.table.rules if r.kind == "reference" and r.field in self.columns}
        self.lasting = self.recipe.rows.lasting if self.recipe.rows.lasting is not None else self.table.period == "stock" and not self.recipe.rows.each
        self.age_day = self.period.last if not self.lasting else dt.date(self.period.year, 1, 31)
        self.specials = {"ngay_chot": self.period.last, "ngay_dau_ky": self.period.first, "ngay_truoc_ky": self.period.first - dt.timedelta(days=1), "nam_ky": self.period.year, "thang_ky": self.period.number, "ky_thang": month, "ma_co_quan": world.agency,
                         "nn": f"{self.period.year % 100:02}", "tt": f"{self.period.number:02}", "xa": world.registry.commune.name, "tinh": world.registry.commune.province, "noi_xa": world.place}
        self._patterns: dict[str, Generator | None] = {}
        self._names = {id(g): n for n, g in self.fields.items()}
        self._numbers: dict[tuple, int] = {}
        self._used: dict[str, set] = {}
        self._choices: dict[int, list[dict]] = {}
        self.casting = Casting(self)

    def filling(self, g: Generator) -> str:
        return self._names.get(id(g), "")

    def pattern(self, column: Column) -> Generator | None:
        if column.name not in self._patterns:
            defaults = self.world.kitchen.defaults.columns
            self._patterns[column.name] = next((d.fill for d in defaults if (not d.types or column.type in d.types) and re.search(d.name, column.name)), None)
        return self._patterns[column.name]

    def make(self) -> list[dict]:
        """The rows in order, each with its columns, working fields and people."""
        rows = self._planned()
        order = self.recipe.order_by or (self.table.period_field if self.table.period_field in self.columns else None)
        if order and not self.lasting:
            rows.sort(key=lambda r: _sortable(r.get(order)))
        done = []
        for row in rows:
            for name in (*self.fields, *self.columns):
                row.get(name)
            settle(row)
            done.append({**row.values, ":people": row.people, ":source": row.source})
        return self._distinct(done)

    def _distinct(self, rows: list[dict]) -> list[dict]:
        groups = [self.table.key] if self.table.key else []
        groups += [r.fields for r in self.table.rules if r.kind == "unique" and not r.when]
        groups += [[n for n in self.columns]]
        for names in groups:
            seen, kept = set(), []
            for row in rows:
                key = tuple(row.get(n) for n in names)
                partial = any(v is None for v in key)
                if partial and len(names) < len(self.columns) and names is not self.table.key or key not in seen:
                    kept.append(row)
                seen.add(key)
            rows = kept
        return rows

    def count(self, month: str) -> int:
        """How many rows a table with a mean has in a month; a few per cent more or less by month."""
        plan = self.recipe.rows
        mean = (20 if plan.mean is None else plan.mean) * plan.season.get(str(int(month[5:])), 1) * (self.world.size if plan.scale else 1)
        luck = random.Random(f"{self.world.seed}/{self.table.id}/{month}/n").gauss(0, 1)
        return max(1 if mean >= 1 else 0, round(mean + luck * min(mean * 0.08, mean**0.5)))

    def _planned(self) -> list[Row]:
        plan, seed = self.recipe.rows, f"{self.world.seed}/{self.table.id}"
        entries = self.world.lists
        if plan.each:
            return self._linked(plan.each, seed)
        before = {r[":key"]: r for r in self.world.rows(self.table.id, month_before(self.month))} if self._looks_back() else {}
        if plan.villages or plan.entries:
            things = [(f"{v}|{i}", {"thon_ds": v} | e) for v in (self.world.villages if plan.villages else [""]) for i, e in enumerate(entries[plan.entries] if plan.entries else [{}])]
        elif self.lasting:
            things = [(str(i), self._drawn(f"{seed}/{i}")) for i in self._alive()]
        else:
            things = [(str(i), self._drawn(f"{seed}/{self.month}/{i}")) for i in range(self.count(self.month))]
        rows: list[Row] = []
        first = None
        for key, entry in things:
            own = f"{seed}/{key}" if self.lasting else f"{seed}/{self.month}/{key}"
            row = Row(self, own, f"{own}/{self.month}" if self.lasting else own, entry=entry, before=before.get(key))
            row.values[":key"] = key
            if plan.family > 1:
                turn = int(key) % plan.family
                first = row if turn == 0 else first
                row.values |= {"lan_thu": turn, "so_nhom": int(key) // plan.family + 1}
                row.source = {":people": first.people if first else {}, **({} if first is None or first is row else {":first": first})}
            rows.append(row)
        return rows

    def _linked(self, each: Each, seed: str) -> list[Row]:
        """A row for each linked row; where the linked rows come back each month, so do these."""
        rows = []
        lasting = self.world.maker(each.table, self.month).lasting
        before = {r[":key"]: r for r in self.world.rows(self.table.id, month_before(self.month))} if self._looks_back() else {}
        for number, source in enumerate(self._sources(each)):
            key = f"{source.get(':key')}.{source[':nth']}" if lasting else f"{self.month}/{number}"
            own = f"{seed}/{key}"
            row = Row(self, own, f"{own}/{self.month}", source=source, entry=self._drawn(own), before=before.get(key))
            row.values |= {":key": key, "lan_thu": source[":nth"]}
            rows.append(row)
        return rows

    def _drawn(self, seed: str) -> dict:
        draw = self.recipe.rows.draw
        if not draw:
            return {}
        entries = self.world.lists[draw]
        return random.Random(seed + "/entry").choices(entries, [float(e.get("trong_so", 1)) for e in entries])[0]

    def _looks_back(self) -> bool:
        back = any(g.way in ("cumulative", "last_month") for g in self.fields.values()) or any(r.kind in ("no_decrease", "carried_over") for r in self.table.rules)
        return back and self.period.number > 1

    def _alive(self) -> list[int]:
        plan, year = self.recipe.rows, self.month[:4]
        alive = list(range(self.count(f"{year}-01")))
        following = len(alive)
        for number in range(2, self.period.number + 1):
            rng = random.Random(f"{self.world.seed}/{self.table.id}/{year}-{number:02}/flow")
            gone = {i for i in alive if rng.random() < plan.leave}
            born = round(len(alive) * plan.enter)
            alive = [i for i in alive if i not in gone] + list(range(following, following + born))
            following += born
        return alive

    def _sources(self, each: Each):
        rng = random.Random(f"{self.world.seed}/{self.table.id}/{self.month}/each")
        for back in range(each.months_back, -1, -1):
            for source in self.world.rows(each.table, month_before(self.month, back)):
                def get(name, source=source):
                    return self.specials[name] if name in self.specials else source.get(name)
                if not all_hold(each.where, get) or rng.random() >= each.share:
                    continue
                times = int(source.get(each.times_field) or 0) if each.times_field else rng.randint(int(each.times[0]), int(each.times[1]))
                for nth in range(times):
                    yield {**source, ":nth": nth}

    def next_number(self, g: Generator, row: Row):
        spec = g.running
        group = tuple(row.get(n) for n in spec.group)
        key = (id(spec), group)
        if key not in self._numbers:
            start = spec.start
            if not self.lasting and not self.recipe.rows.entries and not spec.every_month:
                start += sum(self._upper(f"{self.month[:4]}-{n:02}") for n in range(1, self.period.number))
            self._numbers[key] = start
        number = self._numbers[key]
        self._numbers[key] += 1
        if self.lasting and row.values.get(":key", "").isdigit():
            number = spec.start + int(row.values[":key"])
        text = f"{number:0{spec.width}}" if spec.width else number
        if spec.text is None:
            column = self.columns.get(self.filling(g))
            return number if column is not None and column.type in ("int", "dec") else str(text)
        return row.formatted(spec.text.replace("{n}", str(text)), row.rng)

    def _upper(self, month: str) -> int:
        if self.recipe.rows.each:
            return round(self.world.maker(self.recipe.rows.each.table, month)._upper(month) * self.recipe.rows.each.times[1])
        return self.count(month)

    def pick(self, spec: Pick, row: Row, rng: random.Random):
        if id(spec) not in self._choices or not spec.where:
            self._choices[id(spec)] = [r for r in self.world.rows(spec.table, self.month) if all_hold(spec.where, r.get)] if spec.where else self.world.rows(spec.table, self.month)
        rows = self._choices[id(spec)]
        used = self._used.setdefault(f"{spec.table}.{spec.field}", set())
        for _ in range(12):
            if not rows:
                return None
            value = rng.choice(rows).get(spec.field)
            if value is not None and not (spec.distinct and value in used):
                used.add(value)
                return value
        return None

    def refer(self, rule, row: Row):
        """A value that stands in the table a reference rule points at; once only where the column must not repeat."""
        if rule.to_table == self.table.id:
            return None
        alone = row.maker.columns[rule.field].name in self.key and len(self.key) == 1
        return self.pick(Pick(table=rule.to_table, field=rule.to_field, distinct=alone), row, row.rng)

    def part(self, g: Generator, row: Row, rng: random.Random):
        """A part of `parts_of`: the fields that share it sum up to it."""
        whole = row.get(g.parts_of)
        names = [n for n, other in self.fields.items() if other.parts_of == g.parts_of]
        if whole is None:
            return None
        own = self.filling(g)
        taken = sum(row.values.get(n) or 0 for n in names if n in row.values)
        left = whole - taken
        waiting = [n for n in names if n not in row.values and n != own]
        return left if not waiting else int(left * rng.uniform(0.3, 0.8) / (len(waiting) + 1) * 1.6)


def _sortable(value):
    return (value is None, comparable(value) if value is not None else dt.date.min, str(value))
