"""Figures count what is there; missing stays missing."""

from __future__ import annotations

import itertools
import random
from types import SimpleNamespace

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal

from sotay import figures
from sotay.definitions.models.codes import CodeValue
from sotay.definitions.models.dataset import Dataset
from sotay.definitions.models.rules import HierarchySum, Reference


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


def book_of(months, tables):
    """As much of a book as the verbs over months ask for; `tables`: id -> month -> rows."""
    def over_months(table, columns=None):
        stored = [frame.assign(thang=m) for m, frame in tables.get(table, {}).items()]
        return pd.concat(stored, ignore_index=True) if stored else pd.DataFrame({"thang": pd.Series(dtype="str")})

    return SimpleNamespace(months=months, month=months[-1], over_months=over_months, has=lambda t: months[-1] in tables.get(t, {}), load=lambda t: tables[t][months[-1]],
                           told_rows=lambda table, month="", rows=None: len(tables[table][months[-1]]) if rows is None else rows, rows_told=lambda table, month="": True, is_untold=lambda dataset: False)


def test_a_month_without_a_file_is_missing_and_not_zero():
    book = book_of(["2026-07", "2026-08", "2026-09"], {"t": {"2026-07": pd.DataFrame({"k": ["a", "b", None], "v": pd.array([1, 2, 4], dtype="Int64")}), "2026-09": pd.DataFrame({"k": ["a"], "v": pd.array([None], dtype="Int64")})}})
    assert figures.by_month(book, "t").fillna(-1).to_dict() == {"2026-07": 3.0, "2026-08": -1.0, "2026-09": 1.0}
    assert figures.by_month(book, "t", value="v").astype("object").fillna(-1).to_dict() == {"2026-07": 7, "2026-08": -1, "2026-09": -1}
    split = figures.by_month(book, "t", "k")
    assert split.fillna(-1).to_dict("index") == {"2026-07": {"Chưa ghi": 1.0, "a": 1.0, "b": 1.0}, "2026-08": {"Chưa ghi": -1.0, "a": -1.0, "b": -1.0}, "2026-09": {"Chưa ghi": 0.0, "a": 1.0, "b": 0.0}}
    assert figures.by_month(book, "gone").empty and figures.by_month(book, "gone", "k").empty
    assert figures.side_by_side(book, {"t": "T", "gone": "G"})["T"].fillna(-1).tolist() == [3.0, -1.0, 1.0]
    assert figures.by_month(book, figures.only(book.over_months("t"), "k", ["a"])).fillna(-1).to_dict() == {"2026-07": 1.0, "2026-08": -1.0, "2026-09": 1.0}


def test_the_number_of_a_table_that_did_not_come_is_missing():
    book = book_of(["2026-09"], {"t": {"2026-09": pd.DataFrame({"k": ["a", "b", None]})}, "none": {"2026-09": pd.DataFrame({"k": pd.Series(dtype="str")})}})
    assert figures.number(book, "t") == 3 and figures.number(book, "t", "k", ["a"]) == 1
    assert figures.number(book, "none") == 0 and figures.number(book, "gone") is None


def test_punctuality_goes_by_whole_days():
    frame = pd.DataFrame({"due": D(["2026-09-10 09:00", "2026-09-10", "2026-09-10", "2026-09-10", "2026-09-18", None]), "done": D(["2026-09-10 17:00", "2026-09-11 00:01", None, "2026-09-02", None, "2026-09-02"])})
    found = figures.punctuality(frame, "done", "due", pd.Timestamp("2026-09-18"))
    assert found.tolist() == ["Đúng hạn", "Quá hạn", "Đang xử lý, đã quá hạn", "Đúng hạn", "Đang xử lý, còn hạn", "Không ghi hạn"]


def test_weeks_begin_on_monday_and_empty_weeks_count_zero():
    found = figures.by_week(pd.DataFrame({"a": D(["2026-09-06", "2026-09-07", "2026-09-22 08:00", None])}), "a")
    assert {f"{day:%d/%m}": n for day, n in found.items()} == {"31/08": 1, "07/09": 1, "14/09": 0, "21/09": 1}
    assert figures.by_week(pd.DataFrame({"a": D([None])}), "a").empty


