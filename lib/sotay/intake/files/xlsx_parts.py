"""Reads from the XML of an xlsx what calamine does not tell: used range, error values, hidden rows and columns, formulas without a saved value."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from sotay.intake.files.archive import Zip
from sotay.intake.files.fonts import OldFont, cells_in_old_fonts, styles_in_old_fonts
from sotay.intake.files.sheet_facts import SheetFacts
from sotay.intake.reading import MAX_CELLS, Refusal, check_size

_WIDE_OR_FAR = re.compile(rb' r="((?:[A-Z]{2,3}\d+|[A-Z]\d{6,}))"')
_ROW_TAG = re.compile(rb"<(?:\w+:)?row\b")
_CELL_TAG = re.compile(rb"<(?:\w+:)?c\b")
_ANY_CELL = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3}\d+)[\"']")
_FILLED = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br\s*=\s*[\"']([A-Za-z]{1,3}\d+)[\"'][^>/]*>(?!\s*(?:<v\s*/>|<v></v>)?\s*</)")
_ERROR = re.compile(rb"<(?:\w+:)?c\b(?=[^>]*\bt=\"e\")[^>]*?\br=\"([A-Z]{1,3}\d{1,7})\"[^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]{1,20})<", re.S)
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*\bhidden=\"(?:1|true)\")[^>]*?\br=\"(\d{1,7})\"")
_COL = re.compile(rb"<(?:\w+:)?col\b(?=[^>]*\bhidden=\"(?:1|true)\")[^>]*>")
_SPAN = re.compile(rb"\b(min|max)=\"(\d{1,5})\"")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell [^>]*?\bref=\"([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})\"")
_NO_VALUE = re.compile(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>")
_START_OF_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{1,3}\d{1,7})\"[^>]*>")
_IS_TEXT = re.compile(rb"\bt=\"str\"")
_FAR_AWAY = 10 ** 10
_STYLES = "xl/styles.xml"
_SPELLING_SAMPLE = 1 << 23
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")
_PARSER = {"resolve_entities": False, "no_network": True, "huge_tree": False, "load_dtd": False}


@dataclass(frozen=True)
class WorkbookFacts:
    sheets: dict[str, SheetFacts]
    macros: bool
    external_links: bool


def column_index(letters: str) -> int:
    """Column number of spreadsheet letters, from 0."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


@lru_cache(maxsize=100_000)
def _position(address: bytes) -> tuple[int, int]:
    letters, digits = _ADDRESS.fullmatch(address.decode().upper()).groups()
    return min(int(digits), _FAR_AWAY) - 1, column_index(letters)


def refuse_document_type(xml: bytes) -> None:
    """Raises Refusal when XML declares a document type: spreadsheets never do, entity bombs and external entities need it."""
    plain = xml.replace(b"\0", b"") if b"\0" in xml[:4] else xml
    if b"<!DOCTYPE" in plain:
        raise Refusal("refused", "Tệp chứa khai báo DOCTYPE hoặc ENTITY có thể gây hại nên không đọc. Hãy lưu lại từ phần mềm bảng tính và gửi tệp mới.")


def parse_xml(data: bytes) -> etree._Element:
    """XML without entities, document type or network. Raises Refusal when a document type is declared, or the XML is broken."""
    refuse_document_type(data)
    try:
        return etree.fromstring(data, etree.XMLParser(**_PARSER))
    except etree.XMLSyntaxError:
        raise Refusal("unreadable", "Nội dung tệp bị hỏng hoặc bị cắt cụt. Hãy mở thử bằng Excel, lưu lại và gửi tệp mới.") from None


def _used_range(xml: bytes) -> tuple[int, int]:
    """Upper bound of the used height and width, style-only cells included; XML in the usual spelling is scanned without looking at every cell.

    The spelling of a large part is taken from its start: the memory limit of the reading process catches what lies.
    """
    sample = xml[:xml.rfind(b">", 0, _SPELLING_SAMPLE) + 1]
    usual = sample.count(b' r="') == sample.count(b"<c ") + sample.count(b"<row ")
    height, width = (99_999, 26) if usual else _unaddressed_range(xml)
    for row, column in map(_position, (_WIDE_OR_FAR if usual else _ANY_CELL).findall(xml)):
        height, width = max(height, row + 1), max(width, column + 1)
    return height, width


def _unaddressed_range(xml: bytes) -> tuple[int, int]:
    """Number of rows and most cells in a row, for cells that do not say where they stand."""
    rows = _ROW_TAG.split(xml)
    return len(rows), max(len(_CELL_TAG.findall(row)) for row in rows)


