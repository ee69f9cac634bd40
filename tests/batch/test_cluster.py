"""The same plan on a Dask cluster: the same steps, again on another worker when one dies, and a clear word when the scheduler is gone."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import dask
import pytest
import yaml

from sotay.batch import schedulers
from sotay.batch.running import LOST
from sotay.batch.schedulers import SchedulerGone, run_on, whole_month_on
from test_run_plan import EVERY, MONTH, FakeTeam, Month

pytestmark = pytest.mark.slow

distributed = pytest.importorskip("distributed")


class WorkerTeam(FakeTeam):
    """Leaves a file per step done; where `<root>/deadly/<name>` is, the worker dies that many times."""

    def do(self, step, workspace, given):
        deadly = workspace.root / "deadly" / step.name.replace("/", "-")
        if deadly.is_file() and int(deadly.read_text() or 0):
            deadly.write_text(str(int(deadly.read_text()) - 1))
            os.kill(os.getpid(), signal.SIGKILL)
        log = workspace.root / "did"
        log.mkdir(exist_ok=True)
        (log / f"{step.name.replace('/', '-')}.{time.monotonic_ns()}").touch()
        return super().do(step, workspace, given)


def do_with_fake_team(plan, step, before):
    from sotay.batch.running import run_step

    return run_step(WorkerTeam(plan.workspace), plan, step, before)


@pytest.fixture(scope="module")
def cluster():
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}), distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=60) as here:
        yield here


@pytest.fixture
def month(tmp_path, monkeypatch) -> Month:
    monkeypatch.setattr(schedulers, "do_on_worker", do_with_fake_team)
    return Month(tmp_path)


def run(month: Month, address: str, **how) -> list[str]:
    log = month.workspace.root / "did"
    for old in log.glob("*") if log.is_dir() else ():
        old.unlink()
    month.run(run=lambda plan, steps, team, ended: run_on(address, plan, steps, ended), **how)
    did = {p.name.rpartition(".")[0] for p in log.glob("*")} if log.is_dir() else set()
    return [name for name in EVERY if f"{MONTH}-{name.replace('/', '-')}" in did]


def test_the_cluster_does_the_same_steps_and_leaves_the_same(month, cluster, tmp_path_factory):
    did = run(month, cluster.scheduler_address)
    assert (did, month.problems) == (EVERY, [])
    assert run(month, cluster.scheduler_address) == []
    here = Month(tmp_path_factory.mktemp("here"))
    here.run()
    left = [{p.relative_to(m.workspace.root): p.read_bytes() for folder in ("outputs", "data") for p in (m.workspace.root / folder).rglob("*") if p.is_file() and p.suffix != ".jsonl"} for m in (month, here)]
    assert left[0] == left[1]


@pytest.mark.skipif(os.name != "posix", reason="kills a process")
def test_a_worker_that_dies_has_its_step_done_by_another(month, cluster):
    deadly: Path = month.workspace.root / "deadly"
    deadly.mkdir()
    (deadly / f"{MONTH}-notebook-b").write_text("1")
    assert run(month, cluster.scheduler_address) == EVERY
    assert month.problems == []


@pytest.mark.skipif(os.name != "posix", reason="kills a process")
def test_a_step_that_kills_every_worker_is_given_up_alone(month, cluster, monkeypatch):
    monkeypatch.setattr(schedulers, "ROUNDS", 2)
    deadly: Path = month.workspace.root / "deadly"
    deadly.mkdir()
    (deadly / f"{MONTH}-notebook-b").write_text("99")
    assert run(month, cluster.scheduler_address) == ["prepare", "papers", "notebook/a", "notebook/all", "finish"]
    assert f"Thiếu báo cáo B: {LOST}" in month.problems
    (deadly / f"{MONTH}-notebook-b").unlink()
    assert run(month, cluster.scheduler_address) == ["notebook/b", "finish"]


def with_a_child(word: str) -> str:
    """What a fetched month does on a worker: its work in processes of its own; "die" ends the worker."""
    if word == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(str.upper, word).result()


def test_a_whole_month_on_a_worker_may_have_processes_of_its_own(cluster):
    assert whole_month_on(cluster.scheduler_address, partial(with_a_child, "xong")) == "XONG"


@pytest.mark.skipif(os.name != "posix", reason="kills a process")
def test_a_whole_month_that_kills_its_worker_is_told(cluster):
    with pytest.raises(SchedulerGone, match="bị dừng nhiều lần"):
        whole_month_on(cluster.scheduler_address, partial(with_a_child, "die"))


@pytest.mark.parametrize(("address", "more"), [("tcp://127.0.0.1:9", {}), ("tls://127.0.0.1:9", {}), ("tcp://127.0.0.1:9", {"distributed.comm.require-encryption": True}), ("khong phai dia chi", {})])
def test_no_scheduler_is_told(month, monkeypatch, address, more):
    monkeypatch.setattr(schedulers, "CONNECT_SECONDS", "1s")
    with dask.config.set(more), pytest.raises(SchedulerGone, match=f"Không kết nối được bộ lập lịch Dask ở {address}.*TLS"):
        run(month, address)


def kept() -> list[int]:
    return sorted(os.sched_getaffinity(0))


def claim_apart_from_other_tests(name: str) -> None:
    from sotay.batch import processors

    processors.give_back()
    processors._ADDRESS = f"\0sotay-test-{name}-{{}}"


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity") or len(os.sched_getaffinity(0)) < 2, reason="the system or the machine has no choice of processors")
def test_a_worker_keeps_to_as_many_processors_as_it_has_threads(cluster):
    with distributed.Client(cluster.scheduler_address) as client:
        client.run(claim_apart_from_other_tests, str(os.getpid()))
    assert len(whole_month_on(cluster.scheduler_address, kept)) == 1


def test_dask_finds_our_settings_and_each_is_one_of_its_own():
    """A name that Dask does not know (any more) would be passed over without a word."""
    own = yaml.safe_load((Path(schedulers.__file__).parent / "dask" / "sotay.yaml").read_text(encoding="utf-8"))
    theirs = yaml.safe_load((Path(distributed.__file__).parent / "distributed.yaml").read_text(encoding="utf-8"))
    code = "import dask, distributed, json; print(json.dumps([dask.config.get(key) for key in %r]))"
    names = list(_names_of(own))
    assert names and all(name in set(_names_of(theirs)) for name in names)
    clean = {k: v for k, v in os.environ.items() if not k.startswith("DASK_")} | {"HOME": os.devnull, "XDG_CONFIG_HOME": os.devnull}
    found = json.loads(subprocess.check_output([sys.executable, "-c", code % names], env=clean, text=True))
    assert dict(zip(names, found, strict=True)) == dict(zip(names, (dask.config.get(name, config=own) for name in names), strict=True))


def _names_of(settings: dict, before: str = "") -> Iterator[str]:
    for key, value in settings.items():
        if isinstance(value, dict):
            yield from _names_of(value, f"{before}{key}.")
        else:
            yield before + key
