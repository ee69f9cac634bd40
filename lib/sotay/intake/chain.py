"""One file from its bytes to its recognised tables: the work of a reading process."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sotay.intake.files.ahead import FirstSheet, first_sheet
from sotay.intake.files.opening import full_name, parts
from sotay.intake.files.worker import Opened, Work, attempt, in_child
from sotay.intake.model import Source
from sotay.intake.reading import Member, Reading, Refusal

if TYPE_CHECKING:
    from sotay.definitions.registry import Registry
    from sotay.intake.workbook import SheetTables

Read = Callable[[Member, "FirstSheet | None"], Reading]
Find = Callable[[Reading, Source], "SheetTables"]


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

    def __init__(self, task: Task, reader: Callable[[], Read], finder: Callable[[], Find]) -> None:
        self.task, self.reader, self.finder = task, reader, finder
        self.sha256, self._parts = parts(task.source.path)
        self.names = [full_name(task.source.file, name) for name, _ in self._parts]

    def read(self, place: int) -> Part | str:
        data = self._parts[place][1]()
        source = replace(self.task.source, file=self.names[place], sha256=hashlib.sha256(data).hexdigest())
        return source.sha256 if self.task.only_digest else self._part(source, data)

    def _part(self, source: Source, data: bytes) -> Part:
        ahead = first_sheet(data) if in_child() else None
        reading = attempt(self.reader(), Member(source.file, data), ahead)
        if isinstance(reading, Refusal):
            return Part(source, reading)
        source = replace(source, container=reading.container, encoding=reading.encoding)
        return Part(source, attempt(self.finder(), reading, source))


def prepare(load: Callable[[], Registry | None]) -> Work:
    """Reads a Task's file; the readers and the registry are loaded, and its headings folded, while the first file is being opened and parsed."""
    aside = ThreadPoolExecutor(1, thread_name_prefix="sotay-headings")
    reader, finder = aside.submit(_reader), aside.submit(_finder, load)
    aside.shutdown(wait=False)

    def work(task: Task) -> Opened:
        return _File(task, reader.result, finder.result)

    return work


# What is imported in these two takes as long to load as a thousand rows to read.


def _reader() -> Read:
    from sotay.intake.files.containers import read

    return read


def _finder(load: Callable[[], Registry | None]) -> Find:
    from sotay.intake.recognition.recognise import Recogniser
    from sotay.intake.workbook import tables_of

    registry = load()
    recogniser = None if registry is None else Recogniser(registry)
    return lambda reading, source: tables_of(reading, source, recogniser)
