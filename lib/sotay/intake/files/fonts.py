"""Knows which fonts draw text of an encoding from before Unicode, and which cells of a workbook are set in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from lxml import etree

OldFont = tuple[str, bool]
_TCVN3 = re.compile(r"\.Vn\w", re.I)
_VNI = re.compile(r"VNI[- ]", re.I)
_CELL = re.compile(rb"<(?:\w+:)?c\b(?=[^>]*?\br=\"([A-Z]{1,3}\d{1,7})\")(?=[^>]*?\bs=\"(\d{1,6})\")")
_TELLS = re.compile(rb"[\"']\s*(?:\.Vn|VNI[- ])", re.I)


def old_font(name: str) -> OldFont | None:
    """The encoding a font is drawn for, and whether it draws small letters as capitals (".VnTimeH")."""
    name = name.strip()
    if _TCVN3.match(name):
        return "tcvn3", name.endswith("H")
    return ("vni", False) if _VNI.match(name) else None


def styles_in_old_fonts(styles: bytes, parse: Callable[[bytes], etree._Element]) -> dict[int, OldFont]:
    """Old font by the number of the cell style, from an xlsx's styles part."""
    if not _TELLS.search(styles):
        return {}
    root = parse(styles)
    names = [font.find("{*}name") for font in root.iterfind("{*}fonts/{*}font")]
    fonts = [old_font(name.get("val", "")) if name is not None else None for name in names]
    return by_style([_number(style.get("fontId", "")) for style in root.iterfind("{*}cellXfs/{*}xf")], fonts)


def by_style(font_of_style: Sequence[int], fonts: Sequence[OldFont | None]) -> dict[int, OldFont]:
    return {style: fonts[font] for style, font in enumerate(font_of_style) if 0 <= font < len(fonts) and fonts[font]}


def cells_in_old_fonts(sheet: bytes, styles: dict[int, OldFont], place: Callable[[bytes], tuple[int, int]]) -> dict[tuple[int, int], OldFont]:
    """Old font of every cell of an xlsx's sheet that has one."""
    if not styles:
        return {}
    return {place(address): styles[int(style)] for address, style in _CELL.findall(sheet) if int(style) in styles}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else -1
