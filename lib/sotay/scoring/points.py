"""Points to gain: by how many percentage points each possible repair raises each indicator, for the commune and for the unit that makes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from sotay.checks.by_table import ByTable
from sotay.checks.run import Checked
from sotay.definitions.models.indicator import AnyMeasure, Indicator
from sotay.definitions.registry import Registry
from sotay.definitions.seen import ROUNDED
from sotay.scoring.indicators import TOTAL, value_of
from sotay.scoring.measures import KINDS, Count, Facts
from sotay.scoring.quality import COLUMNS, quality_counts
from sotay.scoring.repairs import Repair, finding_repairs, missing_repairs

if TYPE_CHECKING:
    import numpy as np

POINT_COLUMNS = ["unit", "dataset", "rule", "field", "class", "severity", "scope", "scope_id", "indicator", "measure", "rows", "before", "after", "points", "needed"]
SMALLEST = 1e-9
Scope = tuple[str, str]


def points_to_gain(checked: Checked, submissions: pd.DataFrame, scores: pd.DataFrame, registry: Registry, tables: ByTable | None = None) -> pd.DataFrame:
    """points.csv: for each repair, scope and indicator a line per measure that moves and a line `tong` for the indicator itself.

    `before` and `after` are values in percent, `points` their difference; a repair that moves nothing has no line. `before` equals the value in scores.csv.
    Only measures that count and have a value are told: what has no value yet cannot be promised a rise. A repair may lower one: a row that counts again may lack what the measure asks for.
    """
    engine = _Engine(checked, submissions, scores, registry)
    lines = [line for repair in (*finding_repairs(checked, tables), *missing_repairs(submissions)) for line in engine.lines(repair)]
    frame = pd.DataFrame(lines, columns=POINT_COLUMNS).astype({"rows": "int64", "class": "Int64"})
    # By what a book's readers see of the points: what differs by less, or by how numbers add up only, is told in one order every time.
    order = ["scope", "seen", "unit", "dataset", "rule", "field", "indicator", "measure"]
    return frame.assign(seen=frame["points"].astype(float).round(ROUNDED["points"]["points"])).sort_values(order, ascending=[True, False, *[True] * 6], kind="stable", ignore_index=True)[POINT_COLUMNS]


class _Engine:
    """The month's scores, ready to be asked what they would be."""

    def __init__(self, checked: Checked, submissions: pd.DataFrame, scores: pd.DataFrame, registry: Registry):
        self.registry = registry
        self.indicators = sorted(registry.indicators.values(), key=lambda i: i.number)
        watched = any(getattr(m, "what", "") == "datasets_above" and m.weight for i in self.indicators for m in i.measures)
        self.facts = Facts(checked, registry, quality_counts(checked) if watched else pd.DataFrame(columns=COLUMNS), submissions)
        known = scores[scores["value"].notna() & scores["scope"].isin(["commune", "unit"])]
        self.known = {(r.indicator, r.measure, r.scope, r.scope_id): (r.numerator, r.denominator, r.value) for r in known.itertuples()}

    def lines(self, repair: Repair) -> Iterator[dict]:
        again = self._counted_again(repair)
        for scope in (("commune", self.registry.commune.id), ("unit", repair.unit)):
            for indicator in self.indicators:
                yield from self._indicator(indicator, repair, scope, again)

    def _indicator(self, indicator: Indicator, repair: Repair, scope: Scope, again: dict[tuple[str, str], dict[Scope, float | None]]) -> Iterator[dict]:
        valued = [m for m in indicator.measures if m.weight and (indicator.id, m.id, *scope) in self.known]
        if not valued or (indicator.id, TOTAL, *scope) not in self.known:
            return
        before = {m.id: self.known[indicator.id, m.id, *scope] for m in valued}
        after = {m.id: self._value(m, repair, scope, before[m.id], again.get((indicator.id, m.id))) for m in valued}
        base = {"unit": repair.unit, "dataset": repair.dataset, "rule": repair.rule, "field": repair.field, "class": repair.error_class, "severity": repair.severity, "scope": scope[0], "scope_id": scope[1],
                "indicator": indicator.id, "rows": repair.rows, "needed": repair.needed}
        moved = {m.id: (before[m.id][2], after[m.id]) for m in valued if abs(after[m.id] - before[m.id][2]) > SMALLEST}
        if moved:
            total = self.known[indicator.id, TOTAL, *scope][2]
            moved[TOTAL] = (total, sum(m.weight * after[m.id] for m in valued) / sum(m.weight for m in valued))
        for measure, (old, new) in moved.items():
            yield base | {"measure": measure, "before": old, "after": new, "points": new - old}

    def _value(self, measure: AnyMeasure, repair: Repair, scope: Scope, before: tuple, again: dict[Scope, float | None] | None) -> float:
        """The measure's value once the repair is done."""
        numerator, denominator, value = before
        if again is not None:
            return again.get(scope) if again.get(scope) is not None else value
        dataset = self.registry.datasets.get(repair.dataset)
        if dataset is None or dataset.group in getattr(measure, "except_groups", []):
            return value
        if measure.kind == "punctual" and repair.late is not None:
            return 100.0 * (numerator + max(0.0, 1 - repair.late / measure.grace_days)) / denominator
        figure = getattr(measure, "what", "")
        if measure.kind == "quality" and measure.stage == "after" and figure in repair.counts and denominator + repair.counts[figure][1] > 0:
            top, below = repair.counts[figure]
            return 100.0 * (numerator + top) / (denominator + below)
        return value

    def _counted_again(self, repair: Repair) -> dict[tuple[str, str], dict[Scope, float | None]]:
        """Values of the measures that look at rows or files themselves, counted over the month as it would be."""
        if not repair.table:
            return {}
        facts, found = None, {}
        for indicator in self.indicators:
            for measure in (m for m in indicator.measures if m.weight and self._looks_at(m, repair)):
                facts = facts or self._mended(repair)
                found[indicator.id, measure.id] = {(c.scope, c.scope_id): value_of(c) for c in _counts(measure, facts)}
        return found

    def _looks_at(self, measure: AnyMeasure, repair: Repair) -> bool:
        if measure.kind == "leaks":
            return any(c.name == repair.field and c.type == "masked_id" for c in self.registry.tables[repair.table].table.columns)
        if getattr(measure, "what", "") == "datasets_above":
            return bool(repair.counts)
        # What the mended cell will hold is not known, so a measure that reads that very column is promised nothing.
        return len(repair.freed) > 0 and repair.table in (getattr(measure, key, None) for key in ("table", "in_table", "log")) and repair.field not in _read_by(measure)

    def _mended(self, repair: Repair) -> Facts:
        """The month with the repair done: its rows accepted, its findings gone, its counts added."""
        checked, frame = self.facts.checked, self.facts.checked.frames[repair.table]
        findings = checked.findings
        gone = (findings["unit"] == repair.unit) & (findings["dataset"] == repair.dataset) & (findings["rule"] == repair.rule) & (findings["field"] == repair.field)
        added = [{"what": w, "stage": "after", "dataset": repair.dataset, "unit": repair.unit, "numerator": n, "denominator": d, "run": 0, "declared": 0} for w, (n, d) in repair.counts.items()]
        quality = pd.concat([self.facts.quality, pd.DataFrame(added, columns=COLUMNS)], ignore_index=True) if added and len(self.facts.quality) else self.facts.quality
        frames = checked.frames | {repair.table: replace(frame, rows=_accepting(frame.rows, repair.freed))}
        return Facts(replace(checked, frames=frames, findings=findings[~gone]), self.registry, quality, self.facts.submissions)


_FIELD_KEYS = ("key", "in_key", "numerator", "denominator", "dataset_field", "success_field", "method_field")
_CONDITIONS = ("of", "that", "or_that", "unless")


def _read_by(measure: AnyMeasure) -> set[str]:
    """Columns that a measure looks at."""
    conditions = [c for key in _CONDITIONS for c in getattr(measure, key, [])]
    return {getattr(measure, key, "") for key in _FIELD_KEYS} | {c.field for c in conditions} | set(getattr(measure, "fields", []))


def _counts(measure: AnyMeasure, facts: Facts) -> Iterator[Count]:
    return KINDS[measure.kind](measure, facts)


def _accepting(rows: pd.DataFrame, freed: np.ndarray) -> pd.DataFrame:
    accepted = rows["_ok"].to_numpy(copy=True)
    accepted[freed] = True
    return rows.assign(_ok=accepted)
