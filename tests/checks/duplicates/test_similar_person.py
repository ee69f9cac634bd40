"""One person written twice in a table: which row is told, of which row, and why."""

from types import SimpleNamespace

import pandas as pd
import pytest

from sotay.checks.duplicates.couples import same_couple
from sotay.checks.duplicates.records import one_slip
from sotay.checks.duplicates.similar import similar_person
from sotay.definitions.models.rules import SameCouple, SimilarPerson

FACTS = {"id": "x", "class": 3, "kind": "similar_person", "name_field": "name", "birth_field": "birth", "id_field": "number", "village_field": "village"}
HOA, NINETY = "Lý Thị Hoa", "1990-03-14"


def verdict_on(people, facts):
    rows = pd.DataFrame([{"name": n, "birth": pd.Timestamp(b), "number": i, "village": (*v, None)[0]} for n, b, i, *v in people])
    rows = rows.assign(_file="a.xlsx", _sheet="", _row=range(5, 5 + len(rows)))
    return rows, similar_person(SimilarPerson.model_validate(FACTS | facts), SimpleNamespace(rows=rows, title={"village": "Thôn"}.get), None)


def told(*people, **facts):
    rows, verdict = verdict_on(people, facts)
    return [(int(row), text) for row, text, bad in zip(rows["_row"], verdict.text, verdict.bad, strict=True) if bad]


def test_the_message_names_the_other_row_and_why_and_no_value():
    assert told((HOA, NINETY, None, "Na"), ("Trần Nam", NINETY, None, "Na"), ("Ly Thi Hoa", NINETY, None, "Na")) == [
        (7, "Trùng với a.xlsx dòng 5: giống vì họ tên chỉ khác dấu, cùng ngày sinh, cùng thôn.")]


@pytest.mark.parametrize(("name", "birth", "number", "why"), [
    ("LÝ THỊ HOA", NINETY, None, "cùng họ tên, cùng ngày sinh"),
    ("Lí Thị Hoa", NINETY, None, "cùng họ tên, cùng ngày sinh"),
    ("Lý Thi Hoa", NINETY, None, "họ tên chỉ khác dấu một chữ, cùng ngày sinh"),
    ("Lý Hoa", NINETY, None, "họ tên thiếu chữ đệm, cùng ngày sinh"),
    ("L. T. Hoa", NINETY, None, "họ tên viết tắt, cùng ngày sinh"),
    ("Thị Lý Hoa", NINETY, None, "họ tên đổi chỗ các chữ, cùng ngày sinh"),
    ("Lý Thhị Hoa", NINETY, None, "họ tên lệch một chữ cái, cùng ngày sinh"),
    (HOA, "1990-03-15", None, "cùng họ tên, ngày sinh lệch một chữ số"),
    (HOA, "1990-03-24", None, "cùng họ tên, ngày sinh lệch một chữ số"),
    (HOA, "1909-03-14", None, "cùng họ tên, ngày sinh lệch một chữ số"),
    (HOA, "1990-01-01", None, "cùng họ tên, cùng năm sinh"),
    (HOA, NINETY, "24190000017", ""),
    ("Ly Thi Hoa", NINETY, "24190000017", "họ tên chỉ khác dấu, cùng ngày sinh, cùng số giấy tờ"),
    (HOA, NINETY, "121234567", "cùng họ tên, cùng ngày sinh"),
    (HOA, NINETY, "024190000071", "cùng họ tên, cùng ngày sinh, số giấy tờ chỉ lệch một chữ số"),
])
def test_each_way_of_writing_one_person_differently(name, birth, number, why):
    found = told((HOA, NINETY, "024190000017"), (name, birth, number))
    assert [text.partition(": giống vì ")[2].partition(";")[0].rstrip(".") for _, text in found] == ([why] if why else [])


