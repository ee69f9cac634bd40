"""Puts text into cells so that it stays text: nothing that came in from outside runs as a formula or leads out of the file."""

from __future__ import annotations

import re

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from sotay.privacy.formulas import runs

LONGEST = 32_767
# "_xa_" is a letter's code to some programs that open a workbook: "van_hoa_xa_hoi" would be cut in two lines.
_LIKE_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{1,4}_)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")


def printable(text: str) -> str:
    """Text as XML may hold it, no longer than a cell."""
    return _LIKE_CODE.sub("_x005F_", _CONTROL.sub("?", text)[:LONGEST])


def write_text(cell: Cell, text: str) -> None:
    """A text cell; one that looks like a formula also stays text when the reader edits it."""
    cell.value = printable(text)
    cell.data_type = "s"
    if runs(text):
        cell.quotePrefix = True


def link_inside(cell: Cell, sheet: str, address: str) -> None:
    """A link to a cell of the same workbook."""
    quoted = sheet.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{address}")


def drop_outward_links(sheet: Worksheet) -> int:
    """Takes away links that lead out of the file; their texts stay."""
    outward = [c for c in sheet._cells.values() if getattr(c, "_hyperlink", None) is not None and (c._hyperlink.target or c._hyperlink.id)]
    for cell in outward:
        cell._hyperlink = None
    sheet._hyperlinks = []
    return len(outward)
