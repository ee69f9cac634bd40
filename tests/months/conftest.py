"""Months of every kind: prepared, executed and laid out once for a test file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from small_month import SEPTEMBER, Month, six_files
from sotay.definitions.workspace import Workspace
from sotay.prepare import prepare_month


@pytest.fixture(scope="module")
def month_of(tmp_path_factory, definitions_read_once) -> Callable[..., Month]:
    """Builds a month: `change` gets the folder of September's six files and does to it what makes the month of its kind."""

    def build(change: Callable[[Path], None] = lambda folder: None, month: str = SEPTEMBER) -> Month:
        root = tmp_path_factory.mktemp("month")
        change(six_files(root))
        workspace = Workspace(root)
        for earlier in (m for m in workspace.months() if m < month):
            prepare_month(workspace, earlier)
        return Month(workspace, prepare_month(workspace, month))

    return build
