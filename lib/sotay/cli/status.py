"""`sotay status`: who has handed in what."""

from __future__ import annotations

from pathlib import Path

import typer

from sotay.cli.shared import Month_, Workspace_, definition_problems, month_of, workspace_at


def status(month: Month_, workspace: Workspace_ = Path(".")) -> None:
    """Đơn vị nào đã nộp gì, còn thiếu gì, còn mấy ngày đến hạn hoặc đã muộn mấy ngày."""
    from sotay.definitions.problem import DefinitionError
    from sotay.status import status_lines

    try:
        for line in status_lines(workspace_at(workspace), month_of(month)):
            typer.echo(line)
    except DefinitionError as error:
        raise definition_problems(error) from None
