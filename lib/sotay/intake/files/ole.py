"""Looks into OLE compound files: which streams they hold, and the bytes of one stream."""

from __future__ import annotations

import struct

from sotay.intake.reading import Refusal

_FREE = 0xFFFFFFFA
_WORDS = {"worddocument": "văn bản Word", "powerpoint document": "trình chiếu PowerPoint", "visiodocument": "bản vẽ Visio", "__properties_version1.0": "thư Outlook"}
_PASSWORD = "Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc) rồi gửi lại."
_BROKEN = "Tệp Excel bị hỏng hoặc bị cắt cụt khi sao chép. Hãy mở thử bằng Excel, lưu lại và gửi tệp mới."


class CompoundFile:
    """Directory and streams of an OLE compound file; every chain is followed at most as far as the file is long."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._read_header()
        except (struct.error, IndexError, ValueError):
            raise Refusal("unreadable", _BROKEN) from None

    def _read_header(self) -> None:
        shift, mini_shift = struct.unpack_from("<HH", self._data, 30)
        if shift not in (9, 12) or mini_shift > 9:
            raise ValueError("sector size")
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        directory, self._cutoff, mini_fat = (struct.unpack_from("<I", self._data, offset)[0] for offset in (48, 56, 60))
        difat, _ = struct.unpack_from("<II", self._data, 68)
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        seen: set[int] = set()
        while difat < _FREE and difat not in seen:
            seen.add(difat)
            block = struct.unpack(f"<{self._size // 4}I", self._sector(difat))
            sectors += block[:-1]
            difat = block[-1]
        self._fat = [entry for sector in sectors if sector < _FREE for entry in struct.unpack(f"<{self._size // 4}I", self._sector(sector))]
        self._entries = self._directory(self._chain(directory))
        root = next((entry for entry in self._entries if entry[1] == 5), None)
        self._mini = self._chain(root[2])[:root[3]] if root else b""
        raw = self._chain(mini_fat)
        self._mini_fat = struct.unpack(f"<{len(raw) // 4}I", raw[:len(raw) // 4 * 4])

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start:start + self._size].ljust(self._size, b"\0")

    def _chain(self, sector: int) -> bytes:
        parts, seen = [], set()
        while sector < min(_FREE, len(self._fat)) and sector not in seen:
            seen.add(sector)
            parts.append(self._sector(sector))
            sector = self._fat[sector]
        return b"".join(parts)

    @staticmethod
    def _directory(raw: bytes) -> list[tuple[str, int, int, int]]:
        """Name, type, first sector and size of every entry."""
        entries = []
        for offset in range(0, len(raw) - 127, 128):
            length, kind = struct.unpack_from("<HB", raw, offset + 64)
            start, size = struct.unpack_from("<II", raw, offset + 116)
            if kind in (1, 2, 5):
                entries.append((raw[offset:offset + min(max(length - 2, 0), 64)].decode("utf-16-le", "replace"), kind, start, size))
        return entries

    @property
    def names(self) -> list[str]:
        return [name.lower() for name, *_ in self._entries]

    def stream(self, *names: str) -> bytes | None:
        """Bytes of the first stream with one of the names; None when there is none."""
        for wanted in names:
            for name, kind, start, size in self._entries:
                if kind == 2 and name.lower() == wanted:
                    return self._small(start, size) if size < self._cutoff else self._chain(start)[:size]
        return None

    def _small(self, sector: int, size: int) -> bytes:
        parts, seen = [], set()
        while sector < min(_FREE, len(self._mini_fat)) and sector not in seen:
            seen.add(sector)
            parts.append(self._mini[sector * self._mini_size:(sector + 1) * self._mini_size])
            sector = self._mini_fat[sector]
        return b"".join(parts)[:size]


def kind_of_ole(data: bytes) -> str:
    """"xls" for a workbook. Raises Refusal for encrypted files, other Office documents and broken files."""
    names = CompoundFile(data).names
    if "encryptioninfo" in names or "encryptedpackage" in names:
        raise Refusal("unreadable", _PASSWORD)
    if "workbook" in names or "book" in names:
        return "xls"
    what = next((_WORDS[name] for name in names if name in _WORDS), None)
    if what:
        raise Refusal("refused", f"Tệp là {what}, không phải bảng tính. Hãy gửi tệp Excel (.xlsx) hoặc CSV.")
    raise Refusal("unreadable", _BROKEN)
