"""Answers spread over several columns of a form, put back into one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from sotay.definitions.registry import load_registry
from sotay.definitions.workspace import shipped
from sotay.intake.model import CellKind, Grid, RawTable, Source
from sotay.intake.recognition.recognise import Recogniser
from sotay.intake.tables.layout import find_tables

OTHERS = ["Dân tộc", "Số CCCD", "Tình trạng HĐKT", "Nơi làm việc"]
PEOPLE = [["1", "HN-01", "Lý Văn An"], ["2", "HN-02", "Vi Thị Hoa"], ["3", "HN-03", "Trần Đức Công"]]


@pytest.fixture(scope="module")
def recogniser():
    return Recogniser(load_registry(shipped() / "parameters").at(dt.date(2026, 9, 30)))


def read(recogniser: Recogniser, heads: list[list[str]], answers: list[list[str]], merges=()) -> RawTable:
    """A list of people with two more headings and answers; the other columns are those of the survey of workers."""
    rows = [[*h, *(OTHERS if n == 0 else [""] * 4)] for n, h in enumerate(heads)]
    rows += [[*p, *a, "Kinh", f"02408{n}00012{n}", "", "Nhà"] for n, (p, a) in enumerate(zip(PEOPLE, answers, strict=True))]
    width = max(len(r) for r in rows)
    cells = np.array([[*r, *[""] * (width - len(r))] for r in rows], dtype=object)
    (found,) = find_tables(Grid("DL", cells, np.where(cells != "", CellKind.TEXT, CellKind.BLANK).astype(np.int8), np.arange(1, len(rows) + 1), merges), recogniser.known)
    return recogniser.recognise(found.as_table(Source("", "a.xlsx", Path("a.xlsx"), "xlsx", None, dt.datetime(2026, 9, 18), "")))


def column(table: RawTable, field: str) -> list[str]:
    return table.cells[:, table.mapped[field].index].tolist()


def test_a_cross_under_nam_or_nu_is_the_sex(recogniser):
    heads = [["STT", "Số định danh hộ", "Họ và tên người lao động", "Giới tính", ""], ["", "", "", "Nam", "Nữ"]]
    table = read(recogniser, heads, [["x", ""], ["", "x"], ["x", ""]], ((0, 3, 0, 4),))
    assert column(table, "gioi_tinh") == ["Nam", "Nữ", "Nam"]
    assert any("hiểu là “Giới tính”" in n for n in table.notes)


def test_two_crosses_in_a_row_stay_visible(recogniser):
    heads = [["STT", "Số định danh hộ", "Họ và tên người lao động", "Giới tính", ""], ["", "", "", "Nam", "Nữ"]]
    table = read(recogniser, heads, [["x", "x"], ["", "x"], ["", ""]], ((0, 3, 0, 4),))
    assert column(table, "gioi_tinh") == ["Nam; Nữ", "Nữ", ""]


def test_years_of_birth_in_two_columns_give_date_and_sex(recogniser):
    heads = [["STT", "Số định danh hộ", "Họ và tên người lao động", "Ngày, tháng, năm sinh", ""], ["", "", "", "Nam", "Nữ"]]
    table = read(recogniser, heads, [["01/02/1980", ""], ["", "03/04/1985"], ["1990", ""]], ((0, 3, 0, 4),))
    assert (column(table, "ngay_sinh"), column(table, "gioi_tinh")) == (["01/02/1980", "03/04/1985", "1990"], ["Nam", "Nữ", "Nam"])


def test_a_lone_column_nu_with_crosses(recogniser):
    table = read(recogniser, [["STT", "Số định danh hộ", "Họ và tên người lao động", "Nữ", "Ngày sinh"]], [["", "01/02/1980"], ["x", "03/04/1985"], ["", "05/06/1990"]])
    assert column(table, "gioi_tinh") == ["Nam", "Nữ", "Nam"]


def test_counts_under_nam_and_nu_are_no_answers(recogniser):
    heads = [["STT", "Số định danh hộ", "Họ và tên người lao động", "Giới tính", ""], ["", "", "", "Nam", "Nữ"]]
    table = read(recogniser, heads, [["12", "3"], ["4", "5"], ["6", "7"]], ((0, 3, 0, 4),))
    assert "gioi_tinh" not in table.mapped
