"""Opens what a unit handed in: files of an archive, and for each the sheets as text, chosen by content and never by extension."""

from __future__ import annotations

import csv
import hashlib
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from lxml import etree

from sotay.intake.files.archive import entries, open_zip
from sotay.intake.files.cells import is_blank
from sotay.intake.files.delimited import read_delimited
from sotay.intake.files.html_table import read_html
from sotay.intake.files.mhtml import is_mhtml, pages_of
from sotay.intake.files.snapshot import snapshot
from sotay.intake.files.sniffing import ZIP_LEADS, kind_of_bytes, kind_of_text, kind_of_zip
from sotay.intake.files.spreadsheet import read_workbook
from sotay.intake.files.spreadsheetml import read_spreadsheetml
from sotay.intake.letters.encoding import decode_file
from sotay.intake.letters.sheets import reading_in_unicode
from sotay.intake.reading import Member, Reading, Refusal

__all__ = ["Member", "Reading", "Refusal", "members", "parts", "read"]

_EMPTY = "Tệp trống, không có ô nào có nội dung. Hãy kiểm tra và gửi lại tệp đúng."
_BROKEN = "Tệp bị hỏng nên không đọc được. Hãy mở thử bằng Excel, lưu lại dạng .xlsx và gửi tệp mới."


def parts(path: Path) -> tuple[str, list[tuple[str, Callable[[], bytes]]]]:
    """SHA-256 of a file, and what is to read in it: the file itself, named "", or each file of an archive by its name, inflated only when asked for.

    Raises Refusal for links, unstable or too large files and archives that are unsafe as a whole.
    """
    data = snapshot(path)
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(ZIP_LEADS):
        archive = open_zip(data)
        if kind_of_zip(archive) == "archive":
            return digest, entries(archive)
    return digest, [("", lambda: data)]


def members(path: Path) -> list[Member]:
    """The file itself, or the files of an archive. Raises Refusal when any of them cannot be had."""
    return [Member(full_name(path.name, name), inflate()) for name, inflate in parts(path)[1]]


def full_name(file: str, part: str) -> str:
    """A file's name as reports write it: `archive.zip!inner.xlsx` for one inside an archive."""
    return f"{file}!{part}" if part else file


def read(member: Member, ahead: bool = False) -> Reading:
    """The sheets of one file. A pure function of name and bytes. Raises Refusal. `ahead`: as for read_workbook."""
    if not member.data.strip(b"\0 \t\r\n"):
        raise Refusal("empty", _EMPTY)
    try:
        reading = _read_any(member.data, ahead)
    except (ArithmeticError, LookupError, RecursionError, ValueError, csv.Error, struct.error, etree.LxmlError):
        raise Refusal("unreadable", _BROKEN) from None
    if all(map(is_blank, reading.grids)):
        raise Refusal("empty", _EMPTY if not reading.notes else f"{_EMPTY} {' '.join(reading.notes)}")
    return reading_in_unicode(reading)


def _read_any(data: bytes, ahead: bool) -> Reading:
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
