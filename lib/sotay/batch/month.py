"""The whole month: prepare, execute and render every notebook, then the index and the manifest."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable
from concurrent.futures import as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import Path

from sotay.batch.closing import STEPS, close_month
from sotay.batch.manifest import write_manifest
from sotay.batch.notebook import NotebookFailed, ParameterError, execute
from sotay.batch.plan import Job, month_jobs
from sotay.batch.unchanged import forget, remember, run_key
from sotay.batch.workers import Workers, workers
from sotay.checks.run import PROGRAM_FAULT
from sotay.definitions.handed import hand_over
from sotay.definitions.registry import load_registry
from sotay.definitions.workspace import Workspace
from sotay.prepare import TABLES, last_day, prepare_month
from sotay.publish.holding import Gate
from sotay.publish.register import BrokenRegister
from sotay.publish.release import clear_packages, make_packages
from sotay.reports.index import Section, render_index
from sotay.tracking.restatement import record_scoring

# What the progress bar is told: (done, of, what).
Progress = Callable[[int, int, str], None]


@dataclass
class Outcome:
    """What a month's run came to; `problems` has a Vietnamese line per report or rule that failed."""

    month: str
    index: Path
    sections: list[Section]
    problems: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


def prepared(workspace: Workspace, month: str) -> bool:
    """Are the month's internal tables there."""
    return all((workspace.internal(month) / f"{name}.csv").is_file() for name in TABLES)


def run_month(workspace: Workspace, month: str, jobs: int = 0, only: list[str] | None = None, force: bool = False, progress: Progress = lambda done, of, what: None) -> Outcome:
    """Runs a month and writes everything under outputs/<month>/.

    Earlier months that have exports but no tables are prepared first (all of them with `force`), because rules and trends look back at them.
    A whole run without a problem leaves a record by which `unchanged.same_as_before` knows it again. Raises DefinitionError and UnknownReport before any work.
    """
    registry = load_registry(workspace.parameters)
    planned = month_jobs(workspace, registry.at(last_day(month)), month, only)
    key = run_key(workspace, month)
    forget(workspace, month)
    with workers() as team:
        hand_over(registry, team.definitions)
        outcome = _run_month(workspace, month, planned, jobs, force, progress, team)
    if not only and not outcome.problems:
        remember(workspace, month, key)
    return outcome


def _run_month(workspace: Workspace, month: str, planned: list[Job], jobs: int, force: bool, progress: Progress, team: Workers) -> Outcome:
    earlier = [m for m in workspace.months() if m < month and (workspace.incoming / m).is_dir() and (force or not prepared(workspace, m))]
    total, done, seconds = len(earlier) + 1 + len(planned) + len(STEPS), 0, {}
    for before in earlier:
        progress(done, total, f"Chuẩn bị số liệu tháng {before}")
        record_scoring(workspace, prepare_month(workspace, before), dt.date.today())
        done += 1
    started = time.perf_counter()
    result = prepare_month(workspace, month, lambda text: progress(done, total, text))
    record_scoring(workspace, result, dt.date.today())
    seconds["prepare"] = round(time.perf_counter() - started, 3)
    done += 1
    sections = []
    for section, spent in _sections(workspace, month, planned, jobs, team):
        done += 1
        progress(done, total, section.title)
        sections.append(section)
        seconds[section.id] = round(spent, 3)
    ran = {s.id: s for s in sections}
    every = [ran.get(j.id) or _kept(j, workspace, month) for j in month_jobs(workspace, result.registry, month)]
    problems, spent = close_month(workspace, result, lambda number, title: progress(done + number, total, title))
    outcome = _finish(workspace, month, result, every, [s for s in every if s.id in ran], seconds | spent)
    outcome.problems += problems
    return outcome


def _kept(job: Job, workspace: Workspace, month: str) -> Section:
    """A report left out by `only`: as it stands from an earlier run."""
    page, pdf = (workspace.outputs(month) / "reports" / f"{job.id}.{ending}" for ending in ("html", "pdf"))
    html = f"reports/{page.name}" if page.is_file() else None
    return Section(job.id, job.title, job.group, html, f"reports/{pdf.name}" if html and pdf.is_file() else None, "" if html else "chưa chạy")


