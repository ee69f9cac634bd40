"""What mending one kind of finding, or handing in a missing dataset, changes in the counts behind the scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields

import numpy as np
import pandas as pd

from sotay.checks import automatic
from sotay.checks.by_table import ByTable
from sotay.checks.model import MonthFrame, all_hold
from sotay.checks.run import Checked
from sotay.scoring.expected import missing_cells
from sotay.scoring.quality import FORMATTED, WEIGHT, complete_cells, positions, standard_cells

NOT_HANDED_IN = "CHUA-NOP"
# Reading these types is no check of its own (see checks.run).
_UNTYPED = ("text", "name", "address")


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


def finding_repairs(checked: Checked, tables: ByTable | None = None) -> Iterator[Repair]:
    """A repair per sending unit, table and rule (and field, for what the columns themselves demand).

    Rows are taken as they stand once mended: a value that is unknown today stays unknown, and other rules that would then look at it are taken to look no further.
    `tables`: what is known of single tables.
    """
    tables = tables or ByTable(checked)
    by_dataset = checked.findings.groupby("dataset").indices
    for name, frame in checked.frames.items():
        if frame.dataset in by_dataset:
            yield from tables.of("repairs", name, lambda name=name, frame=frame: list(_of_table(name, frame, checked.findings.take(by_dataset[frame.dataset]), checked.runs)))


def _of_table(name: str, frame: MonthFrame, findings: pd.DataFrame, runs: pd.DataFrame) -> Iterator[Repair]:
    """The repairs of one table; `findings` are those of its dataset, `runs` those of the month."""
    yield from _missing_columns(name, frame, findings)
    hits = _located(findings, frame)
    if not len(hits.at):
        return
    runs = runs[(runs["table"] == name) & (runs["status"] == "run")].drop_duplicates("rule").set_index("rule")
    declared = set(runs.index[~runs["kind"].isin(["automatic", "type"])])
    by = ["" if rule in declared else field_ for rule, field_ in zip(hits.rule, hits.field, strict=True)]
    errors = {(at, rule, own) for at, rule, own, severity in zip(hits.at.tolist(), hits.rule, by, hits.severity, strict=True) if severity == "error"}
    alone = np.bincount(np.array([at for at, _, _ in errors], dtype=np.int64), minlength=len(frame.rows)) == 1
    figures = _Figures(frame)
    groups: dict[tuple[str, str, str], list[int]] = {}
    for place, key in enumerate(zip(hits.unit, hits.rule, by, strict=True)):
        groups.setdefault(key, []).append(place)
    for (unit, rule, _), members in sorted(groups.items()):
        yield figures.repair(name, unit, rule, hits.take(members), alone, runs)


@dataclass(frozen=True)
class _Hits:
    """Findings in rows of a frame, by column; `at` is the row's position."""

    at: np.ndarray
    unit: np.ndarray
    rule: np.ndarray
    field: np.ndarray
    severity: np.ndarray
    error_class: np.ndarray
    fix: np.ndarray

    def take(self, places: list[int] | np.ndarray) -> _Hits:
        return _Hits(*(getattr(self, f.name)[places] for f in fields(self)))


def _located(findings: pd.DataFrame, frame: MonthFrame) -> _Hits:
    """The findings that lie in rows of this frame."""
    own = findings[findings["row"].notna()]
    at, numbers, start = np.full(len(own), -1), own["row"].to_numpy(dtype=np.int64), 0
    places = own.groupby([own["unit"], own["file"], own["sheet"].fillna("")]).indices if len(own) else {}
    for part in frame.parts:
        group = places.get((part.raw.source.unit, part.raw.source.file, part.raw.sheet or ""))
        if group is not None:
            # Of two tables of one kind side by side in a sheet, the first has the finding.
            found = positions(part.frame["_row"].to_numpy(), numbers[group])
            at[group] = np.where((at[group] < 0) & (found >= 0), found + start, at[group])
        start += len(part.frame)
    names = ("unit", "rule", "field", "severity", "class", "fix")
    return _Hits(at, *(own[n].to_numpy(dtype=object) for n in names)).take(np.flatnonzero(at >= 0))


def _commonest(values: np.ndarray) -> str:
    """The value met most often, among equals the first in order."""
    counts = Counter(values.tolist())
    return min(counts, key=lambda v: (-counts[v], v))


class _Figures:
    """Per row of a frame what it has in the quality figures."""

    def __init__(self, frame: MonthFrame):
        self.frame = frame
        self.fits, _, self.filled = standard_cells(frame, {})
        self.there, self.wanted = complete_cells(frame)
        self.absent = missing_cells(frame).to_numpy()

    def repair(self, table: str, unit: str, rule: str, members: _Hits, alone: np.ndarray, runs: pd.DataFrame) -> Repair:
        wrong = members.take(np.flatnonzero(members.severity == ("error" if "error" in members.severity else _commonest(members.severity))))
        places = np.unique(wrong.at)
        made = Repair(unit, self.frame.dataset, rule, _commonest(members.field), wrong.severity[0], int(wrong.error_class[0]), len(places), _commonest(wrong.fix), table)
        if rule == automatic.REPEAT:
            self._taken_out(made, places)
        elif made.severity == "error":
            made.freed = places[alone[places]]
            made.add("clean", len(made.freed))
        if rule in runs.index:
            every, weight = np.unique(members.at), WEIGHT[runs.at[rule, "severity"]]
            made.add("accurate", len(every) * weight)
            if runs.at[rule, "across"]:
                made.add("consistent", len(every))
            if runs.at[rule, "kind"] == "sequence" and self.absent[every].any():
                made.add("complete", int(self.absent[every].sum()))
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
        whole = np.unique(members.at[members.field == ""])
        whole = whole[lost[whole]]
        told = set(members.field)
        for column in (c for c in self.frame.table.columns if len(whole) or c.name in told):
            own = members.field == column.name
            unread, places = self.frame.unread(column.name).to_numpy(), np.union1d(members.at[own], whole)
            gaps = np.unique(members.at[own & (members.error_class == 1)])
            gaps = gaps[self.frame.blank(column.name)[gaps] & ~unread[gaps]]
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
    if not len(own):
        return
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
