"""Texts laid out once: WeasyPrint asks for the same words again for a table's widths, for every try at a page, for every letter of a chart, for every report, and when it draws them."""

from __future__ import annotations

import contextlib
import functools
import gc
from collections.abc import Callable, Iterator
from typing import Any

from sotay.reports.swapped import asks, swapped

# All that WeasyPrint reads of a style while it breaks a text into lines and draws one (weasyprint/text/line_break.py and fonts.py).
_READ = ("font_family", "font_style", "font_stretch", "font_weight", "font_size", "font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps", "font_variant_numeric",
         "font_variant_alternates", "font_variant_east_asian", "font_feature_settings", "font_variation_settings", "font_language_override", "lang", "direction", "text_decoration_line", "white_space",
         "word_spacing", "letter_spacing", "tab_size", "overflow_wrap", "word_break", "hyphens", "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone", "visibility")
_OWN = frozenset(_READ)
_ASKED = {"split_first_line": ["text", "style", "context", "max_width", "justification_spacing", "is_line_start", "minimum"], "strut": ["style"], "can_break_text": ["text", "lang"]}
_KEPT = {"setup": ["self", "style"], "deactivate": ["self"], "reactivate": ["self", "style"]}
# Texts of about forty reports; a process that lays out more begins anew.
MOST = 40_000


class Remembered:
    """What is known of texts: style as WeasyPrint reads it -> its number, and text, style and room -> its first line. Styles and what Pango holds of a text are given back with each document."""

    def __init__(self) -> None:
        self.styles: dict[str, int] = {}
        self.lines: dict[tuple, tuple] = {}
        self.live: list[Any] = []
        self.layout: type | None = None
        # The style itself is kept too: its place in memory must not go to another one.
        self._seen: dict[int, tuple[Any, int]] = {}

    def number(self, style: Any) -> int:
        """Styles that WeasyPrint cannot tell apart in a text have one number."""
        found = self._seen.get(id(style))
        if found is None:
            # An anonymous box has of its parent all that is read here, unless it has been told otherwise.
            parent = getattr(style, "parent_style", None) if type(style).__name__ == "AnonymousStyle" else None
            if parent is not None and not _OWN.intersection(style):
                number = self.number(parent)
            else:
                number = self.styles.setdefault(repr([style[name] for name in _READ]), len(self.styles))
            found = self._seen[id(style)] = (style, number)
        return found[1]

    def begin(self, layout: type) -> type:
        """For a document: what lays out its texts instead of the layout given."""
        if len(self.lines) > MOST or self.layout is None or self.layout.__base__ is not layout:
            self.styles.clear()
            self.lines.clear()
            self.layout = _kept(layout, self)
        return self.layout

    def end(self) -> None:
        """The document is written."""
        for layout in self.live:
            layout.give_up()
        self.live.clear()
        self._seen.clear()


_HERE = Remembered()


def forget() -> None:
    """All that is remembered in this process."""
    _HERE.end()
    _HERE.lines.clear()
    _HERE.styles.clear()


@contextlib.contextmanager
def remembered_texts(known: Remembered | None = None) -> Iterator[None]:
    """Within it WeasyPrint lays out equal texts of equal style once; pages come out the same byte for byte.

    A version of WeasyPrint that asks in another way is left as it is. Not for several threads at once: `pdf.pdf_of` sees to it.
    """
    from weasyprint.layout import block, inline, preferred
    from weasyprint.text import line_break

    known = _HERE if known is None else known
    own = {name: getattr(line_break, name, None) for name in (*_ASKED, "Layout")}
    if not all(asks(own[name], *asked) for name, asked in _ASKED.items()) or not all(asks(getattr(own["Layout"], name, None), *asked) for name, asked in _KEPT.items()):
        yield
        return
    put = {
        "Layout": known.begin(own["Layout"]), "split_first_line": _remembering(own["split_first_line"], known),
        "strut": _by_style(own["strut"]), "can_break_text": functools.cache(own["can_break_text"]),
    }
    try:
        with swapped((line_break, block, inline, preferred), put, own):
            yield
    finally:
        known.end()


def _remembering(own: Callable[..., Any], remembered: Remembered) -> Callable[..., Any]:
    known, number = remembered.lines, remembered.number

    def first_line(text, said, style, context, max_width, justification_spacing, is_line_start, minimum):
        # A text that has room on one line is the same line in any larger room.
        whole = known.get((text, said, justification_spacing))
        if whole is not None and (max_width is None or whole[3] <= max_width):
            return whole
        key = (text, said, max_width, justification_spacing, is_line_start, minimum)
        found = known.get(key)
        if found is None:
            found = own(text, style, context, max_width, justification_spacing, is_line_start, minimum)
            # A space at the end that has no room is left off without a word: such a line is not the whole text.
            if found[2] is None and found[1] == len(text.encode()) and (max_width is None or found[3] <= max_width):
                key = (text, said, justification_spacing)
            known[key] = found
        return found

    def split_first_line(text, style, context, max_width, justification_spacing, is_line_start=True, minimum=False):
        said = number(style)
        if max_width == 0 and minimum and (start := _first_word(text, style)):
            # Where there is no room at all, a word and the letter after it decide, whatever follows; unless the line does not break between them.
            found = first_line(start, said, style, context, 0, justification_spacing, is_line_start, True)
            if found[2] is not None:
                return found
        return first_line(text, said, style, context, max_width, justification_spacing, is_line_start, minimum)

    return split_first_line


def _first_word(text: str, style: Any) -> str:
    """A text's first word, the space and the letter after it; empty where more of the text may count."""
    place = text.find(" ")
    if place < 1 or place + 2 >= len(text) or "\n" in text or "\xad" in text:
        return ""
    if style["white_space"] != "normal" or style["hyphens"] == "auto" or style["overflow_wrap"] == "anywhere" or style["word_break"] != "normal":
        return ""
    return text[: place + 2]


def _by_style(own: Callable[[Any], Any]) -> Callable[[Any], Any]:
    seen: dict[int, tuple[Any, Any]] = {}

    def strut(style):
        found = seen.get(id(style))
        if found is None:
            found = seen[id(style)] = (style, own(style))
        return found[1]

    return strut


def _kept(own: type, known: Remembered) -> type:
    class Layout(own):
        """What Pango has made of a text stays until the document is written: it is drawn as it was measured."""

        number = None

        def setup(self, style):
            super().setup(style)
            self.number = known.number(style)
            known.live.append(self)

        def deactivate(self):
            pass

        def reactivate(self, style):
            if self.number is None or self.justification_spacing or self.number != known.number(style):
                super().reactivate(style)

        def give_up(self):
            if self.number is not None:
                self.number = None
                super().deactivate()

    return Layout


@contextlib.contextmanager
def no_collecting() -> Iterator[None]:
    """The garbage collector waits: a page is a million objects, none of them garbage before its PDF is written; looking at them again and again is a seventh of the work.

    Afterwards only what has come meanwhile is looked at, not all that the process has imported.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect(0)
