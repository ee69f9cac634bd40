"""The plan of a month: only what a change touches is done again, whatever runs the steps; a step that fails costs only what rests on it."""

from __future__ import annotations

import csv
import errno
import os
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

import pytest

from sotay.batch import preparing, work, workers
from sotay.batch.graph import CLOSING, FINISH, NOTEBOOK, PREPARE, Step, month_steps
from sotay.batch.keys import digests
from sotay.batch.ledger import Entry, Ledger
from sotay.batch.made import Made
from sotay.batch.month import _longest_first
from sotay.batch.plan import Job
from sotay.batch.running import OTHER_PROGRAM, Done, Plan
from sotay.batch.schedulers import run_here
from sotay.batch.unchanged import PREPARED
from sotay.batch.workers import StepLost, Team
from sotay.definitions.program import program_key
from sotay.definitions.workspace import Workspace
from sotay.reports.section import Section

MONTH = "2026-09"
# What each notebook reads.
READS = {"a": [f"{MONTH}/findings/so_a", f"{MONTH}/scores/mot"], "b": [f"{MONTH}/findings/so_b", f"{MONTH}/clean/so_b/so_b"], "all": [f"{MONTH}/findings/*", f"{MONTH}/file/scorings.json", f"{MONTH}/months/"]}


class FakeTeam:
    """Does steps in this process: the exports are lines `table,part,value`, and every report is what it reads."""

    count = 2

    def __init__(self, workspace: Workspace) -> None:
        self.root, self.did, self.fail, self.looked = workspace, [], {}, []

    def look_ahead(self, workspace: Workspace, month: str) -> None:
        self.looked.append([name.removeprefix(f"{month}/") for name in self.did])

    def do(self, step: Step, workspace: Workspace, given) -> Made:
        self.did.append(step.name)
        if step.name in self.fail:
            raise self.fail[step.name]
        return {PREPARE: self._prepare, NOTEBOOK: self._notebook, CLOSING: self._closing, FINISH: self._finish}[step.kind](step, given)

    def _write(self, path: Path, text: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def _prepare(self, step, given) -> Made:
        lines = [line.split(",") for p in sorted((self.root.incoming / step.month).rglob("*.csv")) for line in p.read_text(encoding="utf-8").split()]
        internal, left = self.root.internal(step.month), []
        for table, by in (("findings", "dataset"), ("scores", "indicator")):
            internal.mkdir(parents=True, exist_ok=True)
            with (internal / f"{table}.csv").open("w", encoding="utf-8-sig", newline="") as target:
                csv.writer(target).writerows([[by, "value", "rule"], *([part, value, "R" if table == "findings" else value] for name, part, value in lines if name == table)])
            left.append(internal / f"{table}.csv")
        for old in self.root.clean.rglob(f"{step.month}.parquet"):
            old.unlink()
        left += [self._write(self.root.clean / part / f"{step.month}.parquet", value) for name, part, value in lines if name == "clean"]
        return Made(digests(self.root.root, left), seconds={"prepare": 1.0})

    def _notebook(self, step, given) -> Made:
        page = self._write(self.root.made(step.month) / "reports" / f"{step.job.id}.html", step.job.id)
        return Made(digests(self.root.root, [page]), READS[step.job.id], Section(step.job.id, step.job.title, step.job.group, f"reports/{page.name}", None, ""), seconds={step.job.id: 1.0})

    def _closing(self, step, given) -> Made:
        return Made(digests(self.root.root, [self._write(self.root.outputs(step.month) / "returns" / "x.txt", "x")]))

    def _finish(self, step, given) -> Made:
        self.sections = [s.id for s in given.sections]
        return Made(digests(self.root.root, [self._write(self.root.outputs(step.month) / "index.html", "i")]))


class Month:
    """A workspace with three notebooks, run as often as a test likes."""

    def __init__(self, root: Path) -> None:
        self.workspace = Workspace(root)
        for name in READS:
            path = root / "notebooks" / f"{name}.ipynb"
            path.parent.mkdir(exist_ok=True)
            path.write_text("{}", encoding="utf-8")
        self.jobs = [Job(n, n.upper(), "Nhóm", root / "notebooks" / f"{n}.ipynb", {"month": MONTH, "workspace": str(root)}) for n in READS]
        self.export("findings,so_a,1\nfindings,so_b,1\nscores,mot,5\nclean,so_b,7")
        self.team = FakeTeam(self.workspace)

    def export(self, text: str, month: str = MONTH, name: str = "a.csv") -> None:
        path = self.workspace.incoming / month / "x" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run(self, *, force: bool = False, program: str = "", run=run_here) -> list[str]:
        """The steps that were done, in the order of the plan."""
        earlier = [m for m in self.workspace.months() if m < MONTH]
        steps, self.team.did = month_steps(MONTH, earlier, self.jobs), []
        plan = Plan(str(self.workspace.root), program or program_key(), force, order=tuple(READS))
        self.done = run(plan, steps, self.team, self._ended)
        return [s.name.removeprefix(f"{MONTH}/") for s in steps if s.name in self.team.did]

    def _ended(self, done: Done) -> None:
        if done.entry is not None:
            Ledger.of(self.workspace, done.step.month).add(done.entry)

    @property
    def problems(self) -> list[str]:
        return [d.made.problem for d in self.done if d.made.problem]


@pytest.fixture
def month(tmp_path) -> Month:
    return Month(tmp_path)


EVERY = ["prepare", "papers", "notebook/a", "notebook/b", "notebook/all", "finish"]


def test_everything_runs_once_and_then_nothing(month):
    assert month.run() == EVERY
    assert month.team.sections == ["a", "b", "all"]
    assert month.run() == []
    assert month.run(force=True) == EVERY


def test_steps_that_may_begin_together_begin_in_the_order_of_the_plan(month):
    month.team.count = 1
    month.run()
    assert month.team.did == [f"{MONTH}/{name}" for name in EVERY]
    for names in (["b", "all", "a"], ["all", "a", "b"]):
        month.jobs.sort(key=lambda job: names.index(job.id))
        month.run(force=True)
        assert month.team.did == [f"{MONTH}/{name}" for name in ("prepare", "papers", *(f"notebook/{n}" for n in names), "finish")]


def test_the_last_step_looks_ahead_whenever_a_notebook_has_ended_and_nothing_but_notebooks_is_left(month):
    month.team.count = 1
    month.run()
    assert month.team.looked == [EVERY[:n] for n in (2, 3, 4, 5)]
    # Nothing is made ready for a step that has nothing to do.
    month.team.looked.clear()
    month.run()
    assert month.team.looked == []


@pytest.mark.parametrize("killed", [False, True])
def test_the_last_step_is_done_by_the_process_that_has_looked_ahead_and_without_it_by_another(killed, tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "_PAUSE_SECONDS", 0)
    made, team, handed_out = Made(), Team(tmp_path, workers.WARM, 2), []
    processes = [_Process(None if killed else made), _Process(made)]
    monkeypatch.setattr(team, "pool", lambda *given, **named: handed_out.append(len(handed_out)) or processes[handed_out[-1]])
    monkeypatch.setattr(team, "_wake_the_others", lambda: None)
    for _ in range(2):
        team.look_ahead(Workspace(tmp_path), MONTH)
    assert handed_out == [0] and list(tmp_path.iterdir()) == []
    assert team.do(Step(FINISH, MONTH, FINISH, "Cổng"), Workspace(tmp_path), None) is made
    assert [p.name for p in tmp_path.iterdir()] == ["enough"] and handed_out == ([0, 1] if killed else [0]) and all(p.left for p in processes[:len(handed_out)])


@pytest.mark.parametrize("died", [BrokenProcessPool(), EOFError("unexpected EOF"), ConnectionResetError()])
def test_a_process_that_cannot_be_asked_to_look_ahead_stops_nobody(died, tmp_path, monkeypatch):
    team, handed_out = Team(tmp_path, workers.WARM, 2), []

    class Dead:
        def submit(self, *work: object) -> Future:
            raise died

    monkeypatch.setattr(team, "pool", lambda *given, **named: handed_out.append(1) or Dead())
    for _ in range(2):
        team.look_ahead(Workspace(tmp_path), MONTH)
    assert handed_out == [1, 1]
    for how, count in (("cold", 2), ("spare", 2), (workers.WARM, 1)):
        # A process of its own for that would import everything, or take the only processor from the notebooks.
        Team(tmp_path, how, count).look_ahead(Workspace(tmp_path), MONTH)


def test_what_cannot_be_made_ready_ahead_is_left_to_the_step(tmp_path):
    # Windows has no such priorities, and no process that looks ahead.
    priority = (lambda: os.getpriority(os.PRIO_PROCESS, 0)) if hasattr(os, "getpriority") else (lambda: 0)
    before = priority()
    work.look_ahead(Workspace(tmp_path), MONTH, tmp_path / "enough")
    assert work._ahead == {} and priority() == before


def test_the_tables_of_a_large_month_do_not_stand_in_memory_beside_its_notebooks(tmp_path, monkeypatch):
    workspace, asked = Workspace(tmp_path), []
    kept = workspace.internal(MONTH) / PREPARED
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"x" * 11)
    monkeypatch.setattr(preparing, "prepared", lambda *given: asked.append(given))
    for most in (10, 11):
        monkeypatch.setattr(work, "_MOST_BYTES", most)
        work.look_ahead(workspace, MONTH, tmp_path / "enough")
        assert len(asked) == most - 10


