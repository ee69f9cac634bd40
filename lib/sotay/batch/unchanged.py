"""Has anything changed since the month was last run: told from contents alone; the clock only tells whether a due day has come since. Light to import: an unchanged month must be told at once."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from sotay.batch.keys import digests
from sotay.batch.ledger import NAME, WHOLE_MONTH, Entry, Ledger
from sotay.definitions.workspace import Workspace


def _results(workspace: Workspace, month: str) -> Iterable[Path]:
    """Everything a run leaves, except the ledger itself and what is only kept to be quicker the next time."""
    internal = workspace.internal(month)
    for base in (workspace.outputs(month), workspace.clean):
        for path in base.rglob("*") if base.is_dir() else ():
            if path.is_file() and path not in (internal / NAME, internal / PREPARED) and KEPT not in path.parts and (base != workspace.clean or path.stem <= month):
                yield path


# Under internal/: what steps made of single exports (definitions.steps) with the definitions as they were read, and the month as its later steps load it.
KEPT, DEFINITIONS, PREPARED = "steps", "definitions", "prepared.pickle"


def remember(workspace: Workspace, month: str, key: str, ledger: Ledger, seconds: float = 0.0) -> None:
    """Keeps what a whole run without a failure came from and what it left."""
    ledger.add(Entry(WHOLE_MONTH, key, outputs=digests(workspace.root, _results(workspace, month)), seconds=round(seconds, 3)))


def due_since(workspace: Workspace, month: str, today: dt.date | None = None) -> bool:
    """Was something of the month not due yet when it was prepared, and is now: its scores must be told anew."""
    due = next_due(workspace, month)
    return due is not None and due <= (today or dt.date.today()).isoformat()


def next_due(workspace: Workspace, month: str) -> str | None:
    """The first day (ISO; "" when not told) on which something is due that was not when the month was prepared; None when nothing is awaited."""
    path = workspace.internal(month) / "submissions.csv"
    if not path.is_file():
        return None
    with path.open(encoding="utf-8-sig", newline="") as source:
        return min((line.get("due") or "" for line in csv.DictReader(source) if line.get("status") == "pending"), default=None)


def same_as_before(workspace: Workspace, month: str, key: str) -> bool:
    """Has nothing changed of what the last whole run came from and of what it left."""
    known = Ledger.of(workspace, month).good(WHOLE_MONTH)
    if known is None or known.key != key or due_since(workspace, month):
        return False
    try:
        return known.outputs == digests(workspace.root, _results(workspace, month))
    except OSError:
        return False
