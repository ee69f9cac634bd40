"""`sotay check`: one file read, cleaned and checked before it is handed in, and a marked copy of it."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from sotay.checks.run import Checked, check_month
from sotay.checks.store import history, read_month
from sotay.cleaning.corrections import corrected_table
from sotay.cleaning.model import CleanTable
from sotay.definitions.problem import did_you_mean
from sotay.definitions.registry import Registry, load_registry
from sotay.definitions.workspace import Workspace, last_day
from sotay.intake.model import Export, RawTable, Source
from sotay.intake.month import take_in_file
from sotay.intake.periods import months_of_rows
from sotay.reports.official.packing import write_whole
from sotay.reports.returned.gains import Gains
from sotay.reports.returned.job import Job
from sotay.reports.returned.jobs import job_of
from sotay.reports.returned.letters import Rows, letter_of
from sotay.reports.returned.marks import marks_of
from sotay.reports.returned.names import safe
from sotay.reports.returned.summary import CheckedFile, Looked
from sotay.reports.returned.versions import Located

COPY = "đã kiểm tra"
# How checks say that a file lacks a column.
_NO_COLUMN = "các tệp không có cột"


class UnknownDataset(ValueError):
    """`--dataset` names no dataset of the definitions."""


def look_at(path: Path, workspace: Workspace, dataset: str | None = None, today: dt.date | None = None) -> Looked:
    """Reads, cleans and checks one file against the clean store. Raises DefinitionError and UnknownDataset; never for what the file holds."""
    whole = load_registry(workspace.parameters)
    today = today or dt.date.today()
    registry = whole.at(today)
    if dataset is not None and dataset not in registry.datasets:
        raise UnknownDataset(f"Không có tập dữ liệu `{dataset}`. {did_you_mean(dataset, list(registry.datasets))}")
    exports = take_in_file(path, registry, dataset=dataset)
    month = _month_of(exports, registry) or f"{today:%Y-%m}"
    then = whole.at(last_day(month))
    # A table that was not yet declared in the month its rows speak of is held against today's definitions.
    registry = then if {t.table for e in exports for t in e.tables if t.table} <= set(then.tables) else registry
    cleaned = [corrected_table(t, registry, month, e.source.handed_in.date()) for e in exports if e.status == "accepted" for t in e.tables]
    beside = list(_beside(cleaned, registry, workspace, month))
    checked = check_month([*cleaned, *beside], registry, month, history(workspace.clean, registry, month))
    return Looked(registry, month, list(_files(exports, cleaned, _softened(checked, bool(beside)), registry)), _not_run(checked, cleaned))


def _month_of(exports: list[Export], registry: Registry) -> str | None:
    """The reporting month most dated rows belong to; with a data period that begins in the month before, the later of the two months."""
    counts: Counter[str] = Counter()
    for table in (t for e in exports if e.status == "accepted" for t in e.tables):
        counts += months_of_rows(table, registry.tables[table.table].table)
    if not counts:
        return None
    most = [m for m, n in counts.items() if n >= max(counts.values()) / 4]
    period = registry.commune.data_period.kind
    latest = pd.Period(max(most), "M")
    return str(latest + 1 if period == "previous_month" else latest)


def _beside(cleaned: list[CleanTable], registry: Registry, workspace: Workspace, month: str) -> Iterator[CleanTable]:
    """Accepted rows of the month's other tables that the file's rules look into."""
    own = {c.table for c in cleaned}
    rules = [r for name in own for r in registry.tables[name].table.rules]
    named = {v for r in rules for k, v in r if k.endswith("table") and isinstance(v, str) and v in registry.tables}
    for name in sorted(named - own):
        stored = read_month(workspace.clean, registry, name, month)
        if stored is not None and len(stored) and {"_unit", "_file", "_sheet", "_row"} <= set(stored.columns):
            yield _as_clean(stored.reset_index(drop=True), name, registry)


def _as_clean(stored: pd.DataFrame, name: str, registry: Registry) -> CleanTable:
    """Stored rows in the shape in which checks look at another table; nothing is found in them."""
    ref = registry.tables[name]
    names = [n for n in ref.table.names() if n in stored.columns]
    frame = stored.reindex(columns=[*ref.table.names(), "_unit", "_file", "_sheet", "_row"])
    nothing = np.empty((len(frame), 0), dtype=object)
    source = Source("", "", Path(), "", None, dt.datetime.min, "")
    raw = RawTable(source, None, 0, 0, (), frame["_row"].to_numpy(), nothing, nothing, np.full(len(frame), "", dtype=object), dataset=ref.dataset.id, table=name)
    unread = pd.DataFrame(False, index=frame.index, columns=ref.table.names())
    return CleanTable(raw, ref.dataset.id, name, frame, pd.DataFrame(), pd.DataFrame(), unread, frozenset(names), {})


def _files(exports: list[Export], cleaned: list[CleanTable], findings: pd.DataFrame, registry: Registry) -> Iterator[CheckedFile]:
    located, none = Located(cleaned), Gains(None, "", registry)
    for name in dict.fromkeys(e.source.file for e in exports):
        own = [e for e in exports if e.source.file == name]
        parts = [c for c in cleaned if c.raw.source.file == name]
        units = {e.source.unit for e in own}
        found = findings[(findings["file"] == name) & findings["unit"].isin(units)]
        bad = found[(found["severity"] == "error") & found["row"].notna()]
        rows = sum(len(p.frame) for p in parts)
        places = {k for k in zip(bad["sheet"], bad["row"], strict=True)} & {(p.raw.sheet or "", int(r)) for p in parts for r in p.raw.rows}
        changes = pd.concat([p.changes for p in parts], ignore_index=True) if parts else pd.DataFrame()
        yield CheckedFile(own, found, marks_of(found, located, none, {}, registry), changes, Rows(rows, len(places)))


def _not_run(checked: Checked, cleaned: list[CleanTable]) -> list[tuple[str, str]]:
    """Declared rules of the file's own tables that could not run, each with why."""
    runs = checked.runs
    own = runs[runs["table"].isin({c.table for c in cleaned}) & (runs["status"] == "not_run") & (runs["reason"] != "") & (runs["kind"] != "automatic")]
    reasons = own["reason"].where(~own["reason"].str.startswith(_NO_COLUMN), "tệp không có đủ cột")
    return sorted(set(zip(own["rule"], reasons, strict=True)), key=lambda r: (r[1], r[0]))


