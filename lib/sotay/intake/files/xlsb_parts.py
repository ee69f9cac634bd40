"""Reads from the records of an xlsb what calamine does not tell: used range, error values, merges, hidden rows and columns."""

from __future__ import annotations

import posixpath
import struct
from collections.abc import Iterator

from sotay.intake.files.archive import Zip
from sotay.intake.files.sheet_facts import ERROR_TEXT, SheetFacts
from sotay.intake.files.xlsx_parts import relations
from sotay.intake.reading import check_size

_ROW, _CELL_ERROR, _FORMULA_ERROR, _COLUMN, _MERGE, _SHEET = 0, 3, 11, 60, 176, 156
_FILLED = frozenset(range(2, 12))


def _records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """Type, offset and length of every record; both numbers are written seven bits to a byte."""
    at, end = 0, len(part)
    while at < end:
        kind = part[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = kind & 0x7F | part[at] << 7
            at += 1
        length = 0
        for shift in (0, 7, 14, 21):
            if at >= end:
                return
            length |= (part[at] & 0x7F) << shift
            at += 1
            if not part[at - 1] & 0x80:
                break
        if at + length > end:
            return
        yield kind, at, length
        at += length


def _sheet(name: str, part: bytes) -> SheetFacts:
    errors: dict[tuple[int, int], str] = {}
    rows: set[int] = set()
    columns: set[int] = set()
    merges: list[tuple[int, int, int, int]] = []
    row = height = width = 0
    unsigned = struct.Struct("<I").unpack_from
    for kind, at, length in _records(part):
        if kind == _ROW and length >= 12:
            row = unsigned(part, at)[0]
            if part[at + 11] & 0x10:
                rows.add(row)
        elif kind in _FILLED and length >= 8:
            column = unsigned(part, at)[0]
            height, width = max(height, row + 1), max(width, column + 1)
            if kind in (_CELL_ERROR, _FORMULA_ERROR) and length >= 9:
                errors[row, column] = ERROR_TEXT.get(part[at + 8], "#N/A")
        elif kind == _COLUMN and length >= 18 and part[at + 16] & 1:
            first, last = struct.unpack_from("<II", part, at)
            columns.update(range(first, min(last, 16_383) + 1))
        elif kind == _MERGE and length >= 16:
            first_row, last_row, first_column, last_column = struct.unpack_from("<IIII", part, at)
            merges.append((first_row, first_column, last_row, last_column))
    check_size(name, height, width)
    return SheetFacts(errors, frozenset(rows), frozenset(columns), merges=tuple(merges))


def _texts(part: bytes, at: int) -> tuple[str, str]:
    """The two length-prefixed UTF-16 texts that follow each other at an offset."""
    texts = []
    for _ in range(2):
        length = int.from_bytes(part[at:at + 4], "little")
        texts.append(part[at + 4:at + 4 + 2 * length].decode("utf-16-le", "replace"))
        at += 4 + 2 * length
    return texts[0], texts[1]


def xlsb_facts(archive: Zip) -> dict[str, SheetFacts]:
    """Facts by sheet name, every part inflated once and counted. Raises Refusal when a sheet is too large."""
    targets = relations(archive.inflate(archive.names["xl/_rels/workbook.bin.rels"])) if "xl/_rels/workbook.bin.rels" in archive.names else {}
    book = archive.inflate(archive.names["xl/workbook.bin"])
    names: dict[str, str] = {}
    for kind, at, length in _records(book):
        if kind == _SHEET and length >= 16:
            relation, name = _texts(book, at + 8)
            names[posixpath.normpath(posixpath.join("xl", targets.get(relation, "")))] = name
    facts = {}
    for path, info in archive.names.items():
        part = archive.inflate(info)
        if path in names:
            facts[names[path]] = _sheet(names[path], part)
    return facts
