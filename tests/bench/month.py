"""What the benches of a whole month share: a workspace ready for its last month, a command measured with all that it starts, the plain way and the floor."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from sotay.batch.measured import Watched
from sotay.batch.plan import month_jobs
from sotay.definitions.registry import load_registry
from sotay.definitions.workspace import Workspace
from sotay.prepare import last_day

HERE = Path(__file__).resolve().parent
MONTH, MONTHS, SEED = "2026-09", 3, 2026
_LOOK_SECONDS = 0.25
_SAID_IN = {"PYTHONIOENCODING": "utf-8"}


@dataclass(frozen=True)
class Ran:
    """A command: seconds, its highest memory in MB with shared pages counted once (None where the system does not tell), and what it printed."""

    seconds: float
    peak_mb: float | None
    printed: str = ""


def run(*command: str | Path, cwd: Path, most_memory: bool = True) -> Ran:
    """Runs a command to its end. Raises RuntimeError with the end of what it complained when it fails."""
    began = time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], cwd=cwd, env=os.environ | _SAID_IN, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    watched, ended = Watched(process.pid), threading.Event()

    def look() -> None:
        while not ended.wait(_LOOK_SECONDS):
            watched.look()

    looking = threading.Thread(target=look, daemon=True)
    if most_memory:
        looking.start()
    printed, complained = process.communicate()
    seconds = time.perf_counter() - began
    ended.set()
    if process.returncode:
        raise RuntimeError(f"{command}: {process.returncode}\n{complained[-2000:]}")
    return Ran(seconds, watched.peak_bytes / 1e6 if watched.peak_bytes else None, printed)


def sotay(workspace: Path, *arguments: str, most_memory: bool = True) -> Ran:
    """`sotay run` of the last month."""
    return run(sys.executable, "-m", "sotay", "run", MONTH, "--workspace", workspace, *arguments, cwd=workspace, most_memory=most_memory)


def ready(folder: Path, size: float) -> Path:
    """A workspace of synthetic exports whose earlier months have been prepared, and whose last month has not been touched."""
    run(sys.executable, "-m", "sotay", "demo", folder, "--months", str(MONTHS), "--seed", str(SEED), "--size", str(size), cwd=folder.parent, most_memory=False)
    earlier = Workspace(folder).months()[-2]
    run(sys.executable, "-m", "sotay", "run", earlier, "--only", "tong_hop", "--workspace", folder, cwd=folder, most_memory=False)
    return folder


def copy_of(workspace: Path, name: str) -> Path:
    """The same workspace again, file times included: they tell when an export was handed in."""
    return Path(shutil.copytree(workspace, workspace.with_name(name)))


def rows_read(workspace: Path) -> int:
    import pandas as pd

    intake = pd.read_csv(Workspace(workspace).internal(MONTH) / "intake.csv", encoding="utf-8-sig")
    return int(intake["rows_read"].sum())


def stages(workspace: Path) -> dict[str, float]:
    """Seconds by step as the manifest tells them."""
    return json.loads((Workspace(workspace).outputs(MONTH) / "manifest.json").read_text(encoding="utf-8"))["seconds"]


def reports(workspace: Path) -> int:
    return len(list((Workspace(workspace).outputs(MONTH) / "reports").glob("*.pdf")))


def floor(workspace: Path) -> tuple[Ran, dict[str, float]]:
    """One process for everything, and its seconds by stage. It tells its memory itself: who looks at it from outside holds it up."""
    ran = run(sys.executable, HERE / "floor.py", workspace, MONTH, cwd=workspace, most_memory=False)
    told = json.loads(ran.printed)
    return Ran(ran.seconds, told["peak_mb"]), told["seconds"]


def plain(workspace: Path) -> tuple[float, dict[str, float]]:
    """The month prepared as the first notebook would do it, then for every notebook a Papermill process and an nbconvert process per format, one after the other."""
    place = Workspace(workspace)
    spent = dict.fromkeys(("prepare", "papermill", "html", "pdf"), 0.0)
    spent["prepare"] = run(sys.executable, "-c", f"from sotay import open_book; open_book({MONTH!r}, {str(workspace)!r})", cwd=workspace, most_memory=False).seconds
    out = workspace / "plain"
    out.mkdir()
    for job in month_jobs(place, load_registry(place.parameters).at(last_day(MONTH)), MONTH):
        executed = out / f"{job.id}.ipynb"
        given = [word for name, value in job.parameters.items() for word in ("-r", name, value)]
        spent["papermill"] += run(sys.executable, "-m", "papermill", job.notebook, executed, "-k", "python3", "--no-progress-bar", *given, cwd=workspace, most_memory=False).seconds
        for kind, exporter in (("html", "SotayPage"), ("pdf", "SotayPdf")):
            spent[kind] += run(sys.executable, "-m", "nbconvert", "--to", f"sotay.reports.exporter.{exporter}", executed, cwd=workspace, most_memory=False).seconds
    return sum(spent.values()), spent


def correct_an_export(workspace: Path) -> Path:
    """Takes the last row out of the largest csv of the month, as a unit does that hands a corrected export in."""
    path = max((workspace / "data" / "incoming" / MONTH).rglob("*.csv"), key=lambda p: (p.stat().st_size, p.name))
    lines = path.read_bytes().rstrip(b"\r\n").splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    return path
