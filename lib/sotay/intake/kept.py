"""Files read before: what reading one gave is taken from the month's kept steps while its bytes, its name and the day it came are the same."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from sotay.definitions.handed import every_processor, processors
from sotay.definitions.steps import StepCache
from sotay.intake.chain import Part, Task
from sotay.intake.files.guarded import GuardedReader, Item
from sotay.intake.files.handover import receive, send
from sotay.intake.files.snapshot import OPEN_FLAGS
from sotay.intake.handed_in import size_of
from sotay.intake.reading import MAX_BYTES, Refusal

Key = TypeVar("Key")
Outcome = list[tuple[str, object]]
_STEP = "read"


class Readings:
    """Asks the reading processes only for files not known yet; none is started when every file is.

    `start`: opens a reader with at most so many processes. `steps`: None reads everything. `facts`: what a reading follows from besides the file, the definitions and the program.
    """

    def __init__(self, start: Callable[[int], GuardedReader], steps: StepCache | None, *facts: object) -> None:
        self.start, self.steps, self.facts = start, steps, facts
        self._reader: GuardedReader | None = None

    def in_order(self, tasks: Iterable[tuple[Key, Task]]) -> Iterator[tuple[Key, Outcome]]:
        """Every task's key with the name and outcome of each part of its file, in the order they came, as GuardedReader.in_order gives them."""
        looked = [(key, task, digest_of(task.source.path) if self.steps else None) for key, task in tasks]
        # The reading processes get ready while this one loads what is known.
        self._start(sum(1 for _, task, digest in looked if not (digest and self.steps and self.steps.has(_STEP, digest, task, *self.facts))))
        order = deque((key, task, digest, self._known(task, digest)) for key, task, digest in looked)
        for found in self._read([task for _, task, _, known in order if known is None]):
            yield from _until_unknown(order)
            key, task, digest, _ = order.popleft()
            self._keep(task, digest, found)
            yield key, found
        yield from _until_unknown(order)

    def _known(self, task: Task, digest: str | None) -> Outcome | None:
        """What an earlier reading of a file gave."""
        packed = self.steps.get(_STEP, digest, task, *self.facts) if digest and self.steps else None
        return receive(BytesIO(packed)) if packed else None

    def _start(self, count: int) -> GuardedReader | None:
        """Starts what reads so many files, if there are any and nothing has been started."""
        if self._reader is None and count:
            self._reader = self.start(count)
        return self._reader

    def _read(self, tasks: list[Task]) -> Iterator[Outcome]:
        reader = self._start(len(tasks))
        if reader is None or not tasks:
            return
        with ExitStack() as busy:
            if len(tasks) >= processors():
                busy.enter_context(every_processor())
            for left, (_, found) in zip(range(len(tasks) - 1, -1, -1), reader.in_order(Item(None, t, size_of(t.source.path)) for t in tasks), strict=True):
                if left < processors():
                    busy.close()
                yield found

    def _keep(self, task: Task, digest: str | None, found: Outcome) -> None:
        # The file may have been written to since its bytes were looked at.
        if digest and _lasting(found) and digest_of(task.source.path) == digest:
            packed = BytesIO()
            send(packed, found)
            self.steps.put(_STEP, packed.getvalue(), digest, task, *self.facts)


def _until_unknown(order: deque) -> Iterator[tuple[object, Outcome]]:
    while order and order[0][3] is not None:
        key, _, _, found = order.popleft()
        yield key, found


def _lasting(found: Outcome) -> bool:
    """Whether another reading would give the same: "unreadable" may be for want of time, memory or rights."""
    said = [part.sheets if isinstance(part, Part) else part for _, part in found]
    return not any(isinstance(x, Refusal) and x.status == "unreadable" for x in said)


def digest_of(path: Path) -> str | None:
    """The SHA-256 of a file; None for what is no regular file of a size that is read, or cannot be opened."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        with os.fdopen(os.open(path, OPEN_FLAGS), "rb") as file:
            status = os.fstat(file.fileno())
            return hashlib.file_digest(file, "sha256").hexdigest() if stat.S_ISREG(status.st_mode) and status.st_size <= MAX_BYTES else None
    except OSError:
        return None
