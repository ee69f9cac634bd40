"""What `sotay check` says of a file: what was recognised, what is wrong and where, what is mended by itself; never what stands in a cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from sotay.cleaning.rules import CHANGES
from sotay.definitions.registry import Registry
from sotay.intake.model import Export
from sotay.reports.numbers import month as month_said
from sotay.reports.returned.job import LEVELS, Mark, count
from sotay.reports.returned.letters import Rows, said_of
from sotay.reports.returned.words import for_unit, general_fix, general_message
from sotay.reports.wording import INTAKE_STATUS

CLEAN, ERRORS, UNREADABLE = 0, 1, 2
_FIRST_CELLS = 8


@dataclass
class CheckedFile:
    """One file (of an archive: one of its files) after checking."""

    exports: list[Export]
    found: pd.DataFrame
    marks: tuple[Mark, ...] = ()
    changes: pd.DataFrame = field(default_factory=pd.DataFrame)
    rows: Rows = Rows()


@dataclass
class Looked:
    """What `sotay check` found: files of the archive or the one file, and the rules that could not run."""

    registry: Registry
    month: str
    files: list[CheckedFile]
    not_run: list[tuple[str, str]]

    @property
    def code(self) -> int:
        """0 nothing of severity error, 1 errors, 2 nothing usable in at least one file."""
        if any(not any(e.status == "accepted" for e in f.exports) for f in self.files):
            return UNREADABLE
        return ERRORS if any(m.severity == "error" for f in self.files for m in f.marks) else CLEAN


def lines_of(looked: Looked) -> Iterator[str]:
    """The summary a clerk reads: addresses and headings, never what stands in a cell."""
    for file in looked.files:
        source = file.exports[0].source
        yield f"Tệp {source.file}, số liệu tháng {month_said(looked.month)}"
        for export in file.exports:
            yield from _recognised(export, looked.registry)
        if file.rows.read:
            yield from _findings(file, looked)
            yield from _repairs(file.changes)
    reasons: dict[str, list[str]] = {}
    for rule, reason in looked.not_run:
        reasons.setdefault(reason, []).append(rule)
    if reasons:
        yield "Chưa kiểm tra được (không tính là lỗi):"
        yield from (f"  {', '.join(rules)}: {reason}." for reason, rules in reasons.items())


def _recognised(export: Export, registry: Registry) -> Iterator[str]:
    if export.status != "accepted":
        yield f"  {INTAKE_STATUS[export.status]}. {said_of(export)}".rstrip()
        return
    for table in export.tables:
        declared = registry.tables[table.table].table
        where = f"trang “{table.sheet}”, " if table.sheet else ""
        if not len(table.rows):
            yield f"  {declared.title}: {where}tiêu đề ở dòng {table.header_row}, ghi không phát sinh."
            continue
        yield f"  {declared.title}: {where}tiêu đề ở dòng {table.header_row}, {count(len(table.rows))} dòng dữ liệu (dòng {table.rows[0]}–{table.rows[-1]})."
        unknown = [f"{c.letter} “{c.heading}”" for c in table.columns if not c.field and c.heading and c.heading.strip().lower() not in ("stt", "tt", "số tt", "số thứ tự")]
        missing = [f"“{c.title}”" for c in declared.columns if c.name not in table.mapped and not c.drop]
        needed = [f"“{c.title}”" for c in declared.columns if c.name not in table.mapped and c.required]
        if unknown:
            yield f"    Cột không nhận ra, không dùng: {', '.join(unknown)}."
        if needed:
            yield f"    Thiếu cột bắt buộc: {', '.join(needed)}."
        rest = [m for m in missing if m not in needed]
        if rest:
            more = f" và {count(len(rest) - _FIRST_CELLS)} cột nữa" if len(rest) > _FIRST_CELLS else ""
            yield f"    Không có cột (không bắt buộc): {', '.join(rest[:_FIRST_CELLS])}{more}."
    if for_unit(export.note):
        yield f"    Lưu ý: {for_unit(export.note)}"


def _findings(file: CheckedFile, looked: Looked) -> Iterator[str]:
    for level, name in LEVELS.items():
        own = file.found[file.found["severity"] == level]
        if len(own) or level == "error":
            yield f"  {name}: {count(len(own)) if len(own) else 'không có.'}"
        groups = [g for _, g in own.groupby(["rule", "dataset", "field"], sort=True)]
        for group in sorted(groups, key=lambda g: -len(g)):
            if not general_fix(looked, group) and level == "info":
                continue
            places = [_address(f) for f in group.itertuples()]
            more = f" và {count(len(places) - _FIRST_CELLS)} chỗ nữa" if len(places) > _FIRST_CELLS else ""
            yield f"    {group['rule'].iloc[0]} ({count(len(places))} chỗ): {general_message(looked, group)} {general_fix(looked, group)}"
            yield f"      Ở {', '.join(places[:_FIRST_CELLS])}{more}."


def _address(finding) -> str:
    sheet = f"{finding.sheet} " if finding.sheet else ""
    if pd.isna(finding.row):
        return f"{sheet}cả cột" if finding.field else "cả tệp"
    return f"{finding.sheet}!{finding.column}{finding.row}" if sheet and finding.column else f"{sheet}{finding.column or 'dòng '}{finding.row}"


def _repairs(changes: pd.DataFrame) -> Iterator[str]:
    """What cleaning mends by itself; nothing to do, but the unit should know."""
    if changes.empty:
        return
    counts = changes["rule"].value_counts()
    said = "; ".join(f"{CHANGES.get(rule, rule)} ({count(n)} ô)" for rule, n in sorted(counts.items(), key=lambda c: (-c[1], c[0])))
    yield f"  Tự sửa được, không phải làm gì: {said}."
