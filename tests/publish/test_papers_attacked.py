"""An attacker with the papers of every recipient for three months finds no register of few people: not by totals of units, not by exact shares."""

from __future__ import annotations

import random
from fractions import Fraction
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest

from given_book import GivenTables
from made_month import REGISTRY
from sotay.definitions.workspace import Workspace
from sotay.privacy.suppression.registers import ALL, of_people, open_, untold
from sotay.privacy.suppression.shares import few
from sotay.reports.official.annex import write_annex
from sotay.reports.official.annex_sheets import Field, Sheet
from sotay.reports.official.formal import Formal
from sotay.scoring.indicators import TOTAL

LEAST, MOST = 5, 13
UNITS, DATASETS = ("a", "b"), ("nghèo", "con nuôi", "nhà", "bệnh")
PEOPLE = {"nghèo", "con nuôi", "bệnh"}
Records = dict[tuple[str, str], int]


def records(seed: int) -> Records:
    """Of each unit three datasets; one of them both hand in."""
    source = random.Random(seed)
    return {(u, d): source.choice((1, 2, 3, 4, 5, 6, 8, 9)) for u in UNITS for d in DATASETS if d != ("bệnh", "con nuôi")[u == "b"]}


def shown(every: Records, hidden: frozenset) -> list[tuple[frozenset, int]]:
    """What the sheets of a month print: sets of cells and their sum; each cell, unit, dataset of several units, and all together."""
    told = [(frozenset([k]), v) for k, v in every.items() if k not in hidden]
    for unit in UNITS:
        told += [(frozenset(k for k in every if k[0] == unit), sum(v for k, v in every.items() if k[0] == unit))] if (unit, ALL) not in hidden else []
    for name in DATASETS:
        cells = frozenset(k for k in every if k[1] == name)
        told += [(cells, sum(every[k] for k in cells))] if len(cells) > 1 and (ALL, name) not in hidden else []
    return told + ([(frozenset(every), sum(every.values()))] if (ALL, ALL) not in hidden else [])


def solutions(keys: list, told: list[tuple[frozenset, int]]) -> list[Records]:
    """All whole numbers from one on that fit, by trying every cell in turn; shares no code with the protection."""
    found: list[Records] = []

    def go(values: Records) -> None:
        for cells, total in told:
            sure, open_ = sum(values[k] for k in cells if k in values), len(cells - values.keys())
            if not sure + open_ <= total <= sure + open_ * MOST:
                return
        if len(values) == len(keys):
            found.append(dict(values))
            return
        for value in range(1, MOST + 1):
            go(values | {keys[len(values)]: value})

    go({})
    return found


def found_out(every: Records, hidden: frozenset) -> list:
    """Registers of few people, of one unit or of all, that can be only one number."""
    fits = solutions(sorted(every, key=lambda k: (k not in hidden, k), reverse=True), shown(every, hidden))
    assert every in fits
    wanted = [frozenset([k]) for k in every if k[1] in PEOPLE] + [frozenset(k for k in every if k[1] == d) for d in PEOPLE]
    return [cells for cells in wanted if 0 < sum(every[k] for k in cells) < LEAST and len({sum(f[k] for k in cells) for f in fits}) == 1]


@pytest.mark.parametrize("seed", range(30))
def test_no_register_of_few_is_found_in_three_months_of_papers(seed):
    for month in range(3):
        every = records(1000 * seed + month)
        assert found_out(every, untold(every, PEOPLE, LEAST)) == [], every


@pytest.mark.parametrize("seed", range(10))
def test_nor_where_what_is_listed_row_by_row_stays(seed):
    """The totals of the unit are left out in its place, and no more than that is to be seen."""
    every = records(1000 * seed)
    hidden = untold(every, PEOPLE, LEAST, {"nhà"})
    assert not {k for k in hidden if k[1] == "nhà"} and found_out(every, hidden) == [], every


def test_the_attacker_finds_them_where_only_the_small_ones_are_left_out():
    small_only = [frozenset(k for k, v in every.items() if v < LEAST and k[1] in PEOPLE) for every in map(records, range(30))]
    assert sum(bool(found_out(every, hidden)) for every, hidden in zip(map(records, range(30)), small_only, strict=True)) > 20


def test_few_things_are_told_and_nothing_is_left_out_where_all_are_many():
    every = {("a", "nhà"): 2, ("a", "nghèo"): 40, ("b", "nghèo"): 7}
    assert untold(every, PEOPLE, LEAST) == frozenset() and untold({}, PEOPLE, LEAST) == frozenset()
    # One register alone: its unit's total is the same number.
    assert {("a", "con nuôi"), ("a", ALL)} <= untold({("a", "con nuôi"): 2, ("b", "nghèo"): 40}, PEOPLE, LEAST)


