"""The floor under a month: one Python process that reads, cleans, checks, scores, draws and lays out the same pages; no notebook machinery, no kernel, no further process.

After that it makes what a month makes besides the notebooks' reports (documents, returned files, gate, packages), told apart: with it, the floor does the whole of a month's work.
Of this, the monthly report's and the index's pages are told once more by themselves ("pages"): they are pages too.
`python floor.py WORKSPACE MONTH` prints its seconds per stage and its highest memory in MB as JSON.
"""

from __future__ import annotations

import os

# Exports are read here instead of in guarded children: said before anything of the suite is imported.
os.environ["SOTAY_READ_IN_PROCESS"] = "1"
os.environ.setdefault("MPLBACKEND", "agg")

import ast  # noqa: E402
import datetime as dt  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from collections import defaultdict  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from contextlib import contextmanager  # noqa: E402
from pathlib import Path  # noqa: E402
from types import ModuleType  # noqa: E402
from typing import Any  # noqa: E402

import sotay.batch.warm.imports  # noqa: E402, F401
from sotay.batch import finish  # noqa: E402
from sotay.batch.closing import close_month  # noqa: E402
from sotay.batch.plan import Job, month_jobs  # noqa: E402
from sotay.definitions.handed import HANDED, hand_over  # noqa: E402
from sotay.definitions.workspace import Workspace  # noqa: E402
from sotay.prepare import prepare_month  # noqa: E402
from sotay.reports.official import make  # noqa: E402
from sotay.reports.page import full_page, write_page  # noqa: E402
from sotay.reports.paragraphs import paragraphs  # noqa: E402
from sotay.reports.pdf import write_pdf  # noqa: E402
from sotay.reports.section import Section  # noqa: E402
from sotay.tracking.restatement import record_scoring  # noqa: E402


class Spent:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def on(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[stage] += time.perf_counter() - began

    def told_apart(self, module: ModuleType, name: str, stage: str) -> None:
        """Counts a function's seconds as a stage of their own, besides those of the stage that calls it."""
        real = getattr(module, name)

        def timed(*given: Any, **named: Any) -> Any:
            with self.on(stage):
                return real(*given, **named)

        setattr(module, name, timed)


def month(workspace: Workspace, named: str) -> dict[str, float]:
    """Everything; the pages go where a batch's go until the gate lets them out."""
    spent = Spent()
    for module, name in ((make, "monthly_report"), (make, "write_paper"), (finish, "render_index")):
        spent.told_apart(module, name, "pages")
    with spent.on("prepare"):
        result = prepare_month(workspace, named)
        record_scoring(workspace, result, dt.date.today())
    with tempfile.TemporaryDirectory() as folder:
        hand_over(result.registry, Path(folder))
        os.environ[HANDED] = folder
        jobs = month_jobs(workspace, result.registry, named)
        for job in jobs:
            report(job, workspace.made(named) / "reports", spent)
        with spent.on("papers"):
            close_month(workspace, result)
        with spent.on("finish"):
            finish.finish_month(workspace, named, result, [Section(j.id, j.title, j.group, f"reports/{j.id}.html", f"reports/{j.id}.pdf", "") for j in jobs], {})
    return dict(spent.seconds)


def report(job: Job, folder: Path, spent: Spent) -> None:
    with spent.on("cells"):
        body = body_of(job)
    with spent.on("html"):
        page = full_page(body, job.title, job.group)
        write_page(folder / f"{job.id}.html", page)
    with spent.on("pdf"):
        write_pdf(page, folder / f"{job.id}.pdf")


def body_of(job: Job) -> str:
    """What the template makes of an executed notebook, from the cells themselves."""
    names: dict = {}
    parts, given = [], False
    for cell in json.loads(job.notebook.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(f'<div class="words">{paragraphs(source)}</div>\n')
        elif cell["cell_type"] == "code":
            parts.append(_ran(source, names))
            if not given and "parameters" in cell["metadata"].get("tags", []):
                names |= job.parameters
                given = True
    return "".join(parts)


def _ran(source: str, names: dict) -> str:
    """A cell's result as its HTML; what the last line gives is shown, as in a notebook."""
    lines = ast.parse(source).body
    last = lines.pop() if lines and isinstance(lines[-1], ast.Expr) else None
    exec(compile(ast.Module(lines, []), "cell", "exec"), names)
    shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None
    if shown is None:
        return ""
    return f'<div class="out"><div class="sotay">{shown.html}</div></div>\n'


def highest_mb() -> float | None:
    """Of this process so far; None where the system does not tell."""
    try:
        import resource
    except ImportError:
        return None
    # macOS tells bytes, Linux KB.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


if __name__ == "__main__":
    spent = month(Workspace(Path(sys.argv[1]).resolve()), sys.argv[2])
    print(json.dumps({"seconds": spent, "peak_mb": highest_mb()}))
