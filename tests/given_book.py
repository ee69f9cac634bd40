"""Internal tables that a test gives a book instead of having them read from a month's folder."""

from __future__ import annotations

TABLES = {"intake": "intake", "all_findings": "findings", "changes": "changes", "runs": "runs", "submissions": "submissions", "all_scores": "scores", "points": "points"}


class GivenTables:
    """Beside a Book: `book.intake = frame` gives the table; whatever reads the whole or a part of it finds these rows."""

    def __setattr__(self, name, value):
        if name in TABLES:
            self._tables._read[TABLES[name]] = value
        else:
            super().__setattr__(name, value)