def _finish(workspace: Workspace, month: str, result, every: list[Section], ran: list[Section], seconds: dict[str, float]) -> Outcome:
    from sotay.book import Book

    index = workspace.outputs(month) / "index.html"
    started = time.perf_counter()
    gate = Gate(workspace, result)
    held = gate.hold_back([p for p in gate.outgoing() if p != index])
    every, ran = ([_as_released(s, held) for s in sections] for sections in (every, ran))
    render_index(Book(workspace, month), every, index)
    held |= gate.hold_back([index])
    seconds["gate"] = round(time.perf_counter() - started, 3)
    started = time.perf_counter()
    refused, unmade = _packages(workspace, month, result, held, gate)
    held |= refused
    seconds["packages"] = round(time.perf_counter() - started, 3)
    held |= gate.hold_back([write_manifest(workspace, month, result, seconds)])
    runs = result.tables["runs"]
    faults = runs[runs["reason"].str.startswith(PROGRAM_FAULT)]
    problems = [f"Thiếu báo cáo {s.title}: {s.problem}" for s in ran if s.html is None] + [f"Quy tắc {f.rule} của bảng {f.table} không chạy được: {f.reason}" for f in faults.itertuples()]
    problems += unmade
    return Outcome(month, index, ran, problems + [f"{gate.shown(name)}: {why}" for name, why in sorted(held.items())], seconds)


def _packages(workspace: Workspace, month: str, result, held: dict[str, str], gate: Gate) -> tuple[dict[str, str], list[str]]:
    """A package for every recipient; when they cannot be made, there is none at all, and the month goes on."""
    try:
        return make_packages(workspace, result.registry, month, held, gate.hold_back), []
    except BrokenRegister as reason:
        clear_packages(workspace, month)
        return {}, [f"Đóng gói theo nơi nhận: {reason}."]
    except Exception as error:  # its text may quote a value
        clear_packages(workspace, month)
        return {}, [f"Đóng gói theo nơi nhận: lỗi {type(error).__name__}, chưa có gói nào."]


def _as_released(section: Section, held: dict[str, str]) -> Section:
    """The report without the files that the gate holds back."""
    why = held.get(section.html or "") or held.get(section.pdf or "")
    if not why:
        return section
    return replace(section, html=None if section.html in held else section.html, pdf=None if section.pdf in held else section.pdf, problem=why)


def _sections(workspace: Workspace, month: str, planned: list[Job], jobs: int, team: Workers):
    """Sections as they finish, with the seconds each took; a worker that dies costs only its own report."""
    todo = [(j, workspace, month) for j in planned]
    count = max(1, min(jobs or os.cpu_count() or 1, len(todo)))
    while todo:
        broken: list[tuple] = []
        with team.pool(count) as pool:
            running = {pool.submit(run_job, *item): item for item in todo}
            for future in as_completed(running):
                item = running[future]
                try:
                    yield future.result()
                except BrokenProcessPool:
                    broken.append(item)
        # After a crash the reports that were waiting run again, one process each time, so that the guilty one is known.
        if broken and count == 1 and len(broken) == len(todo):
            yield _failed(broken[0][0], "tiến trình bị hệ thống dừng (thiếu bộ nhớ?)"), 0.0
            broken = broken[1:]
        todo, count = broken, 1


def _failed(job: Job, problem: str) -> Section:
    return Section(job.id, job.title, job.group, None, None, problem)


def run_job(job: Job, workspace: Workspace, month: str) -> tuple[Section, float]:
    """One report in a process of its own: execute, HTML, PDF. Never raises; what went wrong stands in the section."""
    started = time.perf_counter()
    try:
        section = _run(job, workspace, month)
    except (NotebookFailed, ParameterError) as error:
        section = _failed(job, str(error))
    except Exception as error:  # the text of an unforeseen error may quote a value
        section = _failed(job, f"lỗi {type(error).__name__} khi dựng báo cáo")
    if section.html is None:
        for ending in ("html", "pdf"):
            (workspace.outputs(month) / "reports" / f"{job.id}.{ending}").unlink(missing_ok=True)
    return section, time.perf_counter() - started


def _run(job: Job, workspace: Workspace, month: str) -> Section:
    from sotay.reports.page import render
    from sotay.reports.pdf import PdfUnavailable, render_pdf

    executed = workspace.internal(month) / "notebooks" / f"{job.id}.ipynb"
    execute(job.notebook, executed, job.parameters, workspace.root)
    page, pdf = (workspace.outputs(month) / "reports" / f"{job.id}.{ending}" for ending in ("html", "pdf"))
    render(executed, page, job.title, job.group)
    try:
        render_pdf(page, pdf)
    except PdfUnavailable as missing:
        pdf.unlink(missing_ok=True)
        return Section(job.id, job.title, job.group, f"reports/{page.name}", None, str(missing))
    return Section(job.id, job.title, job.group, f"reports/{page.name}", f"reports/{pdf.name}", "")
