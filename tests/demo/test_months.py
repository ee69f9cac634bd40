"""Whole months: the same bytes from the same seed, clean means clean, late and missing units and known errors are told."""

import json
from collections import Counter

import pytest

from sotay.definitions.workspace import Workspace
from sotay.demo import make_demo
from sotay.prepare import prepare_month


def contents(folder):
    return {p.relative_to(folder).as_posix(): (p.read_bytes(), int(p.stat().st_mtime)) for p in sorted(folder.rglob("*")) if p.is_file()}


def truth(folder, month):
    return json.loads((folder / "data" / "demo-truth" / f"{month}.json").read_text(encoding="utf-8"))


def test_months_end_in_september_2026(tmp_path):
    assert make_demo(tmp_path, 2, 3, size=0.05, clean=True) == ["2026-08", "2026-09"]
    assert sorted(p.name for p in (tmp_path / "data" / "incoming").iterdir()) == ["2026-08", "2026-09"]


def test_one_seed_gives_the_same_bytes_and_times(tmp_path, soiled_workspace):
    make_demo(tmp_path, 2, 11, size=0.2)
    assert contents(tmp_path / "data") == contents(soiled_workspace / "data")


def test_a_month_is_the_same_however_many_months_are_made(tmp_path, clean_workspace):
    make_demo(tmp_path, 1, 11, size=0.2, clean=True)
    name = "data/incoming/2026-09"
    assert contents(tmp_path / name) == contents(clean_workspace / name)


def test_clean_means_clean(clean_workspace):
    prepared = prepare_month(Workspace(clean_workspace), "2026-09")
    intake, findings = prepared.tables["intake"], prepared.tables["findings"]
    assert Counter(intake["status"]) == {"accepted": len(intake)}
    assert (intake["dataset"] != "").all() and int(intake["rows_quarantined"].sum()) == 0
    assert findings.loc[findings["severity"] != "info", ["file", "row", "column", "rule"]].values.tolist() == []


def test_clean_exports_come_on_time_from_every_unit(clean_workspace):
    late = [p.name for p in (clean_workspace / "data" / "incoming" / "2026-09").rglob("*") if p.is_file() and p.stat().st_mtime >= 1_789_923_600]  # 21/09/2026 00:00 in Vietnam
    assert late == []


def test_late_and_missing_units_are_those_told(soiled_workspace):
    told = truth(soiled_workspace, "2026-09")
    folder = soiled_workspace / "data" / "incoming" / "2026-09"
    strays = {f["file"] for f in told["files"] if "status" in f}
    late = {p.parent.name for p in folder.rglob("*") if p.is_file() and p.name not in strays and p.stat().st_mtime >= 1_789_923_600}
    assert late == set(told["late"])
    assert told["missing"] and not (folder / told["missing"]).exists()


@pytest.fixture(scope="module")
def prepared(soiled_workspace):
    return prepare_month(Workspace(soiled_workspace), "2026-09")


def test_known_errors_are_found_where_they_were_put(soiled_workspace, prepared):
    findings, changes = prepared.tables["findings"], prepared.tables["changes"]
    seen = {kind: {(u, f, int(r)) for u, f, r in zip(t["unit"], t["file"], t["row"], strict=True) if r == r and r is not None} for kind, t in (("finding", findings.dropna(subset=["row"])), ("change", changes))}
    errors = truth(soiled_workspace, "2026-09")["errors"]
    places = {"finding": seen["finding"], "change": seen["change"] | seen["finding"], "either": seen["change"] | seen["finding"]}
    lost = [(e["kind"], e["file"], e["row"]) for e in errors if (e["unit"], e["file"], e["row"]) not in places[e["expect"]]]
    assert errors and lost == []


def test_stray_files_are_taken_as_what_they_are(soiled_workspace, prepared):
    intake = prepared.tables["intake"]
    taken = {(u, f): s for u, f, s in zip(intake["unit"], intake["file"], intake["status"], strict=True)}
    strays = [f for f in truth(soiled_workspace, "2026-09")["files"] if "status" in f]
    assert {f["status"] for f in strays} >= {"unrecognised", "empty", "duplicate"}
    assert [(f["file"], taken[(f["unit"], f["file"])], f["status"]) for f in strays if taken[(f["unit"], f["file"])] != f["status"]] == []
