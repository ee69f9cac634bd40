"""An indicator of part II.1.2: measures of a closed vocabulary, weights, targets, bands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Annotated, Literal

from pydantic import Field

from sotay.definitions.models.base import Condition, Dated, Id, Model, Source, Text


class Measure(Dated):
    """One sub-measure. Value in percent; missing denominators give "không phát sinh", never 0.

    `target` is the value that scores 100; `weight` its share of the indicator (0: shown, not counted).
    """

    id: Id
    title: Text
    formula: Text
    target: float | None = None
    target_source: Source = "unverified"
    weight: float = 0
    official: Text | None = None
    source: Source


class RowShare(Measure):
    """Rows of `table` that satisfy all of `that`, or all of `or_that` ÷ rows that satisfy `of`."""

    kind: Literal["row_share"]
    table: Id
    that: Annotated[list[Condition], Field(min_length=1)]
    or_that: list[Condition] = []
    of: list[Condition] = []


class LinkedShare(Measure):
    """Rows of `table` (satisfying `of`) whose `key` is found among rows of `in_table` that satisfy `that` or `or_that`, ÷ rows satisfying `of`.

    A key with any row in `in_table` that satisfies all of `unless` is not counted as found. `among` narrows the denominator to keys that occur in `in_table` at all, when set to found.
    """

    kind: Literal["linked_share"]
    table: Id
    key: Id
    of: list[Condition] = []
    in_table: Id
    in_key: Id
    that: Annotated[list[Condition], Field(min_length=1)]
    or_that: list[Condition] = []
    unless: list[Condition] = []
    among: Literal["all", "found"] = "all"


class SumShare(Measure):
    """Sum of `numerator` ÷ sum of `denominator` over rows satisfying `of`."""

    kind: Literal["sum_share"]
    table: Id
    numerator: Id
    denominator: Id
    of: list[Condition] = []


class Quality(Measure):
    """A figure of the checking itself, over all datasets but those of `except_groups`.

    clean: rows without an error ÷ rows; standard: cells of coded or formatted columns that fit ÷ filled cells of those;
    unique: 1 − duplicate rows ÷ rows; complete: required cells filled ÷ required cells; accurate: checks passed ÷ checks run (errors weigh 3);
    consistent: cross-dataset checks passed ÷ run; datasets_above: datasets whose indicator value reaches `threshold` ÷ datasets.
    """

    kind: Literal["quality"]
    what: Literal["clean", "standard", "unique", "complete", "accurate", "consistent", "datasets_above"]
    stage: Literal["before", "after"] = "after"
    threshold: float | None = None
    except_groups: list[Id] = []


class Punctual(Measure):
    """Datasets handed in before the due day ÷ datasets due, but those of `except_groups`; late ones earn 1 − days late ÷ `grace_days`."""

    kind: Literal["punctual"]
    grace_days: Annotated[int, Field(ge=1)] = 10
    except_groups: list[Id] = []


class ShareScope(Measure):
    """Datasets that must be shared and have one successful exchange in `log` ÷ datasets that must be shared."""

    kind: Literal["share_scope"]
    log: Id
    dataset_field: Id
    success_field: Id


class MethodScore(Measure):
    """Mean of `points` of the best method per dataset that must be shared, in percent of `best`."""

    kind: Literal["method_score"]
    log: Id
    dataset_field: Id
    method_field: Id
    points: dict[str, int]
    best: int


class Layers(Measure):
    """Of the flag columns `fields`, those true for every row satisfying `of`, ÷ number of fields."""

    kind: Literal["layers"]
    table: Id
    fields: Annotated[list[Id], Field(min_length=1)]
    of: list[Condition] = []


class Leaks(Measure):
    """100 minus `penalty` per report or file with unmasked personal data found by the suite's own scan."""

    kind: Literal["leaks"]
    penalty: int = 20


AnyMeasure = Annotated[
    RowShare | LinkedShare | SumShare | Quality | Punctual | ShareScope | MethodScore | Layers | Leaks, Field(discriminator="kind")
]


class Band(Model):
    """Scores from `at_least` on carry this label."""

    at_least: float
    label: Text
    level: Literal["good", "fair", "pass", "poor"]


class Indicator(Dated):
    """One of the six; its value is the weighted mean of its measures' values, its score 100 · value ÷ target, at most 100.

    Its target is the weighted mean of its measures' targets, so that the whole cannot be reached while every part misses; `own_target` where one is set for the whole.
    """

    id: Id
    number: int
    title: Text
    plan_text: Text
    short: Text
    question: Text
    feeds: list[Id] = []
    own_target: float | None = Field(None, alias="target")
    target_source: Source
    bands: list[Band]
    measures: Annotated[list[AnyMeasure], Field(min_length=1)]
    official: Text
    note: Text | None = None
    source: Source

    @property
    def target(self) -> float:
        """What the whole is to reach, in percent, where every part has a value."""
        return self.target_among([m.id for m in self.measures])

    def target_among(self, measures: Collection[str]) -> float:
        """What the whole is to reach in a month in which only these measures have a value: the others are in neither mean."""
        whole, among = (_mean_target([m for m in self.measures if m.id in ids]) for ids in ({m.id for m in self.measures}, measures))
        if self.own_target is None:
            return among or whole or 100.0
        return round(self.own_target * among / whole, 6) if among and whole else self.own_target

    @property
    def target_of_parts(self) -> float | None:
        """The mean of the parts' targets, where the whole has another one; None where the two agree."""
        whole = _mean_target(self.measures)
        return None if self.own_target is None or whole is None or abs(whole - self.own_target) < 0.05 else whole


def _mean_target(measures: Sequence[AnyMeasure]) -> float | None:
    """Of the targets of those that count, by weight; None where none has one."""
    aimed = [m for m in measures if m.weight and m.target is not None]
    return round(sum(m.weight * m.target for m in aimed) / sum(m.weight for m in aimed), 6) if aimed else None

