"""The parts on what to do next month and what the commune asks for, both from the figures and the definitions."""

from __future__ import annotations

import pandas as pd

from sotay.reports.numbers import date, decimal, integer
from sotay.reports.official.formal import Formal, joined, listed, lowered, part_name
from sotay.reports.official.model import Heading, Item, Paragraph, Part
from sotay.tracking.plan import pressing
from sotay.tracking.standing import drivers, ordered

MOST_UNITS, MOST_GAINS, MOST_ASKED = 4, 3, 6
# Targets that no document of the province gives yet.
OPEN_SOURCES = ("unverified", "proposal")


def next_month(book: Formal) -> list[Part]:
    """What is owed, what is to be mended, where most is gained, which tasks end; at the least the next handing in."""
    said = [*_owed(book), *_mend(book), *_gain(book), *_tasks(book), _hand_in(book)]
    return [Heading(1, f"Nhiệm vụ trọng tâm {book.next_said}"), *(Item(s) for s in said)]


def _owed(book: Formal) -> list[str]:
    gone = book.due[book.due["status"] == "missing"]
    by = gone["unit"].value_counts()
    return [f"Đôn đốc gửi ngay {integer(len(gone))} tập dữ liệu còn thiếu: {listed(f'{book.unit_name(str(u))} ({integer(int(n))} tập)' for u, n in by.items())}."] if len(gone) else []


def _mend(book: Formal) -> list[str]:
    own = {str(unit): book.to_mend(str(unit)) for unit in book.used["unit"].unique()}
    wrong = sorted(((unit, rows) for unit, rows in own.items() if len(rows)), key=lambda w: -int(w[1].sum()))
    if not wrong:
        return []
    # Of units with rows in a register whose number of records is not told no number: the others of the unit would give it back.
    told = all(rows.notna().all() for _, rows in wrong)
    names = listed((f"{book.unit_name(unit)} ({integer(int(rows.sum()))} dòng)" if rows.notna().all() else book.unit_name(unit) for unit, rows in wrong), MOST_UNITS, "đơn vị")
    return [f"Sửa và gửi lại {integer(sum(int(rows.sum()) for _, rows in wrong)) if told else 'các'} dòng dữ liệu có lỗi theo tệp đã đánh dấu: {names}."]


def _gain(book: Formal) -> list[str]:
    best = drivers(book, MOST_GAINS)
    if best.empty:
        return []
    said = [f"nội dung {part_name(r[1])} ở {f'{r[2]} ({r[3]})' if r[3] else lowered(r[2])}, có thể thêm {decimal(r[5])} điểm cho chỉ số {r[0].split('.')[0]}" for r in best.itertuples(index=False, name=None)]
    return [f"Tập trung nâng các nội dung còn thấp: {listed(said)}."]


def _tasks(book: Formal) -> list[str]:
    if book.plan.empty:
        return []
    late, ending, soon, _ = pressing(book.plan)
    todo = pd.concat([late, ending, soon])
    names = (f"{unit} ({integer(len(own))} việc)" for unit, own in todo.groupby("Đơn vị", sort=False))
    return [f"Hoàn thành các nhiệm vụ đã hoặc sắp hết hạn: {listed(names)}."] if len(todo) else []


def _hand_in(book: Formal) -> str:
    following = (book.period + 1).start_time + pd.Timedelta(days=book.registry.commune.due_day - 1)
    return f"Các cơ quan, đơn vị gửi dữ liệu và báo cáo tiến độ {book.next_said} trước ngày {date(following)}."


def requests(book: Formal, cover) -> list[Part]:
    """What units ask for, and what the province has not given yet."""
    said = [*_asked(book, cover), *_open(book)]
    return [Heading(1, "Đề xuất, kiến nghị"), *(map(Item, said) if said else [Paragraph(f"Trong {book.said}, các cơ quan, đơn vị không có đề xuất, kiến nghị.")])]


def _asked(book: Formal, cover) -> list[str]:
    if book.reported.empty:
        return []
    asked = book.reported[book.reported["Kiến nghị"].map(lambda v: isinstance(v, str))]
    by = {str(text): joined(own["Đơn vị"].unique(), 3, "đơn vị") for text, own in asked.groupby("Kiến nghị")}
    most = sorted(by, key=lambda t: (-int((asked["Kiến nghị"] == t).sum()), t))[:MOST_ASKED]
    return [f"{cover(text).rstrip('. ')} (đề xuất của {by[text]})." for text in most]


def _open(book: Formal) -> list[str]:
    waiting = [i for i in ordered(book) if i.target_source in OPEN_SOURCES]
    if not waiting:
        return []
    names = listed(i.short for i in waiting)
    every = "các chỉ số" if len(waiting) < len(ordered(book)) else f"{integer(len(waiting))} chỉ số"
    addressee = next((r.addressee for r in book.registry.recipients.values() if r.addressee), "Cơ quan cấp trên")
    return [f"Đề nghị {addressee} hướng dẫn biểu mẫu và mục tiêu của {every} ({names}); hiện xã tạm tính theo mức đề xuất, chưa có văn bản quy định."]
