"""`sotay demo`: synthetic months to try with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sotay.cli.shared import stop


def demo(
    folder: Annotated[Path, typer.Argument(metavar="THƯ_MỤC", help="Thư mục làm việc sẽ nhận các tháng mẫu.")],
    months: Annotated[int, typer.Option(metavar="SỐ", help="Số tháng.", min=1, max=24)] = 3,
    seed: Annotated[int, typer.Option(metavar="SỐ", help="Cùng số thì ra cùng dữ liệu.")] = 2026,
    size: Annotated[float, typer.Option(metavar="SỐ", help="Độ lớn: 1 là xã khoảng 10.000 dân.", min=0.01)] = 1.0,
    communes: Annotated[int, typer.Option(metavar="SỐ", help="Số xã: từ 1 trở lên thì mỗi xã là một thư mục làm việc con, có tham số và dữ liệu riêng (0: một xã, ngay trong thư mục này).", min=0)] = 0,
    clean: Annotated[bool, typer.Option("--clean", help="Không cài lỗi vào dữ liệu.")] = False,
) -> None:
    """Tạo dữ liệu mẫu (người và hồ sơ không có thật) dưới dạng tệp như các đơn vị gửi."""
    from sotay.demo import make_demo

    if communes:
        return _province(folder, communes, months, seed, size, clean)
    folder.mkdir(parents=True, exist_ok=True)
    incoming = folder / "data" / "incoming"
    if incoming.is_dir() and any(incoming.iterdir()):
        raise stop("Thư mục này đã có tệp trong data/incoming. Chọn thư mục khác để không trộn dữ liệu mẫu với dữ liệu thật.")
    made = make_demo(folder, months, seed, size=size, clean=clean)
    typer.echo(f"Đã tạo {len(made)} tháng mẫu: {', '.join(made)}. Chạy tiếp: sotay run {made[-1]} --workspace {folder}")


def _province(folder: Path, communes: int, months: int, seed: int, size: float, clean: bool) -> None:
    from sotay.demo import make_province
    from sotay.demo.months import LAST_MONTH
    from sotay.demo.province import TooMany

    if folder.is_dir() and any(folder.iterdir()):
        raise stop("Thư mục này không trống. Chọn thư mục khác để không trộn xã mẫu với xã thật.")
    try:
        made = make_province(folder, communes, months, seed, size=size, clean=clean)
    except TooMany as error:
        raise stop(str(error)) from None
    typer.echo(f"Đã tạo {len(made)} xã mẫu trong {folder}. Chạy tiếp: sotay province run {folder} {LAST_MONTH}")
