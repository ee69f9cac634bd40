"""Months with tables of their own in a folder: few hand-made lines each, the repository's definitions."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sotay.book import Book
from sotay.definitions.registry import load_registry
from sotay.definitions.workspace import Workspace
from sotay.prepare import TABLES, write_csv
from sotay.privacy.file_names import covered
from sotay.scoring.indicators import SCORE_COLUMNS

ROOT = Path(__file__).resolve().parents[2]
HANDED = ["dataset", "unit", "due", "handed_in", "days_late", "status", "files", "rows", "note"]
RUNS = ["dataset", "table", "rule", "kind", "class", "severity", "unit", "looked", "failed", "status", "reason", "across"]
EMPTY = {
    "intake": ["unit", "file", "sheet", "dataset", "rows_read", "rows_accepted", "rows_quarantined", "rows_not_data", "status", "note"],
    "findings": ["unit", "file", "sheet", "row", "column", "dataset", "field", "rule", "class", "severity", "value", "message", "fix"],
    "changes": ["unit", "file", "sheet", "row", "column", "dataset", "field", "rule", "before", "after"],
    "points": ["unit", "dataset", "rule", "scope", "measure"],
}


class Months:
    """A workspace into which a test puts one month after the other; `book` opens the last one."""

    def __init__(self, root: Path):
        self.workspace, self.registry = Workspace(root), load_registry(ROOT / "parameters")

    def put(self, month: str, scores: list[tuple] = (), handed: list[tuple] = (), runs: list[tuple] = ()) -> Months:
        """`scores`: (indicator, measure, scope, scope id, numerator, denominator) or, for what is no ratio, (…, value); `handed`: (dataset, unit, status); `runs`: (dataset, rule, class, severity, failed)."""
        tables = {name: pd.DataFrame(columns=columns) for name, columns in EMPTY.items()} | {
            "scores": pd.DataFrame([_score(month, *line) for line in scores], columns=SCORE_COLUMNS),
            "submissions": pd.DataFrame([(d, u, f"{month}-20", f"{month}-18" if s in ("on_time", "not_due") else None, None, s, 1, 1, "") for d, u, s in handed], columns=HANDED),
            "runs": pd.DataFrame([(d, d, rule, "k", c, severity, "x", 100, failed, "run", "", False) for d, rule, c, severity, failed in runs], columns=RUNS), "covered": covered([], set())}
        assert set(tables) == set(TABLES)
        for name, table in tables.items():
            write_csv(self.workspace.internal(month) / f"{name}.csv", table)
        return self

    @property
    def book(self) -> Book:
        book = Book(self.workspace, self.workspace.months()[-1])
        book.registry = self.registry
        return book


def _score(month: str, indicator: str, measure: str, scope: str, scope_id: str, *facts) -> tuple:
    numerator, denominator = facts if len(facts) == 2 else (None, None)
    value = facts[0] if len(facts) == 1 else 100 * numerator / denominator if denominator else None
    status = "chua_tinh_duoc" if value is None else "dat"
    return month, indicator, measure, scope, scope_id, numerator, denominator, value, 80.0, status, 1, 1
