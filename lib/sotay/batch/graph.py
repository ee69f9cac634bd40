"""The run plan of a month: its steps and which must come before which, the same wherever they run."""

from __future__ import annotations

from dataclasses import dataclass

from sotay.batch.plan import Job

PREPARE, NOTEBOOK, CLOSING, FINISH = "prepare", "notebook", "papers", "finish"


@dataclass(frozen=True)
class Step:
    """One step of a month. `id` is its name in the ledger of `month`; `title` is what the progress bar says; `after`: names (see `name`) of the steps that must have ended."""

    id: str
    month: str
    kind: str
    title: str
    after: tuple[str, ...] = ()
    job: Job | None = None
    # Of a month before the one that is run: made again only when its exports change, not for every change of a definition.
    earlier: bool = False

    @property
    def name(self) -> str:
        """The step's name in the whole plan."""
        return f"{self.month}/{self.id}"


def step_id(job: Job) -> str:
    """What a notebook's step is called in the ledger."""
    return f"{NOTEBOOK}/{job.id}"


def month_steps(month: str, earlier: list[str], jobs: list[Job]) -> list[Step]:
    """Preparing the earlier months in their order and then this one, because rules look back; its notebooks and closing steps beside each other; and what needs all of them."""
    steps: list[Step] = []
    for each in [*earlier, month]:
        steps.append(Step(PREPARE, each, PREPARE, f"Chuẩn bị số liệu tháng {each[5:]}/{each[:4]}", tuple(s.name for s in steps[-1:]), earlier=each != month))
    ready = (steps[-1].name,)
    # The longest first: with it under way, the notebooks fill the other processors.
    steps.append(Step(CLOSING, month, CLOSING, "Soạn báo cáo tháng, tệp trả lại và gói dữ liệu", ready))
    steps += [Step(step_id(j), month, NOTEBOOK, j.title, ready, j) for j in jobs]
    return [*steps, Step(FINISH, month, FINISH, "Cổng kiểm soát, trang mục lục, đóng gói theo nơi nhận", tuple(s.name for s in steps if s.month == month and s.kind != PREPARE))]
