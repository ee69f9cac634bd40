"""`sotay send`: approved packages to their recipients."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sotay.cli.shared import DONE, FAILED, Month_, Workspace_, definition_problems, month_of, workspace_at


def send(
    month: Month_,
    workspace: Workspace_ = Path("."),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ nêu sẽ gửi gì cho ai; không gửi. Chưa có phiếu duyệt thì luôn chạy thử.")] = False,
    again: Annotated[list[str] | None, typer.Option(metavar="NƠI_NHẬN", help="Gửi lại gói mà lần trước chưa rõ kết quả, sau khi đã hỏi nơi nhận (lặp lại được).")] = None,
) -> None:
    """Gửi các gói đã duyệt của tháng cho từng nơi nhận; mỗi gói gửi một lần, chỉ gửi những gì cổng kiểm soát cho qua."""
    from sotay.definitions.problem import DefinitionError
    from sotay.prepare import month_registry
    from sotay.publish.sending import month_search, send_month

    place, month = workspace_at(workspace), month_of(month)
    try:
        registry = month_registry(place, month)
    except DefinitionError as error:
        raise definition_problems(error) from None
    outcome = send_month(place, registry, month, lambda: month_search(place, registry, month), dry_run, tuple(again or ()))
    for line in outcome.lines:
        typer.echo(line)
    for problem in outcome.problems:
        typer.echo(problem, err=True)
    raise typer.Exit(FAILED if outcome.problems else DONE)
