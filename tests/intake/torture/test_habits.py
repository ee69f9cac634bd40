"""What clerks' ways of writing groups, sums and endings once did to the rows, one defect each."""

from __future__ import annotations

import numpy as np
import pytest

from sotay.intake.model import CellKind, Grid
from sotay.intake.tables.layout import Found, find_tables
from sotay.intake.tables.sums import figure


def tables(rows: list[list], known: frozenset[str] | None = None) -> list[Found]:
    width = max(map(len, rows))
    cells = np.array([[str(v) for v in [*row, *[""] * (width - len(row))]] for row in rows], dtype=object)
    kinds = np.array([[CellKind.BLANK if v == "" else CellKind.TEXT if isinstance(v, str) else CellKind.NUMBER for v in [*row, *[""] * (width - len(row))]] for row in rows], dtype=np.int8)
    return find_tables(Grid("Sheet1", cells, kinds, np.arange(1, len(rows) + 1)), known)


def rows_of(rows: list[list]) -> tuple[list[int], list[tuple[int, str]]]:
    found, = tables(rows)
    return found.rows.tolist(), [(a.row, a.kind) for a in found.set_aside]


HOUSEHOLDS = ["STT", "Chủ hộ", "Số khẩu", "Diện tích", "Số tiền"]
LAN, BINH, TU, HOA = ["Bùi Thị Lan", 3, 120, 500], ["Vi Văn Bình", 4, 80, 700], ["Lý Văn Tư", 2, 60, 300], ["Ma Thị Hoa", 5, 90, 800]


@pytest.mark.parametrize("text, number", [("1.234.567", 1234567), ("1,234,567", 1234567), ("1.234", 1234), ("12.5", 12.5), ("12,5", 12.5), ("1.234,5", 1234.5), ("-7", -7), ("", None), ("5 con", None), ("05/9", None)])
def test_figures_as_they_are_typed(text, number):
    assert figure(text) == number


def test_a_part_with_a_code_and_no_figure_is_no_record():
    head = ["TT", "Loại thiệt hại", "ĐVT", "Mã", "Tổng số", "Bãi Dài"]
    assert rows_of([
        head, ["I", "VỀ NGƯỜI", "", "NG"], ["1.1", "Số người chết", "Người", "NG1", 1, 1], ["1.2", "Bị thương", "Người", "NG2", 2, 1],
        ["II", "VỀ NHÀ Ở", "", "NH"], ["2.1", "Nhà sập", "Cái", "NH1", 3, 3], ["2.2", "Nhà tốc mái", "Cái", "NH2", 9, 4], ["", "Tổng giá trị thiệt hại", "Tr.đ", "", 500, 300],
    ]) == ([3, 4, 6, 7], [(2, "group"), (5, "group"), (8, "total")])


def test_sums_without_a_word_are_told_by_adding_up():
    assert rows_of([HOUSEHOLDS[1:], LAN, BINH, TU, HOA, ["", 14, 350, 2300]]) == ([2, 3, 4, 5], [(6, "total")])
    assert rows_of([HOUSEHOLDS[1:], LAN, BINH, TU, HOA, ["", 9, 350, 999]])[0] == [2, 3, 4, 5, 6], "a record without a name is none of the others' sum"


def test_a_hamlet_with_the_sums_of_its_households_is_a_group():
    groups = [["I", "Thôn Đồi Cao", 7, 200, 1200], [1, *LAN], [2, *BINH], ["II", "Thôn Bãi Dài", 7, 150, 1100], [1, *TU], [2, *HOA]]
    assert rows_of([HOUSEHOLDS, *groups]) == ([3, 4, 6, 7], [(2, "group"), (5, "group")])


def test_an_item_of_the_budget_with_the_sums_of_its_parts_is_a_record():
    lines = [["I", "Thu nội địa", 30, 20], [1, "Phí, lệ phí", 10, 5], [2, "Thuế đất", 20, 15], ["II", "Thu bổ sung", 90, 70], [1, "Cân đối", 60, 50], [2, "Có mục tiêu", 30, 20]]
    assert rows_of([["STT", "Nội dung", "Dự toán", "Thực hiện"], *lines])[0] == [2, 3, 4, 5, 6, 7]


def test_a_dash_before_a_name_alone_opens_a_group():
    head = ["STT", "Họ và tên", "Ngày sinh", "Chức vụ"]
    assert rows_of([head, ["-", "Khối Đảng"], [1, "Lý An", "01/02/1980", "Bí thư"], [2, "Vi Hoa", "03/04/1985", "Ủy viên"], ["+", "Khối đoàn thể"], [3, "Ma Bình", "05/06/1990", "Chủ tịch"]]) == (
        [3, 4, 6], [(2, "group"), (5, "group")])


def test_a_day_on_a_row_of_its_own_opens_a_group():
    head = ["STT", "Người yêu cầu", "Loại việc", "Số bản", "Lệ phí"]
    day = lambda d: [["2026-09-0" + str(d)], [1, "Lý An", "Bản sao", 2, 4000], [2, "Vi Hoa", "Chữ ký", 1, 10000]]  # noqa: E731
    assert rows_of([head, *day(1), *day(2)]) == ([3, 4, 6, 7], [(2, "group"), (5, "group")])


def test_capitals_in_the_column_of_names_are_not_the_rest_of_the_name_above():
    head = ["STT", "Mã dịch vụ", "Tên dịch vụ", "Giá BHYT", "Giá viện phí"]
    assert rows_of([head, ["", "", "KHÁM BỆNH"], [1, "02.01", "Khám nội", 10, 20], [2, "02.02", "Khám nhi", 10, 20], ["", "", "XÉT NGHIỆM"], [3, "03.01", "Đường máu", 5, 9]]) == (
        [3, 4, 6], [(2, "group"), (5, "group")])


