"""Decides how one file comes back, and says where it is and what is marked in it."""

from __future__ import annotations

from collections.abc import Sequence

from sotay.definitions.workspace import last_day
from sotay.intake.model import Export
from sotay.reports.returned.job import KEEP, KEPT_CONTAINERS, LIST, REBUILD, TOO_LARGE, Job, Letter, Mark
from sotay.reports.returned.marks import found_tables

# A workbook of more cells takes minutes to write and is no help to a clerk: the list names the rows instead.
MOST_CELLS = 1_000_000


def made_on(month: str) -> str:
    """The time written into the workbook: the month's last day, so that it does not depend on when it was made."""
    return f"{last_day(month):%Y-%m-%d}T00:00:00Z"


def job_of(letter: Letter, month: str, exports: Sequence[Export], marks: tuple[Mark, ...]) -> Job:
    """The job for one file, all of whose exports are given."""
    source, tables = exports[0].source, [t for e in exports for t in e.tables]
    mode = LIST if not marks else KEEP if source.container in KEPT_CONTAINERS else REBUILD
    job = Job(letter, made_on(month), source.path, source.sha256, source.container, mode, marks, found_tables(tables))
    return job.as_(LIST, TOO_LARGE) if mode != LIST and sum(t.cells.size for t in tables) > MOST_CELLS else job
