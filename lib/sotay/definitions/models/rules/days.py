"""Rules about days: spans, and the day of handing in."""

from __future__ import annotations

from typing import Literal

from sotay.definitions.models.base import Id, Text
from sotay.definitions.models.rules.rule import Rule


class DaysBetween(Rule):
    """`label_field` holds `within` when `last - first` <= `days`, else one of `beyond`."""

    kind: Literal["days_between"]
    first: Id
    last: Id
    days: int
    label_field: Id
    within: list[Text]
    beyond: list[Text]


class WithinDays(Rule):
    """`last` − `first` is at most `days`."""

    kind: Literal["within_days"]
    first: Id
    last: Id
    days: int


class ClosingDay(Rule):
    """A date against the closing day (the day of handing in, at most the month's last): at least, or at most, so many days after it; negative: before."""

    kind: Literal["closing_day"]
    field: Id
    at_least_days: int | None = None
    at_most_days: int | None = None
