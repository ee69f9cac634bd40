"""Pages of two months that differ in a register of few people alone read alike: so none tells how many it has, nor do the totals together."""

from __future__ import annotations

import ast
import json
import re
from types import SimpleNamespace

import pandas as pd
import pytest

from small_registers import BESIDE, FEW, IN_FILES, OFFICE, PAGE, REGISTRY, TITLES, book_of, put
from sotay import figures, show, tracking
from sotay.book import records
from sotay.definitions.workspace import Workspace
from sotay.privacy.suppression.registers import ALL, untold_places
from sotay.reports.blocks import Block
from sotay.reports.index import render_index
from sotay.reports.official.annex_sheets import annex_sheets
from sotay.reports.official.formal import Formal
from sotay.reports.official.next_month import next_month
from sotay.reports.official.quality import quality
from stored_months import ROOT

# Pages that count in these registers, or tell of every dataset.
NOTEBOOKS = ("groups/dan_cu_ho_tich", "month/tong_hop", "month/tien_do_ke_hoach", "indicators/chuan_hoa_lam_sach", "indicators/cap_nhat_day_du_chinh_xac")
_DATA = ("bars", "columns", "lines", "stacked", "multiples", "heat", "dots", "histogram", "timeline", "table", "explore")
# Asked in `pages` already.
_ELSEWHERE = ("head", "basis", "method", "month_method")


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
    return notebooks(place) | {k: _plain(b) for k, b in blocks.items()} | {k: f.to_csv() for k, f in frames.items()} | sheets | {
        "index": (place.root / "index.html").read_text(encoding="utf-8"), "paper": repr([quality(paper), next_month(paper)]), "letters": repr(tracking.reminders(paper, paper.feed)), "duties": repr(tracking.unit_duties(book, tracking.tasks(book, paper.feed)).to_dict("list")), "tables": tracking.table_list(book).to_csv()}


def _plain(block: Block) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", block.html))


def notebooks(place: Workspace) -> dict[str, str]:
    """What each notebook shows, cell by cell: the figures that a chart or table is drawn from, the words of the other blocks."""
    def told(*given, **more):
        return Block(repr([g.to_csv() if hasattr(g, "to_csv") else repr(g) for g in (*given, *more.values())]))

    shown = SimpleNamespace(**{verb: told if verb in _DATA else (lambda *given, **more: Block("")) if verb in _ELSEWHERE else getattr(show, verb) for verb in show.__all__})
    found = {}
    for name in NOTEBOOKS:
        cells = [c for c in json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
        names = {"open_book": lambda month, workspace: book_of(place), "show": shown, "figures": figures, "tracking": tracking}
        for number, cell in enumerate(cells):
            body = ast.parse("".join(cell["source"])).body
            body = [line for line in body if not isinstance(line, ast.ImportFrom)]
            last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
            exec(compile(ast.Module(body, []), name, "exec"), names)
            if last is not None:
                found[f"{name} {number}: {ast.unparse(last)[:60]}"] = _plain(eval(compile(ast.Expression(last.value), name, "eval"), names))
    return found


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> list[dict[str, str]]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(records, "by_machine", lambda: True)
        return [pages(put(tmp_path_factory.mktemp("xa"), few)) for few in (2, 4)]


def test_no_page_is_another_one_for_a_record_more_among_few(two):
    assert [name for name, text in two[0].items() if text != two[1][name]] == []


def test_pages_that_ask_nobody_differ(tmp_path, monkeypatch):
    """The comparison sees what it is to see."""
    monkeypatch.setattr(records, "places", lambda tables, registry: frozenset())
    monkeypatch.setattr(records, "about_people", lambda table: False)
    monkeypatch.setattr(records, "of_people", lambda dataset: False)
    first, second = (pages(put(tmp_path / str(few), few)) for few in (2, 4))
    differ = {name for name in first if first[name] != second[name]}
    assert differ >= {"head of one", "basis", "method", "month", "counts", "numbers", "handed in", "checks", "per month", "overview", "failing", "emptiest", "index", "tables", "Theo tập dữ liệu", "Nộp báo cáo", "letters"}
    assert {name.split(" ")[0] for name in differ} >= set(NOTEBOOKS)


def test_what_is_told_stays(two):
    """Totals that give nothing back, registers of many, files of a register that is told."""
    told = two[0]
    assert "2 đơn vị gửi 6 tệp, 163 dòng; đưa vào số liệu 156 dòng, tạm để riêng 7 dòng có lỗi" in told["head of all"]
    assert "152 dòng (chưa kể 2 tập không nêu số dòng); đưa vào số liệu 149 dòng, tạm để riêng 3 dòng có lỗi" in told["head"]
    assert "không nêu số dòng" in told["head of one"] and "Dấu – ở nơi đã nộp: số dòng không nêu, vì tập về người có dưới 5 dòng hoặc phải che kèm để không suy ra được số đó." in told["basis"]
    assert "Dòng đọc được 169 = đưa vào số liệu 156 + để riêng 7 + không phải dữ liệu (tổng, ghi chú, chữ ký) 6." in told["month"]
    assert "Đưa vào số liệu 42 dòng, tạm để riêng 0 dòng." in told["method"] and "1 tệp, 47 dòng đưa vào số liệu, 3 dòng để riêng" in told["month"]


def test_a_month_prepared_without_the_table_has_it_worked_out(tmp_path):
    with_, without = (book_of(put(tmp_path / str(there), 2, there)) for there in (True, False))
    assert with_.untold == without.untold == {(OFFICE, FEW), (OFFICE, BESIDE), (ALL, FEW), (ALL, BESIDE)}
    assert with_.told(with_.intake)["rows_accepted"].isna().tolist() == [True] * 4 + [False] * 2


def test_what_measures_all_records_gives_no_hidden_total_back(tmp_path, monkeypatch):
    """The denominator of a share of all records is how many there are; likewise of a unit's."""
    book = book_of(put(tmp_path, 2))
    known = next(m for i in REGISTRY.indicators.values() for m in i.measures if m.kind == "quality")
    assert book.told_counts(known, 90, 100) == (90, 100) and book.untold_in("unit") == set()
    monkeypatch.setattr(records, "places", lambda tables, registry: frozenset({(ALL, ALL), (OFFICE, ALL), (OFFICE, FEW), (ALL, FEW)}))
    assert book.told_counts(known, 90, 100) == (None, None)
    assert (book.untold_in("unit"), book.untold_in("dataset"), book.untold_in("commune")) == ({OFFICE}, {FEW, ALL}, set())


def test_a_total_of_one_small_register_alone_is_not_told():
    only = pd.DataFrame([{"unit": OFFICE, "dataset": FEW, "status": "accepted", "rows_accepted": 2, "rows_quarantined": 1}])
    assert (ALL, ALL) in set(untold_places(only, REGISTRY.datasets, 5).itertuples(index=False, name=None))
    assert untold_places(only.assign(rows_accepted=40), REGISTRY.datasets, 5).empty and untold_places(only.head(0), REGISTRY.datasets, 5).empty
