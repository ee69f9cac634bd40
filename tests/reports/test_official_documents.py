"""The official report and its annex: the same figures everywhere, the form of Nghị định 30/2020, the same bytes twice, an empty month that reads well."""

from __future__ import annotations

import os
import re
import shutil
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pypdf
import pytest
from docx import Document as read_docx
from docx.oxml.ns import qn

from pdf_structure import breaches
from sotay import show, tracking
from sotay.definitions.workspace import Workspace
from sotay.prepare import Prepared, prepare_month
from sotay.reports.index import render_index
from sotay.reports.numbers import percent
from sotay.reports.official.annex import write_annex
from sotay.reports.official.annex_sheets import Field, Sheet
from sotay.reports.official.formal import Formal
from sotay.reports.official.make import make_documents
from sotay.reports.wrapped import lines_in

GOLDEN, MONTH = Path(__file__).resolve().parents[1] / "golden" / "data", "2026-09"
BROKEN = re.compile(r"\b(nan|NaN|None|NaT|<NA>|null|inf)\b")


def month_of(root: Path, data: Path | None) -> tuple[Formal, Prepared]:
    """A prepared month with its documents; no data: a month nobody has sent anything for."""
    shutil.copytree(data, root / "data") if data else (root / "data" / "incoming" / MONTH).mkdir(parents=True)
    for path in (root / "data").rglob("*.csv"):
        os.utime(path, (1_789_466_400, 1_789_466_400))  # 15/09/2026, before the due day
    workspace = Workspace(root)
    result = prepare_month(workspace, MONTH)
    assert make_documents(workspace, result) == []
    return Formal(workspace, MONTH), result


@pytest.fixture(scope="module")
def golden(tmp_path_factory) -> tuple[Formal, Prepared]:
    return month_of(tmp_path_factory.mktemp("golden"), GOLDEN)


@pytest.fixture(scope="module")
def book(golden) -> Formal:
    return golden[0]


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Formal:
    return month_of(tmp_path_factory.mktemp("empty"), None)[0]


def made(book: Formal, name: str) -> Path:
    return book.workspace.outputs(MONTH) / "reports" / name


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))


def word_text(book: Formal) -> str:
    """All paragraphs outside data tables, in order."""
    return flat("\n".join(p.text for p in read_docx(made(book, "bao-cao-thang.docx")).paragraphs))


@cache
def pages_of(path: Path) -> list[str]:
    return [p.extract_text() for p in pypdf.PdfReader(path).pages]


def pdf_text(book: Formal) -> str:
    """The text of all pages, without the page numbers, which come last in a page's content."""
    return flat("\n".join(re.sub(rf"\n{n}\s*$", "", text) for n, text in enumerate(pages_of(made(book, "bao-cao-thang.pdf")), 1)))


def grid(book: Formal, title: str) -> list[list[str]]:
    """The rows of the Word table under a caption."""
    body = read_docx(made(book, "bao-cao-thang.docx"))
    caption = next(p for p in body.paragraphs if p.style.name == "Caption" and p.text == title)
    table = next(t for t in body.tables if t._tbl is caption._p.getnext())
    return [[c.text for c in row.cells] for row in table.rows]


def expected(book: Formal) -> dict[int, str]:
    """Number of the indicator -> its value as scores.csv has it, in words."""
    scores = pd.read_csv(book.workspace.internal(MONTH) / "scores.csv", encoding="utf-8-sig")
    totals = scores[(scores["measure"] == "tong") & (scores["scope"] == "commune")].set_index("indicator")["value"]
    return {i.number: percent(totals[i.id]) for i in book.registry.indicators.values()}


# -- one source ---------------------------------------------------------------------------------------------------------------------------------------------


def test_the_word_table_has_the_scores(book):
    assert {int(r[0]): r[2] for r in grid(book, "Kết quả các chỉ số")[1:]} == expected(book)
    # Counted by hand in tests/golden/expected.yml.
    assert {expected(book)[n] for n in (1, 3, 5)} == {"73,2%", "–", "35,2%"}


