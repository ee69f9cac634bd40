"""A page is read as XML only where HTML reads the very same: every tree equal to the HTML reader's, or left to it."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from sotay.reports.blocks import SOURCE_MARK
from sotay.reports.pdf import pdf_of
from sotay.reports.pdf_input import SVG, Doubtful, taken, tree_of
from sotay.reports.show import bars, table

weasyprint = pytest.importorskip("weasyprint", exc_type=(ImportError, OSError))
tinyhtml5 = pytest.importorskip("tinyhtml5")


def page_of(body: str, head: str = "") -> str:
    return f'<!DOCTYPE html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">{head}\n<title>Thử &amp; nghiệm</title>\n</head>\n<body class="sotay">\n{body}</body>\n</html>\n'


def as_html(page: str):
    return said(tinyhtml5.parse(page, namespace_html_elements=False))


def as_xml(page: str):
    tree, drawings = tree_of(page)
    whole = dict(drawings)

    def put_back(element):
        for place, child in enumerate(element):
            if child in whole:
                tail, element[place] = child.tail, whole[child]
                element[place].tail = tail
            else:
                put_back(child)

    put_back(tree)
    return said(tree)


def said(element) -> tuple:
    """Tag, attributes, texts and children; a drawing's style may stand in attributes of their own."""
    attributes = {k: v for k, v in element.attrib.items() if not k.startswith("{http://www.w3.org/2000/xmlns/}")}
    if element.tag.startswith(SVG) and element.tag != f"{SVG}svg" and "style" in attributes:
        attributes |= dict(re.fullmatch(r"\s*([a-z-]+):\s*(.*?)\s*", part).groups() for part in attributes.pop("style").split(";") if part.strip())
    return element.tag, attributes, element.text or "", element.tail or "", [said(c) for c in element]


SURE = [
    "<p>một<br>hai <strong>ba <em>bốn</em></strong></p>\n<ul>\n<li><p>x</p></li></ul>",
    '<dl class="keys"><div class="key"><dt>a</dt><dd>b</dd></div></dl><dl><dt>a</dt><dd><p>b</p></dd></dl>',
    '<table class="data"><colgroup><col style="width:20%"><col></colgroup><caption>Tên</caption><thead><tr><th scope="col">a</th></tr></thead>\n<tbody><tr><td><p>b</p><a href="#x">c</a></td></tr></tbody></table>',
    '<p title="hai\ndòng &#10; và &quot;trích&quot; > 3">&lt;b&gt; &amp; &#39;x&#39;</p><details><summary>a</summary><p>b</p></details><hr><h2 id="x">t <a href="#y">u</a></h2>',
    '<figure role="img"><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewbox="0 0 9 9" preserveaspectratio="none"><title>mô tả</title><defs><path id="m" d="M 0 0\nL 1 1" style="stroke: #123456"></path></defs>'
    '<g><use xlink:href="#m" x="1" style="fill: none; stroke-width: 0.7"/><text x="1" y="2" style="font-family: \'Liberation Sans\', Arial">chữ</text></g></svg></figure>',
]


@pytest.mark.parametrize("body", SURE)
def test_what_is_read_as_xml_is_what_html_reads(body):
    assert as_xml(page_of(body)) == as_html(page_of(body))


def test_what_the_suite_shows_is_read_as_xml():
    frame = pd.DataFrame({"Thôn": ["Thôn 1", "Thôn 2 <b> & \"c\""], "Hồ sơ": [3, 5]})
    body = table(frame, "Hồ sơ theo thôn").html + bars(frame.set_index("Thôn")["Hồ sơ"], "Hồ sơ theo thôn", "hồ sơ").html
    body = body.replace(SOURCE_MARK, "")
    assert as_xml(page_of(body)) == as_html(page_of(body))


# In HTML each is another tree, or the same only by chance.
DOUBTFUL = [
    "<p>a<div>b</div></p>", "<p>a<ul><li>b</li></ul></p>", "<span><p>a<strong><table><tbody><tr><td>x</td></tr></tbody></table></strong></p></span>", "<p><p>a</p></p>",
    "<a href='#a'>x<span><a href='#b'>y</a></span></a>", "<h2>a<h3>b</h3></h2>", "<ul><li>a<li>b</li></li></ul>", "<ul><li><div><li>b</li></div></li></ul>", "<dl><dt>a<dd>b</dd></dt></dl>",
    "<table><tr><td>a</td></tr></table>", "<table><tbody><td>a</td></tbody></table>", "<table>chữ<tbody><tr><td>a</td></tr></tbody></table>", "<table><tbody><tr><p>a</p></tr></tbody></table>", "<table><col><tbody></tbody></table>",
    "<div/>chữ", "<span title='a > b'/>chữ", "<p>a</p><!-- b --><p>c</p>", "<pre>\na</pre>", "<textarea><b>x</b></textarea>", "<script>a</script>", "<p>a&nbsp;b</p>", "<p>&#150;</p>", "<P>a</P>", "<p CLASS='a'>b</p>",
    "<svg><path d='M 0 0'/></svg>", '<svg xmlns="http://www.w3.org/2000/svg"><g><p>a</p></g></svg>', '<svg xmlns="http://www.w3.org/2000/svg"><title>a<b>c</b></title></svg>', "<p>a<b>c</p></b>", "<p>a", "<button><p>a</p></button>",
    "<p dir='rtl'>a</p>", "<math><mi>a</mi></math>", "<br>a</br>", "<p a=b>c</p>", "<details open><summary>a</summary></details>", "<p xml:lang='vi'>a</p>", "<select><option>a</option></select>",
]


@pytest.mark.parametrize("body", DOUBTFUL)
def test_what_html_may_read_otherwise_is_left_to_it(body):
    with pytest.raises(Doubtful):
        tree_of(page_of(body))


@pytest.mark.parametrize("page", ["<p>a</p>", "<html><body><p>a</p></body></html>", page_of("<p>a</p>").replace("<!DOCTYPE html>", ""), page_of("<p>a</p>", "<title>b<i>c</i></title>"), page_of("a", "<link rel='x'>"), page_of("a", "<style>p > a {}</style>")])
def test_a_page_that_is_not_whole_is_left_to_html(page):
    with pytest.raises(Doubtful):
        tree_of(page)


def test_no_style_is_made_that_nothing_needs():
    from weasyprint.css import get_all_computed_styles
    from weasyprint.css.counters import CounterStyle
    from weasyprint.css.targets import TargetCollector

    def pseudo(document):
        style_for = get_all_computed_styles(document, counter_style=CounterStyle(), color_profiles={}, font_config=None, page_rules=[], layers=[], target_collector=TargetCollector())
        return sorted((element.tag, kind) for element, kind in style_for.get_computed_styles() if kind)

    page = page_of("<ul><li>a</li></ul><p>b<br>c</p>")
    assert pseudo(taken(page, "", weasyprint.URLFetcher()).document) == [("br", "before"), ("li", "marker")]
    assert len(pseudo(weasyprint.HTML(string=page))) > 50


def test_notes_at_the_foot_of_a_page_are_still_made():
    page = page_of("<p>chữ<span class='n'>chú thích</span></p>", "<style>.n { float: footnote }</style>")
    identifier = {"pdf_variant": "pdf/ua-1"}
    ours = pdf_of(page)
    text = weasyprint.HTML(string=page).write_pdf(**identifier)
    from io import BytesIO

    from pypdf import PdfReader

    read = [PdfReader(BytesIO(made)).pages[0].extract_text() for made in (ours, text)]
    assert read[0] == read[1] and "1. chú thích" in read[0]
