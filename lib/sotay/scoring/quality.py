"""Counts behind the quality figures, per dataset and unit: clean, standard, unique, complete, accurate, consistent."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sotay.checks.model import MonthFrame, all_hold
from sotay.checks.run import Checked

FORMATTED = {"code", "village", "cccd", "identity", "masked_id", "phone", "email", "tax_code", "identity_or_tax", "doc_no", "dossier", "procedure", "bhyt", "bhxh", "date", "datetime", "partial_date", "month"}
# A failed error check weighs three times a failed warning (domain note on indicator 4c).
WEIGHT = {"error": 3, "warning": 1, "info": 0}
COLUMNS = ["what", "stage", "dataset", "unit", "numerator", "denominator", "run", "declared"]


def quality_counts(checked: Checked) -> pd.DataFrame:
    """COLUMNS; one line per kind of figure, stage (before/after cleaning), dataset and sending unit."""
    lines = [line for frame in checked.frames.values() for line in _frame_lines(frame, checked)]
    return pd.DataFrame(lines + list(_check_lines(checked)), columns=COLUMNS)


def _per_unit(frame: MonthFrame, what: str, stage: str, numerator: pd.Series, denominator: pd.Series):
    top, below = numerator.to_numpy(), denominator.to_numpy()
    for unit, members in frame.by_unit.items():
        yield {"what": what, "stage": stage, "dataset": frame.dataset, "unit": unit, "numerator": float(top[members].sum()), "denominator": float(below[members].sum()), "run": 1, "declared": 1}


def _frame_lines(frame: MonthFrame, checked: Checked):
    rows, one = frame.rows, pd.Series(1, index=frame.rows.index)
    spoilt = ~rows["_ok"]
    repaired = _repaired(frame)
    changed = pd.Series(_mark(frame, repaired.values()), index=rows.index)
    yield from _per_unit(frame, "clean", "after", ~spoilt, one)
    yield from _per_unit(frame, "clean", "before", ~(spoilt | changed), one)
    repeated = _repeated_rows(frame, checked)
    for stage in ("before", "after"):
        yield from _per_unit(frame, "unique", stage, ~(repeated if stage == "before" else repeated & rows["_ok"]), one)
    fits, fits_before, filled = standard_cells(frame, repaired)
    yield from _per_unit(frame, "standard", "after", fits, filled)
    yield from _per_unit(frame, "standard", "before", fits_before, filled)
    there, wanted = complete_cells(frame)
    for stage in ("before", "after"):
        yield from _per_unit(frame, "complete", stage, there, wanted)


def _repaired(frame: MonthFrame) -> dict[str, np.ndarray]:
    """Per field the positions of rows whose cell cleaning altered."""
    found, offset = [], 0
    for part in frame.parts:
        known = part.changes.dropna(subset=["row"]) if len(part.changes) else part.changes
        if len(known):
            positions = pd.Series(np.arange(len(part.frame)) + offset, index=part.frame["_row"].to_numpy())
            found.append(pd.DataFrame({"field": known["field"].to_numpy(), "position": positions.reindex(known["row"].astype(int)).to_numpy()}))
        offset += len(part.frame)
    if not found:
        return {}
    return {field: own["position"].dropna().astype(int).unique() for field, own in pd.concat(found).groupby("field")}


def _mark(frame: MonthFrame, positions: Iterable[np.ndarray]) -> np.ndarray:
    marks = np.zeros(len(frame.rows), dtype=bool)
    for where in positions:
        marks[where] = True
    return marks


def _repeated_rows(frame: MonthFrame, checked: Checked) -> pd.Series:
    twins = checked.findings[(checked.findings["class"] == 3) & (checked.findings["dataset"] == frame.dataset) & checked.findings["row"].notna()]
    twins = twins[twins["severity"] == "error"]
    spots = pd.MultiIndex.from_arrays([twins["unit"], twins["file"], twins["sheet"].fillna(""), twins["row"].astype("int64")])
    own = pd.MultiIndex.from_arrays([frame.rows["_unit"], frame.rows["_file"], frame.rows["_sheet"].fillna(""), frame.rows["_row"].astype("int64")])
    return pd.Series(own.isin(spots) if len(twins) else False, index=frame.rows.index, dtype=bool)


def standard_cells(frame: MonthFrame, repaired: dict[str, np.ndarray]) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Per row: cells of coded and formatted columns that fit after cleaning, that fitted as sent, and those filled at all."""
    zero = pd.Series(0, index=frame.rows.index)
    fits, before, filled = zero.copy(), zero.copy(), zero.copy()
    for column in frame.table.columns:
        if column.type not in FORMATTED or not frame.present(column.name).any():
            continue
        good, bad = frame.rows[column.name].notna(), frame.unread(column.name)
        fits, filled = fits + good, filled + (good | bad)
        before = before + (good & ~_mark(frame, [repaired[column.name]]) if column.name in repaired else good)
    return fits, before, filled


def complete_cells(frame: MonthFrame) -> tuple[pd.Series, pd.Series]:
    """Per row: required cells filled, and required cells (conditional ones only where their condition holds)."""
    zero = pd.Series(0, index=frame.rows.index)
    there, wanted = zero.copy(), zero.copy()
    for column in frame.table.columns:
        if column.required or column.required_when:
            needed = all_hold(column.required_when, frame.rows)
            wanted = wanted + needed
            there = there + (needed & (frame.rows[column.name].notna() | frame.unread(column.name)))
    return there, wanted


def _check_lines(checked: Checked):
    runs = checked.runs
    for (dataset, unit), part in runs.groupby(["dataset", "unit"]):
        ran = part[part["status"] == "run"]
        weight = ran["severity"].map(WEIGHT)
        declared = runs[(runs["dataset"] == dataset) & runs["unit"].isin([unit, ""])]
        base = {"stage": "after", "dataset": dataset, "unit": unit, "run": int(ran["rule"].nunique()), "declared": int(declared["rule"].nunique())}
        if unit:
            yield base | {"what": "accurate", "numerator": float(((ran["looked"] - ran["failed"]) * weight).sum()), "denominator": float((ran["looked"] * weight).sum())}
            across = ran[ran["across"].astype(bool)]
            yield base | {"what": "consistent", "numerator": float((across["looked"] - across["failed"]).sum()), "denominator": float(across["looked"].sum())}
