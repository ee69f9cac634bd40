"""Another case than the one kept here: other spellings and layouts, every kind of error, two months; made from a seed and judged by `score.py`."""

from __future__ import annotations

import json

import pytest

from other.kinds import KINDS
from other.run import judged

pytestmark = pytest.mark.slow

SEED, SIZE, LEAST, SHARE = 302, 0.45, 3, 0.7
FEW = 3


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("other")


@pytest.fixture(scope="module")
def score(folder):
    return judged(SEED, folder, SIZE, LEAST, SHARE)


def test_nearly_every_kind_is_planted(score):
    planted = set(score["recall_by_kind"]) | set(score["optional_by_kind"])
    assert len(planted) >= 0.9 * len(KINDS), sorted(set(KINDS) - planted)
    assert score["injected"] >= FEW * 0.9 * (len(KINDS) - 1)


def test_errors_are_found(score):
    assert score["recall"] >= 0.97, score["missed"]


def test_every_kind_is_found(score):
    poor = {kind: [found, planted] for kind, (found, planted, share) in score["recall_by_kind"].items() if planted >= FEW and share < 0.9}
    assert poor == {}, score["missed"]


def test_clean_rows_are_left_alone(score):
    assert score["precision_rows"] >= 0.98, score["false"]
    assert score["warnings_per_1000_clean_rows"] < 3, score["warnings_on_clean_rows_by_rule"]


def test_the_clean_rows_that_are_judged_are_most_of_the_month(score, folder):
    truth = json.loads((folder / "case" / "truth" / "truth.json").read_text(encoding="utf-8"))
    spared = {(c["file"], c["sheet"], c["row"]) for e in truth["errors"] for c in e["cells"]} | {(c["file"], c["sheet"], c["row"]) for c in truth["neutral"]}
    assert len(spared) < 0.5 * score["rows"]


def test_layouts_are_read(score):
    assert score["layout_failures"] == []
    assert {score["layout"][k] for k in ("read", "dataset", "header_row", "first_row", "data_rows", "not_data")} == {1.0}
    assert score["rows_add_up"] == score["files_in_intake"] == 1.0
