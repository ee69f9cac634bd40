"""Rules that look back at earlier months."""

from __future__ import annotations

from typing import Literal

from sotay.definitions.models.base import Id
from sotay.definitions.models.rules.rule import Rule


class NoDecrease(Rule):
    """Against last month's row of the same `key` the cumulative `field` does not fall (within one year)."""

    kind: Literal["no_decrease"]
    field: Id
    key: list[Id]


class Change(Rule):
    """Against the mean of the last months the value moves by at most `max_pct` percent."""

    kind: Literal["change"]
    field: Id
    key: list[Id] = []
    max_pct: int | float
    months: int = 6


class CarriedOver(Rule):
    """`field` opens with what last month's row of the same `key` closed with in `closing_field`."""

    kind: Literal["carried_over"]
    field: Id
    closing_field: Id
    key: list[Id]
