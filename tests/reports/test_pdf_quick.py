"""What makes PDF quick changes nothing of it: the same bytes as from WeasyPrint alone, charts with the same words, and WeasyPrint as it was afterwards."""

from __future__ import annotations

import gc
import hashlib
import io
import random

import pandas as pd
import pytest
from pypdf import PdfReader

from sotay.reports import pdf, remembered
from sotay.reports.blocks import SOURCE_MARK, TEMPLATE
from sotay.reports.charts import _ungrouped
from sotay.reports.page import _contents
from sotay.reports.pdf import pdf_of
from sotay.reports.pdf_tags import name_head_cells
from sotay.reports.pdf_written import write_once
from sotay.reports.remembered import Remembered, no_collecting, remembered_texts
from sotay.reports.settled import settled_lengths
from sotay.reports.show import bars, lines, table

weasyprint = pytest.importorskip("weasyprint", exc_type=(ImportError, OSError))

VILLAGES = pd.DataFrame({"Thôn": [f"Thôn Đông Hải số {n}, xóm trên" for n in range(14)], "Hồ sơ": range(14), "Ghi chú": ["đã giải quyết đúng hạn / trả qua bưu chính (5 %)", "đang giải quyết"] * 7})
COURSE = pd.DataFrame({"Trực tuyến": [41.0, 44.5, 46.8], "Trực tiếp": [59.0, 55.5, 53.2]}, index=["2026-07", "2026-08", "2026-09"])


def page_of(*parts, sections: int = 7) -> str:
    css = "".join((TEMPLATE / name).read_text(encoding="utf-8") for name in ("blocks.css", "page.css"))
    contents = _contents([(f"phan-{n}", f"Phần {n}: hồ sơ tiếp nhận và kết quả giải quyết") for n in range(sections)])
    body = contents + "".join(f'<h2 id="phan-{n}">Phần {n}</h2>{parts[n % len(parts)].html}' for n in range(sections))
    body = body.replace(SOURCE_MARK, "")
    return f'<!DOCTYPE html>\n<html lang="vi">\n<head><title>Thử</title>\n<style>{css}</style>\n</head>\n<body class="sotay">{body}</body>\n</html>\n'


@pytest.fixture(scope="module")
def page() -> str:
    words = table(VILLAGES, "Hồ sơ theo thôn")
    return page_of(words, type(words)('<dl class="keys"><div class="key"><dt>Hồ sơ</dt><dd><span class="big">91</span></dd></div></dl><ul><li>một <em>hai</em></li><li><a href="#phan-2">ba</a></li></ul>', ""))


@pytest.fixture(scope="module")
def charts() -> str:
    return page_of(bars(VILLAGES.set_index("Thôn")["Hồ sơ"], "Hồ sơ theo thôn", "hồ sơ"), lines(COURSE, "Kênh nộp", "%", target=50), sections=2)


def alone(page: str) -> bytes:
    identifier = hashlib.sha256(page.encode("utf-8")).hexdigest()[:32].encode("ascii")
    return weasyprint.HTML(string=page).write_pdf(finisher=name_head_cells, pdf_variant="pdf/ua-1", pdf_identifier=identifier)


def test_the_same_bytes_as_from_weasyprint_alone_and_twice_in_one_process(page, charts):
    first = pdf_of(page)
    pdf_of(charts)
    assert first == alone(page) and pdf_of(page) == first


def test_labels_of_charts_are_the_same_words_at_the_same_places_without_a_picture_for_each(charts):
    ours, theirs = (PdfReader(io.BytesIO(made)) for made in (pdf_of(charts), alone(charts)))
    assert len(ours.pages) == len(theirs.pages) > 0
    for mine, other in zip(ours.pages, theirs.pages, strict=True):
        assert sorted("".join(mine.extract_text().split())) == sorted("".join(other.extract_text().split()))
    assert "Thôn Đông Hải" in "".join(p.extract_text() for p in ours.pages)
    pictures = [sum("/XObject" in str(o.get("/Type", "")) for o in map(made.get_object, range(1, made.trailer["/Size"])) if hasattr(o, "get")) for made in (ours, theirs)]
    assert pictures[0] < pictures[1] / 4


def test_a_label_ends_where_it_should_end():
    from sotay.reports.pdf_input import tree_of

    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewbox="0 0 200 40" width="200" height="40"><text style="font-size: 10px; font-family: Liberation Sans; text-anchor: {}" x="100" y="20">AVAV chữ</text></svg>'
    made = {}
    for anchor in ("start", "middle", "end"):
        page = f'<!DOCTYPE html><html lang="vi"><head><title>Thử</title></head><body>{drawing.format(anchor)}</body></html>'
        assert len(tree_of(page)[1]) == 1
        places = []
        PdfReader(io.BytesIO(pdf_of(page))).pages[0].extract_text(visitor_text=lambda text, ctm, tm, font, size, places=places: places.append(tm[4] * ctm[0] + ctm[4]) if "AV" in text else None)
        made[anchor] = places[0]
    width = made["start"] - made["end"]
    assert 30 < width < 60 and made["start"] - made["middle"] == pytest.approx(width / 2, abs=0.01)


def test_every_object_is_written_once(page, monkeypatch):
    import pydyf

    own, written = pydyf.Stream.data, []
    monkeypatch.setattr(pydyf.Stream, "data", property(lambda self: written.append(id(self)) or own.fget(self)))
    streams = []
    made = weasyprint.HTML(string=page).write_pdf(finisher=lambda document, pdf: streams.extend(o for o in pdf.objects if isinstance(o, pydyf.Stream)) or write_once(pdf), pdf_variant="pdf/ua-1", pdf_identifier=b"x" * 32)
    assert len(streams) > 3 and all(written.count(id(s)) == 1 for s in streams)
    monkeypatch.undo()
    assert made == weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=b"x" * 32)


