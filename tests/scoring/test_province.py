"""What the province sets goes before the indicators' own files: names, targets, weights; what it names wrongly is told by its line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sotay.definitions.models.scoring import Scoring
from sotay.definitions.provincial import as_the_province_sets
from sotay.definitions.references import cross_check
from sotay.definitions.registry import load_registry

OWN = "ty_le_so_hoa"


@pytest.fixture(scope="module")
def registry():
    return load_registry(Path(__file__).resolve().parents[2] / "parameters")


def scoring(**province: dict) -> Scoring:
    return Scoring.model_validate({"weights": {}, "dqi": [], "source": "proposal", "province": province})


def test_without_a_word_of_the_province_nothing_changes(registry):
    assert as_the_province_sets(registry.indicators, scoring()) == registry.indicators


def test_names_targets_and_weights(registry):
    said = {"short": "Số hóa", "target": 90.0, "target_source": "CV 12/SKHCN", "measures": {"tiep_nhan_so_hoa": {"weight": 0.4, "target": 95.0}, "ket_qua_so_hoa": {"weight": 0.6}}}
    known = as_the_province_sets(registry.indicators, scoring(**{OWN: said}))
    changed, before = known[OWN], registry.indicators[OWN]
    assert (changed.short, changed.target, changed.target_source, changed.title) == ("Số hóa", 90.0, "CV 12/SKHCN", before.title)
    assert [(m.weight, m.target) for m in changed.measures] == [(0.4, 95.0), (0.6, 80), (0, None), (0, None)]
    assert all(known[name] is registry.indicators[name] for name in known if name != OWN)


@pytest.mark.parametrize(("province", "told"), [
    ({"ty_le_so_ho": {"target": 90.0}}, "không có chỉ số `ty_le_so_ho`"),
    ({OWN: {"measures": {"tiep_nhan": {"weight": 0.5}}}}, "không có thước đo `tiep_nhan`"),
    ({OWN: {"measures": {"tiep_nhan_so_hoa": {"weight": 0.9}}}}, "trọng số các thước đo cộng lại bằng 1,4"),
])
def test_a_wrong_word_is_told_with_its_file(registry, province, told):
    own = scoring(**province)
    problems = cross_check(replace(registry, scoring=own, indicators=as_the_province_sets(registry.indicators, own)))
    assert [(p.found, p.file.rsplit("/", 1)[-1]) for p in problems] == [(told, "scoring.yml")]


def test_an_exemption_of_what_there_is_not_is_told(registry):
    own = Scoring.model_validate({"weights": {}, "dqi": [], "source": "proposal", "exemptions": [{"dataset": "khai_sin", "months": ["2026-09"], "reason": "x", "by": "y"}]})
    assert [p.found for p in cross_check(replace(registry, scoring=own))] == ["không có tập dữ liệu `khai_sin`"]
