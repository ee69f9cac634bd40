"""What makes PDF quick changes nothing of it: the same bytes as from WeasyPrint alone, and WeasyPrint as it was afterwards."""

from __future__ import annotations

import gc
import hashlib

import pandas as pd
import pytest

from sotay.reports.blocks import TEMPLATE
from sotay.reports.charts import _ungrouped
from sotay.reports.page import _contents
from sotay.reports.pdf import pdf_of
from sotay.reports.pdf_tags import name_head_cells
from sotay.reports.remembered import no_collecting, remembered_texts
from sotay.reports.show import bars, lines, table

weasyprint = pytest.importorskip("weasyprint", exc_type=(ImportError, OSError))


@pytest.fixture(scope="module")
def page() -> str:
    css = "".join((TEMPLATE / name).read_text(encoding="utf-8") for name in ("blocks.css", "page.css"))
    villages = pd.DataFrame({"Thôn": [f"Thôn Đông Hải số {n}, xóm trên" for n in range(14)], "Hồ sơ": range(14), "Ghi chú": ["đã giải quyết đúng hạn, trả qua bưu chính", "đang giải quyết"] * 7})
    course = pd.DataFrame({"Trực tuyến": [41.0, 44.5, 46.8], "Trực tiếp": [59.0, 55.5, 53.2]}, index=["2026-07", "2026-08", "2026-09"])
    parts = (table(villages, "Hồ sơ theo thôn"), bars(villages.set_index("Thôn")["Hồ sơ"], "Hồ sơ theo thôn", "hồ sơ"), lines(course, "Kênh nộp", "%", target=50))
    contents = _contents([(f"phan-{n}", f"Phần {n}: hồ sơ tiếp nhận và kết quả giải quyết") for n in range(7)])
    body = contents + "".join(f'<h2 id="phan-{n}">Phần {n}</h2>{parts[n % 3].html}' for n in range(7))
    return f'<!DOCTYPE html><html lang="vi"><head><title>Thử</title><style>{css}</style></head><body class="sotay">{body}</body></html>'


def test_the_same_bytes_as_from_weasyprint_alone_and_twice_in_one_process(page):
    identifier = hashlib.sha256(page.encode("utf-8")).hexdigest()[:32].encode("ascii")
    alone = weasyprint.HTML(string=page).write_pdf(finisher=name_head_cells, pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    assert pdf_of(page) == alone and pdf_of(page) == alone


def test_texts_are_laid_out_once_and_weasyprint_is_itself_again(page):
    from weasyprint.text import line_break

    own, asked = line_break.split_first_line, []

    def counting(text, style, context, max_width, justification_spacing, is_line_start=True, minimum=False):
        asked.append(text)
        return own(text, style, context, max_width, justification_spacing, is_line_start, minimum)

    from weasyprint.layout import inline, preferred

    try:
        for module in (line_break, inline, preferred):
            module.split_first_line = counting
        weasyprint.HTML(string=page).write_pdf()
        every = len(asked)
        with remembered_texts():
            weasyprint.HTML(string=page).write_pdf()
        assert 0 < len(asked) - every < every / 2
        assert all(module.split_first_line is counting for module in (line_break, inline, preferred))
    finally:
        for module in (line_break, inline, preferred):
            module.split_first_line = own


def test_weasyprint_is_itself_again_after_an_error():
    from weasyprint.text import line_break

    own = line_break.split_first_line
    with pytest.raises(KeyError), remembered_texts():
        assert line_break.split_first_line is not own
        raise KeyError
    assert line_break.split_first_line is own


def test_a_weasyprint_that_asks_in_another_way_is_left_alone(monkeypatch):
    from weasyprint.layout import inline, preferred
    from weasyprint.text import line_break

    def other(text, style, width):
        raise AssertionError

    for module in (line_break, inline, preferred):
        monkeypatch.setattr(module, "split_first_line", other)
    with remembered_texts():
        assert line_break.split_first_line is other


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_waits_and_is_left_as_it_was(enabled):
    before = gc.isenabled()
    try:
        gc.enable() if enabled else gc.disable()
        with no_collecting():
            assert not gc.isenabled()
        assert gc.isenabled() is enabled
    finally:
        gc.enable() if before else gc.disable()


def test_groups_of_a_drawing_that_say_nothing_are_gone_and_the_others_stay():
    drawing = '<g>\n<g/>\n<g transform="rotate(3)"><g><path d="M 0 0"/></g>\n</g><g fill="red"/></g>\n<use/>'
    assert _ungrouped(drawing) == '<g transform="rotate(3)">\n<path d="M 0 0"/></g>\n<use/>'


def test_contents_stand_in_three_lists_of_even_length_and_count_on():
    contents = _contents([(f"p{n}", "Mục") for n in range(10)])
    assert contents.count("<ol") == 3 and [f"p{n}" for n in range(10)] == [part.split('"')[0] for part in contents.split('href="#')[1:]]
    assert [part.count("<li>") for part in contents.split("<ol")[1:]] == [4, 4, 2]
    assert '<ol start="5" style="counter-reset: list-item 4">' in contents and '<ol start="9" style="counter-reset: list-item 8">' in contents
