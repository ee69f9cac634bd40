"""Tables: figures as Vietnamese write them, heads with a scope, totals that admit gaps."""

import re
from types import SimpleNamespace

import pandas as pd
import pytest

from made_up import made_up_book
from sotay import show

FRAME = pd.DataFrame(
    {
        "Lĩnh vực": ["Đất đai", "Hộ tịch"],
        "Hồ sơ": pd.array([1234, 12], dtype="Int64"),
        "Phí": [1500000.0, 25000.0],
        "Đúng hạn": [99.55, None],
        "Ngày": pd.to_datetime(["2026-09-05", "2026-09-20"]),
    }
)


def cells(html: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", c).replace("\u00a0", " ") for c in re.findall(r"<t[hd](?:\s[^>]*)?>(.*?)</t[hd]>", html)]


def test_formats():
    html = show.table(FRAME, "Bảng", formats={"Đúng hạn": "pct", "Phí": "vnd"}).html
    assert cells(html) == ["Lĩnh vực", "Hồ sơ", "Phí", "Đúng hạn", "Ngày", "Đất đai", "1.234", "1.500.000", "99,6%", "05/09/2026", "Hộ tịch", "12", "25.000", "–", "20/09/2026"]
    assert "Dấu –: chưa có số liệu hoặc không phát sinh." in html


def test_heads_have_a_scope_and_the_table_a_caption():
    html = show.table(FRAME, "Bảng một").html
    assert "<caption>Bảng một</caption>" in html and html.count('scope="col"') == 5 and html.count('scope="row"') == 2


def test_total_adds_counts_and_leaves_rates_and_days_empty():
    html = show.table(FRAME, "Bảng", total="Cộng", formats={"Đúng hạn": "pct"}).html
    assert cells(html[html.index("<tfoot>") :]) == ["Cộng", "1.246", "1.525.000", "", ""]


def test_a_gap_makes_the_total_unknown_not_smaller():
    html = show.table(pd.DataFrame({"Thôn": ["A", "B"], "Số": pd.array([5, None], dtype="Int64")}), "Bảng", total=True).html
    assert cells(html[html.index("<tfoot>") :]) == ["Tổng", "–"]


def test_long_tables_are_cut_and_the_rest_counted():
    html = show.table(pd.DataFrame({"Số": range(1045)}), "Bảng").html
    assert html.count("<tr>") == 41 and "… và 1.005 dòng nữa" in html


def test_a_bar_is_as_long_as_its_share_of_the_largest():
    html = show.table(pd.DataFrame({"Thôn": ["A", "B"], "Số": [10, 5]}), "Bảng", bars=["Số"]).html
    assert re.findall(r"width:([\d.]+)%", html) == ["100.0", "50.0"]


def test_an_index_with_names_becomes_the_first_column():
    assert cells(show.table(pd.Series([1, 2], index=["A", "B"], name="Số").to_frame(), "Bảng").html) == ["", "Số", "A", "1", "B", "2"]


def test_two_columns_of_one_name_both_show():
    assert cells(show.table(pd.DataFrame([[1, 2.5]], columns=["Số", "Số"]), "Bảng").html) == ["Số", "Số", "1", "2,5"]


def test_key_figures():
    html = show.key_figures([("Hồ sơ", 1234, "hồ sơ", "tăng"), ("Đúng hạn", 98.25, "%"), ("Kết hôn", None, "")]).html
    assert ">1.234</span>" in html and ">98,3%</span>" in html and ">chưa có số liệu</span>" in html


def test_a_figure_of_a_table_that_did_not_come_is_not_shown_and_not_called_nothing_happened(tmp_path):
    book = made_up_book(tmp_path)
    text = show.key_figures([("Khai sinh", None, "việc"), ("Đã tiêm", 0, "trẻ"), ("Ký số", 12, "bản")], book, ["so_mot", "so_hai", "so_mot"])
    assert repr(text) == "Khai sinh: không phát sinh; Đã tiêm: chưa có số liệu; Ký số: 12." and "chưa nộp tệp" in text.html


def test_an_empty_table_says_what_is_known_about_it():
    frame = pd.DataFrame({"Sự cố": []})
    assert "Chưa có số liệu: không có dòng nào; tệp chưa nộp, trong tháng không phát sinh, hoặc ít bản ghi về người nên không nêu." in show.table(frame, "Sự cố").html
    known = show.table(frame, "Sự cố", empty="Không hệ thống nào báo có sự cố").html
    assert "Không hệ thống nào báo có sự cố." in known and "Chưa có số liệu" not in known


def test_cells_of_a_wide_table_carry_their_heading_for_telephones():
    wide = show.table(pd.DataFrame([["A", 1, 2, 3]], columns=["Tên", "Một", "Hai", "Ba"]), "Bảng", total=True).html
    assert wide.count('data-h="Hai"') == 2 and 'class="data stack short"' in wide and "data-h" not in show.table(pd.DataFrame({"Tên": ["A"], "Một": [1]}), "Bảng").html


def test_a_note_on_the_dash_is_not_contradicted():
    html = show.table(pd.DataFrame({"Tên": ["A"], "Số": [None]}), "Bảng", note="Dấu – thay cho số dưới 5", formats={"Số": "int"}).html
    assert html.count("Dấu –") == 1


def test_short_texts_stay_on_one_line_while_the_page_has_room():
    few = pd.DataFrame({"Đơn vị": ["Phòng Kinh tế"], "Tình trạng": ["Muộn 4 ngày"]})
    assert show.table(few, "Bảng").html.count('class="w"') == 2
    many = pd.DataFrame({f"Cột {n}": ["Phòng Kinh tế"] for n in range(12)})
    assert 0 < show.table(many, "Bảng").html.count('class="w"') < 12


def test_a_long_text_takes_the_width_it_needs_and_a_date_no_more_than_a_date():
    html = show.table(pd.DataFrame({"Số": ["II.1", "II.2"], "Việc": ["việc phải làm " * 12, "việc " * 9], "Hạn": ["Quý III/2026", "Quý IV/2026"]}), "Bảng").html
    widths = [float(w) for w in re.findall(r'<col style="width:([\d.]+)%">', html)]
    assert len(widths) == 3 and sum(widths) == pytest.approx(100, abs=0.2) and widths[1] > 60 and widths[2] < 25
    assert " wide" in html and "<colgroup>" not in show.table(pd.DataFrame({"Số": ["1"], "Việc": ["ngắn"]}), "Bảng").html


def test_a_short_table_stays_on_one_page_a_long_one_may_break():
    assert " short" in show.table(pd.DataFrame({"Số": range(10)}), "Bảng").html and " short" not in show.table(pd.DataFrame({"Số": range(11)}), "Bảng").html


def test_labels_of_an_index_get_a_heading():
    counted = pd.DataFrame({"Nam": [1, 2]}, index=["Dưới 18", "Từ 18"])
    assert cells(show.table(counted, "T", rows="Tuổi").html)[:2] == ["Tuổi", "Nam"]


def test_figures_that_read_the_same_have_bars_of_one_length():
    rise = pd.DataFrame({"Việc": list("abc"), "Tăng": [0.14, 0.06, 0.3]})
    assert re.findall(r"width:([\d.]+)%", show.table(rise, "T", formats={"Tăng": "dec1"}, bars=["Tăng"]).html) == ["33.3", "33.3", "100.0"]


def test_words_in_place_of_a_figure_are_not_set_as_large_as_one():
    html = show.key_figures([("Khai sinh", "chưa nộp"), ("Điểm", "–", "trên 100"), ("Tập", "0/34", "tập"), ("Người", "dưới 5")]).html
    assert re.findall(r'class="(big|none)">([^<]+)<', html) == [("none", "chưa nộp"), ("none", "chưa có số liệu"), ("big", "0/34"), ("big", "dưới 5")]
    assert "trên 100" not in html.split("Tập")[0].split("chưa có số liệu")[0]


def test_figures_of_several_units_are_whole_or_not_each_by_itself():
    frame = pd.DataFrame({"Chỉ tiêu": ["Hộ thoát nghèo", "Rừng trồng mới"], "Thực hiện": [704.0, 11.4]})
    assert cells(show.table(frame, "Bảng", formats={"Thực hiện": "num"}).html)[2:] == ["Hộ thoát nghèo", "704", "Rừng trồng mới", "11,4"]


BOOK = SimpleNamespace(small_number=5)


def test_a_table_of_people_says_what_its_dashes_stand_for():
    shown = show.people(BOOK, pd.DataFrame({"Nam": [19, 18, 2, 3], "Nữ": [17, 16, 14, 4]}, index=["15–24", "25–34", "35–44", "45–54"]), "Theo tuổi", "Tuổi", note="Tuổi tròn").html
    assert "Tuổi tròn. Dấu – thay cho số dưới 5 người" in shown and cells(shown)[:3] == ["Tuổi", "Nam", "Nữ"]
    whole = show.people(BOOK, pd.DataFrame({"Nam": [9, 8], "Nữ": [7, 0]}, index=["15–24", "25–34"]), "Theo tuổi", "Tuổi").html
    assert "Dấu –" not in whole


def test_a_table_of_people_with_nothing_left_to_read_is_one_sentence():
    few = pd.DataFrame({"Chồng": [2, 1, 0], "Vợ": [1, 2, 0]}, index=["20–24", "25–29", "30–34"])
    html = show.people(BOOK, few, "Tuổi kết hôn", "Tuổi", unit="hộ").html
    assert "<table" not in html and "Mỗi ô đều dưới 5 hộ" in html
    # Nobody at all is told as it is, and no row is a gap.
    assert "<table" in show.people(BOOK, few * 0, "Tuổi kết hôn", "Tuổi").html and "Chưa có số liệu" in show.people(BOOK, few.head(0), "Tuổi kết hôn", "Tuổi").html


def test_small_groups_of_people_are_joined_and_said_so_only_where_some_were():
    counted = pd.Series({"Nữ": 20, "Nam": 14, "Khác": 2})
    html = show.groups(BOOK, counted, "Theo giới tính", labels=["Nam", "Nữ", "Khác"], note="Đủ cả").html
    assert "Các nhóm ít người: 16 người; Nữ: 20 người" in html or "Nữ: 20 người; Các nhóm ít người: 16 người" in html
    assert "Đủ cả. Nhóm có dưới 5 người được gộp, kèm nhóm kế tiếp nếu cần." in html and ">Nam<" not in html
    assert "được gộp" not in show.groups(BOOK, counted.head(2), "Theo giới tính").html
    # All together still too few: nothing is drawn.
    few = show.groups(BOOK, pd.Series({"Nữ": 2, "Nam": 1}), "Theo giới tính").html
    assert "<svg" not in few and "Tất cả dưới 5 người" in few and "để trống" not in few


def test_a_heading_over_figures_has_room_for_two_lines_of_whole_words():
    widths = [float(w) for w in re.findall(r'<col style="width:([\d.]+)%">', show.table(pd.DataFrame({"Tệp": ["x " * 40], "Dòng đọc được": [5]}), "Bảng").html)]
    # "Dòng đọc" or "đọc được" and some air, of these letters and the text's.
    assert widths[1] / widths[0] == pytest.approx(10 / 60, abs=0.01)
