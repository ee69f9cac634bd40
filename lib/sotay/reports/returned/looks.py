"""Fonts, fills and borders of returned workbooks."""

from __future__ import annotations

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

FONT = "Times New Roman"
# Light enough to read black text through, different enough for a black-and-white print: the level also stands in words.
COLOURS = {"error": "FFF4B6B6", "warning": "FFFFE699", "info": "FFCFE2F3"}
FILLS = {level: PatternFill("solid", start_color=colour, end_color=colour) for level, colour in COLOURS.items()}
NO_FILL = PatternFill()
HEADING = PatternFill("solid", start_color="FFD9E2EC", end_color="FFD9E2EC")
_THIN, _MEDIUM = Side("thin", color="FF9AA5B1"), Side("medium", color="FF52606D")
GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
GROUP_TOP = Border(left=_THIN, right=_THIN, top=_MEDIUM, bottom=_THIN)
PLAIN, BOLD = Font(name=FONT, size=11), Font(name=FONT, size=11, bold=True)
TITLE, LINK = Font(name=FONT, size=15, bold=True), Font(name=FONT, size=11, color="FF0B5394", underline="single")
WRAPPED = Alignment(wrap_text=True, vertical="top")
CENTRED = Alignment(wrap_text=True, vertical="top", horizontal="center")
MIDDLE = Alignment(wrap_text=True, vertical="center", horizontal="center")
