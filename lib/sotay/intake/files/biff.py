"""Reads from the records of an xls what calamine does not tell: error values, hidden rows and columns, encryption."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from sotay.intake.files.ole import CompoundFile
from sotay.intake.files.sheet_facts import ERROR_TEXT, SheetFacts
from sotay.intake.reading import Refusal

_FILEPASS, _BOUNDSHEET, _EOF, _ROW, _COLINFO, _BOOLERR, _FORMULA = 0x2F, 0x85, 0x0A, 0x208, 0x7D, 0x205, 0x06
_PASSWORD = "Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc) rồi gửi lại."


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Type, offset and length of every record up to the end of the substream; charts inside a sheet are passed over."""
    depth, end, unpack = 0, len(stream) - 4, struct.Struct("<HH").unpack_from
    while start <= end:
        kind, length = unpack(stream, start)
        if kind == 0x809:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        if depth == 1:
            yield kind, start + 4, length
        start += 4 + length


def _sheet(stream: bytes, start: int) -> SheetFacts:
    errors: dict[tuple[int, int], str] = {}
    rows: set[int] = set()
    columns: set[int] = set()
    for kind, at, length in _records(stream, start):
        if kind == _BOOLERR and length >= 8 and stream[at + 7]:
            errors[struct.unpack_from("<HH", stream, at)] = ERROR_TEXT.get(stream[at + 6], "#N/A")
        elif kind == _FORMULA and length >= 14 and stream[at + 12:at + 14] == b"\xff\xff" and stream[at + 6] == 2:
            errors[struct.unpack_from("<HH", stream, at)] = ERROR_TEXT.get(stream[at + 8], "#N/A")
        elif kind == _ROW and length >= 16 and stream[at + 12] & 0x20:
            rows.add(struct.unpack_from("<H", stream, at)[0])
        elif kind == _COLINFO and length >= 10 and stream[at + 8] & 1:
            first, last = struct.unpack_from("<HH", stream, at)
            columns.update(range(first, min(last, 255) + 1))
    return SheetFacts(errors, frozenset(rows), frozenset(columns))


def xls_facts(data: bytes) -> list[SheetFacts]:
    """Facts of every sheet in the workbook's order. Raises Refusal when the workbook is encrypted."""
    stream = CompoundFile(data).stream("workbook", "book") or b""
    starts: list[int] = []
    for kind, at, length in _records(stream, 0):
        if kind == _FILEPASS:
            raise Refusal("unreadable", _PASSWORD)
        if kind == _BOUNDSHEET and length >= 6:
            starts.append(struct.unpack_from("<I", stream, at)[0])
    return [_sheet(stream, start) for start in starts]
