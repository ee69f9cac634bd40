"""Pages and PDFs that everybody can read: measured contrast, words for every picture, heads for every table, the structure that PDF/UA-1 demands."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader

from made_up import MONTH, made_up_book
from pdf_structure import breaches
from sotay import show
from sotay.reports import style
from sotay.reports.blocks import LAB_STYLE, TEMPLATE
from sotay.reports.page import full_page
from sotay.reports.pdf import write_pdf

LEAST = 4.5  # WCAG 2, level AA, for text of ordinary size


def every_block(book) -> list:
    """One of each kind of block that a report is made of."""
    months = pd.Series([70.0, 80.0], index=["2026-08", MONTH])
    counts = pd.DataFrame({"Có": [3, 4], "Không": [1, 0]}, index=["Thôn Đông", "Thôn Tây"])
    frame = pd.DataFrame({"Thôn": ["Đông", "Tây"], "Số": [1234.5, None], "Ghi chú": ["x" * 80, ""], "Ngày": pd.to_datetime(["2026-09-01", None])})
    plan = pd.DataFrame({"bat_dau": ["2026-07-01"], "ket_thuc": ["2026-09-30"], "viec": ["Rà soát"], "tinh_trang": ["Quá hạn"]})
    return [
        show.head(book, "Hộ tịch", "Bao nhiêu?", ["so_mot", "so_hai"]), show.key_figures([("Khai sinh", 12, "việc"), ("Tiêm", 1, "trẻ")], book, ["so_mot", "so_hai"]), show.basis(book, ["so_mot", "so_hai"]),
        show.indicator(book, "chi_so_mot"), show.findings(book, ["so_mot"]), show.table(frame, "Theo thôn", bars=["Số"], total=True), show.bars(counts["Có"], "Số hộ", "hộ"), show.stacked(counts, "Tỷ lệ hộ"),
        show.columns(counts["Có"], "Theo cột", "hộ"), show.lines(months, "Diễn biến", "%", target=80, marks=[MONTH]), show.heat(counts, "Hai chiều", "hộ"), show.histogram(pd.Series([1, 2, 2, 9]), "Số ngày", "ngày"),
        show.timeline(plan, "bat_dau", "ket_thuc", "viec", "tinh_trang", "Kế hoạch"), show.text("Lời **kết**."), show.gap("chưa nộp"), show.method(book, ["so_mot", "so_hai"]),
    ]


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> str:
    book = made_up_book(tmp_path_factory.mktemp("book"))
    return full_page("\n".join(b._repr_html_().replace(LAB_STYLE, "") for b in every_block(book)), "Hộ tịch", "Nhóm dữ liệu")


class Read(HTMLParser):
    """Tags with their attributes, and the words inside those that must have some."""

    def __init__(self, page: str):
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict]] = []
        self.words: dict[str, list[str]] = {"a": [], "title": [], "caption": [], "figcaption": [], "th": [], "h1": [], "h2": [], "h3": []}
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in self.words:
            self.words[tag].append("")
            self._open.append(tag)

    def handle_endtag(self, tag):
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data):
        for tag in set(self._open):
            self.words[tag][-1] += data.strip()

    def all(self, tag: str) -> list[dict]:
        return [attrs for name, attrs in self.tags if name == tag]


def test_every_picture_is_described_and_names_its_figures(page):
    read = Read(page)
    pictures, drawn = read.all("figure"), read.all("svg")
    assert len(pictures) == len(drawn) >= 8
    for figure, svg in zip(pictures, drawn, strict=True):
        # The figure speaks, with a figure in it; the drawing inside is silent on screen and carries the same words into the PDF.
        assert figure["role"] == "img" and re.search(r"\d", figure["aria-label"]) and svg["aria-hidden"] == "true"
    assert re.findall(r"<svg[^>]*><title>(.*?)</title>", page) == re.findall(r'<figure class="chart" role="img" aria-label="(.*?)">', page)


def test_every_table_has_a_name_and_every_head_a_direction(page):
    read = Read(page)
    assert len(read.words["caption"]) == len(read.all("table")) and all(read.words["caption"])
    assert all(head.get("scope") in ("col", "row") for head in read.all("th")) and all(read.words["th"])


def test_links_headings_and_language(page):
    read = Read(page)
    assert read.all("html") == [{"lang": "vi"}] and all(read.words["a"]) and len(read.words["h1"]) == 1
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False))
    ids = [attrs["id"] for _, attrs in read.tags if attrs.get("id")]
    assert len(ids) == len(set(ids))


def _css(page: str) -> list[tuple[str, str, str]]:
    """Selector, colour, background of every rule of the page's own style sheet; empty where it says none."""
    sheet = re.sub(r"@media[^{]*\{", "", page[page.index("<style>") + 7 : page.index("</style>")])
    return [(s.strip(), *((re.search(rf"(?<![-\w]){name}:\s*(#[0-9a-f]{{6}})", body) or [None, ""])[1] for name in ("color", "background"))) for s, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet)]


