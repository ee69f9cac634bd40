"""The process that reads files for the suite: limits on itself first, then one file after the other until its input ends."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Protocol

from sotay.intake.files.handover import receive, send
from sotay.intake.files.snapshot import CHANGING
from sotay.intake.reading import AHEAD, Refusal, broken

OUT_OF_MEMORY = 77
# Address space a process may hold above its start when it is asked again; what it was prepared with counts too.
_RETIRE_ABOVE = 192 << 20
# Address space of what is loaded only after the limit is set, for reading and finding tables.
_LIBRARIES = 128 << 20
# How much longer than its seconds it waits for whoever asked to end it, who counts only the time in which the machine gave it a turn.
_PATIENCE, _PATIENCE_SECONDS = 10, 10
_in_child = False
TOO_BIG = "Mở tệp cần quá nhiều bộ nhớ (giới hạn 1 GB) nên đã dừng đọc tệp này. Hãy xoá các hàng, cột, trang tính thừa hoặc chia nhỏ tệp, lưu lại dạng .xlsx rồi gửi lại."


class Opened(Protocol):
    """A file whose parts can be read: itself, or the files of an archive; `sha256` tells whether it is still the same when reading goes on later."""

    names: Sequence[str]
    sha256: str

    def read(self, place: int) -> object:
        """What a part gives. May raise anything."""


Work = Callable[[object], Opened]
# Gets a function that loads what all files need, so that the work may begin before it is loaded.
Prepare = Callable[[Callable[[], object]], Work]


@dataclass(frozen=True)
class Request:
    """A file to read from its part `start` on; `sha256` as it was when reading began, "" when it begins now."""

    task: object
    start: int = 0
    sha256: str = ""


@dataclass(frozen=True)
class Listing:
    """The first answer for a file that could be opened."""

    names: tuple[str, ...]
    sha256: str


def attempt(step: Callable, *given: object) -> object | Refusal:
    """What the step gives, or why it gives nothing; nothing that goes wrong inside gets out, and no value of a cell is told."""
    try:
        return step(*given)
    except Refusal as refusal:
        return refusal
    except MemoryError:
        return Refusal("unreadable", TOO_BIG)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # calamine's PanicException is no Exception
        return broken(error)


def answers(work: Work, request: Request) -> Iterator[object]:
    """The listing of a file, then one answer for each of its parts; a single refusal when it cannot be opened."""
    opened = attempt(work, request.task)
    if isinstance(opened, Refusal):
        yield opened
    elif request.sha256 not in ("", opened.sha256):
        yield Refusal("unreadable", CHANGING)
    else:
        yield Listing(tuple(opened.names), opened.sha256)
        for place in range(request.start, len(opened.names)):
            yield attempt(opened.read, place)


def in_child() -> bool:
    """Whether this process only reads files and may be ended at any time."""
    return _in_child


def _fit(start: int | None) -> bool:
    """Neither swollen from a large file, which would leave less room for the next one, nor still busy with a file that was refused."""
    return all(t.name != AHEAD for t in threading.enumerate()) and (start is None or _address_space() < start + _LIBRARIES + _RETIRE_ABOVE)


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
        wanted = start + _LIBRARIES + memory if hard == resource.RLIM_INFINITY else min(start + _LIBRARIES + memory, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (wanted, wanted))


def _alarm(seconds: int) -> None:
    """Ends this process by itself should nobody be left to end it; 0 calls that off."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def serve(prepare: Prepare) -> None:
    """The life of a process started for this: what it is prepared with comes first, then requests.

    Arguments on the command line: memory in bytes above what the process holds at its start, seconds for one answer.
    """
    memory, seconds = int(sys.argv[1]), int(float(sys.argv[2]))
    _answer_all(lambda asked: prepare(partial(pickle.loads, receive(asked))), memory, seconds)


def serve_as_copy(prepare: Prepare, setup: object, memory: int, seconds: float) -> None:
    """The life of a copy of the process that asks: it holds what it is prepared with."""
    # What was there before is shared with that process as long as nobody looks through it.
    gc.freeze()
    _answer_all(lambda asked: prepare(lambda: setup), memory, int(seconds))


def _answer_all(begin: Callable[[BinaryIO], Work], memory: int, seconds: int) -> None:
    """Answers every request; after each answer it says whether this process is fit to go on, and when it is not waits to be ended. Returns never."""
    global _in_child
    _in_child = True
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked, given = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        # Whatever a reader prints must not get between the answers.
        os.dup2(nowhere, descriptor)
    # Tables are many small lists without cycles: looking for some after every 700 of them takes a tenth of the time.
    gc.set_threshold(100_000, 50, 50)
    start = _address_space()
    _limit(memory, start)
    try:
        work = begin(asked)
        send(given, "ready")
        while True:
            stream = answers(work, receive(asked))
            _alarm(_PATIENCE * seconds + _PATIENCE_SECONDS)
            # Not a for loop: its variable would keep the answer while the next one is made.
            while (kind := _send_next(stream, given)) is not None:
                send(given, kind is Listing or _fit(start))
                _alarm(_PATIENCE * seconds + _PATIENCE_SECONDS)
            _alarm(0)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (EOFError, OSError):
        os._exit(0)


def _send_next(stream: Iterator[object], pipe: BinaryIO) -> type | None:
    """Sends the next answer and tells its type; None when there is none left."""
    for answer in stream:
        send(pipe, answer)
        return type(answer)
    return None
