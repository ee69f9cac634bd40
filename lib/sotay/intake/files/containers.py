"""Reads the sheets of a file as text, by a reader chosen by content and never by extension."""

from __future__ import annotations

import csv
import struct
from dataclasses import replace

from lxml import etree

from sotay.intake.files.ahead import FirstSheet
from sotay.intake.files.cells import is_blank
from sotay.intake.files.delimited import read_delimited
from sotay.intake.files.html_table import read_html
from sotay.intake.files.mhtml import is_mhtml, pages_of
from sotay.intake.files.opening import members, parts
from sotay.intake.files.sniffing import kind_of_bytes, kind_of_text
from sotay.intake.files.spreadsheet import read_workbook
from sotay.intake.files.spreadsheetml import read_spreadsheetml
from sotay.intake.letters.encoding import decode_file
from sotay.intake.letters.sheets import reading_in_unicode
from sotay.intake.reading import Member, Reading, Refusal

__all__ = ["Member", "Reading", "Refusal", "members", "parts", "read"]

_EMPTY = "Tệp trống, không có ô nào có nội dung. Hãy kiểm tra và gửi lại tệp đúng."
_BROKEN = "Tệp bị hỏng nên không đọc được. Hãy mở thử bằng Excel, lưu lại dạng .xlsx và gửi tệp mới."


def read(member: Member, ahead: FirstSheet | None = None) -> Reading:
    """The sheets of one file. A pure function of name and bytes. Raises Refusal. `ahead`: the first worksheet of these bytes, if it is being parsed already."""
    if not member.data.strip(b"\0 \t\r\n"):
        raise Refusal("empty", _EMPTY)
    try:
        reading = _read_any(member.data, ahead)
    except (ArithmeticError, LookupError, RecursionError, ValueError, csv.Error, struct.error, etree.LxmlError):
        raise Refusal("unreadable", _BROKEN) from None
    if all(map(is_blank, reading.grids)):
        raise Refusal("empty", _EMPTY if not reading.notes else f"{_EMPTY} {' '.join(reading.notes)}")
    return reading_in_unicode(reading)


def _read_any(data: bytes, ahead: FirstSheet | None) -> Reading:
    kind = kind_of_bytes(data)
    return _read_text(data) if kind == "text" else read_workbook(kind, data, ahead)


def _read_mhtml(data: bytes) -> Reading:
    pages = pages_of(data)
    if not pages:
        raise Refusal("unreadable", "Tệp là trang web lưu gộp nhưng không có bảng nào. Hãy xuất lại số liệu dạng Excel và gửi tệp mới.")
    return Reading("html", pages[0][2], [replace(read_html(text), sheet=name) for name, text, _ in pages])


def _read_text(data: bytes) -> Reading:
    if is_mhtml(data):
        return _read_mhtml(data)
    text, encoding, notes = decode_file(data)
    kind = kind_of_text(text)
    if kind == "html":
        grids = [read_html(text)]
    elif kind == "spreadsheetml":
        grids, remarks = read_spreadsheetml(text)
        notes += remarks
    else:
        grids = [read_delimited(text)]
    return Reading(kind, encoding, grids, notes)
