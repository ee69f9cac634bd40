"""A page as WeasyPrint takes it up: read as XML, which our pages are, and without the styles and boxes that nothing of it needs."""

from __future__ import annotations

import functools
import re
from typing import Any, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
_VOID = frozenset("br col hr img meta wbr".split())
_DRAWN = frozenset("circle defs desc ellipse g line path polygon polyline rect svg text title tspan use".split())
_WITHIN = {
    "html": {"head", "body"}, "head": {"meta", "title"}, "title": {""}, "table": {"caption", "colgroup", "thead", "tbody", "tfoot"}, "colgroup": {"col"},
    "thead": {"tr"}, "tbody": {"tr"}, "tfoot": {"tr"}, "tr": {"td", "th"}, "ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd", "div"},
}
_TERMS = {"dt", "dd"}
_NO_TEXT = frozenset("html head table colgroup thead tbody tfoot tr".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
# Where one of these begins, HTML ends an open paragraph.
_BLOCKS = _HEADINGS | frozenset("address article aside blockquote details div dl figcaption figure footer header hr main nav ol p section summary table ul".split())
_INLINE = frozenset("a abbr b br cite code del em i img ins kbd mark q s samp small span strong sub sup time u var wbr".split())

_DOCTYPE = re.compile(r"\s*<!doctype html>\s*", re.I)
_TAG = re.compile(r"""<([A-Za-z][^\s<>/"']*)((?:[^<>"']++|"[^"<]*"|'[^'<]*')*+)>""")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
# Numbers that HTML reads as characters of Windows.
_OLD_NUMBER = re.compile(r"&#(?:x0*[89][0-9a-f]|0*1(?:2[89]|[34]\d|5\d));", re.I)

# Rules of WeasyPrint's own style sheet, one on a line: for notes at the foot of a page and for text from right to left, which no page read here has, and for markers.
_NOTES = re.compile(r"^::(?:footnote|note)-[a-z]+ \{.*\}\n", re.M)
_DIRECTIONS = re.compile(r"^.*\[dir[\]=].*\}\n", re.M)
_MARKERS = re.compile(r"^::marker \{", re.M)
_HAS_NOTES = re.compile(r"footnote|\bnote\(")

# What a style attribute in a drawing may say as attributes of their own.
_SPREAD = frozenset(
    "fill fill-opacity fill-rule font-family font-size font-style font-weight opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor".split()
)
_PLAIN = re.compile(r"\s*([a-z-]+)\s*:\s*([\w\s#.,%'-]+?)\s*")


class Doubtful(Exception):
    """HTML may read the page otherwise than XML."""


class Taken(NamedTuple):
    """The document of WeasyPrint, and the drawing that each empty `<svg>` in it stands for."""

    document: Any
    drawings: dict[Element, Element]


def taken(page: str, css: str, url_fetcher: Any) -> Taken:
    """A page and its style sheet for WeasyPrint; a page that might read differently as HTML is read by WeasyPrint."""
    import weasyprint

    try:
        if _HAS_NOTES.search(page) or _HAS_NOTES.search(css):
            raise Doubtful
        tree, drawings = tree_of(page)
        return Taken(_document()(tree, url_fetcher), drawings)
    except Doubtful:
        return Taken(weasyprint.HTML(string=page, url_fetcher=url_fetcher), {})


@functools.cache
def _document() -> type:
    """A document from a tree, with a style sheet that makes no style for nothing. Raises Doubtful where WeasyPrint is not as it was."""
    import cssselect2
    import weasyprint
    from weasyprint import html

    expected = {"UA", "UA_COUNTER_STYLE", "HTML_HANDLERS"} <= vars(html).keys() and hasattr(weasyprint.HTML, "_ua_stylesheets")
    if not expected or vars(weasyprint.HTML(string="")).keys() != {"base_url", "url_fetcher", "media_type", "wrapper_element", "etree_element"}:
        raise Doubtful
    # Else it makes six styles for every element that a note or a list would need.
    sheet = weasyprint.CSS(string=_MARKERS.sub("li::marker, summary::marker {", _DIRECTIONS.sub("", _NOTES.sub("", html.UA))), counter_style=html.UA_COUNTER_STYLE.copy())

    class Document(weasyprint.HTML):
        def __init__(self, tree: Element, url_fetcher: Any) -> None:
            self.base_url, self.url_fetcher, self.media_type = None, url_fetcher, "print"
            self.wrapper_element = cssselect2.ElementWrapper.from_html_root(tree, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return [sheet]

    return Document


def tree_of(page: str) -> tuple[Element, dict[Element, Element]]:
    """The page as the tree an HTML reader makes of it, in a tenth of the time, and its drawings by what stands for them. Raises Doubtful where the two could differ."""
    begun = _DOCTYPE.match(page)
    page = page[begun.end() :] if begun else ""
    if "<!" in page or "<?" in page or _OLD_NUMBER.search(page):
        raise Doubtful
    try:
        root = ElementTree.fromstring(_TAG.sub(_as_xml, page))
    except ElementTree.ParseError:
        raise Doubtful from None
    if root.tag != "html" or [e.tag for e in root] != ["head", "body"]:
        raise Doubtful
    drawings: dict[Element, Element] = {}
    _check(root, frozenset(), drawings)
    _place_ends(root, page[len(page.rstrip()) :])
    return root, drawings


def _as_xml(tag: re.Match) -> str:
    name, rest = tag.groups()
    if name in _VOID:
        rest = rest.rstrip("/ ") + "/"
    elif rest.endswith("/") and (name not in _DRAWN or name in ("title", "svg")):
        raise Doubtful
    if "\n" in rest or "\t" in rest:
        rest = _QUOTED.sub(lambda value: value[0].replace("\n", "&#10;").replace("\t", "&#9;"), rest)
    return f"<{name}{rest}>"


def _check(element: Element, around: frozenset[str], drawings: dict[Element, Element], allowed: set[str] | None = None) -> None:
    """Everything below the element stands where HTML leaves it standing; drawings are set apart. Raises Doubtful."""
    name = element.tag
    allowed = allowed or _WITHIN.get(name)
    if name in _NO_TEXT and any(t and not t.isspace() for t in (element.text, *(c.tail for c in element))):
        raise Doubtful
    if name in _VOID and (len(element) or element.text):
        raise Doubtful
    if "dir" in element.attrib or any("{" in k or k != k.lower() for k in element.attrib):
        raise Doubtful
    if name in ("td", "th", "caption"):
        around = frozenset()
    elif name in ("p", "a") or name in _HEADINGS:
        around = around | {name}
    for place, child in enumerate(element):
        kind = child.tag
        if kind == f"{SVG}svg" and allowed is None:
            element[place] = _apart(child)
            drawings[element[place]] = child
        elif kind in allowed if allowed is not None else _fits(kind, around):
            _check(child, around, drawings, _TERMS if name == "dl" and kind == "div" else None)
        else:
            raise Doubtful


def _fits(kind: str, around: frozenset[str]) -> bool:
    """May the element stand in running text or between blocks, within these."""
    if kind in _BLOCKS:
        return "p" not in around and not (kind in _HEADINGS and around & _HEADINGS)
    return kind in _INLINE and not (kind == "a" and "a" in around)


def _apart(svg: Element) -> Element:
    """What stands for a drawing in the page: its insides take no part in the layout. The drawing gets its attributes' names as SVG writes them. Raises Doubtful."""
    from tinyhtml5.constants import adjust_svg_attributes as right

    for element in svg.iter():
        name = element.tag.removeprefix(SVG)
        if name == element.tag or name not in _DRAWN or (name in ("title", "desc") and len(element)):
            raise Doubtful
        for key in [k for k in element.attrib if not k.startswith(XLINK)]:
            if "{" in key:
                raise Doubtful
            small = key.lower()
            if right.get(small, small) != key:
                element.attrib[right.get(small, small)] = element.attrib.pop(key)
        if element is not svg and "style" in element.attrib:
            _spread(element)
    alone = ElementTree.Element(svg.tag, svg.attrib)
    alone.tail, svg.tail = svg.tail, None
    return alone


def _spread(element: Element) -> None:
    """A drawn element's style as attributes, which need no reading of CSS."""
    said = [_PLAIN.fullmatch(part) for part in element.attrib["style"].split(";") if part.strip()]
    if all(s and s[1] in _SPREAD for s in said):
        del element.attrib["style"]
        element.attrib.update((s[1], s[2]) for s in said)


def _place_ends(root: Element, end: str) -> None:
    """White space outside head and body where an HTML reader puts it."""
    body = root[1]
    root.text, after, body.tail = None, (body.tail or "") + end, None
    if len(body):
        body[-1].tail = (body[-1].tail or "") + after
    else:
        body.text = (body.text or "") + after
