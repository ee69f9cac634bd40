"""Errors in a value of a list: unknown codes, near misses of an ethnic group, villages that do not exist."""

from __future__ import annotations

from other.kinds.declared import kind, pick
from other.spellings import unaccented

_NEAR = {
    "Kinh": ["Kính", "Kihn", "Kinhh", "Kin"], "Tày": ["Tầy", "Tàyy"], "Nùng": ["Nung1", "Nùg", "Nừng"], "Sán Dìu": ["Sán Dừu", "Sán Dìuu", "Sán Dụi"], "Hoa": ["Hoạ", "Hoaa"],
    "Dao": ["Dạo", "Daoo"],
}
_OFTEN = 10


@kind(15, 5)
def code_unknown(table, row, case):
    column = pick(table, row, "code", text=False)
    return table.put(row, column.name, table.rng.choice(["Mã 99", "Không rõ loại", "Treo", "Loại XZ", "??", "Khác nhau", "Đang cập nhật", "99"])) if column else None


@kind(8, 5, expect="either")
def ethnic_near_miss(table, row, case):
    column = pick(table, row, "code", when=lambda c, v: c.codes == "dan_toc" and v in _NEAR)
    return table.put(row, column.name, table.rng.choice(_NEAR[table.typed[row][column.name]])) if column else None


@kind(6, 5)
def village_unknown(table, row, case):
    column = pick(table, row, "village")
    if column is None:
        return None
    v = table.typed[row][column.name]
    # Villages that are not listed are only known by being written often.
    if sum(r.get(c.name) == v for t in case.tables for c in t.columns if c.type == "village" for r in t.typed) < 2 * _OFTEN:
        return None
    new = table.rng.choice([v[:-1] + ("n" if v[-1] != "n" else "m"), v + "n", unaccented(v)])
    return table.put(row, column.name, new) if new != v and len(v) >= 6 else None
