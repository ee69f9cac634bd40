"""Everything readable in a finished file: visible text, attributes, comments, properties, metadata, and files inside files."""

from __future__ import annotations

import base64
import binascii
import html
import io
import json
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator

from sotay.privacy.gate.squeezed import SOFT

DEEPEST, MOST_BYTES = 6, 512 << 20
_TAG = re.compile(r"<[^>]*>", re.DOTALL)
_QUOTED = re.compile(r"%[0-9A-Fa-f]{2}")
_DATA = re.compile(r"data:([\w/+.-]+)[^,\"']*;base64,([A-Za-z0-9+/=\s]+)")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
# Drawing operators and glyph tables: what they show has been read by PDFium, and their numbers look like anything. They stand at the very beginning or not at all.
_DRAWING = re.compile(rb"\A(?:%!PS|\x00\x01\x00\x00|OTTO|\x01\x00\x04)|[\d.]\s+-?[\d.]+\s+(?:cm|re|rg)\s|\s(?:Tf|Tj|TJ)\s|\bbegincmap\b")
_BEGINNING = 2048
_LITERAL = re.compile(rb"\(((?:\\.|[^\\()])*)\)", re.DOTALL)
_HEX = re.compile(rb"<((?:[0-9A-Fa-f]\s*){8,})>")
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r\n": b"", b"\r": b""}
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# JPEG, GIF, BMP, TIFF; WebP says so after its length.
_PICTURES = (b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_IN_PDF = re.compile(rb"/Subtype\s*/Image\b")
# Words can be drawn into a picture of this many points each way, and nobody reads them there.
_LEGIBLE = 32
_DRAWN = "ảnh điểm (PNG, JPEG…) có thể mang chữ mà cổng không đọc được; vẽ biểu đồ bằng các lệnh show.*"
PNG, PDF, ZIP, PARQUET, GZIP = b"\x89PNG\r\n\x1a\n", b"%PDF-", b"PK\x03\x04", b"PAR1", b"\x1f\x8b"


class Unreadable(Exception):
    """A file, or a part of it, that cannot be searched: it must not be released. The message (Vietnamese) says why, without a value."""


def texts(name: str, data: bytes, depth: int = 0) -> Iterator[str]:
    """All texts of a file, its name first. Raises Unreadable for what is encrypted, broken, nested too deep or too large."""
    if depth > DEEPEST:
        raise Unreadable("tệp lồng trong tệp quá nhiều lớp")
    if len(data) > MOST_BYTES:
        raise Unreadable("tệp quá lớn để soát")
    yield name
    if data.startswith(ZIP) or zipfile.is_zipfile(io.BytesIO(data)):
        yield from _archive(data, depth)
    elif data.startswith(PDF):
        yield from _pdf(data, depth)
    elif data.startswith(OLE):
        raise Unreadable("tệp Office đời cũ, hoặc tệp Office có mật khẩu")
    elif data.startswith(PNG):
        yield from _png(data)
    elif data.startswith(_PICTURES) and b"\0" in data or data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        yield from _text(name, data, depth)
        raise Unreadable(_DRAWN)
    elif data.startswith(PARQUET):
        yield from _parquet(data)
    elif data.startswith(GZIP):
        yield from texts(name.removesuffix(".gz"), _inflated(data, zlib.MAX_WBITS | 16), depth + 1)
    else:
        yield from _text(name, data, depth)


def _inflated(data: bytes, bits: int = zlib.MAX_WBITS) -> bytes:
    machine = zlib.decompressobj(bits)
    out = machine.decompress(data, MOST_BYTES)
    if machine.unconsumed_tail:
        raise Unreadable("tệp nén bung ra quá lớn")
    return out


def _archive(data: bytes, depth: int) -> Iterator[str]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise Unreadable("tệp nén hỏng") from error
    with archive:
        if sum(i.file_size for i in archive.infolist()) > MOST_BYTES:
            raise Unreadable("tệp nén bung ra quá lớn")
        yield archive.comment.decode("utf-8", "replace")
        for part in archive.infolist():
            yield f"{part.filename}\n{part.comment.decode('utf-8', 'replace')}"
            if part.flag_bits & 1:
                raise Unreadable("tệp nén có mật khẩu")
            if not part.is_dir():
                try:
                    inner = archive.read(part)
                except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
                    raise Unreadable("tệp nén hỏng") from error
                yield from texts(part.filename, inner, depth + 1)


def _text(name: str, data: bytes, depth: int) -> Iterator[str]:
    for mark, code in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            break
    else:
        code = "utf-8"
    raw = data.decode(code, "replace")
    if "\ufffd" in raw or "\0" in raw:
        # Not text, or in another encoding: what could be read in the usual ones.
        yield data.decode("latin-1")
        yield data.decode("utf-16-le", "ignore")
        yield data[1:].decode("utf-16-le", "ignore")
        yield data.decode("cp1258", "ignore")
    if "\\u" in raw:
        yield _unescaped(name, raw)
    if _QUOTED.search(raw):
        yield urllib.parse.unquote(raw)
    plain = html.unescape(raw) if "&" in raw else raw
    yield plain
    if "<" in raw:
        # A name split over tags: inline markup leaves no space, cells of a table do.
        yield html.unescape(_TAG.sub(SOFT, raw))
    for _, body in _DATA.findall(raw):
        try:
            inner = base64.b64decode(body)
        except (binascii.Error, ValueError):
            continue
        yield from texts("", inner, depth + 1)


def _unescaped(name: str, raw: str) -> str:
    if name.lower().endswith((".json", ".ipynb", ".geojson")):
        try:
            return json.dumps(json.loads(raw), ensure_ascii=False)
        except ValueError:
            pass
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m.group(1), 16)), raw)


