"""Figures as Vietnamese readers write them."""

import datetime as dt

import pandas as pd
import pytest

from sotay.reports import numbers


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (999, "999"), (1234, "1.234"), (1234567, "1.234.567"), (-5, "−5"), (2.5, "3"), (-0.2, "0"), (None, "–"), (float("nan"), "–"), (pd.NA, "–")]
)
def test_whole_numbers_have_points_between_thousands(value, text):
    assert numbers.integer(value) == text


@pytest.mark.parametrize(("value", "places", "text"), [(1234.5, 1, "1.234,5"), (0.05, 1, "0,1"), (1234.0, 2, "1.234,00"), (-1234.56, 1, "−1.234,6"), (2.675, 2, "2,68")])
def test_decimals_have_a_comma_and_round_halves_up(value, places, text):
    assert numbers.decimal(value, places) == text


@pytest.mark.parametrize(("value", "text"), [(83.42, "83,4%"), (100, "100%"), (100.0, "100%"), (99.96, "100%"), (0, "0%"), (float("nan"), "–")])
def test_percent(value, text):
    assert numbers.percent(value) == text


@pytest.mark.parametrize("value", [dt.date(2026, 9, 5), dt.datetime(2026, 9, 5, 8, 30), pd.Timestamp("2026-09-05")])
def test_days(value):
    assert numbers.date(value) == "05/09/2026"


def test_missing_day_is_a_dash():
    assert numbers.date(pd.NaT) == "–"


@pytest.mark.parametrize(("value", "text"), [("2026-09", "9/2026"), (pd.Period("2026-12", "M"), "12/2026"), ("0123-45", "0123-45"), ("Thôn 1", "Thôn 1"), ("2026-13", "2026-13")])
def test_months(value, text):
    assert numbers.month(value) == text


def test_a_column_with_gaps_in_whole_numbers_is_shown_whole():
    assert numbers.format_of(pd.Series([1.0, None, 3.0])) == "int"
    assert numbers.format_of(pd.Series([1, None], dtype="Int64")) == "int"
    assert numbers.format_of(pd.Series([1.5, None])) == "dec1"
    assert numbers.format_of(pd.Series(["a", None], dtype="str")) == "text"
    assert numbers.format_of(pd.Series([dt.date(2026, 1, 1)])) == "date"


def test_a_month_that_is_not_there_is_a_dash():
    assert [numbers.month(v) for v in (None, float("nan"), pd.NaT, "2026-09")] == ["–", "–", "–", "9/2026"]
