"""Has workbooks written in child processes with limits on time and memory; one that cannot be written as asked is written more plainly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from sotay.intake.files.guarded import GuardedReader, Item
from sotay.reports.returned.job import KEEP, LIST, REBUILD, TOO_LARGE, Job
from sotay.reports.returned.unit_index import UnitIndex
from sotay.reports.returned.writing import NOT_KEPT, prepare

Key = TypeVar("Key")
SECONDS, LARGE_BYTES = 60.0, 1 << 20
_PLAINER = {KEEP: (REBUILD, NOT_KEPT), REBUILD: (LIST, TOO_LARGE)}


def written(jobs: Iterable[tuple[Key, Job | UnitIndex]], workers: int = 2, seconds: float = SECONDS) -> Iterator[tuple[Key, bytes | None]]:
    """Every job's key with its workbook, None when not even the first sheet could be made; those that had to be tried again come last of their kind, and large files last of all.

    Of large files one is written at a time: each takes some hundred times its size in memory, and two of them as much as all else of a large commune's month.
    """
    every = list(jobs)
    for waiting, count in (([j for j in every if not _large(j[1])], workers), ([j for j in every if _large(j[1])], 1)):
        if waiting:
            yield from _written(waiting, count, seconds)


def _large(job: Job | UnitIndex) -> bool:
    try:
        return isinstance(job, Job) and job.mode in _PLAINER and job.path is not None and job.path.stat().st_size > LARGE_BYTES
    except OSError:
        return False


def _written(waiting: list[tuple[Key, Job | UnitIndex]], workers: int, seconds: float) -> Iterator[tuple[Key, bytes | None]]:
    with GuardedReader(prepare, workers=workers, seconds=seconds) as writer:
        while waiting:
            again = []
            asked = [Item((key, job), job) for key, job in waiting]
            for (key, job), answers in writer.in_order(asked):
                content = answers[0][1] if answers else None
                if isinstance(content, bytes):
                    yield key, content
                elif isinstance(job, Job) and job.mode in _PLAINER:
                    again.append((key, job.as_(*_PLAINER[job.mode])))
                else:
                    yield key, None
            waiting = again
