"""One person written twice in a table: which row is told, and of which row it is told."""

from types import SimpleNamespace

import pandas as pd

from sotay.checks.duplicates.similar import similar_person
from sotay.definitions.models.rules import SimilarPerson

RULE = SimilarPerson.model_validate({"id": "x", "class": 3, "kind": "similar_person", "name_field": "name", "birth_field": "birth", "id_field": "number"})


def told(*people):
    rows = pd.DataFrame([{"name": n, "birth": pd.Timestamp(b), "number": i, "_file": "a.xlsx", "_row": 5 + k} for k, (n, b, i) in enumerate(people)])
    verdict = similar_person(RULE, SimpleNamespace(rows=rows), None)
    return [(int(row), text) for row, text, bad in zip(rows["_row"], verdict.text, verdict.bad, strict=True) if bad]


def test_accents_lost_and_the_nearest_earlier_row_is_named():
    assert told(("Lý Thị Hoa", "1990-03-04", None), ("Trần Nam", "1990-03-04", None), ("Ly Thi Hoa", "1990-03-04", None)) == [
        (7, "Có thể trùng với a.xlsx dòng 5: giống vì cùng họ tên, cùng ngày sinh.")]


def test_swapped_day_and_month_meet():
    assert [row for row, _ in told(("Lý Thị Hoa", "1990-03-04", None), ("Lý Thị Hoa", "1990-04-03", None))] == [6]


def test_middle_name_left_out_needs_the_same_day():
    assert [row for row, _ in told(("Lý Thị Hoa", "1990-03-04", None), ("Lý Hoa", "1990-03-04", None))] == [6]
    assert told(("Lý Thị Hoa", "1990-03-04", None), ("Lý Hoa", "1990-04-03", None)) == []


def test_two_known_numbers_are_two_people():
    assert told(("Lý Thị Hoa", "1990-03-04", "1"), ("Lý Thị Hoa", "1990-03-04", "2")) == []