def test_age_groups_name_themselves_and_stand_side_by_side():
    frame = pd.DataFrame({"he": D(["2008-09-02", "1990-01-01", None]), "she": D(["2008-09-01", "2006-01-01", "2000-05-05"]), "at": D(["2026-09-01"] * 3)})
    assert figures.age_groups(frame, "he", "at", [18, 20, 21, 30]).astype("object").fillna("–").tolist() == ["Dưới 18", "Từ 30", "–"]
    found = figures.by_age(frame, {"Chồng": "he", "Vợ": "she"}, "at", [18, 20, 21, 30])
    assert found.to_dict("index") == {"Dưới 18": {"Chồng": 1, "Vợ": 0}, "18–19": {"Chồng": 0, "Vợ": 1}, "20": {"Chồng": 0, "Vợ": 1}, "21–29": {"Chồng": 0, "Vợ": 1}, "Từ 30": {"Chồng": 1, "Vợ": 0}}


def test_cross_says_yes_and_no_in_words_and_keeps_the_order_of_bands():
    frame = pd.DataFrame({"age": figures.banded(pd.Series([40, 3, 50, None]), [0, 10, 99], ["trẻ", "già"]), "flag": pd.array([True, False, None, True], dtype="boolean")})
    found = figures.cross(frame, "age", "flag")
    assert found.to_dict("index") == {"trẻ": {"Chưa ghi": 0, "Có": 0, "Không": 1}, "già": {"Chưa ghi": 1, "Có": 1, "Không": 0}, "Chưa ghi": {"Chưa ghi": 0, "Có": 1, "Không": 0}}
    assert list(found.index) == ["trẻ", "già", "Chưa ghi"]


def test_small_groups_of_people_are_joined_and_small_cells_emptied():
    assert figures.guarded(pd.Series({"a": 7, "b": 4, "c": 1, "d": 0}), 5, "ít").to_dict() == {"a": 7, "d": 0, "ít": 5}
    assert figures.guarded(pd.Series({"a": 7, "b": 5}), 5).to_dict() == {"a": 7, "b": 5}
    assert figures.guarded(pd.Series({"a": 9, "b": 7, "c": 4}), 5, "ít").to_dict() == {"a": 9, "ít": 11}
    assert figures.guarded(pd.Series({"a": 8, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1}), 5, "ít").to_dict() == {"ít": 13}
    assert figures.guarded(pd.Series({"c": 3}), 5, "ít").isna().to_dict() == {"ít": True}
    # 5 goes too: with the column's total of 9 it would give 4 back.
    assert figures.guarded_cells(pd.DataFrame({"x": [4, 0, 5]}), 5)["x"].fillna(-1).tolist() == [-1, 0, -1]
    assert figures.guarded_cells(pd.DataFrame({"x": [4, 8, 5], "y": [9, 12, 0]}), 5).fillna(-1).to_numpy().tolist() == [[-1, -1], [-1, -1], [5, 0]]


def test_rates_leave_out_what_lacks_a_part():
    frame = pd.DataFrame({"v": ["b", "a", "c"], "done": pd.array([3, None, 2], dtype="Int64"), "of": pd.array([4, 8, 0], dtype="Int64")})
    assert figures.share_of(frame, {"done": "Tiêm"}, "of").to_dict() == {"Tiêm": 125.0}
    assert figures.rates(frame, {"done": "Tiêm"}, "of", "v")["Tiêm"].fillna(-1).to_dict() == {"a": -1, "b": 75.0, "c": -1}
    assert figures.ratio_of(frame, "done", "of").fillna(-1).tolist() == [75.0, -1, -1]
    assert figures.sums_by(frame.assign(v=["b", "a", None]), "v", {"of": "Mẫu"}).loc["Mẫu"].to_dict() == {"a": 8, "b": 4, "Chưa ghi": 0}


def test_yes_counts_only_where_somebody_answered():
    frame = pd.DataFrame({"x": pd.array([True, False, None], dtype="boolean"), "y": pd.array([None, None, None], dtype="boolean")})
    assert figures.yes(frame, {"x": "X", "y": "Y"}).fillna(-1).to_dict() == {"X": 1, "Y": -1}
    assert figures.yes_share(frame, {"x": "X", "y": "Y"}).fillna(-1).to_dict() == {"X": 50.0, "Y": -1}


def test_the_first_filled_column_speaks():
    frame = pd.DataFrame({"left": ["7", None, None], "grade": ["1", "2", None]})
    assert figures.first_filled(frame, {"left": "Bỏ học", "grade": "Đang học"}, "Không rõ").tolist() == ["Bỏ học", "Đang học", "Không rõ"]


