"""Errors against conditions and other tables: filled although it must be empty, empty although required, a broken reference, a dead person still paid."""

from __future__ import annotations

from other.kinds.declared import holds, kind, rules


@kind(10, 6, row_level=True)
def must_be_empty(table, row, case):
    for rule in rules(table, "empty"):
        if not holds(table, row, rule.when):
            continue
        for name in rule.fields:
            if name in table.names and not table.has(row, name):
                source = next((r[name] for r in table.typed if r.get(name) is not None), None)
                if source is not None:
                    table.mean(row, name, source)
                    return list(dict.fromkeys([*(c.field for c in rule.when), *(n for n in rule.fields if n in table.names)]))


@kind(8, 1, row_level=True)
def required_when(table, row, case):
    for rule in rules(table, "required"):
        if rule.when and holds(table, row, rule.when):
            for name in rule.fields:
                if table.has(row, name):
                    table.put(row, name, None)
                    return list(dict.fromkeys([name, *(c.field for c in rule.when)]))


@kind(12, 6, row_level=True)
def implied(table, row, case):
    for rule in rules(table, "implies"):
        if len(rule.then) != 1 or rule.then[0].field not in table.names:
            continue
        then = rule.then[0]
        asked_again = any(c.field == then.field for c in rule.when)
        if asked_again or not holds(table, row, rule.when) or not holds(table, row, rule.then):
            continue
        if _broken(table, row, then, case):
            return list(dict.fromkeys([then.field, *(c.field for c in rule.when if c.field in table.names)]))


def _broken(table, row: int, then, case) -> list[str] | None:
    """Makes the condition fail by the smallest change that the column itself allows."""
    column = table.column(then.field)
    if then.is_in is not None and column.type == "code":
        others = [v.label for v in table.values[then.field] if v.label not in then.is_in and v.in_force(case.last_day)]
        return table.mean(row, then.field, table.rng.choice(others)) if others else None
    if then.at_least is not None and table.has(row, then.field) and (column.min is None or then.at_least - 1 >= column.min):
        return table.mean(row, then.field, then.at_least - 1)
    if then.at_most is not None and table.has(row, then.field) and (column.max is None or then.at_most + 1 <= column.max):
        return table.mean(row, then.field, then.at_most + 1)
    return table.put(row, then.field, None) if then.filled and table.has(row, then.field) else None


@kind(8, 5)
def broken_reference(table, row, case):
    for rule in rules(table, "reference"):
        value = table.typed[row].get(rule.field)
        there = any(t.table.id == rule.to_table and rule.to_field in t.names for t in case.tables)
        if there and isinstance(value, str) and "-" in value and len(value) > 5 and value[-4:].isdigit() and holds(table, row, rule.when):
            return table.mean(row, rule.field, value[:-4] + f"{9000 + table.rng.randrange(999):04}")


@kind(4, 7, row_level=True)
def dead_but_paid(table, row, case):
    for rule in rules(table, "absent_from"):
        source = next((t for t in case.tables if t.table.id == rule.to_table), None)
        if rule.severity != "error" or source is None or not table.has(row, rule.name_field, rule.birth_field) or not holds(table, row, rule.when):
            continue
        at = table.rng.randrange(len(source.typed))
        dead = source.typed[at]
        if source.hot[at] or not dead.get(rule.to_name_field) or not dead.get(rule.to_birth_field):
            continue
        # The death's own row stays as it is: what is told depends on it.
        source.hot[at] |= {rule.to_name_field, rule.to_birth_field}
        table.mean(row, rule.name_field, dead[rule.to_name_field])
        table.mean(row, rule.birth_field, dead[rule.to_birth_field])
        if rule.id_field in table.names:
            table.mean(row, rule.id_field, dead.get(rule.to_id_field) if table.rng.random() < 0.7 else None)
        return list(table.names)
