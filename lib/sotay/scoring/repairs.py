"""What mending one kind of finding, or handing in a missing dataset, changes in the counts behind the scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sotay.checks import automatic
from sotay.checks.model import MonthFrame, all_hold
from sotay.checks.run import Checked
from sotay.scoring.quality import FORMATTED, WEIGHT, complete_cells, standard_cells

NOT_HANDED_IN = "CHUA-NOP"
# Reading these types is no check of its own (see checks.run).
_UNTYPED = ("text", "name", "address")
_ADDRESS = ["unit", "file", "sheet", "row"]


@dataclass
class Repair:
    """One thing a unit can do: `rows` places of a dataset that fail a rule, all put right.

    `counts`: figure of the quality measures -> what is added to numerator and denominator. `freed`: positions of rows of `table` that are accepted then.
    `late`: days after the due day, where a missing dataset is handed in.
    """

    unit: str
    dataset: str
    rule: str
    field: str
    severity: str
    error_class: int | None
    rows: int
    needed: str
    table: str = ""
    counts: dict[str, np.ndarray] = field(default_factory=dict)
    freed: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=int))
    late: int | None = None

    def add(self, figure: str, numerator: float, denominator: float = 0) -> None:
        self.counts[figure] = self.counts.get(figure, np.zeros(2)) + (numerator, denominator)


def finding_repairs(checked: Checked) -> Iterator[Repair]:
    """A repair per sending unit, table and rule (and field, for what the columns themselves demand).

    Rows are taken as they stand once mended: a value that is unknown today stays unknown, and other rules that would then look at it are taken to look no further.
    """
    for name, frame in checked.frames.items():
        findings = checked.findings[checked.findings["dataset"] == frame.dataset]
        runs = checked.runs[(checked.runs["table"] == name) & (checked.runs["status"] == "run")].drop_duplicates("rule").set_index("rule")
        yield from _missing_columns(name, frame, findings)
        hits = _located(findings, frame)
        if hits.empty:
            continue
        declared = set(runs.index[~runs["kind"].isin(["automatic", "type"])])
        hits = hits.assign(_by=hits["field"].mask(hits["rule"].isin(declared), ""))
        errors = hits.loc[hits["severity"] == "error", ["_at", "rule", "_by"]].drop_duplicates()
        alone = np.bincount(errors["_at"], minlength=len(frame.rows)) == 1
        figures = _Figures(frame)
        for (unit, rule, _), members in hits.groupby(["unit", "rule", "_by"], sort=True):
            yield figures.repair(name, str(unit), str(rule), members, alone, runs)


def _located(findings: pd.DataFrame, frame: MonthFrame) -> pd.DataFrame:
    """The findings that lie in rows of this frame, with the row's position."""
    rows = frame.rows
    places = pd.Series(np.arange(len(rows)), index=pd.MultiIndex.from_arrays([rows["_unit"], rows["_file"], rows["_sheet"].fillna(""), rows["_row"].astype("int64")]))
    own = findings[findings["row"].notna()]
    wanted = pd.MultiIndex.from_arrays([own["unit"], own["file"], own["sheet"].fillna(""), own["row"].astype("int64")])
    at = places[~places.index.duplicated()].reindex(wanted).to_numpy()
    return own.assign(_at=at).dropna(subset=["_at"]).astype({"_at": int})