def test_lengths_are_read_once_for_a_style_and_weasyprint_is_itself_again(page, monkeypatch):
    from weasyprint.layout import block, percent

    own, asked = percent.resolve_percentages, []

    def counting(box, containing_block):
        asked.append(box)
        own(box, containing_block)

    for module in (percent, block):
        monkeypatch.setattr(module, "resolve_percentages", counting)
    weasyprint.HTML(string=page).write_pdf()
    every = len(asked)
    with settled_lengths():
        weasyprint.HTML(string=page).write_pdf()
    assert 0 < len(asked) - every < every / 2
    assert percent.resolve_percentages is block.resolve_percentages is counting


def test_texts_are_laid_out_once_and_weasyprint_is_itself_again(page):
    from weasyprint.text import line_break

    own, asked = line_break.split_first_line, []

    def counting(text, style, context, max_width, justification_spacing, is_line_start=True, minimum=False):
        asked.append(text)
        return own(text, style, context, max_width, justification_spacing, is_line_start, minimum)

    from weasyprint.layout import inline, preferred

    layout, known = line_break.Layout, Remembered()
    try:
        for module in (line_break, inline, preferred):
            module.split_first_line = counting
        weasyprint.HTML(string=page).write_pdf()
        every = len(asked)
        with remembered_texts(known):
            weasyprint.HTML(string=page).write_pdf()
        once = len(asked) - every
        with remembered_texts(known):
            weasyprint.HTML(string=page).write_pdf()
        # The second time only what has to be asked with the whole text after all.
        assert 0 < once < every / 3 and len(asked) - every - once == 0
        assert all(module.split_first_line is counting for module in (line_break, inline, preferred))
    finally:
        for module in (line_break, inline, preferred):
            module.split_first_line = own
    assert line_break.Layout is layout
    # What Pango holds of a text is given back with the document.
    assert known.lines and not any(hasattr(line[0], "layout") for line in known.lines.values())


def test_what_was_asked_before_does_not_move_a_line():
    """A space at the end of a line that has no room for it was remembered as no space at all, for every report after."""
    from weasyprint.text import line_break

    own, styles = line_break.split_first_line, {}

    def noting(text, style, *rest, **named):
        styles.setdefault((style["white_space"], style["hyphens"]), style)
        return own(text, style, *rest, **named)

    page = '<p>một</p><p style="white-space: nowrap">hai</p><p style="white-space: pre-wrap">ba</p><p style="hyphens: manual">bốn</p>'
    from weasyprint.layout import inline

    inline.split_first_line = noting
    try:
        document = weasyprint.HTML(string=page).render()
    finally:
        inline.split_first_line = own
    assert len(styles) == 3
    texts = ["; ", " ", ";", "Kết hôn", "Kết hôn; ", " Kết hôn", "Kết hôn; Khai tử", "Kết hôn;  Khai tử ", "hộ tịch và mẫu sổ hộ tịch đang dùng ", "a b", "a ", "dài\xad quá ", "một/hai/ba bốn"]
    rooms = [None, 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 20, 30, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 60, 80, 90, 100, 120, 200, 300]
    asked = [(text, style, room, start, minimum) for text in texts for style in styles.values() for room in rooms for start in (True, False) for minimum in (True, False)]

    def told(line):
        return line[0].text, *line[1:]

    def answers(questions):
        return {(q[0], id(q[1]), *q[2:]): told(line_break.split_first_line(q[0], q[1], document_context, q[2], 0, q[3], minimum=q[4])) for q in questions}

    document_context = type("Context", (), {"font_config": document.font_config, "dictionaries": {}})()
    right = answers(asked)
    for seed in range(6):
        mixed = asked.copy()
        random.Random(seed).shuffle(mixed)
        with remembered_texts(Remembered()):
            assert answers(mixed) == right


def test_a_page_has_its_spaces_whatever_was_laid_out_before():
    lists = "".join(f'<p style="width: {width}px"><b>Tập</b> (3): <span id="a{width}">Kết hôn</span>; <span id="b{width}">Khai tử</span>; <span id="c{width}">Giám hộ</span>.</p>' for width in range(60, 320))
    page = f'<!DOCTYPE html><html lang="vi"><head><title>Thử</title></head><body>{lists}</body></html>'
    remembered.forget()
    assert pdf_of(page) == alone(page) == pdf_of(page)


def test_what_is_remembered_has_an_end(page, monkeypatch):
    from sotay.reports import remembered

    known = Remembered()
    with remembered_texts(known):
        weasyprint.HTML(string=page).write_pdf()
    monkeypatch.setattr(remembered, "MOST", len(known.lines) - 1)
    with remembered_texts(known):
        assert not known.lines and not known.styles


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


def test_nothing_of_pango_is_kept_when_the_interpreter_ends(page):
    """Unloaded libraries cannot take back what they made: an ending interpreter would crash."""
    before = pdf_of(page)
    assert remembered._HERE.lines and pdf._fonts.cache_info().currsize
    pdf._let_go()
    assert (remembered._HERE.lines, remembered._HERE.live, pdf._fonts.cache_info().currsize) == ({}, [], 0)
    assert pdf_of(page) == before
