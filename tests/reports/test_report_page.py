"""Pages and PDF of an executed notebook."""

import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pypdf import PdfReader

from made_up import made_up_book
from sotay import show
from sotay.reports.page import PageError, render
from sotay.reports.pdf import PdfUnavailable, render_pdf

SOURCE = "bang_bi_mat = book.load('so_mot')"


def shown(block, source: str = SOURCE):
    return new_code_cell(source, execution_count=1, outputs=[new_output("execute_result", {"text/html": block._repr_html_(), "text/plain": repr(block)}, execution_count=1)])


def notebook(folder: Path, extra: list = ()) -> Path:
    book = made_up_book(folder)
    cells = [
        new_markdown_cell("# Hộ tịch"),
        shown(show.head(book, "Hộ tịch", "Bao nhiêu?", ["so_mot", "so_hai"])),
        shown(show.basis(book, ["so_mot", "so_hai"])),
        shown(show.findings(book, ["so_mot"])),
        new_markdown_cell("## Cơ cấu"),
        shown(show.bars(pd.Series([3, 4], index=["Nguyễn Huệ", "Phố <b>Mới</b>"]), "Theo đường phố", "hồ sơ")),
        shown(show.table(pd.DataFrame({"Thôn": ["Đông"], "Số": [1234.5]}), "Theo thôn")),
        new_markdown_cell("## Diễn biến"),
        shown(show.text("Đăng ký muộn giảm.")),
        new_markdown_cell("## Cách tính và nguồn"),
        shown(show.method(book, ["so_mot"])),
        *extra,
    ]
    path = folder / "executed.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"papermill": {"input_path": "/nha/rieng/so.ipynb", "parameters": {"workspace": "/nha/rieng"}}}), path)
    return path


@pytest.fixture
def page(tmp_path) -> str:
    render(notebook(tmp_path), tmp_path / "out" / "p.html", "Hộ tịch", "Nhóm dữ liệu")
    return (tmp_path / "out" / "p.html").read_text(encoding="utf-8")


def test_no_script_and_nothing_loaded(page):
    assert "<script" not in page.lower() and not re.search(r'(?:src|href)="(?:https?:)?//', page) and "<link" not in page and "@import" not in page and "url(" not in page


def test_no_code_no_prompt_no_metadata(page):
    assert "bang_bi_mat" not in page and "In&nbsp;[" not in page and "/nha/rieng" not in page and "papermill" not in page


def test_language_title_and_one_main_heading(page):
    assert '<html lang="vi">' in page and "<title>Hộ tịch · Tháng 9/2026</title>" in page and len(re.findall(r"<h1\b", page)) == 1


def test_the_style_sheet_is_there_once(page):
    assert page.count("<style") == 1 and 'data-sotay="lab"' not in page


def test_every_heading_can_be_linked_to_and_contents_list_the_sections_of_a_long_page(page, tmp_path):
    assert 'class="toc"' not in page
    render(notebook(tmp_path, [new_markdown_cell(f"## Phần {n}") for n in (1, 2)]), tmp_path / "long.html", "Hộ tịch", "Nhóm dữ liệu")
    page = (tmp_path / "long.html").read_text(encoding="utf-8")
    anchors = re.findall(r'<h2[^>]*\sid="([^"]+)"', page)
    listed = re.findall(r'<li><a href="#([^"]+)">', page[page.index('class="toc"') : page.index("</nav>")])
    assert listed == anchors and len(set(anchors)) == len(anchors) == 7


def test_a_notebook_heading_and_the_blocks_own_are_one(page):
    assert len(re.findall(r">Cách tính và nguồn(?:<span[^>]*></span>)?</h2>", page)) == 1 and 'id="cach-tinh-va-nguon"' in page


def test_every_figure_links_to_method_and_source(page):
    assert page.count('<p class="from"><a href="#cach-tinh-va-nguon">') == 2 and "<!--nguon-->" not in page


def test_every_inner_link_has_its_target(page):
    assert [a for a in re.findall(r'href="#([^"]+)"', page) if f'id="{a}"' not in page and not a.startswith("m")] == []


def test_same_notebook_same_bytes(tmp_path, page):
    render(tmp_path / "executed.ipynb", tmp_path / "again.html", "Hộ tịch", "Nhóm dữ liệu")
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == page


def test_html_in_a_markdown_cell_is_shown_not_run(tmp_path):
    render(notebook(tmp_path, [new_markdown_cell("<script>x</script> ![h](http://a.b/c.png)")]), tmp_path / "p.html", "T", "N")
    text = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in text and "<script" not in text and "<img" not in text


@pytest.mark.parametrize(
    "html",
    [
        "<script>1</script>",
        '<img src="http://a.b/c.png">',
        '<b onclick="x()">a</b>',
        '<a href="javascript:x()">a</a>',
        '<p style="background:url(http://a.b)">a</p>',
        '<link rel="stylesheet" href="x.css">',
    ],
)
def test_a_result_that_would_run_or_load_something_is_refused(tmp_path, html):
    cell = new_code_cell("x", execution_count=1, outputs=[new_output("display_data", {"text/html": html})])
    with pytest.raises(PageError):
        render(notebook(tmp_path, [cell]), tmp_path / "p.html", "T", "N")
    assert not (tmp_path / "p.html").exists()


