"""A rule that looks for the entry of a person in the registers of another table, on the day it is said to have been made."""

from __future__ import annotations

import re

import pandas as pd

from sotay.checks.automatic import data_period
from sotay.checks.duplicates.names import plain
from sotay.checks.model import Month, MonthFrame, Verdict, all_hold, filled
from sotay.cleaning.text import accent_key
from sotay.definitions.models import rules as r

_COLUMNS = ["day", "name", "birth", "number"]


def in_register(rule: r.InRegister, frame: MonthFrame, month: Month) -> Verdict:
    """Two of the day, the name and the birth date are enough (one of them may be what was changed), or the number."""
    rows = frame.rows
    entries, held = _entries(rule, month)
    day = rows[rule.day_field].dt.normalize()
    looked = all_hold(rule.when, rows) & filled(rows, [rule.day_field, rule.name_field, rule.birth_field]) & _here(rows[rule.place_field], month) & day.isin(held)
    if not looked.any() and rows[rule.day_field].notna().any():
        return Verdict(not_run="sổ của những ngày đã ghi không ở xã này hoặc không có trong các tháng đang giữ")
    own = pd.DataFrame({"day": day, "name": rows[rule.name_field].map(plain, na_action="ignore"), "birth": rows[rule.birth_field].dt.normalize()})
    own["number"] = rows[rule.id_field] if rule.id_field else pd.NA
    known = pd.Series(False, index=rows.index)
    for names in (["number"], ["day", "name"], ["day", "birth"], ["name", "birth"]):
        there = set(entries[names].dropna().itertuples(index=False, name=None))
        known |= own[names].notna().all(axis=1) & pd.Series([t in there for t in own[names].itertuples(index=False, name=None)], index=rows.index, dtype=bool)
    titles = " hoặc ".join(f"“{month.registry.tables[n].table.title}”" for n in dict.fromkeys(e.table for e in rule.registers))
    return Verdict(looked, looked & ~known, rule.day_field, f"Ngày này sổ {titles} không có người này.", "Kiểm tra ngày, nơi đăng ký và họ tên; nếu đúng, bổ sung vào sổ và ghi chú việc thay đổi.")


def _entries(rule: r.InRegister, month: Month) -> tuple[pd.DataFrame, set[pd.Timestamp]]:
    """Everybody in the registers of this month and the year before, and the days for which all of them are at hand."""
    pieces, held = [], None
    for register in rule.registers:
        names = {register.day: "day", register.name: "name", register.birth: "birth", **({register.number: "number"} if register.number else {})}
        own, earlier = month.frames.get(register.table), month.earlier(register.table, 12, list(names))
        found = [f.reindex(columns=list(names)).rename(columns=names) for f in ([own.rows] if own is not None else []) + ([earlier] if len(earlier) else [])]
        pieces += [f.reindex(columns=_COLUMNS) for f in found]
        months = {*([month.month] if own is not None and len(own.rows) else []), *(earlier["_month"] if "_month" in earlier else [])}
        days = {d for m in months for d in pd.date_range(*data_period(Month(m, month.registry, {}, month.history)))}
        held = days if held is None else held & days
    entries = pd.concat([pd.DataFrame(columns=_COLUMNS, dtype="object"), *(p.astype("object") for p in pieces)], ignore_index=True)
    for name in ("day", "birth"):
        entries[name] = pd.to_datetime(entries[name]).dt.normalize()
    return entries.assign(name=entries["name"].map(plain, na_action="ignore")), held or set()


def _here(places: pd.Series, month: Month) -> pd.Series:
    """Whether a place is this commune: its name stands there, and with a province its own."""
    commune = month.registry.commune
    # Nothing but a larger place may follow the name: "Sơn Hải Đông" is another commune.
    name, province = re.compile(rf"\b{re.escape(accent_key(commune.name))}(?: (?:huyện|tỉnh)\b|$)"), accent_key(commune.province)

    def here(place: str) -> bool:
        text = accent_key(place)
        return bool(name.search(text)) and ("tỉnh" not in text or province in text)

    return pd.Series([isinstance(p, str) and here(p) for p in places], index=places.index, dtype=bool)


KINDS = {"in_register": in_register}
