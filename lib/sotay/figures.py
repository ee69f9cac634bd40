"""Figures that notebooks count out of a book's tables: by value, by band, by month, days between, shares. Missing is never zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from sotay.book import Book

UNSAID = "Chưa ghi"


def counts(frame: pd.DataFrame, by: str, unsaid: str = UNSAID) -> pd.Series:
    """Rows per value of a column, most first; empty cells under `unsaid`."""
    labels = frame[by].map({True: "Có", False: "Không"}) if str(frame[by].dtype) == "boolean" else frame[by]
    found = labels.astype("object").where(labels.notna(), unsaid).value_counts()
    return found.rename("Số lượng").rename_axis(None)


def cross(frame: pd.DataFrame, rows: str, columns: str, unsaid: str = UNSAID) -> pd.DataFrame:
    """Rows counted by two columns: a line per value of `rows`, most first."""
    if frame.empty:
        return pd.DataFrame()
    named = frame[[rows, columns]].astype("object")
    named = named.where(named.notna(), unsaid)
    table = pd.crosstab(named[rows], named[columns]).rename_axis(None).rename_axis(None, axis=1)
    return table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]


def share(frame: pd.DataFrame, column: str, values: Sequence[str | bool]) -> float | None:
    """Percent of the filled cells of a column that hold one of `values`; None when none is filled."""
    filled = frame[column].dropna()
    return None if filled.empty else 100.0 * float(filled.isin(list(values)).mean())


def ratio(numerator: float | None, denominator: float | None) -> float | None:
    """100 · numerator ÷ denominator; None when either is missing or the denominator is 0."""
    if numerator is None or denominator is None or pd.isna(numerator) or pd.isna(denominator) or denominator == 0:
        return None
    return 100.0 * float(numerator) / float(denominator)


def total(frame: pd.DataFrame, column: str) -> float | None:
    """Sum of the filled cells; None when no cell is filled."""
    filled = frame[column].dropna()
    return None if filled.empty else float(filled.sum())


def totals(frame: pd.DataFrame, titles: dict[str, str]) -> pd.Series:
    """Sums of several columns under their titles (column -> title), columns without a value left out."""
    sums = {title: total(frame, column) for column, title in titles.items() if column in frame}
    return pd.Series({t: v for t, v in sums.items() if v is not None}, dtype="float64")


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


def bands(values: pd.Series, edges: Sequence[float], labels: Sequence[str]) -> pd.Series:
    """Values counted by band [edge, next edge), in the bands' order; missing values are left out."""
    known = values.dropna().astype(float)
    placed = pd.cut(known, list(edges), labels=list(labels), right=False)
    return placed.value_counts(sort=False).rename_axis(None).rename("Số lượng")


def by_day(frame: pd.DataFrame, date: str) -> pd.Series:
    """Rows per day of the month, days without a row counted 0 between the first and the last."""
    found = frame[date].dropna().dt.normalize().value_counts().sort_index()
    return found if found.empty else found.reindex(pd.date_range(found.index[0], found.index[-1]), fill_value=0)


def by_month(book: Book, table: str, by: str | None = None, value: str | None = None) -> pd.DataFrame | pd.Series:
    """Rows (or the sum of `value`) per stored month up to the book's own; a column per value of `by` when given. Months without a file are missing, not 0."""
    rows = book.over_months(table)
    if rows.empty:
        return pd.Series(dtype="float64")
    amount = rows[value].astype("Float64") if value else pd.Series(1.0, index=rows.index)
    keys = [rows["thang"]] + ([rows[by].astype("object").where(rows[by].notna(), UNSAID)] if by else [])
    summed = amount.groupby(keys).sum(min_count=1)
    table_ = summed.unstack(fill_value=0) if by else summed
    return table_.rename_axis(None) if not by else table_.rename_axis(None).rename_axis(None, axis=1)


def top(series: pd.Series, n: int, rest: str = "Khác") -> pd.Series:
    """The n largest entries and the sum of the others under `rest`."""
    ordered = series.sort_values(ascending=False, kind="stable")
    if len(ordered) <= n:
        return ordered
    return pd.concat([ordered.iloc[:n], pd.Series({rest: ordered.iloc[n:].sum()})])


def percent(table: pd.DataFrame) -> pd.DataFrame:
    """Each line of a table of counts in percent of its own sum."""
    sums = table.sum(axis=1)
    return table.mul(100).div(sums.where(sums > 0), axis=0)
