"""The calls that notebooks make: each returns one finished block of a report, and never fails on an empty table."""

from __future__ import annotations

from sotay.reports.bars import bars, columns, stacked
from sotay.reports.explore import explore
from sotay.reports.indicator import indicator, indicators
from sotay.reports.moves import changes
from sotay.reports.moves import month_events as events
from sotay.reports.paragraphs import gap, head, key_figures, text
from sotay.reports.people import groups, people
from sotay.reports.points import points, repairs
from sotay.reports.provenance import basis, findings, method, month_method
from sotay.reports.restated import restated
from sotay.reports.scratch import scratch
from sotay.reports.shares import shares
from sotay.reports.tables import table
from sotay.reports.targets import dots
from sotay.reports.timeline import timeline
from sotay.reports.trends import heat, histogram, lines, multiples

__all__ = [
    "head",
    "basis",
    "findings",
    "points",
    "repairs",
    "key_figures",
    "restated",
    "changes",
    "events",
    "shares",
    "table",
    "people",
    "groups",
    "bars",
    "columns",
    "lines",
    "stacked",
    "multiples",
    "histogram",
    "heat",
    "timeline",
    "dots",
    "indicator",
    "indicators",
    "text",
    "gap",
    "method",
    "month_method",
    "explore",
    "scratch",
]
