"""Opens what a unit handed in: files of an archive, and for each the sheets as text, chosen by content and never by extension."""

from __future__ import annotations

import csv
import struct
from dataclasses import replace
from pathlib import Path

from lxml import etree

from sotay.intake.files.archive import open_zip, unpack
from sotay.intake.files.cells import is_blank
from sotay.intake.files.delimited import read_delimited
from sotay.intake.files.html_table import read_html
from sotay.intake.files.mhtml import is_mhtml, pages_of
from sotay.intake.files.sniffing import ZIP_LEADS, kind_of_bytes, kind_of_text, kind_of_zip
from sotay.intake.files.spreadsheet import read_workbook
from sotay.intake.files.spreadsheetml import read_spreadsheetml
from sotay.intake.letters.encoding import decode_file
from sotay.intake.reading import MAX_BYTES, Member, Reading, Refusal

__all__ = ["Member", "Reading", "Refusal", "members", "read"]

_EMPTY = "Tệp trống, không có ô nào có nội dung. Hãy kiểm tra và gửi lại tệp đúng."
_BROKEN = "Tệp bị hỏng nên không đọc được. Hãy mở thử bằng Excel, lưu lại dạng .xlsx và gửi tệp mới."


def members(path: Path) -> list[Member]:
    """The file itself, or the files of an archive. Raises Refusal for links, unstable or too large files and unsafe archives."""
    data = _bytes_of(path)
    if data.startswith(ZIP_LEADS) and kind_of_zip(open_zip(data)) == "archive":
        return [Member(f"{path.name}!{name}", inner) for name, inner in unpack(data)]
    return [Member(path.name, data)]


def _bytes_of(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file():
        raise Refusal("refused", "Đây là liên kết hoặc không phải tệp thường nên không đọc. Hãy chép chính tệp số liệu vào thư mục.")
    before = path.stat()
    if before.st_size > MAX_BYTES:
        raise Refusal("refused", "Tệp lớn hơn 300 MB nên không đọc. Hãy chia nhỏ hoặc bỏ ảnh, trang thừa rồi gửi lại.")
    try:
        data = path.read_bytes()
    except OSError:
        raise Refusal("unreadable", "Không mở được tệp (không có quyền hoặc đang bị khoá). Hãy đóng tệp trong Excel rồi chép lại.") from None
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise Refusal("unreadable", "Tệp đang được ghi trong lúc đọc. Hãy chờ chép xong rồi chạy lại.")
    return data


def read(member: Member) -> Reading:
    """The sheets of one file. A pure function of name and bytes. Raises Refusal."""
    if not member.data.strip(b"\0 \t\r\n"):
        raise Refusal("empty", _EMPTY)
    try:
        reading = _read_any(member.data)
    except (ArithmeticError, LookupError, RecursionError, ValueError, csv.Error, struct.error, etree.LxmlError):
        raise Refusal("unreadable", _BROKEN) from None
    if all(map(is_blank, reading.grids)):
        raise Refusal("empty", _EMPTY if not reading.notes else f"{_EMPTY} {' '.join(reading.notes)}")
    return reading


def _read_any(data: bytes) -> Reading:
    kind = kind_of_bytes(data)
    return _read_text(data) if kind == "text" else read_workbook(kind, data)


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
        grids = read_spreadsheetml(text)
    else:
        grids = [read_delimited(text)]
    return Reading(kind, encoding, grids, notes)
