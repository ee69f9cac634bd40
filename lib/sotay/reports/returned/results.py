"""Saved results of the formulas a workbook keeps, so that readers which do not compute (a phone's viewer, our own intake) show them too."""

from __future__ import annotations

import datetime as dt
import io
import re
from functools import partial
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.utils.datetime import to_excel
from openpyxl.workbook import Workbook
from openpyxl.worksheet.formula import DataTableFormula

from sotay.reports.official.packing import with_parts

# By sheet title and cell: the type a cell with a formula says its result is of, and the result as it stands in the file.
Results = dict[str, dict[str, tuple[str, str]]]

# A cell that openpyxl has written with a formula and without a result.
_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)>(<f(?:\s[^>]*)?(?:/>|>[^<]*</f>))<v\s*(?:/>|></v>)')


def saved_results(data: bytes, book: Workbook) -> Results:
    """What the file itself holds for each formula of `book`, which was read from it; a second reading, only of a file that has any."""
    cells = {sheet.title: [c.coordinate for c in sheet._cells.values() if c.data_type == "f" and not isinstance(c.value, DataTableFormula)] for sheet in book.worksheets}
    if not any(cells.values()):
        return {}
    values = openpyxl.load_workbook(io.BytesIO(data), keep_vba=False, keep_links=False, data_only=True)
    found = {title: {place: _saved(values[title][place], values) for place in places} for title, places in cells.items() if places}
    return {title: {place: result for place, result in own.items() if result} for title, own in found.items()}


def _saved(cell, book: Workbook) -> tuple[str, str] | None:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "e":
        return "e", str(value)
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
        return "", repr(to_excel(value, book.epoch))
    return ("str", str(value)) if isinstance(value, str) else ("", repr(value))


def with_results(content: bytes, book: Workbook, results: Results) -> bytes:
    """The workbook just saved as `content`, with the results of its formulas; Excel computes them anew all the same when it opens the file."""
    if not results:
        return content
    return with_parts(content, {sheet.path.lstrip("/"): partial(_filled, results[sheet.title]) for sheet in book.worksheets if results.get(sheet.title)})


def _filled(results: dict[str, tuple[str, str]], sheet: bytes) -> bytes:
    def cell(found: re.Match[bytes]) -> bytes:
        saved = results.get(found[1].decode("ascii"))
        if saved is None:
            return found[0]
        kind, value = saved
        says = f' t="{kind}"'.encode("ascii") if kind else b""
        return b'<c r="%s"%s%s>%s<v>%s</v>' % (found[1], found[2], says, found[3], escape(value).encode("utf-8"))

    return _CELL.sub(cell, sheet)
