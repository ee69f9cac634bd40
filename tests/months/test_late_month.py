"""A month with late exports: days are counted from the due day on, and lateness costs punctuality only."""

from __future__ import annotations

import datetime as dt

import pytest
import yaml

from find_nonsense import nonsense
from small_month import GOLDEN, hand_in
from sotay.scoring.indicators import TOTAL

EXPECTED = yaml.safe_load((GOLDEN / "expected_six.yml").read_text(encoding="utf-8"))
# Exports come before the 20th: the 19th to its last minute is in time, the 20th is one day late. Each day costs a tenth.
CAME = {
    "ttpvhcc/Danh sach ho so tiep nhan T9.csv": (dt.datetime(2026, 9, 19, 23, 59), 0),
    "ttpvhcc/So hoa ho so T9.csv": (dt.datetime(2026, 9, 20, 0, 0), 1),
    "cong_an/Tra cuu cu tru T9.csv": (dt.datetime(2026, 9, 24, 8, 0), 5),
    "ttpvhcc/Ket qua giai quyet T9.csv": (dt.datetime(2026, 9, 30, 8, 0), 11),
}
CREDIT = 1 + 0.9 + 0.5 + 0  # of 44; the two operational feeds of 15/09 are not counted here


@pytest.fixture(scope="module")
def month(month_of):
    def send(folder):
        for name, (when, _) in CAME.items():
            hand_in(folder / name, when)

    return month_of(send)


@pytest.fixture(scope="module")
def reports(month):
    return month.reports(["tong_hop", "tien_do_ke_hoach", "cap_nhat_day_du_chinh_xac"])


def test_punctuality_and_nothing_else_falls(month):
    assert [month.score("cap_nhat_day_du_chinh_xac", "kip_thoi", c) for c in ("numerator", "denominator")] == [pytest.approx(CREDIT), 44]
    # 0.3 x 2.4/44 + 0.3 + 0.4 x 2025/2034
    assert month.score("cap_nhat_day_du_chinh_xac", TOTAL) == pytest.approx(71.4593725, abs=1e-6)
    for indicator, value in EXPECTED["exact"].items():
        if indicator != "cap_nhat_day_du_chinh_xac":
            assert month.score(indicator, TOTAL) == pytest.approx(value, abs=1e-6)


def test_days_late_per_dataset(month):
    handed = month.prepared.tables["submissions"].set_index("dataset")
    assert {d: (handed.loc[d, "status"], int(handed.loc[d, "days_late"])) for d in ("tiep_nhan_ho_so", "so_hoa_ho_so", "cu_tru_tthc", "ket_qua_ho_so")} == {
        "tiep_nhan_ho_so": ("on_time", 0), "so_hoa_ho_so": ("late", 1), "cu_tru_tthc": ("late", 5), "ket_qua_ho_so": ("late", 11)}


def test_the_summary_says_who_was_late_by_how_much(reports):
    summary = reports["tong_hop"]
    assert "Nhắc nộp đúng hạn, trước ngày 20: Công an xã muộn 5 ngày (1 tập); TTPVHCC muộn 11 ngày (2 tập)." in summary.words
    assert "6/48 tập" in summary.words and "đúng hạn 3, còn thiếu 42" in summary.words
    units = summary.tables["Nộp dữ liệu và lỗi theo đơn vị"]
    # due, handed in, on time, late, missing, latest in days
    assert units["TTPVHCC"][:6] == ["6", "3", "1", "2", "3", "11"]
    assert units["Công an xã"][:6] == ["1", "1", "0", "1", "0", "5"]


def test_the_page_of_punctuality(reports):
    report = reports["cap_nhat_day_du_chinh_xac"]
    assert report.tables["Các thành phần của chỉ số"]["4a. Kịp thời"][:3] == ["2,4", "44", "5,5%"]
    lines = {tuple(row.text_content().strip() for row in tr)[1]: tuple(row.text_content().strip() for row in tr) for table in report.tree.iter("table") if (table.findtext("caption") or "").startswith("Ngày nộp so với ngày") for tr in table.iter("tr")}
    assert [lines[d][2:5] for d in ("Tiếp nhận hồ sơ", "Số hóa hồ sơ", "Cư trú phục vụ TTHC", "Kết quả giải quyết")] == [
        ("19/09/2026", "0", "Đúng hạn"), ("20/09/2026", "1", "Muộn 1 ngày"), ("24/09/2026", "5", "Muộn 5 ngày"), ("30/09/2026", "11", "Muộn 11 ngày")]


def test_the_plan_s_page_and_the_reminder(reports):
    words = reports["tien_do_ke_hoach"].words
    assert "Muộn 11 ngày" in words and "Muộn 5 ngày" in words
    reminder = next(line for line in words.splitlines() if line.startswith("Kính gửi Công an xã"))
    assert "muộn" in reminder.lower() and "5 ngày" in reminder


def test_no_report_shows_nonsense(reports):
    assert [f"{r.id}: {line}" for r in reports.values() for line in nonsense(r) if "Kịp thời: 0%" not in line] == []