def test_rows_found_in_another_table():
    frame, other = pd.DataFrame({"k": ["1", "2", None]}), pd.DataFrame({"k": ["2", "9"]})
    assert figures.found_in(frame, other, "k") == 50.0
    assert figures.found_in(frame, other.head(0), "k") is None and figures.found_in(frame.head(0), other, "k") is None


def test_counts_unfold_into_rows_and_stand_in_a_given_order():
    assert figures.unfold(pd.DataFrame({"k": ["a", "b", "c"], "n": [2, 0, 1]}), "n")["k"].tolist() == ["a", "a", "c"]
    assert figures.in_order(pd.Series({"b": 1, "z": 2, "a": 3}), ["a", "b", "c"]).to_dict() == {"a": 3, "b": 1, "z": 2}
    assert list(figures.in_order(pd.DataFrame({"b": [1], "a": [2]}), ["a", "b"]).columns) == ["a", "b"]
    days = {"x": pd.Series([1, 2], index=D(["2026-09-07", "2026-09-14"])), "y": pd.Series([5], index=D(["2026-08-31"]))}
    assert figures.beside(days).to_dict("list") == {"x": [0, 1, 2], "y": [5, 0, 0]}


def test_spread_and_limits_of_known_values():
    frame = pd.DataFrame({"g": ["x", "x", "y", "y"], "n": pd.array([1, 3, 4, None], dtype="Float64")})
    assert figures.millions(2_500_000.0) == 2.5 and figures.millions(None) is None
    assert figures.spread(frame, "n", "g").to_dict("index") == {"x": {"Số trường hợp": 2, "Trung vị": 2.0, "90% không quá": 2.8, "Lớn nhất": 3.0}, "y": {"Số trường hợp": 1, "Trung vị": 4.0, "90% không quá": 4.0, "Lớn nhất": 4.0}}
    assert round(figures.at_most(frame["n"], 3), 6) == 66.666667 and figures.at_most(frame["n"].head(0), 3) is None


def test_picked_columns_take_their_titles():
    found = figures.pick(pd.DataFrame({"a": [1], "b": [2]}, index=[7]), {"b": "B", "gone": "G"})
    assert list(found.columns) == ["B", "G"] and found.index.tolist() == [0] and found["B"].tolist() == [2]


BUDGET = Dataset.model_validate({"id": "a", "title": "A", "short": "A", "domains": ["d"], "owner": "u", "sharing": "noi_bo", "source": "proposal", "tables": [{
    "id": "a", "title": "Bảng A", "grain": "một dòng", "columns": [
        {"name": "done", "title": "Thực hiện", "type": "dec", "unit": "đồng", "source": "proposal"}, {"name": "plan", "title": "Dự toán", "type": "dec", "unit": "đồng", "required": True, "source": "proposal"},
        {"name": "cap", "title": "Trần", "type": "dec", "unit": "đồng", "source": "proposal"}, {"name": "pct", "title": "Tỷ lệ", "type": "pct", "source": "proposal"}, {"name": "name", "title": "Tên", "type": "text", "source": "proposal"}, {"name": "code", "title": "Mã", "type": "text", "source": "proposal"},
        {"name": "kind", "title": "Loại", "type": "code", "values": [{"label": "x"}, {"label": "y"}], "source": "proposal"},
        {"name": "who", "title": "Dân tộc", "type": "code", "values": [{"label": "k"}], "pii": "sensitive", "source": "proposal"}],
    "rules": [{"id": "A-1", "kind": "ratio", "class": 6, "field": "pct", "numerator": "done", "denominator": "plan"}, {"id": "A-2", "kind": "ratio", "class": 6, "field": "pct", "numerator": "done", "denominator": "plan", "severity": "error"},
        {"id": "A-3", "kind": "not_above", "class": 6, "part": "plan", "whole": "cap"}, {"id": "A-4", "kind": "not_above", "class": 6, "part": "done", "whole": "plan", "factor": 2}]}]})


