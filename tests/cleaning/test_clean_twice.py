"""clean(clean(x)) == clean(x) for every type of the vocabulary: a table written as it was cleaned is cleaned to itself, without a change."""

import datetime as dt
import typing

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clean_tables import DAY, column, raw_table, registry_of
from sotay.cleaning.columns import PARSERS
from sotay.cleaning.table import clean_table
from sotay.definitions.models.dataset import ColumnType

LETTERS = "aàáảãạăắâấbcdđeêghiklmnoôơópqrstuưứvxyýAĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY"
ANYTHING = st.text(alphabet=LETTERS + "0123456789 .,:;/-–+=@<>%()'\"?″\u00a0\u200b\u0301аеорÐð¨µ«", max_size=20)
LIKELY = st.one_of(
    ANYTHING,
    st.from_regex(r"(?:ngày )?[0-3]?\d[/.\-][01]?\d[/.\-](?:19|20)?\d\d(?: [0-2]?\d:[0-5]\d)?", fullmatch=True),
    st.from_regex(r"[0O]?2[47][01]\d{8}", fullmatch=True),
    st.from_regex(r"-?\d{1,3}(?:[.,]\d{3}){0,2}(?:[.,]\d{1,2})?(?:đ| triệu|%)?", fullmatch=True),
    st.from_regex(r"H05\.60\.12[-–]26\d{4}[-–]\d{4}", fullmatch=True),
    st.from_regex(r"(?:\+84|0|)[35789]\d{8}", fullmatch=True),
    st.sampled_from(["Kinh", "tày", "1 - Kinh", "Thôn Đấp", "TDP Đấp", "Có", "x", "không", "1,5 triệu", "T9.2026", "1.00422", "5/QD-UBND", "41 / KH- UBND", "nt", "″", "như trên", "//", "0912.345.678",
                     "NGUYỄN VĂN AN", "Nguyeexn Vawn An", "…/…/1950", "00/05/1950", "12/IX/2026", "Thứ hai, 07/09/2026", "dn4 24 0123456789", "0100109106-001", "a @b.vn", "********0239", "B1234567",
                     "Huyện Lục Ngạn", "chưa rõ", "12 hộ", "Mã 99", "1990", "2026-09-03", "0,85"]),
)
NUMBERS = st.one_of(st.integers(-(10**6), 10**13), st.floats(-1e6, 1e9, allow_nan=False).map(lambda v: round(v, 4)))
CELL = st.one_of(LIKELY, LIKELY, LIKELY, st.none(), NUMBERS, st.dates(dt.date(1880, 1, 1), dt.date(2030, 1, 1)))


def _cleaned(kind: str, cells: list):
    return clean_table(raw_table(["cot"], [[c] for c in cells]), registry_of(column(kind)), "2026-09", DAY)


def _written(value, kind: str):
    """A cleaned value as it stands in a workbook: numbers and days as such, everything else as text; a small percentage with its sign, for a bare 0,1 may be a tenth of the whole."""
    if pd.isna(value):
        return None
    if kind == "pct" and abs(value) <= 1:
        return f"{value:.10f}".rstrip("0").rstrip(".").replace(".", ",") + "%"
    if kind == "datetime":
        return f"{value:%d/%m/%Y %H:%M:%S}"
    if kind in ("date", "partial_date"):
        return value.date()
    if kind == "bool":
        return "Có" if value else "Không"
    return int(value) if kind in ("int", "vnd") else float(value) if kind in ("dec", "pct") else str(value)


def test_every_type_that_may_be_declared_has_its_parser():
    assert set(PARSERS) == set(typing.get_args(ColumnType))


@pytest.mark.parametrize("kind", sorted(PARSERS))
@settings(max_examples=15, deadline=None, derandomize=True)
@given(cells=st.lists(CELL, min_size=1, max_size=6))
@example(cells=["Kinh", "nt", "nt", None, "nt"])
@example(cells=["x", None, '"', "//"])
def test_a_table_cleaned_twice(kind, cells):
    once = _cleaned(kind, cells)
    again = _cleaned(kind, [_written(v, kind) for v in once.frame["cot"]])
    pd.testing.assert_series_equal(again.frame["cot"], once.frame["cot"])
    assert again.changes.to_dict("records") == []
    assert not again.unread["cot"].any()
