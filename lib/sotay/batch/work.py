"""What the steps of a month do, each in a process of its own: they read and write the workspace and give back a few words."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sotay.batch.closing import close_month
from sotay.batch.finish import finish_month
from sotay.batch.graph import CLOSING, FINISH, NOTEBOOK, PREPARE, Step
from sotay.batch.keys import digests
from sotay.batch.made import Given, Made
from sotay.batch.manifest import MANIFEST
from sotay.batch.notebook import NotebookFailed, ParameterError, execute
from sotay.batch.plan import Job
from sotay.batch.storage import storage_words
from sotay.batch.unchanged import KEPT, PREPARED
from sotay.definitions.handed import content_key
from sotay.definitions.program import program_key
from sotay.definitions.steps import StepCache
from sotay.definitions.workspace import Workspace
from sotay.prepare import TABLES, Prepared, prepare_month
from sotay.publish.release import FOLDER
from sotay.reports.section import Section
from sotay.traces import READS, reads_of
from sotay.tracking.restatement import LEDGER, record_scoring

# Where the closing steps write, beside the notebooks' reports.
_CLOSING_FOLDERS = ("returns", "open_data", "reports", "internal/exchange")


def do(step: Step, workspace: Workspace, given: Given) -> Made:
    """Does one step. Never raises for what the data or the machine is: the reason stands in the result."""
    started = time.perf_counter()
    try:
        made = _DO[step.kind](step, workspace, given)
    except OSError as error:
        made = Made(problem=f"{step.title}: {storage_words(error)}")
    except MemoryError:
        made = Made(problem=f"{step.title}: máy không đủ bộ nhớ. Đóng bớt chương trình khác hoặc chạy với --jobs 1.")
    except Exception as error:  # the text of an unforeseen error may quote a value
        made = Made(problem=f"{step.title}: lỗi {type(error).__name__}, chưa làm được bước này.")
    made.seconds = {step.job.id if step.job else step.kind: round(time.perf_counter() - started, 3)} | made.seconds
    return made


def _prepare(step: Step, workspace: Workspace, given: Given) -> Made:
    internal = workspace.internal(step.month)
    if given.force:
        shutil.rmtree(internal / KEPT, ignore_errors=True)
    kept = StepCache(internal / KEPT, f"{program_key()} {content_key(workspace.parameters)}")
    result = prepare_month(workspace, step.month, steps=kept)
    record_scoring(workspace, result, dt.date.today())
    with _whole(internal / PREPARED) as aside, open(aside, "wb", opener=_private) as target:
        pickle.dump(result, target, protocol=pickle.HIGHEST_PROTOCOL)
    left = [internal / f"{name}.csv" for name in TABLES] + [internal / PREPARED, *_stored(workspace, step.month)]
    return Made(digests(workspace.root, [*left, *(p for p in [internal / LEDGER] if p.is_file())]))


def _stored(workspace: Workspace, month: str) -> Iterator[Path]:
    return (p for p in workspace.clean.rglob("*.parquet") if p.name.startswith(f"{month}."))


def prepared(workspace: Workspace, month: str) -> Prepared:
    """The month as its first step left it: a file of this workspace's internal folder, written by its own owner and checked by hash before anything rests on it."""
    with (workspace.internal(month) / PREPARED).open("rb") as source:
        return pickle.load(source)


def _notebook(step: Step, workspace: Workspace, given: Given) -> Made:
    reads = workspace.internal(step.month) / "notebooks" / f".{step.job.id}.reads"
    reads.parent.mkdir(parents=True, exist_ok=True)
    reads.unlink(missing_ok=True)
    os.environ[READS] = str(reads)
    try:
        section = run_job(step.job, workspace, step.month)
        noted = reads_of(reads)
    finally:
        os.environ.pop(READS, None)
        reads.unlink(missing_ok=True)
    left = [p for p in _report(step.job, workspace, step.month) if p.is_file()]
    return Made(digests(workspace.root, left), noted, section, problem="" if section.html else f"Thiếu báo cáo {section.title}: {section.problem}")


def _report(job: Job, workspace: Workspace, month: str) -> list[Path]:
    """The report's page, its PDF and the executed notebook."""
    reports = workspace.outputs(month) / "reports"
    return [reports / f"{job.id}.html", reports / f"{job.id}.pdf", workspace.internal(month) / "notebooks" / f"{job.id}.ipynb"]


def run_job(job: Job, workspace: Workspace, month: str) -> Section:
    """One report: execute, HTML, PDF. What went wrong with the notebook stands in the section; a full disk raises OSError."""
    try:
        section = _run(job, workspace, month)
    except (NotebookFailed, ParameterError) as error:
        section = Section(job.id, job.title, job.group, None, None, str(error))
    except OSError:
        raise
    except Exception as error:  # the text of an unforeseen error may quote a value
        section = Section(job.id, job.title, job.group, None, None, f"lỗi {type(error).__name__} khi dựng báo cáo")
    if section.html is None:
        for path in _report(job, workspace, month)[:2]:
            path.unlink(missing_ok=True)
    return section


def _run(job: Job, workspace: Workspace, month: str) -> Section:
    from sotay.reports.page import render
    from sotay.reports.pdf import PdfUnavailable, render_pdf

    page, pdf, executed = _report(job, workspace, month)
    aside = executed.with_name(f".{executed.name}")
    try:
        execute(job.notebook, aside, job.parameters, workspace.root)
    finally:
        if aside.is_file():
            os.replace(aside, executed)
    render(executed, page, job.title, job.group)
    try:
        render_pdf(page, pdf)
    except PdfUnavailable as missing:
        pdf.unlink(missing_ok=True)
        return Section(job.id, job.title, job.group, f"reports/{page.name}", None, str(missing))
    return Section(job.id, job.title, job.group, f"reports/{page.name}", f"reports/{pdf.name}", "")


def _closing(step: Step, workspace: Workspace, given: Given) -> Made:
    result, out = prepared(workspace, step.month), workspace.outputs(step.month)
    problems, seconds = close_month(workspace, result)
    notebooks = {out / "reports" / f"{name}.{ending}" for name in given.reports for ending in ("html", "pdf")}
    left = [p for folder in _CLOSING_FOLDERS for p in (out / folder).rglob("*") if p.is_file() and p not in notebooks and not p.name.endswith(".part")]
    return Made(digests(workspace.root, left), problems=problems, seconds=seconds)


def _finish(step: Step, workspace: Workspace, given: Given) -> Made:
    problems, seconds = finish_month(workspace, step.month, prepared(workspace, step.month), list(given.sections), given.seconds)
    out = workspace.outputs(step.month)
    left = [p for p in (out / "index.html", out / MANIFEST, *(out / FOLDER).rglob("*")) if p.is_file()]
    return Made(digests(workspace.root, left), problems=problems, seconds=seconds)


_DO = {PREPARE: _prepare, NOTEBOOK: _notebook, CLOSING: _closing, FINISH: _finish}


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file to write that takes the place of `path` once it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.part")
    yield aside
    os.replace(aside, path)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
