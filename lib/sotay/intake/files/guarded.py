"""Reads files in child processes with limits on time and memory, so that no file can hurt the month or another file."""

from __future__ import annotations

import os
import pickle
import sys
import threading
import warnings
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from sotay.definitions.beside import may_copy
from sotay.definitions.handed import processors
from sotay.intake.files.child import Child, started
from sotay.intake.files.copied import Copy
from sotay.intake.files.worker import Listing, Prepare, Request, Work, answers, serve_as_copy
from sotay.intake.reading import Refusal

Key = TypeVar("Key")
SECONDS = 30.0
MEMORY = 900 << 20
MOST_WORKERS = 4
_MOST_TIMES = 4
_BYTES_AHEAD = 16 << 20
_HERE = "SOTAY_READ_IN_PROCESS"
_ARCHIVE_TOO_LONG = "Đọc cả tệp nén quá {} giây nên các tệp còn lại trong đó chưa được đọc. Hãy chia thành nhiều tệp nén nhỏ hơn rồi gửi lại."
_NO_CHILD = "Máy này không mở được tiến trình con: các tệp được đọc ngay trong chương trình, không có giới hạn bộ nhớ và thời gian."


@dataclass(frozen=True)
class Item(Generic[Key]):
    """A file to read: what the caller knows it by, what the reading process is told, and its size in bytes."""

    key: Key
    task: object
    size: int = 0


@dataclass
class _Progress:
    """What is known of a file so far: the names of its parts once it could be opened, and what each gave."""

    names: tuple[str, ...] | None = None
    sha256: str = ""
    outcomes: list[object] = field(default_factory=list)
    spent: float = 0.0

    @property
    def done(self) -> bool:
        return self.names is not None and len(self.outcomes) == len(self.names)

    def take(self, answer: object) -> None:
        if isinstance(answer, Listing):
            self.names, self.sha256 = answer.names, answer.sha256
        elif self.names is None:
            self.names, self.outcomes = ("",), [answer]
        else:
            self.outcomes.append(answer)

    def give_up(self, refusal: Refusal) -> None:
        self.outcomes += [refusal] * (len(self.names or ()) - len(self.outcomes))


