"""Each kind of measure: from a checked month to numerators and denominators per scope."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from sotay.checks.model import all_hold
from sotay.checks.run import Checked
from sotay.definitions.folding import match_key
from sotay.definitions.models import indicator as m
from sotay.definitions.registry import Registry
from sotay.intake.counts import file_count, source_count
from sotay.scoring.punctuality import PENDING

# The state of a figure whose due day has not come.
NOT_YET_DUE = "chua_den_han"


@dataclass
class Facts:
    """All that measures may look at."""

    checked: Checked
    registry: Registry
    quality: pd.DataFrame
    submissions: pd.DataFrame


@dataclass(frozen=True)
class Count:
    """A numerator and denominator for one scope (commune, unit or dataset); `value` overrides 100·n/d where the measure is no plain ratio, `state` names why there is none."""

    scope: str
    scope_id: str
    numerator: float
    denominator: float
    value: float | None = None
    run: int = 1
    declared: int = 1
    state: str = ""


def _accepted(facts: Facts, table: str) -> pd.DataFrame | None:
    frame = facts.checked.frames.get(table)
    return None if frame is None else frame.rows.loc[frame.rows["_ok"]]


def _by_scope(facts: Facts, table: str, rows: pd.DataFrame, numerator: pd.Series, denominator: pd.Series) -> Iterator[Count]:
    yield Count("commune", facts.registry.commune.id, float(numerator.sum()), float(denominator.sum()))
    yield Count("dataset", facts.registry.tables[table].dataset.id, float(numerator.sum()), float(denominator.sum()))
    for unit, members in rows.groupby("_unit").groups.items():
        yield Count("unit", str(unit), float(numerator.loc[members].sum()), float(denominator.loc[members].sum()))


def _either(measure: m.RowShare | m.LinkedShare, rows: pd.DataFrame) -> pd.Series:
    hit = all_hold(measure.that, rows)
    return hit | all_hold(measure.or_that, rows) if measure.or_that else hit


def row_share(measure: m.RowShare, facts: Facts) -> Iterator[Count]:
    rows = _accepted(facts, measure.table)
    if rows is not None:
        of = all_hold(measure.of, rows)
        yield from _by_scope(facts, measure.table, rows, of & _either(measure, rows), of)


def linked_share(measure: m.LinkedShare, facts: Facts) -> Iterator[Count]:
    rows, other = _accepted(facts, measure.table), _accepted(facts, measure.in_table)
    if rows is None or other is None:
        return
    of = all_hold(measure.of, rows) & rows[measure.key].notna()
    if measure.among == "found":
        of &= rows[measure.key].isin(set(other[measure.in_key].dropna()))
    keys = set(other.loc[_either(measure, other), measure.in_key].dropna())
    if measure.unless:
        keys -= set(other.loc[all_hold(measure.unless, other), measure.in_key].dropna())
    found = rows[measure.key].isin(keys)
    yield from _by_scope(facts, measure.table, rows, of & found, of)


def sum_share(measure: m.SumShare, facts: Facts) -> Iterator[Count]:
    rows = _accepted(facts, measure.table)
    if rows is None:
        return
    both = all_hold(measure.of, rows) & rows[[measure.numerator, measure.denominator]].notna().all(axis=1)
    top, below = (rows[name].where(both).astype("Float64").fillna(0) for name in (measure.numerator, measure.denominator))
    yield from _by_scope(facts, measure.table, rows, top, below)


def quality(measure: m.Quality, facts: Facts) -> Iterator[Count]:
    if measure.what == "datasets_above":
        yield from _datasets_above(measure, facts)
        return
    lines = facts.quality[(facts.quality["what"] == measure.what) & (facts.quality["stage"] == measure.stage)]
    lines = list(_counted(measure, facts, lines)[["dataset", "unit", "numerator", "denominator", "run", "declared"]].itertuples(index=False))
    for scope in ("dataset", "unit"):
        named: dict[str, list] = {}
        for line in lines:
            named.setdefault(getattr(line, scope), []).append(line)
        for name in sorted(filter(None, named)):
            yield _summed(scope, name, named[name])
    if lines:
        yield _summed("commune", facts.registry.commune.id, lines)


def _counted(measure: m.Quality | m.Punctual, facts: Facts, lines: pd.DataFrame) -> pd.DataFrame:
    """`lines` without the datasets of the groups left out."""
    left_out = {d.id for d in facts.registry.datasets.values() if d.group in measure.except_groups}
    return lines[~lines["dataset"].isin(left_out)]


def _summed(scope: str, name: str, lines: list) -> Count:
    """Lines of `Facts.quality` added up; how many checks ran is told once for each dataset."""
    coverage = {line.dataset: line for line in reversed(lines)}.values()
    return Count(scope, name, sum(x.numerator for x in lines), sum(x.denominator for x in lines), run=sum(x.run for x in coverage), declared=sum(x.declared for x in coverage))


# The share that each figure has in a dataset's own score, as in indicator 2 of the domain note.
_DATASET_WEIGHTS = {"clean": 0.5, "standard": 0.3, "unique": 0.2}


def dataset_quality(facts: Facts, stage: str) -> pd.Series:
    """Quality of each dataset in percent: 0,5 clean + 0,3 standard + 0,2 unique, over the figures it has."""
    lines = facts.quality[(facts.quality["stage"] == stage) & facts.quality["what"].isin(list(_DATASET_WEIGHTS))]
    sums = lines.groupby(["dataset", "what"])[["numerator", "denominator"]].sum()
    shares = (sums["numerator"] / sums["denominator"].where(sums["denominator"] > 0)).dropna()
    weights = shares.index.get_level_values("what").map(_DATASET_WEIGHTS).to_series(index=shares.index)
    return 100 * (shares * weights).groupby("dataset").sum() / weights.groupby("dataset").sum()


def _datasets_above(measure: m.Quality, facts: Facts) -> Iterator[Count]:
    values = dataset_quality(facts, measure.stage)
    values = values[values.index.isin(_counted(measure, facts, facts.quality)["dataset"])]
    good = values >= (measure.threshold or 0)
    if len(values):
        yield Count("commune", facts.registry.commune.id, float(good.sum()), float(len(values)))
    for dataset, ok in good.items():
        yield Count("dataset", str(dataset), float(ok), 1.0)


def punctual(measure: m.Punctual, facts: Facts) -> Iterator[Count]:
    lines = _counted(measure, facts, facts.submissions)
    lines = lines[lines["status"] != "not_due"]
    late = lines["days_late"].astype("Float64")
    credit = (1 - late / measure.grace_days).clip(lower=0).fillna(0.0).astype(float)
    counted = lines["status"] != PENDING
    yield _punctual("commune", facts.registry.commune.id, credit, counted)
    for scope, by in (("unit", "unit"), ("dataset", "dataset")):
        for name, members in lines.groupby(by).groups.items():
            yield _punctual(scope, str(name), credit.loc[members], counted.loc[members])


def _punctual(scope: str, name: str, credit: pd.Series, counted: pd.Series) -> Count:
    """Datasets whose due day has not come are left out; where there are no others, that is the state."""
    waiting = len(counted) > 0 and not counted.any()
    return Count(scope, name, float(credit[counted].sum()), float(counted.sum()), state=NOT_YET_DUE if waiting else "")


def _to_share(facts: Facts) -> list[str]:
    return [d.id for d in facts.registry.datasets.values() if d.must_share]


def datasets_named(registry: Registry, names: pd.Series) -> pd.Series:
    """Dataset ids for names as a log writes them: id, title, short title or the annex's name; None for others."""
    known = {}
    for dataset in registry.datasets.values():
        for name in (dataset.id, dataset.title, dataset.short, dataset.annex.name if dataset.annex else None):
            if name:
                known.setdefault(match_key(name), dataset.id)
    return names.map(lambda n: known.get(match_key(n)) if isinstance(n, str) else None)


