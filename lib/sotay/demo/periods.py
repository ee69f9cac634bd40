"""The days a month's exports cover and the working days among them."""

from __future__ import annotations

import calendar
import datetime as dt
import random
from dataclasses import dataclass

from sotay.definitions.models.commune import Commune


@dataclass(frozen=True)
class Period:
    """First day of the data, last day in the exports (before they are handed in), when they are due, and the first day of the next month's data."""

    month: str
    first: dt.date
    last: dt.date
    due: dt.date
    resumes: dt.date

    @property
    def year(self) -> int:
        return int(self.month[:4])

    @property
    def number(self) -> int:
        return int(self.month[5:])


def month_before(month: str, back: int = 1) -> str:
    index = int(month[:4]) * 12 + int(month[5:]) - 1 - back
    return f"{index // 12}-{index % 12 + 1:02}"


def months_until(last: str, count: int) -> list[str]:
    return [month_before(last, back) for back in range(count - 1, -1, -1)]


def period_of(commune: Commune, month: str, lead: int = 3) -> Period:
    """The data period by commune.yml, cut `lead` days before the exports are due."""
    first, rule = dt.date(int(month[:4]), int(month[5:]), 1), commune.data_period
    due = first.replace(day=commune.due_day)
    last_day = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    if rule.kind == "previous_month":
        end = first - dt.timedelta(days=1)
        return Period(month, end.replace(day=1), end, due, first)
    if rule.kind == "day_to_day":
        start = (first - dt.timedelta(days=1)).replace(day=rule.first_day)
        following = first.replace(day=rule.first_day)
        return Period(month, start, min(following - dt.timedelta(days=1), due - dt.timedelta(days=lead)), due, following)
    return Period(month, first, min(last_day, due - dt.timedelta(days=lead)), due, last_day + dt.timedelta(days=1))


# Fixed public holidays: New Year, Reunification and Labour days, National Day.
_HOLIDAYS = {(1, 1), (4, 30), (5, 1), (9, 1), (9, 2)}


def is_working(day: dt.date) -> bool:
    return day.weekday() < 5 and (day.month, day.day) not in _HOLIDAYS


def to_working(day: dt.date, latest: dt.date | None = None) -> dt.date:
    """The day itself or the next working one; the one before when that would lie after `latest`."""
    forward = day
    while not is_working(forward):
        forward += dt.timedelta(days=1)
    if latest is None or forward <= latest:
        return forward
    while not is_working(day):
        day -= dt.timedelta(days=1)
    return day


def office_time(rng: random.Random, day: dt.date) -> dt.datetime:
    minute = rng.choice((rng.randrange(7 * 60 + 30, 11 * 60 + 30), rng.randrange(13 * 60 + 30, 16 * 60 + 45)))
    return dt.datetime(day.year, day.month, day.day, minute // 60, minute % 60, rng.randrange(60))
