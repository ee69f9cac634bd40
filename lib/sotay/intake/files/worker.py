"""The process that reads files for the suite: limits on itself first, then one file after the other until its input ends."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable

from sotay.intake.files.containers import Member, Reading, Refusal, read
from sotay.intake.files.handover import receive, send
from sotay.intake.reading import broken

OUT_OF_MEMORY = 77
_RETIRE_ABOVE = 64 << 20
_PATIENCE_SECONDS = 10
TOO_BIG = "Mở tệp cần quá nhiều bộ nhớ (giới hạn 1 GB) nên đã dừng đọc tệp này. Hãy xoá các hàng, cột, trang tính thừa hoặc chia nhỏ tệp, lưu lại dạng .xlsx rồi gửi lại."


def read_guarded(member: Member, read: Callable[[Member], Reading] = read) -> Reading | Refusal:
    """The sheets of a file, or why there are none; nothing that goes wrong inside gets out, and no value of a cell is told."""
    try:
        return read(member)
    except Refusal as refusal:
        return refusal
    except MemoryError:
        return Refusal("unreadable", TOO_BIG)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # calamine's PanicException is no Exception
        return broken(error)


def _address_space() -> int | None:
    """Bytes of address space this process holds; None where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as numbers:
            return int(numbers.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return None


def _limit(memory: int, start: int | None) -> None:
    """Caps the address space where the system can, and keeps cells out of core dumps."""
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if start is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = start + memory if hard == resource.RLIM_INFINITY else min(start + memory, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (wanted, wanted))


def _alarm(seconds: int) -> None:
    """Ends this process by itself should nobody be left to end it; 0 calls that off."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def serve(read: Callable[[Member], Reading] = read) -> None:
    """Answers every member with its reading or refusal and whether this process may be asked again.

    Arguments on the command line: memory in bytes above what the process holds at its start, seconds for one file.
    """
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        # Whatever a reader prints must not get between the answers.
        os.dup2(nowhere, descriptor)
    start = _address_space()
    _limit(memory, start)
    try:
        send(answers, "ready")
        while True:
            member = receive(asked)
            _alarm(int(seconds) + _PATIENCE_SECONDS)
            outcome = read_guarded(member, read)
            send(answers, outcome)
            del member, outcome
            fit = start is None or _address_space() < start + _RETIRE_ABOVE
            # A process still swollen from a large file would have less room for the next one.
            send(answers, fit)
            _alarm(0)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (EOFError, OSError):
        os._exit(0)


if __name__ == "__main__":
    serve()
