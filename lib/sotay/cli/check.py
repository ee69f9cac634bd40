"""`sotay check`: one file before it is handed in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sotay.cli.shared import Workspace_, definition_problems, stop, workspace_at


def check(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp sắp nộp.")],
    dataset: Annotated[str | None, typer.Option(metavar="ID", help="Tập dữ liệu của tệp, khi sổ tay không tự nhận ra.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="THƯ_MỤC", help="Nơi ghi bản đánh dấu (mặc định: cạnh tệp).")] = None,
    workspace: Workspace_ = Path("."),
) -> None:
    """Kiểm tra một tệp trước khi nộp: nêu lỗi, cách sửa và ghi một bản sao có đánh dấu từng ô."""
    from sotay.check_file import UnknownDataset, look_at, write_copies
    from sotay.definitions.problem import DefinitionError
    from sotay.reports.returned.summary import lines_of

    if not file.is_file():
        raise stop(f"Không có tệp `{file.name}`.")
    try:
        looked = look_at(file, workspace_at(workspace), dataset)
    except UnknownDataset as error:
        raise stop(str(error)) from None
    except DefinitionError as error:
        raise definition_problems(error) from None
    for line in lines_of(looked):
        typer.echo(line)
    try:
        copies = write_copies(looked, file, out or file.parent)
    except OSError:
        raise stop(f"Không ghi được bản đánh dấu vào `{(out or file.parent).name or '.'}`. Chọn thư mục khác với --out.") from None
    for copy in copies:
        typer.echo(f"Bản đánh dấu: {copy}")
    raise typer.Exit(looked.code)
