"""The `sotay` command: one module per command, each importing what it needs only when it runs, so that help is quick."""

from __future__ import annotations

import sys

import typer

from sotay.cli import check, demo, inspect, lint, new, province, run, send, sql, status, templates
from sotay.cli.words import Command, Group, call

app = typer.Typer(cls=Group, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, help="Sổ tay dữ liệu hằng tháng của xã: làm sạch, kiểm tra, chấm điểm, báo cáo.")

# In the order of help: the month first, then what goes around it.
for _command in (run.run, status.status, inspect.inspect, check.check, lint.lint, demo.demo, sql.sql, templates.templates, new.new, send.send):
    app.command(cls=Command)(_command)
app.add_typer(province.province, name="province")


def main() -> None:
    """Entry point of the `sotay` command."""
    sys.exit(call(app))
