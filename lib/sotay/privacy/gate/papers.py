"""PDF: what the pages show, every string of every object, attached files, and what is left between the objects."""

from __future__ import annotations

import binascii
import re
import zlib
from collections.abc import Callable, Iterator

from sotay.privacy.gate.layers import layers
from sotay.privacy.gate.pictures import DRAWN
from sotay.privacy.gate.unreadable import Unreadable, inflated

PDF = b"%PDF-"
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_DICTIONARY_BYTES = 2000
_FILTER = re.compile(rb"/Filter\s*(\[[^\]]*\]|/[^\s/<>\[\]]+)")
_NAME = re.compile(rb"/([^\s/<>\[\]()]+)")
_FLATE = [b"FlateDecode"]
# An attached file, a picture: told by the dictionary before the stream.
_ATTACHED, _OBJECTS, _PICTURE = re.compile(rb"/EmbeddedFile\b"), re.compile(rb"/(?:ObjStm|Metadata)\b"), re.compile(rb"/Subtype\s*/Image\b")
# Fonts: letters' shapes. Drawing operators and glyph tables: what they show PDFium has read, and their numbers look like anything, so only their words are read.
_FONT = (b"%!PS", b"\x00\x01\x00\x00", b"OTTO", b"\x01\x00\x04", b"true")
_DRAWING = re.compile(rb"[\d.]\s+-?[\d.]+\s+(?:cm|re|rg)\s|\s(?:Tf|Tj|TJ)\s|\bbegincmap\b")
_BEGINNING = 2048
_LITERAL = re.compile(rb"\(((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)", re.DOTALL)
_HEX = re.compile(rb"<((?:[0-9A-Fa-f]\s*){8,})>")
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_HASHED = re.compile(rb"#([0-9A-Fa-f]{2})")
# One object pointing to another: "(762-0-0) 767 0 R" is no number 762007670. No file has ten million objects, and what stands in strings is read by itself.
_REFERENCE = re.compile(rb"(?<![\w.+-])\d{1,7} \d{1,5} R(?![\w])")
_NUMBERS = bytes.maketrans(b"0123456789.+-", b" " * 13)
_CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r\n": b"", b"\r": b""}


def pdf(data: bytes, inner: Callable[[bytes], Iterator[str]]) -> Iterator[str]:
    """The pages' text through PDFium, the rest from the bytes; `inner` reads an attached file. Raises Unreadable for what is locked, broken, packed in an unusual way, or a picture."""
    if b"/Encrypt" in data:
        raise Unreadable("PDF có mật khẩu")
    yield from _pages(data)
    objects = _STREAM.sub(b" ", data)
    yield from _strings(objects)
    yield _words(objects)
    if _PICTURE.search(objects):
        raise Unreadable(DRAWN)
    for found in _STREAM.finditer(data):
        head = data[max(0, found.start() - _DICTIONARY_BYTES):found.start()]
        yield from _stream(head[head.rfind(b" obj"):], found.group(1), inner)


def _pages(data: bytes) -> Iterator[str]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        try:
            for page in document:
                text = page.get_textpage()
                yield text.get_text_bounded()
                text.close()
                page.close()
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise Unreadable("PDF hỏng") from error


def _stream(head: bytes, packed: bytes, inner: Callable[[bytes], Iterator[str]]) -> Iterator[str]:
    filters = [name for found in _FILTER.findall(head) for name in _NAME.findall(found)]
    if filters not in ([], _FLATE):
        raise Unreadable("PDF có phần nén theo cách cổng không đọc được")
    try:
        stream = inflated(packed) if filters else packed
    except zlib.error as error:
        raise Unreadable("PDF hỏng") from error
    if _ATTACHED.search(head):
        yield from inner(stream)
    elif stream.startswith(_FONT):
        return
    elif _OBJECTS.search(head) or not _DRAWING.search(stream, 0, _BEGINNING):
        yield _REFERENCE.sub(b" ", stream).decode("utf-8", "replace")
        yield from _strings(stream)
    else:
        yield _words(stream)


def _words(data: bytes) -> str:
    """What is written in plain letters, names with their escapes undone; no numbers."""
    named = _HASHED.sub(lambda m: binascii.unhexlify(m.group(1)), data) if b"#" in data else data
    return b" ".join(named.translate(_NUMBERS).split()).decode("utf-8", "replace")


def _strings(data: bytes) -> Iterator[str]:
    """Literal and hexadecimal strings of PDF objects, in UTF-16 where they say so."""
    found = [_ESCAPED.sub(lambda m: _control(m.group(1)), s) if b"\\" in s else s for s in _LITERAL.findall(data)]
    found += [binascii.unhexlify(h if len(h) % 2 == 0 else h + b"0") for raw in _HEX.findall(data) if (h := re.sub(rb"\s", b"", raw))]
    yield from layers("\n".join(s[2:].decode("utf-16-be", "replace") if s.startswith(b"\xfe\xff") else s.decode("utf-8", "replace") for s in found))


def _control(escaped: bytes) -> bytes:
    if escaped[:1].isdigit():
        return bytes([int(escaped, 8) & 0xFF])
    return _CONTROLS.get(escaped, escaped)
