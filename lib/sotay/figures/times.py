"""Durations, ages, bands, punctuality, and rows per day, week and month. Missing is never zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from sotay.book.records import NOT_TOLD
from sotay.figures.counting import UNSAID, beside
from sotay.privacy.suppression.shares import few, share_said

if TYPE_CHECKING:
    from sotay.book import Book

# How a row may stand to its due date, in the order of the reports.
STATES = ("Đúng hạn", "Đang xử lý, còn hạn", "Không ghi hạn", "Quá hạn", "Đang xử lý, đã quá hạn")


def days(frame: pd.DataFrame, first: str, last: str) -> pd.Series:
    """Whole days from `first` to `last` per row; missing where either is."""
    return (frame[last].dt.normalize() - frame[first].dt.normalize()).dt.days.astype("Float64")


def hours(frame: pd.DataFrame, first: str, last: str) -> pd.Series:
    """Hours from `first` to `last` per row; missing where either is."""
    return ((frame[last] - frame[first]).dt.total_seconds() / 3600).astype("Float64")


def ages(frame: pd.DataFrame, birth: str, at: str | pd.Timestamp) -> pd.Series:
    """Completed years of age at a column's date or at a day; missing where either is."""
    day = frame[at] if isinstance(at, str) else pd.Series(at, index=frame.index)
    before = (day.dt.month < frame[birth].dt.month) | ((day.dt.month == frame[birth].dt.month) & (day.dt.day < frame[birth].dt.day))
    return (day.dt.year - frame[birth].dt.year - before.astype(int)).where(day.notna() & frame[birth].notna()).astype("Float64")


def age_groups(frame: pd.DataFrame, birth: str, at: str | pd.Timestamp, cuts: Sequence[int]) -> pd.Series:
    """The age group of each row, from the ages at which groups begin: below the first, between two, from the last on."""
    between = [f"{low}–{high - 1}" if high - low > 1 else str(low) for low, high in zip(cuts, cuts[1:], strict=False)]
    return banded(ages(frame, birth, at), [-1, *cuts, 200], [f"Dưới {cuts[0]}", *between, f"Từ {cuts[-1]}"])


def by_age(frame: pd.DataFrame, births: dict[str, str], at: str | pd.Timestamp, cuts: Sequence[int]) -> pd.DataFrame:
    """Rows per age group (see `age_groups`), a column per kind of person (title -> birth column); no group where no age is known."""
    counted = beside({title: age_groups(frame, birth, at, cuts).value_counts(sort=False) for title, birth in births.items()})
    return counted if counted.to_numpy().any() else counted.iloc[:0]


def at_most(values: pd.Series, limit: float, least: int = 0) -> float | str | None:
    """Percent of the known values that are at most `limit`; None when none is known, words when it tells of fewer than `least` people."""
    known = values.dropna()
    return share_said(float((known <= limit).sum()), len(known), least)


def banded(values: pd.Series, edges: Sequence[float], labels: Sequence[str]) -> pd.Series:
    """The band [edge, next edge) of each value; missing where the value is."""
    return pd.cut(values.astype("Float64").astype(float), list(edges), labels=list(labels), right=False)


def bands(values: pd.Series, edges: Sequence[float], labels: Sequence[str]) -> pd.Series:
    """Values counted by band [edge, next edge), in the bands' order; missing values are left out, and where there is nothing else no band is counted 0."""
    counted = banded(values.dropna(), edges, labels).value_counts(sort=False).rename_axis(None).rename("Số lượng")
    return counted if counted.any() else counted.iloc[:0]


def punctuality(frame: pd.DataFrame, done: str, due: str, day: pd.Timestamp) -> pd.Series:
    """How each row stands to its due date on `day`, by whole days: done in time or late, open in time or overdue."""
    last, closed = frame[due].dt.normalize(), frame[done].notna()
    late = frame[done].dt.normalize().where(closed, day) > last
    state = pd.Series("Đúng hạn", index=frame.index, dtype="object").mask(closed & late, "Quá hạn").mask(~closed, "Đang xử lý, còn hạn").mask(~closed & late, "Đang xử lý, đã quá hạn")
    return pd.Series(pd.Categorical(state.mask(last.isna(), "Không ghi hạn"), STATES), index=frame.index)


def number(book: Book, table: str, column: str = "", values: Sequence[str | bool] = (), least: int = 0) -> int | str | None:
    """Rows of the month's table, those whose column holds one of `values` when given; None when the table did not come, words for fewer than `least` people, where they would be all but few of the rows, or where the number is not told."""
    if not book.has(table):
        return None
    every = book.told_rows(table)
    if every is None:
        return NOT_TOLD
    found = int(book.load(table)[column].isin(list(values)).sum()) if column else every
    if column and few(found, every, least):
        # What is left of a number that is told must not be few either.
        return f"dưới {least}" if found < least else NOT_TOLD
    return found


def by_day(frame: pd.DataFrame, date: str) -> pd.Series:
    """Rows per day of the month, days without a row counted 0 between the first and the last."""
    found = frame[date].dropna().dt.normalize().value_counts().sort_index()
    return found if found.empty else found.reindex(pd.date_range(found.index[0], found.index[-1]), fill_value=0)


def by_week(frame: pd.DataFrame, date: str) -> pd.Series:
    """Rows per week, by its Monday; weeks without a row count 0 between the first and the last."""
    monday = frame[date].dropna().dt.normalize()
    found = (monday - pd.to_timedelta(monday.dt.day_of_week, unit="D")).value_counts().sort_index()
    return found if found.empty else found.reindex(pd.date_range(found.index[0], found.index[-1], freq="7D"), fill_value=0)


def by_month(book: Book, rows: str | pd.DataFrame, by: str | None = None, value: str | None = None) -> pd.DataFrame | pd.Series:
    """Rows (or the sum of `value`) per month up to the book's own; a column per value of `by` when given. Months without a file are missing, not 0; those of a table whose number is not told too.

    `rows`: a table's id, or rows picked out of `book.over_months`.
    """
    whole = rows if isinstance(rows, str) and not by and not value else ""
    rows = book.over_months(rows, [c for c in (by, value) if c]) if isinstance(rows, str) else rows
    if rows.empty:
        return pd.DataFrame() if by else pd.Series(dtype="float64")
    amount = rows[value].astype("Float64") if value else pd.Series(1.0, index=rows.index)
    keys = [rows["thang"]] + ([rows[by].astype("object").where(rows[by].notna(), UNSAID)] if by else [])
    summed = amount.groupby(keys).sum(min_count=1)
    summed = summed.unstack(fill_value=0).rename_axis(None, axis=1) if by else summed
    if whole:
        summed = summed.mask(pd.Series([not book.rows_told(whole, str(m)) for m in summed.index], index=summed.index, dtype=bool))
    return summed.reindex([m for m in book.months if m >= min(rows["thang"])]).rename_axis(None)


def side_by_side(book: Book, tables: dict[str, str]) -> pd.DataFrame:
    """Rows per month of several tables (id -> title), a column each."""
    return pd.DataFrame({title: by_month(book, table) for table, title in tables.items()}).rename_axis(None)
