"""Total rows of an export against the rows they sum: of the whole table, or of their own group."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sotay.checks.model import MonthFrame
from sotay.cleaning.model import CleanTable
from sotay.intake.model import RawTable, SetAside

TOTAL = "TONG-SAI"
# What ends the stretch of rows that a subtotal speaks of.
CUTS = (("total", "group", "repeated_header"), ("total",), ("group",))


def total_rows(part: CleanTable, frame: MonthFrame) -> Iterator[dict]:
    """Stated totals that agree neither with all rows above them (for a leading total: all rows) nor with the rows of their own group or page."""
    numeric = [c for c in frame.table.columns if c.type in ("int", "dec", "vnd") and c.name in part.present and c.name in part.raw.mapped]
    for aside in (a for a in part.raw.set_aside if a.kind == "total"):
        sections = _sections(part.raw, aside)
        for column in numeric:
            source = part.raw.mapped[column.name]
            stated = _plain_number(aside.cells[source.index] if source.index < len(aside.cells) else "")
            values, unread = part.frame[column.name].astype("Float64"), part.unread[column.name].to_numpy(dtype=bool)
            if stated is None or any(_agrees(values[rows].dropna(), stated, bool(unread[rows].any())) for rows in sections):
                continue
            yield {
                "unit": part.raw.source.unit, "file": part.raw.source.file, "sheet": part.raw.sheet or "", "row": aside.row, "column": source.letter, "dataset": frame.dataset,
                "field": column.name, "rule": TOTAL, "class": 6, "severity": "warning", "value": str(aside.cells[source.index]),
                "message": f"Dòng tổng ghi “{column.title}” khác tổng các dòng chi tiết.", "fix": "Tính lại dòng tổng hoặc kiểm tra dòng chi tiết còn thiếu.",
            }


def _sections(raw: RawTable, total: SetAside) -> list[np.ndarray]:
    """Rows a total may speak of: all above it, or those since the last total or group row; all rows when none stands above."""
    above = raw.rows < total.row
    if not above.any():
        return [np.ones(len(raw.rows), dtype=bool)]
    since = [max((a.row for a in raw.set_aside if a.row < total.row and a.kind in kinds), default=0) for kinds in CUTS]
    return [above, *(above & (raw.rows > cut) for cut in since if cut)]


def _agrees(values: pd.Series, stated: float, unread: bool) -> bool:
    if values.empty:
        return True
    gap = stated - float(values.sum())
    # Cells that could not be read may make up what is missing, but they cannot make a sum smaller.
    wrong = gap < -0.5 and bool((values >= 0).all()) if unread else abs(gap) > 0.5
    return not wrong or abs(float(values.mean()) - stated) < 0.05


def _plain_number(text: str) -> float | None:
    """A total as printed: 1.234 or 1234 or 1.234,5; None for anything else."""
    text = str(text).replace("\u00a0", "").replace(" ", "")
    whole, _, part = text.partition(",")
    digits = whole.replace(".", "")
    if not digits.lstrip("-").isdigit() or (part and not part.isdigit()):
        return None
    if whole.count(".") == 1 and len(whole.split(".")[1]) != 3:
        return float(whole)
    return float(f"{digits}.{part or 0}")
