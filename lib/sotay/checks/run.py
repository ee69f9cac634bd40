"""Runs every check of a month: findings, quarantine, and for each rule how many rows it looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import pandas as pd

from sotay.checks import across_tables, ages, automatic, days, groups, nearby, persons, registers, tallies, whole_tables, within_row, within_table
from sotay.checks.model import History, Month, MonthFrame, Seen, Verdict
from sotay.checks.runnable import cannot_run
from sotay.checks.totals import total_rows
from sotay.cleaning.corrections import lost_corrections
from sotay.cleaning.model import CleanTable, identity
from sotay.definitions.beside import beside
from sotay.definitions.models.rules import Rule
from sotay.definitions.registry import Registry
from sotay.definitions.steps import StepCache
from sotay.intake.model import ADDRESS, findings_frame

ACROSS = across_tables.KINDS | tallies.KINDS | whole_tables.KINDS | registers.KINDS
KINDS = within_row.KINDS | within_table.KINDS | groups.KINDS | days.KINDS | persons.KINDS | ages.KINDS | nearby.KINDS | ACROSS
# How the reason of a rule begins that stopped on a fault of the program rather than for want of data.
PROGRAM_FAULT = "lỗi chương trình"
RUN_COLUMNS = ["dataset", "table", "rule", "kind", "class", "severity", "unit", "looked", "failed", "status", "reason", "across"]


@dataclass
class Checked:
    """A month after checking. `frames[table].rows["_ok"]` marks accepted rows; `runs` has a line per rule and unit (RUN_COLUMNS)."""

    month: Month
    frames: dict[str, MonthFrame]
    findings: pd.DataFrame
    runs: pd.DataFrame


def month_frames(tables: list[CleanTable], registry: Registry) -> dict[str, MonthFrame]:
    """All clean tables of a month, those of one kind under each other in the order given; the files' own rows are views of them."""
    by_table: dict[str, list[CleanTable]] = {}
    for table in tables:
        by_table.setdefault(table.table, []).append(table)
    return {name: MonthFrame.of(ref.dataset.id, ref.table, by_table[name]) for name, ref in registry.tables.items() if name in by_table}


def check_month(tables: list[CleanTable], registry: Registry, month: str, history: History, steps: StepCache | None = None, only: Collection[str] | None = None) -> Checked:
    """Findings of cleaning and checking together, in the contract's columns, and which rows are accepted.

    A row with a finding of severity error is quarantined; nothing is dropped. `steps` keeps the outcome of every rule as long as all that it looked at is the same.
    `only`: the tables to judge, by id; the others are there for rules that look at them, and are not among the frames given back.
    """
    every = month_frames(tables, registry)
    state = Month(month, registry, every, history)
    frames = {name: frame for name, frame in every.items() if only is None or name in only}
    found, runs = [], []
    for frame, outcomes in zip(frames.values(), _all_outcomes(list(frames.values()), state, steps), strict=True):
        found += [p.problems for p in frame.parts if len(p.problems)]
        for findings, lines in outcomes:
            found += findings
            runs += lines
    found += [lost] if len(lost := lost_corrections(tables, registry, month)) else []
    findings = pd.concat([findings_frame([]), *found], ignore_index=True).drop_duplicates(ignore_index=True)
    wrong = places_of(findings[findings["severity"] == "error"])
    for frame in frames.values():
        frame.rows["_ok"] = ~rows_at(frame, wrong)
    findings = findings.sort_values(["unit", "file", "sheet", "row", "column", "rule", "message"], na_position="first", kind="stable", ignore_index=True)
    return Checked(state, frames, findings, pd.DataFrame(runs, columns=RUN_COLUMNS))


# What one check found and which lines of `runs` it gives.
Outcome = tuple[list[pd.DataFrame], list[dict]]


# What beyond its own table an outcome rests on, with the content that had; None where that cannot be told, and it must be found again.
Rests = dict[Seen, str] | None


def _all_outcomes(frames: list[MonthFrame], state: Month, steps: StepCache | None) -> list[list[Outcome]]:
    """For every table what its columns tell, then every rule's outcome, in order; those that rest on what is still the same are taken from `steps`."""
    facts = [("check", state.month, frame.table.id, _identities(frame)) if steps else () for frame in frames]
    present = _Present(state)
    kept = [_holding((steps.get(*fact) if steps else None) or {}, present) for fact in facts]
    # Several processes share the tables, those with most to look at first; all rules may look at all tables.
    order = sorted((n for n, frame in enumerate(frames) if len(kept[n]) < _count(frame, state)), key=lambda n: len(frames[n].rows), reverse=True)
    made = dict(zip(order, beside(lambda n: _made(frames[n], state, kept[n]), order), strict=True))
    every = []
    for number, (known, fact) in enumerate(zip(kept, facts, strict=True)):
        fresh = {place: (outcome, present.of(seen) if lasts else None) for place, (outcome, seen, lasts) in made.get(number, {}).items()}
        if steps and fresh:
            steps.put("check", {place: found for place, found in (known | fresh).items() if found[1] is not None}, *fact[1:])
        every.append([outcome for _, (outcome, _) in sorted((known | fresh).items())])
    return every


