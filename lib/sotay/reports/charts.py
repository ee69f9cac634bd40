"""From a matplotlib figure to an accessible inline SVG that is the same on every run, and the shapes of data that charts accept."""

from __future__ import annotations

import datetime as dt
import functools
import io
import re
from collections.abc import Iterable

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from sotay.reports.blocks import NO_ROWS, SOURCE_MARK, Block, esc, gap_box, note_line, sentence
from sotay.reports.numbers import date, month, with_unit
from sotay.reports.style import FONT_FAMILY, FONT_SIZE, INK, PAPER, RC, RULE, TARGET, WIDTH

NO_VALUES = "các ô số liệu đều để trống"
_MEASURE = TextToPath()
# Small letters of the measured font are wider than those that readers see, capitals (TTHC, BHYT) are not: what one more of them needs, in parts of the size.
_CAPITAL = 0.09
_FONT = FontProperties(family="DejaVu Sans", size=FONT_SIZE)


def canvas(height: float, left: float, right: float = 10, top: float = 6, bottom: float = 6, width: float = WIDTH) -> tuple[Figure, Axes]:
    """A figure with one set of axes; all sizes in SVG units (points)."""
    figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor="none")
    return figure, add_axes(figure, left, bottom, width - left - right, height - top - bottom)


def add_axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Further axes on a figure, placed in SVG units from the lower left corner."""
    whole, tall = figure.get_size_inches() * 72
    # Under our own settings, whatever theme the analyst's notebook has set.
    with matplotlib.rc_context(RC):
        return figure.add_axes((left / whole, bottom / tall, width / whole, height / tall))


def text_width(text: str, size: float = FONT_SIZE) -> float:
    """Width of a text in SVG units, at least what it takes on a telephone (see page.css), where letters are set larger than drawn."""
    return sum(map(_letter_width, text)) * size


@functools.lru_cache(maxsize=4096)
def _letter_width(letter: str) -> float:
    """In parts of the size, letters beside it left aside: they draw nearer to it if anything."""
    # Between two marks, for a space alone has no width.
    whole, marks = (_MEASURE.get_text_width_height_descent(text, _FONT, ismath=False)[0] for text in (f"|{letter}|", "||"))
    return (whole - marks) / FONT_SIZE + (_CAPITAL if letter.isupper() or letter == "_" else 0.0)


def wrap(text: str, room: float, lines: int = 2, size: float = FONT_SIZE) -> list[str]:
    """A label broken at spaces into at most `lines` lines of `room` units; what does not fit ends in "…"."""
    words = str(text).split()
    if text_width(" ".join(words), size) <= room:
        return [" ".join(words)]
    result = []
    # Measuring is slow: what is left for the last line is measured once, as a whole.
    while words and len(result) < lines - 1:
        taken = 1
        while taken < len(words) and text_width(" ".join(words[: taken + 1]), size) <= room:
            taken += 1
        result.append(" ".join(words[:taken]))
        words = words[taken:]
    result += [" ".join(words)] if words else []
    return [_cut(line, room, size) for line in result]


def _cut(line: str, room: float, size: float) -> str:
    """Whole words and "…"; only a first word that is too long by itself is cut inside."""
    if text_width(line, size) <= room:
        return line
    kept = line
    while kept and text_width(kept + "…", size) > room:
        kept = kept[:-1]
    whole = kept if line[len(kept) :].startswith(" ") else kept.rpartition(" ")[0]
    return (whole or kept).rstrip(" ,;/(") + "…"


def write(
    axes: Axes,
    x: float,
    y: float,
    lines: list[str],
    *,
    ha: str = "left",
    dx: float = 0,
    dy: float = 0,
    size: float = FONT_SIZE,
    color: str = INK,
    weight: str = "normal",
    transform=None,
    plate: bool = False,
) -> None:
    """Text of one or more lines centred on a data point, moved by (dx, dy) units; each line keeps its own anchor. `plate`: on white, so that a line behind does not cross it."""
    behind = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.0} if plate else None
    step = size * 1.15
    for number, line in enumerate(lines):
        down = (number - (len(lines) - 1) / 2) * step
        # Middle of the small letters on the point, independent of accents above them.
        axes.annotate(
            line,
            (x, y),
            xytext=(dx, dy - down - size * 0.35),
            xycoords=transform or "data",
            textcoords="offset points",
            ha=ha,
            va="baseline",
            fontsize=size,
            color=color,
            fontweight=weight,
            fontfamily="DejaVu Sans",
            parse_math=False,
            annotation_clip=False,
            bbox=behind,
            zorder=6,
        )


def finish(figure: Figure, title: str, alt: str, unit: str = "", note: str = "", kind: str = "Biểu đồ") -> Block:
    """The figure element: title, unit, SVG with its description, note."""
    described = sentence(f"{kind}: {title}. {alt}")
    caption = esc(title) + (f' <span class="unit">({esc(unit)})</span>' if unit else "")
    return Block(
        f'<div class="figure"><figure class="chart" role="img" aria-label="{esc(described)}"><figcaption>{caption}</figcaption>{svg(figure, described)}</figure>{note_line(note)}{SOURCE_MARK}</div>',
        described,
    )


def svg(figure: Figure, described: str) -> str:
    """Inline SVG without dates, tool names or changing ids, described by its <title>."""
    target = io.StringIO()
    with matplotlib.rc_context(RC):
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None}, transparent=True)
    text = target.getvalue()
    body = text[text.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>\s*", "", body, flags=re.S)
    whole, tall = (float(v) for v in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', body).groups())
    inner = body[body.index(">") + 1 :]
    inner = re.sub(r'(<g|<path)( id="(?!m[0-9a-f]{10}")[^"]*")', r"\1", inner)
    inner = re.sub(r"<defs>\s*<style.*?</defs>\s*", "", inner, count=1, flags=re.S)
    # Nothing is drawn outside its axes; clipping would only add ids.
    inner = re.sub(r' clip-path="url\(#[^)]*\)"| transform="rotate\(-0 [^)]*\)"|<defs>\s*(?:<clipPath.*?</clipPath>\s*)+</defs>\s*', "", inner, flags=re.S)
    inner = re.sub(r"<!--.*?-->\s*", "", inner, flags=re.S)
    inner = _ungrouped(_INVISIBLE.sub("", inner))
    inner = inner.replace("'DejaVu Sans'", _FAMILIES)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {whole:g} {tall:g}" width="{whole:g}" height="{tall:g}" '
        f'aria-hidden="true" focusable="false"><title>{esc(described)}</title>{inner.strip()}'
    )


def draw_once() -> None:
    """A chart that nobody sees: what the first one has to find on the machine, its fonts in each size, the processes forked from this one need not look for again."""
    figure, axes = canvas(2 * FONT_SIZE, 0)
    for size, weight in ((FONT_SIZE, "normal"), (FONT_SIZE, "bold"), (11, "normal"), (10, "normal")):
        write(axes, 0, 0, ["a"], size=size, weight=weight)
    svg(figure, "")
    text_width("a")


# Matplotlib draws the paper of figure and axes even where it has no colour.
_INVISIBLE = re.compile(r'<path d="[^"]*" style="fill: none"\s*/>\s*')
_GROUP = re.compile(r"(<g(?:\s[^>]*)?/?>|</g>)\s*")


def _ungrouped(drawing: str) -> str:
    """Takes out groups that say nothing: every one is a step for whoever draws the page, and most of a chart's."""
    kept, said = [], []
    for place, part in enumerate(_GROUP.split(drawing)):
        if place % 2 == 0:
            kept.append(part)
        elif part == "</g>":
            kept.append("</g>\n" if said.pop() else "")
        elif part.endswith("/>"):
            continue
        else:
            said.append(part != "<g>")
            kept.append(f"{part}\n" if said[-1] else "")
    return "".join(kept)


