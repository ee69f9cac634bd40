"""Has workbooks written in child processes with limits on time and memory; one that cannot be written as asked is written more plainly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from sotay.intake.files.guarded import GuardedReader, Item
from sotay.reports.returned.job import KEEP, LIST, REBUILD, TOO_LARGE, Job
from sotay.reports.returned.unit_index import UnitIndex
from sotay.reports.returned.writing import NOT_KEPT, prepare

Key = TypeVar("Key")
SECONDS = 60.0
_PLAINER = {KEEP: (REBUILD, NOT_KEPT), REBUILD: (LIST, TOO_LARGE)}


def written(jobs: Iterable[tuple[Key, Job | UnitIndex]], workers: int = 2, seconds: float = SECONDS) -> Iterator[tuple[Key, bytes | None]]:
    """Every job's key with its workbook, None when not even the first sheet could be made; those that had to be tried again come last."""
    with GuardedReader(prepare, workers=workers, seconds=seconds) as writer:
        waiting = list(jobs)
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
