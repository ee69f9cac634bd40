"""Counts behind the quality figures, per dataset and unit: clean, standard, unique, complete, accurate, consistent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from sotay.checks.by_table import ByTable
from sotay.checks.model import MonthFrame, all_hold
from sotay.checks.run import Checked, places_of, rows_at
from sotay.scoring.expected import missing_cells

FORMATTED = {"code", "village", "cccd", "identity", "masked_id", "phone", "email", "tax_code", "identity_or_tax", "doc_no", "dossier", "procedure", "bhyt", "bhxh", "date", "datetime", "partial_date", "month"}
# A failed error check weighs three times a failed warning (domain note on indicator 4c).
WEIGHT = {"error": 3, "warning": 1, "info": 0}
COLUMNS = ["what", "stage", "dataset", "unit", "numerator", "denominator", "run", "declared"]


def quality_counts(checked: Checked, tables: ByTable | None = None) -> pd.DataFrame:
    """COLUMNS; one line per kind of figure, stage (before/after cleaning), dataset and sending unit. `tables`: what is known of single tables."""
    findings, tables = checked.findings, tables or ByTable(checked)
    twins = findings[(findings["class"] == 3) & (findings["severity"] == "error")]
    lines = [line for name, frame in checked.frames.items() for line in tables.of("quality", name, lambda frame=frame: list(_frame_lines(frame, twins[twins["dataset"] == frame.dataset])))]
    return pd.DataFrame(lines + list(_check_lines(checked.runs)), columns=COLUMNS)


def _per_unit(frame: MonthFrame, what: str, stage: str, numerator: np.ndarray, denominator: np.ndarray) -> Iterator[dict]:
    for unit, members in frame.by_unit.items():
        top, below = (float((x if len(members) == len(x) else x[members]).sum()) for x in (numerator, denominator))
        yield {"what": what, "stage": stage, "dataset": frame.dataset, "unit": unit, "numerator": top, "denominator": below, "run": 1, "declared": 1}


def _frame_lines(frame: MonthFrame, twins: pd.DataFrame) -> Iterator[dict]:
    """The lines of one table; `twins` are the dataset's findings of repeated rows."""
    accepted, one = frame.rows["_ok"].to_numpy(dtype=bool), np.ones(len(frame.rows), dtype=np.int64)
    repaired = _repaired(frame)
    yield from _per_unit(frame, "clean", "after", accepted, one)
    yield from _per_unit(frame, "clean", "before", accepted & ~_mark(frame, repaired.values()), one)
    repeated = rows_at(frame, places_of(twins))
    for stage in ("before", "after"):
        yield from _per_unit(frame, "unique", stage, ~(repeated if stage == "before" else repeated & accepted), one)
    fits, fits_before, filled = standard_cells(frame, repaired)
    yield from _per_unit(frame, "standard", "after", fits, filled)
    yield from _per_unit(frame, "standard", "before", fits_before, filled)
    there, wanted = complete_cells(frame)
    wanted = wanted + missing_cells(frame).to_numpy()
    for stage in ("before", "after"):
        yield from _per_unit(frame, "complete", stage, there, wanted)


def _repaired(frame: MonthFrame) -> dict[str, np.ndarray]:
    """Per field the positions of rows whose cell cleaning altered."""
    found: dict[str, list[np.ndarray]] = {}
    start = 0
    for part in frame.parts:
        if len(part.changes):
            known = part.changes.dropna(subset=["row"])
            at = positions(part.frame["_row"].to_numpy(), known["row"].to_numpy(dtype=np.int64))
            for name, members in known.groupby("field").indices.items():
                found.setdefault(str(name), []).append(at[members][at[members] >= 0] + start)
        start += len(part.frame)
    return {name: np.unique(np.concatenate(places)) for name, places in found.items()}


def positions(rows: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Where each wanted number stands in `rows`, the first time; -1 where it does not."""
    if not len(rows):
        return np.full(len(wanted), -1)
    order = np.argsort(rows, kind="stable")
    at = order[np.minimum(np.searchsorted(rows, wanted, sorter=order), len(rows) - 1)]
    return np.where(rows[at] == wanted, at, -1)


def _mark(frame: MonthFrame, positions: Iterable[np.ndarray]) -> np.ndarray:
    marks = np.zeros(len(frame.rows), dtype=bool)
    for where in positions:
        marks[where] = True
    return marks


def standard_cells(frame: MonthFrame, repaired: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per row: cells of coded and formatted columns that fit after cleaning, that fitted as sent, and those filled at all."""
    fits, before, filled = (np.zeros(len(frame.rows), dtype=np.int64) for _ in range(3))
    for column in frame.table.columns:
        if column.type not in FORMATTED or not frame.has(column.name):
            continue
        good = ~frame.blank(column.name)
        fits += good
        filled += good | frame.unread(column.name).to_numpy()
        before += good & ~_mark(frame, [repaired[column.name]]) if column.name in repaired else good
    return fits, before, filled


def complete_cells(frame: MonthFrame) -> tuple[np.ndarray, np.ndarray]:
    """Per row: required cells filled, and required cells (conditional ones only where their condition holds)."""
    there, wanted = np.zeros(len(frame.rows), dtype=np.int64), np.zeros(len(frame.rows), dtype=np.int64)
    for column in frame.table.columns:
        if column.required or column.required_when:
            needed, written = all_hold(column.required_when, frame.rows).to_numpy(), ~frame.blank(column.name) | frame.unread(column.name).to_numpy()
            wanted += needed
            there += needed & written
    return there, wanted


def _check_lines(runs: pd.DataFrame) -> Iterator[dict]:
    """How the checks of each dataset and unit came out; a check that could not run is declared all the same."""
    groups: dict[tuple[str, str], list[tuple]] = {}
    for dataset, unit, *line in zip(*(runs[c].tolist() for c in ("dataset", "unit", "rule", "status", "severity", "looked", "failed", "across")), strict=True):
        groups.setdefault((dataset, unit), []).append(tuple(line))
    for (dataset, unit), lines in sorted(groups.items()):
        if not unit:
            continue
        ran = [(rule, WEIGHT[severity], looked, failed, across) for rule, status, severity, looked, failed, across in lines if status == "run"]
        declared = {rule for rule, *_ in (*lines, *groups.get((dataset, ""), ()))}
        base = {"stage": "after", "dataset": dataset, "unit": unit, "run": len({rule for rule, *_ in ran}), "declared": len(declared)}
        yield base | {"what": "accurate", "numerator": float(sum((n - bad) * w for _, w, n, bad, _ in ran)), "denominator": float(sum(n * w for _, w, n, _, _ in ran))}
        yield base | {"what": "consistent", "numerator": float(sum(n - bad for _, _, n, bad, across in ran if across)), "denominator": float(sum(n for _, _, n, _, across in ran if across))}
