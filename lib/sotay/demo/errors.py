"""The kinds of known errors: each spoils one cell or row the way clerks and systems do, and says which cells it touched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sotay.demo.target import Target, to_day


def _text_cell(target: Target, change: Callable[[str], str | None], *types: str):
    column = target.pick(*types)
    value = target.get(column.name) if column else None
    changed = change(value) if isinstance(value, str) else None
    return target.put(column.name, changed) if changed and changed != value else None


def missing_required(t: Target):
    column = t.pick(required=True)
    return t.put(column.name, None) if column and column.name not in t.table.key else None


def _date(t: Target, change: Callable[[dt.date], str | None], **flags):
    column = t.pick("date", **flags)
    day = to_day(t.get(column.name)) if column else None
    value = change(day) if day else None
    return t.put(column.name, value) if value is not None else None


def impossible_date(t: Target):
    return _date(t, lambda d: f"{30 + (d.month != 2)}/02/{d.year}")


def month_first(t: Target):
    return _date(t, lambda d: f"{d:%m/%d/%Y}" if d.day > 12 else None)


def year_typo(t: Target):
    return _date(t, lambda d: f"{d:%d/%m}/{str(d.year)[0]}{str(d.year)[2]}{str(d.year)[1]}{str(d.year)[3]}" if str(d.year)[1] != str(d.year)[2] else None)


def future_date(t: Target):
    return _date(t, lambda d: t.day_after if t.native else f"{t.day_after:%d/%m/%Y}", future=False)


def cccd_lost_zero(t: Target):
    column = t.pick("cccd")
    value = t.get(column.name) if column else ""
    return t.put(column.name, int(value) if t.native else str(int(value))) if str(value).startswith("0") and str(value).isdigit() else None


def cccd_letters(t: Target):
    return _text_cell(t, lambda v: v[:3] + v[3:].replace("0", "O", 1).replace("1", "l", 1), "cccd")


def cccd_wrong_length(t: Target):
    return _text_cell(t, lambda v: v[:-2] if len(v) == 12 else None, "cccd")


def phone_bad(t: Target):
    return _text_cell(t, lambda v: v[:7], "phone")


def code_unknown(t: Target):
    column = t.pick("code", required=True)
    return t.put(column.name, t.rng.choice(("Loại 99", "Theo mẫu cũ", "Mã XZ"))) if column else None


def dossier_en_dash(t: Target):
    return _text_cell(t, lambda v: v.replace("-", "–"), "dossier")


def dossier_bad_format(t: Target):
    return _text_cell(t, lambda v: v.replace("-", "/", 1)[:-2], "dossier")


def double_space(t: Target):
    return _text_cell(t, lambda v: v.replace(" ", "  ", 1) if " " in v else None, "name", "address")


def nbsp(t: Target):
    return _text_cell(t, lambda v: v.replace(" ", "\u00a0", 1) if " " in v else None, "name", "address", "text")


def zero_width(t: Target):
    return _text_cell(t, lambda v: v[:2] + "\u200b" + v[2:], "name", "code", "village")


def cyrillic_letter(t: Target):
    return _text_cell(t, lambda v: v.replace("a", "а", 1).replace("o", "о", 1), "name", "address")


def legacy_encoding_cell(t: Target):
    def garbled(value: str) -> str | None:
        try:
            return value.encode("utf-8").decode("cp1252")
        except UnicodeDecodeError:
            return None

    return _text_cell(t, garbled, "name", "address", "text")


def text_in_number(t: Target):
    column = t.pick("int", "dec", "vnd")
    return t.put(column.name, t.rng.choice(("chưa rõ", "không có số liệu", "x12"))) if column else None


def out_of_range(t: Target):
    limited = [c for c in t.filled("int", "dec", "vnd") if c.min is not None or c.max is not None]
    if not limited:
        return None
    column = t.rng.choice(limited)
    value = column.max * 10 if column.max is not None else int(column.min) - t.rng.randint(1, 9)
    return t.put(column.name, value if t.native else str(value).replace(".", ","))


def order_violation(t: Target):
    for rule in t.rules("order"):
        names = [n for n in rule.fields if t.has(n) and to_day(t.get(n))]
        if rule.severity == "error" and len(names) >= 2 and not rule.when:
            day = to_day(t.get(names[-2])) - dt.timedelta(days=t.rng.randint(20, 60))
            return t.put(names[-1], day if t.native else f"{day:%d/%m/%Y}")
    return None


def part_over_whole(t: Target):
    for rule in t.rules("not_above"):
        if t.has(rule.part) and t.has(rule.whole) and not rule.when and isinstance(t.get(rule.whole), int) and isinstance(t.get(rule.part), int):
            return t.put(rule.part, int(t.get(rule.whole) * rule.factor) + t.rng.randint(2, 9))
    return None


def row_sum_mismatch(t: Target):
    for rule in t.rules("sum"):
        if t.has(rule.total) and not rule.when and isinstance(t.get(rule.total), int) and any(t.has(p) and t.get(p) for p in rule.parts):
            return t.put(rule.total, t.get(rule.total) + max(10, t.get(rule.total) // 2))
    return None


def state_vs_dates(t: Target):
    for rule in t.rules("due_state"):
        if t.has(rule.label_field) and t.has(rule.due) and t.has(rule.finished) and t.get(rule.label_field) in (rule.early, rule.on_time) and t.get(rule.finished):
            return t.put(rule.label_field, rule.late)
    for rule in t.rules("days_between"):
        if t.has(rule.label_field) and t.get(rule.label_field) in rule.within:
            return t.put(rule.label_field, rule.beyond[0])
    return None


def sex_vs_cccd(t: Target):
    for rule in t.rules("id_agreement"):
        if rule.sex_field and t.has(rule.sex_field) and t.has(rule.id_field) and t.get(rule.id_field) and t.get(rule.sex_field) in ("Nam", "Nữ"):
            return t.put(rule.sex_field, "Nữ" if t.get(rule.sex_field) == "Nam" else "Nam")
    return None


def birth_vs_cccd(t: Target):
    for rule in t.rules("id_agreement"):
        day = to_day(t.get(rule.birth_field)) if rule.birth_field and t.has(rule.birth_field) and t.has(rule.id_field) and t.get(rule.id_field) else None
        if day:
            other = day.replace(year=day.year - 1, day=min(day.day, 28))
            return t.put(rule.birth_field, other if t.native else f"{other:%d/%m/%Y}")
    return None


def broken_reference(t: Target):
    for rule in t.rules("reference"):
        value = t.get(rule.field) if t.has(rule.field) else None
        if isinstance(value, str) and not rule.when and len(value) > 5:
            return t.put(rule.field, value[:-4] + f"{9000 + t.rng.randrange(999):04}")
    return None


def stale_unit_name(t: Target):
    return _text_cell(t, lambda v: v.rpartition(",")[0] + ", " + t.stale if "," in v else None, "address")


def pii_in_free_text(t: Target):
    columns = [c for c in t.table.columns if c.free_text and t.has(c.name)]
    if not columns:
        return None
    column = t.rng.choice(columns)
    text = t.get(column.name) or "Đề nghị kiểm tra"
    return t.put(column.name, f"{text} liên hệ số 09{t.rng.randrange(10**8):08}")


def shifted_row(t: Target):
    cells = t.sheet.cells[t.row - 1]
    start = t.sheet.columns.index(next(c for c in t.sheet.columns if c)) + 1
    if len([c for c in cells if c is not None]) < 6 or cells[-1] is not None:
        return None
    cells[start:] = [None, *cells[start:-1]]
    return [n for n in t.sheet.columns[start:] if n]


def dead_but_paid(t: Target):
    for rule in t.rules("absent_from"):
        there = t.others(rule.to_table)
        if rule.severity == "error" and there and rule.id_field and t.has(rule.id_field) and t.has(rule.name_field) and t.has(rule.birth_field) and t.native:
            dead = t.rng.choice(there)
            t.put(rule.id_field, dead[rule.to_id_field])
            t.put(rule.birth_field, dead[rule.to_birth_field])
            return [*t.put(rule.name_field, dead[rule.to_name_field]), rule.id_field, rule.birth_field]
    return None


def _insert_copy(t: Target) -> int | None:
    if t.sheet.total_row is not None:
        return None
    at = t.sheet.data_rows[-1]
    t.sheet.cells.insert(at, list(t.sheet.cells[t.row - 1]))
    if t.sheet.columns[0] is None and isinstance(t.sheet.cells[at - 1][0], int):
        t.sheet.cells[at][0] = t.sheet.cells[at - 1][0] + 1
    t.sheet.data_rows.append(at + 1)
    return at + 1


def dup_exact_row(t: Target):
    row = _insert_copy(t)
    if row is None:
        return None
    t.row = row
    return []


def dup_key(t: Target):
    if not t.table.key or not all(t.has(k) for k in t.table.key):
        return None
    free = [c for c in t.filled("int", "vnd", "name") if c.name not in t.table.key]
    if not free or (row := _insert_copy(t)) is None:
        return None
    t.row = row
    column = t.rng.choice(free)
    value = t.get(column.name)
    t.put(column.name, value + 1 if isinstance(value, int) else f"{str(value).rsplit(' ', 1)[0]} Hải")
    return [*t.table.key]


# kind: (function, weight, class of error, what must be seen of it)
KINDS = {
    "missing_required": (missing_required, 10, 1, "finding"), "impossible_date": (impossible_date, 5, 4, "finding"), "month_first": (month_first, 3, 4, "either"), "year_typo": (year_typo, 2, 2, "finding"),
    "future_date": (future_date, 3, 6, "finding"), "cccd_lost_zero": (cccd_lost_zero, 4, 4, "either"), "cccd_letters": (cccd_letters, 2, 4, "either"), "cccd_wrong_length": (cccd_wrong_length, 2, 4, "finding"),
    "phone_bad": (phone_bad, 3, 4, "finding"), "code_unknown": (code_unknown, 5, 5, "finding"), "dossier_en_dash": (dossier_en_dash, 3, 4, "either"), "dossier_bad_format": (dossier_bad_format, 3, 4, "finding"),
    "double_space": (double_space, 3, 4, "change"), "nbsp": (nbsp, 3, 4, "change"), "zero_width": (zero_width, 3, 4, "change"), "cyrillic_letter": (cyrillic_letter, 3, 4, "change"),
    "legacy_encoding_cell": (legacy_encoding_cell, 3, 4, "either"), "text_in_number": (text_in_number, 5, 4, "finding"), "out_of_range": (out_of_range, 3, 2, "finding"), "order_violation": (order_violation, 5, 6, "finding"),
    "part_over_whole": (part_over_whole, 3, 6, "finding"), "row_sum_mismatch": (row_sum_mismatch, 3, 6, "finding"), "state_vs_dates": (state_vs_dates, 2, 6, "finding"), "sex_vs_cccd": (sex_vs_cccd, 2, 6, "finding"),
    "birth_vs_cccd": (birth_vs_cccd, 2, 6, "finding"), "broken_reference": (broken_reference, 3, 5, "finding"), "stale_unit_name": (stale_unit_name, 3, 7, "either"), "pii_in_free_text": (pii_in_free_text, 2, 2, "either"),
    "shifted_row": (shifted_row, 2, 4, "finding"), "dead_but_paid": (dead_but_paid, 1, 7, "finding"), "dup_exact_row": (dup_exact_row, 3, 3, "finding"), "dup_key": (dup_key, 2, 3, "finding"),
}
