"""Where the indicators stand, by component, unit and dataset, and where most points can be gained."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from sotay.definitions.models.dataset import Dataset
from sotay.definitions.models.indicator import AnyMeasure, Indicator
from sotay.scoring.indicators import UNKNOWN, band, score
from sotay.scoring.shown import change
from sotay.tracking.words import listed

if TYPE_CHECKING:
    from sotay.book import Book

# Of one indicator in points of its value; among indicators with different targets in points of their scores.
POINTS, GAIN = "Thêm được (điểm %)", "Thêm được (điểm)"
# What would be shown as 0,0 is left out.
SMALLEST = 0.05
GAIN_COLUMNS = ["Việc", "Tập dữ liệu", "Đơn vị", "Còn thiếu", GAIN]


def ordered(book: Book) -> list[Indicator]:
    return sorted(book.registry.indicators.values(), key=lambda i: i.number)


def target_of(book: Book, known: Indicator, measure: str = "") -> float | None:
    """What an indicator is to reach in the month, by its components that have a value (by all where none has); what one component is to reach."""
    if measure:
        return next(m.target for m in known.measures if m.id == measure)
    total = book.total(known.id)
    return float(total["target"].iloc[0]) if len(total) else known.target


def common_target(known: Indicator, weighted: bool = False) -> float | None:
    """The target of every component with one (`weighted`: of those that count); None where they differ."""
    targets = {m.target for m in known.measures if m.target is not None and (m.weight or not weighted)}
    return targets.pop() if len(targets) == 1 else None


def capped(book: Book, known: Indicator) -> bool:
    """Is the grade lower than the points alone would give, because every component misses its target."""
    total, best = book.total(known.id).dropna(subset=["value"]), max(known.bands, key=lambda b: b.at_least).level
    return len(total) > 0 and total["status"].iloc[0] != best == band(known, *total[["value", "target"]].iloc[0])


def band_name(known: Indicator, level: str) -> str:
    return next((b.label for b in known.bands if b.level == level), "Chưa tính được")


def _change(book: Book, indicator: str) -> tuple[str, float] | None:
    """The last earlier month with a value, and how much the value grew since (percentage points)."""
    past = book.history(indicator).dropna(subset=["value"])
    now, before = past[past["month"] == book.month], past[past["month"] < book.month]
    return None if now.empty or before.empty else (before["month"].iloc[-1], change(before["value"].iloc[-1], now["value"].iloc[0]))


def standing(book: Book) -> pd.DataFrame:
    """A line per indicator: value, target, score, band, change since the month before, components with a value of those that count."""
    lines = []
    for known in ordered(book):
        total = book.total(known.id)
        line = total.iloc[0] if len(total) else pd.Series({"value": None, "target": known.target, "score": None, "status": UNKNOWN, "checks_run": 0, "checks_declared": 0})
        moved = _change(book, known.id)
        lines.append({"Chỉ số": f"{known.number}. {known.short}", "Giá trị": line["value"], "Mục tiêu": line["target"], "Điểm": line["score"], "Xếp loại": band_name(known, str(line["status"])),
                      "Tăng, giảm": moved[1] if moved else None, "Tính được": f"{int(line['checks_run'])}/{int(line['checks_declared'])}"})
    frame = pd.DataFrame(lines)
    numbers = ["Giá trị", "Mục tiêu", "Điểm", "Tăng, giảm"]
    return frame.assign(**{c: pd.to_numeric(frame[c]).astype("Float64") for c in numbers})


def trends(book: Book) -> pd.DataFrame:
    """Scores of the indicators (0-100), months down."""
    found = {}
    for known in ordered(book):
        past = book.history(known.id)
        found[f"{known.number}. {known.short}"] = pd.Series([score(v, t) for v, t in zip(past["value"], past["target"], strict=True)], index=past["month"], dtype="float64")
    return pd.DataFrame(found).sort_index().rename_axis(None)


def course(book: Book, indicator: str, weighted: bool = True) -> pd.DataFrame:
    """Values of an indicator's components over the months; `weighted`: only those that count."""
    measures = [m for m in book.registry.indicators[indicator].measures if m.weight or not weighted]
    found = {m.title: book.history(indicator, m.id).set_index("month")["value"] for m in measures}
    return pd.DataFrame(found).sort_index().rename_axis(None)


def by_scope(book: Book, indicator: str, scope: str, measure: str = "", most: int = 15) -> pd.DataFrame:
    """Value and target per unit or dataset (of one component, or of the whole indicator), the lowest first, those without a value left out."""
    rows = book.scores(indicator, scope) if measure else book.total(indicator, scope)
    rows = rows[rows["measure"] == measure] if measure else rows
    name = book.unit_name if scope == "unit" else book.dataset_name
    frame = pd.DataFrame({"Tên": [name(i) for i in rows["scope_id"]], "Giá trị": rows["value"].to_numpy(dtype=float, na_value=float("nan")), "Mục tiêu": rows["target"].to_numpy(dtype=float, na_value=float("nan")),
                          "Tử số": rows["numerator"].to_numpy(dtype=float, na_value=float("nan")), "Mẫu số": rows["denominator"].to_numpy(dtype=float, na_value=float("nan"))})
    return frame.dropna(subset=["Giá trị"]).sort_values(["Giá trị", "Tên"], kind="stable", ignore_index=True).head(most)


