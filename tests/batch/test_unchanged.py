"""A month that nothing has changed for is not run again; any change of what it comes from, or of what it left, is seen."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

import pytest

from sotay.batch.keys import month_key
from sotay.batch.ledger import WHOLE_MONTH, Ledger
from sotay.batch.unchanged import due_since, remember, same_as_before
from sotay.definitions.workspace import Workspace, shipped

MONTH = "2026-09"


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    place = Workspace(tmp_path)
    for name, text in (("data/incoming/2026-09/x/a.csv", "1"), ("data/incoming/2026-08/x/a.csv", "0"), ("data/incoming/2026-10/x/a.csv", "2"), ("data/clean/t/2026-09.parquet", "p"), ("outputs/2026-09/reports/a.html", "h"),
                       ("outputs/2026-09/internal/scores.csv", "s")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    shutil.copytree(shipped() / "parameters", tmp_path / "parameters")
    remember(place, MONTH, month_key(place, MONTH), Ledger.of(place, MONTH))
    return place


def unchanged(place: Workspace) -> bool:
    return same_as_before(place, MONTH, month_key(place, MONTH))


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
    # Without its own definitions a workspace has the suite's, and these are the same here.
    assert unchanged(workspace) is (how == "remove" and name == "parameters/commune.yml")


def test_a_file_handed_in_again_on_another_day_is_a_change(workspace):
    os.utime(workspace.root / "data/incoming/2026-09/x/a.csv", (1, 1))
    assert not unchanged(workspace)


def test_a_due_day_that_has_come_since_is_a_change(workspace):
    table = workspace.internal(MONTH) / "submissions.csv"
    table.write_text("dataset,due,status\na,2026-09-20,on_time\nb,2026-09-20,pending\n", encoding="utf-8-sig")
    remember(workspace, MONTH, month_key(workspace, MONTH), Ledger.of(workspace, MONTH))
    assert not due_since(workspace, MONTH, dt.date(2026, 9, 19))
    assert due_since(workspace, MONTH, dt.date(2026, 9, 20))
    table.write_text(table.read_text(encoding="utf-8-sig").replace("pending", "missing"), encoding="utf-8-sig")
    assert not due_since(workspace, MONTH, dt.date(2026, 9, 20))


def test_a_run_broken_off_is_no_finished_run(workspace):
    Ledger.of(workspace, MONTH).forget(WHOLE_MONTH)
    assert not unchanged(workspace)


def test_an_unchanged_month_is_told_without_running(workspace):
    import subprocess
    import sys

    ended = subprocess.run([sys.executable, "-m", "sotay", "run", MONTH, "--workspace", str(workspace.root)], capture_output=True, text=True)
    index = workspace.outputs(MONTH) / "index.html"
    assert (ended.returncode, ended.stdout.splitlines()[-1]) == (0, f"Trang mục lục: {index}") and "Không có gì thay đổi" in ended.stdout and not index.exists()


def test_telling_an_unchanged_month_needs_none_of_the_heavy_packages(workspace):
    import subprocess
    import sys

    probe = f"import sys; from pathlib import Path; from sotay.batch.keys import month_key; from sotay.batch.unchanged import same_as_before; from sotay.definitions.workspace import Workspace; p = Workspace(Path({str(workspace.root)!r})); print(same_as_before(p, {MONTH!r}, month_key(p, {MONTH!r})), [m for m in ('pandas', 'numpy', 'pydantic', 'papermill') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True).stdout.strip() == "True []"
