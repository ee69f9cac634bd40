"""What the steps of a month do, each in a process of its own: they read and write the workspace and give back a few words.

Each imports what it needs only when it is its turn: a month's first step must not wait for what lays reports out.
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sotay.batch.graph import CLOSING, FINISH, NOTEBOOK, PREPARE, Step
from sotay.batch.keys import digests
from sotay.batch.made import Given, Made
from sotay.batch.manifest import MANIFEST
from sotay.batch.storage import storage_words
from sotay.batch.unchanged import PREPARED
from sotay.definitions.workspace import Workspace

if TYPE_CHECKING:
    from sotay.prepare import Prepared
    from sotay.publish.holding import Gate

# What gives way to all ordinary work, and still gets on.
_LOW = 10
# A month's tables, as the first step keeps them, that may stand in memory beside its notebooks: those of a commune of some 150,000.
_MOST_BYTES = 100 << 20
# The gate of a month whose last step is this process's next one, and what it was made from.
_ahead: dict[str, tuple[Gate, Prepared]] = {}
# Where the closing steps write, beside the notebooks' reports; and what the gate lets out of it.
_CLOSING_FOLDERS, _LET_OUT = ("returns", "internal/exchange", "internal/made"), ("reports", "open_data")


def do(step: Step, workspace: Workspace, given: Given) -> Made:
    """Does one step. Never raises for what the data or the machine is: the reason stands in the result."""
    started = time.perf_counter()
    try:
        made = _DO[step.kind](step, workspace, given)
    except OSError as error:
        made = Made(problem=f"{step.title}: {storage_words(error)}")
    except MemoryError:
        made = Made(problem=f"{step.title}: máy không đủ bộ nhớ. Đóng bớt chương trình khác hoặc chạy với --jobs 1.")
    except Exception as error:  # the text of an unforeseen error may quote a value
        made = Made(problem=f"{step.title}: lỗi {type(error).__name__}, chưa làm được bước này.")
    made.seconds = {step.job.id if step.job else step.kind: round(time.perf_counter() - started, 3)} | made.seconds
    return made


def _prepare(step: Step, workspace: Workspace, given: Given) -> Made:
    from sotay.batch.preparing import prepare

    return prepare(step, workspace, given)


def _notebook(step: Step, workspace: Workspace, given: Given) -> Made:
    from sotay.batch.reporting import report

    return report(step, workspace, given)


def _closing(step: Step, workspace: Workspace, given: Given) -> Made:
    from sotay.batch.closing import close_month
    from sotay.batch.preparing import prepared

    result, out = prepared(workspace, step.month), workspace.outputs(step.month)
    problems, seconds = close_month(workspace, result)
    notebooks = {workspace.made(step.month) / "reports" / f"{name}.{ending}" for name in given.reports for ending in ("html", "pdf")}
    left = [p for folder in _CLOSING_FOLDERS for p in (out / folder).rglob("*") if p.is_file() and p not in notebooks and not p.name.endswith(".part")]
    return Made(digests(workspace.root, left), problems=problems, seconds=seconds)


def look_ahead(workspace: Workspace, month: str, enough: Path) -> None:
    """In the process of the last step, before its turn: makes its gate ready and searches what is finished, with the time that the notebooks leave. What fails here is done again, and told, by the step.

    `enough`: a file that is there once the step waits; on a machine with other work, what gives way to that must not hold it up.
    """
    # A thread's priority is its own on Linux: the step itself has the ordinary one.
    looking = threading.Thread(target=_look_ahead, args=(workspace, month, enough))
    looking.start()
    looking.join()


def _look_ahead(workspace: Workspace, month: str, enough: Path) -> None:
    with suppress(Exception):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOW)
        if month not in _ahead:
            if (workspace.internal(month) / PREPARED).stat().st_size > _MOST_BYTES:
                return
            from sotay.batch.preparing import prepared
            from sotay.publish.holding import Gate

            result = prepared(workspace, month)
            _ahead[month] = Gate(workspace, result), result
        _ahead[month][0].look_ahead(enough.exists)


def _finish(step: Step, workspace: Workspace, given: Given) -> Made:
    from sotay.batch.finish import finish_month
    from sotay.batch.preparing import prepared
    from sotay.publish.release import FOLDER

    gate, result = _ahead.pop(step.month, None) or (None, prepared(workspace, step.month))
    problems, seconds = finish_month(workspace, step.month, result, list(given.sections), given.seconds, gate)
    out = workspace.outputs(step.month)
    left = [p for p in (out / "index.html", out / MANIFEST, *(q for folder in (FOLDER, *_LET_OUT) for q in (out / folder).rglob("*"))) if p.is_file()]
    return Made(digests(workspace.root, left), problems=problems, seconds=seconds)


_DO = {PREPARE: _prepare, NOTEBOOK: _notebook, CLOSING: _closing, FINISH: _finish}
