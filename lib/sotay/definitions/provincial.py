"""Names, targets and weights that the province sets, laid over the indicators' own definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.definitions.models.base import Model

if TYPE_CHECKING:
    from sotay.definitions.models.indicator import Indicator
    from sotay.definitions.models.scoring import IndicatorSet, Scoring


def as_the_province_sets(indicators: dict[str, Indicator], scoring: Scoring | None) -> dict[str, Indicator]:
    """The indicators as they count; without a word of the province each stays what its file says."""
    sets = scoring.province if scoring else {}
    return {name: _with(known, sets[name]) if name in sets else known for name, known in indicators.items()}


def _with(indicator: Indicator, own: IndicatorSet) -> Indicator:
    measures = [m.model_copy(update=_said(own.measures[m.id])) if m.id in own.measures else m for m in indicator.measures]
    said = {"own_target" if key == "target" else key: value for key, value in _said(own).items()}
    return indicator.model_copy(update=said | {"measures": measures})


def _said(own: Model) -> dict:
    return {key: value for key in type(own).model_fields if key != "measures" and (value := getattr(own, key)) is not None}
