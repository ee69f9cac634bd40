"""Many kernels forked one after the other from one process: seconds each, and that none leaves a process, a socket, a file or memory behind. Linux only."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat

from frame import Row
from sotay.batch.notebook import execute
from sotay.batch.warm.address import ADDRESS
from sotay.batch.workers import SHARE

FORKS = int(os.environ.get("SOTAY_BENCH_FORKS", "500"))
MOST_GROWTH_MB = 2.0
_WORKER = (
    "import os, sys; from pathlib import Path; import sotay.batch.warm.imports; from sotay.batch.workers import begin; begin(Path(sys.argv[1]), 'warm'); "
    "print(os.environ['SOTAY_KERNELS_AT'], flush=True); sys.stdin.read()"
)


def bench_forks(scratch: Path) -> list[Row]:
    if not Path("/proc/self/status").is_file():
        return []
    notebook = _notebook(scratch)
    # A socket's path is limited to about 100 bytes.
    with tempfile.TemporaryDirectory(prefix="st-") as folder, _worker(Path(folder)) as server:
        _once(notebook, scratch)
        before, memory = _held(server, Path(folder)), _memory_mb(server)
        began = time.perf_counter()
        for _ in range(FORKS):
            _once(notebook, scratch)
        seconds = time.perf_counter() - began
        _same(before, server, Path(folder))
        grown = _memory_mb(server) - memory
        if grown > MOST_GROWTH_MB:
            raise AssertionError(f"the process that forks grew by {grown:.1f} MB")
    return [Row(f"Nhân nóng: {FORKS} sổ một ô, lần lượt", f"warm kernels: {FORKS} notebooks of one cell, one after the other", str(FORKS), seconds, seconds / FORKS, "một sổ, giây (one, seconds)", memory + grown)]


def _notebook(folder: Path) -> Path:
    content = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}, "language_info": {"name": "python"}})
    content.cells = [nbformat.v4.new_code_cell('month: str = ""', metadata={"tags": ["parameters"]}), nbformat.v4.new_code_cell("month")]
    path = folder / "mot-o.ipynb"
    nbformat.write(content, path)
    return path


def _once(notebook: Path, folder: Path) -> None:
    execute(notebook, folder / "xong.ipynb", {"month": "2026-09"}, folder)


@contextlib.contextmanager
def _worker(folder: Path) -> Iterator[int]:
    """A batch's worker with its kernels' parent; the parent's process number."""
    process = subprocess.Popen([sys.executable, "-c", _WORKER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    os.environ[ADDRESS] = process.stdout.readline().strip()
    os.environ["JUPYTER_PATH"] = str(SHARE)
    try:
        yield int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()


def _held(server: int, folder: Path) -> dict[str, object]:
    """What there is of processes, threads, descriptors and files, the sockets of single kernels among them."""
    return {
        "processes": Path(f"/proc/{server}/task/{server}/children").read_text().split(),
        "threads": len(list(Path(f"/proc/{server}/task").iterdir())),
        "descriptors": len(list(Path(f"/proc/{server}/fd").iterdir())),
        "files": sorted(p.name for p in folder.iterdir()),
        "kernel folders": sorted(p.name for p in Path(tempfile.gettempdir()).glob("sotay-*") if (p / "k-1").exists()),
        "own processes": Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split(),
        "own descriptors": len(os.listdir("/proc/self/fd")),
    }


def _same(before: dict[str, object], server: int, folder: Path) -> None:
    until = time.monotonic() + 10
    while (after := _held(server, folder)) != before and time.monotonic() < until:
        time.sleep(0.1)
    if after != before:
        raise AssertionError(f"left behind: {[(k, before[k], after[k]) for k in before if before[k] != after[k]]}")


def _memory_mb(pid: int) -> float:
    """What the process has written itself, without the pages it shares with its forks."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(("Private_Dirty:", "Shared_Dirty:"))) / 1000
