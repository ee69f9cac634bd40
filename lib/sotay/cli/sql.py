"""`sotay sql`: questions to the clean store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sotay.cli.shared import Workspace_, definition_problems, stop, workspace_at


def sql(query: Annotated[str, typer.Argument(metavar="CÂU_LỆNH", help="Câu lệnh SQL (DuckDB) trên kho dữ liệu sạch; mỗi bảng một tên.")], workspace: Workspace_ = Path("."),
        csv: Annotated[Path | None, typer.Option(metavar="TỆP", help="Ghi kết quả ra tệp CSV.")] = None) -> None:
    """Hỏi kho dữ liệu sạch bằng SQL; cột định danh cá nhân đã che."""
    from sotay.book import BookError, open_book
    from sotay.definitions.problem import DefinitionError
    from sotay.prepare import write_csv

    try:
        result = open_book(workspace=workspace_at(workspace).root).sql(query)
    except BookError as error:
        raise stop(str(error)) from None
    except DefinitionError as error:
        raise definition_problems(error) from None
    if csv:
        write_csv(csv, result)
        typer.echo(f"Đã ghi {len(result)} dòng.")
    elif result.empty:
        typer.echo("Không có dòng nào.")
    else:
        shown = result.apply(lambda c: c.map({True: "Có", False: "Không"}) if c.dtype.name in ("bool", "boolean") else c)
        typer.echo(shown.to_string(index=False, max_rows=200, na_rep="–"))
