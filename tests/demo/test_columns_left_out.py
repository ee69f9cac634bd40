"""A unit that leaves a column out has made one mistake: of the rows nothing is called an error for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sotay.checks.run import check_month
from sotay.checks.store import history
from sotay.cleaning.corrections import corrected_table
from sotay.definitions.workspace import Workspace
from sotay.demo import make_demo
from sotay.intake.month import take_in
from sotay.prepare import month_registry

MONTH = "2026-09"
# So often one column of every table is left out, each time another one.
ROUNDS, FURTHER = 6, 5


@pytest.fixture(scope="module")
def exports(definitions_read_once, tmp_path_factory):
    """The tables of a clean month as they were found, and what cleans and checks them."""
    workspace = Workspace(tmp_path_factory.mktemp("clean"))
    make_demo(workspace.root, 1, 77, size=0.15, clean=True)
    registry = month_registry(workspace, MONTH)
    raws = [t for e in take_in(workspace.incoming / MONTH, registry, MONTH, workspace.incoming) if e.status == "accepted" for t in e.tables if t.table]

    def errors(tables) -> set[tuple]:
        findings = check_month(tables, registry, MONTH, history(workspace.clean, registry, MONTH)).findings
        return set(findings.loc[findings["severity"] == "error", ["dataset", "rule"]].itertuples(index=False, name=None))

    def cleaned(raw, without: str = ""):
        columns = tuple(replace(c, field=None) if without and c.field == without else c for c in raw.columns)
        return corrected_table(replace(raw, columns=columns), registry, MONTH, raw.source.handed_in.date())

    return raws, [cleaned(raw) for raw in raws], cleaned, errors


def test_the_month_itself_has_no_error(exports):
    _, whole, _, errors = exports
    assert len(whole) > 60
    assert errors(whole) == set()


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_column_left_out_is_no_error_of_the_rows(exports, number):
    raws, _, cleaned, errors = exports
    tables = []
    for place, raw in enumerate(raws):
        fields = [c.field for c in raw.columns if c.field]
        tables.append(cleaned(raw, fields[(place + number * FURTHER) % len(fields)]))
    assert errors(tables) == set()
