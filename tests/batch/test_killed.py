"""A month killed at any moment ends, with the next run, in the bytes of one that nothing disturbed. SOTAY_KILLS=50 tries as many moments."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from sotay.batch.warm.address import WARM
from test_same_bytes import EXPORTS, MONTH, ROOT, left, manifest, sotay

KEY_FILE = ".pseudonym-key"
KILLS = int(os.environ.get("SOTAY_KILLS", "2"))
pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="kills a process")]


def fresh(folder: Path) -> Path:
    """A workspace with the exports; all with the same key, by which what may not be read is told apart."""
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / KEY_FILE).write_bytes(bytes(range(32)))
    for name in EXPORTS:
        target = folder / "data" / "incoming" / MONTH / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / "tests" / "golden" / "data" / "incoming" / MONTH / name, target)
    return folder


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> tuple[dict[str, str], dict, float]:
    """The bytes, and the seconds it takes here."""
    workspace, began = fresh(tmp_path_factory.mktemp("yen")), time.monotonic()
    ended = sotay(workspace, WARM)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return left(workspace), manifest(workspace), time.monotonic() - began


def kill(process: subprocess.Popen, group: bool) -> None:
    """The command alone, whose children must then end by themselves, or all of them at once as a power cut does."""
    children = psutil.Process(process.pid).children(recursive=True)
    for one in children if group else ():
        try:
            one.kill()
        except psutil.NoSuchProcess:
            continue
    process.kill()
    process.wait()
    gone, alive = psutil.wait_procs(children, timeout=20)
    assert alive == [], "processes of a killed run go on"


@pytest.mark.parametrize("number", range(KILLS))
def test_the_next_run_ends_in_the_same_bytes(undisturbed, tmp_path, number):
    bytes_, told, seconds = undisturbed
    chance = random.Random(f"kill {number} {KILLS}")
    workspace = fresh(tmp_path)
    command = [sys.executable, "-m", "sotay", "run", MONTH, "--workspace", str(workspace), "--only", "ty_le_so_hoa", "--only", "tai_su_dung_du_lieu"]
    process = subprocess.Popen(command, cwd=workspace, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONIOENCODING": "utf-8"})
    time.sleep(seconds * (number + chance.random()) / KILLS)
    if process.poll() is None:
        kill(process, group=chance.random() < 0.5)
    again = sotay(workspace, WARM)
    assert again.returncode == 0, again.stderr[-2000:]
    after = left(workspace)
    assert {n for n in bytes_.keys() | after.keys() if bytes_.get(n) != after.get(n)} == set()
    assert manifest(workspace) == told
    assert not [p for p in workspace.rglob("*.part")]


def test_a_closed_folder_is_told_and_the_run_after_it_is_whole(undisturbed, tmp_path):
    """A file where the month's folder must be stands for a folder that cannot be written to: the superuser may write to every other."""
    workspace = fresh(tmp_path)
    (workspace / "outputs").write_text("", encoding="utf-8")
    ended = sotay(workspace, WARM)
    assert ended.returncode == 1 and "chạy lại" in ended.stderr and "Traceback" not in ended.stderr
    (workspace / "outputs").unlink()
    again = sotay(workspace, WARM)
    assert (again.returncode, left(workspace)) == (0, undisturbed[0])
