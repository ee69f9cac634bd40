"""The chart of a plan: tasks as bars over the quarters, with their status."""

from __future__ import annotations

import pandas as pd

from sotay.reports import numbers
from sotay.reports.bars import row_places
from sotay.reports.blocks import NO_ROWS, Block, gap_box
from sotay.reports.charts import canvas, finish, text_width, wrap, write
from sotay.reports.style import ACCENT, INK, MUTED, RULE, SOFT, TARGET, readable_on

LABEL_ROOM, ROWS_OF_A_FIGURE, MOST_LINES, BAR = 175.0, 22, 4, 16.0


def timeline(frame: pd.DataFrame, start: str, end: str, label: str, status: str, title: str, today=None, note: str = "") -> Block:
    """Tasks as bars over the quarters, by their end; `start`, `end`, `label`, `status` are columns.

    `today` (a day or a month, then its last day) is marked. Colours follow the status: done grey, overdue orange, not begun pale, others blue. Long plans become several figures.
    """
    if frame.empty:
        return gap_box(NO_ROWS, title)
    plan = frame.assign(**{start: pd.to_datetime(frame[start], errors="coerce"), end: pd.to_datetime(frame[end], errors="coerce")}).dropna(subset=[end])
    plan = plan.assign(**{start: plan[start].fillna(plan[end])}).sort_values([end, start], kind="stable")
    if plan.empty:
        return gap_box("không nhiệm vụ nào có thời hạn", title)
    now = pd.Timestamp(today.end_time if isinstance(today, pd.Period) else today).normalize() if today is not None else None
    pieces = [plan.iloc[i : i + ROWS_OF_A_FIGURE] for i in range(0, len(plan), ROWS_OF_A_FIGURE)]
    span = (plan[start].min().to_period("Q").start_time, plan[end].max().to_period("Q").end_time.normalize())
    parts = [
        _timeline_part(piece, (start, end, label, status), title if len(pieces) == 1 else f"{title} ({n}/{len(pieces)})", span, now, note)
        for n, piece in enumerate(pieces, start=1)
    ]
    return parts[0] if len(parts) == 1 else Block("".join(p.html for p in parts), f"{title}: {len(plan)} nhiệm vụ")


DONE, OVERDUE, NOT_BEGUN = ("hoàn thành", "đã hoàn thành", "xong", "đã xong", "đạt"), ("quá hạn", "chậm", "muộn", "trễ"), ("chưa", "không")


def status_colour(text: object) -> str:
    """Done grey, overdue in the warning colour, not begun or not reported pale, all others in the accent."""
    said = "" if numbers.is_missing(text) else str(text).lower()
    if said.startswith(DONE):
        return MUTED
    if any(word in said for word in OVERDUE):
        return TARGET
    return RULE if not said or said.startswith(NOT_BEGUN) else ACCENT


def _timeline_part(plan: pd.DataFrame, names: tuple[str, str, str, str], title: str, span, now, note: str) -> Block:
    start, end, label, status = names
    labels = [wrap(str(v), LABEL_ROOM + 20, MOST_LINES, 11) for v in plan[label]]
    room, (centres, height) = LABEL_ROOM + 28, row_places([item if len(item) > 1 else item * 2 for item in labels], 4)
    figure, axes = canvas(height + 44, room, 4, 24, 20)
    first, last = (t.toordinal() for t in span)
    axes.set(xlim=(first, last), ylim=(height, 0), xticks=[], yticks=[])
    for quarter in pd.period_range(span[0], span[1], freq="Q"):
        axes.axvline(quarter.start_time.toordinal(), color=RULE, linewidth=0.8, zorder=0)
        write(
            axes,
            (quarter.start_time.toordinal() + quarter.end_time.toordinal()) / 2,
            1,
            [f"Quý {_ROMAN[quarter.quarter]}/{quarter.year}"],
            ha="center",
            dy=12,
            size=11,
            color=SOFT,
            transform=axes.get_xaxis_transform(),
        )
    for y, item, line in zip(centres, labels, plan[[start, end, status]].itertuples(index=False, name=None), strict=True):
        _task(axes, float(y), item, *line)
    if now is not None and span[0] <= now <= span[1]:
        axes.axvline(now.toordinal(), color=TARGET, linewidth=1.3, linestyle=(0, (4, 3)), zorder=4)
        write(axes, now.toordinal(), 0, [f"Hết ngày {numbers.date(now)}"], ha="center", dy=-11, size=11, color=TARGET, transform=axes.get_xaxis_transform())
    counts = plan[status].fillna("chưa báo cáo").astype(str).value_counts()
    said = f"{len(plan)} nhiệm vụ: " + ", ".join(f"{n} {s}" for s, n in counts.items())
    return finish(figure, title, said, "", note, "Dòng thời gian")


_ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}


def _task(axes, y: float, item: list[str], begins, ends, status) -> None:
    write(axes, 0, y, item, ha="right", dx=-6, size=11, transform=axes.get_yaxis_transform())
    low, high = axes.get_xlim()
    left, right = begins.toordinal(), ends.toordinal() + 1
    fill = status_colour(status)
    axes.barh(y, max(right - left, (high - low) / 60), left=left, height=BAR, color=fill, zorder=2)
    text = wrap("chưa báo cáo" if numbers.is_missing(status) else str(status), 120, 1, 10)[0]
    units = axes.get_window_extent().width / (high - low)
    need = text_width(text, 10) + 6
    if need < (right - left) * units:
        write(axes, left, y, [text], dx=4, size=10, color=readable_on(fill))
    elif need < (high - right) * units:
        write(axes, right, y, [text], dx=4, size=10, color=INK)
    else:
        write(axes, left, y, [text], ha="right", dx=-4, size=10, color=INK)
