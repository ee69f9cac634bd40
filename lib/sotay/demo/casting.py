"""Who sits in a row's seats: ages, families, homes and staff, by recipe and by the rules that compare births."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from sotay.demo import people as p
from sotay.demo.conditions import as_day
from sotay.demo.recipes import Role

if TYPE_CHECKING:
    from sotay.demo.maker import Maker
    from sotay.demo.row import Row


class Casting:
    """Draws the people of one table."""

    def __init__(self, maker: Maker):
        self.maker = maker
        births = {column: seat.id for seat in maker.seats.values() for column, facet in seat.facets.items() if facet == "birth"}
        self.younger = {}
        for rule in maker.table.rules:
            if rule.kind == "order" and len(rule.fields) == 2 and all(f in births for f in rule.fields) and not rule.when:
                self.younger.setdefault(births[rule.fields[0]], births[rule.fields[1]])
        self._staff = [re.compile(s) for s in maker.world.kitchen.defaults.staff_columns]

    def usual(self, seat: str) -> Role | None:
        """The role of a seat no recipe speaks of."""
        found = self.maker.seats.get(seat)
        column = found.column("name") if found else None
        if column and len(found.facets) == 1 and any(s.search(column) for s in self._staff):
            return Role(staff=True)
        if seat in self.younger:
            return Role(older_than=self.younger[seat], by=[22, 38], sex=found.sex)
        return None

    def cast(self, row: Row, seat: str, role: Role) -> p.Person | None:
        """The person for a seat of one row; None where the role is absent in this row."""
        rng, people, linked = row.rng, self.maker.world.people, (row.source or {}).get(":people", {})
        role = role.turns.get(str(row.values.get("lan_thu", 0)), role)
        if role.present < 1 and rng.random() >= role.present:
            return None
        if role.staff:
            return rng.choice(self.maker.world.staff)
        if role.source:
            return linked.get(role.source)
        if role.same_person:
            there = {s: w for s, w in role.same_person.items() if s == "khac" or row.person(s) is not None}
            chosen = p.weighted(rng, there) if there else "khac"
            return row.person(chosen) if chosen != "khac" else people.aged(rng, self.maker.period.last, 20, 60)
        family, home = (row.person(s) if s else None for s in (role.family_of, role.home_of))
        if role.kin and (relative := linked.get(role.kin)) is not None:
            family, home = relative if not role.older_than and (role.age or role.ages) else None, relative
        found = self.maker.seats.get(seat)
        sex = role.sex or (found.sex if found else None)
        return people.person(rng, self._birth(row, role, found), sex, family, home)

    def _birth(self, row: Row, role: Role, seat) -> dt.date:
        rng = row.rng
        day = as_day(row.get(role.at)) if role.at else None
        day = day or self.maker.age_day
        if role.age_days:
            return day - dt.timedelta(days=rng.randint(int(role.age_days[0]), int(role.age_days[1])))
        if role.older_than and (other := row.person(role.older_than)) is not None:
            return p.years_before(other.birth, rng.randint(int(role.by[0]), int(role.by[1]))) - dt.timedelta(days=rng.randrange(1, 300))
        low, high = role.ages.get(str(row.get(role.ages_by))) or role.age or [20, 72] if role.ages_by else role.age or [20, 72]
        if seat is not None and not role.age and not role.ages:
            low, high = max(low, seat.youngest), min(high, seat.oldest)
        first, last = p.years_before(day, int(high) + 1) + dt.timedelta(days=1), p.years_before(day, int(low))
        return first + dt.timedelta(days=rng.randrange(max(1, (last - first).days + 1)))
