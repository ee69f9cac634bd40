"""Charts of a course, a spread or a matrix: lines, small multiples, histograms, heat maps."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sotay.reports import numbers
from sotay.reports.bars import column_axes, grid
from sotay.reports.blocks import NO_ROWS, Block, gap_box, sentence
from sotay.reports.charts import add_axes, axis_names, baseline, canvas, extremes, finish, label_of, missing_box, target_line, text_width, wide_of, wrap, write
from sotay.reports.style import ACCENT, FONT_SIZE, INK, PAPER, RULE, SERIES, SOFT, TARGET, WIDTH, readable_on

HIGH_PERCENT = 60.0
MARKED = "▼: tháng có sự kiện, xem bảng sự kiện"
# Names at the ends of lines: how many lines of text, and how tall one is.
END_LINES, END_LINE = 3, 15.0
# Room under the axes into which they may reach.
END_ROOM = 24.0
# A text is clear of a line when their middles are so far apart.
CLEAR = 9.0


def lines(data, title: str, unit: str = "", target: float | None = None, months: bool = True, note: str = "", marks: Iterable[str] = ()) -> Block:
    """Lines over time, each named at its end with its last figure.

    `data`: months (or days, or with `months=False` anything) down, series across; a missing point breaks the line. `target`: a dashed line. `marks`: months in which something happened.
    """
    frame = wide_of(data)
    if (box := missing_box(frame, title)) is not None:
        return box
    frame = frame.iloc[:, : len(SERIES)]
    # A single series is what the title says, unless it was handed over as one column that has a name of its own.
    named = isinstance(data, pd.DataFrame)
    lines_of = [_end_label(frame[c], label_of(c) if named else "", unit) for c in frame.columns]
    room = max(text_width(t) for item in lines_of for t in item)
    figure, axes = canvas(max(230.0, sum(map(len, lines_of)) * END_LINE + 44), 52, room + 18, 16, 28)
    line_axes(axes, frame, unit, target, months)
    marked = _mark(axes, frame, marks)
    _write_ends(axes, frame, lines_of)
    said = "; ".join(f"{label_of(c)}: {_course(frame[c], unit, months)}" if label_of(c) else _course(frame[c], unit, months) for c in frame.columns)
    said += f"; mục tiêu {numbers.with_unit(target, unit)}" if target is not None else ""
    said += f"; tháng có sự kiện: {', '.join(marked)}" if marked else ""
    return finish(figure, title, said, unit, " ".join(sentence(t) for t in (note, MARKED if marked else "") if t), "Biểu đồ đường")


def _mark(axes, frame: pd.DataFrame, marks: Iterable[str]) -> list[str]:
    """A small triangle over each marked month and a dotted line down from it; the names of those months."""
    found = [(place, name) for place, (key, name) in enumerate(zip(frame.index, axis_names(frame.index), strict=True)) if str(key) in set(marks)]
    for place, _ in found:
        axes.axvline(place, color=SOFT, linewidth=0.9, linestyle=":", zorder=1)
        axes.plot([place], [axes.get_ylim()[1]], "v", color=SOFT, markersize=6, zorder=4, clip_on=False)
    return [name for _, name in found]


def _end_label(values: pd.Series, name: str, unit: str, room: float = 150.0) -> list[str]:
    """A line's name with its last figure, in three lines at most; a long name is cut, the figure never."""
    figure = numbers.plain(values.dropna().iloc[-1], unit)
    if pd.isna(values.iloc[-1]):  # not the last month's figure
        figure = f"{figure} ({axis_names(values.dropna().index)[-1]})"
    whole = wrap(f"{name} {figure}".strip(), room, END_LINES)
    if whole[-1].endswith(figure):
        return whole
    *first, last = wrap(name, room, END_LINES)
    return [*first, f"{wrap(last.rstrip('…'), room - text_width('… ' + figure), 1)[0].rstrip('…')}… {figure}"]


def _course(values: pd.Series, unit: str, months: bool) -> str:
    known = values.dropna()
    names = dict(zip(known.index, axis_names(known.index) if months else map(label_of, known.index), strict=True))
    first = f"{names[known.index[0]]} {numbers.with_unit(known.iloc[0], unit)}"
    return first if len(known) == 1 else f"từ {first} đến {names[known.index[-1]]} {numbers.with_unit(known.iloc[-1], unit)}"


