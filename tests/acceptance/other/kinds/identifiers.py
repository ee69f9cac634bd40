"""Errors in what identifies: citizen numbers, phones, tax codes, dossier, procedure and document numbers."""

from __future__ import annotations

from other.kinds.declared import kind, pick

_IDS = ("cccd", "identity", "identity_or_tax")


def is_citizen_number(column, value) -> bool:
    return str(value).isdigit() and len(str(value)) == 12


def _citizen_number(table, row: int, when=is_citizen_number):
    column = pick(table, row, *_IDS, when=when)
    return (column.name, table.typed[row][column.name]) if column else (None, "")


@kind(10, 4, expect="either")
def cccd_lost_zero(table, row, case):
    name, value = _citizen_number(table, row, lambda c, v: is_citizen_number(c, v) and str(v)[0] == "0")
    return table.put(row, name, int(value[1:]) if table.native and table.rng.random() < 0.6 else value[1:]) if name else None


@kind(8, 4, expect="either")
def cccd_letters(table, row, case):
    name, v = _citizen_number(table, row)
    new = table.rng.choice([v.replace("0", "O"), v.replace("0", "o", 1), v[:3] + v[3:].replace("1", "l", 1), v.replace("1", "I", 1), v[:6] + v[6:].replace("5", "S", 1)])
    return table.put(row, name, new) if new != v else None


@kind(8, 4)
def cccd_wrong_length(table, row, case):
    name, v = _citizen_number(table, row)
    if name is None:
        return None
    # Ten digits may be a tax code where the column takes one.
    ten = [] if table.column_type(name) == "identity_or_tax" else [v[:10]]
    return table.put(row, name, table.rng.choice([v + str(table.rng.randrange(10)), v + "12", v[:7], *ten]))


@kind(6, 2)
def full_id_in_log(table, row, case):
    column = pick(table, row, "masked_id", text=False)
    if column is None:
        return None
    n = f"024{table.rng.randrange(4)}{table.rng.randrange(10**8):08}"
    return table.put(row, column.name, table.rng.choice([n, f"{n[:3]} {n[3:6]} {n[6:]}", int(n) if table.native else n]))


@kind(8, 4)
def phone_bad(table, row, case):
    column = pick(table, row, "phone", text=False)
    if column is None:
        return None
    v = str(table.typed[row][column.name])
    return table.put(row, column.name, table.rng.choice([v[:8], v[:7], v + "12", v[:9] + "x", v[:5], "0" + v + "4"]))


@kind(4, 4)
def bad_tax(table, row, case):
    column = pick(table, row, "tax_code", "identity_or_tax", when=lambda c, v: str(v).isdigit() and len(str(v)) == 10)
    if column is None:
        return None
    v = table.typed[row][column.name]
    return table.put(row, column.name, v[:-1] + str((int(v[-1]) + 3) % 10))


@kind(8, 4, expect="either")
def dossier_en_dash(table, row, case):
    column = pick(table, row, "dossier")
    return table.put(row, column.name, table.typed[row][column.name].replace("-", table.rng.choice("–—−"))) if column else None


@kind(10, 4)
def dossier_bad_format(table, row, case):
    column = pick(table, row, "dossier")
    if column is None:
        return None
    v = table.typed[row][column.name]
    agency, day, n = v.rsplit("-", 2)
    wrong_day = [f"{agency}-{day[:2]}6{day[2:]}-{n}", f"{agency}-{day[:2]}13{day[4:]}-{n}", f"{agency}-{day[:4]}32-{n}"]
    return table.put(row, column.name, table.rng.choice([f"{agency}{day}-{n}", v[1:], f"{agency}-{day}-{n[:2]}", f"{agency}-{day}", f"H058-{day}-{n}", *wrong_day]))


@kind(4, 4, expect="either")
def procedure_lost_zero(table, row, case):
    column = pick(table, row, "procedure", when=lambda c, v: str(v).endswith("0"))
    return table.put(row, column.name, float(table.typed[row][column.name]) if table.native else table.typed[row][column.name].rstrip("0")) if column else None


@kind(5, 4)
def procedure_bad(table, row, case):
    column = pick(table, row, "procedure")
    if column is None:
        return None
    v = table.typed[row][column.name]
    return table.put(row, column.name, table.rng.choice([v.replace(".", ""), v + "9", "TT" + v[2:], "12.00453"]))


@kind(6, 4)
def document_number_bad(table, row, case):
    column = pick(table, row, "doc_no")
    return table.put(row, column.name, table.rng.choice(["/QĐ-UBND", "QĐ-UBND", "chưa có"])) if column else None