def test_balances_stand_around_the_vouchers():
    head = ["Ngày ghi sổ", "Số chứng từ", "Diễn giải", "Thu", "Chi", "Tồn"]
    vouchers = [[f"0{n}/09/2026", f"PT0{n}", "Rút tiền gửi", 100 * n, "", 900] for n in range(1, 6)]
    assert rows_of([head, ["", "", "Số dư đầu kỳ", "", "", 900], *vouchers, ["", "", "Tồn quỹ cuối tháng", "", "", 2400]]) == ([3, 4, 5, 6, 7], [(2, "total"), (8, "total")])


def test_a_line_typed_on_below_a_day_is_no_record():
    head = ["Ngày", "Nội dung công việc", "Kết quả", "Bắt đầu"]
    found, = tables([head, ["01/9/2026", "Họp giao ban", "Xong", "7h30"], ["02/9/2026", "Tiếp dân tại trụ sở", "Xong", "8h"], ["", "và ghi sổ theo dõi"], ["03/9/2026", "Đi thôn", "Xong", "7h"]])
    assert (found.rows.tolist(), found.cells[1, 1]) == ([2, 3, 5], "Tiếp dân tại trụ sở và ghi sổ theo dõi")


def test_rows_of_dots_are_unused():
    head = ["STT", "Họ tên trẻ", "Ngày sinh", "Họ tên mẹ", "Thôn"]
    assert rows_of([head, [1, "Lý An", "01/02/2025", "Vi Hoa", "Đồi Cao"], [2, "Ma Tư", "02/02/2025", "Vi Lan", "Đồi Cao"], ["…", "....", "…", "...", "…"]]) == ([2, 3], [(4, "stub")])


def test_figures_below_the_list_are_about_it():
    head = ["STT", "Mã học sinh", "Họ và tên", "Ngày sinh", "TBM", "Xếp loại"]
    pupils = [[n, f"24{n:04d}", "Vi Thị Hoa", "05/09/2012", 7.5, "Khá"] for n in range(1, 6)]
    assert rows_of([head, *pupils, [], ["", "", "Thống kê:", "", "Giỏi", 2], ["", "", "Khá", 3]]) == ([2, 3, 4, 5, 6], [(8, "footer"), (9, "footer")])
    assert rows_of([head, *pupils[:4], [], ["", *pupils[4][1:]]])[0] == [2, 3, 4, 5, 7], "a record whose count was left out"


def test_numbers_may_follow_units():
    head = ["STT", "Tên thôn", "Số hộ", "Kinh phí"]
    assert rows_of([head, ["", "", "", "(đồng)"], [1, 2, 3, 4], [1, "Đồi Cao", 50, 100], [2, "Bãi Dài", 60, 200]]) == ([4, 5], [(2, "numbering"), (3, "numbering")])


def test_headings_that_differ_in_a_word_head_two_tables():
    part = lambda word: [["TT", f"Nội dung {word}", "Ngày", "Số tiền", "Ghi chú"], [1, "Điện đường", "01/02/2026", 500, ""], [2, "Hội hè", "03/02/2026", 700, ""]]  # noqa: E731
    assert [(t.header_row, t.rows.tolist()) for t in tables([*part("thu"), ["B. PHẦN CHI"], *part("chi")])] == [(1, [2, 3]), (5, [6, 7])]


def test_signatories_are_no_headings():
    head = ["STT", "Họ và tên", "Ngày sinh", "Giới tính"]
    people = [[n, "Vi Thị Hoa", "05/09/1982", "Nữ"] for n in range(1, 4)]
    signed = [["", "Điều tra viên", "", "Chủ hộ"], ["", "(Ký, ghi rõ họ tên)", "", "(Ký, ghi rõ họ tên)"], [], ["", "Lý Văn Tư", "", "Ma Thị Hoa"]]
    assert [(t.header_row, len(t.rows)) for t in tables([head, *people, [], *signed], frozenset({"chu ho", "dieu tra vien"}))] == [(1, 3)]


def test_groups_above_the_row_of_single_headings_belong_to_it():
    rows = [["", "", "", "Trẻ em", "", "Trong đó", ""], ["Tên chỉ tiêu", "Mã số", "ĐVT", "Nông thôn", "Quý III", "2025", "Nữ"], *[["Lượt khám bệnh", f"0{n}", "Lượt", 5, n, 7, 8] for n in range(1, 5)]]
    width = len(rows[0])
    cells = np.array([[str(v) for v in row] for row in rows], dtype=object)
    kinds = np.array([[CellKind.BLANK if v == "" else CellKind.TEXT if isinstance(v, str) else CellKind.NUMBER for v in row] for row in rows], dtype=np.int8)
    found, = find_tables(Grid("Sheet1", cells, kinds, np.arange(1, 7), ((0, 3, 0, 4), (0, 5, 0, width - 1))))
    assert (found.header_start, found.header_row, found.columns[3].heading) == (1, 2, "Trẻ em / Nông thôn")


def test_a_part_with_its_leader_beside_it_is_no_record():
    head = ["STT", "Nội dung", "Người thực hiện", "Thời hạn", "Kết quả"]
    work = lambda n: [n, "Tổng hợp báo cáo", "Vi Văn Bình", "Quý III", "Hoàn thành"]  # noqa: E731
    assert rows_of([head, ["I", "Chi hội thôn Đồi Cao", "", "CHT: Lý An"], work(1), work(2), ["II", "Chi hội thôn Bãi Dài", "", "CHT: Ma Tư"], work(3), work(4)]) == ([3, 4, 6, 7], [(2, "group"), (5, "group")])
