"""Rules about people: number against sex and birth, age, the same person written twice."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sotay.checks.duplicates.couples import same_couple
from sotay.checks.duplicates.names import plain
from sotay.checks.duplicates.records import mistyped_code
from sotay.checks.duplicates.similar import similar_person
from sotay.checks.model import Month, MonthFrame, Verdict, all_hold, filled
from sotay.checks.within_table import first_of_group, others_text
from sotay.definitions.models import rules as r


def _bool(mask) -> pd.Series:
    return mask.fillna(False).astype(bool)


def id_agreement(rule: r.IdAgreement, frame: MonthFrame, month: Month) -> Verdict:
    rows, number = frame.rows, frame.rows[rule.id_field].astype("string")
    usable = _bool(number.str.fullmatch(r"\d{12}")) & all_hold(rule.when, rows)
    digit = pd.to_numeric(number.where(usable).str[3], errors="coerce")
    nothing = pd.Series(False, index=rows.index)
    verdict = Verdict(nothing, nothing, rule.id_field, "", "Đối chiếu với thẻ căn cước hoặc giấy khai sinh; sửa số, giới tính hoặc ngày sinh.")
    if rule.birth_field:
        year = 1900 + 100 * (digit // 2) + pd.to_numeric(number.where(usable).str[4:6], errors="coerce")
        known = usable & rows[rule.birth_field].notna()
        verdict.looked = verdict.looked | known
        verdict.extra.append({"bad": known & _bool(year != rows[rule.birth_field].dt.year), "field": rule.birth_field, "text": "Năm sinh không khớp số định danh cá nhân."})
    if rule.sex_field or rule.sex:
        sex = rows[rule.sex_field] if rule.sex_field else pd.Series(rule.sex, index=rows.index)
        known = usable & sex.isin(["Nam", "Nữ"])
        verdict.looked = verdict.looked | known
        wrong = known & _bool(sex != (digit % 2).map({0.0: "Nam", 1.0: "Nữ"}))
        verdict.extra.append({"bad": wrong, "field": rule.sex_field or rule.id_field, "text": "Giới tính không khớp số định danh cá nhân."})
    return verdict


def full_years(birth: pd.Series, at: pd.Series) -> pd.Series:
    """Completed years of age at a day; NaN where either is missing."""
    (year, day), (year_at, day_at) = _parts_of(birth), _parts_of(at)
    return pd.Series(np.where(birth.notna() & at.notna(), (year_at - year - (day_at < day)).astype(float), np.nan), index=birth.index, copy=False)


def _parts_of(days: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Year, and place in the year by month and day, of each date."""
    moments = days.to_numpy()
    months, of_month = moments.astype("datetime64[M]"), moments.astype("datetime64[D]")
    number = months.astype(np.int64)
    return number // 12 + 1970, number % 12 * 32 + (of_month - months.astype("datetime64[D]")).astype(np.int64)


def _at(rule, frame: MonthFrame, month: Month) -> pd.Series:
    return frame.rows[rule.at] if rule.at else pd.Series(pd.Timestamp(month.last_day), index=frame.rows.index)


def age(rule: r.Age, frame: MonthFrame, month: Month) -> Verdict:
    years = full_years(frame.rows[rule.birth], _at(rule, frame, month))
    looked = all_hold(rule.when, frame.rows) & years.notna()
    low = years < rule.min if rule.min is not None else pd.Series(False, index=years.index)
    high = years > rule.max if rule.max is not None else pd.Series(False, index=years.index)
    return Verdict(looked, looked & _bool(low | high), rule.birth, f"Tuổi tính từ “{frame.title(rule.birth)}” ngoài khoảng quy định ({rule.min or 0}–{rule.max or '…'} tuổi).")


def age_group(rule: r.AgeGroup, frame: MonthFrame, month: Month) -> Verdict:
    rows, years = frame.rows, full_years(frame.rows[rule.birth], frame.rows[rule.at])
    expected = pd.Series(pd.NA, index=rows.index, dtype="object")
    for band in rule.bands:
        expected = expected.mask((years >= band.from_year) & (years < band.below_year), band.label)
    looked = all_hold(rule.when, rows) & rows[rule.label_field].notna() & expected.notna()
    return Verdict(looked, looked & _bool(rows[rule.label_field] != expected), rule.label_field, f"“{frame.title(rule.label_field)}” không khớp tuổi tính được.")


def same_id_other_name(rule: r.SameIdOtherName, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    looked = all_hold(rule.when, rows) & filled(rows, [rule.id_field, rule.name_field])
    # Numbers met once, nearly all, need no look at the name.
    again = looked & rows[rule.id_field].where(looked).duplicated(keep=False)
    names = rows.loc[again, rule.name_field].map(plain)
    several = names.groupby(rows.loc[again, rule.id_field]).transform("nunique") > 1
    bad = looked & _bool(several.reindex(rows.index))
    by = [rule.id_field]
    text = others_text(rows, bad, by, "Một số định danh ghi cho nhiều tên khác nhau")
    return Verdict(looked, bad, rule.id_field, text, "Đối chiếu thẻ căn cước của từng người, sửa số ghi sai.", soft=first_of_group(rows, bad, by))


KINDS = {"id_agreement": id_agreement, "age": age, "age_group": age_group, "same_id_other_name": same_id_other_name, "similar_person": similar_person,
         "same_couple": same_couple, "mistyped_code": mistyped_code}
