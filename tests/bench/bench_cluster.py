"""What a Dask scheduler costs for the whole country: every step of 3,321 communes with the work itself left out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
from distributed import Client

from clusters import cluster
from frame import Row
from sotay.batch import schedulers
from sotay.batch.graph import NOTEBOOK, Step, month_steps
from sotay.batch.plan import month_jobs
from sotay.batch.running import Done, Plan
from sotay.batch.work import Made
from sotay.definitions.registry import load_registry
from sotay.definitions.workspace import Workspace, shipped

COMMUNES, LANES, WORKERS, MONTH = 3_321, 4, 2, "2026-09"


def stub(plan: Plan, step: Step, before: list[Done]) -> Done:
    """A step with its work left out."""
    return Done(step, Made())


def bench_country(scratch: Path) -> Iterator[Row]:
    steps = month_steps(MONTH, [], month_jobs(Workspace(shipped()), load_registry(shipped() / "parameters"), MONTH))
    notebooks = sum(s.kind == NOTEBOOK for s in steps)
    schedulers.do_on_worker = stub
    with cluster(scratch, WORKERS) as (address, scheduler), Client(address) as client:

        def commune(number: int) -> None:
            done: dict[str, Done] = {}
            schedulers._round(client, address, Plan(f"/{number}", ""), steps, done, lambda d: None)
            if len(done) != len(steps):
                raise AssertionError(f"{len(done)} of {len(steps)} steps came back")

        commune(-1)
        began, spent, highest = time.perf_counter(), _cpu_seconds(scheduler), scheduler.memory_info().rss
        with ThreadPoolExecutor(LANES) as lanes:
            for number, _ in enumerate(lanes.map(commune, range(COMMUNES))):
                if number % 20 == 0:
                    highest = max(highest, scheduler.memory_info().rss)
        seconds, spent = time.perf_counter() - began, _cpu_seconds(scheduler) - spent
    size = f"{COMMUNES:,} × {notebooks}".replace(",", ".")
    yield Row("Lập lịch cả nước, không làm việc thật; bộ nhớ là của bộ lập lịch", "Scheduling the country with the work left out; memory is the scheduler's", size, seconds, peak_mb=highest / 1e6)
    yield Row("Chi phí lập lịch cho một sổ tay (mili giây)", "Scheduling cost of one notebook (milliseconds)", size, 1000 * seconds / (COMMUNES * notebooks))
    yield Row("Phần của bộ lập lịch: mili giây bộ xử lý cho một bước", "The scheduler's part: processor milliseconds of one step", size, 1000 * spent / (COMMUNES * len(steps)))


def _cpu_seconds(process: psutil.Process) -> float:
    return sum(process.cpu_times()[:2])
