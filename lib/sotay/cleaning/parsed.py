"""What a parser is told about its column and what it says about one cell."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sotay.cleaning.rules import Fault, fault
from sotay.definitions.models.dataset import Column


@dataclass(frozen=True)
class Parsed:
    """The value read from one cell (None: blank or unreadable), rules of the changes made, and faults found.

    `secret`: the cell's text may be written nowhere, neither as a finding's value nor in the changes.
    """

    value: Any = None
    changes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    secret: bool = False

    @property
    def unread(self) -> bool:
        return any(f.unread for f in self.faults)


BLANK = Parsed()


def refused(rule: str, message: str | None = None, fix: str | None = None, changes: tuple[str, ...] = ()) -> Parsed:
    """Nothing read, one fault."""
    return Parsed(None, changes, (fault(rule, message, fix),))


def read(value: Any, *changes: str | None) -> Parsed:
    """A value read without doubt; None among the rules is left out."""
    return Parsed(value, tuple(c for c in changes if c))


def doubted(value: Any, rule: str, *changes: str | None, message: str | None = None) -> Parsed:
    """A value read, with a warning."""
    return Parsed(value, tuple(c for c in changes if c), (fault(rule, message),))


@dataclass
class Context:
    """What parsers know of the column besides the cell.

    Seen over the whole column: `fractions` (percentages held as 0,85), `points` and `commas` (text decimals with a point, with a comma), `thousands` (whole numbers grouped by commas),
    `upper` (names all upper-case), `serials` (days as a spreadsheet counts them, in a file of text).
    `lookup` is the code list or the villages, `stale` the names of abolished units; `factor` multiplies amounts.
    """

    column: Column
    month: str
    handed_in: dt.date
    factor: float = 1.0
    fractions: bool = False
    points: bool = False
    commas: bool = False
    thousands: bool = False
    serials: bool = False
    upper: bool = False
    id_provinces: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    lookup: Any = None
    stale: Any = None
