"""A month in which one unit handed in nothing: what it feeds is unknown and says why; what others feed stays as it is."""

from __future__ import annotations

import shutil

import pytest
import yaml

from find_nonsense import nonsense
from small_month import GOLDEN
from sotay.scoring.indicators import TOTAL

EXPECTED = yaml.safe_load((GOLDEN / "expected_six.yml").read_text(encoding="utf-8"))
UNIT, SHORT = "van_hoa_xa_hoi", "Phòng VH - XH"
LOST = ("ket_noi_chia_se", "an_toan_thong_tin")


@pytest.fixture(scope="module")
def month(month_of):
    return month_of(lambda folder: shutil.rmtree(folder / UNIT))


@pytest.fixture(scope="module")
def reports(month):
    return month.reports(["tong_hop", "tien_do_ke_hoach", "ket_noi_chia_se", "an_toan_thong_tin", "cap_nhat_day_du_chinh_xac", "noi_bo_chinh_quyen"])


def test_what_the_unit_feeds_is_unknown_and_the_rest_is_untouched(month):
    for indicator, value in EXPECTED["exact"].items():
        assert month.score(indicator, TOTAL) == (None if indicator in LOST else pytest.approx(value, abs=1e-6)), indicator
    for indicator in LOST:
        for measure in EXPECTED["scores"][indicator]:
            if measure != "lo_du_lieu_ca_nhan":
                assert [month.score(indicator, measure, c) for c in ("numerator", "denominator", "value")] == [None] * 3, measure
                assert month.score(indicator, measure, "status") == "chua_tinh_duoc"
    # (91.518 + 100 + 76.369 + 60.989) / 4
    assert month.book.composite == pytest.approx(82.219, abs=1e-3)


def test_the_summary_names_the_unit_and_counts_four_indicators(reports):
    summary = reports["tong_hop"]
    assert "82,2 trên 100" in summary.words and "từ 4/6 chỉ số tính được" in summary.words
    assert f"{SHORT} 14 tập" in summary.words
    assert f"Bổ sung để tính được: chỉ số 3 chưa có Kết nối, chia sẻ của {SHORT}; chỉ số 6 chưa có An toàn thông tin của {SHORT}." in summary.words
    shown = {k[0]: v for k, v in summary.tables["Chỉ số, điểm và xếp loại"].items()}
    assert [(shown[n][0], shown[n][2], shown[n][3]) for n in "36"] == [("–", "–", "Chưa tính được")] * 2
    assert [shown[n][0] for n in "1245"] == ["73,2%", "94,6%", "72,6%", "39,6%"]
    units = summary.tables["Nộp dữ liệu và lỗi theo đơn vị"]
    assert units[SHORT] == ["14", "0", "0", "0", "14", "–", "–", "–", "–", "–"]
    assert units["TTPVHCC"] == ["6", "3", "3", "0", "3", "0", "23", "3", "3", "0"]
    assert units["Cả xã"] == ["48", "4", "4", "0", "44", "", "28", "3", "3", "0"]


@pytest.mark.parametrize("indicator", LOST)
def test_the_indicator_s_page_says_whose_file_is_missing(reports, indicator):
    report = reports[indicator]
    assert "Chưa tính được chỉ số của tháng này" in report.words and f"({SHORT}" in report.words
    parts = list(report.tables["Các thành phần của chỉ số"].values())[1:]
    assert {tuple(p[:3]) for p in parts} <= {("–", "–", "–"), ("0", "4", "100%")}


def test_the_unit_is_reminded_of_fourteen_datasets(reports):
    assert "Kính gửi Phòng Văn hóa - Xã hội xã: Về số liệu tháng 9/2026: Còn thiếu 14 tập dữ liệu" in reports["tien_do_ke_hoach"].words


def test_no_report_shows_nonsense(reports):
    assert [f"{r.id}: {line}" for r in reports.values() for line in nonsense(r) if "Kịp thời: 0%" not in line] == []
