"""Dates in every spelling met; what cannot be a day is refused."""

import datetime as dt

import pytest

from clean_tables import column
from sotay.intake.model import CellKind

DAY = dt.datetime(2026, 9, 3)


@pytest.mark.parametrize(("text", "changes"), [
    ("03/09/2026", ()), ("3/9/2026", ()), ("03.09.2026", ("CACH-GHI-NGAY",)), ("3-9-2026", ("CACH-GHI-NGAY",)), ("03 / 09 / 2026", ("CACH-GHI-NGAY",)),
    ("3/9/26", ("CACH-GHI-NGAY",)),
    ("2026-09-03", ("CACH-GHI-NGAY",)), ("20260903", ("CACH-GHI-NGAY",)), ("ngày 3 tháng 9 năm 2026", ("CACH-GHI-NGAY",)), ("3 tháng 9, 2026", ("CACH-GHI-NGAY",)),
    ("Ngày ba tháng chín năm hai nghìn không trăm hai mươi sáu", ("CACH-GHI-NGAY",)), ("03/09/2026 14:30", ()), ("03/09/2026 ", ("KHOANG-TRANG",)),
])
def test_spellings_of_one_day(parse, text, changes):
    parsed = parse("date", text)
    assert (parsed.value, parsed.changes, parsed.faults) == (DAY, changes, ())


def test_date_cells_and_serial_numbers(parse, rules):
    assert parse("date", "2026-09-03", CellKind.DATE).value == DAY
    assert parse("date", "2026-09-03", CellKind.DATE).changes == ()
    assert parse("date", "46268", CellKind.NUMBER).value == DAY
    assert rules(parse("date", "46268")) == ["KIEU-NGAY"]
    assert rules(parse("date", "2026", CellKind.NUMBER)) == ["KIEU-NGAY"]


@pytest.mark.parametrize(("text", "moment"), [
    ("03/09/2026 08:15:30", dt.datetime(2026, 9, 3, 8, 15, 30)), ("03.09.2026 08:15", dt.datetime(2026, 9, 3, 8, 15)), ("2026-09-03T16:44:14", dt.datetime(2026, 9, 3, 16, 44, 14)),
    ("2026-09-03 16:44:14.120Z", dt.datetime(2026, 9, 3, 16, 44, 14)), ("8h30 ngày 03/09/2026", dt.datetime(2026, 9, 3, 8, 30)),
    ("03/09/2026 lúc 8 giờ 30 phút", dt.datetime(2026, 9, 3, 8, 30)),
    ("03/09/2026 3:15 CH", dt.datetime(2026, 9, 3, 15, 15)), ("03/09/2026", dt.datetime(2026, 9, 3)),
])
def test_moments(parse, text, moment):
    assert parse("datetime", text).value == moment


def test_month_first_only_where_day_first_is_impossible(parse, rules):
    swapped = parse("date", "07/23/1950")
    assert (swapped.value, rules(swapped)) == (dt.datetime(1950, 7, 23), ["NGAY-KIEU-MY"])
    assert parse("date", "07/08/2026").value == dt.datetime(2026, 8, 7)


@pytest.mark.parametrize(("text", "rule"), [
    ("31/02/2026", "NGAY-KHONG-CO"), ("31/06/2021", "NGAY-KHONG-CO"), ("00/09/2026", "NGAY-KHONG-CO"), ("15/13/1992", "NGAY-KHONG-CO"), ("29/02/2025", "NGAY-KHONG-CO"),
    ("22/09/5005", "NAM-SAI"), ("30/09/1026", "NAM-SAI"), ("01/06/0206", "NAM-SAI"), ("01/06/206", "NAM-SAI"), ("31/12/1899", "NAM-SAI"), ("19/09/2026", "CH-06"),
    ("08/09/2030", "CH-06"),
    ("03/09- 04/09", "KIEU-NGAY"), ("chưa rõ", "KIEU-NGAY"), ("2026", "KIEU-NGAY"), ("08:15", "KIEU-NGAY"), ("03/09/2026 25:00", "KIEU-NGAY"),
])
def test_what_is_no_day_is_refused(parse, rules, text, rule):
    parsed = parse("date", text)
    assert (parsed.value, rules(parsed), parsed.unread) == (None, [rule], True)


def test_due_dates_may_lie_ahead_but_not_in_another_century(parse, rules):
    assert parse("date", "08/09/2030", future=True).value == dt.datetime(2030, 9, 8)
    assert rules(parse("date", "22/09/2206", future=True)) == ["NAM-SAI"]


def test_two_digit_years_are_never_in_the_future(parse):
    assert parse("date", "12/5/45").value.year == 1945
    assert parse("date", "12/5/08").value.year == 2008


@pytest.mark.parametrize(("text", "first"), [
    ("1950", "1950-01-01"), ("Năm 1950", "1950-01-01"), ("08/1975", "1975-08-01"), ("01.2019", "2019-01-01"), ("17/05/1947", "1947-05-17"),
])
def test_partial_dates(parse, text, first):
    parsed = parse("partial_date", text)
    assert f"{parsed.value:%Y-%m-%d}" == first and not parsed.faults
    assert f"{parse('partial_date', '1950', CellKind.NUMBER).value:%Y-%m-%d}" == "1950-01-01"


