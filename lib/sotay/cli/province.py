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
    what: Annotated[list[str], typer.Argument(metavar="THƯ_MỤC... THÁNG", help="Các thư mục làm việc, hoặc thư mục chứa chúng; cuối cùng là tháng, dạng 2026-09.")],
    jobs: Annotated[int, typer.Option(metavar="SỐ", help="Số xã chạy cùng lúc (0: theo số nhân và bộ nhớ còn trống).", min=0)] = 0,
    scheduler: Annotated[str, typer.Option(metavar="ĐỊA_CHỈ", help="Chạy trên cụm Dask có bộ lập lịch ở địa chỉ này, ví dụ tcp://10.0.0.5:8786.")] = "",
    out: Annotated[Path | None, typer.Option(metavar="THƯ_MỤC", help="Nơi ghi kết quả cấp tỉnh (mặc định: tong-hop-tinh cạnh các xã).")] = None,
) -> None:
    """Chạy tháng của từng xã, xã nhỏ trước; xã nào đã xong và không đổi thì bỏ qua; rồi tổng hợp cấp tỉnh. Chạy lại lệnh này là chạy tiếp."""
    from functools import partial

    from tqdm import tqdm

    from sotay.batch.isolated import Isolated
    from sotay.batch.lock import Locked
    from sotay.batch.province import ProvinceRun, alone, default_jobs, run_here, summary_lines
    from sotay.batch.storage import storage_words
    from sotay.rollup.ledger import COMPLETE
    from sotay.rollup.places import NoWorkspace, default_out, find_places

    if len(what) < 2:
        raise stop("Thiếu tham số. Viết: sotay province run THƯ_MỤC... THÁNG, ví dụ: sotay province run bac_ninh 2026-09")
    *folders, text = what
    month, folders = month_of(text), [Path(f) for f in folders]
    try:
        places = find_places(folders)
    except NoWorkspace as error:
        raise stop(str(error)) from None
    target = (out or default_out(folders)).resolve()
    # On a cluster this machine only leads: there is nothing to measure here.
    one = Isolated(partial(run_here, scheduler=scheduler), look=0) if scheduler else Isolated(run_here)
    try:
        with alone(target), tqdm(total=len(places), unit="xã", file=sys.stderr, bar_format="{percentage:3.0f}% |{bar:30}| {n_fmt}/{total_fmt} xã; {desc}") as bar:

            def tell(done: int, of: int, remark: str) -> None:
                bar.set_description_str(remark, refresh=False)
                bar.update(done - bar.n)
                bar.refresh()

            ended = ProvinceRun(places, month, target, one, jobs or default_jobs()).go(tell)
            bar.set_description_str("tổng hợp cấp tỉnh")
            index, problems = _rolled_up(places, month, target)
    except Locked as error:
        raise stop(str(error), FAILED) from None
    except OSError as error:
        raise stop(f"Kết quả cấp tỉnh trong `{target.name}`: {storage_words(error)} Có thể chọn thư mục khác với --out.", FAILED) from None
    for line in summary_lines(ended, month):
        typer.echo(line)
    for problem in problems:
        typer.echo(problem, err=True)
    typer.echo(f"Trang mục lục cấp tỉnh: {index}")
    raise typer.Exit(DONE if all(e.result in COMPLETE for e in ended) and not problems else FAILED)


def _rolled_up(places, month: str, target: Path) -> tuple[Path, list[str]]:
    from sotay.batch.province_pages import write_rollup
    from sotay.rollup.province import Province

    return write_rollup(Province(places, month, target))
