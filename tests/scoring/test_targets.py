"""The whole is to reach what its parts are to reach together, nothing is good of which every part misses, and what is printed bears the verdict out."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from sotay.definitions.models.indicator import Indicator
from sotay.definitions.models.scoring import Scoring
from sotay.definitions.provincial import as_the_province_sets
from sotay.definitions.registry import load_registry
from sotay.reports.numbers import percent_against
from sotay.scoring.indicators import all_miss, band
from sotay.scoring.shown import change, places_against, rounded
from sotay.tracking.words import pct

BANDS = [{"at_least": least, "label": label, "level": level} for least, label, level in ((90, "Tốt", "good"), (75, "Khá", "fair"), (60, "Đạt", "pass"), (0, "Cần cải thiện", "poor"))]


def measure(name: str, weight: float, target: float | None) -> dict:
    return {"id": name, "title": name, "formula": "tử ÷ mẫu", "kind": "leaks", "weight": weight, "target": target, "source": "test"}


def indicator(*measures: dict, **facts) -> Indicator:
    return Indicator.model_validate({"id": "chi_so", "number": 1, "title": "Chỉ số", "plan_text": "Theo dõi.", "short": "Chỉ số", "question": "Bao nhiêu?", "target_source": "test",
                                     "bands": BANDS, "measures": list(measures), "official": "mẫu", "source": "test"} | facts)


THREE = (measure("a", 0.4, 50), measure("b", 0.3, 50), measure("c", 0.3, 100), measure("d", 0, 10))


def test_the_target_of_the_whole_follows_from_its_parts():
    known = indicator(*THREE)
    assert known.target == 65 and known.target_of_parts is None
    # In a month in which nothing arose for c, the value is the mean of a and b; so is the target.
    assert known.target_among({"a", "b"}) == 50 and known.target_among({"c"}) == 100 and known.target_among(set()) == 65
    assert indicator(measure("a", 1, None), target=80).target == 80


def test_a_target_set_for_the_whole_holds_and_is_told_where_it_differs():
    known = indicator(*THREE, target=78)
    assert (known.target, known.target_of_parts) == (78, 65) and known.target_among({"a", "b"}) == 60
    assert indicator(*THREE, target=65).target_of_parts is None


def test_shipped_targets_agree_and_the_province_s_own_goes_before():
    registry = load_registry(Path(__file__).resolve().parents[2] / "parameters")
    assert all(i.target_of_parts is None for i in registry.indicators.values())
    changed = as_the_province_sets(registry.indicators, Scoring.model_validate({"weights": {}, "dqi": [], "source": "test", "province": {"ty_le_so_hoa": {"measures": {"tiep_nhan_so_hoa": {"target": 100.0}}}}}))
    assert (registry.indicators["ty_le_so_hoa"].target, changed["ty_le_so_hoa"].target) == (80, 90)


@pytest.mark.parametrize(("values", "level"), [((46, 47, 93), "fair"), ((50, 47, 93), "good"), ((50, 50, 100), "good"), ((30, 30, 70), "pass"), ((0, 0, 0), "poor")])
def test_nothing_is_good_of_which_every_part_misses(values, level):
    known = indicator(*THREE)
    parts = [(m, float(v)) for m, v in zip(known.measures, values, strict=False)]
    value = sum(m.weight * v for m, v in parts)
    assert band(known, value, known.target, all_miss(parts)) == level


@pytest.mark.parametrize(("value", "target", "said"), [
    (94.96, 95, "94,96%"), (94.996, 95, "94,996%"), (94.4, 95, "94,4%"), (95, 95, "95%"), (95.04, 95, "95%"), (48.6, 65, "48,6%"), (66.66, 66.67, "66,66%"), (94.99999999, 95, "95%")])
def test_as_many_decimals_as_the_verdict_needs(value, target, said):
    assert percent_against(value, target) == pct(value, target) == said
    assert places_against(value, target) >= 1


@pytest.mark.parametrize(("old", "new", "points"), [(97.64, 96.96, -0.6), (97.6, 97.0, -0.6), (83.14, 83.16, 0.1), (83.16, 83.18, 0), (0, 100, 100)])
def test_a_change_is_what_the_printed_figures_leave(old, new, points):
    assert change(old, new) == pytest.approx(points)
    assert rounded(new) - rounded(old) == Decimal(str(points)).quantize(Decimal("0.1"))
