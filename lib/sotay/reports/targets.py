"""The chart of figures against targets, a line each."""

from __future__ import annotations

import pandas as pd

from sotay.reports import numbers
from sotay.reports.bars import label_lines, row_places
from sotay.reports.blocks import Block
from sotay.reports.charts import canvas, finish, label_of, missing_box, text_width, write
from sotay.reports.style import ACCENT, INK, RULE, SOFT, TARGET
from sotay.scoring.shown import reaches

NO_FIGURE = "chưa có số liệu"


def dots(frame: pd.DataFrame, label: str, value: str, target: str, title: str, unit: str = "", note: str = "", why: dict[int, str] | None = None) -> Block:
    """A figure and its target on one line per row; `label`, `value`, `target` are columns. `why`: place of a row -> what it means that it has no figure."""
    values = pd.to_numeric(frame[value], errors="coerce").astype("Float64").astype(float) if len(frame) else pd.Series(dtype=float)
    if (box := missing_box(values, title)) is not None:
        return box
    goals = pd.to_numeric(frame[target], errors="coerce").astype("Float64").astype(float)
    names = [label_of(v) for v in frame[label]]
    lines, room = label_lines(names, 185)
    centres, height = row_places(lines, 10)
    said_of = [(numbers.percent_against(v, goals.iloc[place]) if unit == "%" else numbers.with_unit(v, unit)) if pd.notna(v) else (why or {}).get(place, NO_FIGURE) for place, v in enumerate(values)]
    texts = [numbers.plain(v, unit) if pd.notna(v) else said for v, said in zip(values, said_of, strict=True)]
    texts = [numbers.percent_against(v, g) if unit == "%" and pd.notna(v) else t for t, v, g in zip(texts, values, goals, strict=True)]
    same = goals.nunique(dropna=False) == 1
    if not same:
        texts = [f"{t} / {numbers.plain(g, unit)}" if pd.notna(g) else t for t, g in zip(texts, goals, strict=True)]
    high = 100.0 if unit == "%" else max(values.max(), goals.max() if goals.notna().any() else 0) * 1.05 or 1.0
    figure, axes = canvas(height + 26, room + 16, max(map(text_width, texts)) + 14, 22, 4)
    axes.set(xlim=(min(0, values.min()), max(high, values.max())), ylim=(height, 0), xticks=[], yticks=[])
    for y, item, known, goal, text in zip(centres, lines, values, goals, texts, strict=True):
        _dot_row(axes, y, item, known, goal, text)
    write(axes, 0, 1, [f"│ mục tiêu {numbers.plain(goals.iloc[0], unit) if same else ''}   ● đạt   ◆ chưa đạt"], dy=10, size=11, color=SOFT, transform="axes fraction")
    if not same:
        write(axes, 1, 1, ["kết quả / mục tiêu"], ha="right", dx=max(map(text_width, texts)) + 10, dy=10, size=11, color=SOFT, transform="axes fraction")
    said = "; ".join(
        f"{n}: {v}" + (f" (mục tiêu {numbers.with_unit(g, unit)})" if pd.notna(g) else "")
        for n, v, g in zip(names, said_of, goals, strict=True)
    )
    return finish(figure, title, said, unit, note, "Biểu đồ điểm so với mục tiêu")


def _dot_row(axes, y: float, item: list[str], known: float, goal: float, text: str) -> None:
    write(axes, 0, y, item, ha="right", dx=-8, transform=axes.get_yaxis_transform())
    axes.plot(axes.get_xlim(), [y, y], color=RULE, linewidth=1, zorder=1)
    if pd.notna(goal):
        axes.plot([goal, goal], [y - 8, y + 8], color=INK, linewidth=2, zorder=2, clip_on=False)
    reached = pd.isna(goal) or reaches(known, goal)
    if pd.notna(known):
        axes.plot([known], [y], "o" if reached else "D", color=ACCENT if reached else TARGET, markersize=8.5 if reached else 7.5, zorder=3, clip_on=False)
    write(axes, 1, y, [text], dx=10, color=SOFT if pd.isna(known) else INK, transform=axes.get_yaxis_transform())
