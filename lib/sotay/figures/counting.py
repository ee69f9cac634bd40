"""Counts, shares and sums of a table's rows. Missing is never zero."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sotay.privacy.suppression.cells import Mark, Policy
from sotay.privacy.suppression.shares import group_shares, share_said, share_shown
from sotay.privacy.suppression.tables import cross_table, lines_apart

UNSAID = "Chưa ghi"


def _said(values: pd.Series, unsaid: str) -> pd.Series:
    """A column as labels: yes and no in words, empty cells under `unsaid`."""
    labels = values.map({True: "Có", False: "Không"}) if pd.api.types.is_bool_dtype(values.dtype) else values
    return labels.astype("object").where(labels.notna(), unsaid)


def counts(frame: pd.DataFrame, by: str, unsaid: str = UNSAID) -> pd.Series:
    """Rows per value of a column, most first; empty cells under `unsaid`."""
    return _said(frame[by], unsaid).value_counts().rename("Số lượng").rename_axis(None)


def cross(frame: pd.DataFrame, rows: str, columns: str, unsaid: str = UNSAID) -> pd.DataFrame:
    """Rows counted by two columns: a line per value of `rows`, most first; bands (see `banded`) keep their own order."""
    if frame.empty:
        return pd.DataFrame()
    table = pd.crosstab(_said(frame[rows], unsaid), _said(frame[columns], unsaid)).rename_axis(None).rename_axis(None, axis=1)
    table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    for axis, column in enumerate((rows, columns)):
        if isinstance(frame[column].dtype, pd.CategoricalDtype):
            table = table.reindex([c for c in [*frame[column].cat.categories, unsaid] if c in table.axes[axis]], axis=axis)
    return table


def only(frame: pd.DataFrame, column: str, values: Sequence[str | bool]) -> pd.DataFrame:
    """The rows whose column holds one of `values`."""
    return frame[frame[column].isin(list(values)).fillna(False).astype(bool)]


def unfold(frame: pd.DataFrame, count: str) -> pd.DataFrame:
    """Each row as often as its `count` says: rows again from a table stored as counts."""
    return frame.loc[frame.index.repeat(frame[count].fillna(0).astype(int))].reset_index(drop=True)


def beside(parts: dict[str, pd.Series]) -> pd.DataFrame:
    """Counts side by side (title -> counts), a label that one part lacks counted 0 there; the order of the first part first, days in their own."""
    labels = list(dict.fromkeys(label for part in parts.values() for label in part.index))
    labels = sorted(labels) if all(isinstance(label, pd.Timestamp) for label in labels) else labels
    return pd.DataFrame({title: part.reindex(labels) for title, part in parts.items()}, index=labels).fillna(0)


def in_order(counted: pd.DataFrame | pd.Series, labels: Sequence[str]) -> pd.DataFrame | pd.Series:
    """Counts in the order of `labels` (a frame: its columns), others at the end; nothing is added."""
    axis = 1 if isinstance(counted, pd.DataFrame) else 0
    own = list(counted.axes[axis])
    return counted.reindex([v for v in labels if v in own] + [v for v in own if v not in labels], axis=axis)


def pick(frame: pd.DataFrame, titles: dict[str, str]) -> pd.DataFrame:
    """Some columns under the titles of a report (column -> title), numbered from one."""
    return frame.reindex(columns=list(titles)).rename(columns=titles).reset_index(drop=True)


def share(frame: pd.DataFrame, column: str, values: Sequence[str | bool], least: int = 0) -> float | str | None:
    """Percent of the filled cells of a column that hold one of `values`; None when none is filled, words when it tells of fewer than `least` people."""
    filled = frame[column].dropna()
    return share_said(float(filled.isin(list(values)).sum()), len(filled), least)


def ratio(numerator: float | None, denominator: float | None) -> float | None:
    """100 · numerator ÷ denominator; None when either is missing or the denominator is 0."""
    if numerator is None or denominator is None or pd.isna(numerator) or pd.isna(denominator) or denominator == 0:
        return None
    return 100.0 * float(numerator) / float(denominator)


def per(frame: pd.DataFrame, part: str, whole: str) -> pd.Series:
    """`part` per one of `whole` in each row; missing where either is or `whole` is 0."""
    whole_ = frame[whole].astype("Float64")
    return frame[part].astype("Float64") / whole_.where(whole_ > 0)


def ratio_of(frame: pd.DataFrame, part: str, whole: str) -> pd.Series:
    """`part` in percent of `whole` in each row; missing where either is or `whole` is 0."""
    return 100 * per(frame, part, whole)


def total(frame: pd.DataFrame, column: str) -> float | None:
    """Sum of the filled cells; None when no cell is filled."""
    filled = frame[column].dropna()
    return None if filled.empty else float(filled.sum())


def millions(amount: float | pd.Series | None) -> float | pd.Series | None:
    """An amount in millions; missing stays missing."""
    return None if amount is None else amount / 1_000_000


def totals(frame: pd.DataFrame, titles: dict[str, str]) -> pd.Series:
    """Sums of several columns under their titles (column -> title), columns without a value left out."""
    sums = {title: total(frame, column) for column, title in titles.items() if column in frame}
    return pd.Series({t: v for t, v in sums.items() if v is not None}, dtype="float64")


def sums_by(frame: pd.DataFrame, by: str, titles: dict[str, str]) -> pd.DataFrame:
    """Sums of several columns (column -> title) per value of `by`: a line per title, a column per value, empty cells under `UNSAID`."""
    groups = frame.groupby(_said(frame[by], UNSAID), sort=True)
    return pd.DataFrame({title: groups[column].sum(min_count=1).astype("Float64") for column, title in titles.items()}).T.rename_axis(None, axis=1)


def share_of(frame: pd.DataFrame, titles: dict[str, str], of: str, least: int = 0) -> pd.Series:
    """Sums of several columns (column -> title) in percent of the sum of `of`, over the rows where both are filled; missing where that tells of fewer than `least` people."""
    known = {title: frame.dropna(subset=[column, of]) for column, title in titles.items()}
    return pd.Series({title: share_shown(total(known[title], column) or 0, total(known[title], of) or 0, least) for column, title in titles.items()}, dtype="Float64")


def rates(frame: pd.DataFrame, titles: dict[str, str], of: str, by: str, least: int = 0) -> pd.DataFrame:
    """Sums of several columns in percent of the sum of `of`, a line per value of `by`; a group without either stays missing, and one that tells of fewer than `least` people."""
    groups = frame.groupby(by, sort=True)
    base = groups[of].sum(min_count=1)
    return pd.DataFrame({title: group_shares(groups[column].sum(min_count=1), base, least) for column, title in titles.items()}).rename_axis(None)


def yes(frame: pd.DataFrame, titles: dict[str, str]) -> pd.Series:
    """Rows that say yes in each of several columns (column -> title); missing where no cell of the column is filled."""
    return pd.Series({title: frame[column].sum(min_count=1) for column, title in titles.items()}, dtype="Float64")


def yes_share(frame: pd.DataFrame, titles: dict[str, str], least: int = 0) -> pd.Series:
    """Percent of the filled cells that say yes in each of several columns (column -> title); missing where that tells of fewer than `least` people."""
    filled = {title: frame[column].dropna() for column, title in titles.items()}
    return pd.Series({title: share_shown(float(cells.isin([True]).sum()), len(cells), least) for title, cells in filled.items()}, dtype="Float64")


def found_in(frame: pd.DataFrame, other: pd.DataFrame, key: str) -> float | None:
    """Percent of the rows whose `key` stands in `other`; None when there is no row or nothing to look in."""
    keys = frame[key].dropna()
    return None if keys.empty or other[key].dropna().empty else 100.0 * float(keys.isin(set(other[key].dropna())).mean())


def first_filled(frame: pd.DataFrame, labels: dict[str, str], otherwise: str = UNSAID) -> pd.Series:
    """Per row the label of the first of several columns (column -> label) that is filled."""
    said = pd.Series(otherwise, index=frame.index, dtype="object")
    for column in reversed(labels):
        said = said.mask(frame[column].notna(), labels[column])
    return said


def spread(frame: pd.DataFrame, value: str, by: str) -> pd.DataFrame:
    """Count, median, the figure that 90 % do not exceed, and the largest, a line per value of `by`, most rows first."""
    groups = frame.dropna(subset=[value]).astype({value: float}).groupby(by)[value]
    facts = pd.DataFrame({"Số trường hợp": groups.size(), "Trung vị": groups.median(), "90% không quá": groups.quantile(0.9), "Lớn nhất": groups.max()})
    return facts.sort_values("Số trường hợp", ascending=False, kind="stable").rename_axis(None)


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


def guarded(counts: pd.Series, least: int, rest: str = "Các nhóm ít người") -> pd.Series:
    """Counts of people with the groups below `least` joined under `rest`, so that no report points at a person.

    When the joined groups are too few or too small to hide behind one another, the next smallest joins them; all together still too few: their number is missing.
    """
    small = counts[(counts > 0) & (counts < least)]
    if small.empty:
        return counts
    others = counts[counts >= least].sort_values(kind="stable")
    joined = list(small.index) + [label for label, _ in zip(others.index, range(_to_join(small, others, least)), strict=False)]
    total = int(counts.loc[joined].sum())
    return pd.concat([counts.drop(joined), pd.Series({rest: total if total >= least else None}, dtype="Int64" if total < least else counts.dtype)])


def _to_join(small: pd.Series, others: pd.Series, least: int) -> int:
    """How many of the larger groups, smallest first, the small ones need beside them: the sum must be at least `least`, and not leave each of them a single value."""
    for more in range(len(others) + 1):
        groups, people = len(small) + more, int(small.sum()) + int(others.iloc[:more].sum())
        if groups > 1 and people >= least and people > groups:
            return more
    return len(others)


def guarded_lines(table: pd.DataFrame, least: int) -> pd.DataFrame:
    """Counts of people over time (a line per month) with the cells from 1 to below `least` emptied, each line by itself, so that two months' reports laid side by side tell no more."""
    return table.astype("Float64").where(lines_apart(table, Policy(least, alike=True)))


def guarded_moves(table: pd.DataFrame, least: int) -> pd.DataFrame:
    """Counts of people that came and went (a line per move, a column per kind) with the cells from 1 to below `least` emptied, each column by itself.

    Opening, moves and closing of a column add up: so the smallest others are emptied too, until those emptied may be several numbers.
    """
    shown = table.astype("Float64").copy()
    for column in shown:
        filled = shown[column][shown[column] > 0].sort_values(kind="stable")
        gone = int((filled < least).sum())
        while 0 < gone < len(filled) and (gone == 1 or filled.iloc[:gone].sum() <= gone):
            gone += 1
        shown.loc[filled.index[:gone], column] = pd.NA
    return shown


def guarded_cells(table: pd.DataFrame, least: int) -> pd.DataFrame:
    """A two-way table of counts of people with the cells from 1 to below `least` emptied.

    As few others as it takes are emptied too, so that totals of lines and columns do not give them back.
    """
    found = cross_table(table, Policy(least, alike=True))
    shown = [[found.marks[r, c] is Mark.SHOWN for c in range(table.shape[1])] for r in range(table.shape[0])]
    return table.astype("Float64").where(pd.DataFrame(shown, index=table.index, columns=table.columns, dtype=bool))
