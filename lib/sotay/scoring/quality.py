"""Counts behind the quality figures, per dataset and unit: clean, standard, unique, complete, accurate, consistent."""

from __future__ import annotations

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
    for unit, members in frame.rows.groupby("_unit").groups.items():
        yield {"what": what, "stage": stage, "dataset": frame.dataset, "unit": unit, "numerator": float(numerator.loc[members].sum()), "denominator": float(denominator.loc[members].sum()), "run": 1, "declared": 1}


def _frame_lines(frame: MonthFrame, checked: Checked):
    rows, one = frame.rows, pd.Series(1, index=frame.rows.index)
    spoilt = ~rows["_ok"]
    changed = _changed_rows(frame)
    yield from _per_unit(frame, "clean", "after", ~spoilt, one)
    yield from _per_unit(frame, "clean", "before", ~(spoilt | changed), one)
    repeated = _repeated_rows(frame, checked)
    for stage in ("before", "after"):
        yield from _per_unit(frame, "unique", stage, ~(repeated if stage == "before" else repeated & rows["_ok"]), one)
    fits, fits_before, filled = _standard(frame)
    yield from _per_unit(frame, "standard", "after", fits, filled)
    yield from _per_unit(frame, "standard", "before", fits_before, filled)
    there, wanted = _complete(frame)
    for stage in ("before", "after"):
        yield from _per_unit(frame, "complete", stage, there, wanted)


def _changed_rows(frame: MonthFrame) -> pd.Series:
    spots = {(c.file, c.sheet or "", int(c.row)) for p in frame.parts for c in p.changes.itertuples() if pd.notna(c.row)}
    return pd.Series([(f, s or "", int(n)) in spots for f, s, n in zip(frame.rows["_file"], frame.rows["_sheet"].fillna(""), frame.rows["_row"], strict=True)], index=frame.rows.index, dtype=bool)


def _repeated_rows(frame: MonthFrame, checked: Checked) -> pd.Series:
    twins = checked.findings[(checked.findings["class"] == 3) & (checked.findings["dataset"] == frame.dataset) & checked.findings["row"].notna()]
    twins = twins[twins["severity"] == "error"]
    spots = set(zip(twins["file"], twins["sheet"], twins["row"].astype(int), strict=True))
    return pd.Series([(f, s or "", int(n)) in spots for f, s, n in zip(frame.rows["_file"], frame.rows["_sheet"].fillna(""), frame.rows["_row"], strict=True)], index=frame.rows.index, dtype=bool)


def _standard(frame: MonthFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Per row: cells of coded and formatted columns that fit after cleaning, that fitted as sent, and those filled at all."""
    zero = pd.Series(0, index=frame.rows.index)
    fits, before, filled = zero.copy(), zero.copy(), zero.copy()
    for column in frame.table.columns:
        if column.type not in FORMATTED or not frame.present(column.name).any():
            continue
        good, bad = frame.rows[column.name].notna(), frame.unread(column.name)
        fits, filled = fits + good, filled + (good | bad)
        before = before + (good & _fitted_as_sent(frame, column.name))
    return fits, before, filled


def _fitted_as_sent(frame: MonthFrame, name: str) -> pd.Series:
    """Cells whose text needed no cleaning: no change was logged for them."""
    spots = {(c.file, c.sheet or "", int(c.row)) for p in frame.parts for c in p.changes.itertuples() if c.field == name and pd.notna(c.row)}
    if not spots:
        return pd.Series(True, index=frame.rows.index)
    return pd.Series([(f, s or "", int(n)) not in spots for f, s, n in zip(frame.rows["_file"], frame.rows["_sheet"].fillna(""), frame.rows["_row"], strict=True)], index=frame.rows.index, dtype=bool)


def _complete(frame: MonthFrame) -> tuple[pd.Series, pd.Series]:
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
