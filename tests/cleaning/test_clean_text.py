"""Repairs of text that are certain, and the doubts about it."""

import unicodedata

import pytest

from sotay.cleaning.text import accent_key, fold_tone, repair_text
from sotay.intake.model import CellKind


@pytest.mark.parametrize(("text", "repaired", "rule"), [
    (unicodedata.normalize("NFD", "Nguyễn Văn Đức"), "Nguyễn Văn Đức", "NFC"),
    ("Từ  Thị Hoa", "Từ Thị Hoa", "KHOANG-TRANG"),
    (" Từ Thị Hoa", "Từ Thị Hoa", "KHOANG-TRANG"),
    ("Phùng\u00a0Thị Nhung", "Phùng Thị Nhung", "NBSP"),
    ("Họ\ufeffc bạ", "Học bạ", "VO-HINH"),
    ("SH0\u200c09", "SH009", "VO-HINH"),
    ("Bíсh Liên", "Bích Liên", "CHU-GIONG"),
    ("Хã Sơn Hải", "Xã Sơn Hải", "CHU-GIONG"),
    ("Ðường làng", "Đường làng", "CHU-D"),
    ("V¨n phßng H§ND vµ UBND", "Văn phòng HĐND và UBND", "BANG-MA"),
    ("GiÊy khai sinh", "Giấy khai sinh", "BANG-MA"),
    ("Hé khÈu", "Hộ khẩu", "BANG-MA"),
    ("Laâm Baù Quang Quaân", "Lâm Bá Quang Quân", "BANG-MA"),
    ("Nguyá»…n Văn", "Nguyễn Văn", "BANG-MA"),
    ("Phòng\nKinh tế", "Phòng Kinh tế", "KHOANG-TRANG"),
    ("Công ty A &amp; B", "Công ty A & B", "MA-KY-TU"),
    ("Thôn&nbsp;Đấp", "Thôn Đấp", "MA-KY-TU"),
])
def test_certain_repairs_are_made_and_named(text, repaired, rule):
    assert repair_text(text) == (repaired, (rule,))


@pytest.mark.parametrize("text", ["Nguyễn Thị Hoà", "Đặng Thị Thuý", "H'Mông", "Y - Phơm", "Công ty TNHH 27/7", "NguyÊn", "NhÀ Văn Hóa", "bÊn mua", "Bạn có biết?", "Москва", "15 m² – 20 °C"])
def test_right_text_is_left_alone(text):
    assert repair_text(text) == (text, ())


def test_markup_behind_codes_is_seen_all_the_same(parse, rules):
    parsed = parse("text", "&lt;script&gt;alert(1)&lt;/script&gt;")
    assert (parsed.value, rules(parsed)) == ("<script>alert(1)</script>", ["MA-HTML"])


def test_line_breaks_stay_in_free_text_only():
    assert repair_text("dòng một \r\n dòng hai", keep_lines=True)[0] == "dòng một\ndòng hai"
    assert repair_text("dòng một\ndòng hai")[0] == "dòng một dòng hai"


@pytest.mark.parametrize(("old", "new"), [("hoà", "hòa"), ("Thuỷ", "Thủy"), ("HOÀ", "HÒA"), ("quý", "quý"), ("hoàn", "hoàn"), ("khoẻ", "khỏe"), ("toán", "toán"), ("qủa", "quả"), ("Hòang", "Hoàng"), ("gìơ", "giờ"), ("cuả", "của"), ("hịên", "hiện"), ("già", "già"),
                                          ("Vàin", "Vàin"), ("ngoài", "ngoài"), ("khuỷu", "khuỷu")])
def test_tone_placement_is_folded_for_comparing(old, new):
    assert fold_tone(old) == new


def test_accent_key_keeps_accents():
    assert accent_key("Tân Ấn") != accent_key("Tân An")
    assert accent_key("PHÚC HOÀ") == accent_key("Phúc  Hòa")
    assert accent_key("lí do") == accent_key("lý do")


@pytest.mark.parametrize("text", ["-", "…", ", , ,", "N/A", "--"])
def test_signs_for_nothing_are_missing_and_told_as_a_change(parse, text):
    parsed = parse("text", text)
    assert (parsed.value, parsed.changes, parsed.faults) == (None, ("O-TRONG",), ())


def test_lost_letters_are_refused(parse, rules):
    parsed = parse("name", "Nguy?n Th? Hoa")
    assert (parsed.value, rules(parsed)) == (None, ["MAT-KY-TU"])


@pytest.mark.parametrize(("text", "rule"), [
    ("=1+1", "CONG-THUC"), ("+cmd|' /C calc'!A0", "CONG-THUC"), ("@SUM(1+1)*cmd|' /C calc'!A0", "CONG-THUC"), ("<script>alert(1)</script> xem", "MA-HTML"),
    ("<img src=x onerror=alert(1)>", "MA-HTML"), ("xem <iframe src=\"http://a.example\"></iframe>", "MA-HTML"),
])
def test_formulas_and_markup_are_warned_of(parse, rules, text, rule):
    parsed = parse("text", text)
    assert (parsed.value, rules(parsed)) == (text, [rule])


@pytest.mark.parametrize("text", ["- Đã kiểm tra, khắc phục xong", "+ Ý kiến thứ hai", "trẻ <6 tuổi và >3 tuổi", "Tỷ lệ: 85%"])
def test_ordinary_text_is_not_taken_for_a_formula(parse, text):
    assert parse("text", text).faults == ()


@pytest.mark.parametrize("text", ["Gọi số 0343247154 gặp anh Phú", "SĐT 034.324.7154", "số 024199300016", "gửi a.b@vi-du.vn"])
def test_personal_data_in_free_text(parse, rules, text):
    assert rules(parse("text", text, free_text=True)) == ["RIENG-TU"]
    assert rules(parse("text", text)) == []


@pytest.mark.parametrize("text", ["Hồ sơ H05.60.12-260903-0007 bổ sung", "Quyết định 1234/QĐ-UBND ngày 03/09/2026", "Biên lai 0004204"])
def test_numbers_of_papers_are_no_personal_data(parse, text):
    assert parse("text", text, free_text=True).faults == ()


def test_error_cells_are_never_values(parse, rules):
    for kind in ("text", "int", "date", "code", "cccd", "bool", "month"):
        assert rules(parse(kind, "#REF!", CellKind.ERROR)) == ["O-LOI"]
        assert rules(parse(kind, "#N/A")) == ["O-LOI"]


def test_number_and_date_cells_in_a_text_column(parse):
    assert parse("text", "31.0", CellKind.NUMBER).value == "31"
    assert parse("text", "2026-09-03", CellKind.DATE).value == "03/09/2026"
