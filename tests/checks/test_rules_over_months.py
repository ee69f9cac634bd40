"""Rules that look into another table, an earlier month, or the closing day: exact rows and columns, and when they do not run."""

from __future__ import annotations

import pandas as pd
import pytest

from frames import FIRST_ROW, Definitions, check, clean, dataset, found

D = pd.Timestamp


def rule(kind: str, **facts) -> dict:
    return {"id": "R-1", "kind": kind, "severity": "warning", "class": 6} | facts


def status(checked, name: str = "R-1") -> list[str]:
    return checked.runs.loc[checked.runs["rule"] == name, "status"].tolist()


def test_a_value_against_the_other_tables_value():
    own = dataset({"k": "dossier", "a": "datetime", "t": "text"}, [rule("other_value", field="a", key="k", of_table="kia", of_key="m", of_field="b"), rule("other_value", id="R-2", field="t", key="k", of_table="kia", of_key="m", of_field="u")])
    other = dataset({"m": "dossier", "b": "datetime", "u": "text"}, identifier="kia")
    rows = [{"k": "1", "a": D("2026-09-01 08:00"), "t": "Hoà giải"}, {"k": "2", "a": D("2026-09-02"), "t": "khác"}, {"k": "3", "a": D("2026-09-03"), "t": "x"}]
    there = [{"m": "1", "b": D("2026-09-01 10:00"), "u": "hòa giải"}, {"m": "2", "b": D("2026-09-03"), "u": "Khai sinh"}]
    checked = check(Definitions([own, other]), [clean(own, rows), clean(other, there, "b.xlsx")])
    assert found(checked, "R-1") == [(FIRST_ROW + 1, "B", "warning")]
    assert found(checked, "R-2") == [(FIRST_ROW + 1, "C", "warning")]
    assert status(check(Definitions([own, other]), [clean(own, rows)])) == ["not_run"]


def test_a_key_with_two_values_there_says_nothing():
    own = dataset({"k": "text", "a": "int"}, [rule("other_value", field="a", key="k", of_table="kia", of_key="m", of_field="b", tolerance=1)])
    other = dataset({"m": "text", "b": "int"}, identifier="kia")
    there = [{"m": "1", "b": 5}, {"m": "1", "b": 9}, {"m": "2", "b": 5}]
    checked = check(Definitions([own, other]), [clean(own, [{"k": "1", "a": 7}, {"k": "2", "a": 7}, {"k": "2", "a": 6}]), clean(other, there, "b.xlsx")])
    assert found(checked, "R-1") == [(FIRST_ROW + 1, "B", "warning")]


@pytest.mark.parametrize(("facts", "rows", "bad"), [
    ({"where": [{"field": "l", "in": ["nghèo"]}], "key": "k", "of_key": "m"}, [{"k": "A", "a": 2}, {"k": "A", "a": 3}, {"k": "C", "a": 0}, {"k": "C", "a": 1}], [1, 3]),
    ({"count": "sum", "of_field": "n"}, [{"k": "A", "a": 9}, {"k": "A", "a": 8}], [1]),
    ({"count": "max", "of_field": "so", "compare": "at_least", "key": "k", "of_key": "m"}, [{"k": "A", "a": 12}, {"k": "A", "a": 11}, {"k": "Z", "a": 1}], [1]),
    ({"count": "sum", "of_field": "n", "compare": "at_most"}, [{"k": "A", "a": 9}, {"k": "A", "a": 10}], [1]),
])
def test_a_count_against_the_list(facts, rows, bad):
    own = dataset({"k": "text", "a": "int"}, [rule("tally", field="a", of_table="kia", **facts)])
    other = dataset({"m": "text", "l": "text", "n": "int", "so": "text"}, identifier="kia")
    there = [{"m": "A", "l": "nghèo", "n": 4, "so": "07/2026"}, {"m": "A", "l": "nghèo", "n": 3, "so": "12"}, {"m": "B", "l": "cận", "n": 2, "so": "3"}]
    checked = check(Definitions([own, other]), [clean(own, rows), clean(other, there, "b.xlsx")])
    assert found(checked, "R-1") == [(FIRST_ROW + n, "B", "warning") for n in bad]
    assert status(check(Definitions([own, other]), [clean(own, rows)])) == ["not_run"]


