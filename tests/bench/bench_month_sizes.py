"""How a month grows with its rows: communes of 100,000 and 500,000 by default; SOTAY_BENCH_SIZES="1,3" takes others, the smallest first."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from frame import Row
from month import ready, rows_read, sotay, stages

SIZES = os.environ.get("SOTAY_BENCH_SIZES", "10,50")
MEMORY = "2.000 MB"


def bench_month_sizes(scratch: Path) -> list[Row]:
    rows: list[Row] = []
    before: tuple[str, float, int] | None = None
    for size in SIZES.split(","):
        workspace = ready(scratch / f"xa-{size}", float(size))
        ran = sotay(workspace)
        read = rows_read(workspace)
        # Above 1, time grows faster than rows.
        growth = None if before is None else (ran.seconds / before[1]) / (read / before[2])
        against = "" if before is None else f"tăng theo số dòng từ cỡ {before[0]} (growth by rows)"
        limit = MEMORY if before is None else f"1,0 lần; {MEMORY}"
        rows.append(Row(f"sotay run, cả tháng, {_thousands(read)} dòng", f"sotay run, whole month, {read:,} rows", size, ran.seconds, growth, against, ran.peak_mb, limit))
        longest = sorted(stages(workspace).items(), key=lambda step: -step[1])[:5]
        rows += [Row(f"– {step}", f"– {step}", size, seconds) for step, seconds in longest]
        before = (size, ran.seconds, read)
        shutil.rmtree(workspace)
    return rows


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")
