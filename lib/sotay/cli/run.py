"""`sotay run`: the whole month, with a progress bar."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from sotay.cli.shared import DONE, FAILED, Month_, Workspace_, definition_problems, month_of, stop, workspace_at


def run(
    month: Month_,
    workspace: Workspace_ = Path("."),
    jobs: Annotated[int, typer.Option(metavar="SỐ", help="Số sổ tay chạy cùng lúc (0: theo số nhân của máy).", min=0)] = 0,
    only: Annotated[list[str] | None, typer.Option(metavar="ID", help="Chỉ chạy báo cáo có id này (lặp lại được).")] = None,
    scheduler: Annotated[str, typer.Option(metavar="ĐỊA_CHỈ", help="Chạy trên cụm Dask có bộ lập lịch ở địa chỉ này, ví dụ tcp://10.0.0.5:8786.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Chạy lại tất cả, kể cả khi không có gì thay đổi, và chuẩn bị lại các tháng trước.")] = False,
) -> None:
    """Chạy cả tháng: đọc tệp các đơn vị gửi, làm sạch, kiểm tra, chấm điểm, dựng báo cáo; in ra đường dẫn trang mục lục."""
    from sotay.batch.keys import month_key
    from sotay.batch.unchanged import same_as_before

    place, month = workspace_at(workspace), month_of(month)
    if not force and not only and same_as_before(place, month, month_key(place, month)):
        typer.echo(f"Không có gì thay đổi từ lần chạy trước: các báo cáo vẫn đúng, không chạy lại. Muốn chạy lại: thêm --force.\nTrang mục lục: {place.outputs(month) / 'index.html'}")
        raise typer.Exit(DONE)
    from tqdm import tqdm

    from sotay.batch.lock import Locked
    from sotay.batch.month import run_month
    from sotay.batch.plan import UnknownReport
    from sotay.batch.schedulers import SchedulerGone
    from sotay.batch.storage import storage_words
    from sotay.definitions.problem import DefinitionError

    try:
        with tqdm(total=1, unit="bước", file=sys.stderr, bar_format="{percentage:3.0f}% |{bar:30}| {n_fmt}/{total_fmt} {desc}") as bar:

            def tell(done: int, of: int, what: str) -> None:
                bar.total = of
                bar.set_description_str(what, refresh=False)
                bar.update(done - bar.n)
                bar.refresh()

            outcome = run_month(place, month, jobs, only, force, tell, scheduler)
    except DefinitionError as error:
        raise definition_problems(error) from None
    except UnknownReport as error:
        raise stop(str(error)) from None
    except (Locked, SchedulerGone) as error:
        raise stop(str(error), FAILED) from None
    except OSError as error:
        raise stop(f"Dừng giữa chừng: {storage_words(error)}", FAILED) from None
    for problem in outcome.problems:
        typer.echo(problem, err=True)
    unmade = {s.problem for s in outcome.sections if s.html and not s.pdf}
    for why in sorted(unmade):
        typer.echo(f"Chưa có PDF: {why}", err=True)
    typer.echo(f"Trang mục lục: {outcome.index}")
    raise typer.Exit(FAILED if outcome.problems else DONE)
