"""One line per unit with what it must do first; lateness told once per unit and day."""

from __future__ import annotations

import pytest

from sotay.tracking.duties import late_groups, unit_duties
from sotay.tracking.plan import tasks
from told_month import INTAKE, Told, all_done, frame, handed, task_report


@pytest.fixture
def book(tmp_path) -> Told:
    book = Told(tmp_path)
    book.feed_rows = all_done(book)
    return book


def told(book: Told) -> list[dict]:
    return unit_duties(book, tasks(book, book.feed)).to_dict("records")


def test_nobody_with_nothing_to_do_is_named(book):
    book.submissions = handed(("ho_ngheo", "kinh_te", "on_time", 0))
    assert told(book) == [] and late_groups(book).empty


def test_the_most_pressing_first_and_only_columns_that_say_something(book):
    book.submissions = handed(("cu_tru_tthc", "cong_an", "missing", None), ("ho_ngheo", "kinh_te", "late", 3), ("bhxh_bhyt", "kinh_te", "late", 3))
    book.intake = frame(INTAKE, ("kinh_te", "a.xlsx", "", "ho_ngheo", 90, 12, "accepted", ""))
    assert told(book) == [
        {"Đơn vị": "Công an xã", "Tập chưa nộp": 1, "Tập nộp muộn": 0, "Dòng phải sửa": 0, "Phải làm trước": "Nộp ngay 1 tập còn thiếu"},
        {"Đơn vị": "Phòng Kinh tế xã", "Tập chưa nộp": 0, "Tập nộp muộn": 2, "Dòng phải sửa": 12, "Phải làm trước": "Sửa 12 dòng lỗi, gửi lại; từ tháng sau nộp trước ngày 20"},
    ]


def test_a_task_whose_quarter_ends_with_the_month_is_asked_for_by_its_number(book):
    task = next(t for t in book.registry.plan.tasks if t.section == "II.3.2.g")
    book.feed_rows = book.feed_rows[book.feed_rows["ma_nhiem_vu"] != task.id]
    book.feed_rows.loc[len(book.feed_rows) + 1000] = list(task_report(task.id, "kinh_te", "Đang thực hiện"))
    assert told(book) == [{"Đơn vị": "Phòng Kinh tế xã", "Hết hạn cuối tháng": 1, "Phải làm trước": "Làm xong trước ngày 30/09/2026: mục II.3.2.g"}]


def test_late_datasets_of_one_unit_and_day_stand_together_the_missing_first(book):
    book.submissions = handed(("cu_tru_tthc", "cong_an", "missing", None), ("ho_ngheo", "kinh_te", "late", 3), ("bhxh_bhyt", "kinh_te", "late", 3), ("khai_sinh", "vp_hdnd_ubnd", "on_time", 0))
    lines = late_groups(book)
    assert lines[["Đơn vị", "Tình trạng", "Số tập", "Tập dữ liệu"]].to_numpy().tolist() == [
        ["Công an xã", "Chưa nộp", 1, "Cư trú phục vụ TTHC"], ["Phòng Kinh tế xã", "Muộn 3 ngày", 2, "BHXH, BHYT, Hộ nghèo, cận nghèo"]]
    assert lines["Ghi chú"].tolist()[0] == "đơn vị chưa gửi tệp nào"
