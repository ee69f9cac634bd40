"""Indicator values, scores and bands from their measures; the composite and the DQI beside them."""

from __future__ import annotations

import pandas as pd

from sotay.checks.by_table import ByTable
from sotay.checks.run import Checked
from sotay.definitions.models.indicator import AnyMeasure, Indicator
from sotay.definitions.registry import Registry
from sotay.scoring.measures import EVERYWHERE, KINDS, Count, Facts
from sotay.scoring.quality import quality_counts

SCORE_COLUMNS = ["month", "indicator", "measure", "scope", "scope_id", "numerator", "denominator", "value", "target", "status", "checks_run", "checks_declared"]
TOTAL = "tong"
REACHED, BELOW, NONE, UNKNOWN = "dat", "chua_dat", "khong_phat_sinh", "chua_tinh_duoc"


def score_month(checked: Checked, submissions: pd.DataFrame, registry: Registry, tables: ByTable | None = None) -> pd.DataFrame:
    """scores.csv of the contract: a line per measure and scope, and a line `tong` per indicator and scope.

    Values in percent. A denominator of 0 is `khong_phat_sinh` (`chua_den_han` while what it counts is not due yet), missing data `chua_tinh_duoc`; all stay empty and are left out of means.
    """
    facts = Facts(checked, registry, quality_counts(checked, tables), submissions)
    lines = [line for indicator in sorted(registry.indicators.values(), key=lambda i: i.number) for line in _indicator(indicator, facts)]
    return pd.DataFrame(lines, columns=SCORE_COLUMNS).assign(month=checked.month.month)


def _indicator(indicator: Indicator, facts: Facts) -> list[dict]:
    lines, values, quiet = [], {}, {}
    commune = ("commune", facts.registry.commune.id)
    for measure in indicator.measures:
        counts = list(KINDS[measure.kind](measure, facts)) or [Count(*commune, float("nan"), float("nan"), run=0)]
        for count in counts:
            value = value_of(count)
            lines.append(_line(indicator, measure, count, value))
            if value is not None and measure.weight:
                values.setdefault((count.scope, count.scope_id), []).append((measure, value))
            if value is None and count.denominator == 0:
                quiet.setdefault((count.scope, count.scope_id), set()).add(measure.id)
    values.setdefault(commune, [])
    return lines + [_total(indicator, scope, parts, _expected(indicator, scope, parts, quiet.get(scope, set()))) for scope, parts in sorted(values.items())]


def _expected(indicator: Indicator, scope: tuple[str, str], parts: list, quiet: set[str]) -> list[AnyMeasure]:
    """Counted measures that this scope should have: all of them for the commune; for a unit or dataset the general ones and those it has. Nothing arising is nothing missing."""
    has = {m.id for m, _ in parts}
    general = {m.id for m in indicator.measures if m.kind in EVERYWHERE and getattr(m, "what", "") != "datasets_above"}
    return [m for m in indicator.measures if m.weight and m.id not in quiet and (scope[0] == "commune" or m.id in has or m.id in general)]


def value_of(count: Count) -> float | None:
    """The measure's value in percent; None where nothing arose or the data are missing."""
    if count.value is not None:
        return count.value
    if pd.isna(count.denominator) or count.denominator == 0:
        return None
    return 100.0 * count.numerator / count.denominator


def _line(indicator: Indicator, measure: AnyMeasure, count: Count, value: float | None) -> dict:
    missing = pd.isna(count.denominator)
    status = UNKNOWN if missing else count.state or NONE if value is None else "" if measure.target is None else REACHED if value >= measure.target - 1e-9 else BELOW
    return {"indicator": indicator.id, "measure": measure.id, "scope": count.scope, "scope_id": count.scope_id, "numerator": None if missing else count.numerator,
            "denominator": None if missing else count.denominator, "value": value, "target": measure.target, "status": status, "checks_run": count.run, "checks_declared": count.declared}


# Below this share of the expected weight a total would speak for what was not measured.
LEAST_MEASURED = 0.5


def _total(indicator: Indicator, scope: tuple[str, str], parts: list, expected: list[AnyMeasure]) -> dict:
    weight, wanted = sum(m.weight for m, _ in parts), sum(m.weight for m in expected)
    enough = weight > 0 and weight >= LEAST_MEASURED * wanted - 1e-9
    value = sum(m.weight * v for m, v in parts) / weight if enough else None
    weighted = [m for m in indicator.measures if m.weight]
    # What has no value is in neither mean.
    target = indicator.target_among([m.id for m, _ in parts])
    return {"indicator": indicator.id, "measure": TOTAL, "scope": scope[0], "scope_id": scope[1], "numerator": None, "denominator": None, "value": value, "target": target,
            "status": band(indicator, value, target, all_miss(parts)), "checks_run": len(parts), "checks_declared": len(weighted)}


def score(value: float | None, target: float) -> float | None:
    """Points 0-100: share of the target reached, at most 100."""
    return None if value is None or pd.isna(value) or not target else min(100.0, 100.0 * value / target)


def all_miss(parts: list[tuple[AnyMeasure, float]]) -> bool:
    """Does every part that has a target miss it."""
    aimed = [value < measure.target - 1e-9 for measure, value in parts if measure.target is not None]
    return bool(aimed) and all(aimed)


def band(indicator: Indicator, value: float | None, target: float, capped: bool = False) -> str:
    """The level of the band that the score falls in (good, fair, pass, poor), or `chua_tinh_duoc`; `capped`: the best but one at most, for nothing is good of which every part misses its target."""
    points = score(value, target)
    if points is None:
        return UNKNOWN
    bands = sorted(indicator.bands, key=lambda b: b.at_least)
    fitting = [b for b in bands if points >= b.at_least] or bands[:1]
    return (bands[-2] if capped and len(bands) > 1 and fitting[-1] is bands[-1] else fitting[-1]).level


def composite(scores: pd.DataFrame, registry: Registry) -> float | None:
    """Weighted mean of the six indicators' scores at commune level; indicators without a value are left out."""
    totals = scores[(scores["measure"] == TOTAL) & (scores["scope"] == "commune")]
    points = [(registry.scoring.weights.get(row.indicator, 1), score(row.value, row.target)) for row in totals.itertuples()]
    points = [(w, p) for w, p in points if p is not None]
    return sum(w * p for w, p in points) / sum(w for w, _ in points) if points else None


def dqi(scores: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """The DQI of CV 4856: a line per letter (title, weight, value in percent) and a last line with their weighted mean, where half of the weight is known."""
    lines = []
    for part in registry.scoring.dqi:
        hit = scores[(scores["indicator"] == part.indicator) & (scores["measure"] == part.measure) & (scores["scope"] == "commune")]
        lines.append({"id": part.id, "title": part.title, "weight": part.weight, "value": hit["value"].iloc[0] if len(hit) else None})
    known = [(x["weight"], x["value"]) for x in lines if pd.notna(x["value"])]
    enough = known and sum(w for w, _ in known) >= LEAST_MEASURED * sum(x["weight"] for x in lines) - 1e-9
    total = sum(w * v for w, v in known) / sum(w for w, _ in known) if enough else None
    return pd.DataFrame([*lines, {"id": "dqi", "title": "DQI", "weight": sum(x["weight"] for x in lines), "value": total}])
