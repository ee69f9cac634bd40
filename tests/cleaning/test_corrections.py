"""A declared correction mends its cell while the cell is still wrong, and says so when it is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from sotay.definitions.workspace import Workspace, shipped
from sotay.prepare import prepare_month

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "data"
ENTRY = """corrections:
  - table: tiep_nhan_ho_so
    month: "2026-09"
    key: {{ma_ho_so: H05.60.12-260911-0001}}
    field: ngay_hen_tra
    found: "{found}"
    value: 15/09/2026 17:00
    reason: Gõ nhầm ngày; đã đối chiếu giấy hẹn.
    by: Công chức tiếp nhận
    date: 2026-09-18
    status: {status}
"""


@pytest.fixture
def month(tmp_path):
    def run(found: str, status: str = "reported"):
        shutil.copytree(GOLDEN, tmp_path / "data")
        shutil.copytree(shipped() / "parameters", tmp_path / "parameters")
        (tmp_path / "parameters" / "corrections" / "tiep_nhan_ho_so.yml").write_text(ENTRY.format(found=found, status=status), encoding="utf-8")
        return prepare_month(Workspace(tmp_path), "2026-09").tables

    return run


def rows(frame: pd.DataFrame, rule: str) -> list[tuple]:
    return [(r.file, int(r.row), r.column) for r in frame[frame["rule"] == rule].itertuples()]


def test_the_cell_is_mended_while_it_reads_what_was_found(month):
    tables = month("10/09/2026 17:00")
    change = tables["changes"][tables["changes"]["rule"] == "DINH-CHINH"].iloc[0]
    assert (change["row"], change["column"], change["before"], change["after"]) == (11, "O", "10/09/2026 17:00", "15/09/2026 17:00")
    assert rows(tables["findings"], "TN-07b") == []


def test_a_mended_source_ends_the_correction(month):
    tables = month("10/09/2062 17:00")
    assert rows(tables["findings"], "DINH-CHINH-HET") == [("Danh sach ho so tiep nhan T9.csv", 11, "O")]
    assert rows(tables["findings"], "TN-07b") == [("Danh sach ho so tiep nhan T9.csv", 11, "O")]


def test_a_closed_correction_does_nothing(month):
    tables = month("10/09/2026 17:00", "closed")
    assert rows(tables["findings"], "TN-07b") == [("Danh sach ho so tiep nhan T9.csv", 11, "O")]
    assert tables["changes"][tables["changes"]["rule"] == "DINH-CHINH"].empty