def profiled(rows, dataset=BUDGET):
    """A book of one dataset, one table and two months."""
    ref = SimpleNamespace(dataset=dataset, table=dataset.tables[0], id="a")
    book = book_of(["2026-08", "2026-09"], {"a": {"2026-09": rows}})
    book.registry, book.ref, book.months_of, book.small_number = SimpleNamespace(datasets={"a": dataset}, commune=SimpleNamespace(people_units=["người"])), lambda t: ref, lambda t: ["2026-09"], 5
    book.runs = pd.DataFrame({"table": ["a", "a", "a"], "rule": ["A-1", "A-1", "KIEU:plan"], "status": ["run", "run", "run"], "looked": [4, 2, 6], "failed": [1, 2, 1], "class": [6, 6, 4]})
    book.part = lambda name, datasets: book.runs[[d in datasets for d in ["a"] * len(book.runs)]]
    book.findings = lambda datasets: pd.DataFrame({"dataset": ["a"], "rule": ["A-1"], "field": ["pct"]})
    return book


def test_the_profile_of_a_table_follows_from_its_definition():
    rows = pd.DataFrame({"done": pd.array([1, 3, 9], dtype="Float64"), "plan": pd.array([2, 6, None], dtype="Float64"), "pct": pd.array([50, None, None], dtype="Float64"), "kind": ["x", "x", "y"], "who": ["k", "k", "k"]})
    book = profiled(rows)
    assert figures.declared_rates(book, ["a"]).to_dict("records") == [{"Bảng": "Bảng A", "Tỷ lệ": "Tỷ lệ", "Tử số": "Thực hiện", "Cộng tử số": 4.0, "Đơn vị tử số": "đồng",
                                                                   "Mẫu số": "Dự toán", "Cộng mẫu số": 8.0, "Đơn vị mẫu số": "đồng", "Bằng (%)": 50.0}]
    assert figures.rates_per_month(book, ["a"])["Tỷ lệ"].fillna(-1).to_dict() == {"2026-08": -1, "2026-09": 50.0}
    capped = figures.declared_rates(profiled(rows.assign(cap=[10.0, 10.0, 10.0])), ["a"])
    assert capped[["Tỷ lệ", "Bằng (%)"]].to_dict("list") == {"Tỷ lệ": ["Tỷ lệ", "Dự toán / Trần"], "Bằng (%)": [50.0, 40.0]}
    assert figures.lowest_rates(book, ["a"]).empty
    sums = figures.column_sums(book, ["a"]).set_index("Cột")["Cộng"]
    assert sums["Thực hiện"] == 13.0 and sums["Dự toán"] == 8.0 and pd.isna(sums["Tỷ lệ"])
    assert figures.leading_codes(book, ["a"]).empty
    many = pd.concat([rows.assign(kind="x")] * 2 + [rows.assign(kind="y")] * 2, ignore_index=True)
    assert figures.leading_codes(profiled(many), ["a"]).to_dict("records") == [{"Bảng": "Bảng A", "Phân theo": "Loại", "Số dòng từng loại": "x: 6; y: 6", "Chưa ghi": 0}]
    assert figures.emptiest(book, ["a"])[["Cột", "Ô trống"]].to_dict("list") == {"Cột": ["Dự toán", "Tỷ lệ"], "Ô trống": [1, 2]}
    assert figures.failing(book, ["a"]).iloc[0].to_dict() == {"Bảng": "Bảng A", "Phép kiểm tra đã chạy": 2, "Lượt kiểm tra": 12, "Không đạt": 4, "Không đạt (%)": 100 * 4 / 12, "Không đạt nhiều nhất": "Mâu thuẫn, “Tỷ lệ”: 3; Sai định dạng, “Dự toán”: 1"}
    first = figures.overview(book, ["a"]).iloc[0]
    assert first["Dòng tháng này"] == 3 and pd.isna(first["Dòng tháng trước"]) and first["Ô đã điền (%)"] == 100 * 12 / 15


def test_the_lowest_rows_are_named_by_words_and_never_from_a_table_with_personal_columns():
    rows = pd.DataFrame({"done": pd.array([4, 1.5, 0], dtype="Float64"), "plan": pd.array([8, 6, 4], dtype="Float64"), "name": ["dự án một", "dự án hai", "ba"], "code": ["1", "2", "3"]})
    assert figures.lowest_rates(profiled(rows), ["a"]).empty
    table = BUDGET.tables[0]
    impersonal = BUDGET.model_copy(update={"tables": [table.model_copy(update={"columns": [c for c in table.columns if c.pii == "none"]})]})
    found = figures.lowest_rates(profiled(rows, impersonal), ["a"], most=1)
    assert found.to_dict("records") == [{"Tỷ lệ": "Tỷ lệ", "Ở dòng": "dự án hai", "Tử số": 1.5, "Mẫu số": 6.0, "Bằng (%)": 25.0}]