@pytest.mark.parametrize(("text", "first"), [("00/00/1950", "1950-01-01"), ("00/09/1986", "1986-09-01")])
def test_zeros_for_an_unknown_day_are_doubted(parse, rules, text, first):
    parsed = parse("partial_date", text)
    assert (f"{parsed.value:%Y-%m-%d}", rules(parsed), parsed.faults[0].severity) == (first, ["NGAY-SO-0"], "warning")


@pytest.mark.parametrize(("text", "kind"), [
    ("09/2026", CellKind.TEXT), ("9/2026", CellKind.TEXT), ("Tháng 9/2026", CellKind.TEXT), ("T9.2026", CellKind.TEXT), ("'09/2026", CellKind.TEXT), ("09/2026.", CellKind.TEXT), ("tháng 9 năm 2026", CellKind.TEXT),
    ("2026-09", CellKind.TEXT),
    ("09/2\u200b026", CellKind.TEXT), ("2026-09-01", CellKind.DATE), ("9.2026", CellKind.NUMBER), ("9", CellKind.NUMBER),
])
def test_reporting_months(parse, text, kind):
    assert parse("month", text, kind).value == "2026-09"


@pytest.mark.parametrize(("text", "rule"), [("13/2026", "NGAY-KHONG-CO"), ("Quý III/2026", "KIEU-NGAY"), ("09/0206", "NAM-SAI")])
def test_what_is_no_month(parse, rules, text, rule):
    assert rules(parse("month", text)) == [rule]


@pytest.mark.parametrize("text", ["12/IX/2026", "12.IX.2026", "12-Sep-2026", "12-Sep-26", "Thứ bảy, 12/09/2026", "thứ 7 ngày 12/9/2026", "Ngày 12-09-2026", "12\\9\\2026", "12_09_2026"])
def test_days_in_more_of_the_clerks_spellings(parse, text):
    parsed = parse("date", text)
    assert (f"{parsed.value:%d/%m/%Y}", parsed.changes, parsed.faults) == ("12/09/2026", ("CACH-GHI-NGAY",), ())


@pytest.mark.parametrize("text", ["12/9", "ngày 12 tháng 9", "12/09/2026 (âm lịch)", "12/09/2026 và 13/09/2026", "12/13/IX/2026", "12//09/2026", "12/09/2026?"])
def test_what_is_no_single_day(parse, rules, text):
    assert rules(parse("date", text)) == ["KIEU-NGAY"]


@pytest.mark.parametrize(("text", "value"), [
    ("…/…/1950", "01/01/1950"), ("../../1950", "01/01/1950"), ("XX/XX/1950", "01/01/1950"), ("xx/05/1950", "01/05/1950"), ("sinh năm 1950", "01/01/1950"), ("ngày … tháng … năm 1950", "01/01/1950"),
])
def test_parts_of_a_birth_date_left_open(parse, text, value):
    parsed = parse("partial_date", text)
    assert (f"{parsed.value:%d/%m/%Y}", parsed.changes, parsed.faults) == (value, ("CACH-GHI-NGAY",), ())


@pytest.mark.parametrize("text", ["41", "0", "366", "18.9"])
def test_a_small_number_is_an_age_or_a_count_and_no_day_of_1900(parse, rules, text):
    assert rules(parse("date", text, CellKind.NUMBER)) == ["KIEU-NGAY"]


@pytest.mark.parametrize("text", ["18-thg 9-2026", "18 thg 9 2026", "18 Thg9, 2026", "18th9/2026", "ngày18/09/2026", "18-thg 9-26"])
def test_a_day_as_a_vietnamese_spreadsheet_shows_it(parse, text):
    assert parse("date", text).value == dt.datetime(2026, 9, 18)


def test_days_of_a_text_file_counted_as_a_spreadsheet_counts_are_days_when_the_column_says_so(cleaned, spots):
    clean = cleaned([column("date", name="ngay", title="Ngày", future=True)], [["46275"], ["46273"], ["46277,5"], [None]])
    assert [str(d)[:10] for d in clean.frame["ngay"]] == ["2026-09-10", "2026-09-08", "2026-09-12", "NaT"]
    assert (len(clean.problems), spots(clean.changes)) == (0, [(2, "A", "CACH-GHI-NGAY"), (3, "A", "CACH-GHI-NGAY"), (4, "A", "CACH-GHI-NGAY")])


@pytest.mark.parametrize("cells", [["46275", "46273"], ["46275", "46273", "46277", "10/09/2026", "11/09/2026"]])
def test_a_few_bare_numbers_in_a_column_of_text_are_no_days(cleaned, cells):
    clean = cleaned([column("date", name="ngay", title="Ngày")], [[c] for c in cells])
    assert set(clean.problems["rule"]) == {"KIEU-NGAY"}
