"""Copies of a process share its work: the same results in the same order as from the process alone, whatever becomes of a copy."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from sotay.definitions.beside import beside, can_fork
from sotay.definitions.handed import PROCESSORS

forks = pytest.mark.skipif(not can_fork(), reason="the system cannot fork safely")


@pytest.fixture(params=["1", "2", "3"])
def processors(request, monkeypatch) -> int:
    monkeypatch.setenv(PROCESSORS, request.param)
    return int(request.param)


def test_results_come_in_order(processors):
    offset = 100
    assert beside(lambda n: n * n + offset, range(50)) == [n * n + 100 for n in range(50)]
    assert beside(str, []) == [] and beside(str, [1]) == ["1"]


@forks
def test_copies_do_it_and_what_they_change_is_lost(processors):
    seen = []
    places = beside(lambda n: (seen.append(n), time.sleep(0.02), os.getpid())[2], range(8))
    assert (os.getpid() in places) is (processors == 1)
    assert seen == ([*range(8)] if processors == 1 else [])


def test_outside_a_batch_nothing_is_copied(monkeypatch):
    monkeypatch.delenv(PROCESSORS, raising=False)
    assert set(beside(lambda n: os.getpid(), range(4))) == {os.getpid()}


def test_what_work_raises_is_raised(processors):
    with pytest.raises(KeyError, match="3"):
        beside(lambda n: {}[n] if n == 3 else n, range(6))
    assert beside(abs, [-1, -2]) == [1, 2]


@forks
def test_when_a_copy_dies_the_process_does_it_itself(monkeypatch):
    monkeypatch.setenv(PROCESSORS, "2")
    here = os.getpid()

    def work(n):
        if n == 2 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return n + 1

    assert beside(work, range(6)) == [1, 2, 3, 4, 5, 6]


@forks
def test_copies_end_with_a_process_that_is_killed(tmp_path):
    told = tmp_path / "pids"
    code = (
        "import os, sys, time\nfrom sotay.definitions.beside import beside\n"
        f"beside(lambda n: (open({str(told)!r}, 'a').write(f'{{os.getpid()}}\\n'), time.sleep(60)), range(2))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], env=os.environ | {PROCESSORS: "2"})
    until = time.monotonic() + 30
    while not (told.is_file() and len(told.read_text().split()) == 2) and time.monotonic() < until:
        time.sleep(0.02)
    process.kill()
    process.wait()
    copies = [int(p) for p in told.read_text().split()]
    assert len(copies) == 2
    while any(map(_alive, copies)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(map(_alive, copies))


def _alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as source:
            return source.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
