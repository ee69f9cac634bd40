"""A copy of this process that does one thing, as `subprocess.Popen` would show it: it need not import anew what this one has imported."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable

_LOOK_SECONDS, _MOST_FILES = 0.01, 1 << 16


class Copy:
    """`life` is called in the copy, with `stdin` and `stdout` as its standard input and output and no other file of this process open; it ends with it.

    Only where the system can fork, and while no other thread of this process is at work.
    """

    def __init__(self, life: Callable[[], None]) -> None:
        asked, to = os.pipe()
        back, given = os.pipe()
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            try:
                _become(asked, given)
                life()
            finally:
                # Nothing of the process copied is the copy's to tidy up.
                os._exit(1)
        os.close(asked)
        os.close(given)
        self.stdin, self.stdout = os.fdopen(to, "wb"), os.fdopen(back, "rb")

    def poll(self) -> int | None:
        """Its exit status, negative for a signal; None while it runs."""
        if self.returncode is None:
            found, status = os.waitpid(self.pid, os.WNOHANG)
            if found:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status once it has ended. Raises subprocess.TimeoutExpired."""
        if timeout is None and self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        until = time.monotonic() + (timeout or 0.0)
        while self.poll() is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired("copy", timeout)
            time.sleep(_LOOK_SECONDS)
        return self.returncode

    def kill(self) -> None:
        """Nothing when it has ended."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


def _become(asked: int, given: int) -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for place, descriptor in enumerate((asked, given, nowhere)):
        os.dup2(descriptor, place)
    # Another copy's line among them: that one would not hear that their parent has ended.
    for descriptor in _open_files():
        with contextlib.suppress(OSError):
            os.close(descriptor)


def _open_files() -> list[int]:
    """Those beyond the standard ones. Where the system does not list them, all that may be: not as many as it would allow, which can be a thousand million."""
    try:
        return [int(name) for name in os.listdir("/proc/self/fd") if int(name) > 2]
    except OSError:
        return list(range(3, min(os.sysconf("SC_OPEN_MAX"), _MOST_FILES)))