def test_parts_of_unlike_ratios_are_told_row_by_row_and_never_added():
    table = BUDGET.tables[0]
    bare = [c.model_copy(update={"unit": None}) if c.unit else c for c in table.columns if c.pii == "none"]
    rows = pd.DataFrame({"done": pd.array([4, 90], dtype="Float64"), "plan": pd.array([8, 100], dtype="Float64"), "cap": pd.array([None, None], dtype="Float64"), "name": ["chữ ký số", "hồ sơ trực tuyến"]})
    book = profiled(rows, BUDGET.model_copy(update={"tables": [table.model_copy(update={"columns": bare})]}))
    assert figures.declared_rates(book, ["a"]).empty and figures.rates_per_month(book, ["a"]).empty and not figures.added_up(book, ["a"])
    assert figures.lowest_rates(book, ["a"])[["Ở dòng", "Bằng (%)"]].values.tolist() == [["chữ ký số", 50.0], ["hồ sơ trực tuyến", 90.0]]
    # Points reached of points to be had are one unit, though points by themselves are not added up.
    points = [c.model_copy(update={"unit": "điểm"}) if c.name in ("done", "plan") else c for c in bare]
    scored = profiled(rows, BUDGET.model_copy(update={"tables": [table.model_copy(update={"columns": points})]}))
    assert figures.declared_rates(scored, ["a"])["Cộng tử số"].tolist() == [94.0] and figures.added_up(scored, ["a"])
    assert figures.column_sums(scored, ["a"])["Cộng"].isna().all()


def test_a_part_in_another_unit_than_the_whole_is_no_share():
    table = BUDGET.tables[0]
    mixed = [c.model_copy(update={"unit": "ngày", "type": "int"}) if c.name == "cap" else c for c in table.columns]
    rows = pd.DataFrame({"done": pd.array([4], dtype="Float64"), "plan": pd.array([8], dtype="Float64"), "cap": pd.array([9], dtype="Int64")})
    assert figures.declared_rates(profiled(rows, BUDGET.model_copy(update={"tables": [table.model_copy(update={"columns": mixed})]})), ["a"])["Tỷ lệ"].tolist() == ["Tỷ lệ"]


def test_one_row_has_no_mean():
    sums = figures.column_sums(profiled(pd.DataFrame({"done": pd.array([4], dtype="Float64"), "pct": pd.array([50], dtype="Float64")})), ["a"]).set_index("Cột")
    assert sums.at["Thực hiện", "Cộng"] == 4.0 and pd.isna(sums.at["Thực hiện", "Bình quân một dòng"]) and sums.at["Tỷ lệ", "Bình quân một dòng"] == 50.0


def test_prices_are_not_added_and_large_means_are_whole():
    table = BUDGET.tables[0]
    priced = [c.model_copy(update={"unit": "đồng/viên"}) if c.name == "done" else c for c in table.columns]
    rows = pd.DataFrame({"done": pd.array([1, 2], dtype="Float64"), "plan": pd.array([1001, 1002], dtype="Float64")})
    sums = figures.column_sums(profiled(rows, BUDGET.model_copy(update={"tables": [table.model_copy(update={"columns": priced})]})), ["a"]).set_index("Cột")
    assert pd.isna(sums.at["Thực hiện", "Cộng"]) and sums.at["Thực hiện", "Bình quân một dòng"] == 1.5 and sums.at["Dự toán", "Bình quân một dòng"] in (1001.0, 1002.0)


def test_codes_of_other_systems_are_said_in_words():
    codes = [CodeValue(label="Sai số định danh", code="SAI_DINH_DANH", aliases=["INVALID_ID"]), CodeValue(label="Mất kết nối", code="TIMEOUT")]
    book = SimpleNamespace(registry=SimpleNamespace(codes={"loi": codes}))
    found = figures.named(book, "loi", pd.Series(["SAI_DINH_DANH", "invalid_id", "Timeout", "CCCD 024099000123 của ông A sai", None]), "Lỗi khác")
    assert found.tolist() == ["Sai số định danh", "Sai số định danh", "Mất kết nối", "Lỗi khác", None]


