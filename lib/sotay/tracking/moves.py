"""What moved an indicator between two months: its change taken apart by component, dataset, unit and rule, and whether it is unusual by its own history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sotay.definitions.models.indicator import AnyMeasure, Indicator
from sotay.definitions.models.scoring import Unusual
from sotay.scoring.indicators import LEAST_MEASURED
from sotay.scoring.quality import WEIGHT
from sotay.tracking.words import book_of

if TYPE_CHECKING:
    from sotay.book import Book

# A change that would be shown as 0,0 is none.
SMALLEST = 0.05
MOVED, ENTERED, LEFT = "moved", "entered", "left"
# Figures of the checking, and which rules bear on them.
_BY_RULES = {"clean": ("severity", ["error"]), "accurate": ("severity", ["error", "warning"]), "consistent": ("across", [True]), "unique": ("class", [3]), "complete": ("class", [1]), "standard": ("class", [4])}


@dataclass(frozen=True)
class Part:
    """What one component added to an indicator's change, in percentage points; `entered`: it has a value now and had none, `left`: the other way round."""

    measure: AnyMeasure
    kind: str
    points: float
    old: float | None
    new: float | None


@dataclass(frozen=True)
class Place:
    """What one dataset or unit added to a component's change, in percentage points of the component, with its counts then and now."""

    scope: str
    scope_id: str
    points: float
    old: tuple[float, float]
    new: tuple[float, float]


@dataclass(frozen=True)
class RuleMove:
    """A rule whose failures changed: how many times it failed then and now."""

    table: str
    rule: str
    error_class: int
    old: int
    new: int


@dataclass(frozen=True)
class Move:
    """An indicator's change since the last earlier month with a value; `parts` add up to it, `rest` is what changed weights leave over."""

    indicator: Indicator
    month: str
    old: float
    new: float
    parts: tuple[Part, ...]
    rest: float
    unusual: bool

    @property
    def points(self) -> float:
        return self.new - self.old

    @property
    def main(self) -> Part | None:
        """The component that moved the indicator most its way; None when it did not move."""
        if abs(self.points) < SMALLEST or not self.parts:
            return None
        best = max(self.parts, key=lambda p: p.points * self.points)
        return best if best.points * self.points > 0 and abs(best.points) >= SMALLEST else None


def move_of(book: Book, indicator: str) -> Move | None:
    """The move of an indicator; None without a value in this month or in any before."""
    known, past = book.registry.indicators[indicator], book.history(indicator).dropna(subset=["value"])
    now, before = past[past["month"] == book.month], past[past["month"] < book.month]
    if now.empty or before.empty:
        return None
    month, old, new = str(before["month"].iloc[-1]), float(before["value"].iloc[-1]), float(now["value"].iloc[0])
    parts = tuple(_parts(known, _values(book_of(book, month), known), _values(book, known)))
    unusual = is_unusual(before["value"].astype(float).tolist(), new, book.registry.scoring.unusual)
    return Move(known, month, old, new, parts, new - old - sum(p.points for p in parts), unusual)


def is_unusual(before: list[float], new: float, limits: Unusual) -> bool:
    """Is the step to `new` unusual by the steps between the values before it (oldest first)."""
    step = abs(new - before[-1])
    steps = [abs(b - a) for a, b in zip(before, before[1:], strict=False)][-limits.months:]
    if len(steps) < limits.least_changes:
        return step >= limits.few_points - 1e-9
    return step >= limits.least_points - 1e-9 and step > limits.times * float(pd.Series(steps).median())


def _values(book: Book, known: Indicator) -> dict[str, float]:
    """Values of the components that count and have one."""
    rows = book.scores(known.id)
    rows = rows[(rows["weight"] > 0) & rows["value"].notna()]
    return {str(m): float(v) for m, v in zip(rows["measure"], rows["value"], strict=True)}


