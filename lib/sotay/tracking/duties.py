"""What each unit must do first, on one line: the plan's tasks, datasets owed, rows to mend; and who was late with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sotay.tracking.plan import pressing
from sotay.tracking.submitting import NOT_IN_TIME, handed_in
from sotay.tracking.words import count, listed, month_end

if TYPE_CHECKING:
    from sotay.book import Book

FIRST = "Phải làm trước"
COUNTS = ["Việc quá hạn", "Hết hạn cuối tháng", "Sắp hết hạn", "Chưa báo cáo", "Tập chưa nộp", "Tập nộp muộn", "Dòng phải sửa"]
LATE_COLUMNS = ["Đơn vị", "Tình trạng", "Ngày nộp", "Số tập", "Tập dữ liệu", "Ghi chú"]
MOST_NAMED, MOST_SAID = 3, 2


def unit_duties(book: Book, plan: pd.DataFrame) -> pd.DataFrame:
    """A line per unit with something to do, the most pressing first; columns in which nobody has anything are left out."""
    groups, handed = pressing(plan), book.part("submissions", None, ("unit", "status"))
    lines = []
    for unit in book.registry.units:
        tasks = [part[part["unit"] == unit] for part in groups]
        states = handed.loc[handed["unit"] == unit, "status"].value_counts()
        owed, late, wrong = int(states.get("missing", 0)), int(states.get("late", 0)), book.to_mend(unit)
        counts = [*map(len, tasks), owed, late, int(wrong.sum())]
        if any(counts) or len(wrong):
            said = "; ".join(_first(book, tasks, owed, late, wrong)[:MOST_SAID])
            lines.append([book.unit_name(unit), *counts, f"{said[:1].upper()}{said[1:]}"])
    frame = pd.DataFrame(lines, columns=["Đơn vị", *COUNTS, FIRST]).sort_values(COUNTS, ascending=False, kind="stable", ignore_index=True)
    return frame.drop(columns=[c for c in COUNTS if not frame[c].any()])


def _first(book: Book, tasks: list[pd.DataFrame], owed: int, late: int, wrong: pd.Series) -> list[str]:
    """What a unit is to do, the most pressing first."""
    overdue, ending, soon, silent = tasks
    said = [f"nộp ngay {count(owed)} tập còn thiếu"] if owed else []
    said += [f"làm xong việc quá hạn: mục {_places(overdue)}"] if len(overdue) else []
    said += [f"làm xong trước ngày {month_end(book):%d/%m/%Y}: mục {_places(ending)}"] if len(ending) else []
    said += [f"sửa {_rows_said(book, wrong)}, gửi lại"] if len(wrong) else []
    said += [f"báo cáo tiến độ: mục {_places(silent)}"] if len(silent) else []
    said += [f"làm xong trong 31 ngày tới: mục {_places(soon)}"] if len(soon) else []
    said += [f"từ tháng sau nộp trước ngày {book.registry.commune.due_day}"] if late else []
    return said


def _rows_said(book: Book, wrong: pd.Series) -> str:
    """"12 dòng lỗi và các dòng lỗi của Khai tử"."""
    unsaid = [book.dataset_name(str(name)) for name in wrong.index[wrong.isna()]]
    said = [f"{count(int(wrong.sum()))} dòng lỗi"] if wrong.notna().any() else []
    return " và ".join(said + ([f"các dòng lỗi của {listed(unsaid, MOST_NAMED)}"] if unsaid else []))


def _places(tasks: pd.DataFrame) -> str:
    return listed(tasks["Số"], MOST_NAMED)


def _remarks(part: pd.DataFrame) -> str:
    """The remarks on a group's datasets; one that is on some of them only says on which."""
    own = part[part["Ghi chú"].fillna("") != ""].groupby("Ghi chú", sort=False)["Tập dữ liệu"]
    return "; ".join(str(said) if len(names) == len(part) else f"{listed(names, 99)}: {said}" for said, names in own)


def late_groups(book: Book) -> pd.DataFrame:
    """Datasets not handed in on time, those of one unit, state and day in one line; the missing first."""
    handed = handed_in(book, NOT_IN_TIME)
    lines = []
    for (unit, state, _), part in handed.groupby(["Đơn vị", "Tình trạng", handed["Ngày nộp"].dt.normalize()], sort=False, dropna=False):
        lines.append([unit, state, part["Ngày nộp"].iloc[0], len(part), listed(part["Tập dữ liệu"], 99), _remarks(part) or None])
    frame = pd.DataFrame(lines, columns=LATE_COLUMNS)
    return frame if frame["Ghi chú"].notna().any() else frame.drop(columns="Ghi chú")