def line_axes(axes, frame: pd.DataFrame, unit: str, target: float | None = None, months: bool = True, span: tuple[float, float] | None = None, size: float = FONT_SIZE) -> None:
    """Lines on given axes; a missing point breaks the line."""
    places = np.arange(len(frame))
    low, high = span or _span(frame, target, unit)
    axes.set(xlim=(-0.25, max(len(frame) - 0.75, 0.5)), ylim=(low, high), xticks=[], yticks=[])
    grid(axes, unit, size, whole=unit != "%" and np.allclose(frame, frame.round(), equal_nan=True))
    for colour, name in zip(SERIES, frame.columns, strict=False):
        values = frame[name].to_numpy(dtype=float)
        axes.plot(places, values, color=colour, linewidth=2.2, marker="o", markersize=4.5, zorder=3, clip_on=False)
    names = axis_names(frame.index) if months else [label_of(k) for k in frame.index]
    room = axes.get_window_extent().width / max(len(names), 1)
    step = max(1, int(np.ceil((max(text_width(n, size) for n in names) + 8) / room)))
    for x, name in zip(places, names, strict=True):
        if (len(names) - 1 - x) % step == 0:
            write(axes, x, 0, [name], ha="center", dy=-14, size=size, color=SOFT, transform=axes.get_xaxis_transform())
    if target is not None:
        target_line(axes, target, unit, upright=False)
        _name_target(axes, frame, target, f"Mục tiêu {numbers.plain(target, unit)}")


def _span(frame: pd.DataFrame, target: float | None, unit: str) -> tuple[float, float]:
    """From zero, unless all percentages lie high: then near the lowest, so that lines part; some air above."""
    least, most = float(np.nanmin(frame.to_numpy())), float(np.nanmax(frame.to_numpy()))
    least, most = min(least, target if target is not None else least), max(most, target if target is not None else most)
    low = 0.0 if least >= 0 else least * 1.1
    if unit == "%" and least >= HIGH_PERCENT:
        low = 10.0 * np.floor((least - 10) / 10)
    high = min(most + 0.12 * (most - low), 100 + 0.04 * (100 - low)) if unit == "%" and most <= 100 else most * 1.12
    return low, high if high > low else low + 1.0


def _name_target(axes, frame: pd.DataFrame, target: float, text: str) -> None:
    """The target's name over or under its line, at the left or the right, wherever no line of figures passes; on top of the chart when every place is taken."""
    (low, high), window = axes.get_ylim(), axes.get_window_extent()
    per_unit, wide = window.height / (high - low), text_width(text, 11)
    level = (target - low) * per_unit
    places = [(ha, side, _clearance(axes, frame, start, start + wide, level + side)) for side in (9, -9) for ha, start in (("left", 4.0), ("right", window.width - wide - 4))
              if 6 <= level + side <= window.height]
    ha, side, clear = max(places, key=lambda p: min(p[2], 2 * CLEAR), default=("left", 0, 0.0))
    if clear < CLEAR:
        write(axes, 1, 1, [f"┄ {text}"], ha="right", dy=9, size=11, color=TARGET, transform="axes fraction")
    else:
        write(axes, 0 if ha == "left" else 1, target, [text], ha=ha, dx=4 if ha == "left" else -4, dy=side, size=11, color=TARGET, plate=True, transform=axes.get_yaxis_transform())


def _clearance(axes, frame: pd.DataFrame, start: float, end: float, level: float) -> float:
    """How far (in units) the lines stay away from a level between two places of the x axis, both counted in units from the lower left corner."""
    (left, right), (low, high), window = axes.get_xlim(), axes.get_ylim(), axes.get_window_extent()
    across = left + np.linspace(start, end, 25) / window.width * (right - left)
    nearest = float("inf")
    for name in frame.columns:
        known = frame[name].to_numpy(dtype=float)
        drawn = np.interp(across, np.flatnonzero(~np.isnan(known)), known[~np.isnan(known)], left=np.nan, right=np.nan)
        gaps = np.abs((drawn - low) / (high - low) * window.height - level)
        nearest = min(nearest, float(np.nanmin(gaps))) if (~np.isnan(gaps)).any() else nearest
    return nearest


def _write_ends(axes, frame: pd.DataFrame, texts: list[list[str]]) -> None:
    """Names at the line ends, moved apart where they would overlap."""
    low, high = axes.get_ylim()
    tall = axes.get_window_extent().height
    wanted = [(frame[c].dropna().iloc[-1] - low) / (high - low) * tall for c in frame.columns]
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    # Up from under the axes, then down from over them: only those that stand too high make room.
    placed, free = {}, -END_ROOM
    for i in order:
        half = len(texts[i]) * END_LINE / 2
        placed[i] = max(wanted[i], free + half)
        free = placed[i] + half
    free = tall + 12
    for i in reversed(order):
        half = len(texts[i]) * END_LINE / 2
        placed[i] = min(placed[i], free - half)
        free = placed[i] - half
        write(axes, 1, 0, texts[i], dx=8, dy=placed[i], color=SERIES[i] if len(texts) > 1 else INK, weight="bold", transform="axes fraction")


