"""The process that has imported everything and starts kernels: single-threaded, a fork per notebook, nothing read that belongs to a month."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, Listener, wait
from pathlib import Path

from sotay.batch.warm.address import environment_key
from sotay.definitions.handed import HANDED, make_ready

IDLE_SECONDS = 600.0
_TICK_SECONDS = 0.5
_END_SECONDS = 5.0
_LOOK_SECONDS = 5.0


class Server:
    """Answers each launcher with a kernel of its own and tells it how that kernel ended.

    `owner`: read end of a pipe that its owner holds open: the owner's end is also this one's. Without one it ends after `idle` seconds without a kernel, or once it is `outdated`.
    """

    def __init__(self, address: str, owner: int | None = None, idle: float = IDLE_SECONDS, outdated: Callable[[], bool] = lambda: False) -> None:
        self.listener = Listener(address, backlog=64)
        self.owner, self.idle, self.outdated = owner, idle, outdated
        self.looked, self.orphaned = time.monotonic(), False
        self.kernels: dict[int, Connection] = {}
        self.busy = time.monotonic()
        # A kernel's end wakes the wait: a launcher must not stand there for the rest of a turn.
        self.bell, self._rope = socket.socketpair()
        for end in (self.bell, self._rope):
            end.setblocking(False)

    def serve(self) -> None:
        """Returns when the owner has ended or nobody has asked for long."""
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
        signal.set_wakeup_fd(self._rope.fileno(), warn_on_full_buffer=False)
        try:
            while not self._done():
                self._turn()
        finally:
            self.listener.close()
            self._end_all()

    def _turn(self) -> None:
        # The listener's own socket is waited on together with the launchers': no thread is needed.
        door = self.listener._listener._socket
        for ready in wait([door, self.bell, *self.kernels.values(), *([] if self.owner is None else [self.owner])], _TICK_SECONDS):
            if ready == self.owner:
                self.orphaned = True
            elif ready is door:
                with contextlib.suppress(OSError, EOFError):
                    self._welcome(self.listener.accept())
            elif ready is self.bell:
                self.bell.recv(4096)
            else:
                self._gone(ready)
        self._reap()

    def _done(self) -> bool:
        if self.owner is not None:
            return self.orphaned
        now = time.monotonic()
        if self.kernels:
            self.busy = now
        elif now - self.looked > _LOOK_SECONDS:
            self.looked = now
            if self.outdated():
                return True
        return now - self.busy > self.idle

    def _welcome(self, link: Connection) -> None:
        from multiprocessing.reduction import recv_handle

        self.busy = time.monotonic()
        asked = link.recv()
        handles = [recv_handle(link) for _ in (1, 2)] if asked["fds"] else []
        self._definitions_ready(asked["environment"])
        kernel = os.fork()
        if kernel == 0:
            self._become_kernel(link, asked, handles)
        for handle in handles:
            os.close(handle)
        link.send(kernel)
        self.kernels[kernel] = link

    def _definitions_ready(self, environment: dict[str, str]) -> None:
        """Those that a batch has handed over are the same for all its kernels: read once, here. What is handed over later is read when a kernel asks after that."""
        folder = environment.get(HANDED)
        if self.owner is not None and folder:
            with contextlib.suppress(Exception):  # a kernel that finds nothing ready reads for itself and says what is wrong
                if make_ready(Path(folder)):
                    settle()

    def _become_kernel(self, link: Connection, asked: dict, handles: list[int]) -> None:
        from sotay.batch.warm.kernel import become_kernel

        status = 1
        try:
            for other in (*self.kernels.values(), link):
                other.close()
            for own in (self.listener._listener._socket, self.bell, self._rope):
                own.close()
            if self.owner is not None:
                os.close(self.owner)
            status = become_kernel(asked["arguments"], asked["cwd"], asked["environment"], handles, quick=self.owner is not None)
        finally:
            os._exit(status)

    def _gone(self, link: Connection) -> None:
        """The launcher was killed: so is its kernel."""
        kernel = next((k for k, its in self.kernels.items() if its is link), None)
        if kernel is None:
            return
        with contextlib.suppress(EOFError, OSError):
            link.recv()
        with contextlib.suppress(OSError):
            os.killpg(kernel, signal.SIGKILL)
        os.waitpid(kernel, 0)
        self.kernels.pop(kernel).close()

    def _reap(self) -> None:
        for kernel in list(self.kernels):
            found, status = os.waitpid(kernel, os.WNOHANG)
            if found:
                self._tell_end(kernel, os.waitstatus_to_exitcode(status))

    def _tell_end(self, kernel: int, status: int) -> None:
        with contextlib.suppress(OSError):
            # What the kernel had started dies with it.
            os.killpg(kernel, signal.SIGKILL)
        link = self.kernels.pop(kernel)
        with contextlib.suppress(OSError):
            link.send(status)
        link.close()

    def _end_all(self) -> None:
        for kernel in self.kernels:
            with contextlib.suppress(OSError):
                os.killpg(kernel, signal.SIGTERM)
        until = time.monotonic() + _END_SECONDS
        while self.kernels and time.monotonic() < until:
            self._reap()
            time.sleep(0.02)
        for kernel in list(self.kernels):
            with contextlib.suppress(OSError):
                os.killpg(kernel, signal.SIGKILL)


def listening(address: str) -> Server | None:
    """A server at the address; None when another process serves it. A socket left behind by one that was killed is replaced."""
    import fcntl

    lock = os.open(f"{address}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    with contextlib.suppress(FileNotFoundError):
        os.unlink(address)
    # The lock is held as long as this process lives.
    return Server(address, outdated=lambda: environment_key() != os.path.basename(address))


def main(address: str) -> None:
    """A server on its own, for JupyterLab, nbmake or Papermill outside a batch."""
    server = listening(address)
    if server is None:
        return
    import sotay.batch.warm.imports

    sotay.batch.warm.imports.forget_start_folder()
    settle()
    try:
        server.serve()
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(f"{address}.lock")


def settle() -> None:
    """What stands in memory now is shared by all forks: the collector must not touch it."""
    import gc

    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main(sys.argv[1])
