"""The processes that execute and lay out a month's notebooks, each with a source of warm kernels of its own."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sotay.batch.warm.address import ADDRESS, COLD, SPARE, WARM, can_fork, mode
from sotay.definitions.handed import HANDED

SHARE = Path(__file__).resolve().parent / "warm" / "share"
KERNEL = "sotay"


@dataclass(frozen=True)
class Workers:
    """How a batch's processes are started: `folder` holds their sockets and the definitions handed to them, and goes with the batch."""

    folder: Path
    how: str

    def pool(self, count: int) -> ProcessPoolExecutor:
        """Processes that start when the first work comes."""
        context = multiprocessing.get_context("forkserver" if self.how == WARM else "spawn")
        if self.how == WARM:
            context.set_forkserver_preload(["sotay.batch.warm.everything"])
        return ProcessPoolExecutor(count, mp_context=context, initializer=begin, initargs=(self.folder, self.how))

    @property
    def definitions(self) -> Path:
        """Where `hand_over` leaves the registry for them."""
        return self.folder / "definitions"


@contextlib.contextmanager
def workers() -> Iterator[Workers]:
    """Workers with a private folder, removed at the end."""
    how = mode()
    if how == WARM and not can_fork():
        how = SPARE
    before = os.environ.get(HANDED)
    with tempfile.TemporaryDirectory(prefix="sotay-", ignore_cleanup_errors=True) as folder:
        team = Workers(Path(folder), how)
        os.environ[HANDED] = str(team.definitions)
        try:
            yield team
        finally:
            os.environ.pop(HANDED)
            if before is not None:
                os.environ[HANDED] = before


def begin(folder: Path, how: str) -> None:
    """The first thing a worker does: says where kernels come from. Called before any thread is there, so that a fork is safe."""
    os.environ[HANDED] = str(Workers(folder, how).definitions)
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, (str(SHARE), os.environ.get("JUPYTER_PATH", ""))))
    if how == WARM:
        os.environ[ADDRESS] = _forked_server(str(folder / f"kernels-{os.getpid()}"))
    elif how == SPARE:
        _spare_server(folder)


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
