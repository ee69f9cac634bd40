"""Slips in dates, codes and amounts that office workers make: letters for digits, a code's day turned about, a day without its year, an amount a thousand times too big."""

from __future__ import annotations

import datetime as dt
import re

from other.kinds.declared import holds, kind, pick, rules

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_SYMBOLS = ("QĐ", "KH", "BC", "TTr", "CT", "NQ", "TB", "BB")


@kind(8, 4)
def letter_for_digit(table, row, case):
    column = pick(table, row, "dossier", "doc_no", "phone", "procedure", "int", "cccd", text=False)
    if column is None:
        return None
    v = str(table.typed[row][column.name])
    if column.type == "doc_no":
        number, slash, rest = v.partition("/")
        new = number.replace("0", "O", 1).replace("1", "l", 1) + slash + rest
        return table.put(row, column.name, new) if new != v and rest.startswith(_SYMBOLS) and any(c.isdigit() for c in new.partition("/")[0]) else None
    new = table.rng.choice((v.replace("0", "O", 1), v.replace("1", "l", 1), v[:-1] + v[-1].replace("0", "o")))
    return table.put(row, column.name, new) if new != v else None


@kind(8, 2)
def negative_amount(table, row, case):
    column = pick(table, row, "vnd", "int", "dec", when=lambda c, v: c.min is not None and c.min >= 0 and v > 0, text=False)
    if column is None:
        return None
    value = table.typed[row][column.name]
    return table.put(row, column.name, -value if table.native else f"-{value}".replace(".", ","))


def _day(table, row, when=lambda column, value: True):
    column = pick(table, row, "date", when=when, text=False)
    return (column.name, table.typed[row][column.name]) if column else (None, None)


@kind(6, 4)
def day_without_year(table, row, case):
    name, v = _day(table, row)
    return table.put(row, name, table.rng.choice((f"{v.day}/{v.month}", f"ngày {v.day} tháng {v.month}", f"{v.day:02}/{v.month:02}/", f"{v.day}/{v.month}/…"))) if name else None


@kind(5, 4)
def lunar_or_span(table, row, case):
    name, v = _day(table, row)
    if name is None:
        return None
    later = v + dt.timedelta(days=2)
    return table.put(row, name, table.rng.choice((f"{v:%d/%m/%Y} (âm lịch)", f"{v.day}/{v.month} ÂL", f"{v:%d/%m/%Y} - {later:%d/%m/%Y}", f"{v:%d/%m/%Y} và {later:%d/%m/%Y}", f"từ {v:%d/%m/%Y}")))


@kind(6, 4, expect="either")
def roman_or_named_month(table, row, case):
    name, v = _day(table, row)
    return table.put(row, name, table.rng.choice((f"{v.day}/{_ROMAN[v.month - 1]}/{v.year}", f"{v.day}-{v:%b}-{v.year}", f"Thứ hai, {v:%d/%m/%Y}", f"{v.day}\\{v.month}\\{v.year}"))) if name else None


@kind(5, 4)
def digit_lost_in_date(table, row, case):
    name, v = _day(table, row)
    return table.put(row, name, table.rng.choice((f"{v.day:02}//{v.month:02}/{v.year}", f"{v.day:02}{v.month:02}/{v.year}", f"{v.day:02}/{v.month:02}{v.year}", f"{v.day:02}/{v.month:02}/2O26",
                                                   f"{v.day:02}/{v.month:02}/{str(v.year)[:3]}"))) if name else None


@kind(6, 4, expect="either")
def more_in_document_number(table, row, case):
    column = pick(table, row, "doc_no", when=lambda c, v: re.match(r"\d+/", str(v)) and v.partition("/")[2].startswith(_SYMBOLS))
    if column is None:
        return None
    v = table.typed[row][column.name]
    number, _, rest = v.partition("/")
    return table.put(row, column.name, table.rng.choice((f"{v} ngày 12/9/2026", f"{number}\\{rest}", f"{number}{rest}", f"{v}; {int(number) + 1}/{rest}", f"Số {v}")))


