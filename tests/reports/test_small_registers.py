"""Pages of two months that differ in a register of few people alone read alike: so none tells how many it has, nor do the totals together."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from sotay import figures, show, tracking
from sotay.book import Book, records
from sotay.definitions.registry import load_registry
from sotay.definitions.workspace import Workspace, clean_path
from sotay.prepare import write_csv
from sotay.privacy.file_names import covered
from sotay.privacy.suppression.registers import ALL, untold_places
from sotay.reports.index import render_index
from sotay.reports.official.annex_sheets import annex_sheets
from sotay.reports.official.formal import Formal
from sotay.reports.official.quality import quality
from sotay.scoring.indicators import SCORE_COLUMNS
from stored_months import EMPTY, HANDED, ROOT, RUNS

MONTH, BEFORE = "2026-09", "2026-08"
REGISTRY = load_registry(ROOT / "parameters")
OFFICE, CENTRE = "vp_hdnd_ubnd", "ttpvhcc"
# One register of few, one that is hidden beside it, one of which a file holds few; and two of many.
FEW, BESIDE, IN_FILES = "khai_tu", "ket_hon", "khai_sinh"
PAGE = (FEW, BESIDE, IN_FILES, "chung_thuc", "tiep_nhan_ho_so")
TITLES = {name: REGISTRY.datasets[name].short for name in PAGE}


def lines_of(few: int) -> list[tuple[str, str, str, int]]:
    """Unit, file, dataset and rows: with one record more in the register of few, one fewer in that beside it; likewise of two files of one register."""
    return [(OFFICE, "a.csv", FEW, few), (OFFICE, "b.csv", BESIDE, 11 - few), (OFFICE, "c.csv", IN_FILES, few), (OFFICE, "d.csv", IN_FILES, 42 - few), (CENTRE, "e.csv", "chung_thuc", 50), (CENTRE, "g.csv", "tiep_nhan_ho_so", 60)]


def put(root: Path, few: int, with_table: bool = True) -> Workspace:
    """A month and the one before, of which only rows are stored."""
    place = Workspace(root)
    intake = pd.DataFrame([{"unit": u, "file": f, "sheet": "", "dataset": d, "rows_read": n + 1, "rows_accepted": n, "rows_quarantined": 0, "rows_not_data": 1, "status": "accepted", "note": ""} for u, f, d, n in lines_of(few)])
    counts = intake.groupby("dataset")["rows_accepted"].sum()
    handed = pd.DataFrame([(d, REGISTRY.datasets[d].owner, f"{MONTH}-20", f"{MONTH}-18", 0, "on_time", 1, n, "") for d, n in counts.items()], columns=HANDED)
    runs = pd.DataFrame([(d, d, "R-1", "k", 1, "error", REGISTRY.datasets[d].owner, n, 0, "run", "", False) for d, n in counts.items()], columns=RUNS)
    tables = {name: pd.DataFrame(columns=columns) for name, columns in EMPTY.items()} | {"intake": intake, "submissions": handed, "runs": runs, "scores": pd.DataFrame(columns=SCORE_COLUMNS), "covered": covered([], set())}
    if with_table:
        tables["untold"] = untold_places(intake, REGISTRY.datasets, REGISTRY.commune.small_number)
    for name, table in tables.items():
        write_csv(place.internal(MONTH) / f"{name}.csv", table)
    for month, stored in ((BEFORE, dict.fromkeys(PAGE, 40) | {FEW: few}), (MONTH, counts.to_dict())):
        (place.incoming / month).mkdir(parents=True)
        for name, n in stored.items():
            path = clean_path(place.clean, name, name, month)
            path.parent.mkdir(parents=True, exist_ok=True)
            pd.DataFrame({c.name: pd.Series([None] * n, dtype="str") for c in REGISTRY.tables[name].table.columns}).to_parquet(path, index=False)
    return place


def book_of(place: Workspace, kind: type[Book] = Book) -> Book:
    book = kind(place, MONTH)
    book.registry = REGISTRY
    return book


def pages(place: Workspace) -> dict[str, str]:
    """Whatever tells numbers of records, as a reader sees it."""
    book, paper, names = book_of(place), book_of(place, Formal), list(PAGE)
    render_index(book, [], place.root / "index.html")
    units = tracking.units(book)
    blocks = {"head of all": show.head(book, "T", "?"), "head": show.head(book, "T", "?", names), "head of one": show.head(book, "T", "?", [FEW]), "basis": show.basis(book, names), "method": show.method(book, names),
              "month": show.month_method(book, names), "headline": show.key_figures(tracking.headline(book)), "counts": show.key_figures(tracking.row_counts(book, {t: n for n, t in TITLES.items() if n != IN_FILES}, "việc")),
              "numbers": show.key_figures([(n, figures.number(book, n), "việc") for n in (FEW, BESIDE)]), "share": show.key_figures([tracking.share_figure(book, "A", FEW, REGISTRY.tables[FEW].table.columns[0].name, ["x"])]),
              "units": show.table(units, "Đơn vị", total=tracking.unit_totals(book, units))}
    frames = {"handed in": tracking.handed_in(book), "months": tracking.stored_months(book), "checks": tracking.check_coverage(book), "per month": figures.side_by_side(book, TITLES)}
    frames |= {verb.__name__: verb(book, names) for verb in (figures.overview, figures.failing, figures.emptiest, figures.column_sums, figures.leading_codes)}
    sheets = {sheet.name: repr(sheet) for sheet in annex_sheets(paper)}
    return {k: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", b.html)) for k, b in blocks.items()} | {k: f.to_csv() for k, f in frames.items()} | sheets | {
        "index": (place.root / "index.html").read_text(encoding="utf-8"), "paper": repr(quality(paper)), "tables": tracking.table_list(book).to_csv()}


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> list[dict[str, str]]:
    return [pages(put(tmp_path_factory.mktemp("xa"), few)) for few in (2, 3)]


def test_no_page_is_another_one_for_a_record_more_among_few(two):
    assert [name for name, text in two[0].items() if text != two[1][name]] == []


def test_pages_that_ask_nobody_differ(tmp_path, monkeypatch):
    """The comparison sees what it is to see."""
    monkeypatch.setattr(records, "places", lambda tables, registry: frozenset())
    monkeypatch.setattr(records, "about_people", lambda table: False)
    monkeypatch.setattr(records, "of_people", lambda dataset: False)
    first, second = (pages(put(tmp_path / str(few), few)) for few in (2, 3))
    differ = {name for name in first if first[name] != second[name]}
    assert differ >= {"head of one", "basis", "method", "month", "counts", "numbers", "handed in", "checks", "per month", "overview", "failing", "emptiest", "index", "tables", "Theo tập dữ liệu", "Nộp báo cáo"}


def test_what_is_told_stays(two):
    """Totals that give nothing back, registers of many, files of a register that is told."""
    told = two[0]
    assert "2 đơn vị gửi 6 tệp, 163 dòng; đưa vào số liệu 163 dòng" in told["head of all"]
    assert "152 dòng (chưa kể 2 tập không nêu số dòng); đưa vào số liệu 152 dòng" in told["head"]
    assert "không nêu số dòng" in told["head of one"] and "Dấu – ở đơn vị, tập, tệp đã nộp: không nêu số dòng của tập về người có dưới 5 dòng và của tập phải che kèm." in told["basis"]
    assert "Dòng đọc được 169 = đưa vào số liệu 163 + để riêng 0 + không phải dữ liệu (tổng, ghi chú, chữ ký) 6." in told["month"]
    assert "Đưa vào số liệu 42 dòng, tạm để riêng 0 dòng." in told["method"] and "1 tệp, 50 dòng đưa vào số liệu, không dòng nào để riêng" in told["month"]


def test_a_month_prepared_without_the_table_has_it_worked_out(tmp_path):
    with_, without = (book_of(put(tmp_path / str(there), 2, there)) for there in (True, False))
    assert with_.untold == without.untold == {(OFFICE, FEW), (OFFICE, BESIDE), (ALL, FEW), (ALL, BESIDE)}
    assert with_.told(with_.intake)["rows_accepted"].isna().tolist() == [True] * 4 + [False] * 2


def test_a_total_of_one_small_register_alone_is_not_told():
    only = pd.DataFrame([{"unit": OFFICE, "dataset": FEW, "status": "accepted", "rows_accepted": 2, "rows_quarantined": 1}])
    assert (ALL, ALL) in set(untold_places(only, REGISTRY.datasets, 5).itertuples(index=False, name=None))
    assert untold_places(only.assign(rows_accepted=40), REGISTRY.datasets, 5).empty and untold_places(only.head(0), REGISTRY.datasets, 5).empty