def test_text_reads_on_everything_it_may_stand_on(page):
    """Measured: every colour of words against every ground of the style sheets, whichever meet."""
    rules = _css(page)
    inks, grounds = {c for _, c, _ in rules if c}, {b for _, _, b in rules if b}
    assert len(inks) > 5 and len(grounds) > 5
    assert [(a, b) for a, b in product(inks, grounds) if style.contrast(a, b) < LEAST] == []


def test_words_in_charts_read_on_what_lies_under_them(page):
    fills = set(re.findall(r"<text[^>]*?fill:\s*(#[0-9a-f]{6})", page)) | set(re.findall(r"<text[^>]*?fill=\"(#[0-9a-f]{6})\"", page)) | set(re.findall(r"<g[^>]*?style=\"fill:\s*(#[0-9a-f]{6})", page))
    assert fills and fills <= {*style.PALETTE, style.PAPER}
    assert all(style.contrast(style.readable_on(ground), ground) >= LEAST for ground in style.FILLS)


def test_the_pdf_has_the_structure_that_pdf_ua_demands(page, tmp_path):
    write_pdf(page, tmp_path / "a.pdf")
    assert breaches(tmp_path / "a.pdf") == []


def test_the_check_sees_a_pdf_without_structure(tmp_path):
    import weasyprint

    weasyprint.HTML(string="<p>Chữ</p>").write_pdf(tmp_path / "plain.pdf")
    assert set(breaches(tmp_path / "plain.pdf")) >= {"not marked as tagged", "language None", "the window does not show the title", "no structure tree"}


@pytest.mark.parametrize(("html", "breach"), [
    ('<html lang="vi"><title>T</title><h1>A</h1><h3>B</h3>', "heading 3 right under 1"),
    ('<html lang="vi"><title>T</title><h1>A</h1><img src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==">', "figure 1 without words"),
    ('<html lang="en"><title>T</title><h1>A</h1>', "language en"),
    ('<html lang="vi"><title></title><h1>A</h1>', "no title in XMP"),
])
def test_the_check_sees_each_breach(tmp_path, html, breach):
    write_pdf(html, tmp_path / "a.pdf")
    assert breach in breaches(tmp_path / "a.pdf")


TERMS = ('<html lang="vi"><title>T</title><style>@page { @top-left { content: "Xã Sơn Hải" } @bottom-right { content: counter(page) } }</style><h1 id="a">A</h1>'
         '<dl><div><dt>Hồ sơ</dt><dd><a href="#a"><span>432</span></a></dd></div></dl><p>x<span></span></p>')


def test_what_weasyprint_alone_leaves_is_seen_and_mended(tmp_path):
    import weasyprint

    weasyprint.HTML(string=TERMS).write_pdf(tmp_path / "alone.pdf", pdf_variant="pdf/ua-1")
    write_pdf(TERMS, tmp_path / "a.pdf")
    assert set(breaches(tmp_path / "alone.pdf")) == {
        "<Div> in <L>", "<LI> not in L but in <Div>", "page 1: a link in no Link element", "page 1: a link read aloud as the name of its place", "page 1: marked content that no element of the tree holds"}
    assert breaches(tmp_path / "a.pdf") == []
    page = PdfReader(tmp_path / "a.pdf").pages[0]
    assert [n.get_object()["/Contents"] for n in page["/Annots"]] == ["432"]
    content = page.get_contents().get_data()
    assert [re.search(rb"/Subtype /(\w+)", mark)[1] for mark in re.findall(rb"/Artifact\s*<<[^>]*>>", content)] == [b"Header", b"Footer"]
    assert "Xã Sơn Hải" in page.extract_text() and "432" in page.extract_text()


def test_style_sheets_of_official_documents_are_black_on_white():
    from sotay.reports.official.paper import STYLE

    for sheet in (STYLE, *(TEMPLATE / name for name in ("blocks.css", "page.css"))):
        assert [c for c in re.findall(r"(?<![-\w])color:\s*(#[0-9a-f]{6})", Path(sheet).read_text(encoding="utf-8")) if style.contrast(c, "#ffffff") < LEAST] == []
