"""`sotay templates`: Excel entry forms, and the definitions for other software."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sotay.cli.shared import Workspace_, definition_problems, stop, workspace_at


def templates(
    folder: Annotated[Path, typer.Argument(metavar="THƯ_MỤC", help="Thư mục nhận các biểu mẫu Excel; định nghĩa dạng Table Schema và ODCS nằm ở thư mục con schemas/.")],
    dataset: Annotated[list[str] | None, typer.Option(metavar="ID", help="Chỉ làm cho tập dữ liệu này (lặp lại được).")] = None,
    workspace: Workspace_ = Path("."),
) -> None:
    """Làm biểu mẫu nhập Excel cho mỗi bảng: tiêu đề, danh sách chọn, kiểm tra khi gõ, hướng dẫn và ví dụ; kèm định nghĩa cho phần mềm khác."""
    import datetime as dt

    from sotay.definitions.exports.write import write_exports
    from sotay.definitions.problem import DefinitionError, did_you_mean
    from sotay.definitions.registry import load_registry
    from sotay.demo.samples import sample_rows
    from sotay.reports.templates.entry import write_templates

    place, day = workspace_at(workspace), dt.date.today()
    try:
        registry = load_registry(place.parameters)
        unknown = [f"Không có tập dữ liệu `{d}`. {did_you_mean(d, registry.datasets)}" for d in dataset or [] if d not in registry.datasets]
        if unknown:
            raise stop("\n".join(unknown))
        wanted = dataset or list(registry.datasets)
        made = write_templates(registry, folder, wanted, day, sample_rows(registry.at(day), place.parameters))
        write_exports(registry, folder / "schemas", wanted, day)
    except DefinitionError as error:
        raise definition_problems(error) from None
    typer.echo(f"Đã làm {len(made)} biểu mẫu trong {folder}; định nghĩa cho phần mềm khác: {folder / 'schemas'}.")
