"""Reminders: who gets one, what it asks for, and that a settled unit's letter goes away."""

from __future__ import annotations

import pandas as pd
import pytest

from sotay.reports.official.letters import letter, write_letters
from sotay.tracking.reminders import reminders_of
from told_month import FINDINGS, INTAKE, Told, all_done, frame, handed, task_report


@pytest.fixture
def book(tmp_path) -> Told:
    told = Told(tmp_path)
    told.feed_rows = all_done(told)
    return told


def points(book: Told) -> dict[str, tuple[str, ...]]:
    return {r.unit: r.points for r in reminders_of(book, book.feed)}


@pytest.mark.parametrize("state", ["missing", "pending"])
def test_a_missing_dataset_is_asked_for_in_words_that_hold_on_any_day(book, state):
    book.submissions = handed(("khai_sinh", "vp_hdnd_ubnd", state, 0))
    assert points(book)["vp_hdnd_ubnd"] == ("Còn thiếu 1 tập dữ liệu: Khai sinh. Hạn gửi là trước ngày 20/09/2026; nếu đã qua hạn, đề nghị gửi ngay. Không phát sinh thì báo lại bằng văn bản.",)


def test_a_unit_without_anything_to_do_gets_none(book):
    book.submissions = handed(("khai_sinh", "vp_hdnd_ubnd", "on_time", 0), ("ho_ngheo", "kinh_te", "late", 3))
    assert points(book) == {"kinh_te": ("Nộp muộn 1 tập, muộn nhất 3 ngày; từ tháng sau đề nghị gửi trước ngày 20.",)}


def test_what_to_mend_first_is_told_in_counts_only(book):
    book.intake = frame(INTAKE, ("kinh_te", "danh sach.xlsx", "S", "ho_ngheo", 90, 8, "accepted", ""), ("kinh_te", "dat.xlsx", "S", "thua_dat", 90, 12, "accepted", ""), ("kinh_te", "anh.xlsx", "", "", 0, 0, "unreadable", ""))
    book.all_findings = frame(FINDINGS, *[("kinh_te", "dat.xlsx", "S", n, "A", "thua_dat", "x", "R", 4, "error", "giá trị 024198001234", "") for n in range(12)])
    assert points(book)["kinh_te"] == (
        "Có 1 tệp không đọc được: đề nghị kiểm tra và gửi lại.",
        "Có 20 dòng lỗi chưa đưa vào số liệu, sửa trước hết: Thửa đất (12 dòng, nhiều nhất: sai định dạng); Hộ nghèo, cận nghèo (8 dòng). "
        "Đề nghị sửa theo ô đánh dấu trong tệp trả lại của đơn vị rồi gửi lại.")


def test_an_overdue_task_without_a_report_is_asked_for_once(book):
    task = next(t for t in book.registry.plan.tasks if t.monthly)
    rows = book.feed_rows
    book.feed_rows = rows[~((rows["ma_nhiem_vu"] == task.id) & (rows["_unit"] == "cong_an"))]
    assert points(book) == {"cong_an": ("Có 1 nhiệm vụ của Kế hoạch đã quá hạn: mục IV.4 (4).",)}


def test_a_task_whose_quarter_ends_is_asked_for(book):
    task = next(t for t in book.registry.plan.tasks if t.due == ["2026-Q3"])
    rows = book.feed_rows[book.feed_rows["ma_nhiem_vu"] != task.id]
    book.feed_rows = pd.concat([rows, frame(list(rows.columns), task_report(task.id, task.lead[0], "Đang thực hiện"))], ignore_index=True)
    assert points(book) == {task.lead[0]: ("Có 1 nhiệm vụ của Kế hoạch hết hạn cuối tháng mà chưa xong: mục II.1.1 (1).",)}


def test_the_letter_is_ready_to_send(book):
    book.submissions = handed(("cu_tru_tthc", "cong_an", "missing", 0))
    assert letter(book, reminders_of(book, book.feed)[0]) == (
        "Kính gửi: Công an xã\n\nVề dữ liệu và báo cáo tiến độ tháng 9/2026, đề nghị đơn vị thực hiện nội dung sau:\n\n"
        "1. Còn thiếu 1 tập dữ liệu: Cư trú phục vụ TTHC. Hạn gửi là trước ngày 20/09/2026; nếu đã qua hạn, đề nghị gửi ngay. Không phát sinh thì báo lại bằng văn bản.\n\n"
        "Trân trọng cảm ơn.\n\nPhòng Văn hóa - Xã hội xã (đơn vị đầu mối tổng hợp)\n")


def test_a_settled_unit_s_letter_goes_away(book, tmp_path):
    book.submissions = handed(("cu_tru_tthc", "cong_an", "missing", 0), ("ho_ngheo", "kinh_te", "late", 2))
    write_letters(book, tmp_path)
    assert sorted(p.name for p in (tmp_path / "nhac-nop").iterdir()) == ["cong_an.txt", "kinh_te.txt"]
    book.submissions = handed(("cu_tru_tthc", "cong_an", "on_time", 0), ("ho_ngheo", "kinh_te", "late", 2))
    write_letters(book, tmp_path)
    assert sorted(p.name for p in (tmp_path / "nhac-nop").iterdir()) == ["kinh_te.txt"]
    assert (tmp_path / "nhac-nop" / "kinh_te.txt").read_bytes().startswith(b"\xef\xbb\xbfK\xc3\xadnh g\xe1\xbb\xadi: ") and b"\r\n" in (tmp_path / "nhac-nop" / "kinh_te.txt").read_bytes()
