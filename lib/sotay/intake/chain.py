"""One file from its bytes to its recognised tables: the work of a reading process."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from sotay.definitions.registry import Registry
from sotay.intake.files.containers import Member, full_name, parts, read
from sotay.intake.files.worker import Opened, Work, attempt, in_child
from sotay.intake.model import Source
from sotay.intake.reading import Refusal
from sotay.intake.recognition.recognise import Recogniser
from sotay.intake.workbook import SheetTables, tables_of


@dataclass(frozen=True)
class Task:
    """A file to read; `source.file` is its name as reports write it. `only_digest`: the SHA-256 of its parts is all that is wanted."""

    source: Source
    only_digest: bool = False


@dataclass(frozen=True)
class Part:
    """A file, or a file of an archive, by content; its tables, or why there are none."""

    source: Source
    sheets: SheetTables | Refusal


class _File:
    """A file opened for a task."""

    def __init__(self, task: Task, recogniser: Callable[[], Recogniser | None]) -> None:
        self.task, self.recogniser = task, recogniser
        self.sha256, self._parts = parts(task.source.path)
        self.names = [full_name(task.source.file, name) for name, _ in self._parts]

    def read(self, place: int) -> Part | str:
        data = self._parts[place][1]()
        source = replace(self.task.source, file=self.names[place], sha256=hashlib.sha256(data).hexdigest())
        return source.sha256 if self.task.only_digest else self._part(source, data)

    def _part(self, source: Source, data: bytes) -> Part:
        reading = attempt(read, Member(source.file, data), in_child())
        if isinstance(reading, Refusal):
            return Part(source, reading)
        source = replace(source, container=reading.container, encoding=reading.encoding)
        return Part(source, attempt(tables_of, reading, source, self.recogniser()))


def prepare(load: Callable[[], Registry | None]) -> Work:
    """Reads a Task's file; the registry is loaded, and its headings folded, while the first file is being opened."""

    def recogniser() -> Recogniser | None:
        registry = load()
        return None if registry is None else Recogniser(registry)

    aside = ThreadPoolExecutor(1, thread_name_prefix="sotay-headings")
    headings = aside.submit(recogniser)
    aside.shutdown(wait=False)

    def work(task: Task) -> Opened:
        return _File(task, headings.result)

    return work
