"""Workbooks typed in an encoding from before Unicode: sheets come back as a whole, fonts settle what letters leave open, Unicode sheets stay."""

import dataclasses
import io
import unicodedata

import numpy as np
import openpyxl
import pytest
import xlwt

import legacy_writers
from container_writers import xlsx
from sotay.intake.files.containers import Member, read
from sotay.intake.files.fonts import old_font
from sotay.intake.letters.encoding import decode_cell
from sotay.intake.letters.legacy_tables import VISCII
from sotay.intake.letters.sheets import in_unicode
from sotay.intake.model import CellKind, Grid

ROWS = [
    ["STT", "Số", "Họ và tên", "Thôn", "Lý do", "Diện tích"],
    ["1", "739/QĐ-UBND", "Lò Văn Tâm", "Trại Giữa", "Mất", "12"],
    ["2", "740/QĐ-UBND", "Nguyễn Thị Hòa", "Đồng Mậm", "Chuyển đi", "7"],
    ["3", "741/QĐ-UBND", "Hà Mai Anh", "Nghè", "Đến", "8"],
    ["4", "742/QĐ-UBND", "Tô Thế Đạt", "Cầu Đất", "Khác", "9"],
]


def _viscii(text: str) -> str:
    codes = {letter: bytes([code]).decode("cp1252", "ignore") or chr(code) for code, letter in VISCII.items()}
    return "".join(codes.get(letter, letter) if not letter.isascii() else letter for letter in text)


WRITERS = {
    "tcvn3": legacy_writers.tcvn3, "vni": legacy_writers.vni, "cp1258": legacy_writers.cp1258, "viscii": _viscii,
    "utf-8-read-as-cp1252": legacy_writers.utf8_read_as_cp1252,
}


def _written(word: str) -> list[list[str]]:
    return [[WRITERS[word](cell) for cell in row] for row in ROWS]


def _grid(rows: list[list[str]]) -> Grid:
    cells = np.array(rows, dtype=object)
    return Grid("Tờ 1", cells, np.full(cells.shape, int(CellKind.TEXT), dtype=np.uint8), np.arange(1, len(rows) + 1))


@pytest.mark.parametrize("word", sorted(WRITERS))
def test_a_workbook_in_an_old_encoding_comes_back_whole(word):
    written = _written(word)
    reading = read(Member("x.xlsx", xlsx(lambda ws: [ws.append(row) for row in written])))
    assert (reading.encoding, len(reading.notes), "Unicode" in reading.notes[0]) == (word, 1, True)
    assert reading.grids[0].cells.tolist() == ROWS


@pytest.mark.parametrize("word", sorted(WRITERS))
def test_single_cells_in_a_unicode_sheet_are_left_to_the_cleaning(word):
    rows = [*ROWS[:4], _written(word)[4]]
    turned, found = in_unicode(_grid(rows))
    assert (found, turned.cells.tolist()) == (None, rows)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_unicode_sheet_stays(form):
    rows = [[unicodedata.normalize(form, cell) for cell in row] for row in ROWS]
    turned, found = in_unicode(_grid(rows))
    assert (found, turned.cells.tolist()) == (None, rows)


LISTED = "Mã hộ;Họ và tên chủ hộ;Thôn;Địa chỉ thường trú\n" + "".join(f"{n};Nguyễn Thị Hiền;Đồng Mậm;xã Sơn Hải, huyện Lục Ngạn\n" for n in range(1, 5))


@pytest.mark.parametrize("data", [
    LISTED.encode("cp1252", "replace"), LISTED.encode("ascii", "replace"), LISTED.translate(str.maketrans("ễịọạ", "\ufffd" * 4)).encode(),
], ids=["ansi", "ascii", "replacement-sign"])
def test_a_file_that_lost_its_letters_says_so(data):
    reading = read(Member("x.csv", data))
    assert [note.startswith("Tệp đã mất nhiều chữ có dấu") for note in reading.notes] == [True]
    assert reading.encoding in ("utf-8", "cp1252")


def test_a_file_with_all_its_letters_says_nothing():
    assert read(Member("x.csv", LISTED.encode())).notes == ()


def test_questions_in_a_sheet_are_no_lost_letters():
    text = "STT;Câu hỏi\n" + "\n".join(f"{n};Ông bà có hài lòng không?" for n in range(1, 9))
    assert read(Member("x.csv", text.encode())).notes == ()


def test_foreign_names_and_addresses_of_mail_are_no_encoding():
    rows = [["José Müller", "café", "a.b@x.vn"], ["Peña São", "10°C", "René Noël"], ["André Köln", "naïve", "Bjørn"], ["Zürich", "Curaçao", "½"]]
    assert in_unicode(_grid(rows))[1] is None


