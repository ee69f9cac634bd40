"""Figures that notebooks count out of a book's tables: by value, by band, by month, days between, shares, and the profile of any table. Missing is never zero."""

from __future__ import annotations

from sotay.figures.counts import UNSAID, counts, cross, first_filled, found_in, guarded, guarded_cells, only, per, percent, pick, rates, ratio, share, spread, sums_by, top, total, totals, yes
from sotay.figures.profile import column_sums, declared_rates, emptiest, failing, leading_codes, overview, rows_per_month
from sotay.figures.times import ages, at_most, banded, bands, by_day, by_month, by_week, days, hours, punctuality, side_by_side

__all__ = [
    "UNSAID", "ages", "at_most", "banded", "bands", "by_day", "by_month", "by_week", "column_sums", "counts",
    "cross", "days", "declared_rates", "emptiest", "failing", "first_filled", "found_in", "guarded", "guarded_cells", "hours",
    "leading_codes", "only", "overview", "per", "percent", "pick", "punctuality", "rates", "ratio", "rows_per_month",
    "share", "side_by_side", "spread", "sums_by", "top", "total", "totals", "yes",
]
