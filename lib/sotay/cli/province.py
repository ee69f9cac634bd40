"""`sotay province run`: the month of many workspaces, and the roll-up of what their gates let pass."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from sotay.cli.shared import DONE, FAILED, month_of, stop
from sotay.cli.words import Command, Group

province = typer.Typer(cls=Group, no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Nhiều xã: chạy tháng của mọi thư mục làm việc và tổng hợp cấp tỉnh.")


@province.command(cls=Command)
def run(
    what: Annotated[list[str], typer.Argument(metavar="THƯ_MỤC... THÁNG", help="Các thư mục làm việc, hoặc thư mục chứa chúng, hoặc địa chỉ trên kho như s3://kho/tinh; cuối cùng là tháng, dạng 2026-09.")],
    jobs: Annotated[int, typer.Option(metavar="SỐ", help="Số xã chạy cùng lúc (0: theo số nhân, hoặc số tiến trình của cụm, và bộ nhớ còn trống).", min=0)] = 0,
    scheduler: Annotated[str, typer.Option(metavar="ĐỊA_CHỈ", help="Chạy trên cụm Dask có bộ lập lịch ở địa chỉ này, ví dụ tcp://10.0.0.5:8786.")] = "",
    out: Annotated[Path | None, typer.Option(metavar="THƯ_MỤC", help="Nơi ghi kết quả cấp tỉnh (mặc định: tong-hop-tinh cạnh các xã; khi mọi xã ở trên kho: trong thư mục hiện tại).")] = None,
) -> None:
    """Chạy tháng của từng xã, xã nhỏ trước; xã nào đã xong và không đổi thì bỏ qua; rồi tổng hợp cấp tỉnh. Chạy lại lệnh này là chạy tiếp."""
    from functools import partial

    from tqdm import tqdm

    from sotay.batch.isolated import Isolated
    from sotay.batch.lock import Locked
    from sotay.batch.province import ProvinceRun, alone, default_jobs, run_here, summary_lines
    from sotay.batch.storage import NoRemoteWorkspace, StoreGone
    from sotay.rollup.ledger import COMPLETE
    from sotay.rollup.places import OUT, NoWorkspace, default_out, find_places

    if len(what) < 2:
        raise stop("Thiếu tham số. Viết: sotay province run THƯ_MỤC... THÁNG, ví dụ: sotay province run bac_ninh 2026-09")
    *named, text = what
    month, addresses, folders = month_of(text), [n for n in named if "://" in n], [Path(n) for n in named if "://" not in n]
    target = (out or (default_out(folders) if folders else Path(OUT))).resolve()
    try:
        places = (find_places(folders) if folders else []) + (_stored(addresses, month, target) if addresses else [])
    except (NoWorkspace, NoRemoteWorkspace) as error:
        raise stop(str(error)) from None
    except StoreGone as error:
        raise stop(str(error), FAILED) from None
    except OSError as error:
        raise stop(_unwritable(target, error), FAILED) from None
    there = _places_on(scheduler) if scheduler else 0
    # On a cluster this machine only leads: there is nothing to measure here.
    one = Isolated(partial(run_here, scheduler=scheduler), look=0, imported=("sotay.batch.month", "sotay.batch.schedulers", "distributed")) if scheduler else Isolated(run_here)
    try:
        with alone(target), tqdm(total=len(places), unit="xã", file=sys.stderr, bar_format="{percentage:3.0f}% |{bar:30}| {n_fmt}/{total_fmt} xã; {desc}") as bar:

            def tell(done: int, of: int, remark: str) -> None:
                bar.set_description_str(remark, refresh=False)
                bar.update(done - bar.n)
                bar.refresh()

            ended = ProvinceRun(places, month, target, one, jobs or default_jobs(there)).go(tell)
            bar.set_description_str("tổng hợp cấp tỉnh")
            index, problems = _rolled_up(places, month, target)
    except Locked as error:
        raise stop(str(error), FAILED) from None
    except OSError as error:
        raise stop(_unwritable(target, error), FAILED) from None
    for line in summary_lines(ended, month, len(places)):
        typer.echo(line)
    for problem in problems:
        typer.echo(problem, err=True)
    typer.echo(f"Trang mục lục cấp tỉnh: {index}")
    raise typer.Exit(DONE if all(e.result in COMPLETE for e in ended) and not problems else FAILED)


def _stored(addresses: list[str], month: str, target: Path):
    # Here, because what speaks with stores is wanted only by who has one.
    from sotay.batch.province_stores import find_stored

    return find_stored(addresses, month, target)


def _places_on(scheduler: str) -> int:
    from sotay.batch.schedulers import SchedulerGone, places_on

    try:
        return places_on(scheduler)
    except SchedulerGone as error:
        raise stop(str(error), FAILED) from None


def _unwritable(target: Path, error: OSError) -> str:
    from sotay.batch.storage import storage_words

    return f"Kết quả cấp tỉnh trong `{target.name}`: {storage_words(error)} Có thể chọn thư mục khác với --out."


def _rolled_up(places, month: str, target: Path) -> tuple[Path, list[str]]:
    from sotay.batch.province_pages import write_rollup
    from sotay.rollup.province import Province

    return write_rollup(Province(places, month, target))
