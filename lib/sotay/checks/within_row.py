"""Rules that need one row only: order, sums, agreement, conditions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sotay.checks.model import Month, MonthFrame, Verdict, all_hold, filled, holds
from sotay.definitions.models import rules as r
from sotay.definitions.models.base import Condition


def _number(values: pd.Series) -> pd.Series:
    """Flags count as 1, dates stay, numbers become Float64."""
    return values.astype("Int64").astype("Float64") if values.dtype == "boolean" else values.astype("Float64")


# Decimal sums such as 12.3 + 7.9 are not exact in binary.
EXACT = 1e-6


def _titles(frame: MonthFrame, names: list[str]) -> str:
    return ", ".join(f"“{frame.title(n)}”" for n in names)


def required(rule: r.Required, frame: MonthFrame, month: Month) -> Verdict:
    rows, when = frame.rows, all_hold(rule.when, frame.rows)
    bad = {n: when & rows[n].isna() & ~frame.unread(n) & frame.present(n) for n in rule.fields}
    first = rule.fields[0]
    verdict = Verdict(when & frame.present(first), bad[first], first, f"Thiếu {_titles(frame, [first])}.", "Bổ sung theo hồ sơ gốc.")
    for name in rule.fields[1:]:
        verdict.extra.append({"bad": bad[name], "field": name, "text": f"Thiếu {_titles(frame, [name])}."})
    return verdict


def empty(rule: r.Empty, frame: MonthFrame, month: Month) -> Verdict:
    when = all_hold(rule.when, frame.rows)
    bad = when & frame.rows[rule.fields].notna().any(axis=1)
    conditions = {c.field for c in rule.when}
    return Verdict(when, bad, next(iter(conditions), rule.fields[0]), f"Với giá trị này thì {_titles(frame, rule.fields)} phải để trống.", "Xóa phần không đúng hoặc sửa tình trạng.")


def range_(rule: r.Range, frame: MonthFrame, month: Month) -> Verdict:
    values, looked = frame.rows[rule.field], all_hold(rule.when, frame.rows) & frame.rows[rule.field].notna()
    values = values.dt.year if str(values.dtype).startswith("datetime") else values
    low = values < rule.min if rule.min is not None else False
    high = values > rule.max if rule.max is not None else False
    bad = looked & pd.Series(low | high, index=values.index).fillna(False).astype(bool)
    bounds = " và ".join(t for t in (f"nhỏ hơn {rule.min}" if rule.min is not None else "", f"lớn hơn {rule.max}" if rule.max is not None else "") if t)
    return Verdict(looked, bad, rule.field, f"“{frame.title(rule.field)}” ngoài khoảng cho phép ({bounds.replace(' và ', ' hoặc ')}).")


def order(rule: r.Order, frame: MonthFrame, month: Month) -> Verdict:
    rows, when = frame.rows, all_hold(rule.when, frame.rows).to_numpy()
    looked, told = np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
    verdict = Verdict(looked, told, rule.fields[-1])
    compared = {n: _Ordered(rows[n]) for n in rule.fields}
    for position, later in enumerate(rule.fields[1:], start=1):
        bad, text = np.zeros(len(rows), dtype=bool), np.full(len(rows), "", dtype=object)
        for earlier in rule.fields[:position]:
            both = when & ~frame.blank(earlier) & ~frame.blank(later)
            wrong = both & compared[later].below(compared[earlier], rule.strict)
            relation = "không sau" if rule.strict else "trước"
            if compared[later].moments is None:
                relation = "không lớn hơn" if rule.strict else "nhỏ hơn"
            text[wrong & ~bad] = f"“{frame.title(later)}” {relation} “{frame.title(earlier)}”."
            verdict.looked, bad = verdict.looked | both, bad | wrong
        # The first value that falls is told; what comes after it follows from the same mistake.
        verdict.extra.append({"bad": bad & ~told, "field": later, "text": pd.Series(text, index=rows.index)})
        told = told | bad
    return verdict


class _Ordered:
    """A column whose values are compared row by row with another's: dates with a time by day when either of the two has no time of day in the row."""

    def __init__(self, values: pd.Series):
        self.values = values
        self.moments = values.to_numpy() if str(values.dtype).startswith("datetime") else None
        self.days = None if self.moments is None else self.moments.astype("datetime64[D]").astype(self.moments.dtype)

    def below(self, other: _Ordered, or_equal: bool) -> np.ndarray:
        """Rows in which this value lies below the other one; never where one is empty."""
        if self.moments is None or other.moments is None:
            less = self.values <= other.values if or_equal else self.values < other.values
            return less.fillna(False).to_numpy(dtype=bool)
        no_time = (self.moments == self.days) | (other.moments == other.days)
        last, first = np.where(no_time, self.days, self.moments), np.where(no_time, other.days, other.moments)
        return last <= first if or_equal else last < first


