"""`sotay lint`: every problem under parameters/ at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sotay.cli.shared import Workspace_, definition_problems, workspace_at


def lint(workspace: Workspace_ = Path("."), open_: Annotated[bool, typer.Option("--open", help="Liệt kê cả những điều chưa xác minh, chưa điền.")] = False) -> None:
    """Kiểm tra mọi tệp trong parameters/, nêu mọi lỗi một lần."""
    from sotay.definitions.open_facts import open_facts
    from sotay.definitions.problem import DefinitionError
    from sotay.definitions.registry import load_registry

    try:
        registry = load_registry(workspace_at(workspace).parameters)
    except DefinitionError as error:
        raise definition_problems(error) from None
    if open_:
        for fact in open_facts(registry):
            typer.echo(f"{fact.file}: {fact.where}: {fact.text}" if fact.where else f"{fact.file}: {fact.text}")
    typer.echo(f"parameters/: không có lỗi ({len(registry.datasets)} tập dữ liệu, {len(registry.tables)} bảng, {len(registry.indicators)} chỉ số, {len(registry.plan.tasks)} nhiệm vụ).")
