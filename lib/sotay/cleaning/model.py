"""What cleaning hands on: a typed frame with addresses, the changes it made, what it could not read."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sotay.intake.model import RawTable


@dataclass(frozen=True)
class CleanTable:
    """A table after cleaning, one row per data row of the export.

    `frame`: one column per declared field (all of them, missing ones all-null) typed by declaration, plus the address columns `_unit`, `_file`,
    `_sheet`, `_row`. Types: text-like fields `string[pyarrow]`-compatible str objects; int/vnd `Int64`; dec/pct `Float64`; date/datetime/partial_date `datetime64[s]`;
    bool `boolean`. A value that could not be read is null in `frame` and has a finding in `problems`; `unread` marks those cells.
    `present`: declared fields that had a column in the export. `letters`: field -> spreadsheet letters, for findings.
    """

    raw: RawTable
    dataset: str
    table: str
    frame: pd.DataFrame
    changes: pd.DataFrame
    problems: pd.DataFrame
    unread: pd.DataFrame
    present: frozenset[str]
    letters: dict[str, str]


def identity(raw: RawTable) -> tuple:
    """What tells a table from every other, for results kept between runs: its export by content, name and day, and where in it the table stands."""
    first, last = (int(raw.rows[0]), int(raw.rows[-1])) if len(raw.rows) else (0, 0)
    return raw.source, raw.sheet, raw.header_start, raw.header_row, raw.table, len(raw.rows), first, last, raw.columns
