"""Every kind of rule meets its defect at the right cell, and leaves the right rows alone."""

from __future__ import annotations

import typing

import pandas as pd
import pytest

from frames import FIRST_ROW, Definitions, check, clean, dataset, found
from sotay.checks.run import KINDS
from sotay.definitions.models.codes import CodeValue
from sotay.definitions.models.rules import AnyRule

D = pd.Timestamp
PLACE = {"don_vi_tinh": "text"}

# kind -> (columns, rule, rows, row offsets that fail (with a letter of their own where it differs), letter of the finding)
CASES: dict[str, tuple] = {
    "required": ({"a": "text", "b": "text"}, {"fields": ["b"], "when": [{"field": "a", "in": ["x"]}]}, [{"a": "x", "b": None}, {"a": "x", "b": "1"}, {"a": "y", "b": None}], [0], "B"),
    "empty": ({"a": "text", "b": "text"}, {"fields": ["b"], "when": [{"field": "a", "in": ["x"]}]}, [{"a": "x", "b": "1"}, {"a": "x", "b": None}, {"a": "y", "b": "1"}], [0], "A"),
    "range": ({"a": "int"}, {"field": "a", "min": 1, "max": 9}, [{"a": 0}, {"a": 9}, {"a": 10}, {"a": None}], [0, 2], "A"),
    "unique": ({"a": "text", "b": "text"}, {"fields": ["a"]}, [{"a": "x", "b": "1"}, {"a": "x", "b": "2"}, {"a": "y", "b": "3"}, {"a": None, "b": "4"}], [0, 1], "A"),
    "same_id_other_name": ({"a": "cccd", "b": "name"}, {"id_field": "a", "name_field": "b"}, [{"a": "024085000001", "b": "Lý An"}, {"a": "024085000001", "b": "Vi Bình"}, {"a": "024085000002", "b": "Lý An"}], [0, 1], "A"),
    "similar_person": ({"a": "name", "b": "date"}, {"name_field": "a", "birth_field": "b"}, [{"a": "Nông Thị Hoa", "b": D("1985-03-07")}, {"a": "Nông Thi Hoa", "b": D("1985-07-03")}, {"a": "Lục Văn Hùng", "b": D("1985-03-07")}, {"a": "Lục Bá Văn Hùng", "b": D("1985-03-07")}, {"a": "Lục Hùng Văn", "b": D("1985-03-07")}], [1, 3, 4], ""),
    "same_couple": ({"a": "name", "b": "date", "c": "name", "d": "date"}, {"names": ["a", "c"], "births": ["b", "d"]},
                    [{"a": "Nông Văn Hùng", "b": D("1985-03-07"), "c": "Lý Thị Hoa", "d": D("1990-05-02")}, {"a": "Nông Hùng", "b": D("1985-03-07"), "c": "Ly Thi Hoa", "d": D("1990-02-05")},
                     {"a": "Nông Văn Hùng", "b": D("1985-03-07"), "c": "Vi Thu Mai", "d": D("1992-05-02")}], [1], ""),
    "mistyped_code": ({"a": "dossier", "b": "text", "c": "text"}, {"code_field": "a", "same": ["b", "c"]},
                      [{"a": "H05.1-260901-0012", "b": "x", "c": "y"}, {"a": "H05.1-260901-0013", "b": "x", "c": "y"}, {"a": "H05.1-260901-0021", "b": "x", "c": "y"}, {"a": "H05.1-260901-0016", "b": "z", "c": "y"}], [2], "A"),
    "order": ({"a": "date", "b": "date"}, {"fields": ["a", "b"]}, [{"a": D("2026-09-02"), "b": D("2026-09-01")}, {"a": D("2026-09-01"), "b": D("2026-09-01")}, {"a": None, "b": D("2026-09-01")}], [0], "B"),
    "not_above": ({"a": "int", "b": "int"}, {"part": "a", "whole": "b"}, [{"a": 3, "b": 2}, {"a": 2, "b": 2}, {"a": 3, "b": None}], [0], "A"),
    "sum": ({"a": "int", "b": "int", "c": "int"}, {"total": "a", "parts": ["b", "c"]}, [{"a": 3, "b": 1, "c": 2}, {"a": 4, "b": 1, "c": 2}, {"a": 4, "b": 1, "c": None}], [1], "A"),
    "product": ({"a": "vnd", "b": "dec", "c": "vnd"}, {"total": "a", "factors": ["b", "c"]}, [{"a": 1350000, "b": 2.5, "c": 540000}, {"a": 540000, "b": 2.5, "c": 540000}], [1], "A"),
    "ratio": ({"a": "pct", "b": "int", "c": "int"}, {"field": "a", "numerator": "b", "denominator": "c"}, [{"a": 50.0, "b": 1, "c": 2}, {"a": 51.0, "b": 1, "c": 2}, {"a": 51.0, "b": 0, "c": 0}], [1], "A"),
    "balance": ({"a": "int", "b": "int", "c": "int"}, {"closing": "a", "plus": ["b"], "minus": ["c"]}, [{"a": 3, "b": 5, "c": 2}, {"a": 4, "b": 5, "c": 2}], [1], "A"),
    "differ": ({"a": "text", "b": "text"}, {"fields": ["a", "b"]}, [{"a": "1", "b": "1"}, {"a": "1", "b": "2"}, {"a": "1", "b": None}], [0], "A"),
    "same_value": ({"a": "text", "b": "text", "c": "text"}, {"field": "a", "others": ["b", "c"]}, [{"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "2", "c": "1"}, {"a": "1", "b": None, "c": None}], [0], "A"),
    "implies": ({"a": "text", "b": "int"}, {"when": [{"field": "a", "in": ["x"]}], "then": [{"field": "b", "at_least": 3}]}, [{"a": "x", "b": 2}, {"a": "x", "b": 3}, {"a": "y", "b": 2}], [0], "B"),
    "id_agreement": ({"a": "cccd", "b": "text", "c": "date"}, {"id_field": "a", "sex_field": "b", "birth_field": "c"},
                     [{"a": "024085000001", "b": "Nam", "c": D("1985-01-01")}, {"a": "024085000001", "b": "Nữ", "c": D("1985-01-01")}, {"a": "024085000001", "b": "Nam", "c": D("1986-01-01")}, {"a": None, "b": "Nam", "c": D("1986-01-01")}], [1, (2, "C")], "B"),
    "age": ({"a": "date", "b": "date"}, {"birth": "a", "at": "b", "min": 18}, [{"a": D("2008-09-02"), "b": D("2026-09-01")}, {"a": D("2008-09-01"), "b": D("2026-09-01")}], [0], "A"),
    "age_group": ({"a": "date", "b": "date", "c": "text"}, {"birth": "a", "at": "b", "label_field": "c", "bands": [{"label": "trẻ", "from_year": 0, "below_year": 5}, {"label": "lớn", "from_year": 5, "below_year": 200}]},
                  [{"a": D("2022-01-01"), "b": D("2026-09-01"), "c": "trẻ"}, {"a": D("2021-01-01"), "b": D("2026-09-01"), "c": "trẻ"}], [1], "C"),
    "days_between": ({"a": "date", "b": "date", "c": "text"}, {"first": "a", "last": "b", "days": 60, "label_field": "c", "within": ["đúng"], "beyond": ["quá"]},
                     [{"a": D("2026-07-03"), "b": D("2026-09-01"), "c": "đúng"}, {"a": D("2026-07-02"), "b": D("2026-09-01"), "c": "đúng"}, {"a": D("2026-01-02"), "b": D("2026-09-01"), "c": "khác"}], [1], "C"),
    "due_state": ({"a": "text", "b": "date", "c": "date"}, {"label_field": "a", "due": "b", "finished": "c", "early": "trước", "on_time": "đúng", "late": "quá", "open_in_time": "trong", "open_late": "treo"},
                  [{"a": "đúng", "b": D("2026-09-05"), "c": D("2026-09-06")}, {"a": "trước", "b": D("2026-09-05"), "c": D("2026-09-04")}, {"a": "trong", "b": D("2026-09-05"), "c": None}], [0], "A"),
    "dossier_date": ({"a": "dossier", "b": "date"}, {"code_field": "a", "fields": ["b"]}, [{"a": "H05.1-260901-0001", "b": D("2026-09-01")}, {"a": "H05.1-260902-0001", "b": D("2026-09-01")}], [1], "A"),
    "sequence": ({"a": "int"}, {"field": "a"}, [{"a": 1}, {"a": 2}, {"a": 5}], [2], "A"),
    "ascending": ({"a": "int", "b": "date"}, {"field": "a", "by": "b"}, [{"a": 1, "b": D("2026-09-01")}, {"a": 3, "b": D("2026-09-02")}, {"a": 2, "b": D("2026-09-03")}], [2], "A"),
    "per_group": ({"a": "text", "b": "text", "c": "text"}, {"group": ["a"], "that": [{"field": "b", "in": ["chủ"]}]}, [{"a": "1", "b": "chủ", "c": "x"}, {"a": "1", "b": "con", "c": "y"}, {"a": "2", "b": "con", "c": "z"}], [2], "B"),
    "filler": ({"a": "date"}, {"field": "a", "min_rows": 3, "max_pct": 50}, [{"a": D("1999-11-19")}] * 3 + [{"a": D("1999-11-20")}], [0, 1, 2], "A"),
    "no_overlap": ({"a": "text", "b": "date", "c": "date"}, {"key": ["a"], "first": "b", "last": "c"},
                   [{"a": "x", "b": D("2026-01-01"), "c": D("2026-06-30")}, {"a": "x", "b": D("2026-06-30"), "c": None}, {"a": "y", "b": D("2026-01-01"), "c": None}], [1], "B"),
    "hierarchy_sum": ({"a": "text", "b": "int"}, {"outline": "a", "field": "b"}, [{"a": "I", "b": 3}, {"a": "1", "b": 1}, {"a": "2", "b": 2}, {"a": "II", "b": 9}, {"a": "1", "b": 4}, {"a": "2", "b": 4}], [3], "B"),
    "pattern": ({"a": "text"}, {"field": "a", "regex": r"\d{3}"}, [{"a": "123"}, {"a": "12"}, {"a": None}], [1], "A"),
    "words": ({"a": "text"}, {"fields": ["a"], "words": ["mật"]}, [{"a": "Công văn MẬT"}, {"a": "Công văn"}], [0], "A"),
    "lookup": ({"a": "text", "b": "dec"}, {"key": "a", "field": "b", "allowed": {"x": [1.5, 2.0]}}, [{"a": "x", "b": 1.5}, {"a": "x", "b": 1.0}, {"a": "y", "b": 1.0}], [1], "B"),
    "constant": ({"a": "text", "b": "text", "c": "text"}, {"group": ["a"], "field": "b"}, [{"a": "1", "b": "x", "c": "1"}, {"a": "1", "b": "y", "c": "2"}, {"a": "1", "b": "y", "c": "3"}, {"a": "2", "b": "x", "c": "4"}, {"a": "2", "b": "z", "c": "5"}, {"a": "3", "b": None, "c": "6"}], [0, 4], "B"),
    "closing_day": ({"a": "date"}, {"field": "a", "at_least_days": 30}, [{"a": D("2026-10-17")}, {"a": D("2026-10-18")}, {"a": None}], [0], "A"),
    "near_report": ({"a": "dec", "b": "dec", "c": "datetime", "d": "text"}, {"latitude": "a", "longitude": "b", "moment": "c", "metres": 80, "hours": 24, "same": ["d"]},
                    [{"a": 21.3, "b": 106.5, "c": D("2026-09-02 08:00"), "d": "x"}, {"a": 21.3005, "b": 106.5, "c": D("2026-09-03 07:00"), "d": "x"}, {"a": 21.3005, "b": 106.5, "c": D("2026-09-02 09:00"), "d": "y"},
                     {"a": 21.301, "b": 106.5, "c": D("2026-09-02 10:00"), "d": "x"}, {"a": 21.3, "b": 106.5, "c": D("2026-09-05 08:00"), "d": "x"}], [1], ""),
    "age_lookup": ({"a": "text", "b": "dec", "c": "date"}, {"key": "a", "field": "b", "birth": "c", "rates": {"mồ côi": [{"below_year": 4, "values": [2.5]}, {"from_year": 4, "values": [1.5]}]}},
                   [{"a": "mồ côi", "b": 2.5, "c": D("2022-08-31")}, {"a": "mồ côi", "b": 1.5, "c": D("2022-08-31")}, {"a": "mồ côi", "b": 2.5, "c": D("2022-09-15")}, {"a": "khác", "b": 9.0, "c": D("2022-08-31")}, {"a": "mồ côi", "b": 1.5, "c": D("2024-01-01")}], [0, 4], "B"),
    "required_at_age": ({"a": "cccd", "b": "date"}, {"fields": ["a"], "birth": "b", "min": 14}, [{"a": None, "b": D("2012-09-30")}, {"a": None, "b": D("2012-10-01")}, {"a": "024085000001", "b": D("1985-01-01")}, {"a": None, "b": None}], [0], "A"),
    "in_words": ({"a": "text", "b": "date"}, {"field": "a", "date_field": "b"},
                 [{"a": "Ngày hai mươi bảy tháng tám năm hai nghìn không trăm hai mươi sáu", "b": D("2026-08-27")}, {"a": "ngày 28 tháng 8 năm 2026", "b": D("2026-08-27")}, {"a": "không rõ", "b": D("2026-08-27")}], [1], "A"),
    "few_rows": ({"a": "int"}, {"rows": 2}, [{"a": 1}, {"a": 2}, {"a": 3}], [0, 1, 2], ""),
    "dossier_sequence": ({"a": "dossier"}, {"field": "a"}, [{"a": "H05.1-260901-0001"}, {"a": "H05.1-260901-0004"}, {"a": "H05.1-260902-0001"}, {"a": "H05.1-260902-0002"}], [1], "A"),
    "within_days": ({"a": "date", "b": "date"}, {"first": "a", "last": "b", "days": 1}, [{"a": D("2026-09-01"), "b": D("2026-09-02")}, {"a": D("2026-09-01"), "b": D("2026-09-03")}], [1], "B"),
}
TWO_TABLES = {"reference", "absent_from", "same_person_in", "group_size", "between", "no_decrease", "change", "standard", "other_value", "tally", "carried_over", "share_of", "covered", "in_register"}


def rule(kind: str, facts: dict) -> dict:
    return {"id": "R-1", "kind": kind, "severity": "warning", "class": 6} | facts


@pytest.mark.parametrize("kind", CASES)
def test_rule_meets_its_defect_and_nothing_else(kind):
    columns, facts, rows, bad, letter = CASES[kind]
    definition = dataset(columns, [rule(kind, facts)])
    checked = check(Definitions([definition]), [clean(definition, rows)])
    spots = [n if isinstance(n, tuple) else (n, letter) for n in bad]
    assert found(checked, "R-1") == [(FIRST_ROW + n, column, "warning") for n, column in spots]


def test_every_kind_of_the_vocabulary_is_tested_and_implemented():
    declared = {typing.get_args(m.model_fields["kind"].annotation)[0] for m in typing.get_args(typing.get_args(AnyRule)[0])}
    assert declared == set(KINDS)
    assert declared == set(CASES) | TWO_TABLES


def test_reference_to_a_missing_row_and_to_a_table_not_handed_in():
    own = dataset({"a": "dossier"}, [rule("reference", {"field": "a", "to_table": "kia", "to_field": "k"})])
    other = dataset({"k": "dossier"}, identifier="kia")
    definitions = Definitions([own, other])
    rows = [{"a": "H05.1-260901-0001"}, {"a": "H05.1-260901-0002"}]
    both = check(definitions, [clean(own, rows), clean(other, [{"k": "H05.1-260901-0001"}], "b.xlsx")])
    assert found(both, "R-1") == [(FIRST_ROW + 1, "A", "warning")]
    alone = check(definitions, [clean(own, rows)])
    assert found(alone, "R-1") == []
    assert alone.runs.loc[alone.runs["rule"] == "R-1", "status"].tolist() == ["not_run"]


def test_a_reference_is_only_doubted_when_the_other_table_has_an_unreadable_code():
    own = dataset({"a": "dossier"}, [rule("reference", {"field": "a", "to_table": "kia", "to_field": "k", "severity": "error"})])
    other = dataset({"k": "dossier", "n": "int"}, identifier="kia")
    definitions, rows = Definitions([own, other]), [{"a": "H05.1-260901-0001"}, {"a": "H05.1-260901-0002"}]
    there = [{"k": "H05.1-260901-0001", "n": 1}, {"k": None, "n": 2}]
    assert found(check(definitions, [clean(own, rows), clean(other, there[:1], "b.xlsx")]), "R-1") == [(FIRST_ROW + 1, "A", "error")]
    assert found(check(definitions, [clean(own, rows), clean(other, there, "b.xlsx", unread=[(FIRST_ROW + 1, "k")])]), "R-1") == [(FIRST_ROW + 1, "A", "warning")]


def test_a_group_with_an_unreadable_member_accuses_nobody():
    own = dataset({"a": "text", "b": "text", "c": "text"}, [rule("per_group", {"group": ["a"], "that": [{"field": "b", "in": ["chủ"]}]})])
    rows = [{"a": "1", "b": "con", "c": "x"}, {"a": "1", "b": None, "c": "y"}]
    definitions = Definitions([own])
    assert found(check(definitions, [clean(own, rows)]), "R-1") == [(FIRST_ROW, "B", "warning")]
    assert found(check(definitions, [clean(own, rows, unread=[(FIRST_ROW + 1, "b")])]), "R-1") == []


def test_a_registered_death_still_drawing_a_benefit():
    person = {"a": "cccd", "b": "name", "c": "date"}
    own = dataset(person, [rule("absent_from", {"to_table": "kia", "id_field": "a", "name_field": "b", "birth_field": "c", "to_id_field": "a", "to_name_field": "b", "to_birth_field": "c"})])
    other = dataset(person, identifier="kia")
    paid = [{"a": "024045000001", "b": "Lý An", "c": D("1945-01-01")}, {"a": None, "b": "Vi Bình", "c": D("1950-02-02")}, {"a": "024060000009", "b": "Vi Bình", "c": D("1950-02-02")}]
    dead = [{"a": "024045000001", "b": "LÝ AN", "c": D("1945-01-01")}, {"a": "024050000002", "b": "Vi Bình", "c": D("1950-02-02")}]
    checked = check(Definitions([own, other]), [clean(own, paid), clean(other, dead, "b.xlsx")])
    assert found(checked, "R-1") == [(FIRST_ROW, "", "warning"), (FIRST_ROW + 1, "", "warning")]


LISTED = {"a": "cccd", "b": "name", "c": "date", "v": "village", "s": "text"}
BY_LIKENESS = {"to_table": "kia", "id_field": "a", "name_field": "b", "birth_field": "c", "to_id_field": "a", "to_name_field": "b", "to_birth_field": "c"}
DEAD = {"a": None, "b": "LÝ THỊ HÒA", "c": D("1945-03-07"), "p": "Thôn Đồng Mậm, xã Sơn Hải, tỉnh Bắc Ninh"}


def _against_the_dead(listed: list[dict], rules: list[dict], dead: list[dict] = (DEAD,), history=None):
    own, other = dataset(LISTED, rules), dataset({"a": "cccd", "b": "name", "c": "date", "p": "address"}, identifier="kia")
    return check(Definitions([own, other]), [clean(own, listed), *([clean(other, list(dead), "b.xlsx")] if dead else [])], history)


def test_a_registered_death_written_differently_in_a_list_of_benefits():
    rules = [rule("same_person_in", BY_LIKENESS | {"village_field": "v", "to_place_field": "p"})]
    listed = [{"a": "024145000001", "b": "Lý Thị Hoà", "c": D("1945-07-03"), "v": "Đồng Mậm"}, {"a": None, "b": "Ly Thi Hoa", "c": D("1945-01-01"), "v": "Đồng Mậm"},
              {"a": None, "b": "Lý Thị Hòa", "c": D("1945-01-01"), "v": "Tân An"}, {"a": None, "b": "Lý Thị Hoài", "c": D("1945-03-07"), "v": "Đồng Mậm"}]
    checked = _against_the_dead(listed, rules)
    assert found(checked, "R-1") == [(FIRST_ROW, "", "warning"), (FIRST_ROW + 1, "", "warning")]
    assert checked.findings.loc[checked.findings["rule"] == "R-1", "message"].tolist() == [
        "Có thể là người ở “kia” (b.xlsx dòng 5): giống vì cùng họ tên, ngày và tháng sinh đổi chỗ, cùng v.",
        "Có thể là người ở “kia” (b.xlsx dòng 5): giống vì họ tên chỉ khác dấu, cùng năm sinh, cùng v."]
    assert checked.runs.loc[checked.runs["rule"] == "R-1", ["looked", "across"]].values.tolist() == [[4, True]]


def test_whom_the_number_or_name_and_date_accuse_already_is_not_told_by_likeness_too():
    absent = rule("absent_from", BY_LIKENESS) | {"id": "R-0", "severity": "error"}
    listed = [{"a": None, "b": "Lý Thị Hòa", "c": D("1945-03-07")}, {"a": "024145000001", "b": "Lý Thị Hòa", "c": D("1945-03-07")}, {"a": "024145000002", "b": "Lý T. Hòa", "c": D("1945-03-07")}]
    checked = _against_the_dead(listed, [absent, rule("same_person_in", BY_LIKENESS)], [DEAD, DEAD | {"a": "024145000002", "c": D("1945-03-08")}])
    assert found(checked, "R-0") == [(FIRST_ROW, "", "error"), (FIRST_ROW + 2, "", "error")]
    # Of the second the number is not known there, so that neither number nor its lack accuses.
    assert found(checked, "R-1") == [(FIRST_ROW + 1, "", "warning")]
    assert found(_against_the_dead(listed[:1], [rule("same_person_in", BY_LIKENESS)]), "R-1") == [(FIRST_ROW, "", "warning")]


def test_a_death_of_an_earlier_month_is_named_with_its_month():
    before = pd.DataFrame([DEAD | {"_file": "t7.xlsx", "_sheet": "", "_row": 9, "_month": "2026-07"}]).astype({"a": "str"}).assign(a=None)
    listed = [{"a": None, "b": "Ly Thi Hoa", "c": D("1945-03-07")}, {"a": None, "b": "Vi Hòa", "c": D("1945-03-07")}]
    checked = _against_the_dead(listed, [rule("same_person_in", BY_LIKENESS)], [], {("kia", 12): before})
    assert [m.partition(":")[0] for m in checked.findings.loc[checked.findings["rule"] == "R-1", "message"]] == ["Có thể là người ở “kia” (t7.xlsx dòng 9, tháng 07/2026)"]
    alone = _against_the_dead(listed, [rule("same_person_in", BY_LIKENESS)], [])
    assert alone.runs.loc[alone.runs["rule"] == "R-1", "status"].tolist() == ["not_run"]


def test_group_size_against_another_table():
    own = dataset({"a": "text", "b": "int"}, [rule("group_size", {"field": "b", "key": "a", "of_table": "kia", "of_field": "h"})])
    other = dataset({"h": "text", "n": "text"}, identifier="kia")
    members = [{"h": "1", "n": "x"}, {"h": "1", "n": "y"}, {"h": "2", "n": "z"}]
    checked = check(Definitions([own, other]), [clean(own, [{"a": "1", "b": 2}, {"a": "2", "b": 2}]), clean(other, members, "b.xlsx")])
    assert found(checked, "R-1") == [(FIRST_ROW + 1, "B", "warning")]


def test_a_look_up_outside_its_dossier():
    own = dataset({"a": "datetime", "b": "dossier"}, [rule("between", {"field": "a", "key": "b", "of_table": "kia", "of_key": "k", "first": "d1", "last": "d2"})])
    other = dataset({"k": "dossier", "d1": "date", "d2": "date"}, identifier="kia")
    looks = [{"a": D("2026-09-02 10:00"), "b": "H05.1-260901-0001"}, {"a": D("2026-09-09 10:00"), "b": "H05.1-260901-0001"}]
    checked = check(Definitions([own, other]), [clean(own, looks), clean(other, [{"k": "H05.1-260901-0001", "d1": D("2026-09-01"), "d2": D("2026-09-05")}], "b.xlsx")])
    assert found(checked, "R-1") == [(FIRST_ROW + 1, "A", "warning")]


def test_a_cumulative_figure_that_falls():
    own = dataset({"a": "text", "b": "int"}, [rule("no_decrease", {"field": "b", "key": ["a"]})])
    before = pd.DataFrame({"a": ["x", "y"], "b": pd.array([10, 10], dtype="Int64"), "_month": "2026-08"})
    checked = check(Definitions([own]), [clean(own, [{"a": "x", "b": 9}, {"a": "y", "b": 10}, {"a": "z", "b": 1}, {"a": None, "b": 1}])], {("bang", 1): before})
    assert found(checked, "R-1") == [(FIRST_ROW, "B", "warning")]


def test_a_jump_against_the_months_before():
    own = dataset({"a": "int"}, [rule("change", {"field": "a", "max_pct": 50, "months": 2})])
    before = pd.DataFrame({"a": pd.array([100, 100], dtype="Int64"), "_month": ["2026-07", "2026-08"]})
    assert found(check(Definitions([own]), [clean(own, [{"a": 151}])], {("bang", 2): before}), "R-1") == [(FIRST_ROW, "A", "warning")]
    assert found(check(Definitions([own]), [clean(own, [{"a": 150}])], {("bang", 2): before}), "R-1") == []


def test_an_amount_of_an_older_period():
    own = dataset({"a": "vnd"}, [rule("standard", {"field": "a", "standard": "muc"})])
    codes = {"muc": [CodeValue.model_validate({"label": "500000", "to": "2026-06-30"}), CodeValue.model_validate({"label": "540000", "from": "2026-07-01"})]}
    checked = check(Definitions([own], codes), [clean(own, [{"a": 540000}, {"a": 500000}])])
    assert found(checked, "R-1") == [(FIRST_ROW + 1, "A", "warning")]


def test_a_rule_that_breaks_costs_only_itself(monkeypatch):
    def broken(rule, frame, month):
        raise KeyError("Nông Thị Bích Liên")

    monkeypatch.setitem(KINDS, "range", broken)
    own = dataset({"a": "int"}, [rule("range", {"field": "a", "min": 1}), rule("not_above", {"id": "R-2", "part": "a", "whole": "a"})])
    checked = check(Definitions([own]), [clean(own, [{"a": 0}])])
    runs = checked.runs.set_index("rule")
    assert runs.at["R-1", "status"] == "not_run" and runs.at["R-1", "reason"] == "lỗi chương trình (KeyError)"
    assert runs.at["R-2", "status"] == "run"


def test_a_number_left_out_is_not_also_called_missing_from_the_sequence():
    own = dataset({"so": {"type": "int", "required": True}, "b": "text"}, [rule("sequence", {"field": "so"})])
    rows = [{"so": 1, "b": "x"}, {"so": None, "b": "y"}, {"so": 3, "b": "z"}, {"so": 6, "b": "t"}]
    assert found(check(Definitions([own]), [clean(own, rows)]), "R-1") == [(FIRST_ROW + 3, "A", "warning")]


def test_a_value_that_may_stand_in_a_column_left_out_is_not_called_different():
    """A register of births exported without the father's ethnic group says nothing about a child who differs from its mother."""
    own = dataset({"con": "text", "me": "text", "cha": "text"}, [rule("same_value", {"field": "con", "others": ["me", "cha"]})])
    full, without = clean(own, [{"con": "Tày", "me": "Kinh", "cha": "Nùng"}], "a.xlsx"), clean(own, [{"con": "Tày", "me": "Kinh"}, {"con": "Kinh", "me": "Kinh"}], "b.xlsx")
    checked = check(Definitions([own]), [full, without])
    assert found(checked, "R-1") == [(FIRST_ROW, "A", "warning")] and checked.findings.loc[checked.findings["rule"] == "R-1", "file"].tolist() == ["a.xlsx"]
