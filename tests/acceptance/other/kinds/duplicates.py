"""Things told twice: a row repeated, a key or number used for another, a person written differently, a dossier in two files."""

from __future__ import annotations

from other.kinds.declared import kind, pick, rules
from other.spellings import unaccented


@kind(7, 3, row_level=True)
def dossier_in_two_files(table, row, case):
    twin = case.second_files.get(table.file)
    if twin is None:
        return None
    return list(table.names), [(twin, twin.append(table.typed[row]), list(twin.names))]


@kind(8, 3, row_level=True)
def row_twice(table, row, case):
    if table.stated_total or sum(v is not None for v in table.written[row].values()) < 4:
        return None
    return list(table.names), [(table, table.append(table.typed[row], table.written[row]), list(table.names))]


@kind(8, 3, row_level=True)
def key_twice(table, row, case):
    key = table.table.key
    column = pick(table, row, "name", "int", "vnd", when=lambda c, v: c.name not in key, text=False)
    if not key or not table.has(row, *key) or table.stated_total or column is None:
        return None
    at = table.append(table.typed[row], table.written[row])
    value = table.typed[row][column.name]
    table.mean(at, column.name, value + 1 if isinstance(value, int) else value.rsplit(" ", 1)[0] + " Hải Yến")
    return list(key), [(table, at, list(key))]


@kind(6, 3, row_level=True)
def number_of_another(table, row, case):
    for rule in rules(table, "same_id_other_name", told=False):
        fields = [rule.id_field, rule.name_field]
        if not table.has(row, *fields):
            continue
        own = unaccented(table.typed[row][rule.name_field].lower())
        others = [i for i in range(len(table.typed)) if i != row and not table.hot[i] and table.has(i, *fields) and unaccented(table.typed[i][rule.name_field].lower()) != own]
        if others:
            other = table.rng.choice(others)
            table.mean(row, rule.id_field, table.typed[other][rule.id_field])
            return fields, [(table, other, fields)]


@kind(6, 3, row_level=True, only_class=(3,))
def person_written_differently(table, row, case):
    for rule in rules(table, "similar_person", told=False):
        if not table.has(row, rule.name_field, rule.birth_field) or table.stated_total:
            continue
        twin, rng = dict(table.typed[row]), table.rng
        name, twin[rule.birth_field] = _variant(twin[rule.name_field], twin[rule.birth_field], rng)
        for key in table.table.key:
            if key not in (rule.id_field, rule.name_field, rule.birth_field):
                twin[key] = _another(twin.get(key), rng)
        twin |= {c.name: None for c in table.columns if c.type in ("cccd", "identity")}
        at = table.append(twin)
        table.typed[at][rule.name_field] = table.written[at][rule.name_field] = name
        return list(table.names), [(table, at, list(table.names))]


def _variant(name: str, born, rng) -> tuple:
    """The same person's name and birth date, one of them as another clerk may put it."""
    how = rng.choice(["plain", "swap", "middle", "typo", "capitals"])
    if how == "swap" and born.day <= 12 and born.day != born.month:
        return name, born.replace(day=born.month, month=born.day)
    if how == "middle" and len(name.split()) >= 3:
        first, _, *rest = name.split()
        return " ".join([first, *rest]), born
    if how in ("middle", "typo") and len(name) > 8:
        return name + name[-1], born
    return unaccented(name).upper() if how == "capitals" else unaccented(name), born


def _another(value, rng):
    """A key of the same kind that another row would carry."""
    if isinstance(value, str):
        return value[:-4] + str(7000 + rng.randrange(2999)) if value[-4:].isdigit() else value + "9"
    return value + 5000 if isinstance(value, int) else value
