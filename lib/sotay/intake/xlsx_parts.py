"""Reads from the XML of an xlsx what calamine does not tell: used range, error values, hidden rows and columns, formulas without a saved value."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from sotay.intake.archive import Zip
from sotay.intake.reading import MAX_CELLS, Refusal, check_size
from sotay.intake.sheet_facts import SheetFacts

_ROW = re.compile(rb'<row [^>]*?\br="(\d{1,9})"')
_WIDE_OR_FAR = re.compile(rb' r="((?:[A-Z]{2,3}\d{1,9}|[A-Z]\d{6,9}))"')
_ANY_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br\s*=\s*[\"'](\d{1,9})")
_ANY_CELL = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3}\d{1,9})[\"']")
_FILLED = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br\s*=\s*[\"']([A-Za-z]{1,3}\d{1,9})[\"'][^>/]*>")
_ERROR = re.compile(rb"<(?:\w+:)?c\b(?=[^>]*\bt=\"e\")[^>]*?\br=\"([A-Z]{1,3}\d{1,7})\"[^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]{1,20})<", re.S)
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*\bhidden=\"(?:1|true)\")[^>]*?\br=\"(\d{1,7})\"")
_COL = re.compile(rb"<(?:\w+:)?col\b(?=[^>]*\bhidden=\"(?:1|true)\")[^>]*>")
_SPAN = re.compile(rb"\b(min|max)=\"(\d{1,5})\"")
_NO_VALUE = re.compile(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>")
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
    return int(digits) - 1, column_index(letters)


def refuse_document_type(xml: bytes) -> None:
    """Raises Refusal when XML declares a document type: spreadsheets never do, entity bombs and external entities need it."""
    if b"<!DOCTYPE" in xml[:4096].replace(b"\0", b"") or b"<!ENTITY" in xml:
        raise Refusal("refused", "Tệp chứa khai báo DOCTYPE hoặc ENTITY có thể gây hại nên không đọc. Hãy lưu lại từ phần mềm bảng tính và gửi tệp mới.")


def parse_xml(data: bytes) -> etree._Element:
    """XML without entities, document type or network. Raises Refusal when a document type is declared, or the XML is broken."""
    refuse_document_type(data)
    try:
        return etree.fromstring(data, etree.XMLParser(**_PARSER))
    except etree.XMLSyntaxError:
        raise Refusal("unreadable", "Nội dung tệp bị hỏng hoặc bị cắt cụt. Hãy mở thử bằng Excel, lưu lại và gửi tệp mới.") from None


def _used_range(xml: bytes) -> tuple[int, int]:
    """Upper bound of the used height and width, style-only cells included; XML in the usual spelling is scanned without looking at every cell."""
    usual = xml.count(b' r="') == xml.count(b"<c ") + xml.count(b"<row ")
    rows, cells = (_ROW, _WIDE_OR_FAR) if usual else (_ANY_ROW, _ANY_CELL)
    height = max(map(int, rows.findall(xml)), default=0) or len(re.findall(rb"<(?:\w+:)?row\b", xml))
    width = 26
    for row, column in map(_position, cells.findall(xml)):
        height, width = max(height, row + 1), max(width, column + 1)
    return height, width


def _check_used_range(sheet: str, xml: bytes) -> None:
    """Raises Refusal when the cells that hold something span more than can be read: calamine would allocate the whole rectangle."""
    height, width = _used_range(xml)
    if height * width <= MAX_CELLS:
        return
    filled = [_position(address) for address in _FILLED.findall(xml)]
    check_size(sheet, max((row for row, _ in filled), default=0) + 1, max((column for _, column in filled), default=0) + 1)


def _hidden_columns(xml: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    for tag in _COL.findall(xml[:xml.find(b"<sheetData")] if b"<sheetData" in xml else xml):
        span = {key: int(value) for key, value in _SPAN.findall(tag)}
        hidden.update(range(span.get(b"min", 1) - 1, min(span.get(b"max", 0), 16_384)))
    return frozenset(hidden)


def sheet_facts(sheet: str, xml: bytes) -> SheetFacts:
    """Raises Refusal when the used range is too large."""
    _check_used_range(sheet, xml)
    errors = {_position(address): text.decode("utf-8", "replace") for address, text in _ERROR.findall(xml)} if b't="e"' in xml else {}
    hidden = b"hidden=" in xml
    return SheetFacts(
        errors=errors,
        hidden_rows=frozenset(int(row) - 1 for row in _HIDDEN_ROW.findall(xml)) if hidden else frozenset(),
        hidden_columns=_hidden_columns(xml) if hidden else frozenset(),
        formulas_without_value=len(_NO_VALUE.findall(xml)) if b"<f" in xml or b":f" in xml else 0,
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


def workbook_facts(archive: Zip) -> WorkbookFacts:
    """Inflates every part once, counted, and keeps only what is needed. Raises Refusal when a part is over the limits or declares entities."""
    paths = _sheet_paths(archive)
    archive.spent = 0
    sheets: dict[str, SheetFacts] = {}
    for name, info in archive.names.items():
        part = archive.inflate(info)
        if name.endswith((".xml", ".rels")):
            refuse_document_type(part)
        if name in paths:
            sheets[paths[name]] = sheet_facts(paths[name], part)
    return WorkbookFacts(
        sheets=sheets,
        macros=any(name.lower().endswith("vbaproject.bin") for name in archive.names),
        external_links=any(name.startswith("xl/externalLinks/") for name in archive.names),
    )
