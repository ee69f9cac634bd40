"""Numbers as Vietnamese write them; what can be read two ways is refused."""

import pytest

from clean_tables import column
from sotay.cleaning.numbers import money_factor
from sotay.intake.model import CellKind


@pytest.mark.parametrize(("text", "value", "changes"), [
    ("1234", 1234, ()), ("1.234", 1234, ()), ("1.234.567", 1234567, ()), ("08", 8, ()), ("-3", -3, ()), ("(3)", -3, ("CACH-GHI-SO",)), ("1 234", 1234, ("CACH-GHI-SO",)),
    ("1,234,567", 1234567, ("CACH-GHI-SO",)), ("12,0", 12, ()), ("2.", 2, ("CACH-GHI-SO",)), ("1.234.", 1234, ("CACH-GHI-SO",)), ("12,", 12, ("CACH-GHI-SO",)), ("\u00a012", 12, ("NBSP", "KHOANG-TRANG")),
])
def test_whole_numbers_in_text(parse, text, value, changes):
    parsed = parse("int", text)
    assert (parsed.value, parsed.changes, parsed.faults) == (value, changes, ())


@pytest.mark.parametrize(("text", "rule"), [
    ("1,234", "SO-NHAP-NHANG"), ("12.34", "KIEU-SO"), ("~1200", "KIEU-SO"), ("12,5", "KIEU-SO"), ("hai mươi mốt", "KIEU-SO"), ("không có số liệu", "KIEU-SO"),
    ("1.23.456", "KIEU-SO"),
    ("15/20", "KIEU-SO"), ("TRUE", "KIEU-SO"), ("25 hộ", "KIEU-SO"),
])
def test_what_is_no_whole_number(parse, rules, text, rule):
    parsed = parse("int", text)
    assert (parsed.value, rules(parsed), parsed.unread) == (None, [rule], True)


def test_numeric_cells_have_a_decimal_point(parse, rules):
    assert parse("int", "586.0", CellKind.NUMBER).value == 586
    assert rules(parse("int", "1.234", CellKind.NUMBER)) == ["KIEU-SO"]
    assert parse("dec", "1.234", CellKind.NUMBER).value == 1.234
    assert rules(parse("int", "2026-09-01", CellKind.DATE)) == ["KIEU-SO"]


def test_the_columns_own_unit_may_stand_in_the_cell(parse):
    assert (parse("int", "25 hộ", unit="hộ").value, parse("int", "25 hộ", unit="hộ").changes) == (25, ("CACH-GHI-SO",))


@pytest.mark.parametrize(("text", "value"), [("1.234,56", 1234.56), ("85,5", 85.5), ("1.234", 1234.0), ("0.5", 0.5), ("12.34", 12.34), ("2,345", None)])
def test_decimals(parse, text, value):
    assert parse("dec", text).value == value


def test_a_column_of_point_decimals(parse):
    assert parse("dec", "21.345", points=True).value == 21.345
    assert parse("dec", "21.345").value == 21345.0


@pytest.mark.parametrize(("text", "value"), [
    ("1.500.000đ", 1500000), ("1,5 triệu", 1500000), ("1.500.000 VNĐ", 1500000), ("540.000", 540000), ("540 nghìn đồng", 540000), ("2 tỷ", 2000000000),
    ("1500000 đồng", 1500000), ("500k", 500000),
])
def test_money(parse, text, value):
    assert parse("vnd", text).value == value


def test_the_tables_unit_multiplies_unless_the_cell_has_its_own(parse):
    assert parse("vnd", "540", factor=1000.0).value == 540000
    assert parse("vnd", "1.2", CellKind.NUMBER, factor=1000000.0).value == 1200000
    assert parse("vnd", "540.000 đồng", factor=1000.0).value == 540000


@pytest.mark.parametrize(("text", "kind", "value"), [
    ("85%", CellKind.TEXT, 85.0), ("85,5", CellKind.TEXT, 85.5), ("85,5 %", CellKind.TEXT, 85.5), ("89.5", CellKind.NUMBER, 89.5), ("0.85", CellKind.NUMBER, 0.85),
])
def test_percentages(parse, text, kind, value):
    assert parse("pct", text, kind).value == value


