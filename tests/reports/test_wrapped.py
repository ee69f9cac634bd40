"""Lines of a text in a cell of a workbook."""

import pytest

from sotay.reports.wrapped import height_of, lines_in, text_points


@pytest.mark.parametrize(
    ("text", "width", "bold", "lines"),
    [
        ("Văn phòng HĐND và UBND xã", 26, False, 2),
        ("Văn phòng HĐND và UBND xã", 29, False, 1),
        ("Trung tâm Phục vụ hành chính công xã", 26, False, 2),
        ("Cần xem lại", 9, False, 2),
        ("Cần xem lại", 12, False, 1),
        ("DANH_MUC_TTHC_202609.xls", 17, False, 2),
        ("a\nb", 20, False, 2),
        ("", 5, False, 1),
    ],
)
def test_lines_in_a_column(text, width, bold, lines):
    assert lines_in(text, width, bold=bold) == lines


def test_marks_of_a_letter_take_no_room_and_bold_takes_more():
    assert text_points("ề") == text_points("e") and text_points("Ộ") == text_points("O") and text_points("a", bold=True) > text_points("a")


def test_more_text_never_takes_fewer_lines():
    text = "Rà soát, kiện toàn, bố trí đầu mối phụ trách dữ liệu tại UBND xã; xác định trách nhiệm quản lý, cập nhật, khai thác dữ liệu của từng bộ phận."
    found = [lines_in(text[:n], 20) for n in range(len(text))]
    assert found == sorted(found) and [lines_in(text, w) for w in (10, 20, 40, 80)] == sorted((lines_in(text, w) for w in (10, 20, 40, 80)), reverse=True)
    assert height_of(3) == 45
