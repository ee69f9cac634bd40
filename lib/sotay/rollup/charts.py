"""Charts of a whole province: every commune as a dot, indicator by indicator, and all communes in a row of their points."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sotay.reports.blocks import Block, gap_box
from sotay.reports.charts import add_axes, canvas, finish, text_width, wrap, write
from sotay.reports.numbers import integer, percent, plain
from sotay.reports.style import ACCENT, INK, PALE, RULE, SOFT, TARGET, WIDTH
from sotay.rollup.compare import FAR, LEAST_APART, LEAST_COMMUNES, robust_z
from sotay.rollup.province import Province

PANEL, DOT, STEP = 96.0, 5.0, 5.4
# A row of the ranking, and how many of them a printed page holds beside title and note.
ROW, ROWS_A_PART = 16.0, 34
MOST_NAMED = 2


def spread(province: Province, title: str = "Mỗi xã một chấm, theo từng chỉ số", note: str = "") -> Block:
    """A panel per indicator on one scale 0–100%: each commune a dot, the middle half shaded, median and target marked, those that stand apart named."""
    own = province.indicators[province.indicators["value"].notna()]
    if own.empty:
        return gap_box("chưa xã nào có chỉ số tính được", title)
    panels = [(name, own[own["indicator"] == indicator], int((province.indicators["indicator"] == indicator).sum())) for indicator, name in province.titles.items()]
    figure, first = canvas(PANEL * len(panels) + 22, 0, 0, 0, 0)
    first.remove()
    said = []
    for number, (name, values, asked) in enumerate(panels):
        axes = add_axes(figure, 10, 22 + PANEL * (len(panels) - 1 - number) + 14, WIDTH - 20, PANEL - 36)
        axes.set(xlim=(0, 100), ylim=(-1, 1), xticks=[], yticks=[])
        said.append(_panel(axes, name, values, asked))
    write(axes, 0, 0, ["Vùng xám: nửa số xã ở giữa  │ trung vị  ┊ mục tiêu  ◆ xã khác thường"], dy=-22, size=11, color=SOFT, transform="axes fraction")
    return finish(figure, title, "; ".join(said), "%", note, "Nhóm biểu đồ chấm cùng thang đo")


def _panel(axes, name: str, own: pd.DataFrame, asked: int) -> str:
    lost = f", {integer(asked - len(own))} xã chưa tính được" if asked > len(own) else ""
    write(axes, 0, 1, [name], dy=12, size=11.5, weight="bold", transform="axes fraction")
    axes.axhline(-1, color=RULE, linewidth=1, zorder=1)
    for tick in (0, 25, 50, 75, 100):
        axes.plot([tick, tick], [-1, 1], color=RULE, linewidth=0.6, zorder=0)
        write(axes, tick, 0, [f"{tick}%"], ha="left" if tick == 0 else "right" if tick == 100 else "center", dy=-9, size=10, color=SOFT, transform=axes.get_xaxis_transform())
    if own.empty:
        write(axes, 50, 0, ["chưa xã nào tính được"], ha="center", color=SOFT)
        return f"{name}: chưa xã nào tính được"
    low, middle, high = own["value"].quantile([0.25, 0.5, 0.75])
    write(axes, 1, 1, [f"trung vị {percent(middle)}{lost}"], ha="right", dy=12, size=11, color=SOFT, transform="axes fraction")
    axes.fill_between([low, high], -1, 1, color=PALE, zorder=0.5)
    axes.plot([middle, middle], [-1, 1], color=INK, linewidth=1.6, zorder=2)
    goal = own["target"].median()
    axes.plot([goal, goal], [-1, 1], color=TARGET, linewidth=1.4, linestyle=(0, (2, 2)), zorder=2)
    apart = (robust_z(own["value"]).abs() > FAR) & ((own["value"] - middle).abs() >= LEAST_APART) & (len(own) >= LEAST_COMMUNES)
    heights = _swarm(own["value"].to_numpy(), axes)
    for group, marker, colour in ((~apart, "o", ACCENT), (apart, "D", TARGET)):
        axes.plot(own["value"][group], heights[group.to_numpy()], marker, color=colour, markersize=DOT, alpha=0.75, markeredgewidth=0, zorder=3, clip_on=False)
    _name_apart(axes, own.assign(y=heights)[apart.to_numpy()], middle)
    far = f"; khác thường: {', '.join(f'{r.commune} {percent(r.value)}' for r in own[apart].sort_values('value').head(4).itertuples())}" if apart.any() else ""
    return f"{name}: {integer(len(own))} xã{lost}, từ {percent(own['value'].min())} đến {percent(own['value'].max())}, trung vị {percent(middle)}, mục tiêu {percent(goal)}{far}"


def _swarm(values: np.ndarray, axes) -> np.ndarray:
    """Heights at which dots of nearly the same value stand beside each other; a full column starts anew in the middle, a little moved."""
    width, tall = axes.get_window_extent().width, axes.get_window_extent().height
    heights, taken = np.zeros(len(values)), {}
    most = int(tall / STEP) - 1
    for place in np.argsort(values, kind="stable"):
        column = round(values[place] * width / 100 / STEP)
        turn = taken.get(column, 0) % most
        taken[column] = taken.get(column, 0) + 1
        heights[place] = (-1) ** turn * ((turn + 1) // 2) * STEP / (tall / 2)
    return heights


def _name_apart(axes, apart: pd.DataFrame, middle: float) -> None:
    """The furthest on each side by name, where the dots leave room."""
    low, high = (apart[side].sort_values("value") for side in (apart["value"] < middle, apart["value"] > middle))
    width, edge = axes.get_window_extent().width, 0.0
    for row in low.head(MOST_NAMED).itertuples():
        at = row.value * width / 100
        text = f"{row.commune} {percent(row.value)}"
        long = text_width(text, 10)
        left = min(max(edge, at - long / 2), width - long)
        write(axes, left * 100 / width, 1, [text], dy=-3, size=10, color=TARGET, plate=True)
        edge = left + long + 10
        if edge + 60 > width * middle / 100:
            return
    for row in high.tail(1).itertuples():
        write(axes, row.value, 1, [f"{row.commune} {percent(row.value)}"], ha="right" if row.value > 70 else "left", dy=-3, size=10, color=TARGET, plate=True)


def ranked(province: Province, title: str = "Điểm tổng hợp của từng xã", note: str = "") -> Block:
    """All communes in the order of their points, in parts that a printed page holds: a dot for this month, a ring for the month before; those without a result are listed under them."""
    own = province.communes[province.communes["composite"].notna()].sort_values(["composite", "commune", "id"], ascending=[False, True, True], kind="stable")
    if own.empty:
        return gap_box("chưa xã nào có điểm tổng hợp", title)
    before = province.before.communes.set_index("id")["composite"]
    own = own.assign(before=own["id"].map(before), rank=np.arange(1, len(own) + 1))
    low = 10 * np.floor((min(own["composite"].min(), own["before"].min() if own["before"].notna().any() else 100.0) - 2) / 10)
    parts = -(-len(own) // ROWS_A_PART)
    size = -(-len(own) // parts)
    blocks = [_part(own.iloc[i:i + size], title, len(own), max(0.0, low), own["composite"].median(), note if i + size >= len(own) else "") for i in range(0, len(own), size)]
    return Block("".join(b.html for b in blocks), " ".join(b.text for b in blocks))


def _part(own: pd.DataFrame, title: str, count: int, low: float, middle: float, note: str) -> Block:
    names = [f"{r.rank}. {wrap(r.commune, 150, 1, 11)[0]}" for r in own.itertuples()]
    room = max(text_width(n, 11) for n in names)
    figure, axes = canvas(ROW * len(own) + 42, room + 18, 44, 22, 20)
    axes.set(xlim=(low, 100), ylim=(len(own) - 0.5, -0.5), xticks=[], yticks=[])
    axes.plot([middle, middle], [-0.5, len(own) - 0.5], color=INK, linewidth=1.2, zorder=1)
    for tick in np.arange(low, 101, 10 if low >= 40 else 20):
        axes.plot([tick, tick], [-0.5, len(own) - 0.5], color=RULE, linewidth=0.6, zorder=0)
        write(axes, tick, 0, [plain(tick)], ha="center", dy=-10, size=10, color=SOFT, transform=axes.get_xaxis_transform())
    for place, (name, row) in enumerate(zip(names, own.itertuples(), strict=True)):
        write(axes, 0, place, [name], ha="right", dx=-8, size=11, transform=axes.get_yaxis_transform())
        axes.plot([low, 100], [place, place], color=RULE, linewidth=0.6, zorder=0)
        if pd.notna(row.before):
            axes.plot([row.before, row.composite], [place, place], color=SOFT, linewidth=1.2, zorder=2)
            axes.plot([row.before], [place], "o", markersize=6, markerfacecolor="white", markeredgecolor=SOFT, markeredgewidth=1.2, zorder=3, clip_on=False)
        axes.plot([row.composite], [place], "o", color=ACCENT, markersize=7, zorder=4, clip_on=False)
        write(axes, 1, place, [plain(row.composite)], dx=10, size=11, transform=axes.get_yaxis_transform())
    write(axes, 0, 1, ["● tháng này   ○ tháng trước   │ trung vị"], dy=10, size=11, color=SOFT, transform="axes fraction")
    first, last = own.iloc[0], own.iloc[-1]
    part = f" (xã thứ {integer(first['rank'])}–{integer(last['rank'])} trong {integer(count)})" if count > len(own) else ""
    said = f"cao nhất {first['commune']} {plain(first['composite'])} điểm, thấp nhất {last['commune']} {plain(last['composite'])} điểm, trung vị cả tỉnh {plain(middle)}"
    return finish(figure, title + part, said, "điểm trên 100", note, "Biểu đồ chấm xếp hạng")
