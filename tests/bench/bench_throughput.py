"""How much more two workers of a cluster do than one: whole months of small communes through `sotay province run`, outputs compared.

Scheduler, leaders and roll-up run beside the workers, as the README starts them. `SOTAY_BENCH_COMMUNES` sets how many communes: with more of them the start of each worker counts for less.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from clusters import cluster
from frame import Row
from month import MONTH, run
from sotay.privacy.masking import workspace_key
from sotay.rollup.ledger import DONE, FILE

COMMUNES, SIZE = int(os.environ.get("SOTAY_BENCH_COMMUNES", "5")), "0.02"
# 1.8 times the throughput.
LIMIT = "0,56 lần"


def bench_throughput(scratch: Path) -> Iterator[Row]:
    start = scratch / "xa"
    run(sys.executable, "-m", "sotay", "demo", start, "--months", "1", "--communes", str(COMMUNES), "--size", SIZE, cwd=scratch, most_memory=False)
    for commune in start.glob("*/parameters"):
        # Made with the first run otherwise, and another one in every copy: what stands for a person would differ.
        workspace_key(commune.parent)
    one, first = _seconds(start, scratch / "one", 1)
    two, second = _seconds(start, scratch / "two", 2)
    if first != second:
        raise AssertionError(f"{len(set(first.items()) ^ set(second.items()))} files differ")
    size = f"{COMMUNES} × {SIZE}".replace(".", ",")
    yield Row("province run trên cụm, một tiến trình", "province run on a cluster, one worker", size, one)
    yield Row("province run trên cụm, hai tiến trình", "province run on a cluster, two workers", size, two, two / one, "một tiến trình (one worker)", limit=LIMIT)


def _seconds(start: Path, folder: Path, workers: int) -> tuple[float, dict[str, str]]:
    """Seconds from the first start to the last end, and what the reports came to."""
    shutil.copytree(start, folder)
    with cluster(folder.parent, workers) as (address, _):
        run(sys.executable, "-m", "sotay", "province", "run", folder, _month(folder), "--scheduler", address, "--jobs", str(COMMUNES), "--out", folder / "tinh", cwd=folder.parent, most_memory=False)
    entries = [json.loads(line) for line in (folder / "tinh" / FILE).read_text(encoding="utf-8").splitlines()]
    if sum(e["result"] == DONE for e in entries) != COMMUNES:
        raise AssertionError("not every commune was done")
    times = [dt.datetime.fromisoformat(e["time"]) for e in entries]
    found = {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.glob("*/outputs/*/reports/*")) if p.is_file()}
    shutil.rmtree(folder)
    return (max(times) - min(times)).total_seconds(), found


def _month(folder: Path) -> str:
    """The only month there is."""
    return next((p.name for p in folder.glob("*/data/incoming/*") if p.is_dir()), MONTH)
