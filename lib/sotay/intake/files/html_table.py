"""Reads HTML tables saved under a spreadsheet's name: one grid per page, one row per `<tr>`, merges from rowspan and colspan."""

from __future__ import annotations

import re

from lxml import etree, html

from sotay.intake.files.cells import grid_of
from sotay.intake.model import Grid
from sotay.intake.reading import Refusal, check_size

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SOURCE_BREAK = re.compile(r"[ \t]*[\r\n\f][ \t\r\n\f]*")
_BREAK = "\x00"
_BLOCKS = frozenset({"br", "p", "div", "li"})
_MOST_SPAN = 1_000


def _text(cell: etree._Element) -> str:
    """Text of a cell: line breaks of the page kept, those of its source collapsed; spaces within a line stay as they are."""
    parts: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            parts.append(element.tail or "")
            continue
        if event == "start":
            if element.tag in _BLOCKS and element is not cell:
                parts.append(_BREAK)
            if element.tag not in ("style", "script"):
                parts.append(element.text or "")
        elif element is not cell:
            parts.append((_BREAK if element.tag in _BLOCKS and element.tag != "br" else "") + (element.tail or ""))
    whole = re.sub(rf"\s*{_BREAK}\s*", _BREAK, "".join(parts)).strip(_BREAK)
    lines = [_SOURCE_BREAK.sub(_BREAK, line).strip(_BREAK).replace(_BREAK, " ") for line in whole.split(_BREAK)]
    return "\n".join(line for line in lines if line.strip())


def _span(cell: etree._Element, name: str) -> int:
    text = re.match(r"\s*(\d{1,6})", cell.get(name, "1"))
    return min(max(int(text.group(1)), 1), _MOST_SPAN) if text else 1


def _is_layout(row: etree._Element) -> bool:
    """A row whose cell holds a real table of its own: the inner rows are the data."""
    return any(len(table.xpath(".//tr[count(td|th) > 1]")) > 1 for table in row.xpath("./*/descendant::table[1]"))


def _is_hidden(element: etree._Element) -> bool:
    return "display:none" in element.get("style", "").replace(" ", "").lower()


def _hidden_columns(page: etree._Element) -> frozenset[int]:
    """Columns the page's `<col>` elements hide; only where one table makes the page."""
    hidden, column = set(), 0
    for element in page.iter("col") if len(page.xpath("//table")) == 1 else ():
        span = _span(element, "span")
        hidden.update(range(column, column + span) if _is_hidden(element) else ())
        column += span
    return frozenset(hidden)


def _table_rows(page: etree._Element) -> list[tuple[int, etree._Element, list[etree._Element]]]:
    """Ordinal, element and cells of the rows to read; rows inside a data cell are part of that cell."""
    rows, inside_data = [], set()
    for ordinal, row in enumerate(page.iter("tr"), start=1):
        if row in inside_data:
            continue
        if _is_layout(row):
            rows.append((ordinal, row, []))
            continue
        inside_data.update(row.iterdescendants("tr"))
        rows.append((ordinal, row, [cell for cell in row if cell.tag in ("td", "th")]))
    return rows


def _lay_out(rows: list[list[etree._Element]]) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    """Texts in their columns and the merged rectangles, spans from rows above respected."""
    held_until: dict[int, int] = {}
    laid, merges = [], []
    for index, cells in enumerate(rows):
        texts: dict[int, str] = {}
        column = 0
        for cell in cells:
            while held_until.get(column, -1) >= index:
                column += 1
            down, across = min(_span(cell, "rowspan"), len(rows) - index), _span(cell, "colspan")
            check_size(None, len(rows), column + across)
            texts[column] = _text(cell)
            if down > 1 or across > 1:
                merges.append((index, column, index + down - 1, column + across - 1))
            if down > 1:
                held_until.update(dict.fromkeys(range(column, column + across), index + down - 1))
            column += across
        laid.append([texts.get(place, "") for place in range(column)])
    return laid, merges


def read_html(text: str) -> Grid:
    """All rows of a page in one grid, numbered by the ordinal of their `<tr>`. Raises Refusal when there is no table."""
    try:
        page = html.document_fromstring(_DECLARATION.sub("", text.replace("\0", "")), parser=html.HTMLParser(recover=True, huge_tree=False, no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        raise Refusal("unreadable", "Trang HTML bị hỏng nên không đọc được bảng. Hãy mở bằng Excel, lưu lại dạng .xlsx và gửi tệp mới.") from None
    rows = _table_rows(page)
    if not rows:
        raise Refusal("unreadable", "Tệp là trang web nhưng không có bảng nào. Hãy xuất lại số liệu dạng Excel và gửi tệp mới.")
    laid, merges = _lay_out([cells for _, _, cells in rows])
    hidden = frozenset(index for index, (_, row, _) in enumerate(rows) if _is_hidden(row))
    return grid_of(None, laid, (ordinal for ordinal, _, _ in rows), merges=merges, hidden_rows=hidden, hidden_columns=_hidden_columns(page))