def _check_used_range(sheet: str, xml: bytes) -> None:
    """Raises Refusal when the cells that hold something span more than can be read: calamine would allocate the whole rectangle."""
    height, width = _used_range(xml)
    if height * width <= MAX_CELLS:
        return
    filled = [_position(address) for address in _FILLED.findall(xml)]
    rows, cells = _unaddressed_range(xml) if xml.count(b"<c>") else (0, 0)
    check_size(sheet, max((row + 1 for row, _ in filled), default=rows), max((column + 1 for _, column in filled), default=cells))


def _merges(xml: bytes) -> tuple[tuple[int, int, int, int], ...]:
    """Merged rectangles; they stand behind the cells."""
    return tuple((*_position(first), *_position(last)) for first, last in _MERGE.findall(xml, max(xml.rfind(b"heetData>"), 0)))


def _hidden_columns(xml: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    for tag in _COL.findall(xml[:xml.find(b"<sheetData")] if b"<sheetData" in xml else xml):
        span = {key: int(value) for key, value in _SPAN.findall(tag)}
        hidden.update(range(span.get(b"min", 1) - 1, min(span.get(b"max", 0), 16_384)))
    return frozenset(hidden)


def _without_value(xml: bytes) -> Iterator[tuple[int, int]]:
    """Cells with a formula and no saved value; a text of no letters is a value."""
    for end in _NO_VALUE.finditer(xml):
        start = max(xml.rfind(b"<c ", 0, end.start()), xml.rfind(b":c ", 0, end.start()))
        cell = _START_OF_CELL.match(xml, start if xml[start:start + 1] == b"<" else xml.rfind(b"<", 0, start)) if start >= 0 else None
        if cell and not _IS_TEXT.search(cell.group()):
            yield _position(cell.group(1))


def sheet_facts(sheet: str, xml: bytes, styles: dict[int, OldFont]) -> SheetFacts:
    """Raises Refusal when the used range is too large."""
    _check_used_range(sheet, xml)
    errors = {_position(address): text.decode("utf-8", "replace") for address, text in _ERROR.findall(xml)} if b't="e"' in xml else {}
    hidden = b"hidden=" in xml
    return SheetFacts(
        errors=errors,
        hidden_rows=frozenset(int(row) - 1 for row in _HIDDEN_ROW.findall(xml)) if hidden else frozenset(),
        hidden_columns=_hidden_columns(xml) if hidden else frozenset(),
        without_value=tuple(_without_value(xml)) if (b"<f" if b"<sheetData" in xml[:_SPELLING_SAMPLE] else b":f") in xml else (),
        merges=_merges(xml),
        old_fonts=cells_in_old_fonts(xml, styles, _position),
    )


def relations(xml: bytes) -> dict[str, str]:
    """Target of every internal relation by its id."""
    return {element.get("Id"): element.get("Target", "") for element in parse_xml(xml) if element.get("TargetMode") != "External"}


def _sheet_paths(archive: Zip) -> dict[str, str]:
    """Sheet name of every sheet part, as the workbook's relations say."""
    book = "xl/workbook.xml"
    links = "xl/_rels/workbook.xml.rels"
    if book not in archive.names or links not in archive.names:
        return {}
    targets = relations(archive.inflate(archive.names[links]))
    paths: dict[str, str] = {}
    for element in parse_xml(archive.inflate(archive.names[book])).iter("{*}sheet"):
        relation = next((value for key, value in element.attrib.items() if key.endswith("}id")), None)
        target = targets.get(relation, "")
        paths[target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))] = element.get("name", "")
    return paths


def rows_written(archive: Zip) -> dict[str, int]:
    """Number of row elements of every sheet, by its name."""
    archive.spent = 0
    parts = ((name, archive.inflate(archive.names[path])) for path, name in _sheet_paths(archive).items() if path in archive.names)
    return {name: xml.count(b"<row ") + xml.count(b":row ") for name, xml in parts}


def workbook_facts(archive: Zip) -> WorkbookFacts:
    """Inflates every part once, counted, and keeps only what is needed. Raises Refusal when a part is over the limits or declares entities."""
    paths = _sheet_paths(archive)
    styles = styles_in_old_fonts(archive.inflate(archive.names[_STYLES]), parse_xml) if _STYLES in archive.names else {}
    archive.spent = 0
    sheets: dict[str, SheetFacts] = {}
    for name, info in archive.names.items():
        part = archive.inflate(info)
        if name.endswith((".xml", ".rels")):
            refuse_document_type(part)
        if name in paths:
            sheets[paths[name]] = sheet_facts(paths[name], part, styles)
    return WorkbookFacts(
        sheets=sheets,
        macros=any(name.lower().endswith("vbaproject.bin") for name in archive.names),
        external_links=any(name.startswith("xl/externalLinks/") for name in archive.names),
    )
