"""One made-up row: every field drawn when asked for, from its recipe, its person, a name pattern or its type."""

from __future__ import annotations

import datetime as dt
import random
import re
from typing import TYPE_CHECKING

from sotay.definitions.models.dataset import Column
from sotay.demo import people as p
from sotay.demo.conditions import all_hold, as_day
from sotay.demo.periods import month_before, office_time, to_working
from sotay.demo.recipes import Day, Generator, Role
from sotay.demo.values import day_within, default_value

if TYPE_CHECKING:
    from sotay.demo.maker import Maker

# {field}, or {field.so}: a date as the six digits of a dossier code.
_BRACES = re.compile(r"\{([a-z][a-z0-9_]*)(\.so)?\}")


class Row:
    """A row being made; `values` ends up holding every column and the recipe's own working fields."""

    __slots__ = ("maker", "values", "busy", "rng", "monthly", "source", "entry", "people", "before", "fresh")

    def __init__(self, maker: Maker, seed: str, monthly_seed: str, source: dict | None = None, entry: dict | None = None, before: dict | None = None):
        self.maker, self.values, self.busy = maker, {}, set()
        self.rng = random.Random(seed)
        self.monthly = random.Random(monthly_seed) if monthly_seed != seed else self.rng
        self.source, self.entry, self.people, self.before = source, entry or {}, {}, before

    def get(self, name: str):
        if name in self.values:
            return self.values[name]
        special = self.maker.specials.get(name)
        if special is not None:
            return special
        if name in self.busy:
            return None
        self.busy.add(name)
        generator, column = self.maker.fields.get(name), self.maker.columns.get(name)
        value = self._generated(generator, column) if generator else self._default(column) if column else None
        self.busy.discard(name)
        self.values[name] = value
        return value

    def _draw(self, generator: Generator) -> random.Random:
        return self.monthly if generator.monthly else self.rng

    def _generated(self, g: Generator, column: Column | None, must: bool = False):
        rng = self._draw(g)
        if g.fill < 1 and rng.random() >= g.fill and not must and not (column and column.required):
            return None
        value = getattr(self, "_" + g.way)(g, rng)
        if isinstance(value, float) and column is not None and column.type in ("int", "vnd"):
            return int(round(value))
        if column is not None and column.type == "bool" and isinstance(value, str):
            return value == "true"
        return value

    # One method per way of filling; all take the generator and the random source.
    def _value(self, g, rng):
        return g.value

    def _choose(self, g, rng):
        return p.weighted(rng, g.choose)

    def _words(self, g, rng):
        return self.formatted(rng.choice(self.maker.world.kitchen.words[g.words]), rng)

    def _text(self, g, rng):
        return self.formatted(g.text, rng)

    def _copy_of(self, g, rng):
        return self.get(g.copy_of)

    def _source(self, g, rng):
        return self.source.get(g.source) if self.source else None

    def _entry(self, g, rng):
        return self.entry.get(g.entry)

    def _number(self, g, rng):
        low, high = g.number
        if g.decimals:
            return round(rng.uniform(low, high), g.decimals)
        return int(low) + g.step * rng.randrange(int((high - low) // g.step) + 1)

    def _share(self, g, rng):
        whole = self.get(g.share.of)
        if whole is None:
            return None
        part = whole * rng.uniform(*g.share.between) * (self.get(g.share.times) or 0 if g.share.times else 1)
        return round(part, g.decimals) if g.decimals else int(part) // g.step * g.step

    def _running(self, g, rng):
        return self.maker.next_number(g, self)

    def _day(self, g, rng):
        return self.day(g.day, rng)

    def _mapped(self, g, rng):
        return g.mapped.to.get(str(self.get(g.mapped.by)))

    def _cumulative(self, g, rng):
        before = (self.before or {}).get(self.maker.filling(g)) if self.maker.period.number > 1 else None
        return (before or 0) + (self.get(g.cumulative) or 0)

    def _last_month(self, g, rng):
        return (self.before or {}).get(g.last_month)

    def _pick(self, g, rng):
        return self.maker.pick(g.pick, self, rng)

    def _counted(self, g, rng):
        spec, own = g.counted, {theirs: self.get(mine) for theirs, mine in g.counted.same.items()}
        rows = self.maker.world.rows_of(spec.table or self.get(spec.table_by), month_before(self.maker.month, spec.months_back))
        kept = [row for row in rows if all_hold(spec.where, row.get) and all(row.get(name) == value for name, value in own.items())]
        total = sum(row.get(spec.of) or 0 for row in kept) if spec.of else len(kept)
        return round(total, g.decimals) if isinstance(total, float) else total

    def _excess(self, g, rng):
        high, low = self.get(g.excess.of), self.get(g.excess.over)
        return None if high is None or low is None else max(0, high - low)

    def _cases(self, g, rng):
        for case in g.cases:
            if all_hold(case.when, self.get):
                return self._generated(case.then, None)
        return None

    def _parts_of(self, g, rng):
        return self.maker.part(g, self, rng)

    def _empty(self, g, rng):
        return None

    def formatted(self, text: str, rng: random.Random) -> str:
        """`text` with {field}, {word list} and the month's own words filled in."""

        def fill(match: re.Match) -> str:
            name = match[1]
            if name in self.values or name in self.maker.columns or name in self.maker.fields or name in self.maker.specials:
                value = self.get(name)
                return f"{value:%y%m%d}" if match[2] and value else f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else "" if value is None else str(value)
            if name in self.entry:
                return str(self.entry[name])
            return self.formatted(rng.choice(self.maker.world.kitchen.words[name]), rng) if name in self.maker.world.kitchen.words else match[0]

        return _BRACES.sub(fill, text)

    def day(self, spec: Day, rng: random.Random) -> dt.date | dt.datetime | None:
        period = self.maker.period
        low, high = int(spec.days[0]), int(spec.days[1])
        if spec.after or spec.before:
            base = self.get(spec.after or spec.before)
            base = dt.date(base, 7, 1) if isinstance(base, int) else as_day(base)
            if base is None:
                return None
            step = rng.randint(low, high) + int((self.get(spec.plus) or 0) if spec.plus else 0)
            day = base + dt.timedelta(days=step if spec.after else -step)
            if not spec.ahead and spec.after:
                day = max(base, min(day, period.last))
        else:
            day, base = day_within(rng, period.first, period.last, working=False), None
        if spec.carried and period.last < day < period.resumes:
            due = as_day(self.get(spec.carried))
            if due is not None and due >= period.resumes:
                return office_time(rng, to_working(min(due, period.resumes + dt.timedelta(days=(day - period.last).days // 2))))
            return office_time(rng, max(base, to_working(day_within(rng, base, period.last), period.last)))
        if spec.working:
            day = to_working(day, None if spec.ahead or spec.before else period.last)
            if spec.after and day < base:
                day = base
        return office_time(rng, day) if spec.hours else day

    def _default(self, column: Column):
        must = column.required or (column.required_when and all_hold(column.required_when, self.get))
        seat = self.maker.seat_of.get(column.name)
        if seat is not None:
            return self._of_person(seat, seat.facets[column.name], column, bool(must))
        if column.required_when and not must:
            return None
        defaults = self.maker.world.kitchen.defaults
        pattern = self.maker.pattern(column)
        if not must and pattern is None and self.rng.random() >= defaults.optional_fill:
            return None
        reference = self.maker.references.get(column.name)
        if pattern is not None and not (reference and column.name not in self.maker.key):
            return self._generated(pattern, column, bool(must))
        if reference is not None:
            found = self.maker.refer(reference, self)
            if found is not None or not must:
                return found
        return self._plain(column)

    def _plain(self, column: Column):
        world, kind = self.maker.world, column.type
        if kind == "village":
            return self.rng.choice(world.villages)
        if kind in ("phone", "email", "address", "cccd", "identity", "identity_or_tax", "name"):
            person = self.person("nguoi_khac")
            return {"phone": person.phone, "email": p.email(person), "address": person.address, "name": person.name}.get(kind, person.number)
        if kind == "text":
            return f"{column.title} {self.rng.randrange(1, 60)}" if column.required else None
        if column.name == self.maker.table.period_field and not self.maker.lasting:
            day = day_within(self.rng, self.maker.period.first, self.maker.period.last)
            return office_time(self.rng, day) if kind == "datetime" else day
        return default_value(column, self.rng, self.maker.period, self.maker.labels.get(column.name, []), world.agency, self.maker.lasting)

    def _of_person(self, seat, facet: str, column: Column, must: bool):
        person = self.person(seat.id)
        if person is None:
            return None
        if facet in ("paper", "paper_kind") and not must and seat.column("number") and seat.column("number") != column.name:
            return None
        if facet in ("paper_day", "paper_place", "religion", "bhyt", "bhxh", "email") and not must and self.rng.random() > 0.7:
            return None
        if facet == "paper_day":
            return to_working(max(dt.date(2021, 3, 1), p.years_before(self.maker.age_day, self.rng.randrange(1, 5))) + dt.timedelta(days=self.rng.randrange(300)))
        fixed = {"name": person.name, "birth": person.birth, "sex": person.sex, "ethnic": person.ethnic, "number": person.number, "paper": person.number, "address": person.address, "phone": person.phone,
                 "village": person.village, "nation": "Việt Nam", "stay": "Thường trú", "paper_kind": "Thẻ CCCD", "paper_place": "Bộ Công an", "religion": "Không", "email": p.email(person)}
        if facet in fixed:
            return fixed[facet]
        return default_value(column, self.rng, self.maker.period, [], "")

    def person(self, seat: str) -> p.Person | None:
        """The person of a seat, made when first asked for."""
        if seat not in self.people:
            self.people[seat] = None
            self.people[seat] = self.maker.casting.cast(self, seat, self.maker.recipe.roles.get(seat) or self.maker.casting.usual(seat) or Role())
        return self.people[seat]
