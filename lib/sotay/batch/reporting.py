"""A month's report: its notebook executed and laid out as a page and as PDF."""

from __future__ import annotations

import os
from pathlib import Path

from sotay.batch.graph import Step
from sotay.batch.keys import digests
from sotay.batch.made import Given, Made
from sotay.batch.notebook import NotebookFailed, ParameterError, execute
from sotay.batch.plan import Job
from sotay.definitions.workspace import Workspace
from sotay.reports.section import Section
from sotay.traces import READS, reads_of


def report(step: Step, workspace: Workspace, given: Given) -> Made:
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
    reports = workspace.made(month) / "reports"
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
