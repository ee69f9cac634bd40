"""`sotay new`: a definition file to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sotay.cli.shared import Workspace_, definition_problems, stop, workspace_at


def new(
    kind: Annotated[str, typer.Argument(metavar="dataset|indicator", help="dataset: tập dữ liệu; indicator: chỉ số (kèm sổ tay).")],
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Tên không dấu, nối bằng gạch dưới, ví dụ nha_van_hoa.")],
    group: Annotated[str, typer.Option(metavar="NHÓM", help="Nhóm của tập dữ liệu mới.")] = "",
    workspace: Workspace_ = Path("."),
) -> None:
    """Tạo tệp định nghĩa (và sổ tay, nếu là chỉ số) có chỉ dẫn từng dòng, hợp lệ ngay."""
    from sotay.definitions.problem import DefinitionError, did_you_mean
    from sotay.definitions.stamp import CannotStamp, stamp_dataset, stamp_indicator

    place = workspace_at(workspace)
    if kind not in ("dataset", "indicator"):
        raise stop(f"Không tạo được `{kind}`. {did_you_mean(kind, ('dataset', 'indicator'))}")
    if group and kind == "indicator":
        raise stop("--group chỉ dùng cho dataset.")
    try:
        made = stamp_dataset(place, identifier, group) if kind == "dataset" else stamp_indicator(place, identifier)
    except CannotStamp as error:
        raise stop(str(error)) from None
    except DefinitionError as error:
        raise definition_problems(error) from None
    for path in made:
        typer.echo(f"Đã tạo {path.relative_to(place.root).as_posix()}")
    typer.echo("Mở tệp, sửa theo chỉ dẫn trong đó, rồi chạy: sotay lint")
