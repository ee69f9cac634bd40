"""What a bench gives and how it is measured: seconds, ratio to a yardstick taken in the same run, and peak memory of all processes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil

_SAMPLE_SECONDS = 0.02


@dataclass(frozen=True)
class Row:
    """A line of the table. `ratio`: seconds divided by those of what `against` names; `peak_mb`: resident memory of this process and its children; `limit`: what is asked of it."""

    name_vi: str
    name_en: str
    size: str
    seconds: float
    ratio: float | None = None
    against: str = ""
    peak_mb: float | None = None
    limit: str = ""


@dataclass(frozen=True)
class Measured:
    """One call: its result, seconds, and the highest memory above what was held before it."""

    result: object
    seconds: float
    peak_mb: float


def measured(call: Callable[[], object]) -> Measured:
    """Calls once while another thread samples the memory of this process and its children."""
    process, done, highest = psutil.Process(), threading.Event(), [0]

    def sample() -> None:
        while not done.wait(_SAMPLE_SECONDS):
            highest[0] = max(highest[0], _resident(process))

    watcher = threading.Thread(target=sample, daemon=True)
    watcher.start()
    began = time.perf_counter()
    try:
        result = call()
        seconds = time.perf_counter() - began
    finally:
        done.set()
        watcher.join()
    return Measured(result, seconds, max(highest[0], _resident(process)) / 1e6)


def _resident(process: psutil.Process) -> int:
    total = 0
    for one in (process, *process.children(recursive=True)):
        try:
            total += one.memory_info().rss
        except psutil.Error:
            continue
    return total


def side_by_side(one: Callable[[], object], other: Callable[[], object], times: int = 3) -> tuple[Measured, Measured]:
    """The quickest call of each of two, called in turn so that whatever slows the machine slows both; memory is the highest of all."""
    pairs = [(measured(one), measured(other)) for _ in range(times)]
    return _best([p[0] for p in pairs]), _best([p[1] for p in pairs])


def _best(calls: list[Measured]) -> Measured:
    quickest = min(calls, key=lambda m: m.seconds)
    return Measured(quickest.result, quickest.seconds, max(m.peak_mb for m in calls))
