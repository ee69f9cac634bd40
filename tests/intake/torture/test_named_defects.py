"""One defect each, found on papers of kinds nobody declared: the smallest sheet that shows it."""

from __future__ import annotations

import datetime as dt

import numpy as np

from paper import shown
from sotay.definitions.registry import load_registry
from sotay.definitions.workspace import shipped
from sotay.intake.model import CellKind, Grid
from sotay.intake.recognition.recognise import known_headings
from sotay.intake.tables.layout import Found, find_tables


def grid(rows: list[list], merges: tuple = ()) -> Grid:
    width = max(len(r) for r in rows)
    cells, kinds = np.full((len(rows), width), "", dtype=object), np.zeros((len(rows), width), dtype=np.int8)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value != "":
                cells[r, c], kinds[r, c] = shown(value, True)
    return Grid("S", cells, kinds, np.arange(1, len(rows) + 1), merges)


def one(rows: list[list], merges: tuple = ()) -> Found:
    (found,) = find_tables(grid(rows, merges))
    return found


def aside(found: Found) -> list[tuple[int, str]]:
    return [(s.row, s.kind) for s in found.set_aside]


def test_wednesday_is_no_ordinal_heading():
    found = one([["LỊCH CÔNG TÁC TUẦN"], ["Thứ, ngày", "Buổi sáng", "Buổi chiều"], ["Thứ Hai (07/9)", "Họp giao ban", "Tiếp dân"], ["Thứ Ba (08/9)", "Họp tổ", "Dự hội nghị"], ["Thứ Tư (09/9)", "Họp thôn", "Đi cơ sở"], ["Thứ Năm (10/9)", "Nghỉ", "Họp"]])
    assert (found.header_row, found.rows.tolist()) == (2, [3, 4, 5, 6])


def test_posts_of_people_sign_nothing():
    posts = [["Lý An", "Phó Chủ tịch HĐND", "UBND xã"], ["Vi Hoa", "Kế toán", "Công an xã"], ["Trần Công", "Bí thư Đoàn", "UBND xã"]]
    found = one([["Họ và tên", "Chức danh", "Đơn vị"], *posts, [], ["Người lập biểu", "", "CHỦ TỊCH"], ["Lý An", "", "Vi Hoa"]])
    assert found.rows.tolist() == [2, 3, 4]
    assert aside(found) == [(6, "footer"), (7, "footer")]


def test_two_signatories_are_no_table():
    found = one([["STT", "Họ tên", "Năm sinh", "Thôn"], [1, "Lý An", 1970, "A"], [2, "Vi Hoa", 1980, "B"], [], ["", "NGƯỜI LẬP BIỂU", "", "TRƯỞNG PHÒNG"], [], ["", "Lý An", "", "Vi Hoa"]])
    assert (found.header_row, found.rows.tolist()) == (1, [2, 3])


def test_units_below_the_headings_are_no_record():
    found = one([["STT", "Thôn", "Diện tích", "Năng suất"], ["", "", "(ha)", "(tạ/ha)"], [1, "Tân Lập", 12.5, 50.1], [2, "Đồi Cao", 7, 48]])
    assert (found.rows.tolist(), aside(found)) == ([3, 4], [(2, "numbering")])


def test_taxes_below_the_sum_belong_to_it():
    rows = [["STT", "Tên hàng", "ĐVT", "Số lượng", "Thành tiền"], [1, "Mực in", "hộp", 2, 500000], [2, "Giấy", "ram", 5, 400000], ["", "Cộng tiền hàng", "", "", 900000], ["", "Thuế GTGT (8%)", "", "", 72000]]
    found = one(rows)
    assert (found.rows.tolist(), aside(found)) == ([2, 3], [(4, "total"), (5, "total")])


def test_a_record_named_after_a_sum_is_a_record():
    found = one([["STT", "Mã", "Dịch vụ", "ĐVT", "Giá"], [1, "08.1", "Khám nội", "lần", 30000], ["", "08.2", "Tổng phân tích tế bào máu", "lần", 46000], [3, "08.3", "Siêu âm", "lần", 43000]])
    assert found.rows.tolist() == [2, 3, 4]


def test_a_list_without_heading_is_told_and_loses_no_row():
    found = one([["DANH SÁCH"], [1, "Lý An", 1970, "A"], [2, "Vi Hoa", 1980, "B"], [3, "Trần Công", 1990, "C"]])
    assert (found.header_row, found.rows.tolist()) == (0, [2, 3, 4])
    assert any("Không thấy dòng tiêu đề: dòng 2" in n for n in found.notes)


def test_years_head_a_table_whose_first_heading_is_no_known_word():
    found = one([["Cây trồng", 2023, 2024, 2025], ["Lúa", 10, 12, 13], ["Ngô", 20, 21, 19], ["Sắn", 7, 6, 9]])
    assert (found.header_row, found.rows.tolist()) == (1, [2, 3, 4])


