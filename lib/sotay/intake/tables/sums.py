"""Whether the figures of a row are the sums of rows above or below it: what a line without a telling label is told by."""

from __future__ import annotations

import math
from collections.abc import Iterable

from sotay.intake.tables.page import Lines

# Rounded parts may miss their sum by this share.
_ROUNDED = 0.001


def figure(text: str) -> float | None:
    """A cell as a number; dots and commas before three digits at the end part thousands. None for what is no number."""
    bare = text.strip().replace(" ", "").replace("\u00a0", "")
    if not bare or not bare.lstrip("-+").replace(".", "").replace(",", "").isdigit():
        return None
    for mark, other in ((".", ","), (",", ".")):
        head, _, tail = bare.rpartition(mark)
        if head and (mark in head or other not in bare and len(tail) == 3):
            bare = bare.replace(mark, "")
        elif head and other in head:
            bare = bare.replace(other, "")
    try:
        return float(bare.replace(",", "."))
    except ValueError:
        return None


def are_sums(text: Lines, row: int, columns: Iterable[int], parts: list[int]) -> bool:
    """Most figures of the row, and at least one that is not 0, are the sums of what the parts have in their columns."""
    if len(parts) < 2:
        return False
    right = wrong = 0
    for column in columns:
        wanted = figure(text[row][column])
        if wanted:
            got = math.fsum(n for p in parts if (n := figure(text[p][column])) is not None)
            right, wrong = (right + 1, wrong) if math.isclose(got, wanted, rel_tol=_ROUNDED, abs_tol=0.01) else (right, wrong + 1)
    return right > wrong