def test_notebooks_that_took_longest_the_last_time_come_first(month):
    last, before = Ledger.of(month.workspace, MONTH), Ledger.of(month.workspace, "2026-08")
    names = lambda: [job.id for job in _longest_first(month.jobs, [before, last])]  # noqa: E731
    assert names() == ["a", "b", "all"]
    before.add(Entry("notebook/b", "k", {}, {}, "", 9.0))
    before.add(Entry("notebook/all", "k", {}, {}, "", 3.0))
    # One that was never run counts as any.
    assert names() == ["b", "a", "all"]
    last.add(Entry("notebook/all", "k", {}, {}, "", 12.0))
    last.add(Entry("notebook/b", "k", {}, {}, "lỗi", 0.1))
    assert names() == ["all", "a", "b"]
    # Where none was, the one that tells of most datasets.
    jobs = [replace(job, datasets=count) for job, count in zip(month.jobs, (2, 7, 5), strict=True)]
    assert [job.id for job in _longest_first(jobs, [])] == ["b", "all", "a"]


@pytest.mark.parametrize(
    ("export", "again"),
    [
        ("findings,so_a,1\nfindings,so_b,1\nscores,mot,5\nclean,so_b,8", ["notebook/b"]),
        ("findings,so_a,1\nfindings,so_b,1\nscores,mot,6\nclean,so_b,7", ["notebook/a"]),
        ("findings,so_a,1\nfindings,so_b,1\nfindings,so_b,1\nscores,mot,5\nclean,so_b,7", ["notebook/b", "notebook/all"]),
        # What stood in a cell is shown to nobody.
        ("findings,so_a,2\nfindings,so_b,1\nscores,mot,5\nclean,so_b,7", []),
        ("findings,so_b,1\nscores,mot,5", ["notebook/a", "notebook/b", "notebook/all"]),
    ],
)
def test_a_corrected_export_runs_what_reads_it_and_what_closes_the_month(month, export, again):
    month.run()
    month.export(export)
    assert month.run() == ["prepare", "papers", *again, "finish"]
    assert month.run() == []


