"""The month of many workspaces: so many at once, the smallest first, one's failure never another's, and again only what is not done."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sotay.batch.lock import Locked, taken
from sotay.batch.storage import NoRemoteWorkspace, storage_words
from sotay.definitions.problem import DefinitionError
from sotay.definitions.workspace import Workspace
from sotay.rollup.ledger import COMPLETE, DONE, FAILED, FILE, PARTIAL, STARTED, UNCHANGED, Entry, ProvinceLedger, now
from sotay.rollup.places import Place, Stored, relative

# What a process that runs a small commune's month may need at its peak; see the country's plan for what was measured.
BYTES_EACH = 900 << 20
# And one that only leads a month on a cluster.
BYTES_LED = 150 << 20
MOST_PROBLEMS = 20
_LOCK = ".so-chay.lock"


class Left(NamedTuple):
    """What a month has left: bytes and files of its outputs and its part of the clean store; the next day (ISO) on which something is due."""

    out_bytes: int | None
    files: int | None
    due: str | None = None


@dataclass(frozen=True)
class Result:
    """What a workspace's month came to: DONE, UNCHANGED, PARTIAL (it stands, with problems) or FAILED; Vietnamese lines that say why. `left` is told by a run that leaves it elsewhere; `stops`: no other workspace could be run either."""

    result: str
    problems: tuple[str, ...] = ()
    cpu_seconds: float | None = None
    peak_bytes: int | None = None
    left: Left | None = None
    stops: bool = False


# What is done to one workspace: in this process, in one of its own (see isolated), or on a cluster.
Run = Callable[[Workspace, str], Result]
# What the progress line is told: workspaces that have ended, of how many, a Vietnamese remark.
Tell = Callable[[int, int, str], None]


def run_here(workspace: Workspace, month: str, scheduler: str = "") -> Result:
    """The whole month, one notebook at a time in this process, or on the cluster of a Dask scheduler; nothing when it is complete and nothing has changed."""
    if isinstance(workspace, Stored):
        from sotay.batch.province_stores import run_stored

        return run_stored(workspace, month, scheduler)
    from sotay.batch.keys import month_key
    from sotay.batch.unchanged import same_as_before

    if not (workspace.incoming / month).is_dir():
        return Result(FAILED, (f"chưa có tệp của tháng {month}: đặt vào data/incoming/{month}/<đơn vị>/",))
    if same_as_before(workspace, month, month_key(workspace, month)):
        return Result(UNCHANGED)
    from sotay.batch.month import run_month

    outcome = run_month(workspace, month, jobs=1, scheduler=scheduler)
    return Result(PARTIAL if outcome.problems else DONE, tuple(outcome.problems))


def guarded(run: Run, workspace: Workspace, month: str) -> Result:
    """Runs, and gives a failure of any kind back as a result without a value in it."""
    try:
        return run(workspace, month)
    except DefinitionError as error:
        first = [str(p) for p in error.problems]
        return Result(FAILED, (f"parameters/ có {len(first)} chỗ phải sửa (xem bằng sotay lint): {first[0]}", *first[1:]))
    except OSError as error:
        return Result(FAILED, (storage_words(error),))
    except MemoryError:
        return Result(FAILED, ("thiếu bộ nhớ: chạy ít xã cùng lúc hơn bằng --jobs",))
    except (Locked, NoRemoteWorkspace) as error:
        return Result(FAILED, (str(error),))
    except Exception as error:  # its text may quote a value
        # Who leads a cluster is known only where it was asked for: its module is heavy, and an unchanged month must be told at once.
        schedulers = sys.modules.get("sotay.batch.schedulers")
        if schedulers and isinstance(error, schedulers.SchedulerGone):
            return Result(FAILED, (str(error),), stops=not isinstance(error, schedulers.MonthLost))
        return Result(FAILED, (f"lỗi {type(error).__name__}",))


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Holds a province's ledger and results; the system lets go of them when the process ends. Raises Locked."""
    from filelock import Timeout

    out.mkdir(parents=True, exist_ok=True)
    try:
        lock = taken(out / _LOCK)
    except Timeout:
        raise Locked(f"Một lần chạy khác đang ghi kết quả vào `{out.name}`. Đợi lần đó xong rồi chạy lại, hoặc chọn thư mục khác với --out.") from None
    try:
        yield
    finally:
        lock.release()


@dataclass
class _Under:
    place: Place
    started: float


