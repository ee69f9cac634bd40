"""Rules that hold a figure against another table as a whole: a share of its rows, or the sum of its outermost lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sotay.checks.across_tables import no_table, other_frame
from sotay.checks.model import Month, MonthFrame, Verdict, all_hold, filled
from sotay.checks.within_table import outermost
from sotay.definitions.folding import match_key
from sotay.definitions.models import rules as r
from sotay.definitions.models.base import Condition

# How a line begins that sums up others; where such a line stands beside others on the outermost level, they may be part of it.
_TOTAL = "tong"


def _shown(number: float) -> str:
    return f"{number:,.1f}".replace(",", "\x1f").replace(".", ",").replace("\x1f", ".").removesuffix(",0")


def share_of(rule: r.ShareOf, frame: MonthFrame, month: Month) -> Verdict:
    other, rows = other_frame(month, rule.of_table), frame.rows
    if other is None:
        return no_table(month, rule.of_table)
    if gone := [n for n in _named(rule.where) if not other.has(n)]:
        return Verdict(not_run=f"bảng “{other.table.title}” không có cột “{other.title(gone[0])}”")
    spans = _spans(rule, other.rows, month)
    if len(spans) < rule.months:
        return Verdict(not_run=f"chưa đủ số liệu {rule.months} tháng của “{other.table.title}” để tính")
    shares = [s for s in (_share(rule, span) for span in spans) if s]
    if not shares:
        return Verdict(not_run=f"“{other.table.title}” không có dòng nào để tính tỷ lệ")
    least, most = min(s[0] for s in shares), max(s[1] for s in shares)
    told = rows[rule.field].astype("Float64")
    # 0,85 and 85 % are both written for the same share.
    as_pct = told.where(~((told > 0) & (told <= 1)).fillna(False).astype(bool) | (least <= 1), told * 100)
    looked = all_hold(rule.when, rows) & told.notna()
    outside = (as_pct < least - rule.tolerance) | (as_pct > most + rule.tolerance)
    figures = _shown(least) if most - least < 0.05 else f"{_shown(least)}–{_shown(most)}"
    return Verdict(looked, looked & outside.fillna(False).astype(bool), rule.field, f"“{frame.title(rule.field)}” khác tỷ lệ tính từ bảng “{other.table.title}” ({figures} %).",
                   "Tính lại từ dữ liệu chi tiết, hoặc ghi rõ kỳ và cách tính.")


def _named(conditions: list[Condition]) -> list[str]:
    return [c.field for c in conditions]


def _spans(rule: r.ShareOf, rows: pd.DataFrame, month: Month) -> list[pd.DataFrame]:
    """The rows of this month; of this month and the one before; and so on to the beginning of the year or of what is stored without a gap."""
    names = list(dict.fromkeys(_named([*rule.of, *rule.where])))
    spans = [rows[names]]
    earlier = month.earlier(rule.of_table, 12, names) if rule.months > 1 else pd.DataFrame()
    for back in range(1, int(month.month[5:])):
        before = earlier[earlier["_month"] == str(pd.Period(month.month, "M") - back)] if "_month" in earlier and set(names) <= set(earlier) else earlier.iloc[:0]
        if not len(before):
            break
        spans.append(pd.concat([spans[-1], before[names]], ignore_index=True))
    return spans


def _share(rule: r.ShareOf, rows: pd.DataFrame) -> tuple[float, float] | None:
    """The least and the greatest percentage that the rows allow: an empty cell may mean either."""
    among = rows.loc[all_hold(rule.of, rows)]
    if not len(among):
        return None
    sure = all_hold(rule.where, among)
    unknown = ~sure & ~filled(among, _named(rule.where))
    return 100 * sure.sum() / len(among), 100 * (sure | unknown).sum() / len(among)


@dataclass(frozen=True)
class _Lines:
    """The outermost lines of a table: where they are, their sum, and the least it may be when one of them may hold the others."""

    places: pd.Index
    total: float
    least: float
    plain: bool
    why: str = ""


def covered(rule: r.Covered, frame: MonthFrame, month: Month) -> Verdict:
    """Only what is certain is told: one file on each side, every line read, the other table whole."""
    other = other_frame(month, rule.of_table)
    if other is None:
        return no_table(month, rule.of_table)
    if gone := [n for n in (rule.of_field, rule.of_outline, rule.of_label_field) if not other.has(n)]:
        return Verdict(not_run=f"bảng “{other.table.title}” không có cột “{other.title(gone[0])}”")
    named = frame.rows[rule.label_field].map(match_key, na_action="ignore").fillna("").astype("object")
    rest = named.str.startswith(tuple(match_key(w) for w in rule.rest_words)) if rule.rest_words else pd.Series(False, index=named.index)
    rest &= frame.rows[rule.field].notna()
    out, come = _lines(frame, rule.outline, rule.field, rule.label_field, ~rest), _lines(other, rule.of_outline, rule.of_field, rule.of_label_field, None)
    if why := out.why or come.why or _lacking(rule, other):
        return Verdict(not_run=why)
    return _balanced(rule, frame, other, out, come, rest)


def _balanced(rule: r.Covered, frame: MonthFrame, other: MonthFrame, out: _Lines, come: _Lines, rest: pd.Series) -> Verdict:
    rows, there = frame.rows, f"“{other.title(rule.of_field)}” của bảng “{other.table.title}”"
    looked, bad, text = (pd.Series(value, index=rows.index) for value in (False, False, ""))
    looked.loc[out.places[:1]] = True
    if out.least > come.total + rule.tolerance:
        bad.loc[out.places[:1]] = True
        text.loc[out.places[:1]] = f"Tổng “{frame.title(rule.field)}” ({_shown(out.least)}) lớn hơn tổng {there} ({_shown(come.total)})."
    stated = rest & out.plain & come.plain
    left = come.total - out.total
    wrong = stated & ((rows[rule.field].astype("Float64") - left).abs() > rule.tolerance).fillna(False).astype(bool)
    text.loc[wrong] = f"Dòng này khác phần còn lại: tổng {there} trừ tổng “{frame.title(rule.field)}” là {_shown(left)}."
    return Verdict(looked | stated, bad | wrong, rule.field, text, "Đối chiếu hai biểu: thiếu khoản mục, khác kỳ hay khác đơn vị tính (đồng, nghìn đồng, triệu đồng).")


def _lines(frame: MonthFrame, outline: str, field: str, label: str, among: pd.Series | None) -> _Lines:
    rows = frame.rows if among is None else frame.rows.loc[among]
    free = outermost(rows[outline]) & rows[outline].notna()
    values, names = rows.loc[free, field].astype("Float64"), rows.loc[free, label].map(match_key, na_action="ignore").fillna("").astype("object")
    unsure = frame.lost | frame.unread(outline) | frame.unread(field) | frame.unread(label)
    if len(frame.parts) > 1:
        return _Lines(values.index, 0, 0, False, f"“{frame.table.title}” có nhiều tệp trong tháng, không rõ có cộng vào nhau không")
    if not len(values) or values.isna().any() or unsure.any():
        return _Lines(values.index, 0, 0, False, f"“{frame.table.title}” có dòng chưa đọc được hoặc chưa ghi “{frame.title(field)}”")
    plain = len(values) == 1 or not names.str.startswith(_TOTAL).any()
    total = float(values.sum())
    return _Lines(values.index, total, total if plain else float(np.max(values)), plain)


def _lacking(rule: r.Covered, other: MonthFrame) -> str:
    """Why the other table is not whole, in words; empty when it has a line of each kind that it needs."""
    names = other.rows[rule.of_label_field].dropna().map(match_key)
    lacking = next((words for words in rule.of_needs if not any(match_key(w) in name for w in words for name in names)), None)
    return "" if lacking is None else f"“{other.table.title}” không có dòng “{' / '.join(lacking)}” nên chưa phải là toàn bộ"


KINDS = {"share_of": share_of, "covered": covered}
