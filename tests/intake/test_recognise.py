"""Which declared table a found table is, and which column is which field."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from small_registry import small_registry
from sotay.definitions.models.dataset import Column, Table
from sotay.definitions.registry import load_registry
from sotay.definitions.workspace import shipped
from sotay.intake.model import CellKind, Grid, RawTable, Source
from sotay.intake.recognition.content import fits
from sotay.intake.recognition.heading_match import LOST, SourceHeading, TableHeadings
from sotay.intake.recognition.recognise import Recogniser, recognise
from sotay.intake.tables.layout import find_tables

SOURCE = Source("barn", "Book1.xlsx", Path("Book1.xlsx"), "xlsx", None, dt.datetime(2026, 9, 18), "")


def table(rows: list[list[str]], sheet: str = "Sheet1", file: str = "Book1.xlsx") -> RawTable:
    width = max(len(r) for r in rows)
    cells = np.array([[*r, *[""] * (width - len(r))] for r in rows], dtype=object)
    (found,) = find_tables(Grid(sheet, cells, np.where(cells != "", CellKind.TEXT, CellKind.BLANK).astype(np.int8), np.arange(1, len(rows) + 1)))
    return found.as_table(Source("barn", file, Path(file), "xlsx", None, SOURCE.handed_in, ""))


def known(rows: list[list[str]], **more: str) -> RawTable:
    (result,) = recognise([table(rows, **more)], small_registry())
    return result


def fields(result: RawTable) -> dict[str, str]:
    return {c.letter: c.field for c in result.columns if c.field}


def dogs(n: int = 6) -> list[list[str]]:
    return [[str(i), f"C{i:03d}", "Lý Thị Bình", f"{i:02d}/09/2026", "Cầu Sắt", "20000"] for i in range(1, n + 1)]


def test_order_case_marks_and_extra_columns_do_not_matter():
    rows = [["Ghi nhận", "NGÀY TIÊM (*)", "Stt", "ma  cho:", "Chủ nuôi *"], *[["v1", f"{i:02d}/09/2026", str(i), f"C{i}", "Lý An"] for i in range(1, 6)]]
    result = known(rows)
    assert (result.dataset, result.table) == ("dogs", "dogs")
    assert fields(result) == {"B": "day", "D": "code", "E": "owner"}


def test_a_typing_error_in_a_heading_is_matched_and_told():
    result = known([["STT", "Mã chó", "Họ tên chủ nuôi", "Ngày tiêm phogn", "Thôn", "Phí (đồng)"], *dogs()])
    assert fields(result)["D"] == "day"
    assert any("Ngày tiêm phogn" in n for n in result.notes)


@pytest.mark.parametrize("heading", ["Ngày, tháng, năm tiêm", "Ngày tháng tiêm phòng", "Ngày/tháng/năm tiêm", "NGÀY, THÁNG TIÊM (*)"])
def test_a_day_named_by_its_parts_is_a_day(heading):
    assert fields(known([["STT", "Mã chó", "Họ tên chủ nuôi", heading, "Thôn", "Phí (đồng)"], *dogs()]))["D"] == "day"


@pytest.mark.parametrize(("written", "declared"), [
    ("Họ, chữ đệm, tên chủ hộ", "Họ tên chủ hộ"), ("Họ, chữ đệm và tên chủ hộ", "Họ và tên chủ hộ"), ("Thành phần dân tộc", "Dân tộc"), ("Cơ quan, đơn vị xử lý", "Đơn vị xử lý"),
    ("Số CCCD người nhận", "Số định danh cá nhân người nhận"), ("Căn cước người nhận", "Số CCCD người nhận"), ("Số CCCD cá nhân", "Số định danh cá nhân"), ("Thôn/TDP", "Thôn/tổ dân phố"), ("Tình trạng thanh toán", "Trạng thái thanh toán"),
    ("Nơi cư trú chủ hộ", "Địa chỉ của chủ hộ"), ("Số máy liên hệ", "SĐT liên hệ"), ("Thời điểm tiếp nhận", "Thời gian tiếp nhận"), ("Mã số hồ sơ", "Mã HS"), ("GC", "Ghi chú"),
])
def test_what_offices_call_otherwise_is_the_same(written, declared):
    headings = TableHeadings(Table(id="t", title="T", grain="g", columns=[Column(name="it", title=declared, type="text", source="S"), Column(name="other", title="Số tờ khai", type="text", source="S")]))
    assert set(headings.candidates(SourceHeading.of(written))) == {"it"}


@pytest.mark.parametrize(("written", "declared"), [("Họ tên đệm", "Họ tên"), ("Ngày sinh", "Năm sinh"), ("Tháng sinh", "Ngày sinh"), ("Số tiền", "Số"), ("Hình thức nộp", "Hình thức trả")])
def test_other_things_keep_their_own_names(written, declared):
    headings = TableHeadings(Table(id="t", title="T", grain="g", columns=[Column(name="it", title=declared, type="text", source="S"), Column(name="other", title="Số tờ khai", type="text", source="S")]))
    assert "it" not in headings.candidates(SourceHeading.of(written))


def test_a_day_named_by_its_parts_below_a_group_is_a_day():
    rows = [["STT", "Số đăng ký", "Bên nam", "", "Bên nữ", ""], ["", "", "Họ và tên", "Ngày, tháng sinh", "Họ và tên", "Ngày tháng năm sinh"],
            *[[str(i), str(40 + i), "Lý Văn An", "01/01/1990", "Vi Thị Hoa", "02/02/1992"] for i in range(1, 5)]]
    assert fields(known(rows)) == {"B": "book", "C": "he", "D": "he_born", "E": "she", "F": "she_born"}


def test_group_and_leaf_tell_the_two_persons_apart():
    rows = [["STT", "Số đăng ký", "Bên nam", "", "Bên nữ", ""], ["", "", "Họ và tên", "Ngày sinh", "Họ và tên", "Ngày sinh"],
            *[[str(i), str(40 + i), "Lý Văn An", "01/01/1990", "Vi Thị Hoa", "02/02/1992"] for i in range(1, 5)]]
    assert fields(known(rows)) == {"B": "book", "C": "he", "D": "he_born", "E": "she", "F": "she_born"}


@pytest.mark.parametrize(("day", "other", "expected"), [("Ngày đến", "Cơ quan gửi", "letters_in"), ("Ngày gửi", "Nơi nhận", "letters_out")])
def test_sister_tables_are_told_apart_by_their_own_columns(day, other, expected):
    rows = [["STT", "Số, ký hiệu", day, other, "Trích yếu"], *[[str(i), f"{i}/UBND", "01/09/2026", "Sở Nội vụ", "Về việc họp"] for i in range(1, 5)]]
    assert known(rows).table == expected


def test_two_columns_headed_alike_are_told_apart_by_their_values():
    rows = [["STT", "Số", "Số", "Ngày đến", "Cơ quan gửi", "Trích yếu"], *[[str(i), f"{i}/SNV-VP", str(100 + i), "01/09/2026", "Sở Nội vụ", "Về việc họp"] for i in range(1, 5)]]
    assert {k: v for k, v in fields(known(rows)).items() if k in "BC"} == {"B": "sign", "C": "number"}


def test_no_two_columns_get_one_field():
    rows = [["STT", "Mã chó", "Số chip", "Chủ nuôi", "Ngày tiêm"], *[[str(i), f"C{i}", f"9{i}", "Lý An", "01/09/2026"] for i in range(1, 5)]]
    result = known(rows)
    assert sorted(fields(result).values()) == ["code", "day", "owner"]
    assert any("trùng tiêu đề" in n for n in result.notes)


def test_an_unknown_table_is_not_guessed():
    result = known([["Thứ", "Món mặn", "Món rau", "Canh"], ["Hai", "Thịt kho", "Cải luộc", "Canh bí"], ["Ba", "Cá rán", "Rau muống", "Canh cua"]])
    assert (result.dataset, result.table, fields(result)) == (None, None, {})
    assert any("Không giống bảng nào" in n for n in result.notes)


def test_an_unsure_table_names_candidates_and_the_line_to_add():
    result = known([["STT", "Mã chó", "Tên người nuôi dưỡng", "Hôm tiêm", "Thôn", "Giống", "Màu lông", "Tuổi", "Cân nặng"], *[[str(i), f"C{i}", "Lý An", "01/09/2026", "A", "Cỏ", "Vàng", "2", "9"] for i in range(1, 5)]])
    assert result.dataset is None
    assert result.candidates[0][0] == "dogs"
    assert any("headings: [" in n and "dogs.yml" in n for n in result.notes)


def test_a_missing_required_column_is_told():
    result = known([["STT", "Mã chó", "Ngày tiêm", "Thôn", "Phí (đồng)"], *[[r[0], r[1], *r[3:]] for r in dogs()]])
    assert result.dataset == "dogs"
    assert any("“Họ tên chủ nuôi”" in n for n in result.notes)


LETTER_HEADS = ["STT", "Số đến", "Số, ký hiệu", "Ngày đến", "Cơ quan gửi", "Trích yếu"]


def test_a_body_one_cell_short_is_realigned_and_told():
    rows = [LETTER_HEADS, *[[str(i), f"{i}/SNV", f"{i:02d}/09/2026", "Sở Nội vụ", "Về việc họp"] for i in range(1, 9)]]
    result = known(rows)
    assert fields(result) == {"B": "sign", "C": "day", "D": "sender", "E": "about"}
    assert any("lệch một ô sang trái" in n for n in result.notes)


def test_a_single_row_one_cell_short_moves_nothing():
    rows = [LETTER_HEADS, *[[str(i), str(100 + i), f"{i}/SNV", f"{i:02d}/09/2026", "Sở Nội vụ", "Về việc họp"] for i in range(1, 9)], ["9", "9/SNV", "09/09/2026", "Sở Nội vụ", "Về việc họp"]]
    result = known(rows)
    assert fields(result) == {"B": "number", "C": "sign", "D": "day", "E": "sender", "F": "about"}
    assert not any("lệch một ô" in n for n in result.notes)


def test_every_shipped_table_is_recognised_from_its_own_titles():
    registry = load_registry(shipped() / "parameters")
    recogniser = Recogniser(registry)
    wrong = []
    for ref in registry.tables.values():
        heads = [*[c.title for c in ref.table.columns], "Người nhập"]
        rows = [heads, *[["văn bản" for _ in heads] for i in range(1, 4)]]
        cells = np.array(rows, dtype=object)
        (found,) = find_tables(Grid("Sheet1", cells, np.ones(cells.shape, dtype=np.int8), np.arange(1, 5)), recogniser.known)
        result = recogniser.recognise(found.as_table(SOURCE))
        if result.table != ref.id or [c.field for c in result.columns] != [*ref.table.names(), None]:
            wrong.append((ref.id, result.table))
    assert wrong == []


def test_a_short_heading_is_met_by_what_stands_below_it():
    """"DT" is a phone by its letters in one list and the ethnic group in another."""
    recogniser = Recogniser(load_registry(shipped() / "parameters"))
    heads = ["STT", "Mã cán bộ", "Họ và tên", "Ngày sinh", "DT", "Chức vụ", "Mã ngạch"]
    for value, expected in (("Tày", "dan_toc"), ("0912345678", "dien_thoai")):
        rows = [heads, *[[str(i), f"SH{i:03d}", "Lý Thị Bình", f"{i:02d}/09/1980", value, "Chuyên viên", "01.003"] for i in range(1, 6)]]
        cells = np.array(rows, dtype=object)
        (found,) = find_tables(Grid("DS cán bộ", cells, np.ones(cells.shape, dtype=np.int8), np.arange(1, len(rows) + 1)), recogniser.known)
        assert fields(recogniser.recognise(found.as_table(SOURCE)))["E"] == expected


def test_a_body_one_cell_long_leaves_a_heading_blank_and_is_realigned():
    rows = [LETTER_HEADS, *[[str(i), "", str(100 + i), f"{i}/SNV", f"{i:02d}/09/2026", "Sở Nội vụ", "Về việc họp"] for i in range(1, 9)]]
    result = known(rows)
    assert fields(result) == {"C": "number", "D": "sign", "E": "day", "F": "sender", "G": "about"}
    assert any("lệch một ô sang phải" in n and "từ cột B" in n for n in result.notes)


def test_where_the_lost_cell_is_unknown_the_columns_between_are_not_read():
    """Several texts stand side by side; from which of them on the body is one cell short cannot be told, so none is taken for another."""
    recogniser = Recogniser(load_registry(shipped() / "parameters").at(dt.date(2026, 9, 30)))
    ref = recogniser.registry.tables["khai_sinh"]
    columns = [c for c in ref.table.columns if c.required and not c.drop][:14]
    made = {"date": "01/09/2026", "partial_date": "01/09/2026", "cccd": "024070000123", "int": "5", "code": None, "name": "Lý Thị Bình"}
    value = {c.name: made.get(c.type) or (recogniser.registry.values_of(c)[0].label if c.type == "code" else "Nội dung") for c in columns}
    body = [value[c.name] for c in columns]
    rows = [["STT", *[c.title for c in columns]], *[[str(i), *body[1:], ""] for i in range(1, 9)]]
    cells = np.array(rows, dtype=object)
    kinds = np.where(cells != "", CellKind.TEXT, CellKind.BLANK).astype(np.int8)
    (found,) = find_tables(Grid("S", cells, kinds, np.arange(1, len(rows) + 1)), recogniser.known)
    result = recogniser.recognise(found.as_table(SOURCE))
    assert result.table == "khai_sinh"
    assert any("lệch một ô sang trái" in n for n in result.notes)
    # Column B holds the second declared column's values and so on: no field stands one column off.
    assert {c.index: c.field for c in result.columns if c.field}.items() <= {i: c.name for i, c in enumerate(columns)}.items()


def test_tt_that_does_not_count_is_the_state():
    recogniser = Recogniser(load_registry(shipped() / "parameters").at(dt.date(2026, 9, 30)))
    heads = ["STT", "Mã hồ sơ", "Mã TTHC", "Lĩnh vực", "TT", "Kết quả điện tử", "Đơn vị giải quyết"]
    states = [v.label for v in recogniser.registry.values_of(recogniser.registry.tables["ket_qua_ho_so"].table.column("trang_thai"))]
    rows = [heads, *[[str(i), f"H05.60.12-260901-{i:04d}", "1.004000", "Hộ tịch", states[i % 3], "Có", "UBND xã"] for i in range(1, 7)]]
    cells = np.array(rows, dtype=object)
    (found,) = find_tables(Grid("S", cells, np.ones(cells.shape, dtype=np.int8), np.arange(1, len(rows) + 1)), recogniser.known)
    result = recogniser.recognise(found.as_table(SOURCE))
    assert fields(result)["E"] == "trang_thai"
    assert any("“TT” hiểu là" in n for n in result.notes)


def test_a_table_without_heading_is_no_dataset():
    result = known([[str(i), f"C{i:03d}", "Lý Thị Bình", f"{i:02d}/09/2026", "Cầu Sắt", "20000"] for i in range(1, 7)])
    assert (result.dataset, len(result.rows), result.header_row) == (None, 6, 0)
    assert any("Không thấy dòng tiêu đề" in n for n in result.notes)


BORN = Column(name="ngay_sinh", title="Ngày sinh", type="date", source="test")


@pytest.mark.parametrize("text", ["16/11/1961", "1961-11-16", "Ngày 16 tháng 11 năm 1961", "16 tháng 11, 1961", "19611116", "22/9", "45910"])
def test_a_date_in_any_spelling_looks_like_one(text):
    assert fits(text, BORN, frozenset())


@pytest.mark.parametrize("text", ["Nông Văn Bình", "20261399", "0961111600", "16 thôn"])
def test_other_words_and_numbers_look_like_no_date(text):
    assert not fits(text, BORN, frozenset())


def test_headings_that_lost_their_letters_are_known_by_what_is_left():
    result = known([["STT", "M? ch?", "H? t?n ch? nu?i", "Ng?y ti?m", "Th?n"], *(r[:5] for r in dogs())])
    assert (result.dataset, fields(result)) == ("dogs", {"B": "code", "C": "owner", "D": "day", "E": "village"})
    assert sum("đã mất chữ có dấu" in n for n in result.notes) == 4


def test_letters_that_are_left_beside_lost_ones_are_as_good_as_lost():
    assert fields(known([["STT", "Mã ch\ufffd", "H\ufffd tên ch\ufffd nuôi", "Ngày tiêm", "Thôn"], *(r[:5] for r in dogs())])) == {"B": "code", "C": "owner", "D": "day", "E": "village"}


def test_a_lost_heading_that_two_columns_may_have_had_is_no_match():
    shape = Table(id="t", title="T", grain="g", columns=[Column(name=n, title=t, type="text", source="S") for n, t in (("province", "Tỉnh"), ("state", "Tính"), ("hamlet", "Thôn"))])
    headings = TableHeadings(shape)
    assert headings.candidates(SourceHeading.of("T?nh")) == {}
    assert headings.candidates(SourceHeading.of("Th?n")) == {"hamlet": LOST}
    assert headings.candidates(SourceHeading.of("Th?nh")) == {}