def gains(book: Book, indicator: str, most: int = 12) -> pd.DataFrame:
    """What would raise the indicator most: per component and dataset what is missing, and the percentage points it adds once put right.

    Counted up to a component's target; once every component has reached its target, up to 100 %.
    """
    return _gains(book, book.registry.indicators[indicator], beyond=True).head(most).rename(columns={GAIN: POINTS})


def _gains(book: Book, known: Indicator, beyond: bool) -> pd.DataFrame:
    rows = book.scores(known.id)
    # Nothing can be added to what has no value.
    valued = rows[rows["value"].notna() & (rows["weight"] > 0) & _has_value(book, known.id)]
    reached = bool((valued["value"] >= valued["target"] - 1e-9).all())
    goals = {r.measure: 100.0 if reached and beyond else r.target for r in valued.itertuples()}
    lines = [line for m in known.measures if m.id in goals for line in _gains_of(book, known, m, valued, goals[m.id])]
    frame = pd.DataFrame(lines, columns=GAIN_COLUMNS).astype({"Còn thiếu": "Float64", GAIN: "Float64"})
    return frame[frame[GAIN] >= SMALLEST].sort_values([GAIN, "Việc"], ascending=[False, True], kind="stable", ignore_index=True)


def _gains_of(book: Book, known: Indicator, measure: AnyMeasure, valued: pd.DataFrame, goal: float) -> list[dict]:
    whole = valued[valued["measure"] == measure.id].iloc[0]
    share, below = measure.weight / valued["weight"].sum(), max(0.0, goal - whole["value"])
    parts = book.scores(known.id, "dataset")
    parts = parts[(parts["measure"] == measure.id) & (parts["denominator"] > 0)]
    if parts.empty or measure.kind == "leaks":
        missing = whole["numerator"] if measure.kind == "leaks" else whole["denominator"] * below / 100
        return [{"Việc": measure.title, "Tập dữ liệu": "Toàn xã", "Đơn vị": "", "Còn thiếu": _whole(book, missing, measure, whole), GAIN: share * below}]
    lines = []
    for row in parts.itertuples():
        dataset, missing = book.registry.datasets.get(row.scope_id), min(row.denominator - row.numerator, whole["denominator"] * below / 100)
        lines.append({"Việc": measure.title, "Tập dữ liệu": book.dataset_name(row.scope_id), "Đơn vị": book.unit_name(dataset.owner) if dataset else "",
                      "Còn thiếu": _whole(book, missing, measure, row), GAIN: share * 100.0 * missing / whole["denominator"]})
    return lines


def _whole(book: Book, missing: float, measure: AnyMeasure, row) -> float | None:
    """Counts round up: nobody digitises half a file; what late exports lose is told in tenths of one. Missing where the component's own counts are not told."""
    if pd.isna(row.denominator) or book.told_counts(measure, row.numerator, row.denominator)[1] is None:
        return None
    return round(missing, 1) if measure.kind == "punctual" else float(math.ceil(missing - 1e-9))


def no_gain(book: Book, indicator: str) -> str:
    """What it means that nothing can be gained: all is reached, or the indicator has no value."""
    return "Mọi thành phần tính được đều đã đạt; không còn phần nào thêm được từ 0,1 điểm trở lên" if _has_value(book, indicator) else "Chỉ số chưa tính được nên chưa tính được việc nào tăng điểm"


def _has_value(book: Book, indicator: str) -> bool:
    return bool(book.total(indicator)["value"].notna().any())


def drivers(book: Book, most: int = 10) -> pd.DataFrame:
    """What would raise the scores of all indicators most (points of 100), largest first; components at their target add nothing."""
    every = [f.assign(**{"Chỉ số": f"{k.number}. {k.short}", GAIN: 100.0 * f[GAIN] / target_of(book, k)}) for k in ordered(book) if len(f := _gains(book, k, beyond=False))]
    frame = pd.concat(every, ignore_index=True) if every else pd.DataFrame(columns=[*GAIN_COLUMNS, "Chỉ số"])
    return frame.sort_values(GAIN, ascending=False, kind="stable", ignore_index=True)[["Chỉ số", *GAIN_COLUMNS]].head(most)


def covered(book: Book, indicator: str) -> list[str]:
    """Datasets that an indicator's page is about: those that feed it, then every other one that a component measures as it measures all."""
    known = book.registry.indicators[indicator]
    left_out = [set(m.except_groups) for m in known.measures if hasattr(m, "except_groups")]
    every = [d.id for d in book.registry.datasets.values() if any(d.group not in groups for groups in left_out)]
    return list(dict.fromkeys([*known.feeds, *every]))


def waiting_for(book: Book, known: Indicator, measure: str) -> list[Dataset]:
    """Datasets that a component rests on and that did not come."""
    found = next(m for m in known.measures if m.id == measure)
    tables = [getattr(found, key) for key in ("table", "in_table", "log") if hasattr(found, key)]
    return [book.ref(t).dataset for t in tables if not book.has(t)]


def why_unknown(book: Book, known: Indicator, measure: str) -> str:
    """Which table a component waits for."""
    waiting = waiting_for(book, known, measure)
    return "chưa có " + listed(f"{d.short} của {book.unit_name(d.owner)}" for d in waiting) if waiting else "chưa có dòng nào đủ điều kiện tính"
