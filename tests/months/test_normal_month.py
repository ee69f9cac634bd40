"""A normal month, small enough to count by hand: the figures are the same in the csv tables, notebooks, HTML, PDF, Word, Excel, the index and what the province reads."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pypdf
import pytest
import yaml
from docx import Document
from lxml import html

from sotay.publish.aggregates import FILE, write_aggregates
from sotay.reports.index import render_index
from sotay.reports.numbers import percent
from sotay.reports.official.make import make_documents
from sotay.reports.pdf import write_pdf
from sotay.reports.section import Section
from sotay.scoring.indicators import TOTAL

EXPECTED = yaml.safe_load((Path(__file__).resolve().parents[1] / "golden" / "expected_six.yml").read_text(encoding="utf-8"))
EXPECTED_FINDINGS = yaml.safe_load((Path(__file__).resolve().parents[1] / "golden" / "expected.yml").read_text(encoding="utf-8"))["findings"]
INDICATORS = list(EXPECTED["totals"])
SUMMARY = "tong_hop"


@pytest.fixture(scope="module")
def month(month_of):
    return month_of()


@pytest.fixture(scope="module")
def reports(month):
    return month.reports([SUMMARY, *INDICATORS])


@pytest.fixture(scope="module")
def documents(month):
    assert make_documents(month.workspace, month.prepared) == []
    return month.workspace.outputs(month.prepared.month) / "reports"


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def pdf_text(path: Path) -> str:
    return flat(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages))


def test_rows_read_and_set_aside(month):
    lines = month.prepared.tables["intake"]
    assert [int(lines[c].sum()) for c in ("rows_read", "rows_accepted", "rows_quarantined")] == EXPECTED["rows"]


@pytest.mark.parametrize("indicator", INDICATORS)
def test_scores_csv_as_counted_by_hand(month, indicator):
    for measure, (numerator, denominator) in EXPECTED["scores"][indicator].items():
        assert (month.score(indicator, measure, "numerator"), month.score(indicator, measure, "denominator")) == (numerator, denominator), measure
    assert month.score(indicator, TOTAL) == pytest.approx(EXPECTED["exact"][indicator], abs=1e-6)


@pytest.mark.parametrize("indicator", INDICATORS)
def test_the_indicator_s_own_page(month, reports, indicator):
    parts = reports[indicator].tables["Các thành phần của chỉ số"]
    known = month.prepared.registry.indicators[indicator]
    for measure, (numerator, denominator) in EXPECTED["scores"][indicator].items():
        title = next(m.title for m in known.measures if m.id == measure)
        # 6e is no plain ratio: its files are counted, not divided.
        assert [cell.replace(".", "") for cell in parts[title][:2]] == (["–", "–"] if measure in FEW_CASES else [str(numerator), str(denominator)]), measure
    value, _, level = EXPECTED["totals"][indicator]
    assert f"{value}%" in reports[indicator].words and level.lower() in reports[indicator].words.lower()


def test_the_summary(reports):
    shown = reports[SUMMARY].tables["Chỉ số, điểm và xếp loại"]
    lines = [line for line in shown.values() if line[0].endswith("%") or line[0] == "–"]
    assert [[line[0], line[2], line[3]] for line in lines] == [[f"{v}%", s, level] for v, s, level in EXPECTED["totals"].values()]
    assert f"Điểm tổng hợp\n{EXPECTED['composite']} trên 100" in reports[SUMMARY].words
    assert f"Chất lượng dữ liệu (DQI)\n{EXPECTED['dqi']} trên 100" in reports[SUMMARY].words


def test_the_pdf_of_the_summary(reports, tmp_path):
    write_pdf(reports[SUMMARY].page, tmp_path / "a.pdf")
    text = pdf_text(tmp_path / "a.pdf")
    # Figures over a bar are drawn after the page's other text: the scores stand together.
    assert re.findall(r"(\d+,\d)% \d+% (Tốt|Khá|Trung bình|Cần cải thiện)", text) == [(value, level) for value, _, level in EXPECTED["totals"].values()]
    assert " ".join(score for _, score, _ in EXPECTED["totals"].values()) in text
    assert f"{EXPECTED['composite']} trên 100" in text and f"{EXPECTED['dqi']} trên 100" in text


@pytest.mark.parametrize("indicator", ["ty_le_so_hoa", "an_toan_thong_tin"])
def test_the_pdf_of_an_indicator(month, reports, tmp_path, indicator):
    write_pdf(reports[indicator].page, tmp_path / "a.pdf")
    text = pdf_text(tmp_path / "a.pdf")
    value, points, level = EXPECTED["totals"][indicator]
    assert f"{value}%" in text and points in text and level in text
    for measure, (numerator, denominator) in EXPECTED["scores"][indicator].items():
        title = next(m.title for m in month.prepared.registry.indicators[indicator].measures if m.id == measure)
        assert f"{title} {'– –' if measure in FEW_CASES else f'{numerator} {denominator}'} " in text, measure


def test_rows_and_errors_wherever_they_are_told(month, reports, documents):
    read, good, aside = EXPECTED["rows"]
    written = pd.read_csv(month.workspace.internal(month.prepared.month) / "intake.csv", encoding="utf-8-sig")
    assert [int(written[c].sum()) for c in ("rows_read", "rows_accepted", "rows_quarantined")] == [read, good, aside]
    found = pd.read_csv(month.workspace.internal(month.prepared.month) / "findings.csv", encoding="utf-8-sig")
    errors = int((found["severity"] == "error").sum())
    assert errors == len(EXPECTED_FINDINGS)
    assert f"3 đơn vị gửi 6 tệp, {good + aside} dòng; đưa vào số liệu {good} dòng, tạm để riêng {aside} dòng có lỗi." in reports[SUMMARY].words
    sentence = f"Đã tiếp nhận 6 tệp của 3 cơ quan, đơn vị với {good + aside} dòng dữ liệu; đưa vào số liệu {good} dòng (91,7%), tạm để riêng {aside} dòng có lỗi để đơn vị sửa và gửi lại."
    for text in (flat(" ".join(p.text for p in Document(str(documents / "bao-cao-thang.docx")).paragraphs)), pdf_text(documents / "bao-cao-thang.pdf")):
        assert sentence in text and f"Kiểm tra phát hiện {errors} lỗi phải sửa" in text
    rows = list(openpyxl.load_workbook(documents / "phu-luc-so-lieu.xlsx")["Theo đơn vị"].iter_rows(min_row=5, values_only=True))
    total = dict(zip(rows[0], rows[-1], strict=True))
    assert (total["Cơ quan, đơn vị"], total["Dòng dữ liệu"], total["Dòng để riêng"], total["Lỗi phải sửa"]) == ("Tổng cộng", good + aside, aside, errors)


def test_the_figures_for_the_province(month, tmp_path):
    write_aggregates(month.workspace, month.prepared)
    told = json.loads((month.workspace.outputs(month.prepared.month) / "reports" / FILE).read_text(encoding="utf-8"))
    assert f"{told['composite']:.1f}".replace(".", ",") == EXPECTED["composite"]
    for known in told["indicators"]:
        value, points, _ = EXPECTED["totals"][known["id"]]
        assert [f"{known[k]:.1f}".replace(".", ",") for k in ("value", "score")] == [value, points]
        counted = {m["id"]: [m["numerator"], m["denominator"]] for m in known["measures"] if not m["hidden"]}
        assert all(counted[m] == [float(n), float(d)] for m, (n, d) in EXPECTED["scores"][known["id"]].items() if m in counted)


def test_word_and_its_pdf(documents):
    word = Document(str(documents / "bao-cao-thang.docx"))
    table = next(t for t in word.tables if t.rows[0].cells[0].text.strip() == "STT")
    lines = [[flat(c.text) for c in row.cells] for row in table.rows if re.fullmatch(r"\d", row.cells[0].text.strip())]
    assert [[line[2], line[6], line[7]] for line in lines] == [[f"{v}%", s, level] for v, s, level in EXPECTED["totals"].values()]
    in_words = flat(" ".join(p.text for p in word.paragraphs))
    printed = pdf_text(documents / "bao-cao-thang.pdf")
    for text in (in_words, printed):
        assert f"{EXPECTED['composite']}/100 điểm" in text and f"(DQI) đạt {EXPECTED['dqi']}%" in text
        for measures in EXPECTED["scores"].values():
            assert all(f"({n:,}/{d:,})".replace(",", ".") in text for m, (n, d) in measures.items() if m not in NOT_IN_WORDS | FEW_CASES)
        assert "(5/7)" not in text and "(4/16)" not in text
        assert all(f"Kết quả {value}%" in text for value, _, _ in EXPECTED["totals"].values())


# Measures without a weight or a plain ratio: in the tables only.
NOT_IN_WORDS = {"tap_dat_sau", "thong_nhat", "lo_du_lieu_ca_nhan"}
# Dossiers of fewer than five people, or all but fewer than five: papers and pages give the share, not the counts.
FEW_CASES = {"tiep_nhan_so_hoa", "ket_qua_so_hoa", "ho_so_tai_su_dung", "thanh_phan_tai_su_dung", "tra_cuu_thay_giay"}


def test_the_annex(month, documents):
    sheet = openpyxl.load_workbook(documents / "phu-luc-so-lieu.xlsx")["Chỉ số"]
    lines = {(row[0], row[1]): dict(zip(HEADINGS, row[2:11], strict=True)) for row in sheet.iter_rows(values_only=True)}
    for indicator, measures in EXPECTED["scores"].items():
        known = month.prepared.registry.indicators[indicator]
        for measure, (numerator, denominator) in measures.items():
            number, title = next(m.title for m in known.measures if m.id == measure).split(". ", 1)
            line = lines[number, title]
            assert (line["Tử số"], line["Mẫu số"]) == ((None, None) if measure in FEW_CASES else (numerator, denominator)), measure
        line, (_, points, level) = lines[str(known.number), known.title], EXPECTED["totals"][indicator]
        assert line["Kết quả"] == pytest.approx(EXPECTED["exact"][indicator] / 100, abs=0.00051)
        assert (f"{line['Điểm']:.1f}".replace(".", ","), line["Xếp loại"]) == (points, level)


HEADINGS = ["Tử số", "Mẫu số", "Kết quả", "Mục tiêu", "Trọng số", "Kỳ trước", "Tăng, giảm", "Điểm", "Xếp loại"]


def test_the_index(month, tmp_path):
    render_index(month.book, [Section(i, i, "Chỉ số", f"reports/{i}.html", None, "") for i in INDICATORS], tmp_path / "index.html")
    text = flat(html.fromstring((tmp_path / "index.html").read_text(encoding="utf-8")).find("body").text_content())
    for value, _, level in EXPECTED["totals"].values():
        assert f"{value}%" in text and level in text
    assert re.search(r"Điểm tổng hợp\s*(\d+,\d)", text)[1] == EXPECTED["composite"]
    assert EXPECTED["dqi"] in text


def test_the_group_s_page_gives_the_indicator_s_share_of_electronic_results(month):
    page = month.reports(["thu_tuc_hanh_chinh"])["thu_tuc_hanh_chinh"]
    lines = month.prepared.tables["scores"].query("indicator == 'ty_le_so_hoa' and scope == 'commune'").set_index("measure")["value"]
    said = next(f.get("aria-label") for f in page.tree.iter("figure") if "kết quả điện tử và ký số" in (f.get("aria-label") or ""))
    assert f"Có kết quả điện tử: {percent(lines['ket_qua_so_hoa'])}" in said and f"Kết quả ký số hợp lệ: {percent(lines['ket_qua_ky_so'])}" in said
