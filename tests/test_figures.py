"""Figures count what is there; missing stays missing."""

from __future__ import annotations

import pandas as pd
from pandas.testing import assert_frame_equal, assert_series_equal

from sotay import figures


def D(values):
    return pd.to_datetime(values, format="mixed")


def test_counts_put_empty_cells_under_their_own_name():
    found = figures.counts(pd.DataFrame({"a": ["x", None, "x"]}), "a")
    assert found.to_dict() == {"x": 2, "Chưa ghi": 1}
    flags = figures.counts(pd.DataFrame({"a": pd.array([True, False, True, None], dtype="boolean")}), "a")
    assert flags.to_dict() == {"Có": 2, "Không": 1, "Chưa ghi": 1}


def test_cross_orders_lines_by_size():
    found = figures.cross(pd.DataFrame({"a": ["x", "y", "y"], "b": ["1", "1", "2"]}), "a", "b")
    assert_frame_equal(found, pd.DataFrame({"1": [1, 1], "2": [1, 0]}, index=["y", "x"]), check_dtype=False, check_index_type=False, check_column_type=False)


def test_shares_and_ratios_of_nothing_are_missing_not_zero():
    empty = pd.DataFrame({"a": pd.Series([], dtype="str"), "n": pd.Series([], dtype="Int64")})
    assert figures.share(empty, "a", ["x"]) is None
    assert figures.total(empty, "n") is None
    assert figures.ratio(1, 0) is None and figures.ratio(None, 4) is None and figures.ratio(1, 4) == 25.0
    assert figures.share(pd.DataFrame({"a": ["x", "y", None]}), "a", ["x"]) == 50.0
    assert figures.totals(pd.DataFrame({"n": pd.array([1, None, 2], dtype="Int64"), "m": pd.array([None] * 3, dtype="Int64")}), {"n": "N", "m": "M", "k": "K"}).to_dict() == {"N": 3.0}


def test_days_hours_and_ages():
    frame = pd.DataFrame({"a": D(["2026-09-01 23:00", "2026-09-01", None]), "b": D(["2026-09-02 01:00", None, "2026-09-03"])})
    assert figures.days(frame, "a", "b").tolist()[0] == 1 and figures.days(frame, "a", "b").isna().tolist() == [False, True, True]
    assert figures.hours(frame, "a", "b").iloc[0] == 2.0
    born = pd.DataFrame({"a": D(["2000-09-02", "2000-09-01", None])})
    assert figures.ages(born, "a", pd.Timestamp("2026-09-01")).fillna(-1).tolist() == [25, 26, -1]


def test_bands_are_closed_on_the_left_and_keep_their_order():
    found = figures.bands(pd.Series([0, 4.9, 5, None, 99]), [0, 5, 10, 200], ["nhỏ", "vừa", "lớn"])
    assert_series_equal(found, pd.Series([2, 1, 1], index=["nhỏ", "vừa", "lớn"], name="Số lượng"), check_dtype=False, check_index_type=False, check_index=False)
    assert found.index.tolist() == ["nhỏ", "vừa", "lớn"]


def test_days_without_a_row_count_zero_in_between():
    found = figures.by_day(pd.DataFrame({"a": D(["2026-09-01", "2026-09-03 10:00", "2026-09-03"])}), "a")
    assert found.tolist() == [1, 0, 2]


def test_the_rest_is_summed():
    assert figures.top(pd.Series({"a": 3, "b": 1, "c": 1, "d": 2}), 2).to_dict() == {"a": 3, "d": 2, "Khác": 2}


def test_percent_of_an_empty_line_is_missing():
    found = figures.percent(pd.DataFrame({"x": [1, 0], "y": [3, 0]}))
    assert found.iloc[0].tolist() == [25.0, 75.0] and found.iloc[1].isna().all()
