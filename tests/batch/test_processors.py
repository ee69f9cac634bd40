"""A worker of a cluster keeps to as many processors as it was started for, and to none that another one has."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from sotay.batch import processors
from sotay.batch.processors import give_back, keep_to

pytestmark = pytest.mark.skipif(not hasattr(os, "sched_setaffinity") or len(os.sched_getaffinity(0)) < 2, reason="the system or the machine has no choice of processors")

ASK = "import os; print(sorted(os.sched_getaffinity(0)))"
WORKER = """
import os, sys
from sotay.batch import processors
processors._ADDRESS = sys.argv[1]
processors.keep_to(int(sys.argv[2]))
print(sorted(os.sched_getaffinity(0)), flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def addresses(monkeypatch) -> str:
    """None that a worker of another test has."""
    address = f"\0sotay-test-{os.getpid()}-{{}}"
    monkeypatch.setattr(processors, "_ADDRESS", address)
    yield address
    give_back()


def in_a_thread(count: int) -> tuple[list[int], list[int]]:
    """What the thread and a process that it starts may use."""

    def work():
        keep_to(count)
        return sorted(os.sched_getaffinity(0)), eval(subprocess.check_output([sys.executable, "-c", ASK], text=True))

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


class Worker:
    def __init__(self, address: str, count: int = 1) -> None:
        # An argument cannot hold the zero byte that makes an address abstract.
        code = WORKER.replace("sys.argv[1]", repr(address)).replace("sys.argv[2]", str(count))
        self.process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.kept = eval(self.process.stdout.readline())

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def test_a_thread_and_what_it_starts_keep_to_their_share_and_the_process_does_not():
    before = os.sched_getaffinity(0)
    thread, child = in_a_thread(1)
    assert len(thread) == 1 and child == thread
    assert os.sched_getaffinity(0) == before
    # Every thread of a process has the same share.
    assert in_a_thread(1) == (thread, child)


def test_no_two_workers_have_the_same_and_one_too_many_keeps_to_none(addresses):
    every = sorted(os.sched_getaffinity(0))
    workers = [Worker(addresses) for _ in every]
    try:
        assert sorted(p for w in workers for p in w.kept) == every
        assert in_a_thread(1)[0] == every
        # Killed, a worker keeps nothing from the next.
        free = workers[0].kept
        workers.pop(0).kill()
        assert in_a_thread(1)[0] == free
    finally:
        for worker in workers:
            worker.kill()


def test_a_share_that_is_not_there_whole_is_not_taken_in_part(addresses):
    every = sorted(os.sched_getaffinity(0))
    other = Worker(addresses)
    try:
        if len(every) > 2:
            assert len(in_a_thread(len(every) - 1)[0]) == len(every) - 1
        give_back()
        assert in_a_thread(len(every))[0] == every
        others = [Worker(addresses) for _ in every[1:]]
        for worker in others:
            assert len(worker.kept) == 1
            worker.kill()
    finally:
        other.kill()