def share_scope(measure: m.ShareScope, facts: Facts) -> Iterator[Count]:
    rows, wanted = _accepted(facts, measure.log), _to_share(facts)
    if rows is None:
        return
    good = set(datasets_named(facts.registry, rows.loc[rows[measure.success_field].fillna(0) > 0, measure.dataset_field]))
    shared = [d for d in wanted if d in good]
    yield Count("commune", facts.registry.commune.id, len(shared), len(wanted))
    for name in wanted:
        yield Count("dataset", name, float(name in shared), 1.0)


def method_score(measure: m.MethodScore, facts: Facts) -> Iterator[Count]:
    rows, wanted = _accepted(facts, measure.log), _to_share(facts)
    if rows is None:
        return
    points = rows[measure.method_field].map(measure.points).astype("Float64").fillna(0)
    best = points.groupby(datasets_named(facts.registry, rows[measure.dataset_field])).max()
    got = {d: float(best.get(d, 0.0)) for d in wanted}
    yield Count("commune", facts.registry.commune.id, sum(got.values()), float(measure.best * len(wanted)))
    for name, value in got.items():
        yield Count("dataset", name, value, float(measure.best))


def layers(measure: m.Layers, facts: Facts) -> Iterator[Count]:
    rows = _accepted(facts, measure.table)
    if rows is None:
        return
    rows = rows.loc[all_hold(measure.of, rows)]
    proven = sum(bool(rows[name].fillna(False).all()) for name in measure.fields) if len(rows) else 0
    yield Count("commune", facts.registry.commune.id, proven, len(measure.fields) if len(rows) else 0)


def leaks(measure: m.Leaks, facts: Facts) -> Iterator[Count]:
    """Files in which a full personal number stands where only a masked one may; the denominator is the files looked at. Where no file came the figure is unknown."""
    masked = {(t.dataset.id, c.name) for t in facts.registry.tables.values() for c in t.table.columns if c.type == "masked_id"}
    findings = facts.checked.findings
    hits = findings[[(d, f) in masked for d, f in zip(findings["dataset"], findings["field"], strict=True)] if len(findings) else []]
    files = file_count(hits) if len(hits) else 0
    looked = source_count(part.raw.source for frame in facts.checked.frames.values() for part in frame.parts)
    if looked:
        yield Count("commune", facts.registry.commune.id, float(files), float(looked), value=max(0.0, 100.0 - measure.penalty * files))


# Kinds that give a line to every unit and dataset that handed in; where one is absent its figure is unknown.
EVERYWHERE = {"quality", "punctual"}

KINDS: dict[str, Callable[..., Iterator[Count]]] = {
    "row_share": row_share, "linked_share": linked_share, "sum_share": sum_share, "quality": quality, "punctual": punctual, "share_scope": share_scope,
    "method_score": method_score, "layers": layers, "leaks": leaks,
}
