"""Turns the findings of one file into marks, in the order in which to repair them."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sotay.definitions.registry import Registry
from sotay.intake.model import RawTable
from sotay.reports.returned.gains import Gains
from sotay.reports.returned.job import LEVELS, Found, Mark
from sotay.reports.returned.versions import Compared, Located
from sotay.reports.returned.words import cell_value, for_unit, in_own_file

# From this many findings on a file is listed and commented in parts; every cell is coloured all the same.
MANY, LISTED_EACH, COMMENTED_EACH = 2_000, 100, 50
_RANK = {level: n for n, level in enumerate(LEVELS)}


def marks_of(findings: pd.DataFrame, located: Located, gains: Gains, compared: dict[str, Compared], registry: Registry) -> tuple[Mark, ...]:
    """Errors first; then what raises the indicators most, then what one repair mends most often; within that by place."""
    lines = [(f, _key(f)) for f in findings.itertuples() if for_unit(f.fix) or f.severity != "info"]
    alike = pd.Series([k for _, k in lines], dtype="object").value_counts().to_dict() if lines else {}
    lines.sort(key=lambda line: (_RANK[line[0].severity], -gains.total(line[1][1:]), -alike[line[1]], line[1], line[0].sheet, _row(line[0]), len(line[0].column), line[0].column, line[0].message))
    seen: dict[tuple, int] = {}
    marks = []
    for finding, key in lines:
        seen[key] = seen.get(key, 0) + 1
        many = len(lines) > MANY
        marks.append(_mark(finding, located, compared, registry, alike[key], gains.words(key[1:]), not many or seen[key] <= LISTED_EACH, not many or seen[key] <= COMMENTED_EACH))
    return tuple(marks)


def _key(finding) -> tuple[str, str, str, str]:
    return finding.severity, finding.dataset, finding.rule, finding.field


def _row(finding) -> int:
    return 0 if pd.isna(finding.row) else int(finding.row)


def _mark(finding, located: Located, compared: dict[str, Compared], registry: Registry, alike: int, gain: str, listed: bool, comment: bool) -> Mark:
    part, position = located.of(finding)
    table = located.table_of(finding)
    held = compared.get(f"{finding.unit}|{table}")
    return Mark(
        finding.sheet or "", _row(finding) or None, finding.column, finding.severity, _heading(finding, part, table, registry), cell_value(str(finding.value), finding.column, part, position),
        for_unit(in_own_file(finding.message, finding.file)), for_unit(finding.fix), finding.rule, held.state(located.key_of(finding, registry)) if held else "", alike, gain, listed, comment,
    )


def _heading(finding, part, table: str, registry: Registry) -> str:
    """The column as the unit headed it, else as it is declared; "" for the row."""
    if part is not None and finding.column:
        own = next((c.heading for c in part.raw.columns if c.letter == finding.column), "")
        if own:
            return own
    ref = registry.tables.get(table)
    return next((c.title for c in ref.table.columns if c.name == finding.field), "") if ref and finding.field else ""


def found_tables(tables: Iterable[RawTable]) -> tuple[Found, ...]:
    """Where tables stand; those without any column are left out."""
    found = []
    for table in (t for t in tables if t.columns):
        letters = sorted((c.letter for c in table.columns), key=lambda letter: (len(letter), letter))
        last = max([int(r) for r in table.rows[-1:]] + [s.row for s in table.set_aside] + [table.header_row])
        # A table without heading says row 0; its remarks stand in the first row of the sheet.
        found.append(Found(table.sheet or "", max(1, table.header_start), max(1, table.header_row), letters[0], letters[-1], last))
    return tuple(found)