def test_titles_lose_the_words_that_all_begin_with():
    assert figures.shortened({"a": "Nguyên nhân - không có đất", "b": "Nguyên nhân - không có vốn", "c": "Nguyên nhân khác"}) == {"a": "Không có đất", "b": "Không có vốn", "c": "Khác"}
    # No title is left without a word.
    assert figures.shortened({"a": "Thiếu", "b": "Thiếu đất"}) == {"a": "Thiếu", "b": "Thiếu đất"}
    assert figures.shortened({"a": "Thiếu đất"}) == {"a": "Thiếu đất"} and figures.shortened({}) == {}


def test_figures_of_an_indicator_are_the_indicator_s_own():
    book = SimpleNamespace(scores=lambda indicator: pd.DataFrame({"measure": ["m1", "m2"], "value": [78.1, None]}))
    found = figures.measured(book, "i", {"m1": "Có bản điện tử", "m2": "Ký số", "m3": "Khác"})
    assert found["Có bản điện tử"] == 78.1 and found[["Ký số", "Khác"]].isna().all()


def test_lines_that_contain_others_are_added_up_alone():
    table = BUDGET.tables[0]
    nested = BUDGET.model_copy(update={"tables": [table.model_copy(update={"rules": [*table.rules, HierarchySum.model_validate({"id": "A-5", "kind": "hierarchy_sum", "class": 6, "outline": "code", "field": "done"})]})]})
    rows = pd.DataFrame({"done": pd.array([9, 4, 5, 5, 1], dtype="Float64"), "plan": pd.array([10, 5, 5, 5, 10], dtype="Float64"), "code": ["A", "I", "II", "1", "B"]})
    assert figures.declared_rates(profiled(rows, nested), ["a"]).iloc[0][["Cộng tử số", "Cộng mẫu số", "Bằng (%)"]].tolist() == [10.0, 20.0, 50.0]
    assert figures.rates_per_month(profiled(rows, nested), ["a"])["Tỷ lệ"].iloc[-1] == 50.0
    # Not one mark: every line is its own.
    assert figures.declared_rates(profiled(rows.assign(code=None), nested), ["a"]).iloc[0]["Cộng tử số"] == 24.0


def test_a_code_is_told_by_the_name_it_refers_to_and_rows_alike_by_their_key():
    table = BUDGET.tables[0]
    columns = [c for c in table.columns if c.pii == "none" and c.name != "name"]
    own = table.model_copy(update={"columns": columns, "key": ["code", "kind"], "rules": [*table.rules, Reference.model_validate({"id": "A-6", "kind": "reference", "class": 5, "field": "code", "to_table": "b", "to_field": "code"})]})
    rows = pd.DataFrame({"done": pd.array([4, 3, 2], dtype="Float64"), "plan": pd.array([8, 8, 8], dtype="Float64"), "code": ["1", "2", "1"], "kind": ["x", "x", "y"]})
    book = profiled(rows, BUDGET.model_copy(update={"tables": [own]}))
    schools = Dataset.model_validate({"id": "b", "title": "B", "short": "B", "domains": ["d"], "owner": "u", "sharing": "noi_bo", "source": "proposal", "tables": [{"id": "b", "title": "B", "grain": "một trường", "columns": [
        {"name": n, "title": n, "type": "text", "source": "proposal"} for n in ("code", "name")]}]})
    refs = {"a": book.ref("a"), "b": SimpleNamespace(dataset=schools, table=schools.tables[0], id="b")}
    load = book.load
    book.ref, book.has = refs.get, lambda t: True
    book.load = lambda t: pd.DataFrame({"code": ["1", "2"], "name": ["Trường Một", "Trường Hai"]}) if t == "b" else load(t)
    assert figures.lowest_rates(book, ["a"])["Ở dòng"].tolist() == ["Trường Một, y", "Trường Hai, x", "Trường Một, x"]


def test_the_profile_of_a_table_that_did_not_come_is_empty():
    book = profiled(pd.DataFrame())
    book.has, book.load, book.over_months = lambda t: False, lambda t: pd.DataFrame({c.name: pd.Series(dtype="object") for c in BUDGET.tables[0].columns}), lambda t, columns=None: pd.DataFrame({"thang": pd.Series(dtype="str")})
    assert all(verb(book, ["a"]).empty for verb in (figures.declared_rates, figures.column_sums, figures.leading_codes, figures.emptiest, figures.rates_per_month, figures.lowest_rates))
    assert pd.isna(figures.overview(book, ["a"]).iloc[0]["Dòng tháng này"])


