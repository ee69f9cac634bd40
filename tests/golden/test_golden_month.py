"""A month small enough to count by hand: what comes in, what is found, what the indicators say."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml

from sotay.definitions.workspace import Workspace
from sotay.prepare import prepare_month
from sotay.scoring.indicators import TOTAL

HERE = Path(__file__).parent
EXPECTED = yaml.safe_load((HERE / "expected.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    root = tmp_path_factory.mktemp("golden")
    shutil.copytree(HERE / "data", root / "data")
    for path in (root / "data").rglob("*.csv"):
        os.utime(path, (1_789_466_400, 1_789_466_400))  # 15/09/2026, before the due day
    return prepare_month(Workspace(root), "2026-09")


def number(value):
    return None if pd.isna(value) else value


def test_rows_read_accepted_and_set_aside(month):
    lines = {r.file: [r.dataset, r.rows_read, r.rows_accepted, r.rows_quarantined, r.rows_not_data] for r in month.tables["intake"].itertuples()}
    assert lines == EXPECTED["intake"]


def test_findings_at_their_cells(month):
    found = month.tables["findings"]
    assert [list(t) for t in found[["file", "row", "column", "rule", "class", "severity"]].itertuples(index=False)] == EXPECTED["findings"]


def test_numerators_and_denominators(month):
    scores = month.tables["scores"]
    commune = scores[(scores["scope"] == "commune") & (scores["measure"] != TOTAL)]
    counted = {i: {r.measure: [number(r.numerator), number(r.denominator)] for r in own.itertuples()} for i, own in commune.groupby("indicator")}
    assert {i: {m: counted[i][m] for m in measures} for i, measures in EXPECTED["scores"].items()} == EXPECTED["scores"]


def test_indicator_values_and_bands(month):
    scores = month.tables["scores"]
    totals = scores[(scores["scope"] == "commune") & (scores["measure"] == TOTAL)].set_index("indicator")
    for indicator, (value, level) in EXPECTED["values"].items():
        assert number(totals.at[indicator, "value"]) == (pytest.approx(value) if value is not None else None)
        assert totals.at[indicator, "status"] == level
