"""Code lists, yes/no, villages, addresses, names: found by what they are called, never guessed."""

from dataclasses import replace

import pytest

from clean_tables import COMMUNE, column, context
from sotay.cleaning.columns import PARSERS
from sotay.cleaning.places import Stale, Villages
from sotay.intake.model import CellKind

UNLISTED = Villages.of(COMMUNE.model_copy(update={"villages": []}))


@pytest.mark.parametrize(("text", "kind", "value", "changes"), [
    ("Tày", CellKind.TEXT, "Tày", ()), ("TÀY", CellKind.TEXT, "Tày", ()), ("2", CellKind.NUMBER, "Tày", ()), ("02", CellKind.TEXT, "Tày", ()), ("2.", CellKind.TEXT, "Tày", ()),
    ("San Diu", CellKind.TEXT, "Sán Dìu", ("DANH-MUC",)),
    ("H'Mông", CellKind.TEXT, "Mông", ("DANH-MUC",)), ("Sán Dìu ", CellKind.TEXT, "Sán Dìu", ("KHOANG-TRANG",)), ("18 - Sán Dìu", CellKind.TEXT, "Sán Dìu", ("DANH-MUC",)),
])
def test_codes_are_found(parse, text, kind, value, changes):
    parsed = parse("code", text, kind)
    assert (parsed.value, parsed.changes, parsed.faults) == (value, changes, ())


KIN = [{"label": "Chủ hộ"}, {"label": "Con", "aliases": ["Con chủ hộ", "Con đẻ"]}, {"label": "Cha"}, {"label": "Mẹ"}, {"label": "Cha, mẹ", "aliases": ["Cha mẹ"]},
       {"label": "Nhân dân"}, {"label": "Hộ", "aliases": ["Hộ và nhân dân"]}]


@pytest.mark.parametrize(("text", "value"), [
    ("Con chủ hộ", "Con"), ("Con; Chủ hộ", None), ("con, chủ hộ", None), ("Con/Chủ hộ", None), ("Cha, mẹ", "Cha, mẹ"), ("Cha; mẹ", "Cha, mẹ"), ("Cha và mẹ", None),
    ("Con; đẻ", "Con"), ("Hộ và nhân dân", "Hộ"), ("Hộ, nhân dân", None),
])
def test_two_values_in_a_cell_are_not_the_alias_that_their_words_make_together(parse, text, value):
    parsed = parse("code", text, values=KIN)
    assert (parsed.value, [f.rule for f in parsed.faults]) == (value, [] if value else ["CH-09"])


@pytest.mark.parametrize(("text", "value"), [("truc-tuyen. Trực tuyến", "Trực tuyến"), ("truc-tuyen - Trực tuyến", "Trực tuyến"), ("truc-tuyen. Tiền mặt", None)])
def test_a_code_of_several_parts_stands_before_its_label(parse, text, value):
    values = [{"label": "Trực tuyến", "code": "truc-tuyen"}, {"label": "Tiền mặt", "code": "tien-mat"}]
    assert parse("code", text, values=values).value == value


@pytest.mark.parametrize(("text", "near"), [("Kihn", "Kinh"), ("Kính", "Kinh"), ("Tầy", "Tày"), ("Sán Dừu", "Sán Dìu")])
def test_a_near_miss_is_told_with_its_candidates(parse, rules, text, near):
    parsed = parse("code", text)
    assert (parsed.value, rules(parsed), parsed.faults[0].error_class) == (None, ["CH-09"], 5)
    assert f"“{near}”" in parsed.faults[0].fix


def test_an_unknown_code_is_told_with_the_list(parse):
    assert "Kinh; Tày; Sán Dìu; Mông" in parse("code", "Treo").faults[0].fix


def test_a_value_no_longer_in_force(parse, rules):
    values = [{"label": "Hộ nghèo"}, {"label": "Hộ nghèo cũ", "to": "2025-12-31"}]
    parsed = parse("code", "Hộ nghèo cũ", values=values)
    assert (rules(parsed), parsed.faults[0].error_class) == (["DANH-MUC-HET-HAN"], 7)


@pytest.mark.parametrize(("text", "value"), [
    ("Có", True), ("x", True), ("X", True), ("1", True), ("TRUE", True), ("✓", True), ("co", True), ("Đã ký số", True), ("Không", False), ("0", False), ("FALSE", False),
    ("-", False), ("Chưa có", False), ("", None),
])
def test_yes_and_no(parse, text, value):
    assert parse("bool", text).value is value


