"""Checks that need no rule: required cells, keys, repeats, totals, period, quarantine, and what did not run."""

from __future__ import annotations

import pandas as pd

from frames import FIRST_ROW, Definitions, check, clean, dataset, found
from sotay.intake.model import SetAside

D = pd.Timestamp


def test_an_unreadable_cell_is_not_called_missing():
    own = dataset({"a": {"type": "int", "required": True}, "b": "text", "c": "text"})
    rows = [{"a": None, "b": "1", "c": "x"}, {"a": None, "b": "2", "c": "y"}, {"a": 3, "b": "3", "c": "z"}]
    checked = check(Definitions([own]), [clean(own, rows, unread=[(FIRST_ROW, "a")])])
    assert found(checked, "THIEU-BAT-BUOC") == [(FIRST_ROW + 1, "A", "error")]
    assert checked.frames["bang"].rows["_ok"].tolist() == [True, False, True]


def test_the_second_of_two_equal_rows_is_quarantined():
    own = dataset({"a": "text", "b": "text", "c": "text"}, key=["a"])
    rows = [{"a": "1", "b": "x", "c": "y"}, {"a": "1", "b": "x", "c": "y"}, {"a": "2", "b": "x", "c": "y"}]
    checked = check(Definitions([own]), [clean(own, rows)])
    assert found(checked, "TRUNG-DONG") == [(FIRST_ROW + 1, "", "error")]
    assert found(checked, "TRUNG-KHOA") == []
    assert checked.frames["bang"].rows["_ok"].tolist() == [True, False, True]


def test_one_key_with_two_contents_is_an_error_on_the_later_row():
    own = dataset({"a": "text", "b": "text", "c": "text"}, key=["a"])
    rows = [{"a": "1", "b": "x", "c": "y"}, {"a": "1", "b": "z", "c": "y"}]
    checked = check(Definitions([own]), [clean(own, rows)])
    assert found(checked, "TRUNG-KHOA") == [(FIRST_ROW, "A", "warning"), (FIRST_ROW + 1, "A", "error")]


def test_the_same_row_in_two_files():
    own = dataset({"a": "text", "b": "text", "c": "text"}, key=["a"])
    row = {"a": "1", "b": "x", "c": "y"}
    checked = check(Definitions([own]), [clean(own, [row], "a.xlsx"), clean(own, [row], "b.xlsx")])
    assert [(f.file, int(f.row)) for f in checked.findings[checked.findings["rule"] == "TRUNG-DONG"].itertuples()] == [("b.xlsx", FIRST_ROW)]


def test_rows_alike_but_for_a_key_that_a_file_lacks_are_a_warning():
    own = dataset({"a": "text", "b": "text", "c": "text", "d": "text"}, key=["a"])
    rows = [{"b": "x", "c": "y", "d": "z"}, {"b": "x", "c": "y", "d": "z"}]
    checked = check(Definitions([own]), [clean(own, rows)])
    assert found(checked, "TRUNG-DONG") == [(FIRST_ROW + 1, "", "warning")]
    assert checked.frames["bang"].rows["_ok"].all()


def test_a_cell_that_some_states_excuse_is_not_missing_where_no_state_is_told():
    own = dataset({"state": "text", "day": {"type": "text", "required_when": [{"field": "state", "not_in": ["mới"]}]}, "c": "text"})
    assert found(check(Definitions([own]), [clean(own, [{"day": None, "c": "1"}, {"day": "x", "c": "2"}])]), "THIEU-BAT-BUOC") == []
    told = [{"state": "mới", "day": None}, {"state": "cũ", "day": None}, {"state": None, "day": None}, {"state": "cũ", "day": "x"}]
    assert found(check(Definitions([own]), [clean(own, told)]), "THIEU-BAT-BUOC") == [(FIRST_ROW + 1, "B", "error"), (FIRST_ROW + 2, "B", "error")]


def test_a_total_that_is_not_the_sum():
    own = dataset({"a": "text", "b": "int"})
    rows = [{"a": "x", "b": 1}, {"a": "y", "b": 2}]
    wrong, right = (SetAside(FIRST_ROW + 2, "total", ("Tổng", value)) for value in ("4", "3"))
    assert found(check(Definitions([own]), [clean(own, rows, set_aside=[wrong])]), "TONG-SAI") == [(FIRST_ROW + 2, "B", "warning")]
    assert found(check(Definitions([own]), [clean(own, rows, set_aside=[right])]), "TONG-SAI") == []


def test_a_subtotal_speaks_of_its_own_group():
    own = dataset({"a": "text", "b": "int"})
    rows = [{"a": "x", "b": 1}, {"a": "y", "b": 2}]
    group, right, wrong = SetAside(FIRST_ROW + 0.5, "group", ("Thôn B", "")), SetAside(FIRST_ROW + 2, "total", ("Cộng", "2")), SetAside(FIRST_ROW + 2, "total", ("Cộng", "5"))
    assert found(check(Definitions([own]), [clean(own, rows, set_aside=[group, right])]), "TONG-SAI") == []
    assert found(check(Definitions([own]), [clean(own, rows, set_aside=[group, wrong])]), "TONG-SAI") == [(FIRST_ROW + 2, "B", "warning")]


