"""Figures that notebooks count out of a book's tables: by value, by band, by month, days between, shares, and the profile of any table. Missing is never zero."""

from __future__ import annotations

from sotay.figures.counting import (
    UNSAID,
    beside,
    counts,
    cross,
    first_filled,
    found_in,
    guarded,
    guarded_cells,
    guarded_lines,
    guarded_moves,
    in_order,
    millions,
    only,
    per,
    percent,
    pick,
    rates,
    ratio,
    ratio_of,
    share,
    share_of,
    spread,
    sums_by,
    top,
    total,
    totals,
    unfold,
    yes,
    yes_share,
)
from sotay.figures.measured import measured
from sotay.figures.naming import named, shortened
from sotay.figures.profile import (
    about,
    added_up,
    column_sums,
    declared_rates,
    emptiest,
    failing,
    leading_codes,
    lowest_rates,
    overview,
    rates_per_month,
)
from sotay.figures.times import (
    age_groups,
    ages,
    at_most,
    banded,
    bands,
    by_age,
    by_day,
    by_month,
    by_week,
    days,
    hours,
    number,
    punctuality,
    side_by_side,
)

__all__ = [
    "UNSAID", "about", "added_up", "age_groups", "ages", "at_most", "banded", "bands", "beside", "by_age", "by_day", "by_month", "by_week", "column_sums", "counts",
    "cross", "days", "declared_rates", "emptiest", "failing", "first_filled", "found_in", "guarded", "guarded_cells", "guarded_lines", "guarded_moves", "hours",
    "in_order", "leading_codes", "lowest_rates", "measured", "millions", "named", "number", "only", "overview", "per", "percent", "pick", "punctuality", "rates",
    "rates_per_month", "ratio", "ratio_of", "share", "share_of", "shortened", "side_by_side", "spread", "sums_by", "top", "total", "totals", "unfold", "yes",
    "yes_share",
]
