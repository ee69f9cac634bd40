"""How many lines a text takes in a cell of a workbook set in Times New Roman: only some programs grow rows by themselves, and none on paper."""

from __future__ import annotations

import unicodedata
from functools import cache

# Widths of the letters of Times in thousandths of its size (metrics that its makers publish and that its free twins share); a letter not named is as wide as most.
_WIDTHS = {width: letters for width, letters in (
    (180, "'"), (200, "|"), (250, " ,."), (278, "/:;\\ijlt"), (333, "!()-I[]`fr"), (389, "Js"), (400, "°"), (408, '"'), (444, "?acez“”"), (469, "^"), (480, "{}"),
    (541, "~"), (556, "FPS"), (564, "+<=>×÷−"), (611, "ELTZ"), (667, "BCR"), (722, "ADGHKNOQUVXYwĐ"), (778, "&m"), (833, "%"), (889, "M"), (921, "@"), (944, "W"), (1000, "—…"))}
_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_USUAL, _HORN, _BOLD = 500, 60, 1.06
# One unit of column width is a digit of the workbook's plain font (Calibri 11: 7 pixels of 0.75 points); some pixels stay free beside the text.
_UNIT_POINTS, _FREE_POINTS = 5.25, 4.0
# Programs and their twins of the font differ a little.
_SAFE = 0.98
LINE_POINTS = 15.0


def text_points(text: str, size: float = 11, bold: bool = False) -> float:
    """Width of a text on one line, in points."""
    return size * (_BOLD if bold else 1.0) * sum(map(_width, text)) / 1000


@cache
def _width(letter: str) -> int:
    if letter in _OF:
        return _OF[letter]
    base, *marks = unicodedata.normalize("NFD", letter)
    return _OF.get(base, _USUAL) + (_HORN if "\u031b" in marks else 0)


def room_points(width: float) -> float:
    """Points that a column of a width leaves for text."""
    return max(_UNIT_POINTS * width - _FREE_POINTS, _UNIT_POINTS) * _SAFE


def lines_in(text: str, width: float, size: float = 11, bold: bool = False) -> int:
    """Lines of a wrapped text in a column of a width; a word longer than a line goes on in the next."""
    room, space = room_points(width), text_points(" ", size, bold)
    lines = 0
    for paragraph in text.split("\n"):
        lines, used = lines + 1, 0.0
        for word in paragraph.split(" "):
            needed = text_points(word, size, bold)
            if used and used + space + needed > room:
                lines, used = lines + 1, 0.0
            if needed > room:
                more = int(needed / room)
                lines, used = lines + more, needed - more * room
            else:
                used += needed + (space if used else 0.0)
    return lines


def height_of(lines: int, size: float = 11) -> float:
    """Points of a row that holds so many lines."""
    return LINE_POINTS * size / 11 * max(lines, 1)