def test_days_of_a_roster_may_be_real_dates():
    found = one([["Họ và tên", *[dt.date(2026, 9, d) for d in range(7, 12)]], ["Lý An", "S", "", "C", "S", ""], ["Vi Hoa", "", "S", "", "", "C"]])
    assert (found.header_row, found.rows.tolist()) == (1, [2, 3])


def test_figures_that_happen_to_rise_are_no_heading():
    found = one([["Trường", "Mầm non", "", "", "Tiểu học", ""], ["", 2024, 2025, 2026, 2024, 2025], ["Trường số 1", 278, 41, 30, 167, 226], ["Trường số 3", 88, 108, 204, 274, 281]], ((0, 0, 1, 0), (0, 1, 0, 3), (0, 4, 0, 5)))
    assert (found.header_start, found.header_row, found.rows.tolist()) == (1, 2, [3, 4])


def test_marks_counted_under_a_group_without_a_merge_are_headings():
    found = one([["STT", "Họ tên", "Điểm", "", "", "Xếp loại"], ["", "", "1", "2", "3", ""], [1, "Lý An", 7, 8, 9, "Khá"], [2, "Vi Hoa", 5, 6, 7, "Đạt"]])
    assert (found.header_row, found.rows.tolist()) == (2, [3, 4])
    assert [c.heading for c in found.columns][2:5] == ["Điểm / 1", "Điểm / 2", "Điểm / 3"]


LEAVE = [[n, f"Người {n}", dt.date(2026, 9, n), "P"] for n in range(1, 7)]
KEYS = [["P", "Nghỉ phép"], ["K", "Không lương"]]


def test_a_key_to_the_signs_beside_is_a_table_of_its_own():
    rows = [["STT", "Họ tên", "Ngày", "Loại", "", "Ký hiệu", "Ý nghĩa"], *[[*r, "", *(KEYS[i] if i < 2 else [])] for i, r in enumerate(LEAVE)]]
    assert [(t.header_row, t.rows.tolist()) for t in find_tables(grid(rows))] == [(1, [2, 3, 4, 5, 6, 7]), (1, [2, 3])]


def test_a_blank_column_inside_does_not_part_a_table():
    rows = [["STT", "Họ tên", "Ngày", "", "Đơn vị", "Kết quả"], *[[*r[:3], "", "UBND xã", "Khá" if r[0] % 2 else ""] for r in LEAVE]]
    assert [c.heading for c in one(rows).columns] == ["STT", "Họ tên", "Ngày", "Đơn vị", "Kết quả"]


def test_a_page_number_is_no_record():
    found = one([["Họ tên", "Chức vụ", "Di động"], ["Lý An", "Trưởng thôn", "0912345678"], ["Vi Hoa", "Y tế thôn", "0987654321"], [], ["", "1"]])
    assert (found.rows.tolist(), aside(found)) == ([2, 3], [(5, "footer")])


def test_questions_answered_above_a_narrow_table_are_no_heading():
    found = one([["Đơn vị:", "Trạm Y tế"], ["Khối lớp", "Số học sinh"], ["Lớp 1", 30], ["Lớp 2", 28]])
    assert (found.header_row, found.rows.tolist()) == (2, [3, 4])


def test_the_widest_sheet_a_workbook_can_hold_is_one_table():
    width = 16_384
    cells = np.full((4, width), "5", dtype=object)
    cells[0] = [f"Cột {n}" for n in range(width)]
    kinds = np.full(cells.shape, CellKind.NUMBER, dtype=np.int8)
    kinds[0] = CellKind.TEXT
    (found,) = find_tables(Grid("S", cells, kinds, np.arange(1, 5)))
    assert (found.header_row, len(found.rows), len(found.columns)) == (1, 3, width)
    cells[0, ::2] = "TT"
    (found,) = find_tables(Grid("S", cells, kinds, np.arange(1, 5)))
    assert len(found.columns) == width


def test_stubs_after_the_thousandth_row_are_no_data():
    """A count of four digits, or with a thousands dot, and nothing else: the form's unused rows at the end of a long list."""
    head = ["STT", "Mã hồ sơ", "Họ và tên", "Số giấy tờ", "Ngày nhận"]
    rows = [[str(n), f"H05.{n:05d}", "Nông Văn Bình", f"{n:06d}", "05/09/2026"] for n in range(1, 1262)]
    stubs = [[n, "", "", "", ""] for n in ("1262", "1263", "1.264")]
    table = one([head, *rows, *stubs])
    assert (len(table.rows), [a.kind for a in table.set_aside]) == (1261, ["stub"] * 3)


