"""What the scores of all indicators share: weights, the DQI, what counts as unusual, how lateness is told, exemptions, and what the province sets otherwise."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from sotay.definitions.models.base import Id, Model, Source, Text

Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class DqiPart(Model):
    """One letter of the DQI of CV 4856/BCA-TTDLQG and the measure that stands for it."""

    id: Id
    title: Text
    indicator: Id
    measure: Id
    weight: float


class Unusual(Model):
    """When a change from one month to the next is unusual, by the figure's own history.

    Above `times` the usual (median) change of the last `months` months, and at least `least_points` percentage points; while fewer than `least_changes` earlier changes are known, from `few_points` on.
    """

    times: Annotated[float, Field(gt=0)] = 3.0
    months: Annotated[int, Field(ge=2)] = 12
    least_points: Annotated[float, Field(gt=0)] = 2.0
    least_changes: Annotated[int, Field(ge=1)] = 3
    few_points: Annotated[float, Field(gt=0)] = 5.0
    source: Source = "proposal"


Bounds = Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=1)]


class Lateness(Model):
    """Up to how many days early and late exports are counted together: `late: [5, 10]` gives 1 to 5, 6 to 10 and more than 10 days late."""

    early: Bounds = [5]
    late: Bounds = [5, 10]
    source: Source = "proposal"

    @model_validator(mode="after")
    def _rising(self):
        if any(sorted(set(bounds)) != bounds for bounds in (self.early, self.late)):
            raise ValueError("các mốc ngày phải tăng dần")
        return self


class Exemption(Model):
    """A dataset, or all datasets of a unit, that need not be handed in in some months; `by`: who decided so, on what paper."""

    dataset: Id | None = None
    unit: Id | None = None
    months: Annotated[list[Month], Field(min_length=1)]
    reason: Text
    by: Text

    @model_validator(mode="after")
    def _one(self):
        if (self.dataset is None) == (self.unit is None):
            raise ValueError("miễn nộp ghi đúng một trong `dataset` và `unit`")
        return self


class MeasureSet(Model):
    """What the province sets for one measure; what is absent stays."""

    title: Text | None = None
    target: float | None = None
    target_source: Source | None = None
    weight: float | None = None


class IndicatorSet(Model):
    """What the province sets for one indicator: name, target, whose decision, its measures."""

    title: Text | None = None
    short: Text | None = None
    target: float | None = None
    target_source: Source | None = None
    measures: dict[str, MeasureSet] = {}


class Scoring(Model):
    """Weights of the composite shown beside its parts, the DQI mapping, exemptions, and `province`: names, weights and targets that go before those of the indicators' own files."""

    weights: dict[str, float]
    dqi: list[DqiPart]
    source: Source
    unusual: Unusual = Unusual()
    lateness: Lateness = Lateness()
    exemptions: list[Exemption] = []
    province: dict[str, IndicatorSet] = {}

    def exempt(self, dataset: str, unit: str, month: str) -> Exemption | None:
        """The exemption by which nothing of this dataset is due in the month."""
        return next((e for e in self.exemptions if month in e.months and (e.dataset == dataset or e.unit == unit)), None)
