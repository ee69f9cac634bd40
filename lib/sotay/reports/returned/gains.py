"""How much a unit's indicators rise when all findings of one rule and column are repaired."""

from __future__ import annotations

import pandas as pd

from sotay.definitions.registry import Registry
from sotay.reports.numbers import decimal
from sotay.scoring.indicators import TOTAL

_SMALLEST = 0.005
_MOST = 2
Key = tuple[str, str, str]


class Gains:
    """Points by (dataset, rule, field) for one unit: their sum for sorting, and in words."""

    def __init__(self, points: pd.DataFrame | None, unit: str, registry: Registry) -> None:
        self._by: dict[Key, list[tuple[float, str]]] = {}
        if points is None or not {"scope", "measure", "points", "indicator"} <= set(points.columns):
            return
        own = points[(points["unit"] == unit) & (points["scope"] == "unit") & (points["measure"] == TOTAL) & (points["points"].astype(float) >= _SMALLEST)]
        for line in own.itertuples():
            name = registry.indicators[line.indicator].short if line.indicator in registry.indicators else line.indicator
            self._by.setdefault((line.dataset, line.rule, "" if pd.isna(line.field) else line.field), []).append((float(line.points), name))

    def total(self, key: Key) -> float:
        return round(sum(p for p, _ in self._by.get(key, ())), 6)

    def words(self, key: Key) -> str:
        best = sorted(self._by.get(key, ()), key=lambda g: (-g[0], g[1]))[:_MOST]
        return "\n".join(f"+{decimal(points, 1 if points >= 0.05 else 2)} {name}" for points, name in best)

