"""What the commands share: their common arguments and how they stop, with a Vietnamese sentence and an exit code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

DONE, FAILED, WRONG = 0, 1, 2

Workspace_ = Annotated[Path, typer.Option("--workspace", "-w", metavar="THƯ_MỤC", help="Thư mục làm việc (có data/, outputs/, có thể có parameters/ riêng).")]
Month_ = Annotated[str, typer.Argument(metavar="THÁNG", help="Tháng báo cáo, dạng 2026-09.")]


def stop(message: str, code: int = WRONG) -> typer.Exit:
    """Tells what is wrong on stderr; the exception to raise."""
    typer.echo(message, err=True)
    return typer.Exit(code)


def workspace_at(folder: Path):
    """The workspace in a folder; stops where there is no such folder."""
    from sotay.definitions.workspace import Workspace

    if not folder.is_dir():
        raise stop(f"Không có thư mục `{folder.name}`. Kiểm tra --workspace.")
    return Workspace(folder.resolve())


def month_of(text: str) -> str:
    """A month as `YYYY-MM`; stops at anything else."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise stop(f"`{text}` không phải tháng. Viết năm-tháng, ví dụ 2026-09.")
    return text


def definition_problems(error) -> typer.Exit:
    """Every problem of a DefinitionError, one a line; the exception to raise."""
    lines = [f"Có {len(error.problems)} chỗ phải sửa trong parameters/ trước khi chạy:", *(f"  {p}" for p in error.problems)]
    return stop("\n".join(lines))
