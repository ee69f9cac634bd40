"""Properties of every parser: reading its own output again changes nothing, and no cell makes it fail."""

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clean_tables import context
from sotay.cleaning.columns import PARSERS
from sotay.cleaning.text import repair_text
from sotay.intake.model import CellKind

LETTERS = "aàáảãạăắâấbcdđeêghiklmnoôơópqrstuưứvxyýAĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY"
CELL = st.text(alphabet=LETTERS + "0123456789 .,:/-–+=@<>%()'\u00a0\u200b\u0301\u0323аеорсÐð¨µ«?", max_size=24)
LIKELY = st.one_of(
    CELL,
    st.from_regex(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", fullmatch=True),
    st.from_regex(r"[0O]?2[47]\d{8,10}", fullmatch=True),
    st.from_regex(r"-?\d{1,3}([.,]\d{3}){0,2}([.,]\d{1,2})?", fullmatch=True),
    st.from_regex(r"H05\.60\.12[-–]26\d{4}[-–]\d{2,5}", fullmatch=True),
    st.sampled_from(["Kinh", "tày", "Thôn Đấp", "Có", "x", "không", "1,5 triệu", "T9.2026", "1.00422", "5/QD-UBND"]),
)
# How a value read from a cell is written again, by the type of the column.
WRITE = {
    "int": lambda v: f"{v:,}".replace(",", "."), "vnd": lambda v: f"{v:,}".replace(",", "."), "dec": lambda v: f"{v:.6f}".replace(".", ","),
    "pct": lambda v: f"{v:.6f}".replace(".", ","),
    "date": lambda v: f"{v.day:02d}/{v.month:02d}/{v.year:04d}", "partial_date": lambda v: f"{v.day:02d}/{v.month:02d}/{v.year:04d}",
    "datetime": lambda v: f"{v.day:02d}/{v.month:02d}/{v.year:04d} {v:%H:%M:%S}", "bool": lambda v: "Có" if v else "Không",
}


@pytest.mark.parametrize("kind", sorted(PARSERS))
@settings(max_examples=120, deadline=None, derandomize=True)
@given(text=LIKELY)
def test_what_was_read_reads_the_same_again(kind, text):
    where = context(kind)
    first = PARSERS[kind](text, CellKind.TEXT, where)
    if first.value is None:
        return
    again = PARSERS[kind](WRITE.get(kind, str)(first.value), CellKind.TEXT, where)
    if isinstance(first.value, float):
        assert abs(again.value - first.value) <= 1e-6 * max(1, abs(first.value))
    else:
        assert again.value == first.value
    assert again.changes == ()


@pytest.mark.parametrize("kind", sorted(PARSERS))
@settings(max_examples=60, deadline=None, derandomize=True)
@given(text=LIKELY, cell=st.sampled_from([CellKind.TEXT, CellKind.NUMBER, CellKind.DATE, CellKind.BOOL, CellKind.ERROR]))
@example(text="1E+400", cell=CellKind.NUMBER)
@example(text="nan", cell=CellKind.NUMBER)
@example(text="inf", cell=CellKind.NUMBER)
def test_no_cell_makes_a_parser_fail(kind, text, cell):
    parsed = PARSERS[kind](text, cell, context(kind))
    assert parsed.value is None or not parsed.unread


@settings(max_examples=400, deadline=None, derandomize=True)
@given(text=CELL)
def test_repairing_twice_changes_nothing(text):
    once, _ = repair_text(text)
    assert repair_text(once) == (once, ())


@settings(max_examples=150, deadline=None, derandomize=True)
@given(day=st.dates(dt.date(1900, 1, 1), dt.date(2026, 9, 18)))
def test_a_day_written_and_read(day):
    where = context("date")
    for text, cell in (
        (f"{day.day:02d}/{day.month:02d}/{day.year}", CellKind.TEXT), (f"{day.day}.{day.month}.{day.year}", CellKind.TEXT),
        (f"ngày {day.day} tháng {day.month} năm {day.year}", CellKind.TEXT), (day.isoformat(), CellKind.DATE),
    ):
        parsed = PARSERS["date"](text, cell, where)
        assert (parsed.value.date(), parsed.faults) == (day, ())


@settings(max_examples=150, deadline=None, derandomize=True)
@given(number=st.integers(-10**12, 10**12))
def test_a_number_written_and_read(number):
    for text, cell in ((f"{number:,}".replace(",", "."), CellKind.TEXT), (str(number), CellKind.TEXT), (str(number), CellKind.NUMBER)):
        assert PARSERS["int"](text, cell, context("int")).value == number