@kind(6, 4)
def day_of_dossier(table, row, case):
    """The day inside a code turned about, or one still to come."""
    column = pick(table, row, "dossier")
    if column is None:
        return None
    office, day, number = table.typed[row][column.name].rsplit("-", 2)
    turned = day[4:] + day[2:4] + day[:2]
    return table.put(row, column.name, f"{office}-{table.rng.choice((turned, '27' + day[2:]))}-{number}") if int(day[4:]) < 22 else None


@kind(6, 4)
def impossible_number(table, row, case):
    """A citizen's number of a century still to come, of one digit, or the card's number of before."""
    column = pick(table, row, "cccd")
    if column is None:
        return None
    v = table.typed[row][column.name]
    return table.put(row, column.name, table.rng.choice((v[:3] + table.rng.choice("4589") + v[4:], v[:3] + "297" + v[6:], v[0] * 12, "121" + v[6:])))


@kind(3, 4)
def email_typo(table, row, case):
    column = pick(table, row, "email")
    return table.put(row, column.name, table.rng.choice(("nguyen@gmail.con", "an.vu@gmai.com", "an.vu@gmail,com", "an.vu.gmail.com", "an@yahoo.con", "an@@gmail.com"))) if column else None


@kind(5, 4)
def phone_with_words(table, row, case):
    column = pick(table, row, "phone", text=False)
    v = str(table.typed[row][column.name]) if column else ""
    return table.put(row, column.name, table.rng.choice((f"{v} (con)", f"ĐT {v}", f"{v} gặp bà Hoa", v.replace("0", "O", 1), f"{v}/{v[:-2]}88"))) if v[:1] == "0" else None


@kind(4, 4)
def not_a_month(table, row, case):
    column = pick(table, row, "month", text=False)
    return table.put(row, column.name, table.rng.choice(("13/2026", "Quý III/2026", "6 tháng đầu năm", "00/2026", "tháng chín"))) if column else None


@kind(6, 6, row_level=True)
def thousand_times(table, row, case):
    """An amount in đồng typed in thousands of đồng, where a rule knows what it should be."""
    for rule in rules(table, "product", "sum", "standard"):
        name = rule.field if rule.kind == "standard" else rule.total
        if name not in table.names or table.column_type(name) != "vnd" or not table.has(row, name) or not holds(table, row, rule.when):
            continue
        others = [] if rule.kind == "standard" else [*(rule.factors if rule.kind == "product" else rule.parts)]
        value = table.typed[row][name]
        if value and value % 1000 == 0 and all(n in table.names for n in others) and (getattr(rule, "empty_is_zero", False) or table.has(row, *others)):
            table.mean(row, name, value // 1000)
            return [name, *others]


@kind(5, 7, row_level=True)
def dead_written_differently(table, row, case):
    """A registered death whose person still stands in a list, without the number and with another spelling or date."""
    for rule in rules(table, "same_person_in"):
        source = next((t for t in case.tables if t.table.id == rule.to_table), None)
        if source is None or not rule.village_field or not table.has(row, rule.name_field, rule.birth_field, rule.village_field, rule.sex_field) or not holds(table, row, rule.when):
            continue
        at = table.rng.randrange(len(source.typed))
        dead = source.typed[at]
        place = str(dead.get(rule.to_place_field) or "")
        villages = {t.get(rule.village_field) for t in table.typed} - {None}
        village = next((v for v in villages if f"{v},".lower() in place.lower()), None)
        if source.hot[at] or village is None or not dead.get(rule.to_name_field) or not isinstance(dead.get(rule.to_birth_field), dt.date) or len(dead[rule.to_name_field].split()) < 3:
            continue
        source.hot[at] |= {rule.to_name_field, rule.to_birth_field}
        words, born = dead[rule.to_name_field].split(), dead[rule.to_birth_field]
        if table.rng.random() < 0.5:
            table.mean(row, rule.name_field, f"{words[0]} {words[-1]}")
            table.mean(row, rule.birth_field, born)
        else:
            table.mean(row, rule.name_field, dead[rule.to_name_field])
            table.mean(row, rule.birth_field, dt.date(born.year, 1, 1) if born.day > 12 or born.day == born.month else dt.date(born.year, born.day, born.month))
        for name, value in ((rule.village_field, village), (rule.sex_field, dead.get(rule.to_sex_field)), (rule.id_field, None)):
            if name in table.names:
                table.mean(row, name, value)
        return list(table.names)
