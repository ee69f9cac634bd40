"""Pictures: every text beside the points is read; the points themselves cannot be, so nothing with room for words passes."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

from sotay.privacy.gate.unreadable import Unreadable, inflated

PNG = b"\x89PNG\r\n\x1a\n"
# JPEG, GIF, BMP, TIFF; WebP says so after its length.
_OTHERS = (b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
# A picture with fewer points both ways has no room for a name.
_LEGIBLE = 32
DRAWN = "ảnh điểm (PNG, JPEG…) có thể mang chữ mà cổng không đọc được; vẽ biểu đồ bằng các lệnh show.*"
# Chunks that hold the points, and numbers about them.
_PLAIN = {b"IHDR", b"PLTE", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"bKGD", b"pHYs", b"sBIT", b"hIST", b"tIME"}


def is_other_picture(data: bytes) -> bool:
    return data.startswith(_OTHERS) and b"\0" in data or data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def png(data: bytes, inner: Callable[[bytes], Iterator[str]]) -> Iterator[str]:
    """Texts of all chunks and of what stands behind the picture; `inner` reads a file inside a file. Raises Unreadable for a picture in which words could be drawn."""
    at, points = len(PNG), b""
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at:at + 4], "big"), data[at + 4:at + 8]
        body = data[at + 8:at + 8 + size]
        at += 12 + size
        if kind == b"IDAT":
            points += body
        elif kind == b"zTXt":
            yield from _decoded(body.split(b"\0", 1)[0])
            yield _unpacked(body.split(b"\0", 1)[-1][1:], "latin-1")
        elif kind == b"iTXt":
            yield from _international(body)
        elif kind not in _PLAIN:
            for part in (body, *body.split(b"\0", 1)):
                yield from _decoded(part)
            yield _unpacked(body.split(b"\0", 1)[-1][1:], "utf-8")
        if kind == b"IEND":
            break
    if rest := data[at:]:
        yield from inner(rest)
    yield _unpacked(points, "utf-8")
    if max(int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")) >= _LEGIBLE:
        raise Unreadable(DRAWN)


def _decoded(body: bytes) -> Iterator[str]:
    """A chunk in every way of writing that a program may have used."""
    yield body.replace(b"\0", b" ").decode("utf-8", "replace")
    yield body.replace(b"\0", b" ").decode("latin-1")
    if b"\0" in body:
        yield from (body[n:].decode(code, "ignore") for code in ("utf-16-le", "utf-16-be") for n in (0, 1))


def _international(body: bytes) -> Iterator[str]:
    """iTXt: keyword, compression flag and method, language, translated keyword, text."""
    keyword, _, rest = body.partition(b"\0")
    flag, rest = rest[:1], rest[2:]
    language, _, rest = rest.partition(b"\0")
    translated, _, value = rest.partition(b"\0")
    yield b" ".join((keyword, language, translated)).decode("utf-8", "replace")
    yield _unpacked(value, "utf-8") if flag == b"\1" else value.decode("utf-8", "replace")


def _unpacked(data: bytes, code: str) -> str:
    try:
        return inflated(data).decode(code, "replace")
    except zlib.error:
        return data.decode(code, "replace")
