"""Archives, and the Office files that are archives: every part, and nothing between the parts."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from sotay.privacy.gate.unreadable import MOST_BYTES, Unreadable

ZIP = b"PK\x03\x04"
_HEADER = 30
_END, _END_BYTES = b"PK\x05\x06", 22
_BROKEN, _BETWEEN = "tệp nén hỏng", "tệp nén có phần nằm ngoài danh sách các tệp"
# What stands behind a part whose sizes were not known when it was begun: 32 or 64 bits wide, with or without a mark.
_DESCRIPTORS = (12, 16, 20, 24)


def archive(data: bytes, inner: Callable[[str, bytes], Iterator[str]]) -> Iterator[str]:
    """Names, remarks, extra fields and texts of all parts; `inner` reads a part. Raises Unreadable for what is locked or broken, and where bytes stand that no part claims."""
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise Unreadable(_BROKEN) from error
    with opened:
        if sum(i.file_size for i in opened.infolist()) > MOST_BYTES:
            raise Unreadable("tệp nén bung ra quá lớn")
        yield opened.comment.decode("utf-8", "replace")
        for part in opened.infolist():
            yield f"{part.filename}\n{part.orig_filename}\n{part.comment.decode('utf-8', 'replace')}\n{part.extra.decode('utf-8', 'replace')}"
            if part.flag_bits & 1:
                raise Unreadable("tệp nén có mật khẩu")
            if part.is_dir() and not part.file_size:
                continue
            try:
                content = opened.read(part)
            except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
                raise Unreadable(_BROKEN) from error
            yield from inner(part.filename, content)
        yield from _between(data, opened)


def _between(data: bytes, opened: zipfile.ZipFile) -> Iterator[str]:
    """Names and extra fields that stand before each part; the parts must follow one another from the first byte to the list of all, and nothing stands behind that."""
    at, loose = 0, False
    for part in sorted(opened.infolist(), key=lambda p: p.header_offset):
        begin = part.header_offset
        if not _follows(begin - at, loose):
            raise Unreadable(_BETWEEN)
        if data[begin:begin + 4] != ZIP:
            raise Unreadable(_BROKEN)
        name, extra = struct.unpack("<HH", data[begin + 26:begin + _HEADER])
        yield data[begin + _HEADER:begin + _HEADER + name + extra].decode("utf-8", "replace")
        at, loose = begin + _HEADER + name + extra + part.compress_size, bool(part.flag_bits & 8)
    if not _follows(opened.start_dir - at, loose) or data.rfind(_END) + _END_BYTES + len(opened.comment) != len(data):
        raise Unreadable(_BETWEEN)


def _follows(gap: int, loose: bool) -> bool:
    return gap == 0 or loose and gap in _DESCRIPTORS
