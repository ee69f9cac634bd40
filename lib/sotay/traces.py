"""What a notebook read of a month, by name and content: by this a later run knows which notebooks a corrected export touches.

A name is `<month>/<table>/<part>` for the rows of an internal table that belong to a dataset (of `scores`: to an indicator and a scope), with `*` for the whole table
and, of `submissions`, `status=<state>` for the lines in a state,
`<month>/<table>?<column>/<part>` for whether any row of the part, by all of its columns in _PARTED_BY and _WITHIN, has a value in that column,
and `<month>/<table>:<column>,<column>/<part>` when no more than some columns of them were read;
`<month>/clean/<dataset>/<table>` for stored rows; `<month>/file/<name>` for another file under internal/; `<month>/months/` for the list of months up to it.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from sotay.definitions.seen import DAYS, ROUNDED, UNSEEN
from sotay.definitions.workspace import Workspace, clean_path

# Path of the file that a batch has a notebook's reads noted in.
READS = "SOTAY_READS"
WHOLE = "*"
# Between a table's name and the columns read of it, or the one asked for.
_OF, _ANY = ":", "?"
_PARTED_BY = {"scores": ("indicator", "scope")}
# What tells the rows of such a part apart.
_WITHIN = {"scores": ("measure",)}
# Tables of which the rows that have one value of a column can be read for themselves.
_ALSO_BY = {"submissions": "status"}
_ABSENT, _PRESENT = "-", "+"


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


def note_any(month: str, table: str, column: str, part: str) -> None:
    """Notes that somebody asked whether a part of a table has any value in a column."""
    note(f"{month}/{table}{_ANY}{column}/{part}")


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
            table, _, asked = table.partition(_ANY)
            path = self.workspace.internal(month) / f"{table}.csv"
            self._tables[month, kind] = _filled(path, table, asked) if asked else _parts(path, table, columns.split(",") if columns else None)
        return self._tables[month, kind]


def _rounded(places: int) -> Callable[[str], str]:
    """A number of a table as a book's readers see it."""
    return lambda text: repr(round(float(text), places)) if text else text


def _day(text: str) -> str:
    """A moment as a book's readers see it."""
    return text[:10]


def _shown_as(table: str, column: str) -> Callable[[str], str] | None:
    """What a book's readers see of a cell, where that is not the cell itself."""
    if column in DAYS.get(table, ()):
        return _day
    places = ROUNDED.get(table, {}).get(column)
    return None if places is None else _rounded(places)


def _filled(path: Path, table: str, column: str) -> dict[str, str]:
    """The parts of a table that have a value in a column."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as source:
        return {"/".join(row[by] for by in (*_PARTED_BY.get(table, ("dataset",)), *_WITHIN.get(table, ()))): _PRESENT for row in csv.DictReader(source) if row[column]}


def _parts(path: Path, table: str, columns: list[str] | None = None) -> dict[str, str]:
    """A hash per part of a table, and one of the whole, of what readers see, of some columns or of all."""
    if not path.is_file():
        return {}
    whole, parts = hashlib.sha256(), defaultdict(hashlib.sha256)
    with path.open(encoding="utf-8-sig", newline="") as source:
        rows = csv.reader(source)
        head = next(rows, [])
        seen = [(at, _shown_as(table, name)) for at, name in enumerate(head) if name not in UNSEEN.get(table, ()) and (columns is None or name in columns)]
        of = [head.index(by) for by in _PARTED_BY.get(table, ("dataset",)) if by in head]
        also = _ALSO_BY.get(table)
        value = head.index(also) if also in head else None
        for row in rows:
            said = "\x1f".join(row[at] if shown is None else shown(row[at]) for at, shown in seen).encode() + b"\x1e"
            whole.update(said)
            if of:
                parts["/".join(row[at] for at in of)].update(said)
            if also and value is not None:
                parts[value_part(also, row[value])].update(said)
    return {part: total.hexdigest()[:32] for part, total in parts.items()} | {WHOLE: whole.hexdigest()[:32]}
