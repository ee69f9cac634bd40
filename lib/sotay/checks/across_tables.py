"""Rules that look into another table of the month, or into earlier months."""

from __future__ import annotations

import pandas as pd

from sotay.checks.duplicates.across import same_person_in
from sotay.checks.model import Month, MonthFrame, Verdict, all_hold, dossier_days, filled, joined
from sotay.checks.persons import plain
from sotay.definitions.models import rules as r


def _bool(mask) -> pd.Series:
    return mask.fillna(False).astype(bool)


def other_frame(month: Month, table: str) -> MonthFrame | None:
    other = month.frames.get(table)
    return other if other is not None and len(other.rows) else None


def no_table(month: Month, table: str) -> Verdict:
    title = month.registry.tables[table].table.title if table in month.registry.tables else table
    return Verdict(not_run=f"tháng này chưa có dữ liệu “{title}” để đối chiếu")


def _softly(other: MonthFrame, field: str, rows: pd.DataFrame) -> pd.Series | None:
    """All rows, when the other table has rows whose `field` is empty or unreadable: the fault may then be there, so it is a doubt here."""
    gaps = other.rows[field].isna() | other.unread(field)
    return pd.Series(True, index=rows.index) if gaps.any() else None


def reference(rule: r.Reference, frame: MonthFrame, month: Month) -> Verdict:
    other, rows = other_frame(month, rule.to_table), frame.rows
    if other is None:
        return no_table(month, rule.to_table)
    fields, there = [rule.field, *rule.with_fields], [rule.to_field, *rule.with_fields.values()]
    if not all(other.present(n).any() for n in there):
        return Verdict(not_run="bảng đối chiếu không có cột cần thiết")
    earlier = month.earlier(rule.to_table, 12, there)
    known = pd.concat([_together(r, there) for r in (other.rows, earlier) if set(there) <= set(r)]).dropna().unique()
    values = _together(rows, fields)
    looked = all_hold(rule.when, rows) & values.notna()
    if rule.by_month:
        # A code stamped before the months at hand cannot be looked up: not run for that row, never failed.
        stamp = dossier_days(values)
        months = set(earlier["_month"]) if "_month" in earlier else set()
        looked &= stamp.isna() | (stamp >= pd.Timestamp(month.first_day)) | stamp.dt.strftime("%Y-%m").isin(months)
    title = month.registry.tables[rule.to_table].table.title
    names = " + ".join(f"“{frame.title(n)}”" for n in fields)
    return Verdict(looked, looked & ~values.isin(known), rule.field, f"{names} không có trong “{title}”.", "Kiểm tra mã ghi nhầm, hoặc bổ sung dòng còn thiếu ở bảng kia.",
                   soft=_softly(other, rule.to_field, rows))


def _together(rows: pd.DataFrame, names: list[str]) -> pd.Series:
    """The value of one field, or of several joined; empty where one of them is."""
    return rows[names[0]] if len(names) == 1 else joined(rows, names)


def absent_from(rule: r.AbsentFrom, frame: MonthFrame, month: Month) -> Verdict:
    other, rows = other_frame(month, rule.to_table), frame.rows
    needed = [n for n in (rule.to_name_field, rule.to_birth_field, rule.to_id_field) if n]
    earlier = month.earlier(rule.to_table, 12, needed)
    sources = [f for f in ([other.rows[needed]] if other is not None else []) + ([earlier] if len(earlier) else [])]
    if not sources:
        return no_table(month, rule.to_table)
    there = pd.concat(sources, ignore_index=True)
    looked = all_hold(rule.when, rows) & rows[rule.name_field].notna()
    by_number = pd.Series(False, index=rows.index)
    if rule.id_field and rule.to_id_field:
        by_number = _bool(rows[rule.id_field].isin(set(there[rule.to_id_field].dropna())))
    people = set(zip(there[rule.to_name_field].dropna().map(plain), there.loc[there[rule.to_name_field].notna(), rule.to_birth_field], strict=True))
    pairs = pd.Series(list(zip(rows[rule.name_field].map(plain, na_action="ignore"), rows[rule.birth_field], strict=True)), index=rows.index)
    by_person = filled(rows, [rule.name_field, rule.birth_field]) & pairs.isin(people)
    if rule.id_field and rule.to_id_field:
        # Two known, different numbers are two people of the same name and birth date.
        by_person &= rows[rule.id_field].isna() | by_number
    title = month.registry.tables[rule.to_table].table.title
    return Verdict(looked, looked & (by_number | by_person), None, f"Người này có tên trong “{title}”.", "Kiểm tra và cập nhật trạng thái (thôi hưởng, đã chết, chuyển đi).")


