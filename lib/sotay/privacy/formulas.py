"""Text that a spreadsheet would run as a formula, and how it stays text: one list for every export."""

from __future__ import annotations

# The wide forms too: a spreadsheet set to an East Asian language runs them.
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def runs(text: str) -> bool:
    """Would a reader's spreadsheet take the text for a formula when it opens or edits the cell."""
    return text.startswith(BEGINNINGS)


def escaped(text: str) -> str:
    """For csv, which has no types: an apostrophe before what would run. A number with its sign is no formula."""
    return "'" + text if runs(text) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "").replace(",", "").isdigit()