def test_a_register_is_of_people_by_what_its_definition_says():
    people = {d.id for d in REGISTRY.datasets.values() if of_people(d)}
    assert {"ho_ngheo", "khai_tu", "con_nuoi", "nguoi_co_cong"} <= people and people.isdisjoint({"dm_tthc", "he_thong_thong_tin", "co_so_giao_duc", "nhiem_vu"})


@pytest.mark.parametrize(("part", "whole", "hidden"), [(3, 400, True), (397, 400, True), (2, 4, True), (0, 400, False), (400, 400, False), (None, 400, False), (5, 10, False)])
def test_counts_of_a_share_that_are_few_or_leave_few_out_are_not_given(part, whole, hidden):
    assert few(part, whole, LEAST) is hidden


def test_a_paper_gives_the_counts_of_things_and_of_many_cases_only(tmp_path):
    book = Formal(Workspace(tmp_path), "2026-09")
    book.registry = REGISTRY
    cases = next((i, m) for i in REGISTRY.indicators.values() for m in i.measures if (ref := REGISTRY.tables.get(getattr(m, "table", None) or "")) and any(c.pii != "none" for c in ref.table.columns))
    things = next((i, m) for i in REGISTRY.indicators.values() for m in i.measures if (ref := REGISTRY.tables.get(getattr(m, "table", None) or "")) and all(c.pii == "none" for c in ref.table.columns))

    def told(chosen, part, whole):
        return book.told_of(chosen[0].id, SimpleNamespace(measure=chosen[1].id, numerator=part, denominator=whole))

    assert [told(cases, 3.0, 400.0), told(cases, 397.0, 400.0), told(cases, 300.0, 400.0), told(things, 2.0, 4.0)] == [(None, None), (None, None), (300.0, 400.0), (2.0, 4.0)]


def test_the_annex_holds_no_more_decimals_than_it_prints(tmp_path, monkeypatch):
    """13/14 with all its decimals can be nothing but 13 of 14; as printed it may be many."""
    monkeypatch.setattr("sotay.reports.official.annex.annex_sheets", lambda book, cover: [Sheet("A", "B", "", (Field("X", 10, "pct"), Field("Y", 10, "dec"), Field("Z", 10, "change")), ((100 * 13 / 14, 98.0698, 2.6639),))])
    book = Formal(Workspace(tmp_path), "2026-09")
    book.registry = REGISTRY
    write_annex(book, tmp_path / "a.xlsx")
    row = [c.value for c in openpyxl.load_workbook(tmp_path / "a.xlsx")["A"][6]]
    assert row == [0.929, 98.1, 2.7]
    alike = [(n, d) for d in range(1, 60) for n in range(d + 1) if round(Fraction(n, d), 3) == Fraction(929, 1000)]
    assert len({d for _, d in alike}) > 3


class Paper(GivenTables, Formal):
    """A paper whose tables are given."""


def test_rows_of_a_small_register_are_missing_wherever_the_papers_list_them(tmp_path):
    """In the sheets by dataset and by handing in; the register's share too."""
    people = next(d for d in REGISTRY.datasets.values() if of_people(d))
    things = [d for d in REGISTRY.datasets.values() if not of_people(d) and not open_(d)][:2]
    handed = pd.DataFrame({"unit": [people.owner] * 3, "dataset": [people.id, *(d.id for d in things)], "rows": [2, 9, 30]})
    book = Paper(Workspace(tmp_path), "2026-09")
    book.registry, book.submissions = REGISTRY, handed
    book.intake = handed.rename(columns={"rows": "rows_accepted"}).assign(file="a.csv", status="accepted", rows_quarantined=0)
    missing = book.submissions.set_index("dataset")["rows"].isna()
    assert missing[people.id] and missing.sum() == 2 and not missing[things[1].id]
    assert book.is_untold(people.id) and not book.is_untold(things[1].id)
    lines = [("dataset", people.id, 66.7), ("dataset", things[1].id, 90.0), ("commune", "xa", 80.0)]
    book.all_scores = pd.DataFrame([{"month": "2026-09", "indicator": "x", "measure": TOTAL, "scope": s, "scope_id": i, "value": v, "target": 80.0} for s, i, v in lines])
    assert book.total("x", "dataset")["scope_id"].tolist() == [things[1].id] and len(book.total("x")) == 1
