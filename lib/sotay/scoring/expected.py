"""Records that a register's own numbering says must exist, and that were not handed in."""

from __future__ import annotations

import pandas as pd

from sotay.checks.model import MonthFrame
from sotay.checks.runnable import cannot_run
from sotay.checks.within_table import skipped


def missing_records(frame: MonthFrame) -> pd.Series:
    """Per row: how many records the registers of the table miss right before it; 0 without a gap.

    Rules told for information only (numbering that may run elsewhere) say nothing here. A gap wider than the register's own numbers is a mistyped number, not so many records.
    """
    missing = pd.Series(0, index=frame.rows.index, dtype="int64")
    for rule in frame.table.rules:
        if rule.kind == "sequence" and rule.severity != "info" and not cannot_run(rule, frame):
            looked, gaps = skipped(rule, frame)
            gaps = gaps[gaps <= int(looked.sum())]
            missing.loc[gaps.index] = gaps.where(gaps > missing.loc[gaps.index], missing.loc[gaps.index])
    return missing


def missing_cells(frame: MonthFrame) -> pd.Series:
    """Per row: the always required cells of the records missing before it. All counted as empty, completeness is cells filled ÷ cells required × records ÷ records expected."""
    always = sum(c.required for c in frame.table.columns)
    return missing_records(frame) * always
