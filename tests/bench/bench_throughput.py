"""How much more two workers of a cluster do than one: whole months of small communes through `sotay province run`, outputs compared.

Each worker keeps to one processor, as on a cluster with a worker for each; and once more without, where one worker alone already uses a part of the second one: reading and kernels run beside it.
`SOTAY_BENCH_COMMUNES` sets how many communes.
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
_TIES = {True: ("mỗi tiến trình một nhân", "a processor each"), False: ("không giới hạn nhân", "any processor")}


def bench_throughput(scratch: Path) -> Iterator[Row]:
    start = scratch / "xa"
    run(sys.executable, "-m", "sotay", "demo", start, "--months", "1", "--communes", str(COMMUNES), "--size", SIZE, cwd=scratch, most_memory=False)
    for commune in start.glob("*/parameters"):
        # Made with the first run otherwise, and another one in every copy: what stands for a person would differ.
        workspace_key(commune.parent)
    for tied, (name_vi, name_en) in _TIES.items():
        if tied and not hasattr(os, "sched_setaffinity"):
            continue
        one, first = _seconds(start, scratch / f"one-{tied}", 1, tied)
        two, second = _seconds(start, scratch / f"two-{tied}", 2, tied)
        if first != second:
            raise AssertionError(f"{len(set(first.items()) ^ set(second.items()))} files differ")
        size = f"{COMMUNES} × {SIZE}".replace(".", ",")
        yield Row(f"province run trên cụm, một tiến trình, {name_vi}", f"province run on a cluster, one worker, {name_en}", size, one)
        yield Row(f"province run trên cụm, hai tiến trình, {name_vi}", f"province run on a cluster, two workers, {name_en}", size, two, two / one, "một tiến trình (one worker)", limit=LIMIT if tied else "")


def _seconds(start: Path, folder: Path, workers: int, tied: bool) -> tuple[float, dict[str, str]]:
    """Seconds from the first start to the last end, and what the reports came to."""
    shutil.copytree(start, folder)
    with cluster(folder.parent, workers, tied) as (address, _):
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