def not_above(rule: r.NotAbove, frame: MonthFrame, month: Month) -> Verdict:
    part, whole = (_number(frame.rows[n]).to_numpy(dtype=float, na_value=np.nan) for n in (rule.part, rule.whole))
    looked = all_hold(rule.when, frame.rows).to_numpy() & ~np.isnan(part) & ~np.isnan(whole)
    times = "" if rule.factor == 1 else f"{str(rule.factor).replace('.', ',')} lần "
    return Verdict(looked, looked & (part > whole * rule.factor), rule.part, f"“{frame.title(rule.part)}” lớn hơn {times}“{frame.title(rule.whole)}”.")


def sum_(rule: r.Sum, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    there = [n for n in rule.parts if frame.present(n).any()]
    if not there:
        return Verdict(not_run="không có cột thành phần nào")
    parts = pd.concat([_number(rows[n]) for n in rule.parts], axis=1)
    unread = pd.concat([frame.unread(n) for n in rule.parts], axis=1).any(axis=1)
    total = parts.sum(axis=1) if rule.empty_is_zero else parts.sum(axis=1, skipna=False)
    columns = pd.concat([frame.present(n) for n in rule.parts], axis=1)
    # A form of five questions has no sixth part; one part alone is no sum.
    enough = columns.sum(axis=1) >= min(2, len(rule.parts)) if rule.some_parts else columns.all(axis=1)
    if not enough.any():
        return Verdict(not_run="các tệp không có đủ cột thành phần")
    looked = all_hold(rule.when, rows) & rows[rule.total].notna() & total.notna() & ~unread & enough
    if rule.some_parts:
        looked &= parts.notna().any(axis=1)
    bad = looked & ((_number(rows[rule.total]) - total).abs() > rule.tolerance + EXACT).fillna(False).astype(bool)
    if rule.some_parts:
        looked &= ~_part_left_out(frame, bad & (_number(rows[rule.total]) > total).fillna(False).astype(bool), looked, ~columns.all(axis=1))
        bad &= looked
    return Verdict(looked, bad, rule.total, f"“{frame.title(rule.total)}” khác tổng của {_short_titles(frame, rule.parts)}.", "Tính lại tổng hoặc sửa số thành phần.")


def _part_left_out(frame: MonthFrame, above: pd.Series, looked: pd.Series, lacking: pd.Series) -> pd.Series:
    """Rows of files that lack some part and whose totals are above the sum of the others more often than not: the part was left out of the file, not of the sums."""
    file = frame.rows["_part"]
    often = above.groupby(file).sum() * 2 > looked.groupby(file).sum()
    return lacking & file.map(often).astype(bool)


def _short_titles(frame: MonthFrame, names: list[str]) -> str:
    return _titles(frame, names) if len(names) <= 4 else f"{len(names)} cột từ “{frame.title(names[0])}” đến “{frame.title(names[-1])}”"


def product(rule: r.Product, frame: MonthFrame, month: Month) -> Verdict:
    rows, result = frame.rows, 1.0
    for name in rule.factors:
        result = _number(rows[name]) * result
    looked = all_hold(rule.when, rows) & rows[rule.total].notna() & result.notna()
    bad = looked & ((_number(rows[rule.total]) - result).abs() > rule.tolerance + EXACT).fillna(False).astype(bool)
    return Verdict(looked, bad, rule.total, f"“{frame.title(rule.total)}” khác tích của {_titles(frame, rule.factors)}.", "Tính lại theo hệ số và mức chuẩn đang áp dụng.")


def ratio(rule: r.Ratio, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    below = _number(rows[rule.denominator])
    result = _number(rows[rule.numerator]) * rule.times / below.where(below != 0)
    looked = all_hold(rule.when, rows) & rows[rule.field].notna() & result.notna()
    bad = looked & ((_number(rows[rule.field]) - result).abs() > rule.tolerance + EXACT).fillna(False).astype(bool)
    return Verdict(looked, bad, rule.field, f"“{frame.title(rule.field)}” không bằng “{frame.title(rule.numerator)}” chia “{frame.title(rule.denominator)}”.", "Tính lại tỷ lệ.")


def _addend(frame: MonthFrame, name: str, empty_is_zero: bool) -> pd.Series:
    """A column of a balance; a blank of an optional one may stand for nothing, what could not be read never does."""
    values = _number(frame.rows[name])
    return values.mask(values.isna() & ~frame.unread(name), 0) if empty_is_zero and not frame.table.column(name).required else values


def balance(rule: r.Balance, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    plus, minus = ([_addend(frame, n, rule.empty_is_zero) for n in names] for names in (rule.plus, rule.minus))
    result = sum(plus, start=0) - sum(minus, start=0)
    looked = all_hold(rule.when, rows) & rows[rule.closing].notna() & result.notna()
    bad = looked & ((_number(rows[rule.closing]) - result).abs() > rule.tolerance + EXACT).fillna(False).astype(bool)
    return Verdict(looked, bad, rule.closing, f"“{frame.title(rule.closing)}” không khớp đầu kỳ cộng tăng trừ giảm.", "Đối chiếu lại các cột tăng, giảm trong kỳ.")


def differ(rule: r.Differ, frame: MonthFrame, month: Month) -> Verdict:
    rows, bad, looked = frame.rows, pd.Series(False, index=frame.rows.index), pd.Series(False, index=frame.rows.index)
    for position, one in enumerate(rule.fields):
        for other in rule.fields[position + 1:]:
            both = filled(rows, [one, other])
            looked |= both
            bad |= both & (rows[one] == rows[other]).fillna(False).astype(bool)
    when = all_hold(rule.when, rows)
    return Verdict(looked & when, bad & when, rule.fields[0], f"{_titles(frame, rule.fields)} phải khác nhau.")


def same_value(rule: r.SameValue, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    looked = all_hold(rule.when, rows) & rows[rule.field].notna() & rows[rule.others].notna().any(axis=1)
    equal = pd.concat([(rows[rule.field] == rows[o]).fillna(False) for o in rule.others], axis=1).any(axis=1).astype(bool)
    # The value may stand in a column that this file does not have, or in a cell that could not be read: then nobody can say that it differs.
    known = pd.concat([frame.present(o) & ~frame.unread(o) for o in rule.others], axis=1).all(axis=1)
    looked &= equal | known
    return Verdict(looked, looked & ~equal, rule.field, f"“{frame.title(rule.field)}” khác {_titles(frame, rule.others)}.")


def implies(rule: r.Implies, frame: MonthFrame, month: Month) -> Verdict:
    rows, looked = frame.rows, all_hold(rule.when, frame.rows)
    ok = pd.Series(True, index=rows.index)
    for condition in rule.then:
        known = rows[condition.field].notna() if condition.filled is None and condition.not_in is None else pd.Series(True, index=rows.index)
        ok &= holds(condition, rows) | ~known | frame.unread(condition.field) | ~frame.present(condition.field)
    field = (rule.fields or [rule.then[0].field])[0]
    return Verdict(looked, looked & ~ok, field, f"{_say(frame, rule.when)} thì {_say(frame, rule.then)}.")


def _say(frame: MonthFrame, conditions: list[Condition]) -> str:
    return " và ".join(_say_one(frame, c) for c in conditions)


def _say_one(frame: MonthFrame, c: Condition) -> str:
    name = f"“{frame.title(c.field)}”"
    if c.filled is not None:
        return f"{name} {'phải có' if c.filled else 'phải để trống'}"
    if c.is_in is not None or c.not_in is not None:
        values = ", ".join("Có" if v is True else "Không" if v is False else str(v) for v in (c.is_in or c.not_in))
        return f"{name} {'là' if c.is_in is not None else 'không phải là'} {values}"
    for key, word in (("at_least", "từ"), ("at_most", "không quá"), ("above", "trên"), ("below", "dưới")):
        if getattr(c, key) is not None:
            return f"{name} {word} {str(getattr(c, key)).replace('.', ',')}"
    other = c.above_field or c.not_above_field
    return f"{name} {'lớn hơn' if c.above_field else 'không lớn hơn'} “{frame.title(other)}”"


def pattern(rule: r.Pattern, frame: MonthFrame, month: Month) -> Verdict:
    values = frame.rows[rule.field]
    looked = all_hold(rule.when, frame.rows) & values.notna()
    fits = values.astype("string").str.fullmatch(rule.regex).fillna(False).astype(bool)
    return Verdict(looked, looked & ~fits, rule.field, f"“{frame.title(rule.field)}” không đúng dạng quy định.", "Viết lại theo đúng dạng của mã, số.")


def words(rule: r.Words, frame: MonthFrame, month: Month) -> Verdict:
    looked, bad = pd.Series(False, index=frame.rows.index), pd.Series(False, index=frame.rows.index)
    for name in rule.fields:
        values = frame.rows[name].astype("string")
        looked |= values.notna()
        for word in rule.words:
            bad |= values.str.contains(word, case=False, regex=False).fillna(False).astype(bool)
    when = all_hold(rule.when, frame.rows)
    return Verdict(looked & when, bad & when, rule.fields[0], f"{_titles(frame, rule.fields)} có từ ngữ không được có ở đây.")


def standard(rule: r.Standard, frame: MonthFrame, month: Month) -> Verdict:
    in_force = [float(v.label) for v in month.registry.codes.get(rule.standard, []) if v.in_force(month.last_day)]
    if not in_force:
        return Verdict(not_run="không có mức đang áp dụng trong danh mục")
    values = _number(frame.rows[rule.field])
    looked = all_hold(rule.when, frame.rows) & values.notna()
    amounts = ", ".join(f"{v:,.0f}".replace(",", ".") for v in in_force)
    return Verdict(looked, looked & ~values.isin(in_force).fillna(False).astype(bool), rule.field, f"“{frame.title(rule.field)}” không phải mức đang áp dụng ({amounts}).", "Cập nhật mức đang áp dụng.")


def lookup(rule: r.Lookup, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    looked = all_hold(rule.when, rows) & rows[rule.key].isin(list(rule.allowed)).fillna(False).astype(bool) & rows[rule.field].notna()
    bad = pd.Series(False, index=rows.index)
    for key, allowed in rule.allowed.items():
        bad |= looked & (rows[rule.key] == key).fillna(False).astype(bool) & ~rows[rule.field].isin(allowed).fillna(False).astype(bool)
    return Verdict(looked, bad, rule.field, f"“{frame.title(rule.field)}” không thuộc mức cho phép của “{frame.title(rule.key)}”.")


KINDS = {
    "required": required, "empty": empty, "range": range_, "order": order, "not_above": not_above, "sum": sum_, "product": product, "ratio": ratio, "balance": balance,
    "differ": differ, "same_value": same_value, "implies": implies, "pattern": pattern, "words": words, "standard": standard, "lookup": lookup,
}
