"""Rows whose values stand one or two columns beside their headings: told once for the row."""

from __future__ import annotations

import numpy as np

from sotay.cleaning.columns import PARSERS, CleanColumn
from sotay.cleaning.documents import looks_like_doc_no
from sotay.cleaning.parsed import Parsed
from sotay.cleaning.text import repair_text
from sotay.intake.model import CellKind, RawTable

_FREE = {"text", "name", "address", "masked_id"}
_SHIFTS = (1, -1, 2, -2)
_MOST_OF_TABLE = 0.3
_MOST_LOOKED_AT = 2_000
_USUALLY_FILLED = 0.9


def _misfit(column: CleanColumn) -> np.ndarray:
    """Rows whose cell has the wrong shape for this column (not merely a value out of limits)."""
    wrong = np.zeros(len(column.texts), dtype=bool)
    wrong[[i for i, parsed in column.parsed.items() if _wrong_shape(parsed, column.texts[i], column.context.column.type)]] = True
    return wrong[column.codes]


def _wrong_shape(parsed: Parsed, text: str, column_type: str) -> bool:
    if column_type == "doc_no":
        return bool(text.strip()) and not any(c.isdigit() for c in text)
    if column_type == "name":
        return sum(c.isdigit() for c in text) >= 4 and any(f.rule == "TEN-KY-TU" for f in parsed.faults)
    return column_type not in _FREE and any(f.unread and f.error_class in (4, 5) for f in parsed.faults)


def _fits(text: str, kind: int, column: CleanColumn) -> bool | None:
    """Whether a cell would fit a column; None when the column says nothing or the cell is blank."""
    name = column.context.column.type
    if not text.strip() or name in ("text", "address", "masked_id"):
        return None
    if name == "name":
        return None if not any(c.isdigit() for c in text) else False
    if name == "doc_no":
        return looks_like_doc_no(text, kind)
    if name in ("date", "datetime", "partial_date") and kind == CellKind.NUMBER:
        return False
    if name == "code" and kind == CellKind.NUMBER:
        return None
    if name == "village" and not column.context.lookup.names:
        return None
    if name in ("code", "village") and not column.context.lookup.find(repair_text(text)[0]):
        # Said without looking for the nearest names, which parsing would do.
        return False
    return not PARSERS[name](text, kind, column.context).unread


def shifted_rows(raw: RawTable, columns: dict[str, CleanColumn]) -> np.ndarray:
    """Mask of rows whose filled cells do not fit where they stand but do fit beside."""
    by_index = {raw.mapped[name].index: column for name, column in columns.items()}
    masks = {index: _misfit(column) for index, column in by_index.items()}
    misfits = sum(masks.values(), np.zeros(len(raw.rows), dtype=int))
    found = np.zeros(len(raw.rows), dtype=bool)
    usual = np.count_nonzero(raw.cells != "", axis=0) >= _USUALLY_FILLED * len(raw.rows)
    for row in np.flatnonzero(misfits)[:_MOST_LOOKED_AT]:
        found[row] = _is_shifted(raw, row, by_index, [i for i in by_index if masks[i][row]], usual)
    return found if len(raw.rows) < 8 or found.mean() <= _MOST_OF_TABLE else np.zeros(len(raw.rows), dtype=bool)


def _is_shifted(raw: RawTable, row: int, by_index: dict[int, CleanColumn], wrong: list[int], usual: np.ndarray) -> bool:
    """Compares in-place and moved fits of the part of the row that goes wrong; the fewer cells are wrong, the more else must agree."""
    cells, kinds = raw.cells[row], raw.kinds[row]
    for shift in _SHIFTS:
        start, end = _region(cells, wrong, shift)
        if len(wrong) < 3 and not _left_a_gap(raw, row, start, wrong, shift, usual):
            continue
        moved = [_fits(cells[i], int(kinds[i]), by_index[i - shift]) for i in range(start, end) if i - shift in by_index]
        stays = [_fits(cells[i], int(kinds[i]), by_index[i]) for i in range(start, end) if i in by_index]
        good, bad = moved.count(True), moved.count(False)
        if good < 3 or bad > good / 4 or good <= stays.count(True) + len(wrong) / 2:
            continue
        if len(wrong) >= 3 or bad == 0:
            return True
    return False


def _region(cells: np.ndarray, wrong: list[int], shift: int) -> tuple[int, int]:
    """The part of the row that would have moved: from the gap, or the first wrong cell, to the row's last filled cell."""
    end = max(np.flatnonzero(cells != ""), default=0) + 1
    start = min(wrong)
    if shift > 0 and len(wrong) < 3:
        while start > 0 and cells[start - 1]:
            start -= 1
    return start, end


def _left_a_gap(raw: RawTable, row: int, start: int, wrong: list[int], shift: int, usual: np.ndarray) -> bool:
    """Whether the row is blank where nearly all rows are filled: just before the moved part, or at its end when moved left."""
    if shift > 0:
        places = range(max(0, start - shift), start)
    else:
        places = range(max(wrong) + 1, raw.cells.shape[1]) if len(wrong) > 1 else range(0)
    return any(not raw.cells[row, i] and usual[i] for i in places)
