"""One step of a run, wherever it runs: done, or left as it is because the ledger's last entry of it still holds."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from sotay.batch.graph import FINISH, NOTEBOOK, PREPARE, Step
from sotay.batch.keys import exports_key, intact
from sotay.batch.ledger import Entry, Ledger
from sotay.batch.made import Given, Made
from sotay.batch.unchanged import PREPARED, due_since
from sotay.batch.workers import StepLost, Team
from sotay.definitions.handed import content_key
from sotay.definitions.program import Said, program_key, sha256
from sotay.definitions.workspace import Workspace
from sotay.reports.section import Section
from sotay.traces import Contents

OTHER_PROGRAM = "máy này chạy bản sổ tay hoặc gói thư viện khác với máy ra lệnh. Cài cùng một requirements.lock trên mọi máy rồi chạy lại."
LOST = "tiến trình bị hệ thống dừng (thiếu bộ nhớ?)"


@dataclass(frozen=True)
class Plan:
    """What every step of a run is told: the workspace's folder, the program that must do it, whether everything is done again; reports of the index that are not of this run, and its order by id; `run` names its tasks."""

    root: str
    program: str
    force: bool = False
    standing: tuple[Section, ...] = ()
    order: tuple[str, ...] = ()
    run: str = field(default_factory=lambda: secrets.token_hex(6))

    @property
    def workspace(self) -> Workspace:
        return Workspace(Path(self.root))

    def again(self, number: int) -> Plan:
        """The same plan under another name."""
        return replace(self, run=f"{self.run}.{number}")


@dataclass
class Done:
    """A step that has ended. `entry`: for the ledger, None when there was nothing to do; `failed`: what rests on it cannot run."""

    step: Step
    made: Made
    entry: Entry | None = None
    failed: bool = False


def run_step(team: Team, plan: Plan, step: Step, before: list[Done]) -> Done:
    """Does one step with the processes of a team; `before`: the steps it rests on."""
    if any(d.failed for d in before):
        return Done(step, Made(), failed=True)
    if program_key() != plan.program:
        return Done(step, Made(problem=f"{step.title}: {OTHER_PROGRAM}"), failed=True)
    known = Ledger.of(plan.workspace, step.month).good(step.id)
    if step.kind == FINISH:
        return _last(team, plan, step, known, before)
    key = _key(step, plan.workspace, before)
    if not plan.force and known is not None and _holds(known, key, step, plan.workspace, before):
        return Done(step, Made(known.outputs, section=_standing(step, plan.workspace)))
    made = _do(team, plan, step, Given(plan.force, plan.order))
    contents = _contents(plan.root, _stamp(before))
    reads = {name: contents.digest(name) for name in made.reads}
    why = made.problem or "; ".join(made.problems) or (made.section.problem if made.section else "")
    return Done(step, made, Entry(step.id, key, reads, made.outputs, why, _seconds(step, made)), bool(made.problem) and step.kind == PREPARE)


def _last(team: Team, plan: Plan, step: Step, known: Entry | None, before: list[Done]) -> Done:
    """Gate, index, packages and manifest: again as soon as anything before them was done again."""
    key = Said(plan.program, *(f"{d.step.name} {name} {content}" for d in before for name, content in sorted(d.made.outputs.items()))).key
    if not plan.force and known is not None and known.key == key and all(d.entry is None for d in before) and intact(plan.workspace.root, known.outputs):
        return Done(step, Made(known.outputs))
    sections = {s.id: s for s in (*plan.standing, *(d.made.section for d in before if d.made.section))}
    given = Given(plan.force, plan.order, tuple(sections[name] for name in plan.order if name in sections), {k: v for d in before for k, v in d.made.seconds.items()})
    made = _do(team, plan, step, given)
    return Done(step, made, Entry(step.id, key, {}, made.outputs, made.problem or "; ".join(made.problems), _seconds(step, made)), bool(made.problem))


def _do(team: Team, plan: Plan, step: Step, given: Given) -> Made:
    try:
        return team.do(step, plan.workspace, given)
    except StepLost:
        return _lost(step)


def given_up(step: Step) -> Done:
    """A step whose processes died every time."""
    return Done(step, _lost(step), failed=step.kind in (PREPARE, FINISH))


def _lost(step: Step) -> Made:
    if step.kind == NOTEBOOK:
        return Made(section=Section(step.job.id, step.job.title, step.job.group, None, None, LOST), problem=f"Thiếu báo cáo {step.title}: {LOST}")
    return Made(problem=f"{step.title}: {LOST}.")


def _seconds(step: Step, made: Made) -> float:
    return made.seconds.get(step.job.id if step.job else step.kind, 0.0)


def _key(step: Step, workspace: Workspace, before: list[Done]) -> str:
    """All that a step follows from, except what a notebook reads of the month, which is known only once it has run."""
    if step.kind == PREPARE:
        exports = exports_key(workspace, [m for m in workspace.months() if m <= step.month])
        return f"{exports} {Said(program_key(), content_key(workspace.parameters)).key}"
    said = Said(program_key(), content_key(workspace.parameters), step.name)
    if step.job:
        said.say(sha256(step.job.notebook), *sorted(f"{k}={v}" for k, v in step.job.parameters.items() if k != "workspace"))
    else:
        said.say(exports_key(workspace, [step.month]), _stamp(before))
    return said.key


def _holds(known: Entry, key: str, step: Step, workspace: Workspace, before: list[Done]) -> bool:
    if step.kind == PREPARE and due_since(workspace, step.month):
        return False
    same = known.key.split()[0] == key.split()[0] if step.earlier else known.key == key
    if not same or not intact(workspace.root, known.outputs):
        return False
    contents = _contents(str(workspace.root), _stamp(before)) if known.reads else None
    return all(contents.digest(name) == content for name, content in known.reads.items())


def _stamp(before: list[Done]) -> str:
    """What the steps before have left, without what is only kept to be quicker."""
    return Said(*(f"{name} {content}" for d in before for name, content in sorted(d.made.outputs.items()) if not name.endswith(PREPARED))).key


# A worker of a cluster goes from one workspace to another and back.
@lru_cache(maxsize=64)
def _contents(root: str, stamp: str) -> Contents:
    return Contents(Workspace(Path(root)))


def _standing(step: Step, workspace: Workspace) -> Section | None:
    return standing(step.job, workspace, step.month) if step.job else None


def standing(job, workspace: Workspace, month: str) -> Section:
    """A report that was not run now, as it stands; the gate decides each time whether it goes out."""
    page, pdf = (workspace.made(month) / "reports" / f"{job.id}.{ending}" for ending in ("html", "pdf"))
    html = f"reports/{page.name}" if page.is_file() else None
    return Section(job.id, job.title, job.group, html, f"reports/{pdf.name}" if html and pdf.is_file() else None, "" if html else "chưa chạy")
