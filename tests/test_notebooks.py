"""nbmake runs every notebook by itself on a small demo month, as JupyterLab would: no parameter given, in the notebook's own folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sotay.batch.workers import SHARE
from sotay.definitions.workspace import Workspace
from sotay.demo import make_demo
from sotay.prepare import prepare_month

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A prepared demo of two small months."""
    root = tmp_path_factory.mktemp("demo")
    for month in make_demo(root, 2, 11, size=0.3):
        prepare_month(Workspace(root), month)
    return root


@pytest.mark.slow
def test_every_notebook_runs_alone_on_the_demo_month(workspace):
    # With the suite's own kernel: what JupyterLab offers as "Sổ tay dữ liệu" runs them unchanged.
    environment = os.environ | {"SOTAY_WORKSPACE": str(workspace), "JUPYTER_PATH": str(SHARE)}
    halves = [NOTEBOOKS[0::2], NOTEBOOKS[1::2]]  # CI has two cores
    runs = [subprocess.Popen([sys.executable, "-m", "pytest", "--nbmake", "--nbmake-kernel=sotay", "--nbmake-timeout=300", "-p", "no:cacheprovider", *map(str, half)], env=environment, cwd=ROOT,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for half in halves]
    ended = [(run.communicate()[0], run.returncode) for run in runs]
    assert [code for _, code in ended] == [0, 0], "\n".join(text[-3000:] for text, code in ended if code)
    assert f"{len(halves[0])} passed" in ended[0][0] and f"{len(halves[1])} passed" in ended[1][0]