def test_an_opening_that_is_not_last_months_close():
    own = dataset({"k": "text", "dau": "int", "cuoi": "int"}, [rule("carried_over", field="dau", closing_field="cuoi", key=["k"])])
    before = pd.DataFrame({"k": ["x", "y"], "dau": pd.array([1, 1], dtype="Int64"), "cuoi": pd.array([5, 6], dtype="Int64"), "_month": "2026-08"})
    rows = [{"k": "x", "dau": 5, "cuoi": 9}, {"k": "y", "dau": 5, "cuoi": 9}, {"k": "z", "dau": 0, "cuoi": 1}]
    assert found(check(Definitions([own]), [clean(own, rows)], {("bang", 1): before}), "R-1") == [(FIRST_ROW + 1, "B", "warning")]
    assert status(check(Definitions([own]), [clean(own, rows)])) == ["not_run"]


def test_a_number_used_in_an_earlier_month():
    own = dataset({"q": "text", "so": "text"}, [rule("unique", fields=["q", "so"], months_back=12)])
    before = pd.DataFrame({"q": ["1", "1"], "so": ["7", "8"], "_month": ["2026-07", "2026-08"]})
    rows = [{"q": "1", "so": "8"}, {"q": "2", "so": "8"}, {"q": "1", "so": "9"}, {"q": "1", "so": None}]
    checked = check(Definitions([own]), [clean(own, rows)], {("bang", 12): before})
    assert found(checked, "R-1") == [(FIRST_ROW, "B", "warning")]
    assert checked.findings["message"].iloc[0] == "“q” + “so” đã có trong dữ liệu tháng 08/2026."
    assert status(check(Definitions([own]), [clean(own, rows)])) == ["not_run"]


def test_one_of_several_versions_must_be_in_force():
    own = dataset({"a": "date", "k": "text"}, [rule("between", field="a", key="k", of_table="kia", of_key="m", first="tu", last="den")])
    other = dataset({"m": "text", "tu": "date", "den": "date"}, identifier="kia")
    there = [{"m": "1", "tu": D("2025-01-01"), "den": D("2025-12-31")}, {"m": "1", "tu": D("2026-09-05"), "den": None}]
    rows = [{"a": D("2026-09-04"), "k": "1"}, {"a": D("2026-09-05"), "k": "1"}, {"a": D("2026-09-04"), "k": "2"}]
    checked = check(Definitions([own, other]), [clean(own, rows), clean(other, there, "b.xlsx")])
    assert found(checked, "R-1") == [(FIRST_ROW, "A", "warning")]


def test_sheet_and_parcel_are_looked_up_together():
    own = dataset({"to": "text", "thua": "text"}, [rule("reference", field="thua", to_table="kia", to_field="p", with_fields={"to": "t"})])
    other = dataset({"t": "text", "p": "text"}, identifier="kia")
    there = [{"t": "1", "p": "10"}, {"t": "2", "p": "20"}]
    checked = check(Definitions([own, other]), [clean(own, [{"to": "1", "thua": "10"}, {"to": "1", "thua": "20"}, {"to": None, "thua": "20"}]), clean(other, there, "b.xlsx")])
    assert found(checked, "R-1") == [(FIRST_ROW + 1, "B", "warning")]


def test_columns_that_no_file_has_leave_a_rule_not_run():
    columns = {"a": "date", "b": "date", "c": "int", "d": "int", "e": "cccd", "f": "text", "g": "text"}
    rules = [rule("order", id="ORDER", fields=["a", "b"]), rule("ratio", id="RATIO", field="c", numerator="c", denominator="d"), rule("unique", id="UNIQUE", fields=["c", "d"]),
             rule("id_agreement", id="SEX", id_field="e", sex_field="f", birth_field="a"), rule("id_agreement", id="BIRTH", id_field="e", sex_field="f", birth_field="b"),
             rule("required", id="WHEN", fields=["c"], when=[{"field": "g", "in": ["x"]}]), rule("required", id="UNLESS", fields=["c"], when=[{"field": "g", "filled": False}])]
    own = dataset(columns, rules)
    checked = check(Definitions([own]), [clean(own, [{"a": D("1985-01-01"), "c": 1, "e": "024085000001"}])])
    assert {name: status(checked, name)[0] for name in ("ORDER", "RATIO", "UNIQUE", "SEX", "BIRTH", "WHEN", "UNLESS")} == {
        "ORDER": "not_run", "RATIO": "not_run", "UNIQUE": "not_run", "SEX": "run", "BIRTH": "not_run", "WHEN": "not_run", "UNLESS": "run"}


