"""A month that nothing has changed for is not run again; any change of what it comes from, or of what it left, is seen."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from sotay.batch.unchanged import forget, remember, run_key, same_as_before
from sotay.definitions.workspace import Workspace, shipped
from sotay.reports.index import Section

MONTH = "2026-09"
SECTION = Section("a", "A", "Nhóm", "reports/a.html", None, "")


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    place = Workspace(tmp_path)
    for name, text in (("data/incoming/2026-09/x/a.csv", "1"), ("data/incoming/2026-08/x/a.csv", "0"), ("data/incoming/2026-10/x/a.csv", "2"), ("data/clean/t/2026-09.parquet", "p"), ("outputs/2026-09/reports/a.html", "h"),
                       ("outputs/2026-09/internal/scores.csv", "s")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    shutil.copytree(shipped() / "parameters", tmp_path / "parameters")
    remember(place, MONTH, run_key(place, MONTH), [SECTION])
    return place


def unchanged(place: Workspace) -> bool:
    return same_as_before(place, MONTH, run_key(place, MONTH)) == [SECTION]


def test_nothing_changed(workspace):
    assert unchanged(workspace)
    (workspace.root / "data/incoming/2026-10/x/b.csv").write_text("later months do not count", encoding="utf-8")
    os.utime(workspace.root / "parameters/commune.yml", (1, 1))
    assert unchanged(workspace)


@pytest.mark.parametrize("name", ["data/incoming/2026-09/x/a.csv", "data/incoming/2026-08/x/a.csv", "data/clean/t/2026-09.parquet", "outputs/2026-09/reports/a.html", "outputs/2026-09/internal/scores.csv", "parameters/commune.yml"])
@pytest.mark.parametrize("how", ["change", "remove"])
def test_a_change_is_seen(workspace, name, how):
    path: Path = workspace.root / name
    facts = path.stat()
    if how == "change":
        path.write_bytes(path.read_bytes() + b"#")
        os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    else:
        path.unlink()
    assert not unchanged(workspace)


def test_a_file_handed_in_again_on_another_day_is_a_change(workspace):
    os.utime(workspace.root / "data/incoming/2026-09/x/a.csv", (1, 1))
    assert not unchanged(workspace)


def test_a_run_broken_off_is_no_finished_run(workspace):
    forget(workspace, MONTH)
    assert not unchanged(workspace)