_FAMILIES = ", ".join(f"'{name.strip()}'" if " " in name.strip() else name.strip() for name in FONT_FAMILY.split(","))


def series_of(data: pd.Series | pd.DataFrame) -> pd.Series:
    """Label -> number. Of a frame: the first column that is not a number labels, the first (other) that is measures."""
    if isinstance(data, pd.DataFrame):
        if not data.shape[1]:
            return pd.Series(dtype=float)
        numbers = [c for c in data.columns if pd.api.types.is_numeric_dtype(data[c]) and not pd.api.types.is_bool_dtype(data[c])]
        names = [c for c in data.columns if c not in numbers]
        value = numbers[0] if numbers else data.columns[-1]
        data = data.set_index(names[0])[value] if names else data[value]
    values = pd.to_numeric(data, errors="coerce").astype("Float64").astype(float)
    return values[[not _blank(label) for label in values.index]]


def wide_of(data: pd.Series | pd.DataFrame) -> pd.DataFrame:
    """Rows × series of numbers, without series that have none. A text column of a frame becomes its index."""
    frame = data.to_frame(data.name if data.name is not None else "") if isinstance(data, pd.Series) else data
    names = [c for c in frame.columns if not pd.api.types.is_numeric_dtype(frame[c])]
    if names and (isinstance(frame.index, pd.RangeIndex) or len(names) == 1) and len(names) < frame.shape[1]:
        first = names[0]
        if pd.to_numeric(frame[first], errors="coerce").isna().all():
            frame = frame.set_index(first)
    return pd.DataFrame({c: pd.to_numeric(frame[c], errors="coerce").astype("Float64").astype(float) for c in frame.columns}, index=frame.index).dropna(how="all", axis=1)