def test_a_column_of_fractions_is_one_of_percent_cells(cleaned, spots):
    clean = cleaned([column("pct", name="ty_le", title="Tỷ lệ (%)")], [[0.85], [1], [0.5], [0]])
    assert clean.frame["ty_le"].tolist() == [85.0, 100.0, 50.0, 0.0]
    assert spots(clean.changes) == [(2, "A", "PHAN-TRAM"), (3, "A", "PHAN-TRAM"), (4, "A", "PHAN-TRAM")]


@pytest.mark.parametrize(("heading", "factor"), [
    ("Kinh phí (triệu đồng)", 1_000_000), ("Số tiền (nghìn đồng)", 1000), ("Số tiền (1.000 đ)", 1000), ("Phí, lệ phí (đồng)", 1), ("Tổng (VNĐ)", 1),
    ("Thành tiền (tỷ đồng)", 10**9), ("Giá trị hợp đồng", None), ("Số lao động", None), ("Mức hưởng", None),
])
def test_the_unit_of_money_in_a_heading(heading, factor):
    assert money_factor(heading) == factor


def test_hard_limits(parse, rules):
    assert rules(parse("int", "-1", min=0)) == ["NGOAI-KHOANG"]
    assert rules(parse("int", "60", max=59)) == ["NGOAI-KHOANG"]
    assert "không nhỏ hơn 0" in parse("vnd", "-10.000", min=0).faults[0].message
    assert parse("int", "59", min=0, max=59).value == 59


@pytest.mark.parametrize(("text", "factor"), [("1.500,000", 1), ("1.500,000đ", 1), ("12.500,000", 1)])
def test_an_amount_with_both_separators_and_three_digits_is_refused(parse, rules, text, factor):
    assert rules(parse("vnd", text, factor=factor)) == ["SO-NHAP-NHANG"]


def test_thousands_of_a_larger_unit_may_have_three_decimals(parse):
    assert parse("vnd", "1.500,250", factor=1_000_000).value == 1_500_250_000
    assert parse("vnd", "1.500,250 triệu").value == 1_500_250_000


@pytest.mark.parametrize(("kind", "cells", "values"), [
    ("int", ["1,234", "2,100", "12", "7,050"], [1234, 2100, 12, 7050]), ("vnd", ["540,000", "540,000", "540,000", "1,500,000"], [540_000, 540_000, 540_000, 1_500_000]),
    ("vnd", ["4,000 đ", "8,000 đ", "10,000 đ", "4.000"], [4000, 8000, 10_000, 4000]), ("vnd", ["850,250", "1,200,300", "3,125"], [850_250, 1_200_300, 3125]), ("int", ["1,234 hộ", "2,100 hộ", "3,000", "-1,200"], [1234, 2100, 3000, -1200]),
])
def test_a_column_that_writes_thousands_with_a_comma_is_read_so(cleaned, spots, kind, cells, values):
    clean = cleaned([column(kind, name="so", title="Số", unit="hộ" if kind == "int" else None)], [[c] for c in cells])
    assert (clean.frame["so"].tolist(), len(clean.problems)) == (values, 0)
    assert {rule for *_, rule in spots(clean.changes)} == {"CACH-GHI-SO"}


@pytest.mark.parametrize(("kind", "cells"), [("int", ["1,234", "2,100", "12"]), ("int", ["1,234", "2,100", "3,300", "12,5"]), ("vnd", ["4,000", "8,000", "7,50"]), ("vnd", ["850,250", "12,500", "3,125"]), ("dec", ["1,234", "2,100", "3,300"])])
def test_a_comma_that_others_use_otherwise_stays_in_doubt(cleaned, kind, cells):
    clean = cleaned([column(kind, name="so", title="Số")], [[c] for c in cells])
    assert "SO-NHAP-NHANG" in set(clean.problems["rule"])


def test_amounts_in_a_larger_unit_may_have_three_decimals_in_the_whole_column(cleaned):
    clean = cleaned([column("vnd", name="so", title="Kinh phí")], [["1,250"], ["2,500"], ["3,750"]], headings=["Kinh phí (triệu đồng)"])
    assert set(clean.problems["rule"]) == {"SO-NHAP-NHANG"}