def test_day_and_month_changed_about():
    assert [text.partition(": ")[2] for _, text in told((HOA, "1990-03-04", None), (HOA, "1990-04-03", None))] == ["giống vì cùng họ tên, ngày và tháng sinh đổi chỗ."]


def test_a_mistyped_number_is_said_to_be_one():
    [(row, text)] = told((HOA, NINETY, "024190000017"), (HOA, NINETY, "024190000018"))
    assert (row, text.endswith("; số định danh có thể gõ nhầm.")) == (6, True)


@pytest.mark.parametrize("other", [
    (HOA, NINETY, "024190123456"),  # two valid numbers
    ("Lý Thị Hòa", NINETY, None),  # a twin: both names are names
    ("Lý Thị Hoài", NINETY, None),
    (HOA, "1965-07-20", None),  # mother and daughter of one name
    ("Lý Thị Hoa Mai", NINETY, None),
    ("Lý Văn Nam", NINETY, None),
    ("Lý Hoa", NINETY, "024190000018"),  # a slip in the number counts only where name and date are the same
    (HOA, "1990-03-15", "024190000018"),
])
def test_who_only_looks_alike_is_not_told(other):
    assert told((HOA, NINETY, "024190000017", "Na"), (*other, "Na")) == []


def test_rows_that_must_match_and_do_not_are_never_one():
    people = ((HOA, NINETY, None, "Na"), (HOA, NINETY, None, "Đồng"))
    assert [told(*people), told(*people, same=["village"])] == [[(6, "Có thể trùng với a.xlsx dòng 5: giống vì cùng họ tên, cùng ngày sinh.")], []]


def test_a_column_without_any_name_or_date_is_no_fault():
    rows, verdict = verdict_on([(None, NINETY, None), (HOA, None, None), ("...", NINETY, None), ("...", NINETY, None)], {})
    assert (verdict.looked.tolist(), verdict.bad.tolist()) == ([False, False, True, True], [False] * 4)


def test_a_couple_is_one_when_both_partners_are():
    facts = {"id": "x", "class": 3, "kind": "same_couple", "names": ["a", "c"], "births": ["b", "d"], "numbers": ["e", "f"]}
    couples = [("Nông Hùng Cường", "1985-03-17", HOA, NINETY, "024085000001", None), ("Nong Hung Cuong", "1985-03-17", "Lý Hoa", NINETY, None, None),
               ("Nông Hùng Cường", "1985-03-17", "Vi Thu Mai", "1992-05-02", None, None), ("Nông Hùng Cường", "1985-03-17", HOA, NINETY, "024085999999", None)]
    rows = pd.DataFrame([dict(zip("abcdef", c, strict=True)) | {"_file": "a.xlsx", "_sheet": "Tháng 9", "_row": 5 + k} for k, c in enumerate(couples)])
    rows[["b", "d"]] = rows[["b", "d"]].apply(pd.to_datetime)
    verdict = same_couple(SameCouple.model_validate(facts), SimpleNamespace(rows=rows, title=str), None)
    # The last couple has another husband than the first, and may be the second, whose number is missing.
    assert verdict.bad.tolist() == [False, True, False, True]
    assert verdict.text[1] == ("Có thể cùng một cặp với a.xlsx, trang “Tháng 9”, dòng 5: “a” giống vì họ tên chỉ khác dấu, cùng ngày sinh; “c” giống vì họ tên thiếu chữ đệm, cùng ngày sinh.")


@pytest.mark.parametrize(("first", "second", "slip"), [
    ("H05-260901-0012", "H05-260901-0072", True), ("H05-260901-0012", "H05-260901-0021", True), ("H05-260901-0012", "H05-260901-0013", False),
    ("H05-260901-0012", "H05-260901-0012", False), ("H05-260901-0012", "H06-260901-0013", False), ("H05-1", "G05-1", False), ("1", "11", False),
])
def test_codes_one_slip_apart(first, second, slip):
    assert one_slip(first, second) is slip
