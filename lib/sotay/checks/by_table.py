"""What is told of each table of a month by itself, kept from one run to the next: a corrected export changes that of one table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

from sotay.checks.run import Checked
from sotay.cleaning.model import identity
from sotay.definitions.steps import StepCache

Told = TypeVar("Told")
_STEP = "tables"


class ByTable:
    """Answers about single tables of a checked month, each made again only when the table's exports, which of its rows are accepted, its findings or its checks are others than before.

    An answer may rest on nothing else but the definitions and the program, which `steps` stands for, and nobody may change it. Without `steps` every answer is made anew.
    """

    def __init__(self, checked: Checked, steps: StepCache | None = None) -> None:
        self.checked, self.steps = checked, steps
        self._kept: dict[str, tuple[str, dict[str, Any]]] = (steps.get(_STEP, checked.month.month) if steps else None) or {}
        self._made: dict[str, tuple[str, dict[str, Any]]] = {}

    def of(self, what: str, table: str, make: Callable[[], Told], holds: Callable[[Told], bool] = lambda known: True) -> Told:
        """What `make` gives for a table, or what it gave before if that still `holds`."""
        if self.steps is None:
            return make()
        key = self._key(table)
        before, known = self._kept.get(table, ("", {}))
        found = known[what] if before == key and what in known and holds(known[what]) else make()
        self._made.setdefault(table, (key, {}))[1][what] = found
        return found

    def keep(self) -> None:
        """Puts down what has been told for the next run."""
        if self.steps is not None:
            self.steps.put(_STEP, self._made, self.checked.month.month)

    def _key(self, table: str) -> str:
        if table in self._made:
            return self._made[table][0]
        frame = self.checked.frames[table]
        total = hashlib.sha256(repr([identity(part.raw) for part in frame.parts]).encode("utf-8", "surrogatepass"))
        for fact in (frame.rows["_ok"].to_numpy(dtype=bool).tobytes(), self._findings.get(frame.dataset, b""), self._runs.get(table, b"")):
            total.update(b"%d " % len(fact))
            total.update(fact)
        return total.hexdigest()

    @cached_property
    def _findings(self) -> dict[str, bytes]:
        return _rows_by(self.checked.findings, "dataset")

    @cached_property
    def _runs(self) -> dict[str, bytes]:
        return _rows_by(self.checked.runs, "table")


def _rows_by(frame, column: str) -> dict[str, bytes]:
    """A hash of a frame's rows for each value of a column."""
    rows: dict[str, list[tuple]] = {}
    for value, *line in zip(frame[column].tolist(), *(frame[c].tolist() for c in frame.columns), strict=True):
        rows.setdefault(value, []).append(tuple(line))
    return {value: hashlib.sha256(repr(lines).encode("utf-8", "surrogatepass")).digest() for value, lines in rows.items()}
