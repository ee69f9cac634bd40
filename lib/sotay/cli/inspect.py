"""`sotay inspect`: the tables found in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sotay.cli.shared import Workspace_, definition_problems, stop, workspace_at


def inspect(file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp Excel, CSV, HTML… của đơn vị.")], json_: Annotated[bool, typer.Option("--json", help="In dạng JSON.")] = False,
            workspace: Workspace_ = Path(".")) -> None:
    """Xem sổ tay nhận ra những bảng nào trong một tệp."""
    import json

    from sotay.definitions.problem import DefinitionError
    from sotay.definitions.registry import load_registry
    from sotay.intake.inspect import as_json, look_into
    from sotay.intake.inspect_lines import lines_of

    if not file.exists():
        raise stop(f"Không có tệp `{file.name}`.")
    try:
        registry = load_registry(workspace_at(workspace).parameters)
    except DefinitionError as error:
        raise definition_problems(error) from None
    seen = look_into(file, registry)
    if all(s.refusal for s in seen):
        raise stop("\n".join(f"{s.file}: {s.refusal.note}" for s in seen))
    if json_:
        typer.echo(json.dumps(as_json(file, seen), ensure_ascii=False, indent=1))
        return
    for line in lines_of(seen, registry):
        typer.echo(line)
