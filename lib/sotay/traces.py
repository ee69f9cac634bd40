"""What a notebook read of a month, by name and content: by this a later run knows which notebooks a corrected export touches.

A name is `<month>/<table>/<part>` for the rows of an internal table that belong to a dataset (of `scores`: to an indicator and a scope), with `*` for the whole table
and, of `submissions`, `status=<state>` for the lines in a state,
and `<month>/<table>:<column>,<column>/<part>` when no more than some columns of them were read;
`<month>/clean/<dataset>/<table>` for stored rows; `<month>/file/<name>` for another file under internal/; `<month>/months/` for the list of months up to it.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from sotay.definitions.workspace import Workspace, clean_path

# Path of the file that a batch has a notebook's reads noted in.
READS = "SOTAY_READS"
WHOLE = "*"
# Between a table's name and the columns read of it.
_OF = ":"
_PARTED_BY = {"scores": ("indicator", "scope")}
# Tables of which the rows that have one value of a column can be read for themselves.
_ALSO_BY = {"submissions": "status"}
# Columns that no reader of a book sees, and those it sees rounded to so many decimals: a change there touches no report.
UNSEEN = {"findings": ("value",), "changes": ("before", "after"), "points": ("before", "after")}
ROUNDED = {"points": {"points": 2}}
_ABSENT = "-"


@cache
def note(name: str) -> None:
    """Notes, in a batch, that something was read; once per process and name."""
    path = os.environ.get(READS)
    if path:
        with open(path, "a", encoding="utf-8") as target:
            target.write(name + "\n")


def note_rows(month: str, dataset: str, table: str) -> None:
    """Notes that a table's stored rows of a month, or whether there are any, were looked at."""
    note(f"{month}/clean/{dataset}/{table}")


def note_parts(month: str, table: str, parts: Iterable[str] | None, columns: Iterable[str] | None = None) -> None:
    """Notes the parts of a month's internal table that were read, or some columns of them; None: the whole, all."""
    kind = table if columns is None else f"{table}{_OF}{','.join(sorted(columns))}"
    for part in [WHOLE] if parts is None else parts:
        note(f"{month}/{kind}/{part}")


def value_part(column: str, value: str) -> str:
    """The part of a table that has this value in a column."""
    return f"{column}={value}"


def reads_of(path: Path) -> list[str]:
    """The names noted in a file, each once."""
    return sorted(set(path.read_text(encoding="utf-8").split("\n")) - {""}) if path.is_file() else []


class Contents:
    """The present content of whatever can be read, as short hashes; each file is looked at once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._tables: dict[tuple[str, str], dict[str, str]] = {}
        self._files: dict[Path, str] = {}

    def digest(self, name: str) -> str:
        """The hash of what `name` stands for; "-" when it is not there."""
        month, kind, part = name.split("/", 2)
        if kind == "months":
            return " ".join(m for m in self.workspace.months() if m <= month)
        if kind == "file":
            return self._file(self.workspace.internal(month) / part)
        if kind == "clean":
            dataset, table = part.split("/")
            return self._file(clean_path(self.workspace.clean, dataset, table, month))
        return self._table(month, kind).get(part, _ABSENT)

    def _file(self, path: Path) -> str:
        if path not in self._files:
            self._files[path] = hashlib.sha256(path.read_bytes()).hexdigest()[:32] if path.is_file() else _ABSENT
        return self._files[path]

    def _table(self, month: str, kind: str) -> dict[str, str]:
        if (month, kind) not in self._tables:
            table, _, columns = kind.partition(_OF)
            self._tables[month, kind] = _parts(self.workspace.internal(month) / f"{table}.csv", table, columns.split(",") if columns else None)
        return self._tables[month, kind]


def rounded(text: str, places: int) -> str:
    """A number of a table as a book's readers see it."""
    return repr(round(float(text), places)) if text else text


def _parts(path: Path, table: str, columns: list[str] | None = None) -> dict[str, str]:
    """A hash per part of a table, and one of the whole, of what readers see, of some columns or of all."""
    if not path.is_file():
        return {}
    whole, parts = hashlib.sha256(), defaultdict(hashlib.sha256)
    with path.open(encoding="utf-8-sig", newline="") as source:
        rows = csv.reader(source)
        head = next(rows, [])
        seen = [(at, ROUNDED.get(table, {}).get(name)) for at, name in enumerate(head) if name not in UNSEEN.get(table, ()) and (columns is None or name in columns)]
        of = [head.index(by) for by in _PARTED_BY.get(table, ("dataset",)) if by in head]
        also = _ALSO_BY.get(table)
        value = head.index(also) if also in head else None
        for row in rows:
            said = "\x1f".join(row[at] if places is None else rounded(row[at], places) for at, places in seen).encode() + b"\x1e"
            whole.update(said)
            if of:
                parts["/".join(row[at] for at in of)].update(said)
            if also and value is not None:
                parts[value_part(also, row[value])].update(said)
    return {part: total.hexdigest()[:32] for part, total in parts.items()} | {WHOLE: whole.hexdigest()[:32]}
