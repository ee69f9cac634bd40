"""The clean store: accepted rows as Parquet, one file per table and month, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from sotay.checks.by_table import ByTable
from sotay.checks.model import MonthFrame
from sotay.definitions.program import sha256
from sotay.definitions.registry import Registry
from sotay.definitions.workspace import clean_path

COUNT = "so_dong"


def _stored(frame: MonthFrame) -> pd.DataFrame:
    """What may be kept: accepted rows without dropped columns, or only counts by coded, impersonal columns."""
    rows = frame.rows.loc[frame.rows["_ok"]]
    if frame.table.keep == "counts":
        by = [c.name for c in frame.table.columns if c.pii == "none" and c.type in ("code", "bool")]
        return rows.groupby(by, dropna=False, as_index=False).size().rename(columns={"size": COUNT}) if by else pd.DataFrame({COUNT: [len(rows)]})
    dropped = [c.name for c in frame.table.columns if c.drop]
    return rows.drop(columns=[*dropped, "_ok", "_part"])


def write_month(root: Path, frames: dict[str, MonthFrame], registry: Registry, month: str, tables: ByTable) -> list[Path]:
    """Replaces the month's files of every table that are not as they should be; a table without rows this month loses its old file."""
    written = []
    for name, ref in registry.tables.items():
        path = clean_path(root, ref.dataset.id, name, month)
        if name not in frames:
            path.unlink(missing_ok=True)
            continue
        tables.of("stored", name, partial(_written, path, frames[name]), partial(_is, path))
        written.append(path)
    return written


def _written(path: Path, frame: MonthFrame) -> str:
    """Writes a table; the hash of the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part")
    _stored(frame).to_parquet(aside, index=False, compression="zstd")
    os.replace(aside, path)
    return sha256(path)


def _is(path: Path, content: str) -> bool:
    return path.is_file() and sha256(path) == content


def read_month(root: Path, registry: Registry, table: str, month: str, columns: list[str] | None = None) -> pd.DataFrame | None:
    """Accepted rows of one table and month, of `columns` those stored; None when nothing is stored."""
    ref = registry.tables[table]
    path = clean_path(root, ref.dataset.id, table, month)
    if not path.is_file():
        return None
    # One file needs none of what looks for files and their parts (pandas.read_parquet): half of the time of a small one.
    with pq.ParquetFile(path) as stored:
        return stored.read(None if columns is None else [n for n in stored.schema_arrow.names if n in columns], use_threads=False).to_pandas()


def earlier_months(month: str, back: int) -> list[str]:
    """The `back` months before `month`, newest first."""
    last = pd.Period(month, "M")
    return [str(last - step) for step in range(1, back + 1)]


@dataclass
class StoredMonths:
    """A look-up of earlier months for the rules: (table, months back) -> rows with `_month`; empty when nothing is stored. What has been read does not go along when it is pickled."""

    root: Path
    registry: Registry
    month: str
    _seen: dict[tuple, pd.DataFrame] = field(default_factory=dict, repr=False)

    def __call__(self, table: str, back: int) -> pd.DataFrame:
        return self._read(table, back, None)

    def columns(self, table: str, back: int, names: list[str]) -> pd.DataFrame:
        """The same with only some columns, those that are stored."""
        return self._read(table, back, names)

    def digest(self, table: str, back: int) -> str:
        """Hash of all that is stored of a table in so many earlier months."""
        total = hashlib.sha256()
        for month in earlier_months(self.month, back):
            path = clean_path(self.root, self.registry.tables[table].dataset.id, table, month) if table in self.registry.tables else None
            total.update((sha256(path) if path is not None and path.is_file() else "-").encode("ascii"))
        return total.hexdigest()

    def _read(self, table: str, back: int, names: list[str] | None) -> pd.DataFrame:
        if table not in self.registry.tables:
            return pd.DataFrame()
        key = (table, back, names and tuple(sorted(names)))
        if key not in self._seen:
            stored = [(m, read_month(self.root, self.registry, table, m, names)) for m in earlier_months(self.month, back)]
            frames = [frame.assign(_month=m) for m, frame in stored if frame is not None]
            self._seen[key] = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
        return self._seen[key]

    def __getstate__(self) -> dict:
        return self.__dict__ | {"_seen": {}}


def history(root: Path, registry: Registry, month: str) -> StoredMonths:
    """The months stored before `month`."""
    return StoredMonths(root, registry, month)