class ProvinceRun:
    """One run of a province's month. `ended` has each workspace's last entry in the order they ended."""

    def __init__(self, places: list[Place], month: str, out: Path, run: Run, jobs: int) -> None:
        self.month, self.out, self.run, self.jobs = month, out, run, jobs
        self.ledger = ProvinceLedger(out / FILE)
        self.waiting = fair(places, month, out, self.ledger)
        self.of, self.ended = len(places), []
        self._worked: list[float] = []

    def go(self, tell: Tell = lambda done, of, what: None) -> list[Entry]:
        """Runs all; the entries as they ended. An interruption leaves the ledger whole: the next run goes on from there."""
        running: dict[Future, _Under] = {}
        with ThreadPoolExecutor(self.jobs) as lanes:
            try:
                while self.waiting or running:
                    while self.waiting and len(running) < self.jobs:
                        place = self.waiting.pop(0)
                        self._note(place, Result(STARTED), None)
                        running[lanes.submit(guarded, self.run, place.workspace, self.month)] = _Under(place, time.perf_counter())
                    tell(len(self.ended), self.of, self._remark(running))
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        under, result = running.pop(future), future.result()
                        self._end(under, result)
                        if result.stops:
                            self.waiting.clear()
                tell(self.of, self.of, "")
            except BaseException:
                # Else leaving the block waits for workspaces that nobody wants any more.
                lanes.shutdown(wait=False, cancel_futures=True)
                getattr(self.run, "stop", lambda: None)()
                raise
        return self.ended

    def _end(self, under: _Under, result: Result) -> None:
        seconds = time.perf_counter() - under.started
        if result.result != UNCHANGED:
            self._worked.append(seconds)
        self.ended.append(self._note(under.place, result, seconds))

    def _note(self, place: Place, result: Result, seconds: float | None) -> Entry:
        workspace = place.workspace
        left = (result.left or what_is_left(workspace, self.month)) if result.result in (DONE, PARTIAL) else Left(None, None)
        entry = Entry(now(), self.month, relative(place.root, self.out), place.name, result.result, result.problems[:MOST_PROBLEMS], None if seconds is None else round(seconds, 2), result.cpu_seconds,
                      result.peak_bytes, handed_in(place, self.month) if seconds is not None else None, left.out_bytes, left.files)
        self.ledger.add(entry)
        return entry

    def _remark(self, running: dict[Future, _Under]) -> str:
        names = [u.place.name for u in running.values()]
        said = f"đang chạy {', '.join(names[:2])}" + (f" và {len(names) - 2} xã khác" if len(names) > 2 else "")
        left = len(self.waiting) + len(running)
        if not self._worked or not left:
            return said
        seconds = sum(self._worked) / len(self._worked) * left / min(self.jobs, left)
        return f"còn khoảng {duration(seconds)}; {said}"


def fair(places: list[Place], month: str, out: Path, ledger: ProvinceLedger) -> list[Place]:
    """The smallest first, so that most communes are done early; those whose last run failed, or was broken off by what may have been their doing, come last."""
    last = ledger.last(month)

    def order(place: Place) -> tuple:
        before = last.get(relative(place.root, out))
        return before is not None and before.result in (FAILED, STARTED), handed_in(place, month), place.root.as_posix()

    return sorted(places, key=order)


def handed_in(place: Place, month: str) -> int:
    """Bytes of the month's exports."""
    return size_of(place.workspace.incoming / month) if place.in_bytes is None else place.in_bytes


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(p.lstat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink()) if folder.is_dir() else 0


def what_is_left(workspace: Workspace, month: str) -> Left:
    """What the month has left in a workspace of this machine."""
    from sotay.batch.unchanged import next_due

    files = [p for p in workspace.outputs(month).rglob("*") if p.is_file()]
    files += [p for p in workspace.clean.rglob(f"{month}*.parquet") if p.is_file()] if workspace.clean.is_dir() else []
    return Left(sum(p.stat().st_size for p in files), len(files), next_due(workspace, month))


def duration(seconds: float) -> str:
    """ "45 giây", "12 phút", "3 giờ 05 phút"."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{max(1, round(seconds))} giây"
    return f"{minutes} phút" if minutes < 90 else f"{minutes // 60} giờ {minutes % 60:02} phút"


def default_jobs(places: int = 0) -> int:
    """Workspaces at once, as far as the memory that is free now holds them: one per processor, or, with the work done elsewhere, one for each of the `places` there."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    wanted, each = (places, BYTES_LED) if places else (cores, BYTES_EACH)
    try:
        free = int(next(line for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines() if line.startswith("MemAvailable:")).split()[1]) * 1024
    except (OSError, StopIteration, ValueError, IndexError):
        return wanted
    return max(1, min(wanted, free // each))


_WORDS = {DONE: "xong", UNCHANGED: "không đổi", PARTIAL: "xong, có vấn đề", FAILED: "chưa xong"}


def summary_lines(ended: list[Entry], month: str, of: int = 0) -> list[str]:
    """The table at the end: a line per workspace, those not done last with the reason under them; the first line counts, the last tells how many of the `of` were not begun."""
    count = {r: sum(e.result == r for e in ended) for r in _WORDS}
    whole = count[DONE] + count[UNCHANGED]
    width = max((len(e.name) for e in ended), default=0)
    lines = [f"Tháng {month[5:]}/{month[:4]}: {whole}/{max(of, len(ended))} xã xong ({count[DONE]} vừa chạy, {count[UNCHANGED]} không đổi), {count[PARTIAL]} xã có vấn đề, {count[FAILED]} xã chưa xong."]
    for entry in sorted(ended, key=lambda e: (e.result not in COMPLETE, e.result == FAILED, e.name, e.workspace)):
        lines.append(f"  {entry.name:<{width}}  {_WORDS[entry.result]:<16}{duration(entry.seconds or 0):>10}")
        lines += [f"      {problem}" for problem in entry.problems[:3]]
        lines += [f"      và {len(entry.problems) - 3} điều khác (xem so-chay.jsonl)"] if len(entry.problems) > 3 else []
    if of > len(ended):
        lines.append(f"  {of - len(ended)} xã chưa bắt đầu: chạy lại lệnh này để chạy tiếp.")
    return lines
