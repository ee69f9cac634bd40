"""Earlier months as rules look them up."""

from __future__ import annotations

import pickle
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from sotay.checks.store import history
from sotay.definitions.workspace import clean_path

REGISTRY = SimpleNamespace(tables={"dogs": SimpleNamespace(dataset=SimpleNamespace(id="dogs"))})


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """Two months; the older one was stored before the column `village` was declared."""
    for month, rows in (("2026-07", {"code": ["C1", "C2"], "count": [1, 2]}), ("2026-08", {"code": ["C3"], "count": [3], "village": ["Cầu Sắt"]})):
        path = clean_path(tmp_path, "dogs", "dogs", month)
        path.parent.mkdir(exist_ok=True)
        pd.DataFrame(rows).to_parquet(path)
    return tmp_path


@pytest.mark.parametrize("names", [["code"], ["village", "code"], ["count", "village"], ["never_declared"], ["never_declared", "count"]])
def test_some_columns_are_those_of_the_whole(stored, names):
    look = history(stored, REGISTRY, "2026-09")
    whole = look("dogs", 12)
    assert whole["_month"].tolist() == ["2026-08", "2026-07", "2026-07"]
    some = look.columns("dogs", 12, names)
    assert set(some) == {n for n in names if n in whole} | {"_month"}
    pd.testing.assert_frame_equal(some, whole[list(some)])


def test_nothing_stored_gives_nothing(stored):
    assert len(history(stored, REGISTRY, "2026-07")("dogs", 12)) == len(history(stored, REGISTRY, "2026-09")("cats", 12)) == len(history(stored, REGISTRY, "2026-07").columns("dogs", 12, ["code"])) == 0


def test_what_was_read_stays_behind_when_handed_on(stored):
    look = history(stored, REGISTRY, "2026-09")
    look("dogs", 12)
    again = pickle.loads(pickle.dumps(look))
    assert again._seen == {}
    assert len(again("dogs", 12)) == 3
