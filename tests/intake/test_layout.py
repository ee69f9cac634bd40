"""Tables found in rough sheets without any declared heading: exact heading rows, data rows and rows set aside."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from layouts import Layout, Truth, make, make_special, roughened
from sotay.intake.model import CellKind, Grid
from sotay.intake.tables.layout import Found, column_letter, find_tables


def grid(rows: list[list[str]], merges: tuple = (), first_row: int = 1) -> Grid:
    width = max(len(r) for r in rows)
    cells = np.array([[*r, *[""] * (width - len(r))] for r in rows], dtype=object)
    return Grid("S", cells, np.where(cells != "", CellKind.TEXT, CellKind.BLANK).astype(np.int8), np.arange(first_row, first_row + len(rows)), merges)


def aside(table: Found) -> list[tuple[int, str]]:
    return [(s.row, s.kind) for s in table.set_aside]


def exact(layout: Layout) -> bool:
    found = find_tables(layout.grid)
    return len(found) == len(layout.tables) and all(same(f, t) for f, t in zip(found, layout.tables, strict=True))


def same(found: Found, truth: Truth) -> bool:
    kinds = Counter(s.kind for s in found.set_aside)
    headings = [c.heading for c in found.columns]
    return (found.header_start, found.header_row, list(found.rows), kinds) == (truth.header_start, truth.header_row, truth.data, truth.aside) and (not truth.headings or headings == truth.headings)


@pytest.mark.parametrize("seed", range(130))
def test_generated_sheet_is_read_exactly(seed):
    layout = make(seed)
    assert exact(layout), layout.name


@pytest.mark.parametrize("seed", range(66))
def test_sheet_with_an_unusual_trait_is_read_exactly(seed):
    layout = make_special(seed)
    assert exact(layout), layout.name


def test_careless_hands_cost_few_tables():
    layouts = [roughened((make if s % 2 else make_special)(s // 2), s) for s in range(300)]
    pairs = [(f, t, len(found) == len(x.tables)) for x in layouts for found in [find_tables(x.grid)] for f, t in zip(found, x.tables, strict=False)]
    tables = sum(len(x.tables) for x in layouts)
    assert sum(f.header_row == t.header_row for f, t, _ in pairs) >= 0.99 * tables
    assert sum(whole and len(f.rows) == len(t.data) for f, t, whole in pairs) >= 0.97 * tables


def test_two_tiers_with_merges_are_joined():
    sheet = grid([["STT", "Họ tên", "Ngày sinh", "", "Ghi chú"], ["", "", "Nam", "Nữ", ""], ["1", "An", "01/02/1990", "", ""], ["2", "Bình", "", "03/04/1991", "x"]], ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 1, 4)))
    (table,) = find_tables(sheet)
    assert (table.header_start, table.header_row, list(table.rows)) == (1, 2, [3, 4])
    assert [c.heading for c in table.columns] == ["STT", "Họ tên", "Ngày sinh / Nam", "Ngày sinh / Nữ", "Ghi chú"]


def test_two_tiers_of_a_csv_are_filled_right():
    (table,) = find_tables(grid([["STT", "Họ tên", "Ngày sinh", "", "Ghi chú"], ["", "", "Nam", "Nữ", ""], ["1", "An", "01/02/1990", "", ""], ["2", "Bình", "", "03/04/1991", "x"]]))
    assert [c.heading for c in table.columns] == ["STT", "Họ tên", "Ngày sinh / Nam", "Ngày sinh / Nữ", "Ghi chú"]
    assert table.header_row == 2


def test_line_breaks_and_spaces_in_a_heading_become_one_space():
    (table,) = find_tables(grid([["STT", "Trình  độ\nchuyên môn", "Năm"], ["1", "Đại học", "2020"], ["2", "Cao đẳng", "2021"]]))
    assert table.columns[1].heading == "Trình độ chuyên môn"


def test_numbering_group_total_stub_and_signature_are_set_aside():
    (table,) = find_tables(grid([
        ["STT", "Hộ", "Số khẩu", "Thu nhập"], ["(1)", "(2)", "(3)", "(4)"], ["I", "Thôn Đồng Mậm"], ["1", "Nguyễn Văn An", "4", "100"], ["2", "Lý Thị Bình", "3", "90"], ["3"], ["", "Tổng cộng", "7", "190"], [],
        ["", "", "Sơn Hải, ngày 18 tháng 9 năm 2026"], ["NGƯỜI LẬP BIỂU", "", "CHỦ TỊCH"],
    ]))
    assert list(table.rows) == [4, 5]
    assert aside(table) == [(2, "numbering"), (3, "group"), (6, "stub"), (7, "total"), (9, "footer"), (10, "footer")]
    assert list(table.group) == ["Thôn Đồng Mậm"] * 2


def test_column_numbers_moved_about_with_their_columns_are_no_record():
    rows = [["STT", "Họ và tên", "Ngày sinh", "Thôn", "Giới tính", "Số định danh"], ["1", "3", "6", "2", "5", "4"], *[[str(i), "Lý An", "01/09/1990", "Cầu Sắt", "Nam", f"02409000000{i}"] for i in range(1, 5)]]
    (table,) = find_tables(grid(rows))
    assert (list(table.rows), aside(table)) == ([3, 4, 5, 6], [(2, "numbering")])


def test_figures_that_leave_a_number_out_are_a_record():
    rows = [["Kỳ", "Khám", "Chuyển", "Nội", "Ngoại", "Nhi"], ["1", "3", "7", "2", "5", "4"], *[[str(i), "120", "30", "40", "35", "15"] for i in range(2, 6)]]
    (table,) = find_tables(grid(rows))
    assert (list(table.rows), aside(table)) == ([2, 3, 4, 5, 6], [])


def test_headings_that_all_end_in_a_colon_are_no_form_line():
    merges = ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 1, 4), (0, 5, 1, 5))
    rows = [["STT:", "Họ và tên:", "Nhà ở:", "", "Thôn:", "Ghi chú:"], ["", "", "Diện tích:", "Chất lượng:", "", ""], *[[str(i), "Lý An", "40", "Tạm", "Cầu Sắt", "x"] for i in range(1, 6)]]
    (table,) = find_tables(grid(rows, merges))
    assert (table.header_start, table.header_row, list(table.rows)) == (1, 2, [3, 4, 5, 6, 7])


def test_a_part_that_begins_below_a_heading_of_two_tiers_is_no_third():
    merges = ((0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3))
    rows = [["STT", "Sổ", "", "Họ và tên"], ["", "Quyển số", "Số", ""], ["", "I. Bản sao", "", ""], *[[str(i), "01-SCT", str(40 + i), "Lý An"] for i in range(1, 5)]]
    (table,) = find_tables(grid(rows, merges))
    assert (table.header_row, list(table.rows), aside(table)) == (2, [4, 5, 6, 7], [(3, "group")])


def test_group_text_loses_its_number():
    (table,) = find_tables(grid([["STT", "Mã", "Ngày"], ["II. Lĩnh vực Hộ tịch"], ["1", "H05-1", "01/09/2026"], ["2", "H05-2", "02/09/2026"]]))
    assert list(table.group) == ["Lĩnh vực Hộ tịch"] * 2


def test_cong_in_a_name_is_no_total():
    (table,) = find_tables(grid([["STT", "Nội dung", "Số tiền"], ["1", "Công tác phí", "100"], ["2", "Tổng vệ sinh", "200"], ["", "Cộng", "300"]]))
    assert list(table.rows) == [2, 3]
    assert aside(table) == [(4, "total")]


def test_repeated_two_tier_heading_counts_both_rows():
    head = [["STT", "Thôn", "Số hộ", ""], ["", "", "Nghèo", "Cận nghèo"]]
    (table,) = find_tables(grid([*head, ["1", "A", "3", "4"], ["2", "B", "5", "6"], *head, ["3", "C", "7", "8"]]))
    assert list(table.rows) == [3, 4, 7]
    assert aside(table) == [(5, "repeated_header"), (6, "repeated_header")]


def test_vertical_merge_is_filled_down_inside_its_range_only():
    rows = [["STT", "Thôn", "Họ tên"], ["1", "Cầu Sắt", "An"], ["2", "", "Bình"], ["3", "", "Chi"]]
    (table,) = find_tables(grid(rows, ((1, 1, 2, 1),)))
    assert table.cells[:, 1].tolist() == ["Cầu Sắt", "Cầu Sắt", ""]


def test_text_run_over_to_the_next_row_is_joined():
    (table,) = find_tables(grid([["STT", "Số", "Ngày", "Trích yếu", "Ký"], ["1", "1/CV", "01/09/2026", "Về việc mở", "An"], ["2", "2/CV", "02/09/2026", "Về việc thực hiện", "An"], ["", "", "", "kế hoạch năm"], ["3", "3/CV", "03/09/2026", "Về việc khác", "An"]]))
    assert list(table.rows) == [2, 3, 5]
    assert table.cells[1, 3] == "Về việc thực hiện kế hoạch năm"
    assert aside(table) == [(4, "stub")]


def test_unit_line_gives_the_factor():
    for line, factor in (("ĐVT: triệu đồng", 1e6), ("Đơn vị tính: 1.000 đồng", 1e3), ("Đơn vị tính: đồng", 1.0)):
        (table,) = find_tables(grid([["", "", line], ["STT", "Nội dung", "Số tiền"], ["1", "Thu", "5"], ["2", "Chi", "6"]]))
        assert table.unit_factor == factor


def test_title_is_kept_and_no_row_of_it_is_counted():
    (table,) = find_tables(grid([["UBND XÃ", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], ["DANH SÁCH HỘ NGHÈO THÁNG 9 NĂM 2026"], ["STT", "Họ tên", "Ngày sinh"], ["1", "An", "1990"], ["2", "Bình", "1991"]]))
    assert "DANH SÁCH HỘ NGHÈO THÁNG 9 NĂM 2026" in table.title
    assert (table.header_row, list(table.rows), table.set_aside) == (3, [4, 5], ())


def test_one_column_list_is_no_table():
    assert find_tables(grid([["HƯỚNG DẪN NHẬP LIỆU"], [], ["1. Không thay đổi cột"], ["2. Ngày ghi dd/mm/yyyy"]])) == []


def test_sheet_without_cells_has_no_table():
    assert find_tables(Grid("S", np.empty((0, 0), dtype=object), np.empty((0, 0), dtype=np.int8), np.arange(0))) == []


def test_column_without_heading_is_kept_with_its_data():
    (table,) = find_tables(grid([["STT", "Họ tên", "Năm sinh"], ["1", "An", "1990", "đã chuyển đi"], ["2", "Bình", "1991"]]))
    assert [(c.letter, c.heading) for c in table.columns][-1] == ("D", "")
    assert table.cells[0, 3] == "đã chuyển đi"


def test_row_numbers_are_the_spreadsheets_own():
    (table,) = find_tables(grid([["STT", "Họ tên", "Năm sinh"], ["1", "An", "1990"], ["2", "Bình", "1991"]], first_row=11))
    assert (table.header_row, list(table.rows)) == (11, [12, 13])


def test_declared_headings_outweigh_a_form_line():
    rows = [["Tên đơn vị", "Phòng A", "Số", "12"], ["Mã chủ", "Lối ra", "Bậc thềm", "Hướng"], ["x1", "đông", "đá", "nam"], ["x2", "tây", "gỗ", "bắc"]]
    (table,) = find_tables(grid(rows), known={"ma chu", "loi ra", "bac them", "huong"})
    assert table.header_row == 2


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_column_letter(index, letter):
    assert column_letter(index) == letter


def test_a_long_sheet_is_read_to_its_end():
    rows = [["STT", "Họ tên", "Năm sinh", "Địa chỉ"], *[[str(i), f"Người {i}", "1990", "Thôn A"] for i in range(1, 20001)]]
    (table,) = find_tables(grid(rows))
    assert table.rows.tolist() == list(range(2, 20002))


SCRAPS = ["", "", "STT", "Họ tên", "1", "2", "I", "A", "Tổng cộng", "Ghi chú", "(1)", "(2)", "-", "01/02/2026", "Người lập biểu", "ĐVT: triệu đồng", "Thôn A", "x", "\n", "Nơi nhận:"]


@pytest.mark.parametrize("seed", range(200))
def test_no_sheet_of_scraps_breaks_the_reader_or_counts_a_row_twice(seed):
    rng = np.random.default_rng(seed)
    height, width = rng.integers(1, 14), rng.integers(1, 9)
    cells = np.array(SCRAPS, dtype=object)[rng.integers(0, len(SCRAPS), (height, width))]
    kinds = np.where(cells != "", rng.integers(1, 4, cells.shape), 0).astype(np.int8)
    merges = tuple((r := int(rng.integers(height)), c := int(rng.integers(width)), min(height - 1, r + 2), min(width - 1, c + 1)) for _ in range(rng.integers(4)))
    for table in find_tables(Grid("S", cells, kinds, np.arange(1, height + 1), merges)):
        numbers = [*table.rows.tolist(), *(s.row for s in table.set_aside)]
        assert len(numbers) == len(set(numbers))
        assert all(table.header_row < n <= height for n in numbers)
        assert table.cells.shape == table.kinds.shape == (len(table.group), len(table.columns))


def test_a_sheet_of_scattered_words_comes_to_an_end():
    found = find_tables(grid([row for i in range(5000) for row in (["Họ tên", "Ngày sinh", "Địa chỉ"], [])]))
    assert sum(len(t.rows) for t in found) == 0