@pytest.mark.parametrize("text", ["sáng thứ hai", "chưa rõ", "Không rõ", "chưa xác định", "không có thông tin", "chua ro"])
def test_neither_yes_nor_no(parse, rules, text):
    assert rules(parse("bool", text)) == ["KIEU-CO-KHONG"]


def test_blanks_among_marks_mean_no(cleaned):
    columns = [column("bool", name="a"), column("bool", name="b"), column("bool", name="c")]
    clean = cleaned(columns, [["x", None, "Có"], [None, None, None], ["X", None, "Không"]])
    assert clean.frame["a"].tolist() == [True, False, True]
    assert clean.frame["b"].tolist() == [False, False, False]
    assert clean.frame["c"].isna().tolist() == [False, True, False]


@pytest.mark.parametrize(("text", "value"), [
    ("Đồng Mậm", "Đồng Mậm"), ("thôn Đồng Mậm", "Đồng Mậm"), ("Thôn ĐẤP", "Đấp"), ("Xóm Mòng", "Xóm Mòng"), ("Mòng", "Xóm Mòng"), ("Thôn Tân Ấn, xã Sơn Hải", "Tân Ấn"),
    ("Tân An", "Tân An"),
])
def test_villages(parse, text, value):
    parsed = parse("village", text)
    assert (parsed.value, parsed.faults) == (value, ())


@pytest.mark.parametrize(("text", "near"), [("Đồng Mâm", "Đồng Mậm"), ("Dong Mam", "Đồng Mậm"), ("Tan An", "Tân An")])
def test_a_villages_accents_matter(parse, rules, text, near):
    parsed = parse("village", text)
    assert (parsed.value, rules(parsed)) == (None, ["THON-LA"])
    assert near in parsed.faults[0].fix


@pytest.mark.parametrize("text", ["Thôn Đấp, xã Hộ Đáp, huyện Lục Ngạn, tỉnh Bắc Giang", "xã Sơn Hải, Lục Ngạn, Bắc Giang", "thôn Đấp, tỉnh Bắc  Giang", "huyện Đông Anh, Hà Nội"])
def test_abolished_units_in_an_address_are_told_and_kept(parse, rules, text):
    parsed = parse("address", text)
    assert parsed.value.split()[0] == text.split()[0]
    assert (rules(parsed), parsed.faults[0].severity) == (["CH-08"], "warning")


@pytest.mark.parametrize("text", ["Chi nhánh may, Lục Ngạn, Bắc Giang", "UBND thị xã Chũ, Bắc Giang", "phường Trần Phú, TP Bắc Giang"])
def test_the_place_behind_an_offices_comma_is_read_as_an_address(parse, rules, text):
    assert rules(parse("text", text)) == ["CH-08"]


@pytest.mark.parametrize("text", ["Công ty may Lục Ngạn", "UBND phường Bắc Giang, tỉnh Bắc Ninh", "Chợ nông sản, xã Lục Ngạn"])
def test_offices_of_today_are_left_alone(parse, rules, text):
    assert rules(parse("text", text)) == []


def test_abolished_offices_in_text(parse, rules):
    assert rules(parse("text", "UBND xã Hộ Đáp", title="Đơn vị xử lý")) == ["CH-08"]
    assert rules(parse("text", "Công an huyện Lục Ngạn", title="Nơi cấp")) == []
    assert rules(parse("text", "Công ty TNHH May Lục Ngạn Xanh")) == []
    assert rules(parse("text", "Công an huyện Lục Ngạn", free_text=True)) == []


@pytest.mark.parametrize("text", ["Số nhà 12, thôn Đấp, xã Sơn Hải, tỉnh Bắc Ninh", "xã Lục Ngạn, tỉnh Bắc Ninh", "phường Bắc Giang", "phường Bắc Giang, tỉnh Bắc Ninh"])
def test_present_addresses(parse, text):
    assert parse("address", text).faults == ()


@pytest.mark.parametrize(("text", "value", "changes"), [
    ("ĐINH THỊ TUYẾT MAI", "Đinh Thị Tuyết Mai", ("HOA-THUONG",)), ("nguyễn văn an", "Nguyễn Văn An", ("HOA-THUONG",)), ("Đặng Thị Thuý", "Đặng Thị Thuý", ()),
    ("Y - Phơm", "Y - Phơm", ()),
    ("H'Hen Niê", "H'Hen Niê", ()), ("CÔNG TY TNHH 27/7", "CÔNG TY TNHH 27/7", ()), ("Đoàn Văn Hậu", "Đoàn Văn Hậu", ()),
])
def test_names(parse, text, value, changes):
    parsed = parse("name", text)
    assert (parsed.value, parsed.changes, parsed.faults) == (value, changes, ())


