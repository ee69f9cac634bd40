"""A workspace's month in a process group of its own: whatever becomes of it, the other workspaces go on."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from sotay.batch.measured import Watched
from sotay.batch.province import Result, Run, guarded
from sotay.definitions.beside import can_fork
from sotay.definitions.workspace import Workspace
from sotay.rollup.ledger import FAILED

LOOK = 1.0
_POSIX = os.name == "posix"


class Isolated:
    """Makes of a `run` that works in this process one that works in a process of its own, with measures; `stop` ends all that are under way.

    `run` must be importable by name in the new process. `look`: seconds between two looks at what it uses; 0 where the work is done elsewhere, and nothing is measured.
    `imported`: modules that every process needs, imported once where the system can fork; not for a run that has forked processes of its own.
    """

    def __init__(self, run: Run, look: float = LOOK, imported: tuple[str, ...] = ()) -> None:
        self.run, self.look = run, look
        self.context = multiprocessing.get_context("forkserver" if imported and can_fork() else "spawn")
        if imported and can_fork():
            self.context.set_forkserver_preload(list(imported))
        self._under_way: dict[BaseProcess, Connection] = {}
        self._lock = threading.Lock()
        self._stopped = False

    def __call__(self, workspace: Workspace, month: str) -> Result:
        mine, theirs = self.context.Pipe(duplex=False)
        life, held = self.context.Pipe(duplex=False)
        process = self.context.Process(target=_begin, args=(self.run, workspace, month, theirs, life))
        with self._lock:
            if self._stopped:
                return Result(FAILED, ("đã dừng theo yêu cầu",))
            process.start()
            self._under_way[process] = held
        theirs.close()
        life.close()
        try:
            return _followed(process, mine, self.look)
        finally:
            # Nothing that the month started outlives it.
            _end(process)
            if process.is_alive():  # before it had a group
                process.kill()
            process.join()
            held.close()
            mine.close()
            with self._lock:
                self._under_way.pop(process, None)

    def stop(self) -> None:
        """Ends every process under way and lets no other begin."""
        with self._lock:
            self._stopped = True
            # Each ends itself as soon as nobody holds its life; only who started it may wait for it.
            for held in self._under_way.values():
                held.close()


def _followed(process: BaseProcess, mine: Connection, look: float) -> Result:
    """What the process answers, or how it ended when it does not."""
    watched, result = Watched(process.pid), None
    while result is None:
        if look:
            watched.look()
        ready = wait([mine, process.sentinel], timeout=look or None)
        try:
            # A process that has ended may have answered before.
            result = mine.recv() if mine in ready or ready and mine.poll() else None
        except EOFError:
            result = None
        if result is None and ready:
            process.join()
            result = Result(FAILED, (_ended(process.exitcode),))
    if look:
        watched.look()
    return replace(result, cpu_seconds=watched.cpu_seconds, peak_bytes=watched.peak_bytes)


def _ended(code: int | None) -> str:
    if code is not None and code < 0:
        killed = " (thiếu bộ nhớ?)" if -code == getattr(signal, "SIGKILL", 9) else ""
        return f"tiến trình bị hệ thống dừng bằng tín hiệu {-code}{killed}"
    return f"tiến trình kết thúc giữa chừng (mã {code})"


def _end(process: BaseProcess) -> None:
    """Ends the process and all in its group; one that has ended by itself leaves no group, or what it forgot."""
    if _POSIX:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.is_alive():
        process.kill()


def _begin(run: Run, workspace: Workspace, month: str, answer: Connection, life: Connection) -> None:
    """In the new process: a group of its own, which ends with whoever started it."""
    if _POSIX:
        os.setsid()
    # What a kernel or a library says would run into the progress line of all workspaces, and may quote a value.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    threading.Thread(target=_end_with, args=(life,), daemon=True).start()
    answer.send(guarded(run, workspace, month))
    answer.close()


def _end_with(life: Connection) -> None:
    with contextlib.suppress(EOFError, OSError):
        life.recv()
    if _POSIX:
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
