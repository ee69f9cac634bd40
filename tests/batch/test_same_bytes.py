"""The same month gives the same bytes: kernels warm or cold, one job or two, the first run or a forced one after it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sotay.batch.warm.address import COLD, MODE, WARM

pytestmark = pytest.mark.slow

MONTH = "2026-09"
ROOT = Path(__file__).resolve().parents[2]
EXPORTS = ("ttpvhcc/So hoa ho so T9.csv",)
# What happened when and where: the manifest's seconds, the ledger, the executed notebooks with their own times, and what is only kept to be quicker
# (of the gate: which files have passed, by content, the manifest with its seconds among them; of the returned workbooks: by which program).
OF_THIS_RUN = ("manifest.json", "internal/notebooks/", "internal/ledger", "internal/prepared", "internal/steps/", "internal/gate.json", "internal/returned.json")


def sotay(workspace: Path, kernels: str, *arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "sotay", "run", MONTH, "--workspace", str(workspace), "--only", "ty_le_so_hoa", "--only", "tai_su_dung_du_lieu", *arguments]
    return subprocess.run(command, cwd=workspace, capture_output=True, text=True, env=os.environ | {"PYTHONIOENCODING": "utf-8", MODE: kernels})


def left(workspace: Path) -> dict[str, str]:
    out = workspace / "outputs" / MONTH
    found = {p.relative_to(out).as_posix(): p for p in sorted(out.rglob("*")) if p.is_file()}
    found |= {f"clean/{p.relative_to(workspace).as_posix()}": p for p in sorted((workspace / "data" / "clean").rglob("*")) if p.is_file()}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items() if not name.startswith(OF_THIS_RUN)}


def manifest(workspace: Path) -> dict:
    content = json.loads((workspace / "outputs" / MONTH / "manifest.json").read_text(encoding="utf-8"))
    return {k: v for k, v in content.items() if k != "seconds"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("xa")
    for name in EXPORTS:
        target = folder / "data" / "incoming" / MONTH / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / "tests" / "golden" / "data" / "incoming" / MONTH / name, target)
    return folder


def test_warm_with_one_job_and_cold_with_two_leave_the_same_bytes(workspace):
    first = sotay(workspace, WARM, "--jobs", "1")
    assert first.returncode == 0, first.stderr[-2000:]
    before, told = left(workspace), manifest(workspace)
    assert {"index.html", "reports/ty_le_so_hoa.html", "reports/ty_le_so_hoa.pdf", "internal/scores.csv"} <= before.keys()
    again = sotay(workspace, COLD, "--jobs", "2", "--force")
    assert again.returncode == 0, again.stderr[-2000:]
    after = left(workspace)
    assert {n for n in before.keys() | after.keys() if before.get(n) != after.get(n)} == set()
    assert manifest(workspace) == told
    # Kernels end without a word of their own on the user's terminal.
    assert "IPKernelApp" not in first.stderr + again.stderr