@pytest.mark.parametrize(("name", "font"), [
    (".VnTime", ("tcvn3", False)), (".VnTimeH", ("tcvn3", True)), (".VnArial NarrowH", ("tcvn3", True)), ("VNI-Times", ("vni", False)), ("Times New Roman", None), ("Vni", None)])
def test_old_fonts_are_known_by_name(name, font):
    assert old_font(name) == font


def _in_font(cells: dict[tuple[int, int], tuple[str, str]]) -> dict[str, bytes]:
    """The same cells in an xlsx and an xls, each in its font."""
    new, old, out_new, out_old = openpyxl.Workbook(), xlwt.Workbook(), io.BytesIO(), io.BytesIO()
    sheet = old.add_sheet("Sheet")
    for (row, column), (text, font) in cells.items():
        new.active.cell(row + 1, column + 1, text).font = openpyxl.styles.Font(name=font)
        sheet.write(row, column, text, xlwt.easyxf(f"font: name {font}"))
    new.save(out_new)
    old.save(out_old)
    return {"xlsx": out_new.getvalue(), "xls": out_old.getvalue()}


@pytest.mark.parametrize("container", ["xlsx", "xls"])
def test_the_font_settles_a_word_that_can_be_read_both_ways(container):
    # "Sè" is "Số" in TCVN3, "Soá" is "Số" in VNI; both are also well-formed Vietnamese.
    data = _in_font({(0, 0): ("Sè", ".VnTime"), (0, 1): ("Soá", "VNI-Times"), (0, 2): ("Sè", "Arial"), (0, 3): ("Số", ".VnTime"), (0, 4): ("Hà", ".VnTime")})[container]
    assert read(Member("x", data)).grids[0].cells.tolist() == [["Số", "Số", "Sè", "Số", "Hà"]]


@pytest.mark.parametrize("container", ["xlsx", "xls"])
def test_a_font_that_draws_capitals_gives_capitals(container):
    data = _in_font({(0, 0): (legacy_writers.tcvn3("Ủy ban nhân dân"), ".VnTimeH"), (1, 0): (legacy_writers.tcvn3("Ủy ban nhân dân"), ".VnTime")})[container]
    assert read(Member("x", data)).grids[0].cells[0, 0] == "ỦY BAN NHÂN DÂN"
    assert read(Member("x", data)).grids[0].old_fonts == {}


def test_a_font_says_nothing_about_cells_outside_the_grid():
    grid = dataclasses.replace(_grid([["Sè"]]), old_fonts={(5, 5): ("tcvn3", False), (0, 0): ("tcvn3", False)})
    assert in_unicode(grid)[0].cells.tolist() == [["Số"]]


@pytest.mark.parametrize(("text", "repaired"), [
    ("738/Q§-UBND", ("738/QĐ-UBND", "tcvn3")), ("H§ND", ("HĐND", "tcvn3")), ("738/QÑ-UBND", ("738/QĐ-UBND", "vni")), ("5§", None), ("§ 5", None), ("§5", None),
    ("MÑ", ("Mẹ", "tcvn3")), ("ESPAÑA", None), ("Ñ", None), ("A§B", None),
])
def test_the_letter_d_of_a_documents_code(text, repaired):
    assert decode_cell(text) == repaired


@pytest.mark.parametrize("text", ["Nguyễn Thị Hòa", "XÃ SƠN HẢI", "HÀ PHONG", "738/QĐ-UBND", "Lý do", "ĐÃ CÓ"])
def test_utf8_read_wrongly_twice_comes_back(text):
    twice = legacy_writers.utf8_read_as_cp1252(legacy_writers.utf8_read_as_cp1252(text))
    assert decode_cell(twice) == (text, "utf-8-read-as-cp1252")


@pytest.mark.parametrize("word", sorted(set(WRITERS) - {"viscii"}))
def test_square_metres_stand_beside_any_encoding(word):
    rows = _written(word)
    rows[0][5] = (WRITERS[word]("Diện tích (m²)") if word.startswith("utf-8") else WRITERS[word]("Diện tích (m2)").replace("2", "²"))
    assert in_unicode(_grid(rows))[0].cells[0, 5] == "Diện tích (m²)"


def test_a_heading_in_an_old_encoding_is_found_whatever_the_container():
    rows = _written("tcvn3")
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    for data in (("\n".join(";".join(row) for row in rows)).encode(), f"<table>{table}</table>".encode()):
        assert read(Member("x", data)).grids[0].cells[0].tolist() == ROWS[0]
