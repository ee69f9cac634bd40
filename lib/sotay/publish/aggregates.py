"""The month's figures that a province may add up, by machine: indicators and who handed in what; counts only, small ones hidden."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

import pandas as pd

from sotay.book.records import WHOLE
from sotay.definitions.models.base import Id, Model, Text
from sotay.definitions.registry import Registry
from sotay.definitions.workspace import Workspace
from sotay.prepare import Prepared
from sotay.privacy.suppression.registers import ALL
from sotay.privacy.suppression.shares import few
from sotay.reports.official.packing import write_whole
from sotay.scoring.indicators import TOTAL, composite, score

FILE = "so-lieu-tong-hop.json"
FORMAT = "sotay/so-lieu-tong-hop/1"


class CommuneName(Model):
    """Which commune the figures are of."""

    id: Id
    kind: Text
    name: Text
    code: Text
    province: Text


class MeasureFigures(Model):
    """One measure. `hidden`: its counts are not given, because one of them is of few; its value is then a whole percent."""

    id: Id
    title: Text
    numerator: float | None
    denominator: float | None
    hidden: bool
    value: float | None
    target: float | None
    status: str
    weight: float


class IndicatorFigures(Model):
    """One indicator: value and target in percent, points of 100, the band's level."""

    id: Id
    number: int
    title: Text
    value: float | None
    target: float
    score: float | None
    status: str
    parts_run: int
    parts_declared: int
    measures: list[MeasureFigures]


class DatasetState(Model):
    """A dataset due in the month: did it come, how many days late; of which unit and what kind of unit."""

    id: Id
    title: Text
    unit: Text
    unit_kind: Literal["office", "police", "health", "school"]
    status: Literal["on_time", "late", "missing"]
    days_late: int | None


class Aggregates(Model):
    """All that a roll-up may read of a commune's month. `hidden`: how many measures do not show their counts."""

    format: Literal["sotay/so-lieu-tong-hop/1"]
    month: Text
    commune: CommuneName
    small_number: int
    composite: float | None
    indicators: list[IndicatorFigures]
    datasets: list[DatasetState]
    hidden: int


def write_aggregates(workspace: Workspace, result: Prepared) -> list[str]:
    """Writes reports/so-lieu-tong-hop.json, for the packages of those whose `reports` name it; nothing can be missing."""
    untold = result.tables["untold"]
    content = aggregates_of(result.registry, result.month, result.tables["scores"], result.tables["submissions"], whole_told=not ((untold["unit"] == ALL) & (untold["dataset"] == ALL)).any())
    write_whole(workspace.outputs(result.month) / "reports" / FILE, (content.model_dump_json(indent=1) + "\n").encode("utf-8"))
    return []


def aggregates_of(registry: Registry, month: str, scores: pd.DataFrame, submissions: pd.DataFrame, *, whole_told: bool = True) -> Aggregates:
    """The commune's own lines of scores.csv and the datasets due of submissions.csv, as they may leave. `whole_told`: may the number of all records be told (see privacy.suppression.registers)."""
    own = scores[scores["scope"] == "commune"]
    commune, least = registry.commune, registry.commune.small_number
    indicators = [_indicator(known, own[own["indicator"] == known.id], least, whole_told) for known in sorted(registry.indicators.values(), key=lambda i: i.number)]
    return Aggregates(
        format=FORMAT, month=month, commune=CommuneName(id=commune.id, kind=commune.kind, name=commune.name, code=commune.code, province=commune.province), small_number=least,
        composite=_figure(composite(scores, registry)), indicators=indicators, datasets=_datasets(registry, submissions), hidden=sum(m.hidden for i in indicators for m in i.measures),
    )


def _indicator(known, lines: pd.DataFrame, least: int, whole_told: bool) -> IndicatorFigures:
    total = lines[lines["measure"] == TOTAL].iloc[0]
    by_measure = {r.measure: r for r in lines.itertuples()}
    measures = [_measure(m, by_measure[m.id], least, whole_told) for m in known.measures if m.id in by_measure]
    return IndicatorFigures(
        id=known.id, number=known.number, title=known.short, value=_figure(total["value"]), target=float(total["target"]), score=_figure(score(total["value"], total["target"])),
        status=str(total["status"]), parts_run=int(total["checks_run"]), parts_declared=int(total["checks_declared"]), measures=measures,
    )


def _measure(known, line, least: int, whole_told: bool) -> MeasureFigures:
    hidden = few(line.numerator, line.denominator, least) or known.kind == WHOLE and not whole_told
    numerator, denominator = (None, None) if hidden else (_figure(line.numerator), _figure(line.denominator))
    target = None if pd.isna(line.target) else float(line.target)
    return MeasureFigures(id=known.id, title=known.title, numerator=numerator, denominator=denominator, hidden=hidden, value=_figure(line.value, 0 if hidden else 1), target=target,
                          status=str(line.status), weight=float(known.weight))


def _figure(value, places: int = 1) -> float | None:
    """As reports show it: one decimal, halves away from zero. More of them would tell the counts behind a percentage."""
    return None if value is None or pd.isna(value) else float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def _datasets(registry: Registry, submissions: pd.DataFrame) -> list[DatasetState]:
    due = submissions[submissions["status"].isin(["on_time", "late", "missing"])].sort_values(["unit", "dataset"], kind="stable")
    return [DatasetState(id=r.dataset, title=registry.datasets[r.dataset].short, unit=registry.units[r.unit].short, unit_kind=registry.units[r.unit].kind, status=r.status,
                         days_late=None if pd.isna(r.days_late) else int(r.days_late)) for r in due.itertuples() if r.dataset in registry.datasets and r.unit in registry.units]
