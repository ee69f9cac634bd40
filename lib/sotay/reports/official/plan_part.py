"""The parts on the plan's tasks and on obstacles, from what units report in the plan's feed."""

from __future__ import annotations

import pandas as pd

from sotay.reports.numbers import date, integer
from sotay.reports.official.formal import Formal, joined, listed, lowered, place
from sotay.reports.official.model import Heading, Item, Paragraph, Part
from sotay.tracking.plan import DONE, OVERDUE, STATES, obstacles, pressing
from sotay.tracking.words import month_end

ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}
MOST_TASKS, MOST_OBSTACLES = 4, 6


def quarter_said(book: Formal) -> str:
    """ "quý III/2026"."""
    return f"quý {ROMAN[book.period.quarter]}/{book.period.year}"


def plan_part(book: Formal) -> list[Part]:
    """Tasks due in the quarter, the whole plan, then what is late, about to end, unreported."""
    title = Heading(1, "Tiến độ thực hiện nhiệm vụ của Kế hoạch")
    if book.plan.empty:
        return [title, Paragraph("Chưa có số liệu về tiến độ nhiệm vụ.")]
    return [title, Paragraph(_quarter(book)), Paragraph(_whole(book)), *map(Item, _pressing(book))]


def of_quarter(book: Formal) -> pd.DataFrame:
    """Lines of the plan whose quarter ends with the month's quarter."""
    ends = pd.Timestamp(book.period.asfreq("Q").end_time).normalize()
    return book.plan[(book.plan["end"] == ends) & book.plan["Thời hạn"].str.startswith("Quý")]


def _states(lines: pd.DataFrame) -> str:
    counts = lines["Tình trạng"].value_counts()
    return listed(f"{lowered(s)} {integer(int(counts[s]))} việc" for s in reversed(STATES) if s in counts)


def _quarter(book: Formal) -> str:
    own = of_quarter(book)
    if own.empty:
        return f"{quarter_said(book).capitalize()} không có nhiệm vụ nào của Kế hoạch đến hạn hoàn thành."
    several = f", giao thành {integer(len(own))} việc cho các đơn vị chủ trì" if len(own) > own["id"].nunique() else ""
    done = own["Tình trạng"].str.startswith(DONE).all()
    state = "tất cả đã hoàn thành" if done else f"đến nay: {_states(own)}"
    return f"Q{quarter_said(book)[1:]} có {integer(own['id'].nunique())} nhiệm vụ phải hoàn thành{several}; {state}."


def _whole(book: Formal) -> str:
    plan = book.plan
    return f"Tính cả năm, Kế hoạch có {integer(plan['id'].nunique())} nhiệm vụ, giao thành {integer(len(plan))} việc cho các đơn vị chủ trì: {_states(plan)}."


def _pressing(book: Formal) -> list[str]:
    late, ending, soon, silent = pressing(book.plan)
    silent = silent[~silent["Tình trạng"].str.startswith(OVERDUE)]
    titles = ("Quá hạn", f"Hết hạn ngày {date(month_end(book))} mà chưa hoàn thành", "Hết hạn trong 31 ngày tới mà chưa hoàn thành", "Chưa báo cáo tiến độ")
    return [f"{title}: {by_unit(part)}." for title, part in zip(titles, (late, ending, soon, silent), strict=True) if len(part)]


def by_unit(part: pd.DataFrame) -> str:
    """ "Công an xã (1 việc: II.5 (2))" for every unit; a task stands by its section of the plan."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for unit, own in part.groupby("Đơn vị", sort=False):
        alike.setdefault(tuple(map(place, own["Số"])), []).append(str(unit))
    return listed(f"{', '.join(names)} ({'mỗi đơn vị ' if len(names) > 1 else ''}{integer(len(tasks))} việc: mục {joined(tasks, MOST_TASKS, 'việc')})" for tasks, names in alike.items())


def obstacle_part(book: Formal, cover) -> list[Part]:
    """What units name as obstacles, and what the figures show; `cover` hides a person's name in a unit's own words."""
    title = Heading(1, "Khó khăn, vướng mắc")
    said = [] if book.reported.empty else [_obstacle(r, cover) for _, r in obstacles(book.reported).head(MOST_OBSTACLES).iterrows()]
    said += _from_figures(book)
    return [title, *(map(Item, said) if said else [Paragraph(f"Trong {book.said}, các cơ quan, đơn vị không nêu khó khăn, vướng mắc.")])]


def _obstacle(row: pd.Series, cover) -> str:
    return f"{cover(str(row['Vướng mắc'])).rstrip('. ')} ({row['Đơn vị']}; nhiệm vụ mục {place(str(row['Nhiệm vụ']))})."


def _from_figures(book: Formal) -> list[str]:
    missing = int((book.due["status"] == "missing").sum())
    unknown = [i.short for i in sorted(book.registry.indicators.values(), key=lambda i: i.number) if book.value(i.id) is None]
    said = [f"Còn {integer(missing)} tập dữ liệu chưa gửi nên số liệu của tháng chưa đầy đủ."] if missing else []
    return said + ([f"Chưa đủ số liệu để tính chỉ số: {listed(unknown)}."] if 0 < len(unknown) < len(book.registry.indicators) else [])
