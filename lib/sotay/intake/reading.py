"""What reading a file yields, and the refusal that says why there is nothing to read."""

from __future__ import annotations

from dataclasses import dataclass

from sotay.intake.model import Grid

MAX_BYTES = 300 * 1024 * 1024
MAX_CELLS = 20_000_000
MAX_COLUMNS = 16_384
# Name of a thread that reads a workbook before it is known to be harmless.
AHEAD = "sotay-ahead"
MAX_ROWS = 1_048_576
_LONGEST_NAME = 100


class Refusal(Exception):
    """A file that cannot be used: `status` is "empty", "unreadable" or "refused"; `note` says in Vietnamese what is wrong and what the unit must do."""

    def __init__(self, status: str, note: str) -> None:
        super().__init__(f"{status}: {note}")
        self.status = status
        self.note = note

    def __reduce__(self):
        # A child process hands the refusal back by pickling; the default would pass the joined message as the only argument.
        return Refusal, (self.status, self.note)


def broken(error: BaseException) -> Refusal:
    """The refusal for a failure nobody foresaw: its kind is told, never its text, which may hold a value of a cell."""
    return Refusal("unreadable", f"Không đọc được tệp ({type(error).__name__}). Mở tệp bằng Excel, lưu lại dạng .xlsx rồi gửi lại.")


@dataclass(frozen=True)
class Member:
    """A file to read: its name as reports write it (`archive.zip!inner.xlsx` inside an archive) and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Reading:
    """The sheets of one file, what it is by content, and Vietnamese remarks for the intake table."""

    container: str
    encoding: str | None
    grids: list[Grid]
    notes: tuple[str, ...] = ()


def sheet_named(sheet: str | None) -> str:
    """A sheet in the words of a note, its name safe to print; "" when there is none."""
    return f"Trang tính “{''.join(letter if letter.isprintable() else '?' for letter in sheet[:_LONGEST_NAME])}”" if sheet else ""


def check_size(sheet: str | None, height: int, width: int) -> None:
    """Raises Refusal before anything of the size of a too large sheet is allocated."""
    if height * width > MAX_CELLS or width > MAX_COLUMNS or sheet and height > MAX_ROWS:
        where = sheet_named(sheet) or "Bảng"
        raise Refusal(
            "refused",
            f"{where} trải tới hàng {height}, cột thứ {width}, quá lớn để đọc an toàn (giới hạn 20 triệu ô, một trang tính có 1.048.576 hàng). "
            "Hãy xoá các hàng, cột thừa ngoài bảng rồi lưu và gửi lại.",
        )
