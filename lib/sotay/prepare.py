"""From exports to scores: reads, cleans, checks, stores and scores one month, and writes the internal tables."""

from __future__ import annotations

import csv
import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from sotay.checks.by_table import ByTable
from sotay.checks.run import Checked, check_month
from sotay.checks.store import history, write_month
from sotay.cleaning.corrections import corrected_table
from sotay.cleaning.model import CleanTable, identity
from sotay.definitions.registry import Registry, load_registry
from sotay.definitions.steps import StepCache
from sotay.definitions.whole import take_place
from sotay.definitions.workspace import Workspace, last_day
from sotay.intake.model import CHANGE_COLUMNS, Export, RawTable
from sotay.intake.month import take_in
from sotay.privacy.file_names import covered, covered_words, own_words, people_of
from sotay.privacy.formulas import escaped
from sotay.privacy.suppression.registers import untold_places
from sotay.scoring.first_days import FILE as FIRST_DAYS
from sotay.scoring.first_days import FirstDays
from sotay.scoring.indicators import score_month
from sotay.scoring.points import points_to_gain
from sotay.scoring.punctuality import submissions

INTAKE_COLUMNS = ["unit", "file", "sheet", "dataset", "header_row", "first_row", "last_row", "rows_read", "rows_accepted", "rows_quarantined", "rows_not_data", "status", "note"]
TABLES = ("intake", "findings", "changes", "scores", "submissions", "runs", "covered", "points")
# Worked out of those; a month prepared before there was such a table does without it.
DERIVED = ("untold",)


@dataclass
class Prepared:
    """A month's internal tables, ready for the book: one frame per name in TABLES and DERIVED, and the exports read."""

    month: str
    registry: Registry
    exports: list[Export]
    checked: Checked
    tables: dict[str, pd.DataFrame]


def month_registry(workspace: Workspace, month: str) -> Registry:
    """The definitions in force on the month's last day. Raises DefinitionError."""
    return load_registry(workspace.parameters).at(last_day(month))


def prepare_month(workspace: Workspace, month: str, step: Callable[[str], None] = lambda text: None, today: dt.date | None = None, steps: StepCache | None = None) -> Prepared:
    """Runs intake, cleaning, checks, store and scoring; the internal tables and the clean store are replaced whole.

    `step` is told what begins (Vietnamese); `today` (the clock's, when not given) only decides whether the due day has come. What `steps` holds is not done again, and what it holds
    beyond this month's exports is removed. Asserts that for every table rows read = accepted + quarantined + not data.
    """
    registry = month_registry(workspace, month)
    exports, cleaned, checked = read_month(workspace, registry, month, step, steps)
    changes = pd.concat([c.changes for c in cleaned], ignore_index=True) if cleaned else pd.DataFrame(columns=CHANGE_COLUMNS)
    # What else it holds stands in `checked`, once for all files of a table.
    del cleaned
    step("Lưu kho dữ liệu sạch và chấm điểm")
    by_table = ByTable(checked, steps)
    write_month(workspace.clean, checked.frames, registry, month, by_table)
    # A corrected file laid over the first one is not late: the day of the first one is kept beside the tables.
    days = FirstDays.of(workspace.internal(month) / FIRST_DAYS).seen(exports)
    days.write(workspace.internal(month) / FIRST_DAYS)
    handed = submissions(exports, registry, month, today or dt.date.today(), days)
    tables = {
        "intake": intake_table(exports, checked), "findings": _unstored_values_dropped(checked.findings, registry), "submissions": handed, "runs": checked.runs,
        "changes": _unstored_changes_dropped(changes, registry).sort_values(["unit", "file", "sheet", "row", "column", "rule"], na_position="first", kind="stable", ignore_index=True),
        "scores": score_month(checked, handed, registry, by_table),
        "covered": _covered(exports, checked, registry, month),
    }
    tables["points"] = points_to_gain(checked, handed, tables["scores"], registry, by_table)
    by_table.keep()
    tables["untold"] = untold_places(tables["intake"], registry.datasets, registry.commune.small_number)
    for name in (*TABLES, *DERIVED):
        write_csv(workspace.internal(month) / f"{name}.csv", tables[name])
    if steps:
        steps.sweep()
    return Prepared(month, registry, exports, checked, tables)


def _covered(exports: list[Export], checked: Checked, registry: Registry, month: str) -> pd.DataFrame:
    """What no report may show as it is written, because it spells a person of the month, and what stands in its place."""
    frames = checked.frames.values()
    people, files = people_of(frames), [name for e in exports for name in (e.source.file, *(t.sheet or "" for t in e.tables))]
    return pd.concat([covered(files, people), covered_words(own_words(registry, frames, month) - set(files), people)], ignore_index=True)


