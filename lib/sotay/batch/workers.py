"""The processes that execute and lay out a month's notebooks, each with a source of warm kernels of its own."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING

from sotay.batch.graph import FINISH, NOTEBOOK, PREPARE
from sotay.batch.warm.address import ADDRESS, COLD, SPARE, WARM, mode
from sotay.definitions.beside import can_fork, end_with_parent
from sotay.definitions.handed import HANDED, PROCESSORS, nobody_busy

if TYPE_CHECKING:
    from sotay.batch.graph import Step
    from sotay.batch.made import Given, Made
    from sotay.definitions.workspace import Workspace

SHARE = Path(__file__).resolve().parent / "warm" / "share"
KERNEL = "sotay"
PRELOADED = "sotay.batch.warm.everything"


# What asking for a process raises when that which it should be forked from has died; after a moment there is a new one.
_NOT_STARTED, _STARTS, _PAUSE_SECONDS = (EOFError, ConnectionError), 4, 0.3


# In a team's folder once its last step has begun.
_ENOUGH = "enough"


class StepLost(RuntimeError):
    """The process of a step died, twice: it is the step's doing."""


class Team:
    """The processes of a batch: some that notebooks share, each with its own source of warm kernels, and one of its own for every other step, so that what such a step held is given back.

    `folder` holds their sockets and the definitions handed to them, and goes with the batch.
    """

    def __init__(self, folder: Path, how: str, count: int) -> None:
        self.folder, self.how, self.count = folder, how, count
        self._lock = threading.Lock()
        self._shared: ProcessPoolExecutor | None = None
        self._first: ProcessPoolExecutor | None = None
        self._last: ProcessPoolExecutor | None = None
        self._looking: Future | None = None

    def do(self, step: Step, workspace: Workspace, given: Given) -> Made:
        """Does a step in one of the processes. Raises StepLost."""
        if step.kind == NOTEBOOK:
            pool = self._pool()
            try:
                return pool.submit(_do, step, workspace, given).result()
            except (BrokenProcessPool, *_NOT_STARTED):
                nobody_busy(self.folder)
                self._give_up(pool)
        # Once more, or from the first, in a process of its own: so the guilty step is known.
        for last in (False, True):
            try:
                return self._done_alone(step, workspace, given)
            except BrokenProcessPool:
                nobody_busy(self.folder)
                if last or step.kind == NOTEBOOK:
                    raise StepLost from None
        raise AssertionError("unreachable")

    def _done_alone(self, step: Step, workspace: Workspace, given: Given) -> Made:
        """Does a step in a process of its own. Raises BrokenProcessPool."""
        for _ in range(_STARTS):
            with self._alone(step) as alone:
                try:
                    asked = alone.submit(_do, step, workspace, given)
                except _NOT_STARTED:
                    time.sleep(_PAUSE_SECONDS)
                    continue
                return asked.result()
        raise BrokenProcessPool

    def pool(self, count: int, kernels: bool = True) -> ProcessPoolExecutor:
        """Processes that start when the first work comes."""
        context = multiprocessing.get_context("forkserver" if self.how == WARM else "spawn")
        if self.how == WARM:
            context.set_forkserver_preload([PRELOADED])
        return ProcessPoolExecutor(count, mp_context=context, initializer=begin, initargs=(self.folder, self.how if kernels else COLD, self.count))

    def wake(self) -> None:
        """Starts the process of the first step, which imports what that needs while this one reads the definitions."""
        if self.how == WARM:
            self._first = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=begin, initargs=(self.folder, COLD, self.count))
            self._first.submit(_get_ready)

    def look_ahead(self, workspace: Workspace, month: str) -> None:
        """Has the process of the last step look at what is finished by now, unless it is still looking: notebooks never fill all processors to the end."""
        if self.how != WARM or self.count < 2 or not (self._looking is None or self._looking.done()):
            return
        self._last = self._last or self.pool(1, kernels=False)
        try:
            self._looking = self._last.submit(_look_ahead, workspace, month, self.folder / _ENOUGH)
        except (BrokenProcessPool, *_NOT_STARTED):
            self._last = self._looking = None

    def _wake_the_others(self) -> None:
        """Starts the process that all others are forked from: it imports everything whenever the first step leaves it a processor."""
        if self.how == WARM:
            from multiprocessing import forkserver

            multiprocessing.get_context("forkserver").set_forkserver_preload([PRELOADED])
            forkserver.ensure_running()

    def _alone(self, step: Step) -> ProcessPoolExecutor:
        """A process for this step only; the first step's has been woken already."""
        if step.kind == FINISH and self._last is not None:
            ready, self._last = self._last, None
            (self.folder / _ENOUGH).touch()
            return ready
        with self._lock:
            woken, self._first = self._first, None
        self._wake_the_others()
        if woken is not None and step.kind == PREPARE:
            return woken
        _let_go(woken)
        return self.pool(1, kernels=step.kind == NOTEBOOK)

    def _pool(self) -> ProcessPoolExecutor:
        with self._lock:
            woken, self._first = self._first, None
            if self._shared is None:
                self._shared = self.pool(self.count)
            shared = self._shared
        _let_go(woken)
        return shared

    def _give_up(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._shared is broken:
                self._shared = None
        broken.shutdown(wait=False, cancel_futures=True)

    def end(self) -> None:
        _let_go(self._first)
        _let_go(self._last)
        if self._shared is not None:
            self._shared.shutdown(wait=True, cancel_futures=True)


@contextlib.contextmanager
def workers(count: int, wake: bool = True) -> Iterator[Team]:
    """A team with a private folder, removed at the end; definitions read meanwhile are handed on to it. `wake`: work is to come soon."""
    how = mode()
    if how == WARM and not can_fork():
        how = SPARE
    before = os.environ.get(HANDED)
    with tempfile.TemporaryDirectory(prefix="sotay-", ignore_cleanup_errors=True) as folder:
        os.environ[HANDED] = folder
        at_work = Team(Path(folder), how, count)
        if wake:
            at_work.wake()
        try:
            yield at_work
        finally:
            at_work.end()
            os.environ.pop(HANDED)
            if before is not None:
                os.environ[HANDED] = before


def _do(step: Step, workspace: Workspace, given: Given) -> Made:
    """In the process of the step: only there the heavy packages are wanted."""
    from sotay.batch.work import do

    return do(step, workspace, given)


def _look_ahead(workspace: Workspace, month: str, enough: Path) -> None:
    from sotay.batch.work import look_ahead

    look_ahead(workspace, month, enough)


def _get_ready() -> None:
    gc.disable()
    import sotay.batch.preparing  # noqa: F401

    # Cells of exports are many small objects without cycles: looking for some after every few hundred of them takes a twentieth of the time.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


def _let_go(woken: ProcessPoolExecutor | None) -> None:
    """Ends a process that has nothing to do after all."""
    if woken is not None:
        woken.shutdown(wait=False, cancel_futures=True)


def begin(folder: Path, how: str, count: int = 1) -> None:
    """The first thing a worker does: says where kernels come from, and how many processors the batch has. Called before any thread is there, so that a fork is safe."""
    os.environ[HANDED], os.environ[PROCESSORS] = str(folder), str(count)
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, (str(SHARE), os.environ.get("JUPYTER_PATH", ""))))
    if how == WARM:
        os.environ[ADDRESS] = _forked_server(str(folder / f"kernels-{os.getpid()}"))
    elif how == SPARE:
        _spare_server(folder)
    end_with_parent()


def _forked_server(address: str) -> str:
    """A child that forks kernels from what is imported already; it ends with this process."""
    from sotay.batch.warm.server import Server, settle

    settle()
    life, held = os.pipe()
    ready, tell = os.pipe()
    if os.fork() == 0:
        status = 1
        try:
            os.close(held)
            os.close(ready)
            server = Server(address, owner=life)
            os.close(tell)
            server.serve()
            status = 0
        finally:
            os._exit(status)
    os.close(life)
    os.close(tell)
    os.read(ready, 1)
    os.close(ready)
    return address


def _spare_server(folder: Path) -> None:
    import atexit

    from sotay.batch.warm.spare import SpareServer

    address = str(folder / f"kernels-{os.getpid()}") if os.name == "posix" else rf"\\.\pipe\{folder.name}-{os.getpid()}"
    server = SpareServer(address)
    atexit.register(server.close)
    os.environ[ADDRESS] = address


def kernel_name() -> str:
    """The suite's kernel where a worker has been told where kernels come from, else the ordinary one."""
    return KERNEL if os.environ.get(ADDRESS) and mode() != COLD else "python3"