def test_a_row_of_another_month():
    own = dataset({"a": "date", "b": "text"}, period="flow", period_field="a")
    rows = [{"a": D("2026-08-31"), "b": "x"}, {"a": D("2026-09-01"), "b": "y"}, {"a": D("2026-09-30"), "b": "z"}]
    assert found(check(Definitions([own]), [clean(own, rows)]), "NGOAI-KY") == [(FIRST_ROW, "A", "warning")]
    from_day = check(Definitions([own], period="day_to_day"), [clean(own, [{"a": D("2026-08-19"), "b": "x"}, {"a": D("2026-08-20"), "b": "y"}, {"a": D("2026-09-20"), "b": "z"}])])
    assert found(from_day, "NGOAI-KY") == [(FIRST_ROW, "A", "warning"), (FIRST_ROW + 2, "A", "warning")]


def test_a_required_column_that_the_file_does_not_have():
    own = dataset({"a": "text", "b": {"type": "text", "required": True}})
    checked = check(Definitions([own]), [clean(own, [{"a": "x"}])])
    assert found(checked, "THIEU-COT") == [(None, "", "warning")]
    assert checked.frames["bang"].rows["_ok"].tolist() == [True]


def test_a_rule_whose_column_is_absent_is_not_run_rather_than_passed():
    own = dataset({"a": "text", "b": "int"}, [{"id": "R-1", "kind": "range", "class": 2, "field": "b", "min": 1}])
    checked = check(Definitions([own]), [clean(own, [{"a": "x"}])])
    line = checked.runs[checked.runs["rule"] == "R-1"].iloc[0]
    assert (line["status"], line["looked"], line["failed"]) == ("not_run", 0, 0)


def test_row_order_changes_no_verdict():
    own = dataset({"a": "text", "b": "int"}, [{"id": "R-1", "kind": "range", "class": 2, "severity": "error", "field": "b", "max": 5}], key=["a"])
    rows = [{"a": str(n), "b": n} for n in range(1, 9)]
    forward, backward = (check(Definitions([own]), [clean(own, r)]) for r in (rows, rows[::-1]))
    kept = [set(c.frames["bang"].rows.loc[c.frames["bang"].rows["_ok"], "a"]) for c in (forward, backward)]
    assert kept[0] == kept[1] == {"1", "2", "3", "4", "5"}


def test_a_seldom_village_one_letter_from_a_usual_one_is_doubted():
    own = dataset({"a": "int", "thon": "village"})
    names = ["Đồng Mậm"] * 10 + ["Đong Mậm", "ĐồngMậm", "Tân Ấn", "Đồng Mậm 2"] + ["Thôn 1"] * 10 + ["Thôn 2"]
    checked = check(Definitions([own]), [clean(own, [{"a": n, "thon": name} for n, name in enumerate(names)])])
    assert found(checked, "THON-GAN-GIONG") == [(FIRST_ROW + 10, "B", "warning"), (FIRST_ROW + 11, "B", "warning")]


def test_a_village_that_nobody_can_be_called_is_doubted_though_it_was_copied_on():
    own = dataset({"a": "int", "thon": "village"})
    names = ["Khuôn Tỏ"] * 12 + ["Khuôn Tn"] * 4 + ["Khuôn To"] * 4
    checked = check(Definitions([own]), [clean(own, [{"a": n, "thon": name} for n, name in enumerate(names)])])
    assert [row - FIRST_ROW for row, _, _ in found(checked, "THON-GAN-GIONG")] == [12, 13, 14, 15]
    few = [{"a": n, "thon": name} for n, name in enumerate(["Khuôn Tỏ"] * 11 + ["Khuôn Tn"] * 4)]
    assert found(check(Definitions([own]), [clean(own, few)]), "THON-GAN-GIONG") == []


def test_listed_villages_need_no_guess():
    own = dataset({"a": "int", "thon": "village"})
    definitions = Definitions([own])
    definitions.commune.villages = ["Đồng Mậm", "Đồng Mận"]
    names = ["Đồng Mậm"] * 10 + ["Đồng Mận"]
    assert found(check(definitions, [clean(own, [{"a": n, "thon": name} for n, name in enumerate(names)])]), "THON-GAN-GIONG") == []


def test_a_village_typed_without_its_marks_is_doubted_however_often():
    own = dataset({"a": "int", "thon": "village"})
    # "Dong Mam" may be either of two villages, and stands more than a letter away from both: nothing is said of it.
    names = ["Cầu Sắt"] * 10 + ["Cau Sat"] * 4 + ["Đồng Mậm"] * 10 + ["Đông Mầm"] * 10 + ["Dong Mam"]
    checked = check(Definitions([own]), [clean(own, [{"a": n, "thon": name} for n, name in enumerate(names)])])
    assert [row - FIRST_ROW for row, _, _ in found(checked, "THON-GAN-GIONG")] == [10, 11, 12, 13]