class GuardedReader:
    """A few reading processes, started at once and ended on leaving the `with` block.

    Each is prepared with `setup` and then asked for one file after the other. In a batch they are copies of this process, which has imported what they need; one that must be
    replaced is started, because other threads are at work by then. With SOTAY_READ_IN_PROCESS=1 in the environment, or where no child can be started, files are read in this
    process, without limits. `command`: how to start a process, for tests.
    """

    def __init__(
        self, prepare: Prepare, setup: object = None, workers: int = MOST_WORKERS, seconds: float = SECONDS, memory: int = MEMORY, command: Sequence[str] | None = None,
    ) -> None:
        self.prepare, self.setup = prepare, setup
        self.count = max(1, min(workers, MOST_WORKERS, processors()))
        self.seconds, self.memory, self.command = seconds, memory, command or _own_command(prepare)
        self._may_copy = command is None and may_copy()
        self.here = os.environ.get(_HERE, "") not in ("", "0")
        self._lock, self._packing = threading.Lock(), threading.Lock()
        self._packed: bytes | None = None
        self._copies: list[Copy] = []
        self._all: list[Child] = []
        self._idle: list[Child] = []
        self._closed = False
        self._local: Work | None = None

    def __enter__(self) -> GuardedReader:
        if self._may_copy and not self.here:
            # Now, while this thread is the only one.
            self._copy()
        copied = bool(self._copies)
        self._threads = ThreadPoolExecutor(self.count, thread_name_prefix="sotay-read")
        if not self.here:
            for _ in range(self.count):
                self._threads.submit(self._warm)
            if not copied:
                self._pack_ahead()
        return self

    def _copy(self) -> None:
        with suppress(OSError):  # no more processes: those that are missing are started, or files are read here
            for _ in range(self.count):
                self._copies.append(Copy(partial(serve_as_copy, self.prepare, self.setup, self.memory, self.seconds)))

    def _pack_ahead(self) -> None:
        """Packs the setup while the processes are being started."""
        try:
            self._pack()
        except BaseException:
            self.__exit__()
            raise

    def _pack(self) -> bytes:
        with self._packing:
            self._packed = self._packed or pickle.dumps(self.setup, protocol=5)
            return self._packed

    def __exit__(self, *error: object) -> None:
        with self._lock:
            self._closed = True
            self._all += [Child(copy, self.seconds) for copy in self._copies]
            self._copies = []
        for child in list(self._all):
            child.process.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for child in self._all:
            child.end()

    def in_order(self, items: Iterable[Item[Key]]) -> Iterator[tuple[Key, list[tuple[str, object]]]]:
        """Every item's key with the name and outcome of each part of the file, in the order they came, read a few ahead.

        A file that could not be opened gives one Refusal, named "". An outcome is what the work gave for the part, or a Refusal.
        """
        waiting: deque[tuple[Item[Key], Future]] = deque()
        for item in items:
            waiting.append((item, self._threads.submit(self._read, item.task)))
            while len(waiting) > 2 * self.count or len(waiting) > 1 and sum(i.size for i, _ in waiting) > _BYTES_AHEAD:
                yield _settled(*waiting.popleft())
        while waiting:
            yield _settled(*waiting.popleft())

    def _read(self, task: object) -> list[tuple[str, object]]:
        progress = _Progress()
        while not progress.done:
            child = None if self.here else self._child()
            request = Request(task, len(progress.outcomes), progress.sha256)
            if child is None:
                for answer in answers(self._work_here(), request):
                    progress.take(answer)
                continue
            self._ask(child, request, progress)
            if not progress.done and progress.spent > _MOST_TIMES * self.seconds:
                progress.give_up(Refusal("unreadable", _ARCHIVE_TOO_LONG.format(f"{_MOST_TIMES * self.seconds:g}".replace(".", ","))))
        return list(zip(progress.names, progress.outcomes, strict=True))

    def _ask(self, child: Child, request: Request, progress: _Progress) -> None:
        """Takes the answers of a process until the file is done or the process is of no more use."""
        before = child.spent
        for answer in child.answers(request):
            progress.take(answer)
            if progress.done or progress.spent + child.spent - before > _MOST_TIMES * self.seconds:
                break
        progress.spent += child.spent - before
        if not progress.done:
            child.end()
        self._put_back(child)

    def _work_here(self) -> Work:
        with self._lock:
            self._local = self._local or self.prepare(lambda: self.setup)
            return self._local

    def _warm(self) -> None:
        child = self._child()
        if child is not None:
            self._put_back(child)

    def _child(self) -> Child | None:
        """A process that waits for a file; None where none can be started, which is told once."""
        for _ in range(2):
            with suppress(OSError, ValueError, EOFError, pickle.UnpicklingError):
                return self._idle_child() or self._started()
            if self._closed:
                raise CancelledError
        with self._lock:
            told, self.here = self.here, True
        if not told:
            warnings.warn(_NO_CHILD, RuntimeWarning, stacklevel=1)
        return None

    def _idle_child(self) -> Child | None:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.alive:
                    return child
                self._bury(child)
        return None

    def _started(self) -> Child:
        with self._lock:
            if self._closed:
                raise CancelledError
            copy = self._copies.pop() if self._copies else None
            child = Child(copy or started(self.command, self.seconds, self.memory), self.seconds)
            self._all.append(child)
        child.prepare(None if copy else self._pack())
        return child

    def _put_back(self, child: Child) -> None:
        with self._lock:
            if child.alive:
                self._idle.append(child)
            else:
                self._bury(child)

    def _bury(self, child: Child) -> None:
        child.end()
        self._all.remove(child)


def _settled(item: Item[Key], outcome: Future) -> tuple[Key, list[tuple[str, object]]]:
    return item.key, outcome.result()


def _own_command(prepare: Prepare) -> tuple[str, ...]:
    """This interpreter with this program's own search path: neither `__main__` nor the current folder plays a part."""
    paths = [str(path) or os.getcwd() for path in sys.path]
    lines = f"import sys; sys.path[:] = {paths!r}; from {prepare.__module__} import {prepare.__qualname__} as prepare; from sotay.intake.files.worker import serve; serve(prepare)"
    return sys.executable or "", "-c", lines