def multiples(frame: pd.DataFrame, x: str, y: str, by: str, title: str, unit: str = "", kind: str = "columns", note: str = "") -> Block:
    """A small chart for each value of `by`, all on one scale, at most 15; `kind` is "columns" or "lines"."""
    if frame.empty:
        return gap_box(NO_ROWS, title)
    wide = frame.assign(**{y: pd.to_numeric(frame[y], errors="coerce").astype("Float64").astype(float)}).pivot_table(
        index=x, columns=by, values=y, aggfunc=lambda v: v.sum(min_count=1), sort=False, dropna=False
    )
    wide = wide.reindex(index=sorted(wide.index, key=str) if kind == "lines" else wide.index).dropna(how="all", axis=1)
    if (box := missing_box(wide, title)) is not None:
        return box
    wide = wide.iloc[:, :15]
    across = 2 if wide.shape[1] in (2, 4) else min(3, wide.shape[1])
    down, each = -(-wide.shape[1] // across), (WIDTH - 14 * (across - 1)) / across
    tall = 132.0
    figure, first = canvas(down * tall + 4, 0, 0, 0, 0)
    first.remove()
    peak = float(np.nanmax(wide.to_numpy())) or 1.0
    for number, name in enumerate(wide.columns):
        column, row = number % across, number // across
        left = 34.0 if kind == "lines" else 0.0
        axes = add_axes(figure, column * (each + 14) + left, (down - 1 - row) * tall + 30, each - left - (30 if left else 4), tall - 66)
        _one_of_many(axes, wide[name], unit, peak, kind)
        write(axes, 0, 1, wrap(label_of(name), each - 4, 1, 11.5), dx=-left, dy=26, size=11.5, weight="bold", transform="axes fraction")
    said = "; ".join(f"{label_of(c)}: {numbers.with_unit(wide[c].dropna().iloc[-1], unit)} ở {numbers.month(wide[c].dropna().index[-1])}" for c in wide.columns)
    return finish(figure, title, said, unit, note, "Nhóm biểu đồ nhỏ cùng thang đo")


def _one_of_many(axes, values: pd.Series, unit: str, peak: float, kind: str) -> None:
    if kind == "lines":
        line_axes(axes, values.to_frame(), unit, span=(0.0, peak * 1.12), size=10)
        last = values.dropna()
        write(axes, float(np.flatnonzero(values.notna())[-1]), float(last.iloc[-1]), [numbers.plain(last.iloc[-1], unit)], dx=6, size=10.5, weight="bold", plate=True)
    else:
        column_axes(axes, values, unit, peak=peak, size=10)


def histogram(data: pd.Series, title: str, unit: str = "", bins=None, note: str = "") -> Block:
    """How often which figure occurs, with the median; `bins` as numpy takes them, by default round steps."""
    values = pd.to_numeric(pd.Series(data), errors="coerce").astype("Float64").astype(float)
    if (box := missing_box(values, title)) is not None:
        return box
    known = values.dropna().to_numpy()
    counts, edges = np.histogram(known, bins=bins if bins is not None else _edges(known))
    figure, axes = canvas(220, 12, 12, 34, 40)
    axes.set(xlim=(edges[0], edges[-1]), ylim=(0, counts.max() * 1.04), xticks=[], yticks=[])
    axes.bar(edges[:-1], counts, width=np.diff(edges) * 0.96, align="edge", color=ACCENT, zorder=2)
    baseline(axes)
    _histogram_labels(axes, counts, edges, unit)
    middle = float(np.median(known))
    axes.axvline(middle, color=INK, linewidth=1.3, zorder=3)
    share = (middle - edges[0]) / (edges[-1] - edges[0])
    write(
        axes,
        middle,
        1,
        [f"Trung vị {numbers.with_unit(middle, unit)}"],
        ha="right" if share > 0.75 else "left" if share < 0.25 else "center",
        dy=22,
        size=11,
        transform=axes.get_xaxis_transform(),
    )
    said = f"{numbers.integer(len(known))} trường hợp, từ {numbers.with_unit(known.min(), unit)} đến {numbers.with_unit(known.max(), unit)}, trung vị {numbers.with_unit(middle, unit)}"
    lost = int(values.isna().sum())
    return finish(
        figure,
        title,
        said,
        f"số trường hợp theo {unit}" if unit else "số trường hợp",
        ". ".join(t for t in (note, f"{numbers.integer(lost)} dòng không có số liệu này" if lost else "") if t),
        "Biểu đồ phân bố",
    )


def _edges(known: np.ndarray) -> np.ndarray:
    """Round steps, at most about fifteen; whole numbers get whole steps."""
    low, high = float(known.min()), float(known.max())
    if low == high:
        return np.array([low - 0.5, low + 0.5])
    raw = (high - low) / 14
    power = 10.0 ** np.floor(np.log10(raw))
    whole = np.allclose(known, np.round(known))
    if whole and raw <= 1:  # a place for each whole number, its name under the middle
        return np.arange(low - 0.5, high + 1)
    step = next(s * power for s in (1, 2, 5, 10) if s * power >= raw - 1e-12)
    step = max(1.0, step) if whole else step
    start = np.floor(low / step) * step
    return np.arange(start, high + step * 1.0001, step)


def _histogram_labels(axes, counts, edges, unit: str) -> None:
    room = axes.get_window_extent().width / len(counts)
    for left, right, count in zip(edges[:-1], edges[1:], counts, strict=True):
        text = numbers.integer(int(count))
        if count and text_width(text, 11) < room + 4:
            write(axes, (left + right) / 2, count, [text], ha="center", dy=8, size=11, plate=True)
    step = max(1, int(np.ceil(max(text_width(numbers.plain(e)) for e in edges) + 8) / room) if room else 1)
    single = np.allclose(np.diff(edges), 1) and np.allclose(edges % 1, 0.5)
    for place in (edges[:-1] + 0.5 if single else edges)[:: step or 1]:
        write(axes, place, 0, [numbers.plain(place)], ha="center", dy=-12, color=SOFT, transform=axes.get_xaxis_transform())
    if unit:
        write(axes, 1, 0, [unit], ha="right", dy=-28, size=11, color=SOFT, transform="axes fraction")


def heat(data: pd.DataFrame, title: str, unit: str = "", note: str = "") -> Block:
    """A matrix of figures, darker for more; at most 30 rows and 14 columns; a missing cell stays white."""
    frame = wide_of(data)
    if (box := missing_box(frame, title)) is not None:
        return box
    frame = frame.iloc[:30, :14]
    labels = [wrap(label_of(k), 150) for k in frame.index]
    room = max(text_width(t) for item in labels for t in item) + 10
    each = (WIDTH - room) / frame.shape[1]
    heads = [wrap(numbers.month(c) if isinstance(c, str) else label_of(c), each - 4, 3, 11) for c in frame.columns]
    above, row = max(map(len, heads)) * 13 + 8.0, 28.0
    figure, axes = canvas(above + row * len(frame) + 4, room, 0, above, 4)
    axes.set(xlim=(0, frame.shape[1]), ylim=(len(frame), 0), xticks=[], yticks=[])
    _cells(axes, frame, unit, each)
    for x, item in enumerate(heads):
        write(axes, x + 0.5, 1, item, ha="center", dy=above / 2, size=11, color=SOFT, transform=axes.get_xaxis_transform())
    for y, item in enumerate(labels):
        write(axes, 0, y + 0.5, item, ha="right", dx=-6)
    flat = frame.stack()
    return finish(figure, title, extremes(flat, unit), unit, note, "Bảng màu, ô đậm là số lớn")


def _cells(axes, frame: pd.DataFrame, unit: str, each: float) -> None:
    from matplotlib.colors import LinearSegmentedColormap, to_hex

    shades = LinearSegmentedColormap.from_list("sotay", ["#f2f6fa", "#8fc3e8", ACCENT])
    low, high = float(np.nanmin(frame.to_numpy())), float(np.nanmax(frame.to_numpy()))
    low = min(low, 0.0) if unit != "%" else low
    for y, (_, values) in enumerate(frame.iterrows()):
        for x, value in enumerate(values):
            lost = pd.isna(value)
            fill = PAPER if lost else to_hex(shades((value - low) / (high - low) if high > low else 0.5))
            axes.barh(y + 0.5, 1, left=x, height=1, color=fill, edgecolor=PAPER if not lost else RULE, linewidth=1.5 if not lost else 0.5)
            text = numbers.plain(value, unit)
            size = 11 if text_width(text, 11) < each - 2 else 8.5
            write(axes, x + 0.5, y + 0.5, [text], ha="center", size=size, color=SOFT if lost else readable_on(fill))
