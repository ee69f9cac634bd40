"""What a commune tells the province: its own line of each indicator, small counts hidden, in the package of those who are to have it, after the gate."""

from __future__ import annotations

import pandas as pd
import pytest

from sotay.batch.manifest import write_manifest
from sotay.definitions.registry import load_registry
from sotay.definitions.workspace import Workspace, shipped
from sotay.demo import make_demo
from sotay.prepare import prepare_month
from sotay.publish.aggregates import FILE, Aggregates, _figure, aggregates_of, few, write_aggregates
from sotay.publish.holding import Gate
from sotay.publish.release import make_packages
from sotay.reports.numbers import percent
from sotay.rollup.passed import Absent, Passed, read_passed
from sotay.scoring.indicators import SCORE_COLUMNS, TOTAL

MONTH = "2026-09"


@pytest.mark.parametrize(("numerator", "denominator", "hidden"), [
    (5, 10, False), (4, 10, True), (0, 10, False), (10, 10, False), (6, 10, True), (0, 4, True), (0, 0, False), (None, None, False), (95.0, 100.0, False), (96.0, 100.0, True)])
def test_counts_that_speak_of_few_are_hidden_on_either_side(numerator, denominator, hidden):
    assert few(numerator, denominator, 5) is hidden


@pytest.mark.parametrize("value", [78.25, 78.35, 0.05, 12.45, 99.95, 2.675])
def test_figures_are_rounded_as_reports_round_them(value):
    assert percent(_figure(value)) == percent(value)


@pytest.fixture(scope="module")
def registry():
    return load_registry(shipped() / "parameters")


def scores(registry, indicator, measures):
    """scores.csv of one indicator: measure -> (scope, numerator, denominator, value); the others have no line but their total."""
    lines = [{"indicator": i, "measure": TOTAL, "scope": "commune", "scope_id": "x", "value": 77.77 if i == indicator else None, "target": 80.0, "status": "good", "checks_run": 1, "checks_declared": 2} for i in registry.indicators]
    lines += [{"indicator": indicator, "measure": m, "scope": scope, "scope_id": "x", "numerator": n, "denominator": d, "value": v, "status": "", "checks_run": 1, "checks_declared": 1} for m, scope, n, d, v in measures]
    return pd.DataFrame(lines, columns=SCORE_COLUMNS)


def test_only_the_commune_s_own_lines_with_one_decimal(registry):
    known = min(registry.indicators.values(), key=lambda i: i.number)
    first, second, third = (m.id for m in known.measures[:3])
    told = scores(registry, known.id, [(first, "commune", 60.0, 90.0, 66.6667), (second, "commune", 2.0, 3.0, 66.6667), (third, "unit", 50.0, 60.0, 83.3), (third, "commune", None, None, None)])
    due = pd.DataFrame([(d, r.owner, s, days) for (d, r), (s, days) in zip(list(registry.datasets.items())[:4], (("late", 2), ("missing", pd.NA), ("not_due", 0), ("pending", pd.NA)), strict=True)],
                       columns=["dataset", "unit", "status", "days_late"])
    made = aggregates_of(registry, MONTH, told, due)
    mine = made.indicators[0]
    assert (mine.value, mine.score, made.composite, made.hidden, made.indicators[1].value) == (77.8, 97.2, 97.2, 1, None)
    assert [(m.numerator, m.denominator, m.value, m.hidden) for m in mine.measures] == [(60.0, 90.0, 66.7, False), (None, None, 67.0, True), (None, None, None, False)]
    # What is not due, or not yet, is nothing to tell.
    assert sorted((d.status, d.days_late) for d in made.datasets) == [("late", 2), ("missing", None)]
    assert Aggregates.model_validate_json(made.model_dump_json()) == made


@pytest.mark.usefixtures("definitions_read_once")
def test_a_month_s_figures_pass_the_gate_into_the_package_of_the_one_who_is_to_have_them(tmp_path):
    make_demo(tmp_path, 1, 7, size=0.02)
    workspace = Workspace(tmp_path)
    assert isinstance(read_passed(tmp_path, MONTH), Absent)
    result = prepare_month(workspace, MONTH)
    assert write_aggregates(workspace, result) == []
    gate = Gate(workspace, result)
    held = gate.hold_back(gate.outgoing())
    assert held == {} and make_packages(workspace, result.registry, MONTH, held, gate.hold_back) == {}
    write_manifest(workspace, MONTH, result, {})
    found = read_passed(tmp_path, MONTH)
    wanted = [r.id for r in result.registry.recipients.values() if FILE.removesuffix(".json").replace("-", "_") in r.reports]
    assert isinstance(found, Passed) and [found.recipient] == wanted
    assert found.figures == aggregates_of(result.registry, MONTH, result.tables["scores"], result.tables["submissions"])
    # Where the number of all records is not told, neither are the counts of what measures them all.
    kinds = {(i.id, m.id): m.kind for i in result.registry.indicators.values() for m in i.measures}
    shut = aggregates_of(result.registry, MONTH, result.tables["scores"], result.tables["submissions"], whole_told=False)
    assert all(m.hidden and m.numerator is None and m.denominator is None for i in shut.indicators for m in i.measures if kinds[i.id, m.id] == "quality")
    assert [i.id for i in found.figures.indicators] == [i.id for i in sorted(result.registry.indicators.values(), key=lambda i: i.number)]
    content = (workspace.outputs(MONTH) / "reports" / FILE).read_bytes()
    write_aggregates(workspace, result)
    assert (workspace.outputs(MONTH) / "reports" / FILE).read_bytes() == content
