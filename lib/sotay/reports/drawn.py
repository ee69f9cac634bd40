"""Charts in a PDF: their labels as words in one piece, not letter by letter and each in a picture of its own, and their insides kept out of the page's layout."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

SVG = "{http://www.w3.org/2000/svg}"
# A label that says nothing else is one line at one place.
_SAID = frozenset("x y transform fill font-family font-size font-style font-weight text-anchor stroke stroke-width stroke-linejoin".split())
# The drawing of labels follows WeasyPrint's own (weasyprint/svg/text.py) and holds for these versions.
MAJOR = "70"


def is_label(element: Element) -> bool:
    """Is it a `<text>` that is one line at one place."""
    return not len(element) and bool(element.text) and element.attrib.keys() <= _SAID and all(_one_number(element.get(k, "")) for k in ("x", "y"))


def _one_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@contextlib.contextmanager
def drawn_apart(drawings: dict[Element, Element]) -> Iterator[None]:
    """Within it WeasyPrint takes the drawing for the element that stands for it in the page, and writes plain labels as words."""
    import weasyprint
    from weasyprint import html, svg

    name = f"{SVG}svg"
    handlers = getattr(html, "HTML_HANDLERS", {name: None})
    own_handler, own_draw = handlers[name], svg.SVG.draw

    def handle_svg(element, box, get_image_from_uri, base_url):
        return own_handler(drawings.get(element, element), box, get_image_from_uri, base_url)

    handlers[name] = handle_svg
    if weasyprint.__version__.split(".")[0] == MAJOR:
        svg.SVG.draw = _labelling(own_draw, svg.TAGS)
    try:
        yield
    finally:
        handlers[name] = own_handler
        svg.SVG.draw = own_draw


def _labelling(own: Callable[..., None], tags: dict[str, Any]) -> Callable[..., None]:
    def draw(self, *given):
        texts = [e for e in self.tree._etree_node.iter() if e.tag in (f"{SVG}text", f"{SVG}tspan", f"{SVG}textPath")]
        if not texts or not all(e.tag == f"{SVG}text" and is_label(e) for e in texts):
            own(self, *given)
            return
        letters = tags["text"]
        tags["text"] = _label
        try:
            own(self, *given)
        finally:
            tags["text"] = letters

    return draw


def _label(svg: Any, node: Any, font_size: float) -> None:
    from weasyprint.draw.text import draw_emojis, draw_first_line
    from weasyprint.matrix import Matrix
    from weasyprint.svg.text import TextBox
    from weasyprint.text.line_break import split_first_line

    style = _style(svg, node, font_size)
    layout, _, _, width, height, baseline = split_first_line(node.text, style, svg.context, float("inf"), 0)
    x, y = float(node.get("x")), float(node.get("y"))
    x -= width * {"middle": 0.5, "end": 1}.get(node.get("text-anchor"), 0)
    node.text_bounding_box = (x, y - baseline, width, height)
    svg.stream.push_state()
    fill, stroke = svg.set_graphical_state(node, font_size)
    svg.stream.begin_text()
    layout.reactivate(style)
    svg.fill_stroke(fill, stroke, text=True)
    emojis = draw_first_line(svg.stream, TextBox(layout, style), "none", "none", Matrix(d=-1, e=x, f=y))
    svg.stream.end_text()
    svg.stream.pop_state()
    draw_emojis(svg.stream, style, x, y, emojis)


def _style(svg: Any, node: Any, font_size: float) -> Any:
    from weasyprint.css.properties import INITIAL_VALUES
    from weasyprint.svg.text import Style

    style = Style(INITIAL_VALUES)
    style.font_config = svg.font_config
    weight = node.get("font-weight", "400")
    style["font_family"] = [name.strip("\"' ") for name in node.get("font-family", "sans-serif").split(",")]
    style["font_style"] = node.get("font-style", "normal")
    style["font_weight"] = {"normal": 400, "bold": 700}.get(weight) or (int(weight) if weight.isdecimal() else 400)
    style["font_size"] = font_size
    return style
