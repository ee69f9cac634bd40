"""The whole month: the plan of its steps, run where it should, with lock and ledger."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean

from sotay.batch.graph import month_steps, step_id
from sotay.batch.keys import month_key
from sotay.batch.ledger import WHOLE_MONTH, Ledger
from sotay.batch.lock import held
from sotay.batch.plan import Job, month_jobs
from sotay.batch.running import Done, Plan, standing
from sotay.batch.unchanged import DEFINITIONS, KEPT, remember
from sotay.batch.workers import workers
from sotay.definitions.program import program_key
from sotay.definitions.workspace import Workspace, last_day
from sotay.reports.section import Section

# What the progress bar is told: (done, of, what).
Progress = Callable[[int, int, str], None]


@dataclass
class Outcome:
    """What a month's run came to; `problems` has a Vietnamese line per report, step or rule that failed; `ran`: the steps that were done now, the others stood from an earlier run."""

    month: str
    index: Path | str
    sections: list[Section]
    problems: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)


def run_month(workspace: Workspace, month: str, jobs: int = 0, only: list[str] | None = None, force: bool = False, progress: Progress = lambda done, of, what: None, scheduler: str = "") -> Outcome:
    """Runs a month and writes everything under outputs/<month>/.

    Steps whose last entry in the ledger still holds are left as they are (none with `force`). Earlier months that have exports but no tables, or other exports than
    when they were prepared, are prepared first, because rules and trends look back at them. A whole run without a problem leaves an entry by which
    `unchanged.same_as_before` knows it again. `scheduler`: address of a Dask scheduler whose workers see the same folder; without one, this machine's processors.
    Raises DefinitionError, UnknownReport and Locked before any work, SchedulerGone, and OSError when the ledger cannot be written.
    """
    with held(workspace, f"sotay run {month}"), workers(jobs or os.cpu_count() or 1, wake=not scheduler) as team:
        # Half of this process's imports: beside those of the process that has just been woken.
        from sotay.batch.schedulers import run_here, run_on
        from sotay.definitions.kept import KeptRegistry

        definitions = KeptRegistry(workspace.parameters, workspace.internal(month) / KEPT / DEFINITIONS)
        registry = definitions.read(anew=force).at(last_day(month))
        every, planned = month_jobs(workspace, registry, month), month_jobs(workspace, registry, month, only)
        definitions.keep()
        began, key = time.perf_counter(), month_key(workspace, month)
        earlier = [m for m in workspace.months() if m < month and (workspace.incoming / m).is_dir()]
        ledgers = {m: Ledger.of(workspace, m) for m in (*earlier, month)}
        steps = month_steps(month, earlier, _longest_first(planned, list(ledgers.values())))
        _clear_away(workspace, [*earlier, month])
        ledgers[month].forget(WHOLE_MONTH)
        rest = tuple(standing(j, workspace, month) for j in every if j not in planned)
        plan = Plan(str(workspace.root), program_key(), force, rest, tuple(j.id for j in every))
        ended = _Told(ledgers, len(steps), progress)
        done = run_on(scheduler, plan, steps, ended) if scheduler else run_here(plan, steps, team, ended)
        outcome = _outcome(workspace, month, done, plan.order)
        if not only and not outcome.problems:
            remember(workspace, month, key, ledgers[month], time.perf_counter() - began)
    return outcome


def _longest_first(jobs: list[Job], ledgers: list[Ledger]) -> list[Job]:
    """The notebooks by how long each took the last time, so that no long one is left for the end; one that was never run counts as any, and of those the one with most datasets is first. `ledgers`: of the months in their order."""
    known = {job.id: entry.seconds for ledger in ledgers for job in jobs if (entry := ledger.good(step_id(job)))}
    usual = fmean(known.values()) if known else 0.0
    return sorted(jobs, key=lambda job: (known.get(job.id, usual), job.datasets), reverse=True)


class _Told:
    """Puts every ended step into its month's ledger and tells the progress bar."""

    def __init__(self, ledgers: dict[str, Ledger], total: int, progress: Progress) -> None:
        self.ledgers, self.total, self.progress, self.done = ledgers, total, progress, 0
        progress(0, total, "Bắt đầu")

    def __call__(self, ended: Done) -> None:
        self.done += 1
        if ended.entry is not None:
            self.ledgers[ended.step.month].add(ended.entry)
        self.progress(self.done, self.total, ended.step.title)


def _clear_away(workspace: Workspace, months: list[str]) -> None:
    """Removes what a run that was broken off left half written: everything is written aside first and renamed."""
    folders = [workspace.clean, *(workspace.outputs(m) for m in months)]
    found = [p for folder in folders if folder.is_dir() for p in folder.rglob("*") if p.name.endswith(".part") or (p.parent.name == "notebooks" and p.name.startswith("."))]
    for path in found:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _outcome(workspace: Workspace, month: str, done: list[Done], order: tuple[str, ...]) -> Outcome:
    """Every problem once: a step's own, and of what failed before it nothing more."""
    problems = [p for d in done for p in ([d.made.problem] if d.made.problem else []) + d.made.problems]
    seconds, sections = {k: v for d in done for k, v in d.made.seconds.items()}, {d.made.section.id: d.made.section for d in done if d.made.section}
    return Outcome(month, workspace.outputs(month) / "index.html", [sections[name] for name in order if name in sections], list(dict.fromkeys(problems)), seconds, [d.step.id for d in done if d.entry is not None])
