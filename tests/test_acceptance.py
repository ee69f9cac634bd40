"""The month of exports under tests/acceptance, in the shape units send them, with its truth: figures reached are only ever raised.

`score.py` and `leak.py` are the judges; the case is made up throughout.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sotay.definitions.workspace import Workspace
from sotay.prepare import prepare_month

HERE = Path(__file__).parent / "acceptance"
MONTH = "2026-09"


def _judge():
    spec = importlib.util.spec_from_file_location("acceptance_score", HERE / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """The case scored after both of its months went through."""
    root = tmp_path_factory.mktemp("acceptance")
    case, workspace = root / "case-1", Workspace(root / "workspace")
    shutil.copytree(HERE / "case-1", case)
    judge = _judge()
    judge.restore_times(case)
    shutil.copytree(case / "data", workspace.root / "data", copy_function=shutil.copy2)
    for month in ("2026-08", MONTH):
        prepare_month(workspace, month)
    return judge.score(case, workspace.root, MONTH), workspace


def test_every_table_is_found_recognised_and_counted(judged):
    layout = judged[0]["layout"]
    assert {k: layout[k] for k in ("read", "dataset", "header_row", "first_row", "data_rows", "not_data")} == dict.fromkeys(("read", "dataset", "header_row", "first_row", "data_rows", "not_data"), 1.0)
    assert judged[0]["sheets_loaded_that_hold_no_data"] == 0


def test_rows_add_up_in_every_line_of_the_intake_table(judged):
    assert judged[0]["rows_add_up"] == 1.0
    assert judged[0]["files_in_intake"] == 1.0


def test_recall(judged):
    assert [m["kind"] for m in judged[0]["missed"]] == []
    assert judged[0]["recall"] == 1.0


def test_nothing_right_is_accused(judged):
    assert judged[0]["false"] == []
    assert judged[0]["precision_cells"] >= 0.97
    assert judged[0]["warnings_per_1000_clean_rows"] <= 2.5


def test_the_same_exports_give_the_same_bytes(judged):
    workspace = judged[1]
    before = {p.name: p.read_bytes() for p in workspace.internal(MONTH).glob("*.csv")}
    prepare_month(workspace, MONTH)
    assert {p.name: p.read_bytes() for p in workspace.internal(MONTH).glob("*.csv")} == before


@pytest.mark.slow
def test_no_personal_value_leaves_in_the_finished_month(judged):
    from sotay.batch.month import run_month

    workspace = judged[1]
    assert run_month(workspace, MONTH).problems == []
    found = subprocess.run([sys.executable, str(HERE / "leak.py"), str(HERE / "case-1"), str(workspace.root), "--month", MONTH], capture_output=True, text=True)
    assert found.returncode == 0, found.stdout
