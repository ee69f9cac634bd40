"""Charts that compare: horizontal bars, columns, shares."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sotay.figures.counting import UNSAID
from sotay.reports import numbers
from sotay.reports.blocks import Block, gap_box
from sotay.reports.charts import (
    add_axes,
    axis_names,
    baseline,
    canvas,
    extremes,
    finish,
    label_of,
    missing_box,
    nice_ticks,
    series_of,
    target_line,
    text_width,
    wide_of,
    wrap,
    write,
)
from sotay.reports.style import ACCENT, BAD_FILLS, FILLS, FONT_SIZE, INK, MUTED, PAPER, RULE, SOFT, TARGET, WIDTH, readable_on

MOST_BARS, LABEL_ROOM, LABEL_LINES, LINE = 25, 175.0, 3, 14.0
LEAST_ACROSS = 4


def label_lines(names: list[str], room: float = LABEL_ROOM) -> tuple[list[list[str]], float]:
    """Labels broken into lines and the room the widest needs."""
    lines = [wrap(n, room, LABEL_LINES) for n in names]
    return lines, max((text_width(line) for item in lines for line in item), default=0.0)


def row_places(lines: list[list[str]], gap: float) -> tuple[np.ndarray, float]:
    """Centres of rows from the top and the height of all."""
    heights = [len(item) * LINE + gap for item in lines]
    ends = np.cumsum(heights)
    return ends - np.array(heights) / 2, float(ends[-1])


def bars(data, title: str, unit: str = "", note: str = "", target: float | None = None, order: str = "value", highlight=None, means: str = "",
         lost: str = "chưa có số liệu") -> Block:
    """Horizontal bars with their figures; `data` is label -> number, or a frame with a text column and a number column.

    `order`: "value" (largest first) or "given". `target`: a dashed line. `highlight`: the label, or labels, to stand out; `means`: what those have in common, said beside their colour
    where one of them has a bar at all. The 25 first are drawn, missing ones named; `lost`: what stands where a figure is missing.
    """
    values = series_of(data)
    if (box := missing_box(values, title)) is not None:
        return box
    if order == "value":
        values = values.sort_values(ascending=False, kind="stable", na_position="last")
    rest = len(values) - MOST_BARS
    drawn = values.head(MOST_BARS)
    lines, room = label_lines([label_of(k) for k in drawn.index])
    centres, height = row_places(lines, 9)
    figures = [numbers.plain(v, unit) if pd.notna(v) else lost for v in drawn]
    low, high = min(0.0, drawn.min()), max(0.0, drawn.max(), target or 0.0)
    ahead = 22.0 if target is not None else 4.0
    figure, axes = canvas(height + ahead + 4, room + 14, max(map(text_width, figures)) + 10, ahead, 4)
    axes.set(xlim=(low, high or 1.0), ylim=(height, 0), xticks=[], yticks=[])
    marked = {str(h) for h in ([highlight] if isinstance(highlight, str) or np.isscalar(highlight) and highlight is not None else highlight or [])}
    stand_out = [label_of(k) in marked and pd.notna(v) and v != 0 for k, v in drawn.items()]
    # Nothing to stand out: all alike, as if nothing had been asked for.
    colours = [ACCENT if not any(stand_out) or out else MUTED for out in stand_out]
    axes.barh(centres, drawn.fillna(0), height=15, color=colours, zorder=2)
    axes.axvline(0, color=RULE, linewidth=1, zorder=1)
    for y, item, value, text in zip(centres, lines, drawn, figures, strict=True):
        write(axes, 0, y, item, ha="right", dx=-6, transform=axes.get_yaxis_transform())
        known = pd.notna(value)
        if target is None:
            write(axes, max(value, 0) if known else 0, y, [text], dx=5, color=INK if known else SOFT)
        else:  # in a column of their own, so that the target does not cross them
            write(axes, 1, y, [text], dx=5, color=INK if known else SOFT, transform=axes.get_yaxis_transform())
    if target is not None:
        target_line(axes, target, unit, upright=True)
    said = extremes(values, unit) + (f"; mục tiêu {numbers.with_unit(target, unit)}" if target is not None else "")
    more = f"Còn {numbers.integer(rest)} mục nhỏ hơn không vẽ ở đây" if rest > 0 else ""
    colour = f"Màu xanh: {means}" if means and any(stand_out) else ""
    return finish(figure, title, said, unit, ". ".join(t for t in (colour, note, more) if t), "Biểu đồ thanh ngang")


def columns(data, title: str, unit: str = "", target: float | None = None, note: str = "") -> Block:
    """Upright columns (months, days) in the order given; a missing one leaves an empty place."""
    values = series_of(data)
    if (box := missing_box(values, title)) is not None:
        return box
    figure, axes = canvas(210, 8, 8 if target is None else 66, 26, 36)
    column_axes(axes, values, unit, target)
    said = extremes(values, unit) + (f"; mục tiêu {numbers.with_unit(target, unit)}" if target is not None else "")
    return finish(figure, title, said, unit, note, "Biểu đồ cột")


def column_axes(axes, values: pd.Series, unit: str, target: float | None = None, peak: float | None = None, size: float = FONT_SIZE) -> None:
    """Columns on given axes: the figure over each when there is room, else over the largest and the last; an empty place where it is missing."""
    places, count = np.arange(len(values)), len(values)
    high = peak or max(values.max(), target or 0.0, 0.0) or 1.0
    # A month or two do not become walls.
    across = max(count, LEAST_ACROSS)
    axes.set(xlim=(-0.6, across - 0.4), ylim=(min(0.0, values.min() * 1.1), high * 1.04), xticks=[], yticks=[])
    room = axes.get_window_extent().width / (across + 0.2)
    axes.bar(places, values.fillna(0), width=0.72, color=ACCENT, zorder=2)
    baseline(axes)
    figures = [numbers.plain(v, unit) if pd.notna(v) else "–" for v in values]
    names = axis_names(values.index)
    told = set(places) if max(text_width(f, size) for f in figures) <= room - 2 else {int(np.nanargmax(values.to_numpy())), count - 1}
    step = max(1, math.ceil(max(text_width(n, size) for n in names) / max(room - 4, 1))) if count > 12 or len(set(map(len, names))) < 3 else 1
    for x, value, text, name in zip(places, values, figures, names, strict=True):
        if x in told:
            write(axes, x, max(value, 0) if pd.notna(value) else 0, [text], ha="center", dy=9, size=size, color=INK if pd.notna(value) else SOFT, plate=target is not None)
        if (count - 1 - x) % step == 0:
            write(axes, x, 0, wrap(name, room * step - 3, size=size), ha="center", dy=-16, size=size, color=SOFT, transform=axes.get_xaxis_transform())
    if target is not None:
        target_line(axes, target, unit, upright=False)
        write(axes, 1, target, ["Mục tiêu", numbers.plain(target, unit)], dx=5, size=11, color=TARGET, transform=axes.get_yaxis_transform())


def stacked(data: pd.DataFrame, title: str, unit: str = "", note: str = "") -> Block:
    """Shares of each row's total, the total at the end; `data`: rows × parts, counts. At most six parts, the smallest joined as "Khác".

    Parts whose names tell bad news (quá hạn, muộn, chưa …) get the warning colours.
    """
    frame = wide_of(data)
    if (box := missing_box(frame, title)) is not None:
        return box
    frame = _few(frame.head(MOST_BARS))
    fills = fills_of(frame)
    totals = frame.sum(axis=1, min_count=1)
    if not (totals > 0).any():
        return gap_box("không phát sinh trong tháng", title)
    lines, room = label_lines([label_of(k) for k in frame.index])
    centres, height = row_places(lines, 10)
    keys, key_height = _key(frame, fills, WIDTH)
    ends = [numbers.plain(t) for t in totals]
    end_room = max(map(text_width, [*ends, "Tổng"])) + 10
    figure, axes = canvas(height + key_height + 8, room + 14, end_room, key_height, 6)
    axes.set(xlim=(0, 100), ylim=(height, 0), xticks=[], yticks=[])
    _draw_key(figure, keys, key_height)
    write(axes, 1, 1, ["Tổng"], dx=6, dy=9, size=11, color=SOFT, transform="axes fraction")
    unit_width = axes.get_window_extent().width / 100
    for y, item, (_, row), total, end in zip(centres, lines, frame.iterrows(), totals, ends, strict=True):
        write(axes, 0, y, item, ha="right", dx=-6, transform=axes.get_yaxis_transform())
        if not total > 0:
            write(axes, 0, y, ["không phát sinh" if total == 0 else "chưa có số liệu"], dx=4, color=SOFT)
            continue
        _segments(axes, y, 100 * row / total, fills, unit_width)
        write(axes, 100, y, [end], dx=6, color=INK)
    return finish(figure, title, _shares_said(frame, totals), f"tỷ lệ %, tổng: {unit}" if unit and unit != "%" else "tỷ lệ %", note, "Biểu đồ tỷ lệ")


def _few(frame: pd.DataFrame) -> pd.DataFrame:
    """At most as many parts as there are fills; the smallest are added up as "Khác"."""
    if frame.shape[1] <= len(FILLS):
        return frame
    small = frame.sum().sort_values(ascending=False, kind="stable").index[len(FILLS) - 1 :]
    return frame.drop(columns=small).assign(Khác=frame[small].sum(axis=1, min_count=1))


BAD_WORDS = ("quá hạn", "trễ", "muộn", "chậm", "chưa", "không đạt", "không hài lòng", "không khớp", "không tìm thấy", "lỗi", "thiếu", "vẫn yêu cầu", "xuống cấp", "hư hỏng", "thất nghiệp")


def fills_of(frame: pd.DataFrame) -> list[str]:
    """A fill per part: those that are bad news in the warning colours, the others in the usual order; what nobody wrote down is no news."""
    bad = [c for c in frame.columns if not label_of(c).startswith(UNSAID) and any(w in label_of(c).lower() for w in BAD_WORDS)]
    warning = dict(zip(bad, BAD_FILLS, strict=False))
    usual = iter(f for f in FILLS if f not in warning.values())
    return [warning[c] if c in warning else next(usual) for c in frame.columns]


def _segments(axes, y: float, shares: pd.Series, fills: list[str], unit_width: float) -> None:
    left = 0.0
    for (_, share), fill in zip(shares.items(), fills, strict=True):
        if pd.isna(share) or share <= 0:
            continue
        axes.barh(y, share, left=left, height=18, color=fill, edgecolor=PAPER, linewidth=1)
        text = numbers.percent(share, 0)
        if text_width(text, 11) + 6 <= share * unit_width:
            write(axes, left + share / 2, y, [text], ha="center", size=11, color=readable_on(fill))
        left += share


def _key(frame: pd.DataFrame, fills: list[str], room: float) -> tuple[list[tuple[float, float, str, str]], float]:
    """Places of the named squares over the bars, in the order of the parts: (x, line, text, fill)."""
    places, x, line = [], 0.0, 0
    for name, fill in zip(frame.columns, fills, strict=True):
        text = wrap(label_of(name), room - 30, 1)[0]
        width = text_width(text) + 28
        if x and x + width > room:
            x, line = 0.0, line + 1
        places.append((x, line, text, fill))
        x += width
    return places, (line + 1) * 18 + 22.0


def _draw_key(figure, keys, height: float) -> None:
    tall = figure.get_size_inches()[1] * 72
    axes = add_axes(figure, 0, tall - height, WIDTH, height)
    axes.set(xlim=(0, WIDTH), ylim=(height, 0), xticks=[], yticks=[])
    for x, line, text, fill in keys:
        axes.barh(9 + 18 * line, 11, left=x + 1, height=11, color=fill)
        write(axes, x + 17, 9 + 18 * line, [text])


def _shares_said(frame: pd.DataFrame, totals: pd.Series) -> str:
    said = []
    for name, row in frame.head(6).iterrows():
        total = totals.loc[name] if not isinstance(totals.loc[name], pd.Series) else row.sum()
        parts = ", ".join(f"{label_of(c)} {numbers.percent(100 * v / total, 0)}" for c, v in row.items() if pd.notna(v) and total > 0)
        said.append(f"{label_of(name)}: {parts or 'không phát sinh'}")
    return "; ".join(said) + (f"; và {len(frame) - 6} dòng nữa" if len(frame) > 6 else "")


def grid(axes, unit: str, size: float = FONT_SIZE, whole: bool = False) -> None:
    """Light horizontal rules with their figures at the left; `whole`: at whole numbers only."""
    for tick in nice_ticks(axes, whole=whole):
        axes.axhline(tick, color=RULE, linewidth=0.7, zorder=0)
        write(axes, 0, tick, [numbers.plain(tick, unit)], ha="right", dx=-5, size=size, color=SOFT, transform=axes.get_yaxis_transform())
