"""Papers of kinds nobody declared, over every trait of rough layouts, read without a registry: the shares reached are only ever raised."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from account_papers import ACCOUNTS, account_paper
from careless import careless
from clerks_habits import HABITS, habit_paper
from harder_papers import HARDER, harder_paper
from office_papers import KINDS, office_paper
from paper import Case, as_xlsx
from sotay.intake.files.containers import Member, read
from sotay.intake.model import Source
from sotay.intake.tables.layout import find_tables
from sotay.intake.workbook import tables_of
from whole_books import books

# No seed below this one was looked at while the reader was made.
FIRST = 70_000
SOURCE = Source("", "Book1.xlsx", Path("Book1.xlsx"), "xlsx", None, dt.datetime(2026, 9, 18), "")


def papers() -> list[Case]:
    tidy = [office_paper(FIRST + n) for n in range(3 * len(KINDS))] + [harder_paper(FIRST + n) for n in range(3 * len(HARDER))]
    tidy += [account_paper(FIRST + n) for n in range(4 * len(ACCOUNTS))] + [habit_paper(FIRST + n) for n in range(3 * len(HABITS))]
    return tidy + [careless(case, FIRST + n) for n, case in enumerate(tidy)]


@pytest.fixture(scope="module")
def read_back():
    return [(case, find_tables(case.grid)) for case in papers()]


def share(read_back, right) -> float:
    """Share of papers whose tables are all right; the others are printed."""
    wrong = [case.name for case, found in read_back if len(found) != len(case.tables) or not all(right(f, t) for f, t in zip(found, case.tables, strict=True))]
    print(len(read_back), "papers, wrong:", *wrong, sep="\n  ")
    return 1 - len(wrong) / len(read_back)


def test_heading_rows(read_back):
    assert len(read_back) >= 300
    assert share(read_back, lambda f, t: f.header_row == t.header_row) >= 0.99
    assert share(read_back, lambda f, t: f.header_start == t.header_start) >= 0.99


def test_data_rows(read_back):
    assert share(read_back, lambda f, t: f.rows.tolist() == t.data) >= 0.98


def test_every_other_line_is_set_aside_and_none_is_lost(read_back):
    assert share(read_back, lambda f, t: len(f.set_aside) == t.aside) >= 0.97


def test_every_kind_is_read(read_back):
    """No kind of paper may hide behind the others: of each most are right."""
    kinds = sorted({case.name.split("-")[0] for case, _ in read_back})
    lost = [k for k in kinds if share([x for x in read_back if x[0].name.startswith(f"{k}-")], lambda f, t: f.rows.tolist() == t.data) < 0.5]
    assert lost == []


def test_real_workbooks_give_what_the_grids_gave():
    cases = [c for n in range(len(KINDS)) if (c := office_paper(FIRST + n)).name.endswith(str(FIRST + n))][:16]
    found = [find_tables(g) for g in read(Member("Book1.xlsx", as_xlsx(*cases))).grids]
    wrong = [c.name for c, tables in zip(cases, found, strict=True) if [(t.header_row, t.rows.tolist()) for t in tables] != [(t.header_row, t.data) for t in c.tables]]
    assert wrong == []


@pytest.mark.parametrize("book", books(), ids=lambda b: b.name)
def test_traits_of_whole_books(book):
    result = tables_of(read(Member("Book1.xlsx", book.data)), SOURCE, None)
    assert [(t.sheet, t.header_row, t.rows.tolist()) for t in result.tables] == book.tables
    assert book.remark in " ".join([*result.notes, *(n for t in result.tables for n in t.notes)])
