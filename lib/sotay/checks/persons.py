"""Rules about people: number against sex and birth, age, the same person written twice."""

from __future__ import annotations

import unicodedata
from itertools import combinations

import pandas as pd
from rapidfuzz import fuzz

from sotay.checks.model import Month, MonthFrame, Verdict, all_hold, filled
from sotay.checks.within_table import first_of_group, others_text
from sotay.definitions.models import rules as r

# Names this much alike (0-100) count as one person when the birth date is the same; see tests for the labelled pairs.
NAME_ALIKE = 90


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
    before = (at.dt.month < birth.dt.month) | ((at.dt.month == birth.dt.month) & (at.dt.day < birth.dt.day))
    return at.dt.year - birth.dt.year - before.astype(float).where(birth.notna() & at.notna())


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


def plain(name: str) -> str:
    """A name without case, accents and doubled spaces; only for finding likely duplicates, which a person then judges."""
    bare = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


def same_id_other_name(rule: r.SameIdOtherName, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    looked = all_hold(rule.when, rows) & filled(rows, [rule.id_field, rule.name_field])
    names = rows[rule.name_field].where(looked).map(lambda n: plain(n) if isinstance(n, str) else n)
    several = names.groupby(rows[rule.id_field]).transform("nunique") > 1
    bad = looked & _bool(several)
    by = [rule.id_field]
    text = others_text(rows, bad, by, "Một số định danh ghi cho nhiều tên khác nhau")
    return Verdict(looked, bad, rule.id_field, text, "Đối chiếu thẻ căn cước của từng người, sửa số ghi sai.", soft=first_of_group(rows, bad, by))


def similar_person(rule: r.SimilarPerson, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    looked = all_hold(rule.when, rows) & filled(rows, [rule.name_field, rule.birth_field])
    names = rows.loc[looked, rule.name_field].map(plain)
    birth = rows.loc[looked, rule.birth_field]
    # A block shares the birth year and the unordered pair of day and month, so swapped spellings meet.
    low, high = birth.dt.day.clip(upper=birth.dt.month), birth.dt.month.clip(lower=birth.dt.day)
    bad, text = pd.Series(False, index=rows.index), pd.Series("", index=rows.index)
    for _, members in names.groupby([birth.dt.year, low, high]):
        for one, other in combinations(members.index, 2):
            reason = _alike(rule, rows, names, one, other)
            if reason:
                bad.loc[other] = True
                text.loc[other] = f"Có thể trùng với {rows.at[one, '_file']} dòng {rows.at[one, '_row']}: {reason}."
    return Verdict(looked, bad, None, text, "Xác minh có phải một người; nếu phải, giữ một dòng.")


def _alike(rule: r.SimilarPerson, rows: pd.DataFrame, names: pd.Series, one, other) -> str:
    if rule.id_field:
        first, second = rows.at[one, rule.id_field], rows.at[other, rule.id_field]
        if isinstance(first, str) and isinstance(second, str):
            return ""  # both numbers known: equal ones are duplicates by key, different ones are two people
    if any(rows.at[one, name] != rows.at[other, name] for name in rule.same if pd.notna(rows.at[one, name]) and pd.notna(rows.at[other, name])):
        return ""
    same_day = rows.at[one, rule.birth_field] == rows.at[other, rule.birth_field]
    score = fuzz.ratio(names[one], names[other])
    shortened = same_day and _middle_left_out(names[one], names[other])
    if score < NAME_ALIKE and not shortened:
        return ""
    spelled = "cùng họ tên" if score == 100 else "thiếu chữ đệm" if shortened else "họ tên gần giống"
    return f"giống vì {spelled}, {'cùng ngày sinh' if same_day else 'ngày và tháng sinh đổi chỗ'}"


def _middle_left_out(one: str, other: str) -> bool:
    """Same family and given name, and the shorter name's words stand in the longer one in order: "Lý Hoa" for "Lý Thị Hoa"."""
    short, long = sorted((one.split(), other.split()), key=len)
    if len(short) < 2 or len(short) == len(long) or short[0] != long[0] or short[-1] != long[-1]:
        return False
    rest = iter(long)
    return all(word in rest for word in short)


KINDS = {"id_agreement": id_agreement, "age": age, "age_group": age_group, "same_id_other_name": same_id_other_name, "similar_person": similar_person}
