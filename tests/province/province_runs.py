"""What a test has done to a workspace; at module level, so that a process of its own finds it by name."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from sotay.batch.lock import Locked
from sotay.batch.province import Result
from sotay.definitions.problem import DefinitionError, Problem
from sotay.definitions.workspace import Workspace
from sotay.rollup.ledger import DONE, UNCHANGED

PERSON = "Nguyễn Thị Bí Mật"


def quick(workspace: Workspace, month: str) -> Result:
    """Leaves a released month unless it is there."""
    # Here, because a process that only fails need not read all that.
    from small_province import figures, released

    if (workspace.outputs(month) / "manifest.json").is_file():
        return Result(UNCHANGED)
    released(workspace.root, figures(workspace.root.name, workspace.root.name, {"mot": 80.0}, month))
    return Result(DONE)


def by_name(workspace: Workspace, month: str) -> Result:
    """Fails in the way that the workspace's folder is called."""
    kind = workspace.root.name
    if kind == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "left":
        os._exit(3)
    if kind == "definitions":
        raise DefinitionError({Problem("units.yml", 3, "units.0.id", "thiếu `id`", "Thêm id.")})
    if kind == "locked":
        raise Locked("Không gian làm việc này đang được dùng: sotay run.")
    if kind == "value":
        raise ValueError(PERSON)
    if kind == "full":
        raise OSError(28, "No space left on device", str(Path(PERSON)))
    return quick(workspace, month)


def never_ends(workspace: Workspace, month: str) -> Result:
    (workspace.root / "begun").write_text(str(os.getpid()), encoding="utf-8")
    time.sleep(600)
    return Result(DONE)
