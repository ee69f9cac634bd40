"""A month told by hand: the repository's definitions, and tables that a test gives instead of reading them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from given_book import GivenTables
from sotay.definitions.registry import load_registry
from sotay.definitions.workspace import Workspace
from sotay.reports.official.formal import Formal

ROOT = Path(__file__).resolve().parents[2]
MONTH, DUE = "2026-09", pd.Timestamp("2026-09-20")
FINDINGS = ["unit", "file", "sheet", "row", "column", "dataset", "field", "rule", "class", "severity", "message", "fix"]
INTAKE = ["unit", "file", "sheet", "dataset", "rows_accepted", "rows_quarantined", "status", "note"]
SCORES = ["month", "indicator", "measure", "scope", "scope_id", "numerator", "denominator", "value", "target", "status", "checks_run", "checks_declared"]
FEED = ["ma_nhiem_vu", "ten_nhiem_vu", "don_vi", "trang_thai", "ty_le", "ket_qua", "minh_chung", "vuong_mac", "kien_nghi", "ngay_cap_nhat", "_unit", "thang"]
_REGISTRY: list = []


class Told(GivenTables, Formal):
    """A book without files; `feed_rows` are the reports on the plan's tasks."""

    def __init__(self, root: Path):
        super().__init__(Workspace(root), MONTH)
        if not _REGISTRY:
            _REGISTRY.append(load_registry(ROOT / "parameters"))
        self.registry, self.feed_rows = _REGISTRY[0], frame(FEED)
        self.intake, self.all_findings, self.all_scores, self.changes = frame(INTAKE), frame(FINDINGS), frame(SCORES), frame(FINDINGS)
        self.submissions, self.runs, self.earlier = handed(), frame(["table", "rule", "status"]), frame(SCORES)

    def over_months(self, table, columns=None):
        return self.feed_rows

    def has(self, table):
        return False


def frame(columns: list[str], *lines: tuple) -> pd.DataFrame:
    return pd.DataFrame([dict(zip(columns, line, strict=True)) for line in lines], columns=columns)


def handed(*lines: tuple) -> pd.DataFrame:
    """Submissions from (dataset, unit, status, days late)."""
    rows = [(d, u, DUE, pd.NaT if s == "missing" else DUE + pd.Timedelta(days=late - 1), None if s == "missing" else late, s, 0 if s == "missing" else 1, 0, "") for d, u, s, late in lines]
    return frame(["dataset", "unit", "due", "handed_in", "days_late", "status", "files", "rows", "note"], *rows).astype({"days_late": "Int64"})


def task_report(task: str, unit: str, state: str, **more) -> tuple:
    """A line of the feed of plan progress."""
    line = dict.fromkeys(FEED) | {"ma_nhiem_vu": task, "ten_nhiem_vu": "", "don_vi": None, "trang_thai": state, "_unit": unit, "thang": MONTH} | more
    return tuple(line[c] for c in FEED)


def all_done(book: Told) -> pd.DataFrame:
    """Every task reported as done with evidence."""
    return frame(FEED, *[task_report(t.id, u, "Hoàn thành", minh_chung="1/BC") for t in book.registry.plan.tasks for u in t.lead])
