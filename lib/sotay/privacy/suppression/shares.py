"""Percentages of people: one that tells a small number, of those counted or of the others, is not shown."""

from __future__ import annotations

import math

import pandas as pd

from sotay.privacy.suppression.cells import Mark, Policy
from sotay.privacy.suppression.choose import Unprotectable
from sotay.privacy.suppression.tables import cube, guarded

# Instead of a figure that tells of few people.
FEW = "ít người, không nêu"
# Percentages are printed with one decimal.
PLACES = 1


def tells(part: int, whole: int, policy: Policy, places: int = PLACES) -> bool:
    """Does a percentage tell whoever knows the whole that it is of few, or that few are left out: no count that would be printed alike is free of that.

    A whole below the threshold always does, so that nobody need compare.
    """
    if 0 < whole < policy.least:
        return True
    step = 10.0**places
    reach = math.ceil(whole / (100 * step)) + 1
    printed = math.floor(100 * part / whole * step + 0.5) if whole else 0
    alike = [k for k in range(max(0, part - reach), min(whole, part + reach) + 1) if math.floor(100 * k / whole * step + 0.5) == printed] if whole else []
    return bool(alike) and all(policy.small(k) or policy.small(whole - k) for k in alike)


def few(part: float, whole: float, least: int) -> bool:
    """Do two counts, or what is left of the one after the other, speak of fewer than `least` cases: then neither is given. Missing ones speak of nothing."""
    if pd.isna(part) or pd.isna(whole):
        return False
    return any(0 < count < least for count in (part, whole, whole - part))


def share_shown(part: float, whole: float, least: int) -> float | None:
    """100 · part ÷ whole, or None where that tells of fewer than `least` people; 0: nobody is to be protected."""
    if not whole or least and tells(round(part), round(whole), Policy(least)):
        return None
    return 100.0 * float(part) / float(whole)


def share_said(part: float, whole: float, least: int) -> float | str | None:
    """As `share_shown`, with words where a figure is there and must not be told; None where there is nobody to count."""
    found = share_shown(part, whole, least)
    return FEW if found is None and whole else found


def group_shares(parts: pd.Series, wholes: pd.Series, least: int) -> pd.Series:
    """`parts` in percent of `wholes`, group by group; missing where either is, and where the number itself, or what is left of its whole, is small.

    As few others as it takes are left out too, so that the same share of all groups together, which is shown elsewhere, does not give one back.
    """
    known = parts.notna() & wholes.notna() & (wholes.fillna(0) > 0)
    shares = (100 * parts.astype("Float64") / wholes.astype("Float64").where(wholes.fillna(0) > 0)).where(known)
    if not least or not known.any():
        return shares
    counted, of = parts[known].astype(float).round().astype(int), wholes[known].astype(float).round().astype(int)
    open_ = groups_told(counted, least) & groups_told((of - counted).clip(lower=0), least)
    return shares.where(open_.reindex(shares.index, fill_value=False))


def groups_told(counts: pd.Series, least: int) -> pd.Series:
    """Which of these whole counts may be known when their sum is."""
    table = cube({(n,): int(v) for n, v in enumerate(counts)}, [range(len(counts))], Policy(least))
    try:
        marks = guarded(table).marks
    except Unprotectable:
        return pd.Series(False, index=counts.index)
    return pd.Series([marks[n,] is Mark.SHOWN for n in range(len(counts))], index=counts.index)
