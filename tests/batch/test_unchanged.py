"""A month that nothing has changed for is not run again; any change of what it comes from, or of what it left, is seen."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from sotay.batch.unchanged import forget, remember, run_key, same_as_before
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
    remember(place, MONTH, run_key(place, MONTH))
    return place


def unchanged(place: Workspace) -> bool:
    return same_as_before(place, MONTH, run_key(place, MONTH))


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


def test_an_unchanged_month_is_told_without_running(workspace):
    import subprocess
    import sys

    ended = subprocess.run([sys.executable, "-m", "sotay", "run", MONTH, "--workspace", str(workspace.root)], capture_output=True, text=True)
    index = workspace.outputs(MONTH) / "index.html"
    assert (ended.returncode, ended.stdout.splitlines()[-1]) == (0, f"Trang mục lục: {index}") and "Không có gì thay đổi" in ended.stdout and not index.exists()


def test_telling_an_unchanged_month_needs_none_of_the_heavy_packages(workspace):
    import subprocess
    import sys

    probe = f"import sys; from pathlib import Path; from sotay.batch.unchanged import run_key, same_as_before; from sotay.definitions.workspace import Workspace; p = Workspace(Path({str(workspace.root)!r})); print(same_as_before(p, {MONTH!r}, run_key(p, {MONTH!r})), [m for m in ('pandas', 'numpy', 'pydantic', 'papermill') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True).stdout.strip() == "True []"
