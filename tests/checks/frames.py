"""Tiny checked months built from rows, so that a test holds one defect and nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from sotay.checks.model import Month, MonthFrame
from sotay.checks.run import Checked, check_month
from sotay.cleaning.model import CleanTable
from sotay.definitions.models.codes import CodeValue
from sotay.definitions.models.dataset import Dataset
from sotay.definitions.registry import TableRef
from sotay.intake.model import RawTable, Source, SourceColumn

TYPES = {"int": "Int64", "vnd": "Int64", "dec": "Float64", "pct": "Float64", "date": "datetime64[s]", "datetime": "datetime64[s]", "partial_date": "datetime64[s]", "bool": "boolean"}
FIRST_ROW = 5


class Definitions:
    """As much of a registry as the checks look at."""

    def __init__(self, datasets: list[Dataset], codes: dict[str, list[CodeValue]] | None = None, period: str = "calendar_month"):
        self.datasets = {d.id: d for d in datasets}
        self.tables = {t.id: TableRef(d, t) for d in datasets for t in d.tables}
        self.codes, self.corrections = codes or {}, []
        self.commune = type("Commune", (), {"data_period": type("Period", (), {"kind": period, "first_day": 20}), "villages": []})

    def values_of(self, column, day=None):
        return [v for v in column.values or self.codes.get(column.codes or "", []) if day is None or v.in_force(day)]


def dataset(columns: dict[str, str | dict], rules: list[dict] = (), identifier: str = "bang", **table) -> Dataset:
    """A dataset of one table; a column is its type, or its facts."""
    listed = [{"name": n, "title": n, "source": "test"} | (facts if isinstance(facts, dict) else {"type": facts}) for n, facts in columns.items()]
    return Dataset.model_validate({
        "id": identifier, "title": identifier, "short": identifier, "owner": "don_vi", "sharing": "noi_bo", "source": "test",
        "tables": [{"id": identifier, "title": identifier, "grain": "dòng", "columns": listed, "rules": list(rules)} | table],
    })


def clean(definition: Dataset, rows: list[dict], file: str = "a.xlsx", unit: str = "don_vi", unread: list[tuple[int, str]] = (), set_aside=()) -> CleanTable:
    """A cleaned table with `rows` from spreadsheet row FIRST_ROW on; a column that no row names is absent from the file."""
    table = definition.tables[0]
    present = [c.name for c in table.columns if any(c.name in r for r in rows)] or table.names()
    frame = pd.DataFrame({c.name: pd.Series([r.get(c.name) for r in rows], dtype=TYPES.get(c.type, "str")) for c in table.columns})
    numbers = np.arange(FIRST_ROW, FIRST_ROW + len(rows))
    frame = frame.assign(_unit=unit, _file=file, _sheet="", _row=numbers)
    letters = {name: chr(ord("A") + i) for i, name in enumerate(present)}
    marks = pd.DataFrame(False, index=frame.index, columns=table.names())
    for row, name in unread:
        marks.loc[row - FIRST_ROW, name] = True
    columns = tuple(SourceColumn(i, letters[n], n, n) for i, n in enumerate(present))
    text = np.full((len(rows), len(present)), "", dtype=object)
    raw = RawTable(Source(unit, file, Path(file), "xlsx", None, dt.datetime(2026, 9, 18), "0"), None, 4, 4, columns, numbers, text, np.zeros(text.shape, dtype=np.uint8),
                   np.full(len(rows), "", dtype=object), tuple(set_aside), definition.id, table.id)
    empty = pd.DataFrame()
    return CleanTable(raw, definition.id, table.id, frame, empty, empty, marks, frozenset(present), letters)


def check(definitions: Definitions, tables: list[CleanTable], history: dict[tuple[str, int], pd.DataFrame] | None = None, month: str = "2026-09") -> Checked:
    """The month checked; `history` gives earlier months' rows by (table, months back)."""
    return check_month(tables, definitions, month, lambda table, back: (history or {}).get((table, back), pd.DataFrame()))


def found(checked: Checked, rule: str) -> list[tuple]:
    """(row, column, severity) of a rule's findings, in order."""
    own = checked.findings[checked.findings["rule"] == rule]
    return [(None if pd.isna(f.row) else int(f.row), f.column, f.severity) for f in own.itertuples()]


def frame_of(definitions: Definitions, table: CleanTable) -> tuple[MonthFrame, Month]:
    """One frame and its month, for calling a check function directly."""
    rows = table.frame.assign(_part=0)
    frame = MonthFrame(table.dataset, definitions.tables[table.table].table, [table], rows)
    return frame, Month("2026-09", definitions, {table.table: frame}, lambda name, back: pd.DataFrame())
