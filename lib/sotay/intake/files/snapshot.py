"""The bytes of a file as they were at one moment: links, folders, devices and files still being written are refused."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from sotay.intake.reading import MAX_BYTES, Refusal

_LINK = "Đây là liên kết nên không đọc. Hãy chép chính tệp số liệu vào thư mục."
_FOLDER = "Đây là thư mục mang tên như tệp bảng tính; các tệp bên trong không được đọc. Hãy đổi tên thư mục, hoặc chép tệp ra ngoài."
_CLOSED_FOLDER = "Không mở được thư mục này (không có quyền), nên chưa đọc tệp nào bên trong. Hãy cấp quyền đọc rồi chạy lại."
_NO_FILE = "Đây không phải tệp thường (thiết bị hoặc đường ống) nên không đọc. Hãy chép chính tệp số liệu vào thư mục."
_TOO_BIG = "Tệp lớn hơn 300 MB nên không đọc. Hãy chia nhỏ hoặc bỏ ảnh, trang thừa rồi gửi lại."
_CANNOT_OPEN = "Không mở được tệp (không có quyền hoặc đang bị khoá). Hãy đóng tệp trong Excel rồi chép lại."
CHANGING = "Tệp đang được ghi trong lúc đọc. Hãy chờ chép xong rồi chạy lại."
# Neither a link put there meanwhile nor a pipe nobody writes to may catch the reader.
OPEN_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))


def snapshot(path: Path) -> bytes:
    """All bytes of a regular file that did not change while they were read. Raises Refusal."""
    try:
        before = path.lstat()
        _refuse_what_is_no_file(path, before)
        with os.fdopen(os.open(path, OPEN_FLAGS), "rb") as file:
            opened = os.fstat(file.fileno())
            data = _bytes_in(file, opened.st_size)
            after = os.fstat(file.fileno())
        if len({_state(before), _state(opened), _state(after), _state(path.lstat())}) > 1 or len(data) != after.st_size:
            raise Refusal("unreadable", CHANGING)
    except OSError:
        raise Refusal("unreadable", _CANNOT_OPEN) from None
    return data


def _refuse_what_is_no_file(path: Path, status: os.stat_result) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise Refusal("refused", _LINK)
    if stat.S_ISDIR(status.st_mode):
        raise Refusal("refused", _FOLDER) if os.access(path, os.R_OK | os.X_OK) else Refusal("unreadable", _CLOSED_FOLDER)
    if not stat.S_ISREG(status.st_mode):
        raise Refusal("refused", _NO_FILE)
    if status.st_size > MAX_BYTES:
        raise Refusal("refused", _TOO_BIG)


def _bytes_in(file: BinaryIO, size: int) -> bytes:
    """One byte more than the file had when it was opened, if it has grown since."""
    return file.read(size + 1)


def _state(status: os.stat_result) -> tuple[int, ...]:
    """What changes when a file is written to or another takes its place; the time of the last change of state cannot be set back."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns if os.name == "posix" else 0