@pytest.mark.parametrize("text_of", [word_text, pdf_text])
def test_the_sentences_have_the_scores(book, text_of):
    told = {int(n): v for n, v in re.findall(r"(\d)\. (?:Tỷ|Mức|Tình|Tần|Hiệu|Tuân)[^.]*? Kết quả (\S+), mục tiêu", text_of(book))}
    assert told == {n: v for n, v in expected(book).items() if v != "–"}


def test_the_pdf_says_what_the_word_file_says(book):
    ends = "báo cáo kết quả thực hiện tháng 9/2026 như sau:"
    told = pdf_text(book)
    for sentence in re.split(r"(?<=[.;:]) ", word_text(book).split(ends)[1].split("Kết quả các chỉ số")[0].split("Tình hình gửi dữ liệu theo")[0]):
        assert sentence.strip() in told


def test_the_annex_has_the_scores(book):
    rows = openpyxl.load_workbook(made(book, "phu-luc-so-lieu.xlsx"))["Chỉ số"].iter_rows(min_row=6, values_only=True)
    found = {int(r[0]): percent(None if r[4] is None else 100 * r[4]) for r in rows if str(r[0]).isdigit()}
    assert found == expected(book)


def test_index_and_summary_page_have_the_scores(book, tmp_path):
    render_index(book, [], tmp_path / "index.html")
    page = flat(re.sub(r"<[^>]+>", " ", (tmp_path / "index.html").read_text(encoding="utf-8").split("<body")[1]))
    summary = flat(re.sub(r"<[^>]+>", " ", show.table(tracking.standing(book), "Chỉ số", formats={"Giá trị": "pct"}).html))
    for known in book.registry.indicators.values():
        value = expected(book)[known.number]
        assert f"{known.number}. {known.short} {value if value != '–' else 'chưa tính được'}" in page
        assert f"{known.number}. {known.short} {value} " in summary


# -- the form of the decree ---------------------------------------------------------------------------------------------------------------------------------


def test_paper_margins_and_page_numbers_from_page_two(book):
    section = read_docx(made(book, "bao-cao-thang.docx")).sections[0]
    assert [round(v.mm) for v in (section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)] == [210, 297, 20, 20, 30, 15]
    assert section.different_first_page_header_footer and not section.first_page_header.paragraphs[0].text
    assert [e.text for e in section.header._element.iter(qn("w:instrText"))] == [" PAGE "]
    pages = pages_of(made(book, "bao-cao-thang.pdf"))
    assert len(pages) > 1 and [bool(re.search(rf"(^|\n)\s*{n}\s*($|\n)", text)) for n, text in enumerate(pages, 1)] == [False] + [True] * (len(pages) - 1)


def test_the_header_block(book):
    left, right = read_docx(made(book, "bao-cao-thang.docx")).tables[0].rows[0].cells
    lines = [[(flat(p.text), p.runs[0].font.size.pt, bool(p.runs[0].bold), bool(p.runs[0].italic)) for p in cell.paragraphs if p.text] for cell in (left, right)]
    assert lines == [
        [("ỦY BAN NHÂN DÂN", 13, True, False), ("XÃ SƠN HẢI", 13, True, False), ("Số: /BC-UBND", 13, False, False)],
        [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, True, False), ("Độc lập - Tự do - Hạnh phúc", 14, True, False), ("Sơn Hải, ngày tháng năm 2026", 14, False, True)],
    ]
    # A line below the agency and below the motto, drawn as a border and not as underlined blanks.
    assert [sum(1 for _ in cell._tc.iter(qn("w:pBdr"))) for cell in (left, right)] == [1, 1]


def test_addressee_recipients_and_signature(book):
    document = read_docx(made(book, "bao-cao-thang.docx"))
    assert "Kính gửi: Sở Khoa học và Công nghệ tỉnh Bắc Ninh" in [p.text for p in document.paragraphs]
    left, right = document.tables[-1].rows[0].cells
    assert [p.text for p in left.paragraphs] == [
        "Nơi nhận:", "- Như trên;", "- TT ĐU, TT HĐND xã;", "- CT, PCT UBND xã;", "- UBMTTQ và các tổ chức CT-XH xã;", "- Các cơ quan, đơn vị thuộc UBND xã;", "- Công an xã;",
        "- Trạm Y tế; các trường học trên địa bàn xã;", "- Lưu: VT."]
    assert [p.text.strip() for p in right.paragraphs] == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", ""]
    assert document.paragraphs[-1].text.endswith("kính báo cáo Sở Khoa học và Công nghệ tỉnh Bắc Ninh./.")


