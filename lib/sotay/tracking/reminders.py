"""The reminder each unit gets: what is missing, how far from the due day, what to mend first, which tasks wait; counts only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sotay.figures.profile import CLASSES
from sotay.scoring.punctuality import PENDING
from sotay.tracking.plan import pressing, tasks
from sotay.tracking.submitting import NOT_IN_TIME
from sotay.tracking.words import NOT_USED, count, listed, month_name

if TYPE_CHECKING:
    from sotay.book import Book

MOST_NAMED, MOST_MENDED = 8, 4


@dataclass(frozen=True)
class Reminder:
    """What one unit is asked for, a sentence or two each, the most pressing first."""

    unit: str
    name: str
    points: tuple[str, ...]


def reminders_of(book: Book, table: str | None) -> list[Reminder]:
    """A reminder per unit that still owes something, in the units' order; `table` is the feed of plan progress. It names the due day and no number of days, so that it holds on whatever day it is sent."""
    plan = tasks(book, table) if table else pd.DataFrame({"unit": []})
    handed, known = book.submissions_in(NOT_IN_TIME), {*book.part("submissions", None, ["unit"])["unit"], *book.part("intake", None, ["unit"])["unit"], *plan["unit"]}
    found = [Reminder(u.id, u.name, tuple(_points(book, u.id, handed[handed["unit"] == u.id], plan[plan["unit"] == u.id]))) for u in book.registry.units.values() if u.id in known]
    return [r for r in found if r.points]


def reminders(book: Book, table: str) -> str:
    """A paragraph per unit that still owes something, to be copied into a message."""
    said = [f"**Kính gửi {r.name}:** Về số liệu tháng {month_name(book.month)}: {' '.join(r.points)}" for r in reminders_of(book, table)]
    return "\n\n".join(said) or "Không đơn vị nào còn việc phải nhắc trong tháng."


def _points(book: Book, unit: str, handed: pd.DataFrame, plan: pd.DataFrame) -> list[str]:
    return [*_owed(book, handed), *_not_used(book, unit), *_to_mend(book, unit), *_late(book, handed), *(_plan_owed(plan) if len(plan) else [])]


def _owed(book: Book, handed: pd.DataFrame) -> list[str]:
    # Before the due day too: the sentence holds on whatever day it is sent.
    missing = handed[handed["status"].isin(["missing", PENDING])]
    if missing.empty:
        return []
    due = pd.Timestamp(missing["due"].iloc[0])
    names = _apart(map(book.dataset_name, missing["dataset"]), MOST_NAMED)
    return [f"Còn thiếu {len(missing)} tập dữ liệu: {names}. Hạn gửi là trước ngày {due:%d/%m/%Y}; nếu đã qua hạn, đề nghị gửi ngay. Không phát sinh thì báo lại bằng văn bản."]


def _late(book: Book, handed: pd.DataFrame) -> list[str]:
    late = handed[handed["status"] == "late"]
    return [f"Nộp muộn {len(late)} tập, muộn nhất {int(late['days_late'].max())} ngày; từ tháng sau đề nghị gửi trước ngày {book.registry.commune.due_day}."] if len(late) else []


def _not_used(book: Book, unit: str) -> list[str]:
    files = book.part("intake", None, ("unit", "file", "status"))
    lost = files[(files["unit"] == unit) & files["status"].isin([s for s in NOT_USED if s != "duplicate"])].drop_duplicates("file")
    if lost.empty:
        return []
    said = ", ".join(f"{n} tệp {NOT_USED[str(s)]}" for s, n in lost["status"].value_counts().items())
    return [f"Có {said}: đề nghị kiểm tra và gửi lại."]


def _to_mend(book: Book, unit: str) -> list[str]:
    by_dataset = book.to_mend(unit)
    if by_dataset.empty:
        return []
    every = f"{count(int(by_dataset.sum()))} " if by_dataset.notna().all() else ""
    where = _apart((f"{book.dataset_name(str(d))} ({'có dòng lỗi' if pd.isna(n) else f'{count(n)} dòng'}{_most_class(book, unit, str(d))})" for d, n in by_dataset.items()), MOST_MENDED)
    return [f"Có {every}dòng lỗi chưa đưa vào số liệu, sửa trước hết: {where}. Đề nghị sửa theo ô đánh dấu trong tệp trả lại của đơn vị rồi gửi lại."]


def _apart(names: Iterable[str], most: int) -> str:
    """Names of datasets hold commas themselves: "Hộ nghèo, cận nghèo; Khai sinh và 3 tập khác"."""
    names = list(names)
    return "; ".join(names[:most]) + (f" và {len(names) - most} tập khác" if len(names) > most else "")


def _most_class(book: Book, unit: str, dataset: str) -> str:
    """", nhiều nhất là thiếu bắt buộc" of a dataset's errors."""
    found = book.part("findings", None, ("unit", "dataset", "severity", "class"))
    own = found.loc[(found["unit"] == unit) & (found["dataset"] == dataset) & (found["severity"] == "error"), "class"].dropna()
    name = CLASSES.get(int(own.mode().iloc[0]), "") if len(own) else ""
    return f", nhiều nhất: {name.lower()}" if name else ""


def _plan_owed(plan: pd.DataFrame) -> list[str]:
    late, ending, soon, silent = pressing(plan)
    silent = silent[~silent.index.isin(late.index)]
    whats = ("nhiệm vụ của Kế hoạch đã quá hạn", "nhiệm vụ của Kế hoạch hết hạn cuối tháng mà chưa xong", "nhiệm vụ của Kế hoạch hết hạn trong 31 ngày tới mà chưa xong", "nhiệm vụ của Kế hoạch chưa có báo cáo tiến độ")
    return [f"Có {len(part)} {what}: mục {listed(part['Số'], 6)}." for part, what in zip((late, ending, soon, silent), whats, strict=True) if len(part)]
