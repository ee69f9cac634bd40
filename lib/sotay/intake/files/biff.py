"""Reads from the records of an xls what calamine does not tell: error values, hidden parts, fonts, formulas without a saved value, macros, links, encryption."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from sotay.intake.files.fonts import OldFont, by_style, old_font
from sotay.intake.files.ole import CompoundFile
from sotay.intake.files.sheet_facts import ERROR_TEXT, EXTERNAL_LINKS, MACROS, SheetFacts, without_value_note
from sotay.intake.reading import Refusal

_FILEPASS, _BOUNDSHEET, _EOF, _ROW, _COLINFO, _BOOLERR, _FORMULA, _FONT, _XF, _SUPBOOK = 0x2F, 0x85, 0x0A, 0x208, 0x7D, 0x205, 0x06, 0x31, 0xE0, 0x1AE
_TEXT_CELLS = frozenset((0xFD, 0x204, 0xD6, _FORMULA))
_OWN_BOOKS = frozenset((b"\x01\x04", b"\x01\x3a"))
_BIFF8 = 0x0600
_ARITHMETIC = frozenset((*range(0x03, 0x08), 0x12, 0x13, 0x14))
# COUNT, SUM, AVERAGE, MIN, MAX, ABS, INT, ROUND, PRODUCT, COUNTA, SUMIF, COUNTIF, COUNTBLANK
_NUMERIC = frozenset((0, 4, 5, 6, 7, 24, 25, 27, 183, 169, 345, 346, 347))
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
            yield kind, start + 4, min(length, end - start)
        start += 4 + length


def _sheet(stream: bytes, start: int, styles: dict[int, OldFont]) -> SheetFacts:
    errors: dict[tuple[int, int], str] = {}
    fonts: dict[tuple[int, int], OldFont] = {}
    without_value: list[tuple[int, int]] = []
    rows: set[int] = set()
    columns: set[int] = set()
    for kind, at, length in _records(stream, start):
        if kind == _BOOLERR and length >= 8 and stream[at + 7]:
            errors[struct.unpack_from("<HH", stream, at)] = ERROR_TEXT.get(stream[at + 6], "#N/A")
        elif kind == _FORMULA and length >= 16 and stream[at + 12:at + 14] == b"\xff\xff":
            if stream[at + 6] == 2:
                errors[struct.unpack_from("<HH", stream, at)] = ERROR_TEXT.get(stream[at + 8], "#N/A")
            elif stream[at + 6] == 3 and (stream[at + 14] & 3 or _gives_number(stream[at + 22:at + length])):
                # Saved as a text of no letters, though to be computed on opening or never a text: the writing program had no result.
                without_value.append(struct.unpack_from("<HH", stream, at))
        elif kind == _ROW and length >= 16 and stream[at + 12] & 0x20:
            rows.add(struct.unpack_from("<H", stream, at)[0])
        elif kind == _COLINFO and length >= 10 and stream[at + 8] & 1:
            first, last = struct.unpack_from("<HH", stream, at)
            columns.update(range(first, min(last, 255) + 1))
        if styles and kind in _TEXT_CELLS and length >= 6:
            row, column, style = struct.unpack_from("<HHH", stream, at)
            if style in styles:
                fonts[row, column] = styles[style]
    return SheetFacts(errors, frozenset(rows), frozenset(columns), tuple(without_value), old_fonts=fonts)


def _gives_number(tokens: bytes) -> bool:
    """Whether a formula ends in an arithmetic sign or in a function that never gives a text, so that a text of no letters is no result of it."""
    if len(tokens) < 4:
        return False
    function = int.from_bytes(tokens[-2:], "little")
    is_sum = tokens[-4:-2] == b"\x19\x10" or tokens[-4] & 0x9F == 0x02 and tokens[-4] > 0x20 and function in _NUMERIC
    return tokens[-1] in _ARITHMETIC or is_sum or tokens[-3] & 0x9F == 0x01 and tokens[-3] > 0x20 and function in _NUMERIC


def _text(stream: bytes, at: int, end: int, length: int, wide: bool) -> str:
    return stream[at:min(at + length * (2 if wide else 1), end)].decode("utf-16-le" if wide else "cp1252", "replace")


def xls_facts(data: bytes) -> tuple[list[SheetFacts], tuple[str, ...]]:
    """Facts of every sheet in the workbook's order, and remarks. Raises Refusal when the workbook is encrypted."""
    file = CompoundFile(data)
    stream = file.stream("workbook", "book") or b""
    starts: list[tuple[int, str]] = []
    fonts: list[OldFont | None] = []
    font_of_style: list[int] = []
    is_linked, is_biff8 = False, struct.unpack_from("<H", stream, 4)[0] == _BIFF8
    for kind, at, length in _records(stream, 0):
        if kind == _FILEPASS:
            raise Refusal("unreadable", _PASSWORD)
        if kind == _BOUNDSHEET and length >= 8:
            name = at + (8 if is_biff8 else 7)
            starts.append((struct.unpack_from("<I", stream, at)[0], _text(stream, name, at + length, stream[at + 6], is_biff8 and bool(stream[at + 7] & 1))))
        elif kind == _FONT and length >= 16:
            name = at + (16 if is_biff8 else 15)
            fonts.append(old_font(_text(stream, name, at + length, stream[at + 14], is_biff8 and bool(stream[at + 15] & 1))))
        elif kind == _XF and length >= 2:
            number = struct.unpack_from("<H", stream, at)[0]
            # There is no font number 4.
            font_of_style.append(number - (number > 4))
        elif kind == _SUPBOOK and length >= 4 and stream[at + 2:at + 4] not in _OWN_BOOKS:
            is_linked = True
    sheets = [_sheet(stream, start, by_style(font_of_style, fonts)) for start, _ in starts]
    notes = (MACROS,) * ("_vba_project_cur" in file.names or "vba" in file.names) + (EXTERNAL_LINKS,) * is_linked
    return sheets, notes + tuple(without_value_note(name, sheet.without_value) for (_, name), sheet in zip(starts, sheets, strict=True) if sheet.without_value)
