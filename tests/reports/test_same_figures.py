"""One figure has one value wherever a month tells it: index, summary, the indicator's own page."""

import re

import pytest

from made_up import made_up_book
from sotay import show, tracking
from sotay.reports.index import render_index
from sotay.reports.section import Section

OWN = "chi_so_mot"


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def told(tmp_path) -> dict[str, str]:
    book = made_up_book(tmp_path)
    render_index(book, [Section(OWN, "Số hóa", "Chỉ số", "reports/x.html", None, "")], tmp_path / "index.html")
    formats = {"Giá trị": "pct", "Mục tiêu": "pct", "Điểm": "dec1"}
    return {
        "index": plain((tmp_path / "index.html").read_text(encoding="utf-8").split("<body")[1]),
        "summary": plain(show.table(tracking.standing(book), "Chỉ số", formats=formats).html),
        "figures": plain(show.key_figures(tracking.headline(book)).html),
        "page": plain(show.indicator(book, OWN).html),
        "words": tracking.reasons(book, OWN),
        "head": plain(show.head(book, "T", "H").html),
        "basis": plain(show.basis(book, ["so_mot"]).html),
    }


@pytest.mark.parametrize("place", ["index", "summary", "page", "words"])
def test_the_indicator_s_value_its_target_and_its_band(told, place):
    text = told[place].lower()
    assert "89,4%" in text and "80%" in text and "tốt" in text


def test_the_composite_of_index_and_summary(told):
    assert re.search(r"Điểm tổng hợp (\S+)", told["index"])[1] == re.search(r"Điểm tổng hợp (\S+)", told["figures"])[1] == "100"


@pytest.mark.parametrize("place", ["index", "head", "basis", "figures"])
def test_the_rows_that_count(told, place):
    assert "1.230" in told[place]


def test_the_errors_of_index_and_summary(told):
    assert "Sửa 2 chỗ lỗi" in told["index"] and "Lỗi phải sửa 2 lỗi" in told["figures"]