def test_an_export_saved_again_without_a_change_runs_no_notebook(month):
    month.run()
    month.export("findings,so_a,1\nfindings,so_b,1\nscores,mot,5\nclean,so_b,7\n")
    assert month.run() == ["prepare", "papers", "finish"]


def test_a_changed_notebook_or_a_lost_result_runs_that_one(month):
    month.run()
    month.jobs[1].notebook.write_text("{} ", encoding="utf-8")
    assert month.run() == ["notebook/b", "finish"]
    (month.workspace.made(MONTH) / "reports" / "a.html").write_text("changed by hand", encoding="utf-8")
    (month.workspace.outputs(MONTH) / "index.html").unlink()
    assert month.run() == ["notebook/a", "finish"]
    (month.workspace.internal(MONTH) / "scores.csv").unlink()
    assert month.run() == ["prepare"]


def test_an_earlier_month_is_prepared_again_only_when_its_exports_change(month):
    month.export("findings,so_a,1", "2026-08")
    assert month.run() == ["2026-08/prepare", *EVERY]
    month.export("findings,so_a,1\nfindings,so_a,1", "2026-08")
    # This month's rules look back at it; where they find nothing else than before, that is all.
    assert month.run() == ["2026-08/prepare", "prepare"]


def test_what_rests_on_a_failed_step_does_not_run_and_the_next_run_does_it(month):
    month.team.fail = {f"{MONTH}/prepare": StepLost()}
    assert month.run() == ["prepare"]
    assert month.problems == ["Chuẩn bị số liệu tháng 09/2026: tiến trình bị hệ thống dừng (thiếu bộ nhớ?)."]
    month.team.fail = {f"{MONTH}/notebook/b": StepLost()}
    assert month.run() == EVERY
    assert month.problems == ["Thiếu báo cáo B: tiến trình bị hệ thống dừng (thiếu bộ nhớ?)"]
    month.team.fail = {}
    assert month.run() == ["notebook/b", "finish"]
    assert month.problems == []


