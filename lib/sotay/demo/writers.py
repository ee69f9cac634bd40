"""Writes sheets as the files units send: xlsx, xls, xlsx named .xls, HTML named .xls, csv in several encodings; same sheets, same bytes."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import os
import unicodedata
import zipfile
from pathlib import Path

import openpyxl
import xlwt
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from sotay.demo.sheet import Sheet

_STAMP = (2026, 7, 1, 8, 0, 0)
CSV = {"csv_bom": ("utf-8-sig", ","), "csv_semicolon": ("utf-8", ";"), "csv_cp1258": ("cp1258", ","), "csv_utf16": ("utf-16", "\t")}
ENDINGS = {"xlsx": "xlsx", "xls": "xls", "xlsx_as_xls": "xls", "html": "xls"} | dict.fromkeys(CSV, "csv")
_TEXT = {"html"} | set(CSV)
_XLS_ROWS = 60_000


def is_text(container: str) -> bool:
    """Whether every cell is text in this container."""
    return container in _TEXT


def write(container: str, sheets: list[Sheet]) -> bytes:
    if container == "xls" and max(len(s.cells) for s in sheets) < _XLS_ROWS:
        return _xls(sheets)
    if container == "html":
        return _html(sheets[0])
    if container in CSV:
        return _csv(sheets[0], *CSV[container])
    return _xlsx(sheets)


def _xlsx(sheets: list[Sheet]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.creator, book.properties.created = "Văn phòng", dt.datetime(*_STAMP)
    for sheet in sheets:
        page = book.create_sheet(sheet.title[:31])
        page.sheet_state = "hidden" if sheet.hidden else "visible"
        for number, cells in enumerate(sheet.cells, start=1):
            for index, value in enumerate(cells, start=1):
                if value is not None:
                    cell = page.cell(number, index, value)
                    if isinstance(value, dt.datetime):
                        cell.number_format = "dd/mm/yyyy hh:mm:ss"
                    elif isinstance(value, dt.date):
                        cell.number_format = "dd/mm/yyyy"
                    elif isinstance(value, str) and value.startswith("="):
                        cell.data_type = "s"
        for first, left, last, right in sheet.merges:
            page.merge_cells(start_row=first, start_column=left, end_row=last, end_column=right)
        for number in range(sheet.header[0], sheet.header[1] + 1 if sheet.header[0] else 0):
            for cell in page[number]:
                cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, horizontal="center")
        for index in sheet.hidden_columns:
            page.column_dimensions[get_column_letter(index)].hidden = True
    raw = io.BytesIO()
    book.save(raw)
    return _restamped(raw.getvalue())


def _restamped(data: bytes) -> bytes:
    """The same archive with fixed times inside, so that one seed gives one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                head, _, tail = content.partition(b"<dcterms:modified")
                content = head + b"<dcterms:modified" + tail.partition(b">")[0] + b">2026-07-01T08:00:00Z" + tail[tail.index(b"</dcterms:modified>"):] if tail else content
            target.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def zipped(name: str, data: bytes) -> bytes:
    """An archive with one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(zipfile.ZipInfo(name, _STAMP), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _xls(sheets: list[Sheet]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    day, moment = xlwt.easyxf(num_format_str="DD/MM/YYYY"), xlwt.easyxf(num_format_str="DD/MM/YYYY HH:MM:SS")
    for sheet in sheets:
        page = book.add_sheet(sheet.title[:31])
        page.visibility = 1 if sheet.hidden else 0
        covered = {(r, c) for a, b, x, y in sheet.merges for r in range(a, x + 1) for c in range(b, y + 1)}
        for first, left, last, right in sheet.merges:
            page.write_merge(first - 1, last - 1, left - 1, right - 1, sheet.cells[first - 1][left - 1])
        for number, cells in enumerate(sheet.cells):
            for index, value in enumerate(cells):
                if value is None or (number + 1, index + 1) in covered:
                    continue
                page.write(number, index, value, *([moment] if isinstance(value, dt.datetime) else [day] if isinstance(value, dt.date) else []))
        for index in sheet.hidden_columns:
            page.col(index - 1).hidden = True
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def _plain(value) -> str:
    return "" if value is None else f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)


def _html(sheet: Sheet) -> bytes:
    spans = {(a, b): (x - a + 1, y - b + 1) for a, b, x, y in sheet.merges}
    covered = {(r, c) for a, b, x, y in sheet.merges for r in range(a, x + 1) for c in range(b, y + 1)} - set(spans)
    width = max(len(c) for c in sheet.cells)
    lines = ['<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body><table border="1">']
    for number, cells in enumerate(sheet.cells, start=1):
        row = []
        for index, value in enumerate([*cells, *[None] * (width - len(cells))], start=1):
            if (number, index) in covered:
                continue
            down, across = spans.get((number, index), (1, 1))
            row.append(f"<td{f' rowspan={down}' * (down > 1)}{f' colspan={across}' * (across > 1)}>{html.escape(_plain(value))}</td>")
        lines.append("<tr>" + "".join(row) + "</tr>")
    return "\n".join([*lines, "</table></body></html>"]).encode()


def _csv(sheet: Sheet, encoding: str, delimiter: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    width = max(len(c) for c in sheet.cells)
    for cells in sheet.cells:
        writer.writerow([_plain(v).replace("\n", " ") for v in [*cells, *[None] * (width - len(cells))]])
    text = out.getvalue()
    return cp1258(text) if encoding == "cp1258" else text.encode(encoding)


def cp1258(text: str) -> bytes:
    """Vietnamese in Windows-1258: letters with their shape, tones as combining marks."""
    out = []
    for char in unicodedata.normalize("NFC", text):
        try:
            out.append(char.encode("cp1258"))
        except UnicodeEncodeError:
            base, *marks = unicodedata.normalize("NFD", char)
            tones = [m for m in marks if m in "\u0300\u0301\u0303\u0309\u0323"]
            letter = unicodedata.normalize("NFC", base + "".join(m for m in marks if m not in tones))
            out.append((letter + "".join(tones)).encode("cp1258", "replace"))
    return b"".join(out)


def save(path: Path, data: bytes, handed_in: dt.datetime) -> None:
    """Writes the file and gives it the time of its handing in (Vietnam time)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    seconds = handed_in.replace(tzinfo=dt.timezone(dt.timedelta(hours=7))).timestamp()
    os.utime(path, (seconds, seconds))