def group_size(rule: r.GroupSize, frame: MonthFrame, month: Month) -> Verdict:
    other = other_frame(month, rule.of_table)
    if other is None:
        return no_table(month, rule.of_table)
    sizes = other.rows.groupby(rule.of_field).size()
    counted = frame.rows[rule.key].map(sizes)
    looked = all_hold(rule.when, frame.rows) & filled(frame.rows, [rule.key, rule.field]) & counted.notna()
    return Verdict(looked, looked & _bool(frame.rows[rule.field].astype("Float64") != counted), rule.field, f"“{frame.title(rule.field)}” khác số dòng ở “{other.table.title}”.",
                   soft=_softly(other, rule.of_field, frame.rows))


def between(rule: r.Between, frame: MonthFrame, month: Month) -> Verdict:
    other, rows = other_frame(month, rule.of_table), frame.rows
    if other is None:
        return no_table(month, rule.of_table)
    bounds = [rule.first, *([rule.last] if rule.last else [])]
    spans = other.rows.dropna(subset=[rule.of_key])[[rule.of_key, *bounds]].drop_duplicates()
    spans = spans.loc[spans[rule.first].notna()]
    day = rows[rule.field].dt.normalize()
    looked = all_hold(rule.when, rows) & day.notna() & rows[rule.key].isin(set(spans[rule.of_key]))
    pairs = pd.DataFrame({"_row": rows.index, "_key": rows[rule.key], "_day": day}).loc[looked].merge(spans, left_on="_key", right_on=rule.of_key)
    slack = pd.Timedelta(days=rule.slack_days)
    inside = ~_bool(pairs["_day"] < pairs[rule.first].dt.normalize() - slack)
    if rule.last:
        inside &= ~_bool(pairs["_day"] > pairs[rule.last].dt.normalize() + slack)
    fits = set(pairs.loc[inside, "_row"])
    bad = looked & ~pd.Series(rows.index.isin(fits), index=rows.index)
    return Verdict(looked, bad, rule.field, f"“{frame.title(rule.field)}” nằm ngoài thời gian của “{other.table.title}”.")


def _with_last_month(rule, frame: MonthFrame, month: Month, months: int) -> tuple[pd.DataFrame, str]:
    earlier = month.history(frame.table.id, months)
    if not len(earlier):
        return earlier, "chưa có số liệu tháng trước để so sánh"
    return earlier, ""


def joined_keys(rows: pd.DataFrame, names: list[str]) -> pd.Series:
    """One text per row that tells the same line from month to month; empty parts stay empty."""
    joined = pd.Series("", index=rows.index, dtype="string")
    for name in names:
        joined = joined + "|" + rows[name].astype("string").fillna("")
    return joined


def no_decrease(rule: r.NoDecrease, frame: MonthFrame, month: Month) -> Verdict:
    earlier, why = _with_last_month(rule, frame, month, 1)
    if why or month.month.endswith("-01"):
        return Verdict(not_run=why or "lũy kế bắt đầu lại từ tháng 1")
    rows = frame.rows
    before = earlier.assign(_key=joined_keys(earlier, rule.key)).drop_duplicates("_key").set_index("_key")[rule.field]
    last = joined_keys(rows, rule.key).map(before).astype("Float64")
    looked = all_hold(rule.when, rows) & rows[rule.field].notna() & last.notna()
    return Verdict(looked, looked & _bool(rows[rule.field].astype("Float64") < last), rule.field, f"“{frame.title(rule.field)}” nhỏ hơn số lũy kế tháng trước.")


def change(rule: r.Change, frame: MonthFrame, month: Month) -> Verdict:
    earlier, why = _with_last_month(rule, frame, month, rule.months)
    if why:
        return Verdict(not_run=why)
    rows = frame.rows
    mean = joined_keys(rows, rule.key).map(earlier.assign(_key=joined_keys(earlier, rule.key)).groupby("_key")[rule.field].mean()).astype("Float64")
    values = rows[rule.field].astype("Float64")
    looked = all_hold(rule.when, rows) & values.notna() & mean.notna() & _bool(mean > 0)
    bad = looked & _bool((values - mean).abs() * 100 > mean * rule.max_pct)
    return Verdict(looked, bad, rule.field, f"“{frame.title(rule.field)}” lệch trên {rule.max_pct}% so với bình quân {rule.months} tháng trước.", "Kiểm tra lại số; nếu đúng, ghi lý do.")


KINDS = {"reference": reference, "absent_from": absent_from, "same_person_in": same_person_in, "group_size": group_size, "between": between, "no_decrease": no_decrease, "change": change}
