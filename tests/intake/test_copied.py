"""In a batch files are read by copies of the process that asks: with the same limits, and nothing of it left open in them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

import sotay.intake.files.guarded as guarded
from small_registry import small_registry
from sotay.definitions.beside import can_fork
from sotay.definitions.handed import PROCESSORS
from sotay.intake import chain
from sotay.intake.files.child import CRASHED, TOO_LONG
from sotay.intake.files.copied import Copy
from sotay.intake.files.guarded import GuardedReader, Item
from sotay.intake.files.worker import TOO_BIG, in_child
from sotay.intake.handed_in import files_under, source_of
from sotay.intake.reading import Refusal
from test_guarded import CASE, same

pytestmark = pytest.mark.skipif(not can_fork(), reason="no fork here")


# What a file of this name does to who reads it.
DEFECTS = {"abort": lambda: os.abort(), "exit": lambda: os._exit(5), "hang": lambda: time.sleep(60), "allocate": lambda: [bytearray(1 << 20) for _ in range(1 << 20)]}


class File:
    """A file that does what its name says, and tells where it was read."""

    def __init__(self, task: str) -> None:
        self.names, self.sha256 = [task], "same"

    def read(self, place: int) -> object:
        DEFECTS.get(self.names[place], int)()
        return (in_child(), os.getpid(), os.getppid()) if self.names[place] == "where" else "read"


def misbehaving(load):
    assert load() == "setup"
    return File


@pytest.fixture(autouse=True)
def in_a_batch(monkeypatch):
    monkeypatch.setenv(PROCESSORS, "2")
    before = set(psutil.Process().children())
    yield
    assert set(psutil.Process().children()) <= before


@pytest.fixture
def begun(monkeypatch) -> list:
    """Processes that were started although they might have been copied."""
    found, real = [], guarded.started
    monkeypatch.setattr(guarded, "started", lambda *given: found.append(given) or real(*given))
    return found


def outcomes(*tasks: str, seconds: float = 20) -> list:
    with GuardedReader(misbehaving, "setup", 1, seconds, 300 << 20) as reader:
        return [o.note if isinstance(o, Refusal) else o for _, found in reader.in_order(Item(t, t) for t in tasks) for _, o in found]


def test_files_are_read_by_copies(begun):
    ((child, pid, parent),) = outcomes("where")
    assert child and pid != os.getpid() == parent
    assert begun == [] and not in_child()


@pytest.mark.parametrize(("defect", "note"), [("abort", TOO_BIG), ("allocate", TOO_BIG), ("exit", CRASHED)])
def test_a_file_that_ends_a_copy_costs_only_itself(defect, note, begun):
    assert outcomes("before", defect, "after") == ["read", note, "read"]
    # Other threads are at work by then; memory that was refused hurts nobody.
    assert len(begun) == (defect != "allocate")


def test_a_file_that_hangs_is_ended_at_its_deadline(begun):
    assert outcomes("hang", "after", seconds=1) == [TOO_LONG.format(1), "read"]


def test_every_file_of_a_month_reads_as_it_does_here(monkeypatch, begun):
    month = sorted(p for p in CASE.iterdir() if p.is_dir())[-1]
    items = [Item(path, chain.Task(source_of(unit, name, path))) for unit, name, path in files_under(month)]
    with GuardedReader(chain.prepare, small_registry()) as reader:
        there = list(reader.in_order(items))
    assert begun == []
    monkeypatch.setenv("SOTAY_READ_IN_PROCESS", "1")
    with GuardedReader(chain.prepare, small_registry()) as reader:
        assert same(list(reader.in_order(items)), there)


def test_where_no_copy_can_be_made_a_process_is_started(monkeypatch, begun):
    monkeypatch.setattr(guarded, "Copy", lambda life: (_ for _ in ()).throw(BlockingIOError(11, "no more processes")))
    assert outcomes("before") == ["read"]
    assert len(begun) == 1


def test_outside_a_batch_a_process_is_started(monkeypatch, begun):
    monkeypatch.delenv(PROCESSORS)
    assert outcomes("before") == ["read"]
    assert len(begun) == 1


def echo() -> None:
    """Says which files are open in it, and then each byte it hears, until nobody speaks any more."""
    open_files = sorted(int(name) for name in os.listdir("/proc/self/fd"))[:-1]
    os.write(1, f"{open_files}\n".encode())
    while heard := os.read(0, 1):
        os.write(1, heard)
    os._exit(7)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the system does not list open files")
def test_nothing_of_this_process_is_open_in_a_copy():
    with open(os.devnull, "rb"):
        first, second = Copy(echo), Copy(echo)
        for copy in (first, second):
            assert copy.stdout.readline() == b"[0, 1, 2]\n"
    assert first.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        first.wait(0.05)
    # The second one holds no end of the first one's line: it hears that nobody is there.
    first.stdin.close()
    assert first.wait(10) == first.poll() == first.returncode == 7
    second.kill()
    assert second.wait() == -9
    second.kill()
    for pipe in (first.stdout, second.stdin, second.stdout):
        pipe.close()


def test_a_copy_ends_with_the_process_it_was_copied_from():
    lines = f"""
import sys; sys.path[:] = {[p for p in map(str, sys.path) if p]!r}
import os
from sotay.intake.files.copied import Copy

def life():
    while os.read(0, 1):
        pass
    os._exit(0)

print(Copy(life).pid, flush=True)
os.kill(os.getpid(), 9)
"""
    ended = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, timeout=60)
    pid = int(ended.stdout)
    until = time.monotonic() + 20
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE and time.monotonic() < until:
        time.sleep(0.05)
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
