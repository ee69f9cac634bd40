"""Every figure leads to how it comes about: formula, counts, datasets, rows set aside, cells mended, corrections; on the page and in the PDF."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from pypdf import PdfReader

from made_up import made_up_book
from sotay import show, tracking
from sotay.reports.blocks import LAB_STYLE
from sotay.reports.page import full_page
from sotay.reports.pdf import write_pdf


@pytest.fixture
def book(tmp_path):
    return made_up_book(tmp_path)


def page(*blocks) -> str:
    return full_page("\n".join(b._repr_html_().replace(LAB_STYLE, "") for b in blocks), "Thử", "")


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_a_key_figure_leads_to_its_dataset_and_only_where_the_page_tells_of_it(book):
    figures = show.key_figures([("Khai sinh", 12, "việc")], book, ["so_mot"])
    link = '<a class="src" href="#nguon-so_mot"><span class="big">12</span></a>'
    assert link in page(figures, show.method(book, ["so_mot"]))
    alone = page(figures)
    assert 'class="src"' not in alone and '<span class="big">12</span>' in alone


def test_a_component_tells_its_counts_and_sources(book):
    html = show.indicator(book, "chi_so_mot").html
    made = re.search(r'<dt id="cach-tinh-chi_so_mot-ho_so">.*?</dd>', html, re.S)[0]
    assert 'href="#nguon-so_mot"' in made and 'href="#cach-tinh-chi_so_mot-ho_so"' in html
    assert "Tháng này: 1.100 ÷ 1.230 = 89,4%. Nguồn: Khai sinh (1 tệp, 1.230 dòng đưa vào số liệu, 4 dòng để riêng, máy sửa 3 ô). Nguồn của công thức:" in words(made)
    assert "Tháng này chưa đủ số liệu để tính." in re.search(r'<dt id="cach-tinh-chi_so_mot-ket_qua">.*?</dd>', html, re.S)[0]


def test_cells_mended_and_declared_corrections_are_told_apart(book):
    book.changes = book.changes.assign(rule=["KHOANG-TRANG", "KHOANG-TRANG", "DINH-CHINH"])
    assert "máy sửa 2 ô, sửa theo khai báo 1 ô" in show.indicator(book, "chi_so_mot").html
    assert "Máy đã sửa 2 ô (khoảng trắng thừa: 2)." in show.method(book, ["so_mot"]).html


def test_what_did_not_come_has_no_zero_for_a_source(book):
    book.intake = book.intake.assign(status="unreadable")
    assert "Khai sinh</a> (chưa có tệp)" in show.indicator(book, "chi_so_mot").html


def test_the_month_s_page_tells_of_every_figure_at_its_head_and_every_indicator(book):
    html = page(show.key_figures(tracking.headline(book)), show.indicators(book), show.month_method(book, ["so_mot"]))
    targets = re.findall(r'<a class="src" href="#([^"]+)">', html)
    assert len(targets) >= 4 and "cach-tinh-chi_so_mot" in targets and len(targets) == len(re.findall(r'<span class="big">', html)) - len(re.findall(r'<dd><span class="big">', html)) + 1
    assert all(f'id="{t}"' in html for t in targets)
    said = words(html)
    assert "Dòng đọc được 1.234 = đưa vào số liệu 1.230 + để riêng 4 + không phải dữ liệu (tổng, ghi chú, chữ ký) 0. Máy đã sửa 3 ô." in said
    assert "(1 × 100,0) ÷ 1 = 100,0" in said and "89,4% ÷ mục tiêu 80% = 100,0 điểm" in said


def test_the_page_leads_on_to_hashes_and_the_index(book):
    assert re.findall(r'href="(\.\./[^"]+)"', show.method(book, ["so_mot"]).html) == ["../manifest.json", "../index.html"]


def test_a_line_of_a_table_leads_where_it_is_told_to(book):
    frame = pd.DataFrame({"Tên": ["A", "B"], "Số": [1, 2]})
    html = show.table(frame, "Bảng", links={"A": "o-a"}).html
    assert '<a class="src" href="#o-a">A</a>' in html and html.count('class="src"') == 1
    assert '<a class="src" href="#nguon-so_hai">Tiêm chủng</a>' in show.basis(book, ["so_mot", "so_hai"]).html


def test_links_work_inside_the_pdf(book, tmp_path):
    write_pdf(page(show.key_figures([("Khai sinh", 12, "việc")], book, ["so_mot"]), show.method(book, ["so_mot"])), tmp_path / "a.pdf")
    reader = PdfReader(tmp_path / "a.pdf")
    wanted = {str(a.get_object().get("/Dest") or a.get_object().get("/A", {}).get("/D")) for p in reader.pages for a in p.get("/Annots", [])}
    assert "nguon-so_mot" in wanted and "nguon-so_mot" in reader.named_destinations


def test_of_many_datasets_each_is_told_once_by_where_its_definition_comes_from(book, monkeypatch):
    monkeypatch.setattr("sotay.reports.provenance.MANY_DATASETS", 1)
    html = page(show.basis(book, ["so_mot", "so_hai"]), show.method(book, ["so_mot", "so_hai"]))
    basis, method = html.split('id="cach-tinh-va-nguon"')
    targets = re.findall(r'<a class="src" href="#(nguon-[^"]+)">', basis)
    assert targets == ["nguon-so_mot", "nguon-so_hai"] and all(f'<span id="{t}">' in method for t in targets)
    said = words(method)
    assert "Khai sinh (máy sửa 3 ô)" in said and said.count("Khai sinh (") == 1
    # How many rows stands in the table that the links come from, and only there.
    assert "1.230" in words(basis) and "1.230 dòng" not in said and "bảng “Số liệu dựa trên những tệp nào”" in said
