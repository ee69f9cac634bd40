"""A declared correction mends its cell while the cell is still wrong, and says so when it is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from sotay.cleaning.corrections import _as_written
from sotay.definitions.workspace import Workspace, shipped
from sotay.prepare import prepare_month

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "data"
ENTRY = """corrections:
  - table: tiep_nhan_ho_so
    month: "2026-09"
    key: {{ma_ho_so: {key}}}
    field: ngay_hen_tra
    found: "{found}"
    value: {value}
    reason: Gõ nhầm ngày; đã đối chiếu giấy hẹn.
    by: Công chức tiếp nhận
    date: 2026-09-18
    status: {status}
"""


@pytest.fixture
def month(tmp_path):
    def run(found: str, status: str = "reported", value: str = "15/09/2026 17:00", key: str = "H05.60.12-260911-0001"):
        shutil.copytree(GOLDEN, tmp_path / "data")
        shutil.copytree(shipped() / "parameters", tmp_path / "parameters")
        (tmp_path / "parameters" / "corrections" / "tiep_nhan_ho_so.yml").write_text(ENTRY.format(found=found, status=status, value=value, key=key), encoding="utf-8")
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


def test_a_source_mended_as_the_correction_says_ends_it_too(month):
    tables = month("10/09/2062 17:00", value="10/09/2026 17:00")
    assert rows(tables["findings"], "DINH-CHINH-HET") == [("Danh sach ho so tiep nhan T9.csv", 11, "O")]
    assert tables["changes"][tables["changes"]["rule"] == "DINH-CHINH"].empty


def test_a_correction_of_a_row_that_is_gone_is_told(month):
    found = month("10/09/2026 17:00", key="H05.60.12-260911-9999")["findings"]
    told = found[found["rule"] == "DINH-CHINH-HET"].iloc[0]
    assert (told["file"], told["dataset"], told["field"], told["severity"], told.isna()["row"]) == ("Danh sach ho so tiep nhan T9.csv", "tiep_nhan_ho_so", "ngay_hen_tra", "info", True)


@pytest.mark.parametrize(("held", "quoted"), [("2026-09-10 17:00:00", "10/09/2026 17:00"), ("2026-09-10", "10/09/2026"), ("2026-09-10 00:00:00", "10/09/2026"), ("12.0", "12"), ("1.5", "1.5"), (" a  b ", "a b")])
def test_a_cell_is_compared_as_a_clerk_quotes_it(held, quoted):
    assert _as_written(held) == quoted


def test_a_closed_correction_does_nothing(month):
    tables = month("10/09/2026 17:00", "closed")
    assert rows(tables["findings"], "TN-07b") == [("Danh sach ho so tiep nhan T9.csv", 11, "O")]
    assert tables["changes"][tables["changes"]["rule"] == "DINH-CHINH"].empty
