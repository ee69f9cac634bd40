"""Texts laid out once per document: WeasyPrint asks for the same words again for a table's widths, for every try at a page, and for every letter of a chart."""

from __future__ import annotations

import contextlib
import gc
import inspect
from collections.abc import Callable, Iterator
from typing import Any

# All that WeasyPrint reads of a style while it breaks a text into lines and draws one (weasyprint/text/line_break.py and fonts.py).
_READ = ("font_family", "font_style", "font_stretch", "font_weight", "font_size", "font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps", "font_variant_numeric",
         "font_variant_alternates", "font_variant_east_asian", "font_feature_settings", "font_variation_settings", "font_language_override", "lang", "direction", "text_decoration_line", "white_space",
         "word_spacing", "letter_spacing", "tab_size", "overflow_wrap", "word_break", "hyphens", "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone", "visibility")
_ASKED = ["text", "style", "context", "max_width", "justification_spacing", "is_line_start", "minimum"]
_NAME = "split_first_line"


@contextlib.contextmanager
def remembered_texts() -> Iterator[None]:
    """Within it WeasyPrint lays out equal texts of equal style once; pages come out the same byte for byte.

    A version of WeasyPrint that asks in another way is left as it is. Not for several threads at once: `pdf.pdf_of` sees to it.
    """
    from weasyprint.layout import inline, preferred
    from weasyprint.text import line_break

    own = getattr(line_break, _NAME, None)
    places = [m for m in (line_break, inline, preferred) if own is not None and getattr(m, _NAME, None) is own]
    if len(places) < 3 or list(inspect.signature(own).parameters) != _ASKED:
        yield
        return
    remembering = _remembering(own)
    for module in places:
        setattr(module, _NAME, remembering)
    try:
        yield
    finally:
        for module in places:
            setattr(module, _NAME, own)


def _remembering(own: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[tuple, Any] = {}
    # The style itself is kept too: its number must not go to another one.
    styles: dict[int, tuple[Any, str]] = {}

    def said(style: Any) -> str:
        found = styles.get(id(style))
        if found is None:
            found = styles[id(style)] = (style, repr([style[name] for name in _READ]))
        return found[1]

    def split_first_line(text, style, context, max_width, justification_spacing, is_line_start=True, minimum=False):
        key = (text, said(style), max_width, justification_spacing, is_line_start, minimum)
        found = known.get(key)
        if found is None:
            found = known[key] = own(text, style, context, max_width, justification_spacing, is_line_start, minimum)
        return found

    return split_first_line


@contextlib.contextmanager
def no_collecting() -> Iterator[None]:
    """The garbage collector waits: a page is a million objects, none of them garbage before its PDF is written; looking at them again and again is a seventh of the work."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()
