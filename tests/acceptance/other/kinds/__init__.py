"""The kinds of errors a case is spoilt with, each with its class and with what counts as having found it."""

from other.kinds import across_months, across_tables, clerks, dates, duplicates, habits, identifiers, letters, lists, numbers, rows, slips, within_row  # noqa: F401  (each declares its kinds)
from other.kinds.declared import KINDS, Kind

__all__ = ["KINDS", "Kind"]