def test_debit_is_no_number_of_a_row():
    """"Nợ" folds to "no", which heads a count in English; six such columns were taken for tables side by side."""
    head = [["STT", "Tên đối tượng", "Số dư đầu kỳ", "", "Phát sinh", "", "Số dư cuối kỳ", ""], ["", "", "Nợ", "Có", "Nợ", "Có", "Nợ", "Có"]]
    merges = ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 0, 5), (0, 6, 0, 7))
    found = one([*head, [1, "HTX Đồng Tâm", 10, "", 5, 7, 8, ""], [2, "Cửa hàng Hoa Lan", "", 3, 2, "", "", 1], ["", "Tổng cộng", 10, 3, 7, 7, 8, 1]], merges)
    assert (found.header_start, found.header_row, found.rows.tolist(), aside(found)) == (1, 2, [3, 4], [(5, "total")])


def test_a_sum_of_money_below_a_group_is_no_number_of_a_row():
    """TT for "thành tiền" beside SL, below the stock it is the worth of."""
    head = [["STT", "Tên thuốc", "ĐVT", "Tồn đầu kỳ", "", "Nhập", "", "Tồn cuối kỳ", ""], ["", "", "", "SL", "TT", "SL", "TT", "SL", "TT"]]
    merges = ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4), (0, 5, 0, 6), (0, 7, 0, 8))
    rows = [[n, f"Thuốc {n}", "Viên", 10 * n, 100 * n, 5, 50, 7, 70] for n in range(1, 5)]
    found = one([*head, *rows], merges)
    assert (found.header_row, found.rows.tolist(), len(found.columns)) == (2, [3, 4, 5, 6], 9)


def test_a_star_before_a_name_opens_a_group():
    head = ["STT", "Họ và tên", "Chức danh", "Hệ số", "Thành tiền"]
    found = one([head, ["*", "Thôn Đồi Cao"], [1, "Lý An", "Trưởng thôn", 1.5, 100], [2, "Vi Hoa", "Y tế thôn", 1, 90], ["*", "Thôn Bãi Dài"], [3, "Ma Bình", "Trưởng thôn", 1.5, 100]])
    assert (found.rows.tolist(), aside(found), found.group.tolist()) == ([3, 4, 6], [(2, "group"), (5, "group")], ["Thôn Đồi Cao"] * 2 + ["Thôn Bãi Dài"])


def test_a_roman_line_that_lacks_what_records_have_is_the_sum_of_its_part():
    """Quantity and price stand in every record, never beside the sum of a part; the unit may be left out here and there."""
    head = ["STT", "Nội dung", "ĐVT", "Số lượng", "Đơn giá", "Thành tiền"]
    found = one([
        head, ["I", "Chi hội trường", "", "", "", 300], [1, "Thuê hội trường", "Ngày", 1, 200, 200], [2, "Hoa tươi", "", 1, 100, 100],
        ["II", "Chi tài liệu", "", "", "", 500], [1, "In tài liệu", "", 5, 60, 300], [2, "Nước uống", "Người", 20, 10, 200], ["", "Tổng cộng", "", "", "", 800],
    ])
    assert (found.rows.tolist(), aside(found)) == ([3, 4, 6, 7], [(2, "group"), (5, "group"), (8, "total")])


def test_days_of_the_week_head_a_table_without_a_figure():
    days = ["", "Thứ 2", "Thứ 3", "Thứ 4", "Thứ 5", "Thứ 6"]
    found = one([["THỰC ĐƠN TUẦN 2"], days, ["Sáng", "Cháo", "Bún", "Phở", "Xôi", "Cháo"], ["Trưa", "Cơm", "Cơm", "Cơm", "Cơm", "Cơm"], ["Xế", "Sữa", "Chè", "Sữa", "Chè", "Sữa"]])
    assert (found.header_row, found.rows.tolist()) == (2, [3, 4, 5])


def test_questions_of_a_survey_open_groups():
    head = ["TT", "Câu hỏi, phương án", "Số phiếu", "Tỷ lệ (%)", "Ghi chú"]
    found = one([head, ["Câu 1", "Ông bà có hài lòng không?"], [1, "Hài lòng", 20, 50, ""], [2, "Bình thường", 20, 50, ""], ["Câu 2", "Thủ tục có nhanh không?"], [1, "Nhanh", 30, 75, ""], [2, "Chậm", 10, 25, "x"]])
    assert (found.rows.tolist(), [a[0] for a in aside(found)]) == ([3, 4, 6, 7], [2, 5])


def test_short_words_of_declared_headings_do_not_make_a_record_the_heading():
    """Days, subjects and numbers head columns of some declared table, and fill the rows of a timetable."""
    known = known_headings(load_registry(shipped() / "parameters"))
    assert not known & {"1", "2", "thu 2", "toan", "van", "tin"} and {"ho va ten", "ngay sinh"} <= known
    rows = [["Thứ", "Tiết 1", "Tiết 2", "Tiết 3", "Tiết 4"], *[[f"Thứ {d}", "Toán", "Văn", "Tin", "Lý"] for d in range(2, 7)]]
    found = find_tables(grid(rows), known)[0]
    assert (found.header_row, found.rows.tolist()) == (1, [2, 3, 4, 5, 6])
