"""How much processor time and memory a process and all that it started have used, by looking at them now and then (Linux; elsewhere unknown)."""

from __future__ import annotations

import os
from pathlib import Path

_PROC = Path("/proc")


class Watched:
    """The processes that descend from `pid`, also those whose parent has ended: call `look` now and then."""

    def __init__(self, pid: int) -> None:
        self.known: set[int] = {pid}
        self.spent: dict[int, float] = {}
        self.peak_bytes: int | None = None

    def look(self) -> None:
        """Adds up what there is now; what a process did after the last look before its end is not seen."""
        if not (_PROC / "self" / "stat").is_file():
            return
        parents = {pid: facts for pid in map(int, filter(str.isdigit, os.listdir(_PROC))) if (facts := _stat(pid))}
        while more := {pid for pid, (parent, _) in parents.items() if parent in self.known} - self.known:
            self.known |= more
        here = self.known & parents.keys()
        self.spent |= {pid: max(self.spent.get(pid, 0.0), parents[pid][1]) for pid in here}
        self.peak_bytes = max(self.peak_bytes or 0, sum(map(_memory, here)))

    @property
    def cpu_seconds(self) -> float | None:
        return round(sum(self.spent.values()), 2) if self.spent else None


def _stat(pid: int) -> tuple[int, float] | None:
    """The parent's id and the processor seconds of a process."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The name in brackets may hold anything.
    fields = text.rpartition(")")[2].split()
    return int(fields[1]), (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> int:
    """Its share of memory: pages that several processes use together are counted once in the sum."""
    try:
        with (_PROC / str(pid) / "smaps_rollup").open(encoding="ascii", errors="replace") as source:
            return next((int(line.split()[1]) * 1024 for line in source if line.startswith("Pss:")), 0)
    except OSError:
        return 0
