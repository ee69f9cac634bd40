"""Opens ZIP data without trusting its headers: counted inflation, refused names, one level of archives."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from sotay.intake.reading import MAX_BYTES, Refusal

MAX_ENTRIES = 200
MAX_PARTS = 5_000
MAX_RATIO = 200
RATIO_FROM = 10 * 1024 * 1024
_CLUTTER = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini", "~$", "._")
_TOO_BIG = "Tệp nén phình ra quá lớn khi mở (giới hạn 300 MB, tỉ lệ nén 200 lần) nên không mở. Hãy lưu lại từ phần mềm bảng tính và gửi tệp mới."
_OVERLAP = "Tệp nén có các mục chồng lên nhau bên trong (kiểu tệp gây hại) nên không mở. Hãy lưu lại từ phần mềm bảng tính hoặc nén lại rồi gửi."
_LOCAL_HEADER = 30
_BROKEN = "Tệp bị hỏng hoặc bị cắt cụt khi sao chép, không mở được. Hãy mở thử bằng Excel, lưu lại và gửi tệp mới."


@dataclass
class Zip:
    """The entries of ZIP data and a shared budget of inflated bytes."""

    data: bytes
    entries: list[zipfile.ZipInfo]
    spent: int = 0
    names: dict[str, zipfile.ZipInfo] = field(default_factory=dict)

    def inflate(self, info: zipfile.ZipInfo) -> bytes:
        """The entry's bytes, counted while they are inflated. Raises Refusal above the limits or when the data is broken."""
        if info.flag_bits & 0x1:
            raise Refusal("unreadable", "Tệp nén có mật khẩu, không mở được. Hãy gửi lại tệp không đặt mật khẩu.")
        raw = self._raw(info)
        if info.compress_type == zipfile.ZIP_STORED:
            out = raw
            self.spent += len(out)
            if self.spent > MAX_BYTES:
                raise Refusal("refused", _TOO_BIG)
        elif info.compress_type == zipfile.ZIP_DEFLATED:
            out = self._deflated(raw)
        else:
            raise Refusal("unreadable", "Tệp nén dùng kiểu nén không đọc được. Hãy nén lại bằng kiểu ZIP thông thường hoặc gửi tệp không nén.")
        if zlib.crc32(out) != info.CRC:
            raise _broken()
        return out

    def _raw(self, info: zipfile.ZipInfo) -> bytes:
        start = info.header_offset
        header = self.data[start:start + 30]
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise _broken()
        name_length, extra_length = struct.unpack("<HH", header[26:30])
        start += 30 + name_length + extra_length
        raw = self.data[start:start + info.compress_size]
        if len(raw) < info.compress_size:
            raise _broken()
        return raw

    def _deflated(self, raw: bytes) -> bytes:
        limit = max(min(MAX_BYTES - self.spent, max(RATIO_FROM, MAX_RATIO * len(raw))), 0)
        stream = zlib.decompressobj(-15)
        try:
            out = stream.decompress(raw, limit + 1)
        except zlib.error:
            raise _broken() from None
        if len(out) > limit:
            raise Refusal("refused", _TOO_BIG)
        if not stream.eof:
            raise _broken()
        self.spent += len(out)
        return out


def _broken() -> Refusal:
    return Refusal("unreadable", _BROKEN)


def open_zip(data: bytes) -> Zip:
    """The directory of ZIP data. Raises Refusal when it is broken or lists more than any spreadsheet or hand-in needs."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ArithmeticError, LookupError, NotImplementedError, ValueError, struct.error, OSError):
        raise _broken() from None
    if len(entries) > MAX_PARTS:
        raise Refusal("refused", f"Tệp nén có {len(entries)} tệp con, quá nhiều. Hãy gửi từng tệp bảng tính.")
    _refuse_overlaps(entries)
    return Zip(data, entries, names={info.filename.replace("\\", "/").lstrip("/"): info for info in entries})


def _refuse_overlaps(entries: list[zipfile.ZipInfo]) -> None:
    """No program writes two entries over the same bytes; bombs do, to inflate one kernel many times."""
    ends = 0
    for start, size in sorted((info.header_offset, info.compress_size) for info in entries):
        if start < ends:
            raise Refusal("refused", _OVERLAP)
        ends = start + _LOCAL_HEADER + size


def refuse_duplicates(archive: Zip) -> None:
    repeated = [name for name, count in Counter(info.filename for info in archive.entries).items() if count > 1]
    if repeated:
        raise Refusal("refused", "Tệp nén có hai mục trùng tên bên trong, không rõ mục nào đúng. Hãy lưu lại từ phần mềm bảng tính hoặc nén lại rồi gửi.")


def _display_name(info: zipfile.ZipInfo) -> str:
    """The entry's name; names without the UTF-8 flag arrive as cp437 and are UTF-8 or Windows-1258 in truth."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "cp1258"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _unsafe(info: zipfile.ZipInfo, name: str) -> bool:
    is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
    return is_link or not name or name.startswith("/") or ".." in name.split("/") or ":" in name or any(ord(letter) < 32 or ord(letter) == 127 for letter in name)


def _shown(name: str) -> str:
    """An unsafe name safe to print: its last part, control characters as "?"."""
    return "".join("?" if ord(letter) < 32 or ord(letter) == 127 else letter for letter in name.rsplit("/", 1)[-1].rsplit(":", 1)[-1]) or "?"


def _is_clutter(name: str) -> bool:
    low = name.lower()
    return low.startswith("__macosx/") or low.rsplit("/", 1)[-1].startswith(_CLUTTER[1:])


def entries(archive: Zip) -> list[tuple[str, Callable[[], bytes]]]:
    """Name of every file of an archive and how to get its bytes, folders and system clutter left out; an entry with an unsafe name gives a Refusal only.

    Raises Refusal for the whole archive when it has too many entries, two of one name, or none.
    """
    files = [info for info in archive.entries if not info.filename.endswith("/")]
    if len(files) > MAX_ENTRIES:
        raise Refusal("refused", f"Tệp nén có {len(files)} tệp con, quá giới hạn {MAX_ENTRIES}. Hãy chia thành nhiều tệp nén nhỏ hơn.")
    refuse_duplicates(archive)
    named = [(_display_name(info).replace("\\", "/"), info) for info in files]
    wanted = [(_shown(name), _refuse_name) if _unsafe(info, name) else (name, partial(archive.inflate, info)) for name, info in named if not _is_clutter(name)]
    if not wanted:
        raise Refusal("empty", "Tệp nén không có tệp nào bên trong. Hãy nén lại các tệp bảng tính và gửi lại.")
    return wanted


def _refuse_name() -> bytes:
    raise Refusal("refused", "Tệp nén có tên tệp con không an toàn (đường dẫn ra ngoài, liên kết hoặc ký tự điều khiển). Hãy nén lại các tệp bảng tính và gửi lại.")
