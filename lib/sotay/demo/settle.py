"""Makes a row keep the rules declared for its table: totals, orders, labels, conditions; the recipe's choices stay where they can."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from sotay.demo.conditions import all_hold, as_day, holds
from sotay.demo.people import full_years
from sotay.demo.values import from_pattern

if TYPE_CHECKING:
    from sotay.demo.row import Row


def settle(row: Row) -> None:
    """Three rounds over the rules in force: what one rule sets, another may depend on."""
    for _ in range(3):
        before = dict(row.values)
        for column in row.maker.columns.values():
            if column.required_when and row.values.get(column.name) is None and all_hold(column.required_when, row.values.get):
                row.values.pop(column.name)
                row.get(column.name)
        for rule in row.maker.table.rules:
            mend = _MENDERS.get(rule.kind)
            if mend and rule.in_force(row.maker.period.last) and all_hold(rule.when, row.values.get):
                mend(rule, row, row.values)
        if before == row.values:
            return


def _typed(row: Row, name: str, number: float):
    column = row.maker.columns[name]
    if column.type in ("int", "vnd"):
        return int(round(number))
    return round(number, 2)


def _sum(rule, row, values):
    parts = [values.get(n) for n in rule.parts]
    if values.get(rule.total) is None and not row.maker.columns[rule.total].required:
        return
    if all(v is None for v in parts) or (any(v is None for v in parts) and not rule.empty_is_zero):
        if not rule.empty_is_zero:
            return
    values[rule.total] = _typed(row, rule.total, sum(v or 0 for v in parts))


def _product(rule, row, values):
    factors = [values.get(n) for n in rule.factors]
    if values.get(rule.total) is not None and all(v is not None for v in factors):
        result = 1
        for factor in factors:
            result *= factor
        values[rule.total] = _typed(row, rule.total, result)


def _ratio(rule, row, values):
    top, bottom = values.get(rule.numerator), values.get(rule.denominator)
    if values.get(rule.field) is not None and top is not None and bottom:
        values[rule.field] = round(rule.times * top / bottom, 1)
    elif not bottom:
        values[rule.field] = None if not row.maker.columns[rule.field].required else values.get(rule.field)


def _balance(rule, row, values):
    plus, minus = [values.get(n) for n in rule.plus], [values.get(n) for n in rule.minus]
    if any(v is None for v in (*plus, *minus)):
        return
    left = sum(plus) - sum(minus)
    if left < 0:
        for name in rule.minus:
            values[name] = 0
        left = sum(plus)
    if values.get(rule.closing) is not None:
        values[rule.closing] = _typed(row, rule.closing, left)


def _not_above(rule, row, values):
    part, whole = values.get(rule.part), values.get(rule.whole)
    if part is not None and whole is not None and part > whole * rule.factor:
        values[rule.part] = _typed(row, rule.part, whole * rule.factor)


def _order(rule, row, values):
    there = [n for n in rule.fields if values.get(n) is not None]
    births = {n for n in there if n in row.maker.seat_of and row.maker.seat_of[n].facets[n] == "birth"}
    for first, second in zip(there, there[1:], strict=False):
        a, b = values[first], values[second]
        low, high = (as_day(a), as_day(b)) if as_day(a) else (a, b)
        if low is None or high is None or not (low > high or rule.strict and low == high or (low == high and as_day(a) and isinstance(a, dt.datetime) and isinstance(b, dt.datetime) and a > b)):
            continue
        if second in births:
            continue
        column = row.maker.columns[second]
        if as_day(a):
            values[second] = a if isinstance(a, dt.datetime) == (column.type == "datetime") else as_day(a) if column.type != "datetime" else dt.datetime(low.year, low.month, low.day, 16, 45)
            if rule.strict:
                values[second] += dt.timedelta(days=1)
        else:
            values[second] = a if not rule.strict else a + 1


def _implies(rule, row, values):
    for condition in rule.then:
        column = row.maker.columns.get(condition.field)
        if column is None or holds(condition, values.get):
            continue
        if condition.filled is True:
            _required_one(row, condition.field)
        elif condition.filled is False:
            values[condition.field] = None
        elif condition.is_in is not None:
            values[condition.field] = condition.is_in[0] if len(condition.is_in) == 1 else row.rng.choice(condition.is_in)
        elif condition.not_in is not None:
            labels = [x for x in row.maker.labels.get(condition.field, [True, False]) if x not in condition.not_in]
            values[condition.field] = labels[0] if labels else None
        else:
            limit = next(getattr(condition, k) for k in ("at_least", "at_most", "above", "below", "above_field", "not_above_field") if getattr(condition, k) is not None)
            if isinstance(limit, str):
                limit = values.get(limit)
            if limit is not None:
                values[condition.field] = limit + (1 if condition.above is not None or condition.above_field else -1 if condition.below is not None else 0)


def _required_one(row, name):
    if row.values.get(name) is not None:
        return
    column = row.maker.columns[name]
    fields = row.maker.fields
    row.values.pop(name, None)
    forced = column.model_copy(update={"required": True, "required_when": []})
    row.values[name] = row._generated(fields[name], forced, True) if name in fields else row._default(forced)
    if row.values[name] is None:
        row.values[name] = row._plain(forced)


def _required(rule, row, values):
    for name in rule.fields:
        _required_one(row, name)


def _empty(rule, row, values):
    for name in rule.fields:
        values[name] = None


def _days_between(rule, row, values):
    first, last = as_day(values.get(rule.first)), as_day(values.get(rule.last))
    if first and last and values.get(rule.label_field) in (*rule.within, *rule.beyond):
        values[rule.label_field] = (rule.within if (last - first).days <= rule.days else rule.beyond)[0]


def _age_group(rule, row, values):
    birth, day = as_day(values.get(rule.birth)), as_day(values.get(rule.at))
    if birth and day and values.get(rule.label_field) is not None:
        age = full_years(birth, day)
        values[rule.label_field] = next((b.label for b in rule.bands if b.from_year <= age < b.below_year), None)


def _due_state(rule, row, values):
    due, done = as_day(values.get(rule.due)), as_day(values.get(rule.finished))
    if done and values.get(rule.label_field) is not None:
        values[rule.label_field] = rule.on_time if due is None or done == due else rule.early if done < due else rule.late


def _same_value(rule, row, values):
    others = [values[n] for n in rule.others if values.get(n) is not None]
    if others and values.get(rule.field) is not None and values[rule.field] not in others:
        values[rule.field] = others[0]


def _range(rule, row, values):
    value = values.get(rule.field)
    if isinstance(value, (int, float)):
        values[rule.field] = min(max(value, rule.min if rule.min is not None else value), rule.max if rule.max is not None else value)


def _lookup(rule, row, values):
    allowed = rule.allowed.get(str(values.get(rule.key)))
    if allowed and values.get(rule.field) is not None and values[rule.field] not in allowed:
        values[rule.field] = row.rng.choice(allowed)


def _standard(rule, row, values):
    amounts = [v.label for v in row.maker.world.registry.codes.get(rule.standard, []) if v.in_force(row.maker.period.last)]
    if amounts and values.get(rule.field) is not None:
        amount = float(str(amounts[0]).replace(".", "").replace(",", "."))
        values[rule.field] = int(amount) if amount == int(amount) else amount


def _pattern(rule, row, values):
    value = values.get(rule.field)
    if value is not None and not re.fullmatch(rule.regex, str(value)):
        values[rule.field] = from_pattern(row.rng, rule.regex)


def _no_decrease(rule, row, values):
    before = (row.before or {}).get(rule.field)
    if before is not None and values.get(rule.field) is not None and values[rule.field] < before:
        values[rule.field] = before


def _within_days(rule, row, values):
    first, last = as_day(values.get(rule.first)), as_day(values.get(rule.last))
    if first and last and (last - first).days > rule.days:
        values[rule.last] = first + dt.timedelta(days=min(rule.days, 20))


def _differ(rule, row, values):
    seen = set()
    for name in rule.fields:
        if values.get(name) is not None and values[name] in seen and not row.maker.columns[name].required:
            values[name] = None
        seen.add(values.get(name))


def _age_lookup(rule, row, values):
    birth = as_day(values.get(rule.birth))
    if birth and values.get(rule.field) is not None:
        age = full_years(birth, row.maker.period.last)
        bands = [b for b in rule.rates.get(str(values.get(rule.key)), []) if b.from_year <= age < b.below_year]
        if bands and values[rule.field] not in bands[0].values:
            values[rule.field] = bands[0].values[0]


def _closing_day(rule, row, values):
    day, closing = as_day(values.get(rule.field)), row.maker.period.resumes
    if day and rule.severity != "info" and rule.at_least_days is not None and (day - closing).days < rule.at_least_days:
        values[rule.field] = closing + dt.timedelta(days=rule.at_least_days + 30 + day.day)


def _carried_over(rule, row, values):
    before = (row.before or {}).get(rule.closing_field)
    if before is not None and values.get(rule.field) is not None:
        values[rule.field] = before


def _reference(rule, row, values):
    """Fields that must match together are taken from one row of the other table."""
    there = row.maker.world.rows(rule.to_table, row.maker.month) if rule.with_fields else []
    pairs = {rule.field: rule.to_field, **rule.with_fields}
    known = {tuple(r.get(n) for n in pairs.values()) for r in there}
    if known and values.get(rule.field) is not None and tuple(values.get(n) for n in pairs) not in known:
        values.update(zip(pairs, row.rng.choice(sorted(known, key=str)), strict=True))


def _in_register(rule, row, values):
    """Who is said to have been entered on a day is somebody of the first register, each of them once."""
    register, used = rule.registers[0], row.maker._used.setdefault(":register", set())
    if values.get(rule.day_field) is None or values.get(":entry") is not None:
        return
    there = [(n, r) for n, r in enumerate(row.maker.world.rows(register.table, row.maker.month)) if n not in used and all(r.get(k) is not None for k in (register.day, register.name, register.birth))]
    if not there:
        values[rule.day_field] = values[rule.place_field] = None
        return
    values[":entry"], entry = row.rng.choice(there)
    used.add(values[":entry"])
    values |= {rule.day_field: as_day(entry[register.day]), rule.name_field: entry[register.name], rule.birth_field: entry[register.birth]}
    if rule.id_field:
        values[rule.id_field] = entry.get(register.number) if register.number else None


_MENDERS = {
    "age_lookup": _age_lookup, "closing_day": _closing_day, "carried_over": _carried_over, "reference": _reference, "in_register": _in_register,
    "sum": _sum, "product": _product, "ratio": _ratio, "balance": _balance, "not_above": _not_above, "order": _order, "implies": _implies, "required": _required, "empty": _empty,
    "days_between": _days_between, "age_group": _age_group, "due_state": _due_state, "same_value": _same_value, "range": _range, "lookup": _lookup, "standard": _standard, "pattern": _pattern,
    "no_decrease": _no_decrease, "within_days": _within_days, "differ": _differ,
}
