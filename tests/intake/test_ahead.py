"""The first worksheet parsed while the rest is being loaded: the same cells, and nothing of it for what is no workbook."""

from __future__ import annotations

import warnings

import pytest

from container_writers import with_part, xlsx, zipped
from sotay.intake.files.ahead import first_sheet
from sotay.intake.files.containers import Member, read
from sotay.intake.reading import Refusal

ROWS = [["STT", "Họ và tên", "Ngày sinh", "Số tiền"], *([n, f"Lý Thị Bình {n}", f"{1 + n % 28:02d}/09/2026", n * 1.5] for n in range(1, 9_001))]


@pytest.fixture(scope="module")
def workbook() -> bytes:
    def fill(sheet) -> None:
        for row in ROWS:
            sheet.append(row)
        sheet.parent.create_sheet("Phụ").append(["Trang hai"])

    return xlsx(fill)


def test_a_sheet_parsed_ahead_is_read_as_it_is_without(workbook):
    ahead = first_sheet(workbook)
    assert ahead is not None
    with_it, without = read(Member("a.xlsx", workbook), ahead), read(Member("a.xlsx", workbook))
    assert [g.sheet for g in with_it.grids] == [g.sheet for g in without.grids]
    assert [(g.cells.tolist(), g.kinds.tolist()) for g in with_it.grids] == [(g.cells.tolist(), g.kinds.tolist()) for g in without.grids]


def test_a_sheet_is_handed_out_once_and_only_for_its_place(workbook):
    assert first_sheet(workbook).take(1) is None
    ahead = first_sheet(workbook)
    assert ahead.take(0).name == "Sheet"
    assert ahead.take(0) is None


def test_small_workbooks_and_other_files_are_not_begun(workbook):
    small = xlsx(lambda sheet: sheet.append(["STT"]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        doubled = zipped(("xl/workbook.xml", "x" * 2_000_000), ("xl/workbook.xml", "y"))
    assert [first_sheet(data) for data in (small, b"STT;Ten", b"PK\x03\x04", workbook[:-900], doubled, zipped(("a.csv", "1" * 2_000_000)))] == [None] * 6


def test_a_sheet_that_breaks_ahead_is_told_where_it_is_asked_for(workbook):
    broken = with_part(workbook, "xl/worksheets/sheet1.xml", lambda xml: xml[:xml.rindex(b"<row")])
    ahead = first_sheet(broken)
    assert ahead is not None
    with pytest.raises(Refusal):
        read(Member("a.xlsx", broken), ahead)
