"""Communes side by side: middle and quarters of each indicator, who stands apart and why, counts too few to compare, this month against the last."""

from __future__ import annotations

import pandas as pd

from sotay.reports.numbers import decimal, integer, percent
from sotay.rollup.province import Province

# Iglewicz and Hoaglin 1993: a modified z-score beyond 3.5 marks an outlier; 0.6745 makes the median deviation comparable with a standard deviation.
FAR, SCALE = 3.5, 0.6745
# Where more than half of the communes are equal the median deviation is 0; then the mean deviation takes its place, with its own factor.
MEAN_SCALE = 1.253314
# Where all communes lie close together, a few tenths of a point are far in deviations and nothing to act on.
LEAST_APART = 5.0
# With fewer communes a quarter is one or two of them, and none of them can be said to stand apart.
LEAST_COMMUNES = 5
# Below this many cases one case moves a percentage by more than 3 points.
FEW_CASES = 30
# Differences within half a point are rounding and a case or two.
STILL = 0.5


def robust_z(values: pd.Series) -> pd.Series:
    """How far each value stands from the median, in robust standard deviations; missing stays missing, all equal gives 0."""
    distance = values - values.median()
    spread, factor = distance.abs().median(), SCALE
    if not spread:
        spread, factor = distance.abs().mean(), 1 / MEAN_SCALE
    return distance * factor / spread if spread else distance * 0.0


def summary(province: Province) -> pd.DataFrame:
    """A line per indicator: communes with a value, lowest, quarters, highest, how many reach the target."""
    lines = []
    for indicator, title in province.titles.items():
        own = province.indicators[province.indicators["indicator"] == indicator]
        known = own["value"].dropna()
        quarters = known.quantile([0, 0.25, 0.5, 0.75, 1]).tolist() if len(known) else [float("nan")] * 5
        reached = int((own["value"] >= own["target"] - 1e-9).sum())
        lines.append([title, len(known), len(own) - len(known), *quarters, reached if len(known) else None])
    columns = ["Chỉ số", "Xã có giá trị", "Chưa tính được", "Thấp nhất", "Phần tư dưới", "Trung vị", "Phần tư trên", "Cao nhất", "Xã đạt mục tiêu"]
    return pd.DataFrame(lines, columns=columns).astype({"Xã đạt mục tiêu": "Int64"})


def standing(province: Province) -> pd.DataFrame:
    """A line per commune with figures: the composite and each indicator's value, the highest composite first, those without one last."""
    wide = province.indicators.pivot(index="id", columns="indicator", values="value").reindex(columns=list(province.titles)).rename(columns=province.titles)
    frame = province.communes[["id", "commune", "composite"]].merge(wide, left_on="id", right_index=True, how="left")
    frame = frame.sort_values(["composite", "commune", "id"], ascending=[False, True, True], na_position="last", kind="stable")
    return frame.drop(columns="id").rename(columns={"commune": "Xã", "composite": "Điểm tổng hợp"}).reset_index(drop=True)


