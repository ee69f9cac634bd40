"""`make bench`: runs every function `bench_*` of every file `bench_*.py` here, each file in a process of its own, and writes one table.

A bench takes a scratch folder and returns rows (frame.Row). Names on the command line choose files: `run.py intake`.
"""

from __future__ import annotations

import datetime as dt
import importlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from frame import Row

HERE = Path(__file__).resolve().parent
TARGET = HERE.parents[1] / "outputs" / "bench.md"
_TITLES = ("Việc đo", "Measured", "Cỡ (size)", "Giây (seconds)", "Tỉ lệ (ratio)", "So với (against)", "Bộ nhớ đỉnh, MB (peak memory)", "Giới hạn (limit)")
_HEAD = f"| {' | '.join(_TITLES)} |\n|---|---|---:|---:|---:|---|---:|---|"


def main(chosen: list[str]) -> int:
    rows, failed = [], []
    for path in sorted(HERE.glob("bench_*.py")):
        if chosen and path.stem.removeprefix("bench_") not in chosen:
            continue
        ended = subprocess.run([sys.executable, __file__, "--one", path.stem], stdout=subprocess.PIPE, cwd=HERE)
        if ended.returncode:
            failed.append(path.name)
        else:
            rows += [Row(**row) for row in json.loads(ended.stdout)]
    text = table(rows, failed)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")
    print(text)
    return 1 if failed else 0


def one(name: str) -> None:
    """Runs the benches of one file and prints their rows as JSON."""
    module = importlib.import_module(name)
    with tempfile.TemporaryDirectory() as scratch:
        rows = [row for key, bench in vars(module).items() if key.startswith("bench_") and callable(bench) for row in bench(Path(scratch))]
    print(json.dumps([asdict(row) for row in rows]))


def table(rows: list[Row], failed: list[str]) -> str:
    lines = [_HEAD, *(_line(row) for row in rows)]
    told = [f"Không chạy được (failed): {', '.join(failed)}"] if failed else []
    machine = f"{dt.date.today():%d/%m/%Y}, Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} nhân (cores)."
    return "\n".join(["# Đo tốc độ và bộ nhớ / Speed and memory", "", machine, "", *lines, "", *told, ""])


def _line(row: Row) -> str:
    ratio = "" if row.ratio is None else _decimal(row.ratio, 2)
    peak = "" if row.peak_mb is None else _decimal(row.peak_mb, 0)
    return f"| {row.name_vi} | {row.name_en} | {row.size} | {_decimal(row.seconds, 2)} | {ratio} | {row.against} | {peak} | {row.limit} |"


def _decimal(value: float, places: int) -> str:
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2])
    else:
        sys.exit(main(sys.argv[1:]))
