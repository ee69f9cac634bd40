"""Tests of one made-up row in the definitions' vocabulary of conditions."""

from __future__ import annotations

import datetime as dt

from sotay.definitions.models.base import Condition


def as_day(value) -> dt.date | None:
    return value.date() if isinstance(value, dt.datetime) else value if isinstance(value, dt.date) else None


def comparable(value):
    return as_day(value) or value


def holds(condition: Condition, get) -> bool:
    """A condition of the definitions' vocabulary on one row; an empty field fulfils only `filled: false` and `not_in`."""
    value = get(condition.field)
    if condition.filled is not None:
        return (value is not None) == condition.filled
    if condition.not_in is not None:
        return value not in condition.not_in
    if value is None:
        return False
    if condition.is_in is not None:
        return value in condition.is_in
    for name, test in (("at_least", lambda v, x: v >= x), ("at_most", lambda v, x: v <= x), ("above", lambda v, x: v > x), ("below", lambda v, x: v < x)):
        limit = getattr(condition, name)
        if limit is not None:
            return isinstance(value, (int, float)) and test(value, limit)
    other = get(condition.above_field or condition.not_above_field)
    if other is None:
        return False
    value, other = comparable(value), comparable(other)
    return value > other if condition.above_field else value <= other


def all_hold(conditions: list[Condition], get) -> bool:
    return all(holds(c, get) for c in conditions)
