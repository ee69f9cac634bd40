"""Rules about days: how far apart, against the closing day, spelt in words."""

from __future__ import annotations

import pandas as pd

from sotay.checks.model import Month, MonthFrame, Verdict, all_hold, filled
from sotay.cleaning.dates import date_in_words
from sotay.definitions.models import rules as r


def _true(mask) -> pd.Series:
    return mask.fillna(False).astype(bool)


def within_days(rule: r.WithinDays, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    looked = all_hold(rule.when, rows) & filled(rows, [rule.first, rule.last])
    gap = (rows[rule.last].dt.normalize() - rows[rule.first].dt.normalize()).dt.days
    return Verdict(looked, looked & _true(gap > rule.days), rule.last, f"“{frame.title(rule.last)}” sau “{frame.title(rule.first)}” quá {rule.days} ngày.")


def days_between(rule: r.DaysBetween, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    gap = (rows[rule.last].dt.normalize() - rows[rule.first].dt.normalize()).dt.days
    label = rows[rule.label_field]
    looked = all_hold(rule.when, rows) & gap.notna() & _true(label.isin([*rule.within, *rule.beyond]))
    late, said_late = _true(gap > rule.days), _true(label.isin(rule.beyond))
    return Verdict(looked, looked & (late != said_late), rule.label_field, f"“{frame.title(rule.label_field)}” không khớp số ngày từ “{frame.title(rule.first)}” đến “{frame.title(rule.last)}” (mốc {rule.days} ngày).")


def closing_days(frame: MonthFrame, month: Month) -> pd.Series:
    """For every row the day its figures are closed on: the day its file was handed in, at most the month's last."""
    days = [pd.Timestamp(min(p.raw.source.handed_in.date(), month.last_day)) for p in frame.parts]
    return frame.rows["_part"].map(dict(enumerate(days))).astype("datetime64[s]")


def closing_day(rule: r.ClosingDay, frame: MonthFrame, month: Month) -> Verdict:
    rows, closing = frame.rows, closing_days(frame, month)
    looked = all_hold(rule.when, rows) & rows[rule.field].notna()
    gap = (rows[rule.field].dt.normalize() - closing).dt.days
    early = gap < rule.at_least_days if rule.at_least_days is not None else pd.Series(False, index=rows.index)
    late = gap > rule.at_most_days if rule.at_most_days is not None else pd.Series(False, index=rows.index)
    side = "trước" if rule.at_least_days is not None else "sau"
    span = rule.at_least_days or rule.at_most_days or 0
    bound = f" cộng {span} ngày" if span > 0 else f" trừ {-span} ngày" if span < 0 else ""
    return Verdict(looked, looked & _true(early | late), rule.field, f"“{frame.title(rule.field)}” {side} ngày chốt số liệu{bound}.", "Kiểm tra ngày và cập nhật tình trạng.")


def in_words(rule: r.InWords, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    spelt = {text: pd.Timestamp(day) for text in rows[rule.field].dropna().unique() if (day := date_in_words(text)) is not None}
    told = rows[rule.field].map(spelt).astype("datetime64[s]")
    looked = all_hold(rule.when, rows) & told.notna() & rows[rule.date_field].notna()
    return Verdict(looked, looked & (told != rows[rule.date_field].dt.normalize()), rule.field, f"“{frame.title(rule.field)}” khác “{frame.title(rule.date_field)}”.", "Ghi bằng chữ đúng ngày trong hồ sơ.")


KINDS = {"within_days": within_days, "days_between": days_between, "closing_day": closing_day, "in_words": in_words}