class _Figures:
    """Per row of a frame what it has in the quality figures."""

    def __init__(self, frame: MonthFrame):
        self.frame = frame
        self.fits, _, self.filled = (s.to_numpy() for s in standard_cells(frame, {}))
        self.there, self.wanted = (s.to_numpy() for s in complete_cells(frame))

    def repair(self, table: str, unit: str, rule: str, members: pd.DataFrame, alone: np.ndarray, runs: pd.DataFrame) -> Repair:
        wrong = members[members["severity"] == members["severity"].mode().iloc[0]] if "error" not in set(members["severity"]) else members[members["severity"] == "error"]
        places, mode = np.unique(wrong["_at"]), members["field"].mode()
        made = Repair(unit, self.frame.dataset, rule, str(mode.iloc[0]) if len(mode) else "", wrong["severity"].iloc[0], int(wrong["class"].iloc[0]), len(places), str(wrong["fix"].mode().iloc[0]), table)
        if rule == automatic.REPEAT:
            self._taken_out(made, places)
        elif made.severity == "error":
            made.freed = places[alone[places]]
            made.add("clean", len(made.freed))
        if rule in runs.index:
            failed, weight = members["_at"].nunique(), WEIGHT[runs.at[rule, "severity"]]
            made.add("accurate", failed * weight)
            if runs.at[rule, "across"]:
                made.add("consistent", failed)
        self._cells(made, members)
        return made

    def _taken_out(self, made: Repair, places: np.ndarray) -> None:
        """Repeated rows leave the file; which checks looked at them is not kept, so those count as passed instead."""
        for figure, numerator, denominator in (("clean", 0, len(places)), ("unique", len(places), len(places)), ("standard", self.fits[places].sum(), self.filled[places].sum()),
                                               ("complete", self.there[places].sum(), self.wanted[places].sum())):
            made.add(figure, -numerator, -denominator)

    def _cells(self, made: Repair, members: pd.DataFrame) -> None:
        """Cells that become readable, and empty ones that get a value."""
        lost = self.frame.lost.to_numpy()
        whole = members.loc[members["field"] == "", "_at"].unique()
        whole = whole[lost[whole]]
        for column in (c for c in self.frame.table.columns if len(whole) or c.name in set(members["field"])):
            own = members.loc[members["field"] == column.name]
            unread, places = self.frame.unread(column.name).to_numpy(), np.union1d(own["_at"], whole)
            gaps = np.unique(own.loc[own["class"] == 1, "_at"])
            gaps = gaps[self.frame.rows[column.name].iloc[gaps].isna().to_numpy() & ~unread[gaps]]
            _fill(made, column, int(unread[places].sum()), len(gaps))
            if len(gaps) and (column.required or column.required_when):
                made.add("complete", int(all_hold(column.required_when, self.frame.rows.iloc[gaps]).sum()))


def _fill(made: Repair, column, read: int, filled: int) -> None:
    """`read` cells that were unreadable and `filled` ones that were empty now hold a value that fits."""
    if column.type in FORMATTED:
        made.add("standard", read + filled, filled)
    if column.type not in _UNTYPED:
        made.add("accurate", WEIGHT["error"] * (read + filled), WEIGHT["error"] * filled)


def _missing_columns(table: str, frame: MonthFrame, findings: pd.DataFrame) -> Iterator[Repair]:
    """Required columns that a unit's files do not have, added with a value in every row."""
    own = findings[(findings["rule"] == automatic.COLUMN) & findings["field"].isin(frame.table.names())]
    for (unit, name), lines in own.groupby(["unit", "field"], sort=True):
        column = frame.table.column(str(name))
        rows = int(((frame.rows["_unit"] == unit) & frame.rows["_file"].isin(lines["file"]) & ~frame.present(column.name)).sum())
        if rows:
            made = Repair(str(unit), frame.dataset, automatic.COLUMN, column.name, "warning", 1, rows, str(lines["fix"].iloc[0]), table)
            made.add("complete", rows)
            _fill(made, column, 0, rows)
            made.add("accurate", WEIGHT["error"] * rows, WEIGHT["error"] * rows)
            yield made


def missing_repairs(submissions: pd.DataFrame) -> Iterator[Repair]:
    """Each dataset due but not handed in, sent on the last day on which anything of the month came, or in time when that day was before the due day."""
    came = pd.to_datetime(submissions["handed_in"]).max()
    for line in submissions[submissions["status"] == "missing"].itertuples():
        late = max(0, (came.date() - line.due).days + 1) if pd.notna(came) else 0
        needed = f"Nộp trong ngày {came:%d/%m/%Y}." if late else f"Nộp trước ngày {line.due:%d/%m/%Y}."
        yield Repair(line.unit, line.dataset, NOT_HANDED_IN, "", "error", None, 1, needed, late=late)