def read_month(
    workspace: Workspace, registry: Registry, month: str, step: Callable[[str], None] = lambda text: None, steps: StepCache | None = None,
) -> tuple[list[Export], list[CleanTable], Checked]:
    """The month's exports, cleaned and checked; writes nothing but `steps`."""
    step("Đọc tệp các đơn vị gửi")
    exports = take_in(workspace.incoming / month, registry, month, workspace.incoming, steps)
    step("Làm sạch")
    cleaned = [_cleaned(t, registry, month, steps) for e in exports if e.status == "accepted" for t in e.tables if t.table]
    step("Kiểm tra")
    return exports, cleaned, check_month(cleaned, registry, month, history(workspace.clean, registry, month), steps)


def _cleaned(raw: RawTable, registry: Registry, month: str, steps: StepCache | None) -> CleanTable:
    """The corrected table; what an earlier run made of the same cells is kept without them."""
    kept = steps.get("clean", month, identity(raw)) if steps else None
    if kept is not None:
        return replace(kept, raw=kept.raw or raw)
    made = corrected_table(raw, registry, month, raw.source.handed_in.date())
    if steps:
        steps.put("clean", replace(made, raw=None) if made.raw is raw else made, month, identity(raw))
    return made


def _log_tables(registry: Registry) -> set[str]:
    return {t.dataset.id for t in registry.tables.values() if t.table.keep == "counts"}


def _unstored_values_dropped(findings: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Values of datasets that may not be kept as rows are not kept in the findings either."""
    return findings.assign(value=findings["value"].mask(findings["dataset"].isin(_log_tables(registry)), ""))


def _unstored_changes_dropped(changes: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    log = changes["dataset"].isin(_log_tables(registry))
    return changes.assign(before=changes["before"].mask(log, ""), after=changes["after"].mask(log, ""))


def intake_table(exports: list[Export], checked: Checked) -> pd.DataFrame:
    """intake.csv of the contract: a line per table found, and a line per file in which none was."""
    lines = []
    for export in exports:
        base = {"unit": export.source.unit, "file": export.source.file, "status": export.status, "note": export.note}
        if not export.tables:
            lines.append(base | dict.fromkeys(("rows_read", "rows_accepted", "rows_quarantined", "rows_not_data"), 0))
        for table in export.tables:
            lines.append(base | _table_line(export, table, checked))
    frame = pd.DataFrame(lines, columns=INTAKE_COLUMNS)
    whole = [c for c in INTAKE_COLUMNS if c.endswith("_row") or c.startswith("rows_")]
    return frame.astype(dict.fromkeys(whole, "Int64")).sort_values(["unit", "file", "sheet", "first_row"], kind="stable", ignore_index=True)


def _table_line(export: Export, table, checked: Checked) -> dict:
    frame = checked.frames.get(table.table or "")
    accepted = 0
    if export.status == "accepted" and frame is not None:
        rows = frame.rows
        own = (rows["_unit"] == table.source.unit) & (rows["_file"] == table.source.file) & (rows["_sheet"].fillna("") == (table.sheet or "")) & rows["_row"].isin(table.rows)
        accepted = int(rows.loc[own, "_ok"].sum())
        if int(own.sum()) != len(table.rows):
            raise AssertionError(f"{table.source.file}: {len(table.rows)} data rows read, {int(own.sum())} checked")
    data = len(table.rows)
    kept_out = data - accepted
    if table.rows_read != accepted + kept_out + len(table.set_aside):
        raise AssertionError(f"{table.source.file}: rows read do not add up")
    note = "; ".join(n for n in (export.note, *table.notes) if n)
    return {"sheet": table.sheet or "", "dataset": table.dataset or "", "header_row": table.header_row, "first_row": int(table.rows[0]) if data else None, "last_row": int(table.rows[-1]) if data else None,
            "rows_read": table.rows_read, "rows_accepted": accepted, "rows_quarantined": kept_out, "rows_not_data": len(table.set_aside), "note": note}


def write_csv(path: Path, frame: pd.DataFrame, lasting: bool = False) -> None:
    """UTF-8 with BOM, comma, CRLF; written aside and renamed. Text that a spreadsheet would run as a formula is preceded by an apostrophe. `lasting`: what cannot be worked out again (see definitions.whole)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".part")
    safe = frame.copy()
    for name in safe.columns:
        if safe[name].dtype == object or str(safe[name].dtype).startswith("str"):
            safe[name] = safe[name].map(lambda v: escaped(v) if isinstance(v, str) else v)
    safe.to_csv(aside, index=False, encoding="utf-8-sig", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    (take_place if lasting else os.replace)(aside, path)

