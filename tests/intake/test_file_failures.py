"""Every way a single file can fail: one exact line in the intake table, and the other files are read as if it were not there."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

import pytest

from container_writers import ole, xlsx, zipped
from small_registry import small_registry
from sotay.intake import month as intake
from sotay.intake.files import child, snapshot, worker
from sotay.intake.files.guarded import GuardedReader
from sotay.intake.reading import Refusal, check_size

MONTH = "2026-09"
GOOD = "STT;Mã chó;Họ tên chủ nuôi;Ngày tiêm;Thôn\n1;C001;Lý Thị Bình;05/09/2026;Cầu Sắt\n2;C002;Lý Thị Hoa;06/09/2026;Cầu Sắt\n"
# A reading process that fails as the file's name says, where no harmless file could make it.
FAILING = f"""
import os, sys, time
from pathlib import Path
sys.path[:] = {[str(p) or os.getcwd() for p in sys.path]!r}
from sotay.intake import chain
from sotay.intake.files import containers, snapshot, worker
read, bytes_in, opened = containers.read, snapshot._bytes_in, os.open


def failing_read(member, ahead):
    for what in ("abort", "exit", "hang", "allocate", "panic"):
        if member.name.endswith(what + ".csv"):
            {{"abort": os.abort, "exit": lambda: os._exit(5), "hang": lambda: time.sleep(60), "allocate": lambda: [bytearray(1 << 20) for _ in range(1 << 20)],
              "panic": lambda: exec("raise type('PanicException', (BaseException,), dict())('Lý Thị Bình')")}}[what]()
    return read(member, ahead)


def changing_bytes(file, size):
    data = bytes_in(file, size)
    if b"changing" in data:
        os.utime(file.fileno(), (1, 1))
    return data


def locked_open(path, *more, **named):
    if str(path).endswith("locked.csv"):
        raise PermissionError
    return opened(path, *more, **named)


containers.read, snapshot._bytes_in, os.open = failing_read, changing_bytes, locked_open
worker.serve(chain.prepare)
"""


def too_large(*size) -> str:
    with pytest.raises(Refusal) as refused:
        check_size(*size)
    return refused.value.note


SECONDS = 8
TOO_LONG = child.TOO_LONG.format(SECONDS)
UNSAFE = "Tệp nén có tên tệp con không an toàn (đường dẫn ra ngoài, liên kết hoặc ký tự điều khiển). Hãy nén lại các tệp bảng tính và gửi lại."
PASSWORD = "Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc) rồi gửi lại."
PICTURE = "Tệp là ảnh, không phải bảng tính. Hãy gửi tệp Excel (.xlsx) hoặc CSV."
LINES = {
    "hang.csv": ("unreadable", TOO_LONG), "abort.csv": ("unreadable", worker.TOO_BIG), "allocate.csv": ("unreadable", worker.TOO_BIG), "exit.csv": ("unreadable", child.CRASHED),
    "panic.csv": ("unreadable", "Không đọc được tệp (PanicException). Mở tệp bằng Excel, lưu lại dạng .xlsx rồi gửi lại."),
    "changing.csv": ("unreadable", snapshot.CHANGING), "locked.csv": ("unreadable", snapshot._CANNOT_OPEN),
    "encrypted.xlsx": ("unreadable", PASSWORD), "billions.xlsx": ("refused", too_large("Sheet", 1_048_576, 16_384)),
    "empty.xlsx": ("empty", "Tệp trống, không có ô nào có nội dung. Hãy kiểm tra và gửi lại tệp đúng."), "picture.xlsx": ("refused", PICTURE),
    "link.csv": ("refused", snapshot._LINK), "link": ("refused", snapshot._LINK), "folder.xlsx": ("refused", snapshot._FOLDER), "pipe.csv": ("refused", snapshot._NO_FILE),
    "c??[31m.csv": ("accepted", ""), "c?xslx.csv": ("accepted", ""), "c\ufffd.csv": ("accepted", ""), "late.csv": ("accepted", ""),
    "b.zip!1.csv": ("accepted", ""), "b.zip!hang.csv": ("unreadable", TOO_LONG), "b.zip!out.csv": ("refused", UNSAFE), "b.zip!picture.png": ("refused", PICTURE),
    "b.zip!abort.csv": ("unreadable", worker.TOO_BIG), "b.zip!9.csv": ("accepted", ""), "a good.csv": ("accepted", ""), "z good.csv": ("accepted", ""),
}


def good() -> str:
    """Two rows nobody else handed in."""
    good.count += 1
    return GOOD.replace("C0", f"C{good.count}")


good.count = 0


def lay(folder: Path, outside: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(50)
    contents = {
        "changing.csv": b"changing", "encrypted.xlsx": ole("EncryptionInfo", "EncryptedPackage"), "empty.xlsx": b"", "picture.xlsx": png,
        "billions.xlsx": xlsx(lambda ws: (ws.__setitem__("A1", "a"), ws.__setitem__("XFD1048576", "b"))),
        "b.zip": zipped(("1.csv", good()), ("hang.csv", GOOD), ("../out.csv", GOOD), ("picture.png", png), ("abort.csv", GOOD), ("9.csv", good())),
    }
    names = "hang abort allocate exit panic locked".split()
    for name in (*(f"{n}.csv" for n in names), "a good.csv", "z good.csv", "late.csv", "c\n\x1b[31m.csv", "c\u202exslx.csv", b"c\xff.csv".decode("utf-8", "surrogateescape")):
        contents[name] = good().encode()
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    # A time no calendar holds.
    os.utime(folder / "late.csv", (1 << 42, 1 << 42))
    for inside in (outside, folder / "folder.xlsx"):
        inside.mkdir()
        (inside / "inside.csv").write_text(good(), encoding="utf-8")
    (folder / "link.csv").symlink_to(outside / "inside.csv")
    (folder / "link").symlink_to(outside)
    os.mkfifo(folder / "pipe.csv")


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """The lines of a month in which every one of these files was handed in."""
    root = tmp_path_factory.mktemp("incoming")
    (root / MONTH / "barn").mkdir(parents=True)
    lay(root / MONTH / "barn", tmp_path_factory.mktemp("out") / "side")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "GuardedReader", partial(GuardedReader, seconds=SECONDS, memory=400 << 20, command=(sys.executable, "-c", FAILING)))
        return {e.source.file: (e.status, e.note, sum(len(t.rows) for t in e.tables)) for e in intake.take_in(root / MONTH, small_registry(), MONTH, root)}


@pytest.mark.parametrize("file", LINES)
def test_the_line_of_a_file(taken, file):
    status, note, rows = taken[file]
    assert (status, note) == LINES[file]
    assert rows == (2 if status == "accepted" else 0)


def test_no_file_is_missing_and_none_is_read_through_a_link_or_a_folder_in_disguise(taken):
    assert set(taken) == set(LINES)
