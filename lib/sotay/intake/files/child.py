"""One reading process as the suite sees it: asked over a pipe, ended at its deadline, and told of when it dies."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence

from sotay.intake.files.copied import Copy
from sotay.intake.files.handover import receive, send
from sotay.intake.files.worker import OUT_OF_MEMORY, TOO_BIG, Request
from sotay.intake.reading import Refusal

_START_SECONDS = 60.0
# How often is looked at what a reading process has had of its time; and how many times its seconds it may take by the clock, on a machine that is too busy for it or was put to sleep.
_LOOK_SECONDS, _MOST_BY_CLOCK = 0.25, 10
TOO_LONG = "Đọc tệp quá {} giây nên đã dừng đọc tệp này. Hãy xoá các hàng, cột, trang tính thừa hoặc chia nhỏ tệp, lưu lại dạng .xlsx rồi gửi lại."
CRASHED = "Tệp làm hỏng trình đọc giữa chừng nên không đọc được. Hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại."
# An allocation that fails inside the spreadsheet reader aborts; the system's own memory guard kills.
_MEMORY_ENDS = frozenset(-getattr(signal, name) for name in ("SIGABRT", "SIGKILL") if hasattr(signal, name)) | {OUT_OF_MEMORY}
# One thread for numbers; two memory pools, because each more takes a share of the address space.
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}


def started(command: Sequence[str], seconds: float, memory: int) -> subprocess.Popen:
    """A process that serves, started for it. Raises OSError and ValueError."""
    return subprocess.Popen(
        [*command, str(memory), str(seconds)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=os.environ | _ENVIRONMENT, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


class Child:
    """A reading process: one that was started, or a copy of this one."""

    def __init__(self, process: subprocess.Popen | Copy, seconds: float) -> None:
        self.process, self.seconds, self.late, self.spent = process, seconds, False, 0.0

    def prepare(self, setup: bytes | None) -> None:
        """`setup`: pickled; None for a copy, which has it. Raises OSError or EOFError when the process ended before it could read anything."""
        with self._deadline(_START_SECONDS):
            if setup is not None:
                send(self.process.stdin, setup)
            receive(self.process.stdout)

    def answers(self, request: Request) -> Iterator[object]:
        """The answers to a request as they come, each within the deadline; the last one is a Refusal when the process died of it.

        Stops early when the process is no longer fit; it is ended then, and what is left must be asked of another one.
        """
        asked = False
        while True:
            try:
                with self._deadline(self.seconds):
                    if not asked:
                        send(self.process.stdin, request)
                        asked = True
                    answer, fit = receive(self.process.stdout), receive(self.process.stdout)
            except Exception:
                yield self._epitaph()
                return
            if not fit:
                self.end()
            yield answer
            if not fit:
                return

    @contextlib.contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        done = threading.Event()
        watching = threading.Thread(target=self._watch, args=(seconds, done), daemon=True)
        watching.start()
        try:
            yield
        finally:
            done.set()
            watching.join()

    def _watch(self, seconds: float, done: threading.Event) -> None:
        """Ends the process once it has had its seconds: those it worked or waited, not those in which the machine gave it no turn, else what a file gives would hang on what else runs."""
        look, spent, began = min(_LOOK_SECONDS, seconds / 4), 0.0, time.monotonic()
        last, worked = began, _turns(self.process.pid)[1]
        ended = False
        while not ended:
            ended = done.wait(look)
            now, (waits, works) = time.monotonic(), _turns(self.process.pid)
            # Who looks may have had no turn either: the time between two looks counts for two at most.
            had = min(now - last, 2 * look) if waits else works - worked
            last, worked, spent = now, works, spent + had
            self.spent += had
            if not ended and (spent >= seconds or now - began >= _MOST_BY_CLOCK * seconds):
                self._too_late()
                return

    def _too_late(self) -> None:
        self.late = True
        self.process.kill()

    def _epitaph(self) -> Refusal:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
        died_of = self.process.returncode
        self.end()
        if self.late:
            return Refusal("unreadable", TOO_LONG.format(f"{self.seconds:g}".replace(".", ",")))
        return Refusal("unreadable", TOO_BIG if died_of in _MEMORY_ENDS else CRASHED)

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


def _turns(pid: int) -> tuple[bool, float]:
    """Does the process wait of its own accord, and how many processor seconds has it had (Linux; elsewhere it counts as waiting, so that the clock decides)."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as told:
            # The name in brackets may hold anything.
            fields = told.read().rpartition(")")[2].split()
        return fields[0] not in ("R", "T"), (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return True, 0.0
