"""Which month a table's rows, and its title, speak of."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

import pandas as pd

from sotay.definitions.folding import match_key
from sotay.definitions.models.commune import DataPeriod
from sotay.definitions.models.dataset import Table
from sotay.intake.model import RawTable

_DAY_FIRST = re.compile(r"^\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b")
_YEAR_FIRST = re.compile(r"^\s*(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?\b")
_MONTH_FIRST = re.compile(r"^\s*(?:[Tt]háng|[Tt])?\s*(\d{1,2})\s*[-/.]\s*(\d{4})\s*$")
_TITLE = re.compile(r"\bthang (\d{1,2})(?: nam)? (20\d\d)\b")


def month_of(text: str) -> str | None:
    """"2026-08" for 14/08/2026, 2026-08-14, 08/2026; None when the text is no date."""
    if hit := _YEAR_FIRST.match(text):
        year, month = int(hit[1]), int(hit[2])
    elif hit := _DAY_FIRST.match(text):
        year, month = int(hit[3]), int(hit[2])
    elif hit := _MONTH_FIRST.match(text):
        year, month = int(hit[2]), int(hit[1])
    else:
        return None
    return f"{year:04d}-{month:02d}" if 1 <= month <= 12 and 1990 <= year <= 2100 else None


def months_of_rows(table: RawTable, declared: Table) -> Counter[str]:
    """How many rows fall in each month, by the column that dates a row; empty when the table has none."""
    column = table.mapped.get(declared.period_field or "")
    if column is None or declared.period != "flow" and declared.column(declared.period_field).type != "month":
        return Counter()
    at = table.columns.index(column)
    return Counter(m for m in map(month_of, table.cells[:, at].tolist()) if m)


def expected_months(month: str, period: DataPeriod | None) -> set[str]:
    """Months an export handed in for `month` may speak of."""
    before = str(pd.Period(month, "M") - 1)
    if period is None or period.kind == "calendar_month":
        return {month}
    return {before} if period.kind == "previous_month" else {before, month}


def other_month(table: RawTable, declared: Table, month: str, period: DataPeriod | None) -> str | None:
    """The month most rows speak of when none speaks of the expected one; without dates the month named in the title."""
    expected = expected_months(month, period)
    counts = months_of_rows(table, declared)
    if counts:
        return None if expected & set(counts) else counts.most_common(1)[0][0]
    named = [f"{y}-{int(m):02d}" for m, y in _TITLE.findall(match_key(table.title)) if 1 <= int(m) <= 12]
    return None if not named or expected & set(named) or month in named else named[0]


def shown(month: str) -> str:
    """"2026-08" as "08/2026"."""
    day = dt.date.fromisoformat(f"{month}-01")
    return f"{day:%m/%Y}"