def _identities(frame: MonthFrame) -> list[tuple]:
    return [identity(part.raw) for part in frame.parts]


class _Present:
    """The content that things beyond a table have now, each told once."""

    def __init__(self, state: Month) -> None:
        self.state = state
        self._known: dict[Seen, str | None] = {}

    def of(self, seen: Iterable[Seen]) -> Rests:
        """The content of all of them; None when that of one cannot be told."""
        found = {thing: self._content(thing) for thing in seen}
        return None if None in found.values() else found

    def holds(self, rests: dict[Seen, str]) -> bool:
        """Is all of it still the same."""
        return all(self._content(thing) == content for thing, content in rests.items())

    def _content(self, thing: Seen) -> str | None:
        if thing not in self._known:
            self._known[thing] = self._told(*thing)
        return self._known[thing]

    def _told(self, kind: str, table: str = "", back: int = 0) -> str | None:
        frames = self.state.frames
        if kind == "earlier":
            return self.state.history.digest(table, back) if hasattr(self.state.history, "digest") else None
        if kind == "table":
            return _hash(_identities(frames[table]) if table in frames else None)
        return _hash(list(self.state.villages.items()) if kind == "villages" else [(name, _identities(frame)) for name, frame in frames.items()])


def _hash(thing: object) -> str:
    return hashlib.sha256(repr(thing).encode("utf-8", "surrogatepass")).hexdigest()


def _holding(kept: dict[int, tuple[Outcome, dict[Seen, str]]], present: _Present) -> dict[int, tuple[Outcome, dict[Seen, str]]]:
    return {place: found for place, found in kept.items() if present.holds(found[1])}


def _count(frame: MonthFrame, state: Month) -> int:
    return sum(1 for _ in _checks(frame, state))


def _made(frame: MonthFrame, state: Month, kept: Container[int]) -> dict[int, tuple[Outcome, set[Seen], bool]]:
    """The checks of a table that were not kept, by their place in the order: outcome, what beyond the table it rests on, and whether it may be kept."""
    return {place: check() for place, check in enumerate(_checks(frame, state)) if place not in kept}


def _checks(frame: MonthFrame, state: Month) -> Iterator[Callable[[], tuple[Outcome, set[Seen], bool]]]:
    """Every check of a table, to be run or not; see `_made` for what it gives."""
    yield lambda: (_columns(frame), set(), True)
    for rule, judge in _rules(frame, state):
        yield partial(_judged, rule, judge, frame, state)


def _judged(rule: Rule, judge: Callable[[Month], Verdict], frame: MonthFrame, state: Month) -> tuple[Outcome, set[Seen], bool]:
    watched = state.watched()
    verdict = judge(watched)
    return (_findings(rule, verdict, frame), _runs(rule, verdict, frame)), watched.seen, not verdict.not_run.startswith(PROGRAM_FAULT)


def _columns(frame: MonthFrame) -> Outcome:
    """Columns that files do not have, totals that do not fit, cells that cannot be read."""
    lines = list(automatic.missing_columns(frame)) + [f for p in frame.parts for f in total_rows(p, frame)]
    return [findings_frame(lines)] if lines else [], _type_runs(frame)


# Row numbers by unit, file and sheet.
Places = dict[tuple[str, str, str], np.ndarray]


def places_of(findings: pd.DataFrame) -> Places:
    """Where findings lie, those of a row."""
    known = findings[findings["row"].notna()]
    return {place: rows.astype("int64").unique() for place, rows in known["row"].groupby([known["unit"], known["file"], known["sheet"].fillna("")])} if len(known) else {}


def rows_at(frame: MonthFrame, places: Places) -> np.ndarray:
    """Mask of a frame's rows that lie at some places."""
    marks, start = np.zeros(len(frame.rows), dtype=bool), 0
    for part in frame.parts:
        end = start + len(part.frame)
        rows = places.get((part.raw.source.unit, part.raw.source.file, part.raw.sheet or ""))
        if rows is not None:
            marks[start:end] = np.isin(frame.rows["_row"].to_numpy()[start:end], rows)
        start = end
    return marks


@cache
def _own(identifier: str, severity: str, error_class: int) -> Rule:
    return Rule.model_validate({"id": identifier, "severity": severity, "class": error_class})


