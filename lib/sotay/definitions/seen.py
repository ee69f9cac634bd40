"""What the readers of a month's internal tables see of them: a change in the rest touches no report. Light to import."""

from __future__ import annotations

# Columns that no reader of a book sees, those it sees rounded to so many decimals, and those of which it sees the day.
UNSEEN = {"findings": ("value",), "changes": ("before", "after"), "points": ("before", "after")}
ROUNDED = {"points": {"points": 2}}
DAYS = {"submissions": ("handed_in", "due")}
