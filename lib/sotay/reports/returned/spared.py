"""Rows of a unit's own workbook that nothing is said about: they go back as they stand in its file, and are never made objects of, cell by cell."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import partial
from xml.etree import ElementTree
from xml.parsers import expat

from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sotay.reports.official.packing import with_parts

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS, _OFFICE = "http://schemas.openxmlformats.org/package/2006/relationships", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRINGS, _STYLES, _BOOK = "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
# Below so many rows openpyxl is as quick.
_WORTH_ROWS = 30

_NUMBER = rb"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
_VALUE = (
    rb'(?: t="s"><v>\d++</v>| t="(?:str|d)"><v>[^<]*+</v>| t="b"><v>[01]</v>| t="e"><v>#[^<]*+</v>|(?: t="n")?><v>' + _NUMBER + rb"</v>"
    rb'| t="inlineStr"><is><t(?: xml:space="preserve")?>[^<]*+</t></is>|(?: t="\w+")?>)</c>'
)
# A row of values and styles alone: no formula, nothing that leads elsewhere. Its cells say its own number.
_PLAIN = re.compile(rb'<row r="(\d{1,7})"((?: [A-Za-z][\w.:-]*="[^"<>]*+")*+)>((?:<c r="[A-Z]{1,3}\1"(?: s="\d++")?(?:(?: t="\w+")?/>|' + _VALUE + rb"))++)</row>")
_ROW = re.compile(rb'<row\b(?=[^>]*?\br="(\d{1,7})")[^>]*?(?:/>|>.*?</row>)', re.S)
_SPACE = re.compile(rb"\s*")
_OTHER_NAMESPACE = re.compile(rb' [\w.-]+:[\w.-]+="[^"]*"')
_STYLE_NUMBER, _TEXT_NUMBER = re.compile(rb' s="(\d+)"'), re.compile(rb' t="s"><v>(\d+)</v>')
_PLAIN_TEXT = re.compile(rb'(?:<t(?: xml:space="preserve")?>[^<]*</t>|<t\s*/>)?')
_SHEET_DATA, _DIMENSION = re.compile(rb"<sheetData\s*(?:/>|>(.*)</sheetData\s*>)", re.S), re.compile(rb'<dimension ref="([A-Z0-9:]+)"\s*/?>(?:</dimension>)?')
_ITEM, _LIST = re.compile(rb"\s*(?:<si\s*/>|<si>(.*?)</si>)", re.S), re.compile(rb"<sst\b[^>]*?(?:/>|>(.*)</sst\s*>)", re.S)
_SHARED_CELL = re.compile(rb'(<c\b[^>]*?) t="s"([^>]*)><v>(\d+)</v></c>')
_WRITTEN_ROW = re.compile(rb'<row r="(\d+)"')


class NotPlain(Exception):
    """A workbook written in a way in which no row can be told from the others without openpyxl."""


@dataclass
class Rows:
    """What is spared of a sheet: stretches of rows whose numbers follow one on another, by the number of their first; and the area they fill (columns and rows from 1)."""

    stretches: list[tuple[int, list[bytes]]] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)
    area: tuple[int, int, int, int] = (1 << 20, 1 << 20, 0, 0)

    def add(self, number: int, row: bytes) -> None:
        """Rows come in the order of their numbers."""
        if number - 1 not in self.numbers:
            self.stretches.append((number, []))
        self.stretches[-1][1].append(row)
        self.numbers.add(number)
        left, right = row.index(b'<c r="') + 6, row.rindex(b'<c r="') + 6
        columns = [_column(row, at) for at in (left, right)]
        self.area = min(self.area[0], *columns), min(self.area[1], number), max(self.area[2], *columns), max(self.area[3], number)


def without_plain_rows(data: bytes, needed: Mapping[str, Set[int]]) -> tuple[bytes, dict[str, Rows]]:
    """An xlsx for openpyxl without the rows that only hold values and that nobody needs, and those rows by sheet title. `needed`: numbers of rows by sheet title.

    Raises NotPlain, and whatever a broken archive raises. Source: ECMA-376 part 1, 18.3 (worksheets) and 18.4 (shared strings).
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheets, items = _sheets(parts), _texts(parts.get(_STRINGS, b""))
    styles = len(ElementTree.fromstring(parts[_STYLES]).findall(f"{{{MAIN}}}cellXfs/{{{MAIN}}}xf"))
    spared = {title: Rows() for title in sheets}
    for title, part in sheets.items():
        parts[part] = _thinned(parts[part], spared[title], needed.get(title, frozenset()), items, styles)
    if not any(rows.numbers for rows in spared.values()):
        raise NotPlain
    if _STRINGS in parts:
        # Each text stands in its own cells now, as openpyxl writes it too.
        parts[_STRINGS] = b'<sst xmlns="%s"/>' % MAIN.encode("ascii")
    light = io.BytesIO()
    with zipfile.ZipFile(light, "w", zipfile.ZIP_STORED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return light.getvalue(), spared


def _sheets(parts: dict[str, bytes]) -> dict[str, str]:
    """The part of each worksheet by its title."""
    if _BOOK not in parts or _STYLES not in parts:
        raise NotPlain
    targets = {r.get("Id"): posixpath.normpath(posixpath.join("/xl", r.get("Target", ""))).lstrip("/") for r in ElementTree.fromstring(parts.get("xl/_rels/workbook.xml.rels", b"<x/>")) if r.tag == f"{{{_RELATIONS}}}Relationship"}
    sheets = {s.get("name", ""): targets.get(s.get(f"{{{_OFFICE}}}id"), "") for s in ElementTree.fromstring(parts[_BOOK]).iter(f"{{{MAIN}}}sheet")}
    # A sheet of a chart alone has no rows.
    sheets = {title: part for title, part in sheets.items() if not part.startswith("xl/chartsheets/")}
    if not sheets or any(part not in parts for part in sheets.values()):
        raise NotPlain
    return sheets


def _texts(part: bytes) -> list[bytes]:
    """What stands in each shared text."""
    if not part:
        return []
    body, items, at = _as_main(part, _LIST)[1] or b"", [], 0
    while match := _ITEM.match(body, at):
        items.append(match[1] or b"")
        at = match.end()
    if body[at:].strip():
        raise NotPlain
    return items


def _as_main(part: bytes, wanted: re.Pattern[bytes]) -> re.Match[bytes]:
    """The one stretch wanted of a part that is written in the ordinary way: UTF-8, the spreadsheet's namespace without a prefix, no entities of its own."""
    head = part[:2048]
    declared = re.search(rb'encoding="([^"]+)"', head)
    found = wanted.search(part)
    if found is None or b"<!DOCTYPE" in head or b'xmlns="%s"' % MAIN.encode("ascii") not in head or (declared and declared[1].lower() != b"utf-8") or part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise NotPlain
    return found


def _thinned(part: bytes, rows: Rows, needed: Set[int], texts: list[bytes], styles: int) -> bytes:
    """The sheet without its spared rows, which `rows` has then; texts that the others share stand in their own cells."""
    found, rich = _as_main(part, _SHEET_DATA), {b"%d" % n for n, text in enumerate(texts) if not _PLAIN_TEXT.fullmatch(text)}
    body, left, at, last = found[1] or b"", [], 0, 0
    if body.count(b"<row") < _WORTH_ROWS:
        needed = range(1 << 21)
    while (at := _SPACE.match(body, at).end()) < len(body):
        plain = _PLAIN.match(body, at)
        row = plain or _ROW.match(body, at)
        if row is None or int(row[1]) <= last:
            raise NotPlain
        last, at = int(row[1]), row.end()
        if plain is None or last in needed or b"xmlns" in plain[2] or (rich and rich.intersection(_TEXT_NUMBER.findall(plain[3]))):
            left.append(row[0])
        else:
            rows.add(last, b'<row r="%d"%s>%s</row>' % (last, _OTHER_NAMESPACE.sub(b"", plain[2]), plain[3]))
    if texts:
        rows.stretches = [(number, [_with_own_texts(b"".join(stretch), texts)]) for number, stretch in rows.stretches]
    if max(map(int, set(_STYLE_NUMBER.findall(b"".join(row for _, stretch in rows.stretches for row in stretch)))), default=-1) >= styles:
        raise NotPlain
    return part[:found.start()] + b"<sheetData>" + _with_own_texts(b"".join(left), texts) + b"</sheetData>" + part[found.end():]


def _with_own_texts(rows: bytes, texts: list[bytes]) -> bytes:
    def cell(found: re.Match[bytes]) -> bytes:
        if int(found[3]) >= len(texts):
            raise NotPlain
        return b'%s t="inlineStr"%s><is>%s</is></c>' % (found[1], found[2], texts[int(found[3])])

    return _SHARED_CELL.sub(cell, rows)


def rows_touched(sheet: Worksheet) -> set[int]:
    """Rows of which openpyxl has made something, and the headings of the sheet's tables, which it reads when it saves."""
    return {row for row, _ in sheet._cells} | {range_boundaries(table.ref)[1] for table in sheet.tables.values()}


def put_back(content: bytes, book: Workbook, spared: Mapping[str, Rows]) -> bytes:
    """The workbook just saved as `content` with its spared rows. Raises NotPlain when they do not go together."""
    if not spared:
        return content
    if any(spared[sheet.title].numbers & rows_touched(sheet) for sheet in book.worksheets if sheet.title in spared):
        raise NotPlain
    return with_parts(content, {sheet.path.lstrip("/"): partial(_whole_sheet, spared[sheet.title]) for sheet in book.worksheets if sheet.title in spared})


def _whole_sheet(rows: Rows, part: bytes) -> bytes:
    if not rows.numbers:
        return part
    found = _SHEET_DATA.search(part)
    body, begin, merged = found[1] or b"", 0, []
    others = ((int(row[1]), row.start()) for row in _WRITTEN_ROW.finditer(body))
    end_of_all = 1 << 30, len(body)
    other = next(others, end_of_all)
    for number, stretch in rows.stretches:
        while other[0] < number:
            other = next(others, end_of_all)
        merged += [body[begin:other[1]], *stretch]
        begin = other[1]
    merged.append(body[begin:])
    part = part[:found.start()] + b"<sheetData>" + b"".join(merged) + b"</sheetData>" + part[found.end():]
    return _well_formed(_DIMENSION.sub(lambda area: b'<dimension ref="%s"/>' % _with_area(area[1].decode("ascii"), rows.area).encode("ascii"), part, count=1))


def _with_area(reference: str, area: tuple[int, int, int, int]) -> str:
    own = range_boundaries(reference)
    left, top, right, bottom = min(own[0], area[0]), min(own[1], area[1]), max(own[2], area[2]), max(own[3], area[3])
    return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"


def _well_formed(part: bytes) -> bytes:
    """The part itself. Raises NotPlain: what openpyxl has not read may be broken."""
    try:
        expat.ParserCreate().Parse(part, True)
    except expat.ExpatError:
        raise NotPlain from None
    return part


def _column(row: bytes, at: int) -> int:
    end = at
    while row[end] > 57:
        end += 1
    return column_index_from_string(row[at:end].decode("ascii"))