def _rules(frame: MonthFrame, state: Month) -> Iterator[tuple[Rule, Callable[[Month], Verdict]]]:
    """Automatic checks first, then the declared rules, each with what judges it."""
    for column in frame.table.columns:
        if column.required or column.required_when:
            yield _own(automatic.REQUIRED, "error", 1), lambda month, column=column: automatic.required_cells(frame, column)
    yield _own(automatic.REPEAT, "error", 3), lambda month: within_table.exact_duplicates(frame)
    if frame.table.key:
        yield _own(automatic.KEY, "error", 3), lambda month: automatic.key_rule(frame)
    if frame.table.period == "flow" and frame.table.period_field:
        yield _own(automatic.PERIOD, "warning", 7), lambda month: automatic.outside_period(frame, month)
    if not state.registry.commune.villages:
        for column in (c for c in frame.table.columns if c.type == "village" and frame.has(c.name)):
            yield _own(automatic.VILLAGE, "warning", 5), lambda month, column=column: automatic.odd_villages(frame, column, month.villages)
    for rule in frame.table.rules:
        yield rule, lambda month, rule=rule: _run_declared(rule, frame, month)


def _run_declared(rule, frame: MonthFrame, state: Month) -> Verdict:
    if why := cannot_run(rule, frame):
        return Verdict(not_run=why)
    try:
        return KINDS[rule.kind](rule, frame, state)
    except Exception as error:  # one rule's fault must not cost the month; run_month names it and ends with code 1
        return Verdict(not_run=f"{PROGRAM_FAULT} ({type(error).__name__})")


def _findings(rule, verdict: Verdict, frame: MonthFrame) -> list[pd.DataFrame]:
    """A table of findings per field that the rule points at; none where nothing failed."""
    if verdict.not_run or verdict.bad is None:
        return []
    told = [(verdict.bad, verdict.field, verdict.text)] + [(e["bad"], e["field"], e["text"]) for e in verdict.extra]
    return [_finding_rows(rule, verdict, frame, *what) for what in told if np.any(what[0])]


def _finding_rows(rule, verdict: Verdict, frame: MonthFrame, bad: pd.Series | np.ndarray, field: str | None, text) -> pd.DataFrame:
    places = np.flatnonzero(np.asarray(bad, dtype=bool))
    unit, file, sheet, row = (frame.rows[name].take(places).reset_index(drop=True) for name in ADDRESS)
    letters = [p.letters.get(field, "") if field else "" for p in frame.parts]
    soft = np.asarray(verdict.soft, dtype=bool)[places] if verdict.soft is not None else np.zeros(len(places), dtype=bool)
    messages = text.loc[frame.rows.index[places]].reset_index(drop=True) if isinstance(text, pd.Series) else text
    return pd.DataFrame({
        "unit": unit, "file": file, "sheet": sheet.fillna(""), "row": row.astype("Int64"), "column": [letters[p] for p in frame.rows["_part"].to_numpy()[places]], "dataset": frame.dataset,
        "field": field or "", "rule": rule.id, "class": pd.array([rule.error_class] * len(places), dtype="Int64"), "severity": np.where(soft & (rule.severity == "error"), "warning", rule.severity),
        "value": _shown(frame.rows[field].take(places)).reset_index(drop=True) if field else "", "message": getattr(rule, "message", None) or messages, "fix": rule.fix or verdict.fix,
    })


def _shown(values: pd.Series) -> pd.Series:
    if str(values.dtype).startswith("datetime"):
        return values.dt.strftime("%d/%m/%Y").fillna("")
    if values.dtype == "Float64":
        return values.map(lambda number: f"{number:.12g}".replace(".", ","), na_action="ignore").astype("string").fillna("")
    return values.astype("string").fillna("")


def _runs(rule, verdict: Verdict, frame: MonthFrame) -> list[dict]:
    base = {"dataset": frame.dataset, "table": frame.table.id, "rule": rule.id, "kind": getattr(rule, "kind", "automatic"), "class": rule.error_class, "severity": rule.severity,
            "across": getattr(rule, "kind", "") in ACROSS}
    if verdict.not_run or verdict.looked is None:
        return [base | {"unit": "", "looked": 0, "failed": 0, "status": "not_run", "reason": verdict.not_run}]
    looked, bad = np.asarray(verdict.looked, dtype=bool), np.asarray(verdict.bad, dtype=bool)
    for extra in verdict.extra:
        bad = bad | np.asarray(extra["bad"], dtype=bool)
    return [base | {"unit": unit, "looked": seen, "failed": failed, "status": "run", "reason": ""} for unit, seen, failed in frame.per_unit(looked, bad)]


def _type_runs(frame: MonthFrame) -> list[dict]:
    """Reading each typed cell is a check too: filled cells looked at, unreadable ones failed."""
    rows = []
    for column in frame.table.columns:
        if column.type in ("text", "name", "address") or not frame.has(column.name):
            continue
        unread = frame.unread(column.name).to_numpy()
        base = {"dataset": frame.dataset, "table": frame.table.id, "rule": f"KIEU-{column.type.upper().replace('_', '-')}:{column.name}", "kind": "type", "class": 4, "severity": "error"}
        for unit, looked, failed in frame.per_unit(~frame.blank(column.name) | unread, unread):
            rows.append(base | {"unit": unit, "looked": looked, "failed": failed, "status": "run", "reason": "", "across": False})
    return rows
