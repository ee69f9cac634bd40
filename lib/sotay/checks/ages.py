"""Rules that depend on a person's age: coefficients by age, papers that only grown-ups have."""

from __future__ import annotations

import pandas as pd

from sotay.checks.model import Month, MonthFrame, Verdict, all_hold
from sotay.checks.persons import full_years
from sotay.definitions.models import rules as r


def age_lookup(rule: r.AgeLookup, frame: MonthFrame, month: Month) -> Verdict:
    """Whoever has a birthday in the month may have the rate of either age."""
    rows = frame.rows
    days = [rows[rule.at]] if rule.at else [pd.Series(pd.Timestamp(day), index=rows.index) for day in (month.first_day, month.last_day)]
    years = [full_years(rows[rule.birth], day) for day in days]
    looked = all_hold(rule.when, rows) & rows[rule.key].isin(list(rule.rates)) & rows[rule.field].notna() & years[-1].notna()
    allowed = pd.Series(False, index=rows.index)
    for key, bands in rule.rates.items():
        mine = looked & (rows[rule.key] == key).fillna(False).astype(bool)
        for band in bands:
            of_age = pd.concat([(y >= band.from_year) & (y < band.below_year) for y in years], axis=1).any(axis=1)
            allowed |= mine & of_age & rows[rule.field].isin(band.values).fillna(False).astype(bool)
    return Verdict(looked, looked & ~allowed, rule.field, f"“{frame.title(rule.field)}” không đúng mức của “{frame.title(rule.key)}” ở tuổi này.", "Đối chiếu ngày sinh, nhóm và mức theo quy định.")


def required_at_age(rule: r.RequiredAtAge, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    at = rows[rule.at] if rule.at else pd.Series(pd.Timestamp(month.last_day), index=rows.index)
    years = full_years(rows[rule.birth], at)
    of_age = years.notna() & ~(years < (rule.min or 0)) & ~(years > (rule.max if rule.max is not None else 999))
    looked = all_hold(rule.when, rows) & of_age
    missing = {n: looked & rows[n].isna() & ~frame.unread(n) & frame.present(n) for n in rule.fields}
    first = rule.fields[0]
    verdict = Verdict(looked & frame.present(first), missing[first], first, _lacking(frame, first, rule), "Bổ sung theo hồ sơ gốc.")
    verdict.extra = [{"bad": missing[n], "field": n, "text": _lacking(frame, n, rule)} for n in rule.fields[1:]]
    return verdict


def _lacking(frame: MonthFrame, name: str, rule: r.RequiredAtAge) -> str:
    ages = f"từ {rule.min} tuổi" if rule.max is None else f"dưới {rule.max + 1} tuổi" if not rule.min else f"từ {rule.min} đến {rule.max} tuổi"
    return f"Thiếu “{frame.title(name)}” của người {ages}."


KINDS = {"age_lookup": age_lookup, "required_at_age": required_at_age}