def test_parts_are_numbered_without_a_gap(book):
    heads = [p.text for p in read_docx(made(book, "bao-cao-thang.docx")).paragraphs if p.style.name == "Heading 1"]
    assert [h.split(". ")[0] for h in heads] == ["I", "II", "III", "IV", "V", "VI", "VII"]
    assert all(h == h.upper() for h in heads)


def test_language_properties_and_repeating_table_heads(book):
    document = read_docx(made(book, "bao-cao-thang.docx"))
    assert [e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))] == ["vi-VN"]
    facts = document.core_properties
    assert (facts.author, facts.last_modified_by, facts.comments, facts.created.isoformat()) == ("Ủy ban nhân dân xã Sơn Hải", "", "", "2026-09-30T00:00:00+00:00")
    assert facts.title.startswith("Báo cáo kết quả thực hiện Kế hoạch phát triển dữ liệu")
    assert [len(t._tbl.findall(".//" + qn("w:tblHeader"))) for t in document.tables] == [0, 1, 1, 0]
    assert document.styles["Normal"].font.name == "Times New Roman" and document.styles["Normal"].font.size.pt == 14


def test_the_pdf_is_tagged_titled_and_vietnamese(book):
    assert breaches(made(book, "bao-cao-thang.pdf")) == []
    reader = pypdf.PdfReader(made(book, "bao-cao-thang.pdf"))
    assert reader.trailer["/Root"]["/Lang"] == "vi-VN" and reader.trailer["/Root"]["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in reader.trailer["/Root"]
    assert reader.metadata.title.startswith("Báo cáo kết quả thực hiện")
    assert [round(float(v) / 72 * 25.4) for v in reader.pages[0].mediabox[2:]] == [210, 297]


# -- bytes --------------------------------------------------------------------------------------------------------------------------------------------------


def test_the_same_month_gives_the_same_bytes_in_another_folder(golden, tmp_path):
    book, result = golden
    shutil.copytree(book.workspace.internal(MONTH), Workspace(tmp_path).internal(MONTH))
    shutil.copytree(book.workspace.clean, Workspace(tmp_path).clean)
    assert make_documents(Workspace(tmp_path), result) == []
    again = Formal(Workspace(tmp_path), MONTH)
    for name in ("bao-cao-thang.docx", "bao-cao-thang.pdf", "phu-luc-so-lieu.xlsx"):
        assert made(again, name).read_bytes() == made(book, name).read_bytes(), name


# -- a month without anything -------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text_of", [word_text, pdf_text])
def test_an_empty_month_reads_as_a_sentence(empty, text_of):
    text = text_of(empty)
    assert "chưa tập dữ liệu nào được gửi; vì vậy báo cáo chưa có số liệu để đánh giá." in text
    assert "Chưa có dữ liệu để đánh giá chất lượng." in text and "Chưa đủ số liệu để tính 6 chỉ số của Kế hoạch trong tháng 9/2026." in text
    assert not BROKEN.search(text) and not re.search(r"\b0 (tập|tệp|dòng|lỗi|chỉ số|nhiệm vụ|việc)", text)


def test_an_empty_month_has_no_figure_and_no_zero_for_what_is_missing(empty):
    assert [r[2] for r in grid(empty, "Kết quả các chỉ số")[1:]] == ["–"] * 6
    sheet = openpyxl.load_workbook(made(empty, "phu-luc-so-lieu.xlsx"))["Lỗi theo quy tắc"]
    assert sheet["A6"].value == "Trong tháng chưa có dữ liệu."


def test_no_document_shows_a_broken_value(book):
    cells = [str(c) for sheet in openpyxl.load_workbook(made(book, "phu-luc-so-lieu.xlsx")) for row in sheet.iter_rows(values_only=True) for c in row if c is not None]
    assert not [t for t in (word_text(book), pdf_text(book), *cells) if BROKEN.search(t)]


# -- the annex ----------------------------------------------------------------------------------------------------------------------------------------------


def test_every_sheet_of_the_annex_is_ready_for_print(book):
    workbook = openpyxl.load_workbook(made(book, "phu-luc-so-lieu.xlsx"))
    assert workbook.sheetnames == ["Chỉ số", "Theo đơn vị", "Theo tập dữ liệu", "Nộp báo cáo", "Lỗi theo quy tắc", "Tiến độ Kế hoạch"]
    for sheet in workbook:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == ("landscape", 9, 1, 0), sheet.title
        assert sheet.print_title_rows == "$5:$5" and sheet.freeze_panes[1:] == "6" and sheet.auto_filter.ref.startswith("A5:")
        # Above the text, from page 2 on, each annex on its own.
        assert (sheet.oddHeader.center.text, sheet.HeaderFooter.differentFirst, sheet.firstHeader.center.text, sheet.oddFooter.center.text) == ("&P", True, None, None)
        assert (sheet.page_setup.firstPageNumber, sheet.page_setup.useFirstPageNumber) == (1, True)
        assert not [c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_the_annex_is_numbered_and_says_what_it_belongs_to(book):
    sheet = openpyxl.load_workbook(made(book, "phu-luc-so-lieu.xlsx"))["Theo đơn vị"]
    assert [flat(sheet[f"A{n}"].value) for n in (1, 2, 3)] == ["Phụ lục II", "SỐ LIỆU THEO CƠ QUAN, ĐƠN VỊ", "(Kèm theo Báo cáo số /BC-UBND ngày tháng năm 2026 của Ủy ban nhân dân xã Sơn Hải)"]


def test_every_row_of_the_annex_holds_its_text(book):
    for sheet in openpyxl.load_workbook(made(book, "phu-luc-so-lieu.xlsx")):
        for row in sheet.iter_rows(min_row=5):
            needed = max(lines_in(c.value, sheet.column_dimensions[c.column_letter].width, 11, bool(c.font.b)) for c in row if isinstance(c.value, str))
            assert sheet.row_dimensions[row[0].row].height >= 15 * needed, (sheet.title, row[0].row)


def test_a_change_has_its_sign_and_none_where_it_would_be_shown_as_nothing(book, tmp_path, monkeypatch):
    monkeypatch.setattr("sotay.reports.official.annex.annex_sheets", lambda book, cover: [Sheet("A", "B", "", (Field("X", 10, "change"),), ((2.66,), (-3.1,), (-0.04,), (None,)))])
    write_annex(book, tmp_path / "a.xlsx")
    cells = [openpyxl.load_workbook(tmp_path / "a.xlsx")["A"][f"A{n}"] for n in range(6, 10)]
    assert [c.value for c in cells] == [2.7, -3.1, 0, None] and cells[0].number_format == "[$-42A]+#,##0.0_);[$-42A]-#,##0.0_);0_)"


def test_a_table_begins_with_two_rows_and_its_end_and_note_stay_together(book):
    document = read_docx(made(book, "bao-cao-thang.docx"))
    table = next(t for t in document.tables if t.rows[0].cells[0].text == "STT")
    joined = [all(c.paragraphs[0].paragraph_format.keep_with_next for c in row.cells) for row in table.rows]
    # Heading and first row lead to the second, the last row but one to the last, and that to the note; between them a page may end.
    assert len(joined) == 7 and joined == [True, True, False, False, False, True, True]
    pages = pages_of(made(book, "bao-cao-thang.pdf"))
    assert any("Tuân thủ các yêu cầu" in text and "Kỳ trước" in text and "Ghi chú: " in text[text.index("Tuân thủ các yêu cầu"):] for text in pages)


def test_text_that_looks_like_a_formula_stays_text(book, tmp_path, monkeypatch):
    monkeypatch.setattr("sotay.reports.official.annex.annex_sheets", lambda book, cover: [Sheet("A", "B", "", (Field("X", 10),), (("=1+1",),))])
    write_annex(book, tmp_path / "a.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx")["A"]["A6"]
    assert (cell.data_type, cell.value, bool(cell.quotePrefix)) == ("s", "=1+1", True)
