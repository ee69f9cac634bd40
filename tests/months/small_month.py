"""A month built from the six files counted by hand, and what its readers get."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from read_reports import Report, month_reports
from sotay.book import Book
from sotay.definitions.workspace import Workspace
from sotay.prepare import Prepared

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
SEPTEMBER = "2026-09"
IN_TIME = dt.datetime(2026, 9, 15, 17, 0)


@dataclass(repr=False)
class Month:
    """A prepared month and what its readers get."""

    workspace: Workspace
    prepared: Prepared
    made: dict[str, Report] = field(default_factory=dict)

    @cached_property
    def book(self) -> Book:
        return Book(self.workspace, self.prepared.month)

    @cached_property
    def jobs(self) -> list[str]:
        from sotay.batch.plan import month_jobs

        return [j.id for j in month_jobs(self.workspace, self.prepared.registry, self.prepared.month)]

    def report(self, name: str) -> Report:
        """One report, executed when it is first asked for."""
        return self.reports([name])[name]

    def reports(self, names: Iterable[str]) -> dict[str, Report]:
        names = list(names)
        new = [n for n in names if n not in self.made]
        if new:
            self.made |= month_reports(self.workspace, self.prepared.month, self.workspace.root / "executed", new)
        return {n: self.made[n] for n in names}

    def score(self, indicator: str, measure: str, column: str = "value"):
        """A figure of the commune in scores.csv as written; None where the cell is empty."""
        written = pd.read_csv(self.workspace.internal(self.prepared.month) / "scores.csv", encoding="utf-8-sig")
        line = written[(written["indicator"] == indicator) & (written["measure"] == measure) & (written["scope"] == "commune")]
        assert len(line) == 1, (indicator, measure)
        value = line[column].iloc[0]
        return None if pd.isna(value) else value


def six_files(root: Path) -> Path:
    """The six files of the golden month, handed in on 15/09; the month's folder of exports."""
    for part in ("data", "also"):
        shutil.copytree(GOLDEN / part / "incoming", root / "data" / "incoming", dirs_exist_ok=True)
    for path in (root / "data").rglob("*.csv"):
        hand_in(path, IN_TIME)
    return root / "data" / "incoming" / SEPTEMBER


def hand_in(path: Path, when: dt.datetime) -> None:
    """Sets when a file came."""
    os.utime(path, (when.timestamp(), when.timestamp()))
