"""The report's sentences for the kinds of month: all on time, all late, some missing, nothing due, nothing arisen; names of persons are hidden."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.reports.numbers import percent
from sotay.reports.official.annex_sheets import _in_plan_order, annex_sheets
from sotay.reports.official.compose import recipient_lines
from sotay.reports.official.formal import joined, listed, part_name, spelled_out
from sotay.reports.official.handing_in import handing_in
from sotay.reports.official.indicators import _came_or_went, indicators
from sotay.reports.official.model import Column, Grid, Heading, stays_whole
from sotay.reports.official.next_month import requests
from sotay.reports.official.plan_part import obstacle_part, plan_part
from sotay.reports.official.quality import quality
from sotay.tracking.moves import ENTERED, Move, Part
from sotay.tracking.words import pct
from told_month import FINDINGS, INTAKE, MONTH, SCORES, Told, all_done, frame, handed, task_report


@pytest.fixture
def book(tmp_path) -> Told:
    return Told(tmp_path)


def texts(parts) -> list[str]:
    return [p.text for p in parts if not isinstance(p, Grid | Heading)]


ASKED = "Trong tháng 9/2026, các cơ quan, đơn vị phải gửi 2 tập dữ liệu trước ngày 20/09/2026."


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (("on_time", 0), ("on_time", 0), " Các cơ quan, đơn vị đã gửi đủ, đúng hạn."),
        (("late", 2), ("late", 5), " Các cơ quan, đơn vị đã gửi đủ, nhưng đều muộn hạn."),
        (("on_time", 0), ("late", 5), " Các cơ quan, đơn vị đã gửi đủ, trong đó 1 tập đúng hạn, 1 tập muộn hạn."),
        (("on_time", 0), ("missing", 0), " Các cơ quan, đơn vị đã gửi 1 tập (đạt 50%), đều đúng hạn; còn 1 tập chưa gửi."),
        (("late", 2), ("missing", 0), " Các cơ quan, đơn vị đã gửi 1 tập (đạt 50%), đều muộn hạn; còn 1 tập chưa gửi."),
        (("missing", 0), ("missing", 0), " Đến thời điểm lập báo cáo, chưa tập dữ liệu nào được gửi; vì vậy báo cáo chưa có số liệu để đánh giá."),
    ],
)
def test_handing_in_is_said_without_a_zero(book, first, second, said):
    book.submissions = handed(("khai_sinh", "vp_hdnd_ubnd", *first), ("ho_ngheo", "kinh_te", *second))
    assert texts(handing_in(book))[0] == ASKED + said


def test_late_and_missing_are_named_by_unit(book):
    book.submissions = handed(("khai_sinh", "vp_hdnd_ubnd", "late", 2), ("khai_tu", "vp_hdnd_ubnd", "late", 4), ("ho_ngheo", "kinh_te", "missing", 0), ("tiem_chung", "tram_y_te", "on_time", 0))
    assert texts(handing_in(book))[1:] == ["Gửi đủ, đúng hạn: Trạm Y tế xã.", "Gửi muộn: Văn phòng HĐND và UBND xã (2 tập, muộn nhất 4 ngày).", "Chưa gửi: Phòng Kinh tế xã (1 tập: Hộ nghèo, cận nghèo)."]


def test_nothing_due(book):
    assert texts(handing_in(book)) == ["Trong tháng 9/2026, không có tập dữ liệu nào đến hạn gửi."]


def test_data_without_an_error(book):
    book.intake = frame(INTAKE, ("kinh_te", "a.xlsx", "S", "ho_ngheo", 1234, 0, "accepted", ""))
    assert texts(quality(book))[:2] == [
        "Đã tiếp nhận 1 tệp của 1 cơ quan, đơn vị với 1.234 dòng dữ liệu; tất cả đạt các phép kiểm tra bắt buộc và được đưa vào số liệu.", "Kiểm tra không phát hiện lỗi phải sửa."]


def test_data_with_errors_says_how_many_and_of_what_kind(book):
    book.intake = frame(INTAKE, ("kinh_te", "a.xlsx", "S", "ho_ngheo", 900, 100, "accepted", ""))
    book.all_findings = frame(FINDINGS, ("kinh_te", "a.xlsx", "S", 5, "A", "ho_ngheo", "x", "R", 1, "error", "", ""), ("kinh_te", "a.xlsx", "S", 6, "A", "ho_ngheo", "x", "R", 1, "warning", "", ""))
    assert texts(quality(book))[:3] == [
        "Đã tiếp nhận 1 tệp của 1 cơ quan, đơn vị với 1.000 dòng dữ liệu; đưa vào số liệu 900 dòng (90%), tạm để riêng 100 dòng có lỗi để đơn vị sửa và gửi lại.",
        "Kiểm tra phát hiện 1 lỗi phải sửa; ngoài ra có 1 nội dung cần xem lại. Lỗi nhiều nhất: thiếu giá trị bắt buộc (1).", "Tập dữ liệu nhiều lỗi nhất: Hộ nghèo, cận nghèo (1 lỗi, Phòng Kinh tế xã)."]


def test_files_of_one_name_from_two_units_are_two(book):
    book.intake = frame(INTAKE, *[(u, "Book1.xlsx", s, "ho_ngheo", 10, 0, "accepted", "") for u, s in (("kinh_te", "S"), ("kinh_te", "T"), ("cong_an", "S"))])
    assert texts(quality(book))[0].startswith("Đã tiếp nhận 2 tệp của 2 cơ quan, đơn vị với 30 dòng dữ liệu;")


def scores(book: Told, indicator: str, value, parts: dict[str, tuple], month: str = MONTH):
    known = book.registry.indicators[indicator]
    lines = [(month, indicator, m, "commune", "xa", top, below, None if not below else 100 * top / below, 80.0, state, 1, 1) for m, (top, below, state) in parts.items()]
    return frame(SCORES, *lines, (month, indicator, "tong", "commune", "xa", None, None, value, known.target, "good" if value is not None else "chua_tinh_duoc", 2, 2))


def told_of(book: Told, number: int) -> list[str]:
    parts = indicators(book)
    start = next(n for n, p in enumerate(parts) if isinstance(p, Heading) and p.text.startswith(f"{number}. "))
    return texts(parts[start + 1 : next((n for n, p in enumerate(parts[start + 1 :], start + 1) if isinstance(p, Heading)), None)])


def test_an_indicator_with_its_change_and_what_moved_it(book):
    book.all_scores = scores(book, "ty_le_so_hoa", 76.0, {"tiep_nhan_so_hoa": (82, 100, "dat"), "ket_qua_so_hoa": (70, 100, "chua_dat")})
    book.earlier = scores(book, "ty_le_so_hoa", 80.0, {"tiep_nhan_so_hoa": (80, 100, "dat"), "ket_qua_so_hoa": (80, 100, "dat")}, "2026-08")
    assert told_of(book, 1) == [
        "Kết quả 76%, mục tiêu 80% (theo hệ thống một cửa cấp tỉnh): chưa đạt; xếp loại Tốt. Giảm 4,0 điểm phần trăm so với tháng 8/2026 (80%), chủ yếu do nội dung 1b (hồ sơ đã giải quyết có kết quả điện tử) giảm từ 80% xuống 70%.",
        "Nội dung đạt mục tiêu: 1a (hồ sơ tiếp nhận có thành phần được số hóa) 82% (82/100). "
        "Nội dung chưa đạt mục tiêu: 1b (hồ sơ đã giải quyết có kết quả điện tử) 70% (70/100) so với mục tiêu 80%."]


@pytest.mark.parametrize(("value", "said"), [(83.14, "Giảm 0,1 điểm phần trăm so với tháng 8/2026 (83,2%)."), (83.16, "Không thay đổi so với tháng 8/2026 (83,2%).")])
def test_figures_that_differ_on_paper_are_not_called_the_same(book, value, said):
    book.all_scores = scores(book, "ket_noi_chia_se", value, {"pham_vi": (5, 6, "chua_dat")})
    book.earlier = scores(book, "ket_noi_chia_se", 83.18, {"pham_vi": (5, 6, "chua_dat")}, "2026-08")
    assert told_of(book, 3)[0].endswith(f"xếp loại Tốt. {said}")


def test_a_component_that_had_no_value_before_is_told_with_what_was_lacking(book):
    known = book.registry.indicators["tai_su_dung_du_lieu"]
    book.all_scores = scores(book, known.id, 48.6, {m.id: (1, 2, "chua_dat") for m in known.measures})
    book.earlier = scores(book, known.id, 32.0, {m.id: (1, 3, "chua_dat") for m in known.measures if m.id != "tra_cuu_khong_giay"}, "2026-08")
    part = Part(next(m for m in known.measures if m.kind == "linked_share" and m.weight), ENTERED, 20.6, None, 96.6)
    book.__dict__["_others"] = {"2026-08": book}
    said = _came_or_went(book, Move(known, "2026-08", 32.0, 48.6, (part,), 0.0, False))
    assert said.startswith(f"chủ yếu do nội dung {part_name(part.measure.title)}: tháng 8/2026 chưa tính được vì chưa có dữ liệu ")
    assert said.endswith(", tháng này đạt 96,6%, làm tăng 20,6 điểm phần trăm")


def test_the_note_tells_how_grades_are_given_and_what_a_dash_is(book):
    book.all_scores = scores(book, "ty_le_so_hoa", 76.0, {"tiep_nhan_so_hoa": (82, 100, "dat")})
    note = next(p for p in indicators(book) if isinstance(p, Grid)).note
    assert "Xếp loại: Tốt từ 90 điểm, Khá từ 75 điểm, Trung bình từ 60 điểm, dưới đó Cần cải thiện." in note and note.endswith("Dấu –: chưa có số liệu, không tính là 0.")


@pytest.mark.parametrize(("rows", "whole"), [([("1", "Tốt")] * 4, True), ([("1", "Tốt")] * 5, False), ([("1", "không còn tệp " * 12)] * 2, False)])
def test_short_tables_stay_whole_and_those_of_sentences_do_not(rows, whole):
    assert stays_whole(Grid("T", (Column("A", 1), Column("B", 1)), tuple(rows))) is whole


def test_kinds_of_document_are_spelled_out_in_a_report_that_goes_out():
    assert spelled_out("theo CV 4856/BCA-TTDLQG ngày 14/09/2026; QĐ 766/QĐ-TTg") == "theo Công văn số 4856/BCA-TTDLQG ngày 14/09/2026; Quyết định số 766/QĐ-TTg"


def test_datasets_stand_in_the_plan_s_order(book):
    found = [d.id for d in _in_plan_order(book)]
    assert found[:5] == ["khai_sinh", "ket_hon", "khai_tu", "chung_thuc", "cu_tru_tthc"] and set(found[-4:]) == {"dao_tao", "he_thong_thong_tin", "ket_noi_chia_se", "nhiem_vu"}
    assert sorted(found) == sorted(book.registry.datasets) and found.index("thu_ns") < found.index("dti_noi_bo") < found.index("quy_mo_lop") < found.index("thua_dat")


def test_nothing_arisen_is_neither_zero_nor_unknown(book):
    other = scores(book, "tai_su_dung_du_lieu", 40.0, {"ho_so_tai_su_dung": (4, 10, "chua_dat")})
    quiet = scores(book, "ty_le_so_hoa", None, {"tiep_nhan_so_hoa": (0, 0, "khong_phat_sinh"), "ket_qua_so_hoa": (0, 0, "khong_phat_sinh")})
    book.all_scores = frame(SCORES, *quiet.itertuples(index=False, name=None), *other.itertuples(index=False, name=None))
    assert told_of(book, 1) == ["Trong tháng 9/2026 không phát sinh nội dung thuộc chỉ số này, không đánh giá."]
    table = next(p for p in indicators(book) if isinstance(p, Grid))
    assert (table.rows[0][2], table.rows[0][7]) == ("–", "Không phát sinh") and table.rows[1][7] == "Chưa tính được"


def test_the_quarter_s_tasks(book):
    book.feed_rows = all_done(book)
    said = texts(plan_part(book))
    assert said[0] == "Quý III/2026 có 21 nhiệm vụ phải hoàn thành; tất cả đã hoàn thành."
    assert len(said) == 2 and said[1].endswith("hoàn thành 75 việc.")


def test_a_person_s_name_in_a_unit_s_own_words_is_hidden(book):
    task = book.registry.plan.tasks[0]
    words = {"vuong_mac": "Chờ hồ sơ của Nông Thị Bích Liên.", "kien_nghi": "Bố trí kinh phí."}
    book.feed_rows = frame(list(book.feed_rows.columns), task_report(task.id, task.lead[0], "Đang thực hiện", **words))
    cover = lambda text: "(che)" if "Bích Liên" in text else text  # noqa: E731
    assert texts(obstacle_part(book, cover))[0].startswith("(che) (Phòng Văn hóa - Xã hội xã; nhiệm vụ mục II.1.1\u00a0(1)).")
    assert texts(requests(book, cover))[0] == "Bố trí kinh phí (đề xuất của Phòng Văn hóa - Xã hội xã)."
    sheet = next(s for s in annex_sheets(book, cover) if s.name == "Tiến độ Kế hoạch")
    assert sheet.rows[0][9] == "(che)" and not any("Bích Liên" in str(v) for row in sheet.rows for v in row)


def test_recipients_end_with_the_archive_and_a_full_stop(book):
    assert recipient_lines(book)[0] == "- Như trên;" and recipient_lines(book)[-1] == "- Lưu: VT."


def test_lists_and_component_names():
    assert (joined(["A"]), joined(["A", "B", "C"]), joined(["A", "B", "C"], 2, "việc")) == ("A", "A, B và C", "A, B và 1 việc khác")
    assert (listed(["A", "B"]), listed(["A", "B", "C"], 1)) == ("A; B", "A và 2 mục khác")
    assert (part_name("1a. Hồ sơ tiếp nhận"), part_name("3c. TTHC qua mạng")) == ("1a (hồ sơ tiếp nhận)", "3c (TTHC qua mạng)")


@given(st.decimals(min_value=0, max_value=100, places=2))
def test_words_and_tables_round_alike(value: Decimal):
    assert pct(float(value)) == percent(float(value))


def test_what_was_reported_in_an_earlier_month_is_no_obstacle_of_this_one(book):
    task = book.registry.plan.tasks[0]
    book.feed_rows = frame(list(book.feed_rows.columns), task_report(task.id, task.lead[0], "Đang thực hiện", vuong_mac="Thiếu máy.", kien_nghi="Cấp máy.", thang="2026-08"))
    assert texts(obstacle_part(book, str))[-1] == "Trong tháng 9/2026, các cơ quan, đơn vị không nêu khó khăn, vướng mắc."
    assert not any("Cấp máy" in t for t in texts(requests(book, str)))
