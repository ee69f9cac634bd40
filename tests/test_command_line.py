"""The `sotay` command itself: help without the heavy packages, Vietnamese throughout, every command described."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from sotay.cli import app

COMMANDS = sorted(get_command(app).commands)
HEAVY = {"pandas", "numpy", "pydantic", "yaml", "duckdb", "matplotlib", "IPython", "nbformat", "openpyxl", "papermill", "rich", "dask"}
ENGLISH = re.compile(r"\b(Usage|Options|Arguments|Commands|Show this message|required|default|TEXT|PATH|INTEGER|FLOAT|Missing|Error)\b")


def test_help_needs_none_of_the_heavy_packages():
    code = "import sys; sys.argv = ['sotay', '--help']\nfrom sotay.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\nprint(sorted({m.split('.')[0] for m in sys.modules}), file=sys.stderr)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(re.findall(r"'(\w+)'", ended.stderr)) & HEAVY == set()
    assert all(f"\n  {name} " in ended.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_is_vietnamese(name):
    shown = CliRunner().invoke(app, [name, "--help"] if name else ["--help"])
    assert shown.exit_code == 0 and shown.output.startswith("Cách dùng:")
    # The words that a user types stay as they are.
    assert not ENGLISH.search(re.sub(r"--[a-z-]+|\{[^}]*\}|CSV|JSON|SQL|DuckDB|Excel", "", shown.output)), shown.output


def test_every_command_of_the_contract_is_there():
    assert {"run", "check", "inspect", "status", "lint", "demo", "templates", "new", "sql", "send"} <= set(COMMANDS)