def people() -> Dataset:
    """The same table counting people instead of money, without a personal column."""
    table = BUDGET.tables[0]
    columns = [c.model_copy(update={"unit": "người"}) if c.unit == "đồng" else c for c in table.columns if c.pii == "none"]
    return BUDGET.model_copy(update={"tables": [table.model_copy(update={"columns": columns})]})


def test_shares_and_sums_of_few_people_are_not_told():
    rows = pd.DataFrame({"done": pd.array([1, 2, 0], dtype="Float64"), "plan": pd.array([9, 20, 30], dtype="Float64"), "name": ["thôn một", "thôn hai", "thôn ba"], "code": ["1", "2", "3"]})
    book = profiled(rows, people())
    line = figures.declared_rates(book, ["a"]).iloc[0]
    assert (pd.isna(line["Cộng tử số"]), line["Cộng mẫu số"], pd.isna(line["Bằng (%)"])) == (True, 59.0, True)
    assert figures.rates_per_month(book, ["a"])["Tỷ lệ"].isna().all()
    assert [x for x in figures.lowest_rates(book, ["a"])["Ở dòng"]] == ["thôn ba"]
    sums = figures.column_sums(book, ["a"]).set_index("Cột")[["Cộng", "Bình quân một dòng"]]
    assert sums.loc["Thực hiện"].isna().all() and sums.loc["Dự toán", "Cộng"] == 59.0
    # Money is nobody's.
    assert figures.declared_rates(profiled(rows), ["a"]).iloc[0]["Cộng tử số"] == 3.0


def test_each_month_s_line_is_guarded_by_itself():
    table = pd.DataFrame({"Nam": [3, 20, 0], "Nữ": [30, 40, 7]}, index=["2026-07", "2026-08", "2026-09"])
    found = figures.guarded_lines(table, 5)
    assert found.fillna(-1).values.tolist() == [[-1, -1], [20, 40], [0, 7]]
    assert figures.guarded_lines(table.head(1), 5).equals(found.head(1)) and figures.guarded_lines(table.head(0), 5).empty
    gaps = pd.DataFrame({"a": pd.array([None, 2], dtype="Int64"), "b": pd.array([None, 9], dtype="Int64")})
    assert figures.guarded_lines(gaps, 5).isna().values.tolist() == [[True, True], [True, True]]


@pytest.mark.parametrize("seed", range(40))
def test_moves_of_few_households_are_not_found_from_opening_and_closing(seed):
    """Every whole number that fits is tried: opening − left + came = closing, zeros are shown, what is emptied is at least 1."""
    source, signs = random.Random(seed), (1, -1, -1, 1, 1)
    moves = [source.choice((6, 9, 12)), *(source.choice((0, 0, 1, 2, 3, 7)) for _ in signs[1:])]
    column = [*moves, closing] if (closing := sum(s * m for s, m in zip(signs, moves, strict=True))) > 0 else [9, 1, 0, 0, 0, 8]
    shown = figures.guarded_moves(pd.DataFrame({"Hộ nghèo": column}), 5)["Hộ nghèo"]
    assert shown[shown.notna()].tolist() == [v for v, told in zip(column, shown.notna(), strict=True) if told]
    gone = [n for n, told in enumerate(shown.notna()) if not told]
    every = (*signs, -1)
    sure = sum(s * v for s, v, told in zip(every, column, shown.notna(), strict=True) if told)
    fits = [dict(zip(gone, tried, strict=True)) for tried in itertools.product(range(1, 16), repeat=len(gone)) if sure + sum(every[n] * v for n, v in zip(gone, tried, strict=True)) == 0] if len(gone) < 5 else []
    assert all(n in gone for n, v in enumerate(column) if 0 < v < 5)
    assert len(gone) > 4 or not gone or all(len({f[n] for f in fits}) > 1 for n in gone)


def test_a_subgroup_of_few_is_said_so():
    book = book_of(["2026-09"], {"a": {"2026-09": pd.DataFrame({"k": ["x", "x", "y", "y", "y", "y", "y"]})}})
    book.has, book.load = lambda t: True, lambda t: pd.DataFrame({"k": ["x", "x", "y", "y", "y", "y", "y"]})
    assert (figures.number(book, "a", "k", ["x"], 5), figures.number(book, "a", "k", ["y"], 5), figures.number(book, "a", "k", ["z"], 5), figures.number(book, "a", "k", ["x"])) == ("dưới 5", "không nêu", 0, 2)