def _parts(known: Indicator, old: dict[str, float], new: dict[str, float]):
    """A part per component: of those in both months by their own change, of the others by how they pull the mean of the rest."""
    weights = {m.id: m.weight for m in known.measures}
    both = [m for m in known.measures if m.id in old and m.id in new]
    shared = sum(m.weight for m in both)
    if shared < LEAST_MEASURED * sum(weights[m] for m in {*old, *new}) - 1e-9:
        both, shared = [], 0.0
    for measure in both:
        yield Part(measure, MOVED, measure.weight / shared * (new[measure.id] - old[measure.id]), old[measure.id], new[measure.id])
    if not both:
        return
    for kind, values, sign in ((ENTERED, new, 1), (LEFT, old, -1)):
        mean = sum(m.weight * values[m.id] for m in both) / shared
        for measure in (m for m in known.measures if m.id in values and m not in both):
            points = sign * measure.weight * (values[measure.id] - mean) / sum(weights[m] for m in values)
            yield Part(measure, kind, points, old.get(measure.id), new.get(measure.id))


def places(book: Book, month: str, indicator: str, measure: str, scope: str) -> list[Place]:
    """What each dataset or unit added to a component's change since `month`, the largest first; all of them add up to the change of numerator ÷ denominator (of datasets told in both months).

    A place adds what it now has above the earlier share of its own denominator, less what it had above it then: one that keeps its rate and its part of the whole adds nothing.
    """
    before = book_of(book, month)
    # A dataset or unit whose number of records is not told in one of the months is left out of both: it did not come or go.
    untold = before.untold_in(scope) | book.untold_in(scope)
    old, new = ({k: v for k, v in _counts(b, indicator, measure, scope).items() if k not in untold} for b in (before, book))
    old_sum, new_sum = (tuple(sum(c[i] for c in counts.values()) for i in (0, 1)) for counts in (old, new))
    if not old_sum or not new_sum or not old_sum[1] or not new_sum[1]:
        return []
    level = old_sum[0] / old_sum[1]
    found = []
    for name in {**old, **new}:
        then, now = old.get(name, (0.0, 0.0)), new.get(name, (0.0, 0.0))
        points = 100 * ((now[0] - level * now[1]) / new_sum[1] - (then[0] - level * then[1]) / old_sum[1])
        found.append(Place(scope, name, points, then, now))
    return sorted(found, key=lambda p: (-abs(p.points), p.scope_id))


def _counts(book: Book, indicator: str, measure: str, scope: str) -> dict[str, tuple[float, float]]:
    rows = book.scores(indicator, scope)
    rows = rows[(rows["measure"] == measure) & rows["denominator"].notna()]
    return {str(i): (float(n), float(d)) for i, n, d in zip(rows["scope_id"], rows["numerator"], rows["denominator"], strict=True)}


def leading_place(book: Book, move: Move, scope: str) -> Place | None:
    """The dataset or unit that moved the main component most its way."""
    part = move.main
    if part is None or part.kind != MOVED:
        return None
    found = [p for p in places(book, move.month, move.indicator.id, part.measure.id, scope) if p.points * part.points > 0 and abs(p.points) >= SMALLEST]
    return found[0] if found else None


def leading_rule(book: Book, move: Move, dataset: str) -> RuleMove | None:
    """The rule of a dataset whose failures changed most in the sense of the main component's move; errors weigh three times warnings."""
    part = move.main
    figure = getattr(part.measure, "what", "") if part else ""
    if part is None or part.kind != MOVED or figure not in _BY_RULES:
        return None
    column, wanted = _BY_RULES[figure]
    old, new = (_failed(b.part("runs", [dataset]), column, wanted) for b in (book_of(book, move.month), book))
    both = pd.DataFrame({"old": old["failed"] if len(old) else None, "new": new["failed"] if len(new) else None}).fillna(0).astype(int)
    facts = pd.concat([old, new])
    facts = facts[~facts.index.duplicated(keep="last")].reindex(both.index)
    worse = (both["new"] - both["old"]) * facts["severity"].map(WEIGHT).clip(lower=1) * (-1 if part.points > 0 else 1)
    if worse.empty or worse.max() <= 0:
        return None
    table, rule = worse.index[worse.to_numpy().argmax()]
    return RuleMove(str(table), str(rule), int(facts.at[(table, rule), "class"]), int(both.at[(table, rule), "old"]), int(both.at[(table, rule), "new"]))


def _failed(runs: pd.DataFrame, column: str, wanted: list) -> pd.DataFrame:
    """Failures per table and rule, of the rules that bear on a figure; how each rule is called and weighed beside them."""
    own = runs[(runs["status"] == "run") & runs[column].astype(str).isin([str(w) for w in wanted])]
    return own.groupby(["table", "rule"], sort=True).agg(failed=("failed", "sum"), severity=("severity", "first"), **{"class": ("class", "first")})