def test_another_program_does_nothing(month):
    assert month.run(program="other") == []
    assert month.problems[0] == f"Chuẩn bị số liệu tháng 09/2026: {OTHER_PROGRAM}"


STEPS = ["prepare", "papers", "notebook/a", "finish"]


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize(("number", "said"), [(errno.ENOSPC, "đĩa đã đầy"), (errno.EROFS, "chỉ đọc hoặc không có quyền")])
def test_a_full_disk_or_a_closed_folder_at_any_step_is_told_and_the_next_run_goes_on(month, monkeypatch, name, number, said):
    """As `work.do` meets it, in the process of the step."""

    def broken(step, workspace, given):
        raise OSError(number, "Nông Thị Bích Liên", "/danh sach Nông Thị Bích Liên.xlsx")

    class Broken(FakeTeam):
        def do(self, step, workspace, given):
            if step.name == f"{MONTH}/{name}":
                monkeypatch.setitem(work._DO, step.kind, broken)
                return work.do(step, workspace, given)
            return super().do(step, workspace, given)

    month.team = Broken(month.workspace)
    month.run()
    problem = next(p for p in month.problems if said in p)
    assert "Liên" not in problem and "chạy lại" in problem
    month.team = FakeTeam(month.workspace)
    again = month.run()
    assert again[0] == name and again[-1] == "finish" and month.problems == []
    assert month.run() == []


def test_a_ledger_that_cannot_be_written_stops_the_run(month, monkeypatch):
    def full(self, entry):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr(Ledger, "add", full)
        month.run()
    assert month.run() == EVERY


class _Process:
    """A step's process: dead, or one that does it."""

    def __init__(self, made: Made | None, died: Exception | None = None) -> None:
        self.made, self.died, self.left = made, died or BrokenProcessPool(), False

    def __enter__(self) -> _Process:
        return self

    def __exit__(self, *error: object) -> None:
        self.left = True

    def submit(self, *work: object) -> Future:
        if not isinstance(self.died, BrokenProcessPool):
            raise self.died
        ended: Future = Future()
        ended.set_exception(self.died) if self.made is None else ended.set_result(self.made)
        return ended


@pytest.mark.parametrize("died", [BrokenProcessPool(), EOFError("unexpected EOF"), ConnectionResetError()])
def test_a_step_whose_process_died_is_done_once_more_and_holds_up_nobody(died, tmp_path, monkeypatch):
    """Else what gives way to its work would wait for a process that is no more."""
    monkeypatch.setattr(workers, "_PAUSE_SECONDS", 0)
    made, team = Made(), Team(tmp_path, "cold", 2)
    processes = [_Process(None, died), _Process(made)]
    handed_out = []
    monkeypatch.setattr(team, "_alone", lambda step: handed_out.append(sorted(p.name for p in tmp_path.iterdir())) or processes[len(handed_out) - 1])
    (tmp_path / "busy-4711").touch()
    (tmp_path / "kernels-1").touch()
    assert team.do(Step(PREPARE, MONTH, PREPARE, "Chuẩn bị"), Workspace(tmp_path), None) is made
    # One that could not be started has done nothing.
    assert handed_out[0] == ["busy-4711", "kernels-1"] and (handed_out[1] == ["kernels-1"]) is isinstance(died, BrokenProcessPool)
    assert all(p.left for p in processes)


@pytest.mark.parametrize("died", [BrokenProcessPool(), EOFError("unexpected EOF")])
def test_a_step_whose_process_dies_each_time_is_lost(died, tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "_PAUSE_SECONDS", 0)
    team = Team(tmp_path, "cold", 2)
    monkeypatch.setattr(team, "_alone", lambda step: _Process(None, died))
    with pytest.raises(StepLost):
        team.do(Step(PREPARE, MONTH, PREPARE, "Chuẩn bị"), Workspace(tmp_path), None)