def outliers(province: Province) -> pd.DataFrame:
    """A line per commune and indicator that stands apart from the other communes, the furthest first: value, median, how far, and why as far as the figures tell."""
    columns = ["Xã", "Chỉ số", "Giá trị", "Trung vị", "Lệch (điểm %)", "Độ lệch chuẩn hóa", "Vì sao"]
    lines = []
    for indicator, title in province.titles.items():
        own = province.indicators[(province.indicators["indicator"] == indicator) & province.indicators["value"].notna()]
        if len(own) < LEAST_COMMUNES:
            continue
        middle = own["value"].median()
        for row, z in zip(own.itertuples(), robust_z(own["value"]), strict=True):
            if abs(z) > FAR and abs(row.value - middle) >= LEAST_APART:
                lines.append([row.commune, title, row.value, middle, row.value - middle, z, _reason(province, row)])
    frame = pd.DataFrame(lines, columns=columns)
    return frame.loc[frame["Độ lệch chuẩn hóa"].abs().sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def none_apart(province: Province) -> str:
    """What it means that nobody stands apart; nothing where nobody has a value."""
    counts = province.indicators.dropna(subset="value").groupby("indicator").size()
    if counts.empty:
        return ""
    return "Không xã nào lệch xa các xã khác" if counts.max() >= LEAST_COMMUNES else f"Chỉ {integer(counts.max())} xã có giá trị: cần từ {LEAST_COMMUNES} xã để biết xã nào khác thường"


def _reason(province: Province, row) -> str:
    """The measure furthest from its own median in the same direction, and how few cases it stands on."""
    measures = province.measures[(province.measures["indicator"] == row.indicator) & (province.measures["weight"] > 0)]
    middle = measures.groupby("measure")["value"].median()
    own = measures[measures["id"] == row.id]
    unknown = own.loc[own["value"].isna(), "title"].tolist()
    said = [f"chưa tính được {', '.join(unknown)}"] if unknown else []
    own = own[own["value"].notna()]
    direction = 1 if row.value >= province.indicators.loc[province.indicators["indicator"] == row.indicator, "value"].median() else -1
    apart = (own["value"] - own["measure"].map(middle)) * direction * own["weight"]
    if len(apart) and apart.max() > 0:
        worst = own.loc[apart.idxmax()]
        said.insert(0, f"{worst['title']}: {percent(worst['value'])}, trung vị các xã {percent(middle[worst['measure']])}{_cases(worst)}")
    return "; ".join(said) or "các thành phần đều lệch ít"


def _cases(measure) -> str:
    if measure["hidden"]:
        return " (số đếm nhỏ, không nêu)"
    few = pd.notna(measure["denominator"]) and measure["denominator"] < FEW_CASES
    return f" (mẫu số chỉ {integer(measure['denominator'])})" if few else ""


def few_cases(province: Province) -> pd.DataFrame:
    """A line per measure with communes whose denominator is small or not given: one case more or less moves their value by points."""
    own = province.measures[province.measures["weight"] > 0]
    few = own[own["value"].notna() & (own["hidden"] | (own["denominator"] < FEW_CASES))]
    lines = [[title, len(group), int(group["hidden"].sum()), _named(group["commune"].tolist())] for title, group in few.groupby("title", sort=True)]
    return pd.DataFrame(lines, columns=["Thành phần", "Số xã", "Không nêu số đếm", "Các xã"])


def enough_cases(province: Province) -> str:
    """What it means that no measure stands on few cases; nothing where no measure has a value."""
    return f"Mọi thành phần đều có mẫu số từ {FEW_CASES} trở lên" if province.measures["value"].notna().any() else ""


def _named(names: list[str], most: int = 4) -> str:
    return ", ".join(names[:most]) + (f" và {integer(len(names) - most)} xã nữa" if len(names) > most else "")


def changes(province: Province) -> pd.DataFrame:
    """A line per indicator over the communes with a value in both months: median before and now, how many rose, fell, stayed."""
    both = _both(province)
    lines = []
    for indicator, title in province.titles.items():
        own = both[both["indicator"] == indicator]
        step = own["value"] - own["value_before"]
        lines.append([title, len(own), own["value_before"].median(), own["value"].median(), step.median(), int((step > STILL).sum()), int((step < -STILL).sum()), int((step.abs() <= STILL).sum())])
    frame = pd.DataFrame(lines, columns=["Chỉ số", "Xã có cả hai tháng", "Trung vị tháng trước", "Trung vị tháng này", "Thay đổi (điểm %)", "Xã tăng", "Xã giảm", "Xã giữ nguyên"])
    return frame if len(both) else frame.head(0)


def _both(province: Province) -> pd.DataFrame:
    before = province.before.indicators[["id", "indicator", "value"]].rename(columns={"value": "value_before"})
    both = province.indicators.merge(before, on=["id", "indicator"], how="inner")
    return both[both["value"].notna() & both["value_before"].notna()]


def movers(province: Province, most: int = 5) -> pd.DataFrame:
    """The communes whose composite rose most and fell most since the month before, and the indicator that moved most."""
    both = province.communes.merge(province.before.communes[["id", "composite"]], on="id", suffixes=("", "_before"))
    both = both.assign(step=both["composite"] - both["composite_before"]).dropna(subset="step").sort_values(["step", "commune"], ascending=[False, True], kind="stable")
    chosen = pd.concat([both[both["step"] > STILL].head(most), both[both["step"] < -STILL].tail(most)])
    parts = _both(province)
    parts = parts.assign(step=parts["value"] - parts["value_before"])
    lines = [[r.commune, r.composite_before, r.composite, r.step, _moved(parts[parts["id"] == r.id], r.step)] for r in chosen.itertuples()]
    return pd.DataFrame(lines, columns=["Xã", "Điểm tháng trước", "Điểm tháng này", "Tăng, giảm", "Chỉ số đổi nhiều nhất"])


def _moved(parts: pd.DataFrame, step: float) -> str:
    along = parts["step"] * (1 if step > 0 else -1)
    if not len(along) or along.max() <= 0:
        return "chỉ số không tính được ở một trong hai tháng"
    row = parts.loc[along.idxmax()]
    return f"{row['title']}: {percent(row['value_before'])} → {percent(row['value'])} ({'+' if row['step'] > 0 else ''}{decimal(row['step'])} điểm %)"