def _blank(label: object) -> bool:
    return pd.api.types.is_scalar(label) and pd.isna(label)


def label_of(value: object) -> str:
    """An index entry as text: months as 9/2026, days as 05/09/2026, parts of a compound one joined."""
    if isinstance(value, tuple):
        return " – ".join(label_of(v) for v in value)
    return date(value) if isinstance(value, (dt.date, pd.Timestamp)) else month(value)


def axis_names(index: pd.Index) -> list[str]:
    """Texts for an axis: months as 9/2026, days as 05/09, all else as it stands."""
    if isinstance(index, pd.DatetimeIndex) and not (index.day == 1).all():
        return [f"{d.day:02d}/{d.month:02d}" for d in index]
    return [label_of(k) if isinstance(k, tuple) else month(k) for k in index]


def missing_box(values: pd.Series | pd.DataFrame, title: str) -> Block | None:
    """The gap box for data without rows or without a single figure; None when there is something to draw."""
    if values.size == 0:
        return gap_box(NO_ROWS, title)
    return gap_box(NO_VALUES, title) if bool(values.isna().to_numpy().all()) else None


def target_line(axes: Axes, value: float, unit: str, upright: bool) -> None:
    """The target as a dashed line with its figure at the end."""
    style = {"color": TARGET, "linewidth": 1.3, "linestyle": (0, (4, 3)), "zorder": 4}
    if upright:
        axes.axvline(value, **style)
        write(
            axes,
            value,
            1.0,
            [f"Mục tiêu {with_unit(value, unit if unit == '%' else '')}"],
            ha=_side(axes, value),
            dy=9,
            size=11,
            color=TARGET,
            transform=axes.get_xaxis_transform(),
        )
    else:
        axes.axhline(value, **style)


def _side(axes: Axes, value: float) -> str:
    low, high = axes.get_xlim()
    share = (value - low) / (high - low)
    return "right" if share > 0.8 else "left" if share < 0.2 else "center"


def nice_ticks(axes: Axes, count: int = 4, whole: bool = False) -> Iterable[float]:
    """A few round values along the y axis; `whole`: of things that are counted, where there is no half."""
    from matplotlib.ticker import MaxNLocator

    low, high = axes.get_ylim()
    return [t for t in MaxNLocator(count, steps=[1, 2, 5, 10] if whole else [1, 2, 2.5, 5, 10], integer=whole).tick_values(low, high) if low <= t <= high + 1e-9]


def baseline(axes: Axes) -> None:
    axes.axhline(0, color=RULE, linewidth=1, zorder=1)


def extremes(values: pd.Series, unit: str, most: int = 3) -> str:
    """Words for the alt text: the largest figures, the smallest, how many are missing."""
    known = values.dropna().sort_values(ascending=False, kind="stable")
    words = "; ".join(f"{label_of(k)}: {with_unit(v, unit)}" for k, v in known.head(most).items())
    if len(known) > most + 1:
        words = f"Cao nhất là {words}; thấp nhất là {label_of(known.index[-1])}: {with_unit(known.iloc[-1], unit)}"
    lost = int(values.isna().sum())
    return words + (f"; {lost} mục chưa có số liệu" if lost else "")