def _softened(checked: Checked, stored: bool) -> pd.DataFrame:
    """Findings; what was looked up among stored rows is a doubt only: rows kept out of the store are not there to be found."""
    findings, runs = checked.findings, checked.runs
    across = set(runs.loc[runs["across"].astype(bool), "rule"]) if stored else set()
    return findings.assign(severity=findings["severity"].mask(findings["rule"].isin(across) & (findings["severity"] == "error"), "warning"))


def write_copies(looked: Looked, path: Path, folder: Path) -> list[Path]:
    """A marked copy of every file with something to do, beside whatever is there already. Raises OSError where the folder cannot be written to."""
    # Here, because the summary must not wait for the spreadsheet writer.
    from sotay.reports.returned.guarded_writing import written

    jobs = [(_copy_stem(path, f), _job(f, looked)) for f in looked.files]
    wanted = [(stem, job) for stem, job in jobs if job.marks or job.letter.todo]
    copies = []
    for stem, content in written(wanted, workers=1) if wanted else ():
        if content is None:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        target = _free(folder, stem)
        write_whole(target, content)
        copies.append(target)
    return copies


def _job(file: CheckedFile, looked: Looked) -> Job:
    letter = letter_of(looked.registry, looked.month, file.exports, file.marks, (), file.rows)
    return job_of(letter, looked.month, file.exports, file.marks)


def _copy_stem(path: Path, file: CheckedFile) -> str:
    inner = file.exports[0].source.file.partition("!")[2]
    return f"{path.stem} - {safe(Path(inner).stem)} - {COPY}" if inner else f"{path.stem} - {COPY}"


def _free(folder: Path, stem: str) -> Path:
    """A name nothing has yet: neither the original nor a copy somebody may be working in is overwritten."""
    names = (f"{stem}{'' if n == 1 else f' ({n})'}.xlsx" for n in itertools.count(1))
    return next(p for p in (folder / n for n in names) if not p.exists() and not p.is_symlink())
