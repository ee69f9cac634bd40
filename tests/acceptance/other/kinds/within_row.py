"""Errors between the cells of one row, each against a rule that the table declares."""

from __future__ import annotations

import datetime as dt

from other.kinds.declared import holds, kind, rules
from other.kinds.identifiers import is_citizen_number
from sotay.demo.periods import period_of


def _whole(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@kind(18, 6, row_level=True)
def order_violation(table, row, case):
    for rule in rules(table, "order"):
        names = [n for n in rule.fields if table.has(row, n)]
        if len(names) < 2 or not holds(table, row, rule.when):
            continue
        at = table.rng.randrange(1, len(names))
        before, after = names[at - 1], names[at]
        first = table.typed[row][before]
        if isinstance(first, dt.date):
            table.mean(row, after, first - dt.timedelta(days=table.rng.randint(3, 50)))
        elif first > 0:
            table.mean(row, after, max(0, first - table.rng.randint(1, 3)))
        else:
            continue
        return [after, before]


@kind(12, 6, row_level=True)
def part_over_whole(table, row, case):
    for rule in rules(table, "not_above"):
        if table.has(row, rule.part, rule.whole) and holds(table, row, rule.when) and _whole(table.typed[row][rule.whole]) and _whole(table.typed[row][rule.part]):
            table.mean(row, rule.part, int(table.typed[row][rule.whole] * rule.factor) + table.rng.randint(1, 9))
            return [rule.part, rule.whole]


@kind(10, 6, row_level=True)
def row_sum_mismatch(table, row, case):
    for rule in rules(table, "sum"):
        parts_there = all(p in table.names for p in rule.parts) and (rule.empty_is_zero or table.has(row, *rule.parts))
        if table.has(row, rule.total) and parts_there and holds(table, row, rule.when) and _whole(table.typed[row][rule.total]):
            step = table.rng.randint(1, 5) * (1000 if table.column(rule.total).type == "vnd" else 1)
            table.mean(row, rule.total, table.typed[row][rule.total] + max(int(rule.tolerance) + 1, step))
            return [rule.total, *rule.parts]


@kind(6, 6, row_level=True)
def balance_mismatch(table, row, case):
    for rule in rules(table, "balance"):
        if table.has(row, rule.closing, *rule.plus, *rule.minus):
            table.mean(row, rule.closing, table.typed[row][rule.closing] + 3 + int(rule.tolerance))
            return [rule.closing, *rule.plus, *rule.minus]


@kind(6, 6, row_level=True)
def ratio_mismatch(table, row, case):
    for rule in rules(table, "ratio"):
        if table.has(row, rule.field, rule.numerator, rule.denominator) and table.typed[row][rule.denominator] and holds(table, row, rule.when):
            value = table.typed[row][rule.field]
            table.mean(row, rule.field, round(value + (5 if value < 90 else -5) + (rule.tolerance if rule.tolerance > 4 else 0), 2))
            return [rule.field, rule.numerator, rule.denominator]


@kind(6, 6, row_level=True)
def product_mismatch(table, row, case):
    for rule in rules(table, "product"):
        if table.has(row, rule.total, *rule.factors):
            table.mean(row, rule.total, table.typed[row][rule.total] + table.rng.choice([10000, 90000, -20000]))
            return [rule.total, *rule.factors]


@kind(4, 7, row_level=True)
def old_standard(table, row, case):
    """An amount of an allowance that an earlier decree set; what is multiplied by it stands in the same row."""
    for rule in rules(table, "standard"):
        if table.has(row, rule.field):
            table.mean(row, rule.field, table.rng.choice([360000, 500000]))
            return list(dict.fromkeys([rule.field, *(f for r in rules(table, "product") if rule.field in r.factors for f in r.factors if f in table.names)]))


@kind(8, 6, row_level=True)
def state_against_dates(table, row, case):
    for rule in rules(table, "due_state", "days_between"):
        value = table.typed[row].get(rule.label_field)
        if rule.kind == "due_state" and table.has(row, rule.label_field, rule.finished) and value in (rule.early, rule.on_time, rule.late):
            table.mean(row, rule.label_field, table.rng.choice([s for s in (rule.early, rule.on_time, rule.late) if s != value]))
            return [n for n in (rule.label_field, rule.due, rule.finished) if n in table.names]
        if rule.kind == "days_between" and table.has(row, rule.label_field, rule.first, rule.last) and value in rule.within:
            table.mean(row, rule.label_field, rule.beyond[0])
            return [rule.label_field, rule.first, rule.last]


@kind(8, 6, row_level=True)
def sex_against_number(table, row, case):
    for rule in rules(table, "id_agreement"):
        if rule.sex_field and table.has(row, rule.sex_field, rule.id_field) and is_citizen_number(None, table.typed[row][rule.id_field]):
            other = {"Nam": "Nữ", "Nữ": "Nam"}.get(table.typed[row][rule.sex_field])
            if other is None:
                continue
            table.mean(row, rule.sex_field, other)
            return [rule.sex_field, rule.id_field]


@kind(8, 6, row_level=True)
def birth_against_number(table, row, case):
    for rule in rules(table, "id_agreement"):
        if rule.birth_field and table.has(row, rule.birth_field, rule.id_field) and is_citizen_number(None, table.typed[row][rule.id_field]):
            born = table.typed[row][rule.birth_field]
            table.mean(row, rule.birth_field, born.replace(year=born.year - table.rng.choice([1, 2, 10]), day=min(born.day, 28)))
            return [rule.birth_field, rule.id_field]


@kind(6, 6, row_level=True)
def age_outside(table, row, case):
    for rule in rules(table, "age"):
        if not table.has(row, rule.birth, *([rule.at] if rule.at else [])) or not holds(table, row, rule.when):
            continue
        day = table.typed[row][rule.at] if rule.at else period_of(case.registry.commune, case.month).resumes - dt.timedelta(days=1)
        years = rule.min - 3 if rule.min is not None and rule.min > 4 else rule.max + 3 if rule.max is not None else None
        if years is not None:
            table.mean(row, rule.birth, dt.date(day.year - years, max(1, day.month - 1), 5))
            return [rule.birth, *([rule.at] if rule.at else [])]
