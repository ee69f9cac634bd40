"""Rules that look at the rows of one table together."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sotay.definitions.models.base import Condition, Id
from sotay.definitions.models.rules.rule import Rule


class Unique(Rule):
    """The combination of `fields` occurs once in the month, and not in the `months_back` months before; rows with an empty one are passed over."""

    kind: Literal["unique"]
    fields: list[Id]
    per_year_of: Id | None = None
    months_back: int = 0


class Constant(Rule):
    """In every group of rows with the same `group`, `field` has one value; the finding points at `points_at`, when the group is likelier wrong."""

    kind: Literal["constant"]
    group: Annotated[list[Id], Field(min_length=1)]
    field: Id
    points_at: Id | None = None


class PerGroup(Rule):
    """In every group of rows with the same `group`, exactly `count` rows satisfy `that`."""

    kind: Literal["per_group"]
    group: list[Id]
    that: list[Condition]
    count: int = 1


class Sequence(Rule):
    """Numbers of `field` within `group` run without a gap larger than `max_gap`."""

    kind: Literal["sequence"]
    field: Id
    group: list[Id] = []
    max_gap: int = 1


class DossierSequence(Rule):
    """Numbers at the end of dossier codes run from 1 without a gap within an office and a day."""

    kind: Literal["dossier_sequence"]
    field: Id


class Ascending(Rule):
    """`field` does not fall when rows of a `group` are put in order of `by`."""

    kind: Literal["ascending"]
    field: Id
    by: Id
    group: list[Id] = []


class Filler(Rule):
    """More than `min_rows` rows, and over `max_pct` of all, carry the same value."""

    kind: Literal["filler"]
    field: Id
    min_rows: int
    max_pct: int | float


class HierarchySum(Rule):
    """A line equals the sum of its children in the outline of `outline` (A, I, 1, a, -)."""

    kind: Literal["hierarchy_sum"]
    outline: Id
    field: Id
    tolerance: int | float = 0


class NoOverlap(Rule):
    """Validity ranges [first, last] of rows of one `key` do not overlap."""

    kind: Literal["no_overlap"]
    key: list[Id]
    first: Id
    last: Id


class NearReport(Rule):
    """No two rows lie within `metres` and `hours` of each other (and agree in `same`)."""

    kind: Literal["near_report"]
    latitude: Id
    longitude: Id
    moment: Id
    metres: int
    hours: int
    same: list[Id] = []


class FewRows(Rule):
    """A file has at most `rows` rows: an aggregate, not a list of people."""

    kind: Literal["few_rows"]
    rows: Annotated[int, Field(ge=1)]