def test_a_required_column_that_no_file_has_is_not_counted_as_checked():
    own = dataset({"a": "text", "b": {"type": "text", "required": True}})
    assert status(check(Definitions([own]), [clean(own, [{"a": "x"}])]), "THIEU-BAT-BUOC") == ["not_run"]


def test_a_form_of_five_questions_is_summed_all_the_same():
    columns = {"tong": "dec", "c1": "int", "c2": "int", "c3": "int"}
    facts = {"total": "tong", "parts": ["c1", "c2", "c3"], "empty_is_zero": True}
    rows = [{"tong": 9.0, "c1": 5, "c2": 4}, {"tong": 8.0, "c1": 5, "c2": 4}, {"tong": 8.0, "c1": None, "c2": None}]
    some, every = dataset(columns, [rule("sum", **facts, some_parts=True)]), dataset(columns, [rule("sum", **facts)])
    assert found(check(Definitions([some]), [clean(some, rows)]), "R-1") == [(FIRST_ROW + 1, "A", "warning")]
    assert status(check(Definitions([every]), [clean(every, rows)])) == ["not_run"]


def test_a_file_that_leaves_a_question_out_has_no_wrong_sums():
    own = dataset({"tong": "dec", "c1": "int", "c2": "int", "c3": "int"}, [rule("sum", total="tong", parts=["c1", "c2", "c3"], empty_is_zero=True, some_parts=True)])
    assert found(check(Definitions([own]), [clean(own, [{"tong": 12.0, "c1": 5, "c3": 4}, {"tong": 11.0, "c1": 4, "c3": 3}, {"tong": 7.0, "c1": 3, "c3": 4}])]), "R-1") == []
    assert found(check(Definitions([own]), [clean(own, [{"tong": 9.0, "c1": 5, "c3": 4}, {"tong": 8.0, "c1": 4, "c3": 3}, {"tong": 7.0, "c1": 3, "c3": 4}])]), "R-1") == [(FIRST_ROW + 1, "A", "warning")]


def test_states_of_a_file_without_due_days_are_not_judged():
    own = dataset({"state": "text", "due": "date", "done": "date"},
                  [rule("due_state", label_field="state", due="due", finished="done", early="trước", on_time="đúng", late="quá", open_in_time="trong", open_late="treo")])
    assert status(check(Definitions([own]), [clean(own, [{"state": "trước", "done": pd.Timestamp("2026-09-03")}])])) == ["not_run"]


def test_blanks_of_a_balance_stand_for_nothing_only_where_declared():
    columns = {"cuoi": "int", "dau": {"type": "int", "required": True}, "tang": "int"}
    rows = [{"cuoi": 5, "dau": 5, "tang": None}, {"cuoi": 6, "dau": 5, "tang": None}, {"cuoi": 6, "dau": None, "tang": 1}]
    zero, strict = (dataset(columns, [rule("balance", closing="cuoi", plus=["dau", "tang"], **more)]) for more in ({"empty_is_zero": True}, {}))
    assert found(check(Definitions([zero]), [clean(zero, rows)]), "R-1") == [(FIRST_ROW + 1, "A", "warning")]
    assert found(check(Definitions([strict]), [clean(strict, rows)]), "R-1") == []
    unread = check(Definitions([zero]), [clean(zero, rows, unread=[(FIRST_ROW + 1, "tang")])])
    assert found(unread, "R-1") == []


def test_the_closing_day_is_at_most_the_months_last():
    own = dataset({"a": "date"}, [rule("closing_day", field="a", at_least_days=0)])
    rows = [{"a": D("2026-09-17")}, {"a": D("2026-09-18")}]
    assert found(check(Definitions([own]), [clean(own, rows)]), "R-1") == [(FIRST_ROW, "A", "warning")]
    assert found(check(Definitions([own]), [clean(own, rows)], month="2026-08"), "R-1") == []
