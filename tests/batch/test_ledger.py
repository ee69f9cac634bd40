"""The ledger of a month survives what a crash leaves; the lock of a workspace is told with its holder and ends with the process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from sotay.batch.ledger import NAME, Entry, Ledger
from sotay.batch.lock import Locked, held
from sotay.definitions.workspace import Workspace

MONTH = "2026-09"


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return Workspace(tmp_path)


def test_the_last_entry_of_a_step_counts_and_only_if_it_ended_well(workspace):
    ledger = Ledger.of(workspace, MONTH)
    ledger.add(Entry("a", "k1", outputs={"x": "1"}))
    ledger.add(Entry("a", "k2", reads={"2026-09/runs/t": "d"}))
    ledger.add(Entry("b", "k", problem="đĩa đã đầy"))
    again = Ledger.of(workspace, MONTH)
    assert (again.good("a").key, again.good("a").reads, again.good("b"), again.good("c")) == ("k2", {"2026-09/runs/t": "d"}, None, None)
    again.forget("a")
    assert Ledger.of(workspace, MONTH).good("a") is None
    assert all(json.loads(line)["at"].endswith("+00:00") for line in (workspace.internal(MONTH) / NAME).read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_line_cut_short_by_a_crash_is_not_read_and_spoils_no_other(workspace, cut):
    Ledger.of(workspace, MONTH).add(Entry("a", "k1"))
    path = workspace.internal(MONTH) / NAME
    whole = path.read_bytes()
    path.write_bytes(whole + whole.replace(b"k1", b"k2")[:-cut])
    # Cut by one byte only the end of the line is missing: the entry itself is whole.
    assert Ledger.of(workspace, MONTH).good("a").key == ("k2" if cut == 1 else "k1")
    Ledger.of(workspace, MONTH).add(Entry("b", "k3"))
    again = Ledger.of(workspace, MONTH)
    assert (again.good("a").key, again.good("b").key) == ("k2" if cut == 1 else "k1", "k3")


def test_lines_that_are_no_entries_are_passed_over(workspace):
    path = workspace.internal(MONTH) / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\x00\xff\n[]\n1\n{}\n" + b'{"step": "a", "key": "k", "later_versions_may_say_more": 1}\n')
    assert Ledger.of(workspace, MONTH).good("a").key == "k"


HOLD = "import sys, time; from pathlib import Path; from sotay.batch.lock import held; from sotay.definitions.workspace import Workspace\nwith held(Workspace(Path(sys.argv[1])), 'sotay run 2026-09'): print('held', flush=True); time.sleep(60)"


def test_who_comes_second_is_told_who_holds_the_workspace_and_a_killed_holder_holds_nothing(workspace):
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(workspace.root)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout.readline().strip() == "held"
        with pytest.raises(Locked) as told, held(workspace, "sotay run 2026-08"):
            raise AssertionError
        assert f"sotay run 2026-09, tiến trình {holder.pid} của" in str(told.value)
        holder.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        holder.wait(10)
        deadline = time.monotonic() + 10
        while True:
            try:
                with held(workspace, "sotay run 2026-08"):
                    break
            except Locked:
                assert time.monotonic() < deadline
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    assert not list((workspace.root / "data").glob("*.json"))


def test_a_run_that_fails_lets_go(workspace):
    with pytest.raises(ValueError, match="x"), held(workspace, "a"):
        raise ValueError("x")
    with held(workspace, "b"):
        pass
