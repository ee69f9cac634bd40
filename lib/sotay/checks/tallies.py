"""Rules that hold a value against what another table says, or against last month's close."""

from __future__ import annotations

import pandas as pd

from sotay.checks.across_tables import joined_keys, no_table, other_frame
from sotay.checks.model import Month, MonthFrame, Verdict, all_hold, filled
from sotay.cleaning.text import accent_key
from sotay.definitions.models import rules as r

_WORDS = {"equal": "khác", "at_least": "nhỏ hơn", "at_most": "lớn hơn"}


def _true(mask) -> pd.Series:
    return mask.fillna(False).astype(bool)


def other_value(rule: r.OtherValue, frame: MonthFrame, month: Month) -> Verdict:
    """Looked up by key; keys that stand in several rows with different values say nothing."""
    other, rows = other_frame(month, rule.of_table), frame.rows
    if other is None:
        return no_table(month, rule.of_table)
    known = other.rows[[rule.of_key, rule.of_field]].dropna().drop_duplicates()
    known = known.loc[~known[rule.of_key].duplicated(keep=False)].set_index(rule.of_key)[rule.of_field]
    there = rows[rule.key].map(known)
    looked = all_hold(rule.when, rows) & filled(rows, [rule.key, rule.field]) & there.notna()
    title = other.title(rule.of_field)
    return Verdict(looked, looked & _differ(rows[rule.field], there, rule.tolerance), rule.field, f"“{frame.title(rule.field)}” khác “{title}” trong “{other.table.title}”.", "Đối chiếu hai bảng, sửa bên ghi sai.")


def _differ(mine: pd.Series, there: pd.Series, tolerance: float) -> pd.Series:
    if str(mine.dtype).startswith("datetime"):
        return mine.dt.normalize() != pd.to_datetime(there, errors="coerce").dt.normalize()
    if mine.dtype in ("Int64", "Float64"):
        return _true((mine.astype("Float64") - pd.to_numeric(there, errors="coerce").astype("Float64")).abs() > tolerance)
    return mine.map(accent_key, na_action="ignore") != there.astype("object").map(lambda v: accent_key(str(v)), na_action="ignore")


def tally(rule: r.Tally, frame: MonthFrame, month: Month) -> Verdict:
    other, rows = other_frame(month, rule.of_table), frame.rows
    if other is None:
        return no_table(month, rule.of_table)
    there = other.rows.loc[all_hold(rule.where, other.rows)]
    counted = _counted(rule, there)
    if rule.key and rule.of_key:
        told = rows[rule.key].map(counted.groupby(there[rule.of_key]).agg("max" if rule.count == "max" else "sum"))
        # Nobody of that village in the list is a number too; no list that names villages at all is not.
        told = told.fillna(0) if rule.count != "max" and there[rule.of_key].notna().any() else told
    else:
        told = pd.Series(counted.max() if rule.count == "max" else counted.sum(), index=rows.index)
    told = told.astype("Float64")
    mine = _numbers(rows[rule.field])
    looked = all_hold(rule.when, rows) & mine.notna() & told.notna() & (rows[rule.key].notna() if rule.key else True)
    wrong = {"equal": mine != told, "at_least": mine < told, "at_most": mine > told}[rule.compare]
    text = told.map(lambda n: f"“{frame.title(rule.field)}” {_WORDS[rule.compare]} số đếm trong “{other.table.title}” ({n:,.0f}).".replace(",", "."), na_action="ignore").astype("object").fillna("")
    return Verdict(looked, looked & _true(wrong), rule.field, text, "Đối chiếu với danh sách chi tiết.")


def _counted(rule: r.Tally, there: pd.DataFrame) -> pd.Series:
    return pd.Series(1, index=there.index) if rule.count == "rows" else _numbers(there[rule.of_field])


def _numbers(values: pd.Series) -> pd.Series:
    """Numbers as they are; of a text ("94", "05/2026") the number it begins with."""
    if values.dtype in ("Int64", "Float64"):
        return values.astype("Float64")
    return pd.to_numeric(values.astype("string").str.extract(r"^\s*0*(\d+)")[0], errors="coerce").astype("Float64")


def carried_over(rule: r.CarriedOver, frame: MonthFrame, month: Month) -> Verdict:
    earlier = month.history(frame.table.id, 1)
    if not len(earlier) or rule.closing_field not in earlier:
        return Verdict(not_run="chưa có số liệu tháng trước để so sánh")
    rows = frame.rows
    closed = earlier.assign(_key=joined_keys(earlier, rule.key)).drop_duplicates("_key").set_index("_key")[rule.closing_field]
    told = joined_keys(rows, rule.key).map(closed).astype("Float64")
    mine = rows[rule.field].astype("Float64")
    looked = all_hold(rule.when, rows) & mine.notna() & told.notna()
    return Verdict(looked, looked & _true(mine != told), rule.field, f"“{frame.title(rule.field)}” khác “{frame.title(rule.closing_field)}” của tháng trước.", "Đối chiếu báo cáo tháng trước.")


KINDS = {"other_value": other_value, "tally": tally, "carried_over": carried_over}
