"""Figures that a page tells twice are the same, each thing is counted once, and where two differ the page says why."""

from __future__ import annotations

import pandas as pd
import pytest

from sotay import tracking
from sotay.cleaning.corrections import APPLIED
from sotay.definitions.models.scoring import Lateness
from sotay.reports import show
from sotay.reports.origins import rows_said
from sotay.tracking.plan import pressing
from told_month import FEED, INTAKE, Told, all_done, frame, handed, task_report

CHANGES = ["unit", "file", "sheet", "row", "column", "dataset", "field", "rule", "before", "after"]


@pytest.fixture
def book(tmp_path) -> Told:
    return Told(tmp_path)


def changed(dataset: str, row: int, rule: str) -> tuple:
    return ("don_vi", f"{dataset}.xlsx", "", row, "A", dataset, "ten", rule, "", "")


def test_a_cell_and_a_dataset_are_in_the_total_once(book):
    book.changes = frame(CHANGES, changed("khai_sinh", 1, "NFC"), changed("khai_sinh", 1, "KHOANG-TRANG"), changed("khai_sinh", 2, "NFC"), changed("khai_tu", 1, "NFC"), changed("khai_tu", 5, APPLIED),
                         changed("nhiem_vu", 1, "NFC"))
    own = ["khai_sinh", "khai_tu"]
    lines = tracking.repairs(book, own)
    assert (lines["Số ô"].tolist(), lines["Số tập dữ liệu"].tolist()) == ([3, 1], [2, 1])
    assert {k: v for k, v in tracking.repairs_total(book, own).items() if k != "Đã sửa"} == {"Số ô": 3, "Số tập dữ liệu": 2}
    note = tracking.repairs_note(book, own)
    assert "không cộng thành dòng cuối" in note and "Chưa kể 1 ô ở tập dữ liệu không thuộc báo cáo này" in note and "Chưa kể 1 ô sửa theo khai báo" in note
    # The same figure where the page tells of its sources.
    book.intake = frame(INTAKE, ("don_vi", "a.xlsx", "", "khai_sinh", 9, 0, "accepted", ""), ("don_vi", "b.xlsx", "", "khai_tu", 9, 0, "accepted", ""))
    assert "máy sửa 3 ô" in rows_said(book, own) and "sửa theo khai báo 1 ô" in rows_said(book, own)


def test_why_more_datasets_are_due_than_punctuality_counts(book):
    book.submissions = handed(("khai_sinh", "vp_hdnd_ubnd", "on_time", 0), ("khai_tu", "vp_hdnd_ubnd", "late", 3), ("nhiem_vu", "vp_hdnd_ubnd", "on_time", 0))
    assert tracking.due_note(book, "Thêm") == ("Trong 3 tập đến hạn có 1 tập thuộc nhóm “Số liệu vận hành Kế hoạch”, theo dõi việc nộp nhưng không tính vào “4a. Kịp thời” (tính trên 2 tập). Thêm")
    book.submissions = handed(("khai_sinh", "vp_hdnd_ubnd", "on_time", 0))
    assert tracking.due_note(book) == ""


def test_one_export_a_hundred_days_late_does_not_rule_the_chart(book):
    days = (-9, -5, -1, 0, 1, 5, 6, 100)
    lines = handed(*[("khai_sinh", "vp_hdnd_ubnd", "on_time" if d <= 0 else "late", max(d, 0)) for d in days], ("khai_tu", "vp_hdnd_ubnd", "missing", None))
    book.submissions = lines.assign(handed_in=[*(pd.Timestamp("2026-09-19 08:00") + pd.Timedelta(days=d) for d in days), pd.NaT])
    assert tracking.lateness(book).to_dict() == {"Sớm hơn 5 ngày": 1, "Sớm 1–5 ngày": 2, "Đúng ngày cuối": 1, "Muộn 1–5 ngày": 2, "Muộn 6–10 ngày": 1, "Muộn hơn 10 ngày": 1, "Chưa nộp": 1}
    with pytest.raises(ValueError, match="tăng dần"):
        Lateness.model_validate({"late": [10, 5]})


def test_overdue_is_what_has_days_over_and_nothing_else(book):
    monthly = next(t for t in book.registry.plan.tasks if t.monthly)
    book.feed_rows = pd.concat([all_done(book).query("ma_nhiem_vu != @monthly.id"), frame(FEED, task_report(monthly.id, monthly.lead[0], "Đang thực hiện"))])
    plan = tracking.tasks(book, book.feed)
    late = pressing(plan)[0]
    # The units that did not report in the month, not the one that did and goes on.
    assert set(late["unit"]) == set(monthly.lead[1:]) and set(late["id"]) == {monthly.id}
    assert (plan["Còn lại (ngày)"].fillna(0) < 0).tolist() == plan["Tình trạng"].str.startswith("Quá hạn").tolist()
    assert f"quá hạn {len(late)}, chưa báo cáo {len(late)}" in tracking.plan_words(book, book.feed)
    line = tracking.task_list(plan).set_index("Số").loc[late["Số"].iloc[0]]
    assert line["Thời hạn"].endswith("quá hạn 11 ngày") and line["Nhiệm vụ"] == monthly.text
    book.feed_rows = pd.concat([book.feed_rows, frame(FEED, *[task_report(monthly.id, u, "Đang thực hiện") for u in monthly.lead[1:]])])
    assert tracking.task_list(tracking.tasks(book, book.feed)).set_index("Số").loc[late["Số"].iloc[0], "Thời hạn"] == "Trước ngày 20 hằng tháng"
    assert "quá hạn 0" in tracking.plan_words(book, book.feed)


def test_no_task_is_cut_short(book):
    words = tracking.task_list(tracking.tasks(book, book.feed))["Nhiệm vụ"]
    assert words.tolist() == [t.text for t in book.registry.plan.tasks] and max(map(len, words)) > 200


def test_the_conclusion_is_not_told_again_below(tmp_path, monkeypatch):
    from sotay.reports import moves

    monkeypatch.setattr(moves, "month_events", lambda book, indicator: show.text("Sự kiện."))
    monkeypatch.setattr(moves, "main_title", lambda book, indicator: "")
    monkeypatch.setattr(moves, "moved_words", lambda book, indicator: "Chỉ số tăng 2 điểm %.")
    for move, told in ((object(), False), (None, True)):
        monkeypatch.setattr(moves, "move_of", lambda book, indicator, move=move: move)
        assert ("Chỉ số tăng 2 điểm %." in moves.changes(None, "x").html) == told
