"""Errors against the month before: a number used again, a cumulative figure that falls, an opening that is not the last closing."""

from __future__ import annotations

from other.kinds.declared import holds, kind, rules


def _row_before(table, row: int, key: list[str], case) -> dict | None:
    wanted = [table.typed[row].get(k) for k in key]
    return next((r for r in case.before.get(table.table.id, []) if [r.get(k) for k in key] == wanted), None) if None not in wanted else None


@kind(6, 3, row_level=True)
def used_last_month(table, row, case):
    for rule in rules(table, "unique"):
        earlier = [r for r in case.before.get(table.table.id, []) if all(r.get(f) is not None for f in rule.fields)]
        if rule.months_back and earlier and table.has(row, *rule.fields) and holds(table, row, rule.when):
            source = table.rng.choice(earlier)
            for name in rule.fields:
                table.mean(row, name, source[name])
            return list(rule.fields)


@kind(6, 6, row_level=True)
def fell_since_last_month(table, row, case):
    for rule in rules(table, "no_decrease"):
        earlier = _row_before(table, row, rule.key, case)
        if earlier and table.has(row, rule.field) and holds(table, row, rule.when) and (earlier.get(rule.field) or 0) > 0:
            last = earlier[rule.field]
            table.mean(row, rule.field, last - 1 if isinstance(last, int) else round(last / 2, 2))
            return [rule.field, *rule.key]


@kind(6, 6, row_level=True)
def not_carried_over(table, row, case):
    for rule in rules(table, "carried_over"):
        earlier = _row_before(table, row, rule.key, case)
        if earlier and earlier.get(rule.closing_field) is not None and table.has(row, rule.field) and holds(table, row, rule.when):
            table.mean(row, rule.field, earlier[rule.closing_field] + table.rng.randint(2, 9))
            return [rule.field, *rule.key]
