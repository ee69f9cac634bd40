"""A month in which no unit handed in anything, after a normal one: every report says so, and nothing missing is shown as 0."""

from __future__ import annotations

import pytest

from find_nonsense import nonsense
from sotay.scoring.indicators import TOTAL, UNKNOWN

OCTOBER = "2026-10"
# 23 datasets of the annex, 7 monthly specialised ones, 4 operational feeds; October ends no quarter.
DUE = 34
# The only figure that a month without a file has: none of the datasets came in time. It is a 0 that was counted.
COUNTED = ("Kịp thời: 0%", "Sống: 0%")


@pytest.fixture(scope="module")
def month(month_of):
    return month_of(month=OCTOBER)


@pytest.fixture(scope="module")
def reports(month):
    return month.reports(month.jobs)


def test_scores_csv_has_one_figure_only(month):
    scores = month.prepared.tables["scores"]
    commune = scores[scores["scope"] == "commune"]
    assert commune[commune["value"].notna()][["measure", "numerator", "denominator"]].to_numpy().tolist() == [["kip_thoi", 0.0, 30.0]]
    assert set(commune.loc[commune["measure"] == TOTAL, "status"]) == {UNKNOWN}
    assert month.book.composite is None and month.book.dqi["value"].iloc[-1:].isna().all()


def test_every_report_is_made_and_says_that_nothing_came(month, reports):
    assert len(reports) == 23 and set(reports) == set(month.jobs)
    for report in reports.values():
        assert "Chưa có tệp nào của tháng này." in report.words, report.id
        assert "đưa vào số liệu 0 dòng" not in report.words, report.id


def test_no_report_shows_nonsense(reports):
    found = [f"{r.id}: {line}" for r in reports.values() for line in nonsense(r) if not any(said in line for said in COUNTED)]
    assert found == []


def test_the_summary_asks_for_all_and_shows_no_zero_for_what_is_missing(reports):
    summary = reports["tong_hop"]
    assert f"Đôn đốc mọi đơn vị: chưa tập dữ liệu nào của tháng được nộp ({DUE} tập đến hạn)." in summary.words
    assert f"0/{DUE} tập" in summary.words
    lines = list(summary.tables["Chỉ số, điểm và xếp loại"].values())[1:]
    assert [(line[0], line[2], line[3]) for line in lines] == [("–", "–", "Chưa tính được")] * 6
    assert [line[5] for line in lines] == ["0/2", "0/3", "0/3", "1/3", "0/3", "0/5"]
    units = summary.tables["Nộp dữ liệu và lỗi theo đơn vị"]
    assert all(cells[5:] == ["–"] * 5 for unit, cells in units.items() if unit not in ("Đơn vị", "Cả xã"))
    assert [units["Cả xã"][k] for k in (0, 1, 4)] == [str(DUE), "0", str(DUE)] and "0" not in units["Cả xã"][5:]
    assert "Tháng này chưa tính được nên chưa so sánh được với các tháng trước." in summary.words and "Chưa có tháng trước" not in summary.words
    for count in ("Khai sinh", "Hồ sơ tiếp nhận", "Người có công"):
        assert f"{count}\nchưa nộp" in summary.words


def test_no_group_has_a_chart_or_a_count(reports):
    for name in ("dan_cu_ho_tich", "thu_tuc_hanh_chinh", "lao_dong_an_sinh", "giao_duc_y_te", "do_thi_dia_ban", "noi_bo_chinh_quyen"):
        report = reports[name]
        # Trends over the months may draw what September had; nothing of October is drawn.
        drawn = [f.get("aria-label") for f in report.tree.iter("figure") if f.get("aria-label")]
        assert not [d for d in drawn if "10/2026" in d], name
        assert set(report.tables) <= {"Số liệu dựa trên những tệp nào"}, name
        rows = list(report.tables["Số liệu dựa trên những tệp nào"].values())[1:]
        assert rows and all(row[1:6] == ["–"] * 5 for row in rows), name


def test_each_unit_gets_a_reminder_of_all_it_owes(reports):
    words = reports["tien_do_ke_hoach"].words
    for unit, owed in {"Văn phòng HĐND và UBND xã": 5, "Trung tâm Phục vụ hành chính công xã": 6, "Công an xã": 1, "Phòng Kinh tế xã": 7, "Phòng Văn hóa - Xã hội xã": 10, "Trạm Y tế xã": 5}.items():
        assert f"Kính gửi {unit}: Về số liệu tháng 10/2026: Còn thiếu {owed} tập dữ liệu" in words, unit
