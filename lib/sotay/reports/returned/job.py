"""What the writing process is told of one workbook, in plain values: where the file is, what is marked, what the first sheet says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sotay.reports.returned.spared import Rows

# How a workbook comes about: the unit's own file kept, a new one from what was read, or only the first sheet.
KEEP, REBUILD, LIST = "keep", "rebuild", "list"
KEPT_CONTAINERS = ("xlsx", "xlsm")
TOO_LARGE = "Tệp quá lớn hoặc không mở lại được nên không đánh dấu vào bản sao; chỗ sai được liệt kê ở đây theo số dòng của tệp gốc."
LEVELS = {"error": "Lỗi", "warning": "Cần xem lại", "info": "Lưu ý"}
NEW, STAYED, STAYED_MONTH = "mới", "còn lại từ lần gửi trước", "còn lại từ tháng trước"


def count(number: int) -> str:
    """1234 -> 1.234"""
    return f"{number:,}".replace(",", ".")


@dataclass(frozen=True)
class Mark:
    """One finding at its place: `row` None when it is about the whole table, `column` "" when it is about the row.

    `state` is NEW, STAYED, STAYED_MONTH, or "" where there is nothing to compare with. `alike` counts the findings of the same rule and column; only those with `listed` stand in the first sheet, only those with `comment` get one.
    """

    sheet: str
    row: int | None
    column: str
    severity: str
    heading: str
    value: str
    message: str
    fix: str
    rule: str
    state: str = ""
    alike: int = 1
    gain: str = ""
    listed: bool = True
    comment: bool = True


@dataclass(frozen=True)
class Found:
    """Where a table stands in its sheet; columns are spreadsheet letters."""

    sheet: str
    header_start: int
    header_row: int
    first_column: str
    last_column: str
    last_row: int


@dataclass(frozen=True)
class Mended:
    """Findings of the last version that are gone, those of one rule and column together."""

    heading: str
    message: str
    count: int


@dataclass(frozen=True)
class Letter:
    """What the first sheet says beside the table of findings. `todo`: what to do about a file that could not be used."""

    title: str
    facts: tuple[str, ...]
    todo: tuple[str, ...] = ()
    mended: tuple[Mended, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """One workbook to write. `path` is the file or the archive it is in, `sha256` tells which bytes of it were read."""

    letter: Letter
    made_on: str
    path: Path | None = None
    sha256: str = ""
    container: str = ""
    mode: str = LIST
    marks: tuple[Mark, ...] = ()
    tables: tuple[Found, ...] = ()

    def as_(self, mode: str, *notes: str) -> Job:
        return replace(self, mode=mode, letter=replace(self.letter, notes=(*self.letter.notes, *notes)))


@dataclass
class Placed:
    """Where marks ended up in the workbook being written: sheet title of each sheet as read, cell of each mark that has one; results of the formulas kept; rows that are put back as they were."""

    sheets: dict[str, str] = field(default_factory=dict)
    cells: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    results: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    spared: dict[str, Rows] = field(default_factory=dict)
