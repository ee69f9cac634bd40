"""Runs every check of a month: findings, quarantine, and for each rule how many rows it looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sotay.checks import across_tables, ages, automatic, days, groups, nearby, persons, tallies, within_row, within_table
from sotay.checks.model import History, Month, MonthFrame, Verdict
from sotay.checks.runnable import cannot_run
from sotay.checks.totals import total_rows
from sotay.cleaning.model import CleanTable
from sotay.definitions.models.rules import Rule
from sotay.definitions.registry import Registry
from sotay.intake.model import ADDRESS, findings_frame

ACROSS = across_tables.KINDS | tallies.KINDS
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
    """All clean tables of a month, those of one kind under each other in the order given."""
    frames = {}
    for name, ref in registry.tables.items():
        parts = [t for t in tables if t.table == name]
        pieces = [p.frame.assign(_part=i) for i, p in enumerate(parts)]
        if pieces:
            frames[name] = MonthFrame(ref.dataset.id, ref.table, parts, pd.concat(pieces, ignore_index=True))
    return frames


def check_month(tables: list[CleanTable], registry: Registry, month: str, history: History) -> Checked:
    """Findings of cleaning and checking together, in the contract's columns, and which rows are accepted.

    A row with a finding of severity error is quarantined; nothing is dropped.
    """
    frames = month_frames(tables, registry)
    state = Month(month, registry, frames, history)
    found, runs = [], []
    for frame in frames.values():
        found += [p.problems for p in frame.parts if len(p.problems)]
        found.append(findings_frame(list(automatic.missing_columns(frame)) + [f for p in frame.parts for f in total_rows(p, frame)]))
        runs += _type_runs(frame)
        for rule, verdict in _verdicts(frame, state):
            found += _findings(rule, verdict, frame)
            runs += _runs(rule, verdict, frame)
    findings = pd.concat([findings_frame([]), *found], ignore_index=True).drop_duplicates(ignore_index=True)
    wrong = _rows_with_errors(findings)
    for frame in frames.values():
        frame.rows["_ok"] = ~_in_error(frame, wrong)
    findings = findings.sort_values(["unit", "file", "sheet", "row", "column", "rule", "message"], na_position="first", kind="stable", ignore_index=True)
    return Checked(state, frames, findings, pd.DataFrame(runs, columns=RUN_COLUMNS))


def _rows_with_errors(findings: pd.DataFrame) -> dict[tuple, np.ndarray]:
    """Row numbers with a finding of severity error, by unit, file and sheet."""
    errors = findings[(findings["severity"] == "error") & findings["row"].notna()]
    return {place: rows.astype("int64").unique() for place, rows in errors["row"].groupby([errors["unit"], errors["file"], errors["sheet"].fillna("")])}


def _in_error(frame: MonthFrame, wrong: dict[tuple, np.ndarray]) -> np.ndarray:
    marks, parts, numbers = np.zeros(len(frame.rows), dtype=bool), frame.rows["_part"].to_numpy(), frame.rows["_row"].to_numpy()
    for index, part in enumerate(frame.parts):
        rows = wrong.get((part.raw.source.unit, part.raw.source.file, part.raw.sheet or ""))
        if rows is not None:
            own = parts == index
            marks[own] = np.isin(numbers[own], rows)
    return marks


def _own(identifier: str, severity: str, error_class: int) -> Rule:
    return Rule.model_validate({"id": identifier, "severity": severity, "class": error_class})


def _verdicts(frame: MonthFrame, state: Month):
    """Automatic checks first, then the declared rules, each with its verdict."""
    for column in frame.table.columns:
        if column.required or column.required_when:
            yield _own(automatic.REQUIRED, "error", 1), automatic.required_cells(frame, column)
    yield _own(automatic.REPEAT, "error", 3), within_table.exact_duplicates(frame)
    if frame.table.key:
        yield _own(automatic.KEY, "error", 3), automatic.key_rule(frame)
    if frame.table.period == "flow" and frame.table.period_field:
        yield _own(automatic.PERIOD, "warning", 7), automatic.outside_period(frame, state)
    if not state.registry.commune.villages:
        met = automatic.villages_of(list(state.frames.values()))
        for column in (c for c in frame.table.columns if c.type == "village" and frame.present(c.name).any()):
            yield _own(automatic.VILLAGE, "warning", 5), automatic.odd_villages(frame, column, met)
    for rule in frame.table.rules:
        yield rule, _run_declared(rule, frame, state)


def _run_declared(rule, frame: MonthFrame, state: Month) -> Verdict:
    if why := cannot_run(rule, frame):
        return Verdict(not_run=why)
    try:
        return KINDS[rule.kind](rule, frame, state)
    except Exception as error:  # one rule's fault must not cost the month; run_month names it and ends with code 1
        return Verdict(not_run=f"{PROGRAM_FAULT} ({type(error).__name__})")


def _say(rule, text: str) -> str:
    return getattr(rule, "message", None) or text


def _findings(rule, verdict: Verdict, frame: MonthFrame) -> list[pd.DataFrame]:
    """A table of findings per field that the rule points at; none where nothing failed."""
    if verdict.not_run or verdict.bad is None:
        return []
    told = [(verdict.bad, verdict.field, verdict.text)] + [(e["bad"], e["field"], e["text"]) for e in verdict.extra]
    return [_finding_rows(rule, verdict, frame, *what) for what in told if what[0].any()]


def _finding_rows(rule, verdict: Verdict, frame: MonthFrame, bad: pd.Series, field: str | None, text) -> pd.DataFrame:
    rows = frame.rows[[*ADDRESS, "_part", *([field] if field else [])]].loc[bad]
    letters = [p.letters for p in frame.parts]
    soft = verdict.soft.loc[rows.index] if verdict.soft is not None else pd.Series(False, index=rows.index)
    messages = text.loc[rows.index] if isinstance(text, pd.Series) else pd.Series(text, index=rows.index)
    return pd.DataFrame({
        "unit": rows["_unit"], "file": rows["_file"], "sheet": rows["_sheet"].fillna(""), "row": rows["_row"].astype("Int64"),
        "column": [letters[p].get(field, "") if field else "" for p in rows["_part"]], "dataset": frame.dataset, "field": field or "", "rule": rule.id, "class": pd.array([rule.error_class] * len(rows), dtype="Int64"),
        "severity": np.where(soft & (rule.severity == "error"), "warning", rule.severity), "value": _shown(rows[field]) if field else "", "message": messages.map(lambda m: _say(rule, m)),
        "fix": rule.fix or verdict.fix,
    }).reset_index(drop=True)


def _shown(values: pd.Series) -> pd.Series:
    if str(values.dtype).startswith("datetime"):
        return values.dt.strftime("%d/%m/%Y").fillna("")
    return values.astype("string").fillna("")


def _runs(rule, verdict: Verdict, frame: MonthFrame) -> list[dict]:
    base = {"dataset": frame.dataset, "table": frame.table.id, "rule": rule.id, "kind": getattr(rule, "kind", "automatic"), "class": rule.error_class, "severity": rule.severity,
            "across": getattr(rule, "kind", "") in ACROSS}
    if verdict.not_run or verdict.looked is None:
        return [base | {"unit": "", "looked": 0, "failed": 0, "status": "not_run", "reason": verdict.not_run}]
    looked, bad = verdict.looked, verdict.bad
    for extra in verdict.extra:
        bad = bad | extra["bad"]
    return [base | {"unit": unit, "looked": int(looked.to_numpy()[members].sum()), "failed": int(bad.to_numpy()[members].sum()), "status": "run", "reason": ""} for unit, members in frame.by_unit.items()]


def _type_runs(frame: MonthFrame) -> list[dict]:
    """Reading each typed cell is a check too: filled cells looked at, unreadable ones failed."""
    rows = []
    for column in frame.table.columns:
        if column.type in ("text", "name", "address") or not frame.present(column.name).any():
            continue
        unread = frame.unread(column.name)
        looked = frame.rows[column.name].notna() | unread
        for unit, members in frame.by_unit.items():
            rows.append({"dataset": frame.dataset, "table": frame.table.id, "rule": f"KIEU-{column.type.upper().replace('_', '-')}:{column.name}", "kind": "type", "class": 4, "severity": "error",
                         "unit": unit, "looked": int(looked.to_numpy()[members].sum()), "failed": int(unread.to_numpy()[members].sum()), "status": "run", "reason": "", "across": False})
    return rows
