"""Archives with the same bytes on every run, whose names are safe to unpack anywhere."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from functools import lru_cache

# The earliest time a zip can tell: 1 January 1980; the version of the format that deflated files need; made on Unix; flag for names beyond ASCII.
_DATE, _TIME, _VERSION, _UNIX, _UTF8 = 1 << 5 | 1, 0, 20, 3, 0x800
_OWNER_ONLY = 0o600 << 16
# Also marks that turn the direction of writing: "gpj.exe" would be read as a picture.
_BAD = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\\u202a-\u202e\u2066-\u2069]')
_NOWHERE = re.compile(r"(^|/)\.{0,2}(/|$)")


class UnsafeName(ValueError):
    """A name that would leave the folder it is unpacked in, or that a system takes for something else."""


def safe_name(name: str) -> str:
    """A path inside an archive with nothing in it that `zipped` refuses."""
    parts = [_BAD.sub("_", part) for part in name.replace("\\", "/").split("/")]
    return "/".join("_" if part in ("", ".", "..") else part for part in parts)


def zipped(members: dict[str, bytes]) -> bytes:
    """The files as one archive, by name, as zipfile writes it; a file that stands in many packages is packed once. Raises UnsafeName."""
    content, listed = io.BytesIO(), []
    for name in sorted(members):
        if _BAD.search(name) or _NOWHERE.search(name):
            raise UnsafeName("tên tệp trong gói không an toàn")
        packed, shown = _deflated(members[name]), name.encode("utf-8")
        facts = struct.pack("<HHHHLLLHH", 0 if name.isascii() else _UTF8, zipfile.ZIP_DEFLATED, _TIME, _DATE, zlib.crc32(members[name]), len(packed), len(members[name]), len(shown), 0)
        listed.append(struct.pack("<4sBBH", b"PK\x01\x02", _VERSION, _UNIX, _VERSION) + facts + struct.pack("<HHHLL", 0, 0, 0, _OWNER_ONLY, content.tell()) + shown)
        content.write(struct.pack("<4sH", b"PK\x03\x04", _VERSION) + facts + shown + packed)
    if content.tell() >= zipfile.ZIP64_LIMIT or len(listed) >= zipfile.ZIP_FILECOUNT_LIMIT:
        raise ValueError("gói quá lớn")
    begin, lines = content.tell(), b"".join(listed)
    return content.getvalue() + lines + struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, len(listed), len(listed), len(lines), begin, 0)


@lru_cache(maxsize=256)
def _deflated(data: bytes) -> bytes:
    machine = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return machine.compress(data) + machine.flush()


def members_of(content: bytes) -> dict[str, bytes] | None:
    """The files of an archive that `zipped` made and nobody touched; None for any other, in which something may stand between the files."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {part.filename: archive.read(part) for part in archive.infolist()}
        return members if zipped(members) == content else None
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        return None