@pytest.mark.parametrize("text", ["Nguyễn Văn A 1975", "Nguyễn Văn A (chết)", "Lê Th@ị Hoa"])
def test_names_with_signs(parse, rules, text):
    assert rules(parse("name", text)) == ["TEN-KY-TU"]


def test_a_column_of_capitals_is_no_change(cleaned, spots):
    clean = cleaned([column("name", name="ten")], [["ĐINH THỊ MAI"], ["LÊ VĂN AN"], ["NÔNG THỊ HOA"]])
    assert clean.frame["ten"].tolist() == ["Đinh Thị Mai", "Lê Văn An", "Nông Thị Hoa"]
    assert spots(clean.changes) == []


@pytest.mark.parametrize("text", ["có lẽ", "Có thể", "không chắc", "có hay không", "đã nộp nhưng chưa ký", "x?", "có (?)", "co le"])
def test_an_answer_that_is_none(parse, rules, text):
    parsed = parse("bool", text)
    assert (parsed.value, rules(parsed)) == (None, ["KIEU-CO-KHONG"])


@pytest.mark.parametrize(("text", "value"), [("có, đã nộp", True), ("Có (01 bản)", True), ("chưa có", False), ("không có", False), ("Chưa nộp", False), ("đã số hóa", True)])
def test_an_answer_with_more_words(parse, text, value):
    assert parse("bool", text).value is value


def test_a_listed_value_with_a_question_mark_is_not_taken(parse, rules):
    for kind, text, rule in (("code", "Kinh?", "CH-09"), ("code", "1 - Kinh (?)", "CH-09"), ("village", "Đồng Mậm?", "THON-LA")):
        parsed = parse(kind, text)
        assert (parsed.value, rules(parsed)) == (None, [rule])
    assert parse("code", "Kinh?").faults[0].fix == "Có phải: “Kinh”? Xác minh rồi ghi không kèm dấu hỏi."


@pytest.mark.parametrize("text", ["Sán Dìu", "sán dìu", "SÁN DÌU."])
def test_a_value_spelt_as_listed_is_no_change(parse, text):
    assert (parse("code", text).value, parse("code", text).changes) == ("Sán Dìu", ())


def test_a_tone_on_another_letter_is_read_and_told_as_a_change(parse):
    parsed = parse("code", "Sán Diù")
    assert (parsed.value, parsed.changes, parsed.faults) == ("Sán Dìu", ("BO-DAU",), ())


@pytest.mark.parametrize("text", ["Sơn Hải, Lục Ngạn", "Thôn Đấp, Hộ Đáp, Lục Ngạn, BG"])
def test_the_bare_name_of_the_old_district_behind_a_commune_is_told(parse, rules, text):
    assert rules(parse("address", text)) == ["CH-08"]


def test_a_commune_of_today_with_the_old_districts_name_is_not(rules):
    commune = COMMUNE.model_copy(update={"stale_words": ["Huyện Lục Ngạn"]})
    ctx = replace(context("address"), stale=Stale.of(commune))
    assert rules(PARSERS["address"]("Thôn Đấp, xã Lục Ngạn, tỉnh Bắc Ninh", CellKind.TEXT, ctx)) == []


@pytest.mark.parametrize("text", ["Đồng Mậm.", "Thôn Đồng Mậm", "T. Đồng Mậm", "Đồng Mậm, xã Sơn Hải", "thôn Đồng Mậm - Sơn Hải", "Đồng Mậm, xã Sơn Hải, tỉnh Bắc Ninh"])
def test_a_village_without_a_list_stands_alone(text):
    parsed = PARSERS["village"](text, CellKind.TEXT, replace(context("village"), lookup=UNLISTED))
    assert (parsed.value, parsed.changes, parsed.faults) == ("Đồng Mậm", ("TEN-THON",), ())


@pytest.mark.parametrize("text", ["ĐỒNG MẬM", "đồng mậm"])
def test_a_village_without_a_list_in_one_case_has_its_capitals(text):
    parsed = PARSERS["village"](text, CellKind.TEXT, replace(context("village"), lookup=UNLISTED))
    assert (parsed.value, parsed.changes, parsed.faults) == ("Đồng Mậm", ("HOA-THUONG",), ())


def test_a_village_with_the_commune_of_before_is_told(rules):
    assert rules(PARSERS["village"]("Đồng Mậm, xã Hộ Đáp", CellKind.TEXT, replace(context("village"), lookup=UNLISTED))) == ["CH-08"]
