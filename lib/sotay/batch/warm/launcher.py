"""What Jupyter starts in place of a kernel: asks for a warm one, stands in for it until it ends, and starts an ordinary one when there is none."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time

from sotay.batch.warm.address import ADDRESS, COLD, mode

WAIT_SECONDS = 60.0
_FORWARDED = ("SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGQUIT")


def main(arguments: list[str]) -> None:
    """Never returns: ends as the kernel ended."""
    if mode() == COLD:
        cold(arguments)
    try:
        link = _asked(arguments)
    except (OSError, EOFError, ImportError):
        link = None
    if link is None:
        cold(arguments)
    _stand_in(link)


def cold(arguments: list[str]) -> None:
    """An ordinary kernel in place of this process."""
    command = [sys.executable, "-m", "ipykernel_launcher", *arguments]
    if os.name == "posix":
        os.execv(sys.executable, command)
    import subprocess

    sys.exit(subprocess.call(command))


def _asked(arguments: list[str]):
    """A line on which the kernel's process number comes; None when no source of kernels can be had."""
    link = _connected()
    return None if link is None else ask(link, arguments, os.getcwd(), dict(os.environ))


def ask(link, arguments: list[str], cwd: str, environment: dict[str, str]):
    """Asks on a line for a kernel that writes where this process does: its process number comes on it, and at its end its exit status. Raises OSError, EOFError."""
    link.send({"arguments": arguments, "cwd": cwd, "environment": environment, "fds": os.name == "posix"})
    if os.name == "posix":
        from multiprocessing.reduction import send_handle

        for descriptor in (1, 2):
            send_handle(link, descriptor, None)
    return link


def _connected():
    from multiprocessing.connection import Client

    given = os.environ.get(ADDRESS)
    if given:
        return Client(given)
    from sotay.batch.warm.address import own_address

    address = own_address()
    with contextlib.suppress(OSError):
        return Client(address)
    _start_server(address)
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            return Client(address)
        time.sleep(0.05)
    return None


def _start_server(address: str) -> None:
    import subprocess

    apart = {"start_new_session": True} if os.name == "posix" else {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    command = [sys.executable, "-m", "sotay.batch.warm.server", address]
    subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=os.path.dirname(sys.executable), **apart)


def _stand_in(link) -> None:
    """Passes signals on to the kernel and ends with its exit status; when this process is killed, the server sees the line go dead and kills the kernel."""
    try:
        kernel = link.recv()
        for name in _FORWARDED:
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), lambda number, frame: _pass_on(kernel, number))
        status = link.recv()
    except (OSError, EOFError):
        status = 1
    if status < 0 and os.name == "posix":
        signal.signal(-status, signal.SIG_DFL) if -status not in (signal.SIGKILL, signal.SIGSTOP) else None
        os.kill(os.getpid(), -status)
    os._exit(status & 0xFF)


def _pass_on(kernel: int, number: int) -> None:
    with contextlib.suppress(OSError):
        os.kill(kernel, number)


if __name__ == "__main__":
    main(sys.argv[1:])
