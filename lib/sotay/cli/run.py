"""`sotay run`: the whole month, with a progress bar."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from sotay.cli.shared import DONE, FAILED, Month_, definition_problems, month_of, stop, workspace_at


def run(
    month: Month_,
    workspace: Annotated[str, typer.Option("--workspace", "-w", metavar="THƯ_MỤC", help="Thư mục làm việc (có data/, outputs/, có thể có parameters/ riêng), hoặc địa chỉ như s3://kho/xa.")] = ".",
    jobs: Annotated[int, typer.Option(metavar="SỐ", help="Số sổ tay chạy cùng lúc (0: theo số nhân của máy).", min=0)] = 0,
    scheduler: Annotated[str, typer.Option(metavar="ĐỊA_CHỈ", help="Chạy trên cụm Dask có bộ lập lịch ở địa chỉ này, ví dụ tcp://10.0.0.5:8786.")] = "",
    only: Annotated[list[str] | None, typer.Option(metavar="ID", help="Chỉ chạy báo cáo có id này (lặp lại được).")] = None,
    force: Annotated[bool, typer.Option("--force", help="Chạy lại tất cả, kể cả khi không có gì thay đổi, và chuẩn bị lại các tháng trước.")] = False,
) -> None:
    """Chạy cả tháng: đọc tệp các đơn vị gửi, làm sạch, kiểm tra, chấm điểm, dựng báo cáo; in ra đường dẫn trang mục lục."""
    month = month_of(month)
    if "://" in workspace:
        _tell(_run(partial(_fetched, workspace, month, jobs, scheduler, only, force)))
    from sotay.batch.keys import month_key
    from sotay.batch.unchanged import same_as_before

    place = workspace_at(Path(workspace))
    if not force and not only and same_as_before(place, month, month_key(place, month)):
        typer.echo(f"Không có gì thay đổi từ lần chạy trước: các báo cáo vẫn đúng, không chạy lại. Muốn chạy lại: thêm --force.\nTrang mục lục: {place.outputs(month) / 'index.html'}")
        raise typer.Exit(DONE)
    _tell(_run(partial(_here, place, month, jobs, scheduler, only, force)))


def _here(place, month: str, jobs: int, scheduler: str, only: list[str] | None, force: bool, tell):
    from sotay.batch.month import run_month

    return run_month(place, month, jobs, only, force, tell, scheduler)


def _fetched(address: str, month: str, jobs: int, scheduler: str, only: list[str] | None, force: bool, tell):
    from sotay.batch.remote import run_fetched
    from sotay.batch.schedulers import whole_month_on

    return whole_month_on(scheduler, partial(run_fetched, address, month, 1, only, force)) if scheduler else run_fetched(address, month, jobs, only, force, tell)


def _run(work):
    """What the work comes to, under a progress bar; stops with a sentence where it cannot begin or go on."""
    from tqdm import tqdm

    try:
        with tqdm(total=1, unit="bước", file=sys.stderr, bar_format="{percentage:3.0f}% |{bar:30}| {n_fmt}/{total_fmt} {desc}") as bar:

            def tell(done: int, of: int, what: str) -> None:
                bar.total = of
                bar.set_description_str(what, refresh=False)
                bar.update(done - bar.n)
                bar.refresh()

            return work(tell)
    except Exception as error:
        ended = _ended(error)
        if ended is None:
            raise
        raise ended from None


def _ended(error: Exception) -> typer.Exit | None:
    """How the command ends with an error that has words of its own. Imported only now: a run's first process is woken before this one imports anything heavy."""
    from sotay.batch.lock import Locked
    from sotay.batch.plan import UnknownReport
    from sotay.batch.remote import NoRemoteWorkspace
    from sotay.batch.schedulers import SchedulerGone
    from sotay.batch.storage import storage_words
    from sotay.definitions.problem import DefinitionError

    if isinstance(error, DefinitionError):
        return definition_problems(error)
    if isinstance(error, (UnknownReport, NoRemoteWorkspace)):
        return stop(str(error))
    if isinstance(error, (Locked, SchedulerGone)):
        return stop(str(error), FAILED)
    return stop(f"Dừng giữa chừng: {storage_words(error)}", FAILED) if isinstance(error, OSError) else None


def _tell(outcome) -> None:
    for problem in outcome.problems:
        typer.echo(problem, err=True)
    unmade = {s.problem for s in outcome.sections if s.html and not s.pdf}
    for why in sorted(unmade):
        typer.echo(f"Chưa có PDF: {why}", err=True)
    typer.echo(f"Trang mục lục: {outcome.index}")
    raise typer.Exit(FAILED if outcome.problems else DONE)
