"""Short ways to parse one cell, to clean one table, and to name where something was said."""

from __future__ import annotations

import pytest

from clean_tables import DAY, context, raw_table, registry_of
from sotay.cleaning.columns import PARSERS
from sotay.cleaning.table import clean_table
from sotay.definitions.models.dataset import Column
from sotay.intake.model import CellKind


@pytest.fixture
def parse():
    """parse(type, text, kind=TEXT, **column) -> Parsed."""
    return lambda kind, text, cell=CellKind.TEXT, **keys: PARSERS[kind](text, cell, context(kind, **keys))


@pytest.fixture
def rules():
    """Rules of the faults of a Parsed."""
    return lambda parsed: [f.rule for f in parsed.faults]


@pytest.fixture
def cleaned():
    """cleaned([Column…], rows, …) -> CleanTable of a table with these columns."""

    def clean(columns: list[Column], rows: list[list], fields: list[str | None] | None = None, **keys):
        return clean_table(raw_table(fields or [c.name for c in columns], rows, **keys), registry_of(*columns), "2026-09", DAY)

    return clean


@pytest.fixture
def spots():
    """(row, column, rule) of every finding or change, in order."""
    return lambda frame: [(int(r.row), r.column, r.rule) for r in frame.itertuples()]