def _png(data: bytes) -> Iterator[str]:
    at = len(PNG)
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at:at + 4], "big"), data[at + 4:at + 8]
        body = data[at + 8:at + 8 + size]
        if kind in (b"tEXt", b"eXIf"):
            yield body.replace(b"\0", b" ").decode("utf-8", "replace")
            yield body.replace(b"\0", b" ").decode("latin-1")
        elif kind == b"iTXt":
            yield from _international(body)
        elif kind == b"zTXt":
            yield _packed(body.split(b"\0", 1)[-1][1:], "latin-1")
        at += 12 + size
    yield data[at:].decode("utf-8", "replace")
    if min(int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")) >= _LEGIBLE:
        raise Unreadable(_DRAWN)


def _international(body: bytes) -> Iterator[str]:
    """iTXt: keyword, compression flag and method, language, translated keyword, text."""
    keyword, _, rest = body.partition(b"\0")
    flag, rest = rest[:1], rest[2:]
    language, _, rest = rest.partition(b"\0")
    translated, _, value = rest.partition(b"\0")
    yield b" ".join((keyword, language, translated)).decode("utf-8", "replace")
    yield _packed(value, "utf-8") if flag == b"\1" else value.decode("utf-8", "replace")


def _packed(data: bytes, code: str) -> str:
    try:
        return _inflated(data).decode(code, "replace")
    except zlib.error:
        return data.decode(code, "replace")


def _parquet(data: bytes) -> Iterator[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError) as error:
        raise Unreadable("tệp Parquet hỏng") from error
    yield "\n".join(f"{k.decode('utf-8', 'replace')} {v.decode('utf-8', 'replace')}" for k, v in (table.schema.metadata or {}).items())
    for name in table.column_names:
        yield name
        yield "\n".join(str(v) for v in table[name].unique().to_pylist() if v is not None)


def _pdf(data: bytes, depth: int) -> Iterator[str]:
    """The pages' text through PDFium; every string of every object (title, alternative texts, bookmarks, notes) and attached files from the bytes."""
    import pypdfium2

    if b"/Encrypt" in data:
        raise Unreadable("PDF có mật khẩu")
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
    objects = _STREAM.sub(b"", data)
    yield from _strings(objects)
    if _IN_PDF.search(objects):
        raise Unreadable(_DRAWN)
    for packed in _STREAM.findall(data):
        try:
            stream = _inflated(packed)
        except zlib.error:
            continue
        if stream.startswith((ZIP, PDF, PNG, GZIP)):
            yield from texts("", stream, depth + 1)
        elif not _DRAWING.search(stream, 0, _BEGINNING):
            yield stream.decode("utf-8", "replace")
            yield from _strings(stream)


def _strings(data: bytes) -> Iterator[str]:
    """Literal and hexadecimal strings of PDF objects, in UTF-16 where they say so."""
    found = [_ESCAPED.sub(lambda m: _control(m.group(1)), s) for s in _LITERAL.findall(data)]
    found += [binascii.unhexlify(h if len(h) % 2 == 0 else h + b"0") for raw in _HEX.findall(data) if (h := re.sub(rb"\s", b"", raw))]
    yield "\n".join(s[2:].decode("utf-16-be", "replace") if s.startswith(b"\xfe\xff") else s.decode("utf-8", "replace") for s in found)


def _control(escaped: bytes) -> bytes:
    if escaped[:1].isdigit():
        return bytes([int(escaped, 8) & 0xFF])
    return _CONTROLS.get(escaped, escaped)
