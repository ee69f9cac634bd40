"""What intake hands on: exports, tables with the address of every cell, rows set aside."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


class CellKind(IntEnum):
    """What the cell was in the export, before it became text."""

    BLANK = 0
    TEXT = 1
    NUMBER = 2
    DATE = 3
    BOOL = 4
    ERROR = 5


@dataclass(frozen=True)
class Source:
    """An export: who sent it, its name as reports write it (`archive.zip!inner` inside an archive), what it is by content."""

    unit: str
    file: str
    path: Path
    container: str
    encoding: str | None
    handed_in: dt.datetime
    sha256: str


@dataclass(frozen=True)
class Grid:
    """One sheet as text: `cells[r, c]` is "" when blank; `kinds` says what it was; rows and columns count from 0.

    `merges`: (first row, first column, last row, last column), inclusive. `old_fonts`: encoding of the cells set in a font from before Unicode, and whether
    it draws capitals; empty once the letters are Unicode. `row_numbers[r]` is the number the reader's spreadsheet shows.
    """

    sheet: str | None
    cells: np.ndarray
    kinds: np.ndarray
    row_numbers: np.ndarray
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    old_fonts: dict[tuple[int, int], tuple[str, bool]] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceColumn:
    """A column of a found table: `index` its place in the table's cells, `letter` as the spreadsheet shows it, the joined heading, and the declared field it was matched to."""

    index: int
    letter: str
    heading: str
    field: str | None = None
    hidden: bool = False


@dataclass(frozen=True)
class SetAside:
    """A row below the heading that is not data: numbering, total, group, repeated_header, footer or stub."""

    row: int
    kind: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class RawTable:
    """A rectangle found in an export.

    `header_start`, `header_row`: first and last heading row, both 0 for a table without heading. `cells`: data rows × source columns, object array of
    text, "" when blank; `kinds` the same shape (CellKind); `rows[i]` is the spreadsheet row of data row i. `group[i]` is the text of the nearest group row
    above ("" if none). `dataset`/`table`: what it was recognised as, with `confidence` 0..1; `candidates` the best guesses when unsure.
    `unit_factor`: 1000 for "ĐVT: nghìn đồng", else 1. `notes`: Vietnamese remarks for the intake table.
    """

    source: Source
    sheet: str | None
    header_start: int
    header_row: int
    columns: tuple[SourceColumn, ...]
    rows: np.ndarray
    cells: np.ndarray
    kinds: np.ndarray
    group: np.ndarray
    set_aside: tuple[SetAside, ...] = ()
    dataset: str | None = None
    table: str | None = None
    confidence: float = 0.0
    candidates: tuple[tuple[str, float], ...] = ()
    title: str = ""
    unit_factor: float = 1.0
    notes: tuple[str, ...] = ()

    @property
    def rows_read(self) -> int:
        return len(self.rows) + len(self.set_aside)

    @property
    def mapped(self) -> dict[str, SourceColumn]:
        """Source column of each declared field."""
        return {c.field: c for c in self.columns if c.field}

    def with_(self, **changes) -> RawTable:
        return replace(self, **changes)


@dataclass
class Export:
    """One file after reading: its tables, or why there are none (`status` of the contract's intake table)."""

    source: Source
    tables: list[RawTable] = field(default_factory=list)
    status: str = "accepted"
    note: str = ""
    other_sheets: list[str] = field(default_factory=list)


ADDRESS = ["_unit", "_file", "_sheet", "_row"]
FINDING_COLUMNS = ["unit", "file", "sheet", "row", "column", "dataset", "field", "rule", "class", "severity", "value", "message", "fix"]
CHANGE_COLUMNS = ["unit", "file", "sheet", "row", "column", "dataset", "field", "rule", "before", "after"]


def findings_frame(rows: list[dict]) -> pd.DataFrame:
    """Findings as a table with the contract's columns; `row` is nullable integer."""
    # Here, because a reading process must not pay for pandas.
    import pandas as pd

    frame = pd.DataFrame(rows, columns=FINDING_COLUMNS)
    return frame.astype({"row": "Int64", "class": "Int64"})
