"""Rules over rows that belong together: one value in a group, so many rows in it, so many in a file."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sotay.checks.model import Month, MonthFrame, Verdict, all_hold, filled
from sotay.checks.within_table import first_of_group
from sotay.definitions.models import rules as r


def beside_lost(frame: MonthFrame) -> np.ndarray:
    """Rows next to an unreadable row of the same file."""
    lost, part = frame.lost.to_numpy(), frame.rows["_part"].to_numpy()
    near = lost.copy()
    near[1:] |= lost[:-1] & (part[1:] == part[:-1])
    near[:-1] |= lost[1:] & (part[1:] == part[:-1])
    return near


def per_group(rule: r.PerGroup, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    looked = all_hold(rule.when, rows) & filled(rows, rule.group)
    hits = all_hold(rule.that, rows).where(looked).groupby([rows[g] for g in rule.group]).transform("sum")
    wrong = looked & (hits.astype("Float64") != rule.count).fillna(False).astype(bool)
    # The row that is missed may be the unreadable one beside the group, or one whose cell says nothing: then nobody is accused.
    unknown = pd.concat([frame.unread(c.field) | (rows[c.field].isna() & frame.table.column(c.field).required) for c in rule.that], axis=1).any(axis=1)
    unknown &= (hits.astype("Float64") < rule.count).fillna(False).astype(bool)
    torn = (pd.Series(beside_lost(frame), index=rows.index) | unknown).groupby([rows[g] for g in rule.group]).transform("any")
    wrong &= ~torn.fillna(False).astype(bool)
    bad = first_of_group(rows, wrong, rule.group)
    field = rule.that[0].field
    return Verdict(looked, bad, field, f"Mỗi “{frame.title(rule.group[0])}” phải có đúng {rule.count} dòng thỏa điều kiện ở “{frame.title(field)}”.")


def constant(rule: r.Constant, frame: MonthFrame, month: Month) -> Verdict:
    """Those who differ from most of their group are told; of two halves, all but the one that came first."""
    rows = frame.rows
    looked = all_hold(rule.when, rows) & filled(rows, [*rule.group, rule.field])
    part = rows.loc[looked, [*rule.group, rule.field]]
    sizes = part.groupby([*rule.group, rule.field], sort=False).size().rename("_n").reset_index()
    usual = sizes.sort_values("_n", ascending=False, kind="stable").drop_duplicates(rule.group).set_index(rule.group)[rule.field]
    usual.index = pd.MultiIndex.from_frame(usual.index.to_frame()) if len(rule.group) > 1 else usual.index
    keys = pd.MultiIndex.from_frame(part[rule.group]) if len(rule.group) > 1 else part[rule.group[0]]
    expected = pd.Series(usual.reindex(keys).to_numpy(), index=part.index)
    bad = pd.Series(False, index=rows.index)
    bad.loc[part.index[(part[rule.field].to_numpy() != expected.to_numpy())]] = True
    titles = " + ".join(f"“{frame.title(n)}”" for n in rule.group)
    return Verdict(looked, bad, rule.points_at or rule.field, f"“{frame.title(rule.field)}” khác các dòng cùng {titles}.", "Ghi thống nhất theo hồ sơ gốc.")


def few_rows(rule: r.FewRows, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    looked = all_hold(rule.when, rows)
    sizes = rows["_part"].where(looked).groupby(rows["_part"]).transform("count")
    return Verdict(looked, looked & (sizes > rule.rows), None, f"Tệp có trên {rule.rows} dòng: biểu này chỉ nhận số tổng hợp, không nhận danh sách từng người.", "Gửi số liệu tổng hợp theo biểu.")


KINDS = {"per_group": per_group, "constant": constant, "few_rows": few_rows}
