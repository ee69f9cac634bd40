"""Reads files in child processes with limits on time and memory, so that no file can hurt the month or another file."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import warnings
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from pickle import UnpicklingError
from typing import TypeVar

from sotay.intake.files.containers import Member, Reading, Refusal
from sotay.intake.files.handover import receive, send
from sotay.intake.files.worker import OUT_OF_MEMORY, TOO_BIG, read_guarded

Key = TypeVar("Key")
SECONDS = 30.0
MEMORY = 900 << 20
MOST_WORKERS = 4
_START_SECONDS = 60.0
_BYTES_AHEAD = 16 << 20
_HERE = "SOTAY_READ_IN_PROCESS"
_TOO_LONG = "Đọc tệp quá {} giây nên đã dừng đọc tệp này. Hãy xoá các hàng, cột, trang tính thừa hoặc chia nhỏ tệp, lưu lại dạng .xlsx rồi gửi lại."
_CRASHED = "Tệp làm hỏng trình đọc giữa chừng nên không đọc được. Hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại."
_NO_CHILD = "Máy này không mở được tiến trình con: các tệp được đọc ngay trong chương trình, không có giới hạn bộ nhớ và thời gian."
# An allocation that fails inside the spreadsheet reader aborts; the system's own memory guard kills.
_MEMORY_ENDS = frozenset(-getattr(signal, name) for name in ("SIGABRT", "SIGKILL") if hasattr(signal, name)) | {OUT_OF_MEMORY}


class _Worker:
    """One reading process."""

    def __init__(self, command: Sequence[str], seconds: float, memory: int) -> None:
        self.seconds, self.late = seconds, False
        self.process = subprocess.Popen(
            [*command, str(memory), str(seconds)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def wait_until_ready(self) -> None:
        """Raises EOFError when the process ended before it could read anything."""
        with self._deadline(_START_SECONDS):
            receive(self.process.stdout)

    def read(self, member: Member) -> Reading | Refusal:
        """A process that dies or takes too long is gone afterwards; the refusal tells of what."""
        try:
            with self._deadline(self.seconds):
                send(self.process.stdin, member)
                outcome, fit = receive(self.process.stdout), receive(self.process.stdout)
        except Exception:
            return self._epitaph()
        if not fit:
            self.end()
        return outcome

    @contextlib.contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(seconds, self._too_late)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def _too_late(self) -> None:
        self.late = True
        self.process.kill()

    def _epitaph(self) -> Refusal:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
        died_of = self.process.returncode
        self.end()
        if self.late:
            return Refusal("unreadable", _TOO_LONG.format(f"{self.seconds:g}".replace(".", ",")))
        return Refusal("unreadable", TOO_BIG if died_of in _MEMORY_ENDS else _CRASHED)

    @property
    def alive(self) -> bool:
        return not self.late and self.process.poll() is None

    def end(self) -> None:
        """Leaves neither the process nor its pipes behind."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()


class GuardedReader:
    """A few reading processes, started at once and ended on leaving the `with` block.

    With SOTAY_READ_IN_PROCESS=1 in the environment, or where no child can be started, files are read in this process, without limits.
    """

    def __init__(self, workers: int = MOST_WORKERS, seconds: float = SECONDS, memory: int = MEMORY, command: Sequence[str] | None = None) -> None:
        self.count = max(1, min(workers, MOST_WORKERS, os.cpu_count() or 1))
        self.seconds, self.memory, self.command = seconds, memory, command or _own_command()
        self.here = os.environ.get(_HERE, "") not in ("", "0")
        self._lock = threading.Lock()
        self._all: list[_Worker] = []
        self._idle: list[_Worker] = []
        self._closed = False

    def __enter__(self) -> GuardedReader:
        self._threads = ThreadPoolExecutor(self.count, thread_name_prefix="sotay-read")
        for _ in range(0 if self.here else self.count):
            self._threads.submit(self._warm)
        return self

    def __exit__(self, *error: object) -> None:
        with self._lock:
            self._closed = True
        for worker in list(self._all):
            worker.process.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for worker in self._all:
            worker.end()

    def in_order(self, items: Iterable[tuple[Key, Member | Refusal]]) -> Iterator[tuple[Key, Reading | Refusal]]:
        """Every item with what reading it gave, in the order they came, read a few ahead; refusals pass through."""
        waiting: deque[tuple[Key, int, Future | Refusal]] = deque()
        for key, member in items:
            refused = isinstance(member, Refusal)
            waiting.append((key, 0 if refused else len(member.data), member if refused else self._threads.submit(self._read, member)))
            while len(waiting) > 2 * self.count or sum(size for _, size, _ in waiting) > _BYTES_AHEAD:
                yield _settled(*waiting.popleft())
        while waiting:
            yield _settled(*waiting.popleft())

    def _read(self, member: Member) -> Reading | Refusal:
        worker = None if self.here else self._worker()
        if worker is None:
            return read_guarded(member)
        outcome = worker.read(member)
        self._put_back(worker)
        return outcome

    def _warm(self) -> None:
        worker = self._worker()
        if worker is not None:
            self._put_back(worker)

    def _worker(self) -> _Worker | None:
        """A process that waits for a file; None where none can be started, which is told once."""
        for _ in range(2):
            with contextlib.suppress(OSError, ValueError, EOFError, UnpicklingError):
                return self._idle_worker() or self._started()
            if self._closed:
                raise CancelledError
        with self._lock:
            told, self.here = self.here, True
        if not told:
            warnings.warn(_NO_CHILD, RuntimeWarning, stacklevel=1)
        return None

    def _idle_worker(self) -> _Worker | None:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker
                self._bury(worker)
        return None

    def _started(self) -> _Worker:
        with self._lock:
            if self._closed:
                raise CancelledError
            worker = _Worker(self.command, self.seconds, self.memory)
            self._all.append(worker)
        worker.wait_until_ready()
        return worker

    def _put_back(self, worker: _Worker) -> None:
        with self._lock:
            if worker.alive:
                self._idle.append(worker)
            else:
                self._bury(worker)

    def _bury(self, worker: _Worker) -> None:
        worker.end()
        self._all.remove(worker)


def _settled(key: Key, _: int, outcome: Future | Refusal) -> tuple[Key, Reading | Refusal]:
    return key, outcome.result() if isinstance(outcome, Future) else outcome


def _own_command() -> tuple[str, ...]:
    """This interpreter with this program's own search path: neither `__main__` nor the current folder plays a part."""
    paths = [str(path) or os.getcwd() for path in sys.path]
    return sys.executable or "", "-c", f"import sys; sys.path[:] = {paths!r}; from sotay.intake.files.worker import serve; serve()"
