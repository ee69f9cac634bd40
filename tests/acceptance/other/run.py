"""One case from its seed to its score."""

from __future__ import annotations

import shutil
from pathlib import Path

import score
from other.case import Case
from other.truth import save_case
from sotay.checks.by_table import ByTable
from sotay.checks.store import write_month
from sotay.definitions.workspace import Workspace
from sotay.prepare import month_registry, prepare_month, read_month

MONTH = "2026-09"


def judged(seed: int, folder: Path, size: float = 1.0, least: int = 6, share: float = 1.0) -> dict:
    """Makes the case under `folder/case`, prepares its months in `folder/workspace` and returns what score.py says of the later one."""
    case = Case(MONTH, seed, size, least, share)
    case.spoil()
    out, workspace = folder / "case", Workspace(folder / "workspace")
    save_case(case, out)
    shutil.copytree(out / "data", workspace.root / "data", copy_function=shutil.copy2)
    # Of the earlier month only the clean rows are looked back at.
    registry = month_registry(workspace, case.earlier_month)
    checked = read_month(workspace, registry, case.earlier_month)[2]
    write_month(workspace.clean, checked.frames, registry, case.earlier_month, ByTable(checked))
    prepare_month(workspace, case.month)
    return score.score(out, workspace.root, MONTH)
