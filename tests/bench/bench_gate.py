"""The release gate on a month of more than 100,000 rows and all its reports: the first time, and again when nothing has changed since; processor time, so that a busy machine does not count."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

from frame import Row
from month import MONTH, SEED, rows_read, run, sotay

from sotay.batch.preparing import prepared
from sotay.definitions.workspace import Workspace
from sotay.publish.holding import PASSED, Gate
from sotay.publish.release import make_packages

SIZE = os.environ.get("SOTAY_BENCH_GATE_SIZE", "24")
FEWEST_ROWS, LIMIT = 100_000, "10 giây (s)"


def bench_gate(scratch: Path) -> list[Row]:
    folder = scratch / "xa"
    run(sys.executable, "-m", "sotay", "demo", folder, "--months", "1", "--seed", str(SEED), "--size", SIZE, cwd=scratch, most_memory=False)
    sotay(folder)
    return measured_gate(Workspace(folder))


def measured_gate(workspace: Workspace) -> list[Row]:
    """The rows for a month that has been run."""
    read, result, inside = rows_read(workspace.root), prepared(workspace, MONTH), workspace.internal(MONTH)
    if read < FEWEST_ROWS:
        raise AssertionError(f"{read} rows read")
    (inside / PASSED).unlink()
    for name in ("held", f"{PASSED}.part"):
        shutil.rmtree(inside / name, ignore_errors=True)
    first, files = _asked(workspace, result)
    again, _ = _asked(workspace, result)
    rows_vi = f"{read:,}".replace(",", ".")
    told = f"{rows_vi} dòng, {files} tệp", f"{read:,} rows, {files} files"
    return [
        Row(f"Cổng kiểm soát và gói gửi, {told[0]}", f"release gate and packages, {told[1]}, processor time", SIZE, first, limit=LIMIT),
        Row("– lần nữa, không có gì đổi", "– again, nothing changed", SIZE, again, again / first, "lần đầu (first time)"),
    ]


def _asked(workspace: Workspace, result) -> tuple[float, int]:
    """Processor seconds, and how many files were searched."""
    began = time.process_time()
    gate = Gate(workspace, result)
    held = gate.let_out()
    files = gate.outgoing()
    held |= gate.hold_back(files)
    make_packages(workspace, result.registry, MONTH, held, gate.hold_back)
    return time.process_time() - began, len(files)