def test_text_that_only_talks_of_addresses_is_fine(tmp_path):
    render(notebook(tmp_path, [shown(show.text("Người dân phản ánh url(http://a.b) và on=1, @import"))]), tmp_path / "p.html", "T", "N")
    assert "url(http://a.b)" in (tmp_path / "p.html").read_text(encoding="utf-8")


def test_error_output_and_warnings_do_not_reach_the_page(tmp_path):
    loud = new_code_cell(
        "x",
        execution_count=1,
        outputs=[
            new_output("stream", name="stderr", text="/nha/rieng/lib.py: Warning"),
            new_output("error", ename="ValueError", evalue="Nguyễn Văn Bí Mật", traceback=["Nguyễn Văn Bí Mật"]),
        ],
    )
    render(notebook(tmp_path, [loud]), tmp_path / "p.html", "T", "N")
    text = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "Bí Mật" not in text and "/nha/rieng" not in text


def test_a_notebook_without_head_still_has_a_title(tmp_path):
    nbformat.write(new_notebook(cells=[new_markdown_cell("Chữ.")]), tmp_path / "n.ipynb")
    render(tmp_path / "n.ipynb", tmp_path / "p.html", "Tiến độ", "Toàn xã")
    assert '<h1 class="report" id="tien-do">Tiến độ</h1>' in (tmp_path / "p.html").read_text(encoding="utf-8")


# -- PDF ------------------------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def pdf(tmp_path, page) -> PdfReader:
    pytest.importorskip("weasyprint")
    render_pdf(tmp_path / "out" / "p.html", tmp_path / "out" / "p.pdf")
    return PdfReader(tmp_path / "out" / "p.pdf")


def test_pdf_text_is_selectable_vietnamese_in_words_and_charts(pdf):
    text = " ".join(p.extract_text() for p in pdf.pages)
    assert "Nguyễn Huệ" in text and "Cách tính và nguồn" in text and "1.234,5" in text and f"Trang 1/{len(pdf.pages)}" in text


def _elements(node, kind: str):
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from _elements(child, kind)
    elif isinstance(node, dict):
        if node.get("/S") == kind:
            yield node
        if "/K" in node:
            yield from _elements(node["/K"], kind)


def test_pdf_is_tagged_titled_and_in_vietnamese(pdf):
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "vi" and root["/MarkInfo"]["/Marked"] and root["/ViewerPreferences"]["/DisplayDocTitle"] and pdf.metadata.title == "Hộ tịch · Tháng 9/2026"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    figures = list(_elements(root["/StructTreeRoot"], "/Figure"))
    assert len(figures) == 1 and "Theo đường phố" in figures[0]["/Alt"]
    assert len(list(_elements(root["/StructTreeRoot"], "/TH"))) > 5


def test_pdf_has_bookmarks_and_no_address_of_this_machine(pdf, tmp_path):
    def titles(items):
        return [t for i in items for t in (titles(i) if isinstance(i, list) else [i.title])]

    assert "Cơ cấu" in titles(pdf.outline)
    assert str(tmp_path).encode() not in (tmp_path / "out" / "p.pdf").read_bytes()


def test_pdf_fonts_are_embedded(pdf):
    fonts = [f.get_object() for p in pdf.pages for f in p["/Resources"]["/Font"].values()]
    inner = [f["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for f in fonts]
    assert inner and all("/FontFile2" in d or "/FontFile3" in d for d in inner)


def test_same_page_same_pdf(pdf, tmp_path):
    render_pdf(tmp_path / "out" / "p.html", tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == (tmp_path / "out" / "p.pdf").read_bytes()


def test_without_pango_the_message_names_the_command(tmp_path, page, monkeypatch):
    import builtins

    real = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    with pytest.raises(PdfUnavailable, match="sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 fonts-liberation"):
        render_pdf(tmp_path / "out" / "p.html", tmp_path / "x.pdf")
    monkeypatch.setenv("CONDA_PREFIX", "/x")
    with pytest.raises(PdfUnavailable, match="conda env update -f environment.yml"):
        render_pdf(tmp_path / "out" / "p.html", tmp_path / "x.pdf")


def test_two_charts_alike_have_marks_of_their_own(tmp_path):
    chart = show.lines(pd.Series([1.0, 2.0], index=["2026-08", "2026-09"]), "Diễn biến", "hồ sơ")
    cells = [new_markdown_cell("# Hộ tịch"), shown(chart), shown(chart), shown(chart)]
    nbformat.write(new_notebook(cells=cells), tmp_path / "n.ipynb")
    for name in ("a.html", "b.html"):
        render(tmp_path / "n.ipynb", tmp_path / name, "Hộ tịch", "Nhóm dữ liệu")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    ids, used = re.findall(r'\sid="([^"]*)"', page), re.findall(r'href="#([^"]*)"', page)
    assert len(ids) == len(set(ids)) and set(used) <= set(ids) and len([i for i in ids if re.match(r"m[0-9a-f]{10}", i)]) == 3
    # Every chart draws its own marks, twice each.
    assert all(used.count(i) == 2 for i in ids if re.match(r"m[0-9a-f]{10}", i))
    assert page == (tmp_path / "b.html").read_text(encoding="utf-8")
