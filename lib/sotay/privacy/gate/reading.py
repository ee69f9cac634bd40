"""Everything readable in a finished file: visible text, attributes, comments, properties, metadata, and files inside files."""

from __future__ import annotations

import html
import io
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial

from sotay.privacy.gate.archives import ZIP, archive
from sotay.privacy.gate.layers import layers, unbased
from sotay.privacy.gate.papers import PDF, pdf
from sotay.privacy.gate.pictures import DRAWN, PNG, is_other_picture, png
from sotay.privacy.gate.squeezed import SOFT
from sotay.privacy.gate.unreadable import MOST_BYTES, Unreadable, inflated

__all__ = ["DEEPEST", "Unreadable", "texts"]

DEEPEST = 6
_TAG = re.compile(r"<[^>]*>", re.DOTALL)
_DATA = re.compile(r"data:[^,\"'\s]{0,200};\s*base64,([A-Za-z0-9+/=\s%_-]+)", re.IGNORECASE)
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
PARQUET, GZIP = b"PAR1", b"\x1f\x8b"
# Mail, and web pages stored as mail: their parts are packed in ways of their own.
_MAIL = re.compile(rb"^content-transfer-encoding:", re.IGNORECASE | re.MULTILINE)
_ENCODINGS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def texts(name: str, data: bytes, depth: int = 0) -> Iterator[str]:
    """All texts of a file, its name first. Raises Unreadable for what is encrypted, broken, nested too deep, too large, or of no kind known here."""
    if depth > DEEPEST:
        raise Unreadable("tệp lồng trong tệp quá nhiều lớp")
    if len(data) > MOST_BYTES:
        raise Unreadable("tệp quá lớn để soát")
    yield name
    inside = partial(texts, "", depth=depth + 1)
    if data.startswith(ZIP) or zipfile.is_zipfile(io.BytesIO(data)):
        yield from archive(data, partial(texts, depth=depth + 1))
    elif data.startswith(PDF):
        yield from pdf(data, inside)
    elif data.startswith(OLE):
        raise Unreadable("tệp Office đời cũ, hoặc tệp Office có mật khẩu")
    elif data.startswith(PNG):
        yield from png(data, inside)
    elif is_other_picture(data):
        yield from _guessed(data)
        raise Unreadable(DRAWN)
    elif data.startswith(PARQUET):
        yield from _parquet(data)
    elif data.startswith(GZIP):
        yield from texts(name.removesuffix(".gz"), _whole_gzip(data), depth + 1)
    else:
        yield from _text(data, depth)


def _whole_gzip(data: bytes) -> bytes:
    try:
        return inflated(data, zlib.MAX_WBITS | 16, whole=True)
    except zlib.error as error:
        raise Unreadable("tệp nén hỏng") from error


def _text(data: bytes, depth: int) -> Iterator[str]:
    code = next((code for mark, code in _ENCODINGS if data.startswith(mark)), "utf-8")
    try:
        raw = data.decode(code)
    except UnicodeDecodeError:
        raw = "\0"
    if "\0" in raw:
        yield from _guessed(data)
        raise Unreadable("không phải tệp văn bản UTF-8 và không thuộc kiểu tệp cổng đọc được")
    if _MAIL.search(data):
        raise Unreadable("thư, trang web lưu dạng thư: cổng không đọc được")
    if "<" in raw:
        # A name split over tags: inline markup leaves no space, cells of a table do.
        yield html.unescape(_without_tags(raw))
    for number, text in enumerate(layers(raw)):
        yield text
        if number and "<" in text:
            yield _without_tags(text)
        for body in _DATA.findall(text):
            yield from texts("", unbased(urllib.parse.unquote(body)), depth + 1)


def _without_tags(text: str) -> str:
    # Behind the last end of a tag there is no tag: signs that only begin one would be looked at over and over.
    end = text.rfind(">") + 1
    return _TAG.sub(SOFT, text[:end]) + text[end:]


def _guessed(data: bytes) -> Iterator[str]:
    """What could be read of a file that is no text, or one in another encoding: it does not pass, but what it holds is told."""
    yield data.decode("utf-8", "ignore")
    yield data.decode("latin-1")
    yield from (data[n:].decode(code, "ignore") for code in ("utf-16-le", "utf-16-be") for n in (0, 1))
    yield data.decode("cp1258", "ignore")


def _parquet(data: bytes) -> Iterator[str]:
    """Metadata of the file and of every column, and every value, also those that a column's dictionary holds and no row uses."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(pa.BufferReader(data))
        plain = [f.name for f in schema if pa.types.is_string(f.type) or pa.types.is_large_string(f.type) or pa.types.is_binary(f.type)]
        table = pq.read_table(pa.BufferReader(data), read_dictionary=plain)
    except (pa.ArrowException, OSError) as error:
        raise Unreadable("tệp Parquet hỏng") from error
    for facts in (schema.metadata, *(f.metadata for f in schema)):
        yield "\n".join(f"{_said(k)} {_said(v)}" for k, v in (facts or {}).items())
    for name in table.column_names:
        yield name
        for chunk in table[name].chunks:
            values = chunk.dictionary if pa.types.is_dictionary(chunk.type) else chunk
            yield "\n".join(dict.fromkeys(_said(v) for v in values.to_pylist() if v is not None))


def _said(value) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
