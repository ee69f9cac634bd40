"""What a check sees and says: the month's frames, and per rule which rows it looked at and which fail."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sotay.cleaning.model import CleanTable
from sotay.definitions.models.base import Condition
from sotay.definitions.models.dataset import Table
from sotay.definitions.registry import Registry

# History of a table: (table id, how many months back) -> accepted rows with a column `_month`.
History = Callable[[str, int], pd.DataFrame]


@dataclass
class MonthFrame:
    """All rows of one table in a month, over all files.

    `rows` has the declared fields and the addresses; `_part` is the index of the file's table in `parts`.
    """

    dataset: str
    table: Table
    parts: list[CleanTable]
    rows: pd.DataFrame
    _masks: dict[tuple[str, str], pd.Series] = dataclasses.field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, dataset: str, table: Table, parts: list[CleanTable]) -> MonthFrame:
        """The tables of several files under each other; a single one is not copied."""
        pieces = [p.frame.assign(_part=i) for i, p in enumerate(parts)]
        if len(parts) == 1:
            return cls(dataset, table, parts, pieces[0].reset_index(drop=True))
        rows = pd.concat(pieces, ignore_index=True)
        return cls(dataset, table, _as_views(parts, [len(p.frame) for p in parts], rows), rows)

    def present(self, name: str) -> pd.Series:
        """For every row: did its file have this column at all."""
        return self._mask("present", name, lambda: np.repeat([name in p.present for p in self.parts], [len(p.frame) for p in self.parts]).astype(bool))

    def unread(self, name: str) -> pd.Series:
        """For every row: was something written here that could not be read."""
        return self._mask("unread", name, lambda: self.unread_cells[:, self.table.names().index(name)] if name in self.table.names() else np.zeros(len(self.rows), dtype=bool))

    def blank(self, name: str) -> np.ndarray:
        """For every row: is there no value, be it that nothing was written or that it could not be read."""
        return self._mask("blank", name, lambda: self.rows[name].isna().to_numpy(dtype=bool)).to_numpy()

    def has(self, name: str) -> bool:
        """Whether any row's file had this column."""
        return any(name in p.present and len(p.frame) for p in self.parts)

    @cached_property
    def by_unit(self) -> dict[str, np.ndarray]:
        """Positions of each unit's rows."""
        return {str(unit): positions for unit, positions in self.rows.groupby("_unit").indices.items()}

    def per_unit(self, *masks: np.ndarray) -> Iterator[tuple]:
        """Each unit and, of each mask, how many of its rows are marked."""
        for unit, members in self.by_unit.items():
            yield unit, *(int(np.count_nonzero(m if len(members) == len(m) else m[members])) for m in masks)

    @cached_property
    def unread_cells(self) -> np.ndarray:
        """Rows by declared columns: was something written that could not be read."""
        names = self.table.names()
        pieces = [(p.unread if list(p.unread) == names else p.unread.reindex(columns=names, fill_value=False)).to_numpy(dtype=bool) for p in self.parts]
        return np.concatenate(pieces) if pieces else np.zeros((len(self.rows), len(names)), dtype=bool)

    @cached_property
    def lost(self) -> pd.Series:
        """Rows most of whose cells could not be read (values beside their columns): reported once, and judged by no rule."""
        columns = sum(map(self.has, self.table.names()))
        return pd.Series(self.unread_cells.sum(axis=1) >= max(2, columns // 2), index=self.rows.index)

    def _mask(self, kind: str, name: str, of: Callable[[], np.ndarray]) -> pd.Series:
        # Every rule asks for the same few masks; they follow from the files and do not change.
        if (kind, name) not in self._masks:
            self._masks[kind, name] = pd.Series(of() if self.parts or kind == "blank" else np.zeros(len(self.rows), dtype=bool), index=self.rows.index, dtype=bool, copy=False)
        return self._masks[kind, name]

    def title(self, name: str) -> str:
        return self.table.column(name).title

    def __getstate__(self) -> dict:
        """Handed on as a pickle: the files' rows stand once, in `rows`, and what follows from the rest is found again."""
        return {"dataset": self.dataset, "table": self.table, "parts": [dataclasses.replace(p, frame=None) for p in self.parts], "rows": self.rows}

    def __setstate__(self, state: dict) -> None:
        self.__dict__ |= state | {"_masks": {}}
        self.parts = _as_views(self.parts, [len(p.raw.rows) for p in self.parts], self.rows)


def _as_views(parts: list[CleanTable], sizes: list[int], rows: pd.DataFrame) -> list[CleanTable]:
    """The files' tables with their rows taken from those of the whole month."""
    own, ends = [n for n in rows.columns if n not in ("_part", "_ok")], np.cumsum(sizes).tolist()
    return [dataclasses.replace(p, frame=rows[own].iloc[end - size:end].reset_index(drop=True)) for p, size, end in zip(parts, sizes, ends, strict=True)]


@dataclass
class Month:
    """What rules may look at: every table of the month, the definitions in force, earlier months."""

    month: str
    registry: Registry
    frames: dict[str, MonthFrame]
    history: History

    @cached_property
    def villages(self) -> Counter[str]:
        """How often each village is written in the month, over all tables."""
        met: Counter[str] = Counter()
        for frame in self.frames.values():
            for column in (c for c in frame.table.columns if c.type == "village"):
                met.update(frame.rows[column.name].value_counts(sort=False).to_dict())
        return met

    def earlier(self, table: str, back: int, columns: list[str]) -> pd.DataFrame:
        """As `history`, for a rule that needs only some columns: a year of months is not held for the sake of one."""
        return self.history.columns(table, back, columns) if hasattr(self.history, "columns") else self.history(table, back)

    def watched(self) -> Watched:
        """This month, noting what beyond the table at hand is looked at."""
        return Watched(self)

    @property
    def last_day(self) -> dt.date:
        year, month = map(int, self.month.split("-"))
        return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)

    @property
    def first_day(self) -> dt.date:
        return self.last_day.replace(day=1)


# What a rule looked at beyond its own table: a table of the month by id, all of them, the villages named in the month, a table's so many earlier months.
Seen = tuple[str, ...] | tuple[str, str, int]
ALL_TABLES, VILLAGES = ("tables",), ("villages",)


class Watched(Month):
    """A month that notes what a rule looks at: while that and the table at hand are the same, so is what the rule gives."""

    def __init__(self, month: Month) -> None:
        self.month, self.registry, self._of = month.month, month.registry, month
        self.seen: set[Seen] = set()

    @property
    def frames(self) -> Mapping[str, MonthFrame]:
        return _Noted(self._of.frames, self.seen)

    @property
    def history(self) -> History:
        return _NotedHistory(self._of.history, self.seen)

    @property
    def villages(self) -> Counter[str]:
        self.seen.add(VILLAGES)
        return self._of.villages


class _Noted(Mapping):
    """The month's tables; asking for one that is not there is looking too."""

    def __init__(self, frames: Mapping[str, MonthFrame], seen: set[Seen]) -> None:
        self._frames, self._seen = frames, seen

    def __getitem__(self, table: str) -> MonthFrame:
        self._seen.add(("table", table))
        return self._frames[table]

    def __iter__(self) -> Iterator[str]:
        self._seen.add(ALL_TABLES)
        return iter(self._frames)

    def __len__(self) -> int:
        self._seen.add(ALL_TABLES)
        return len(self._frames)


class _NotedHistory:
    """Earlier months."""

    def __init__(self, history: History, seen: set[Seen]) -> None:
        self._history, self._seen = history, seen

    def __call__(self, table: str, back: int) -> pd.DataFrame:
        self._seen.add(("earlier", table, back))
        return self._history(table, back)

    def columns(self, table: str, back: int, names: list[str]) -> pd.DataFrame:
        self._seen.add(("earlier", table, back))
        return self._history.columns(table, back, names) if hasattr(self._history, "columns") else self._history(table, back)


@dataclass
class Verdict:
    """The outcome of one rule on one table; masks as arrays or series over its rows.

    `looked`: rows the rule applied to; `bad`: rows that fail; `field`: where the finding points (None: the row). `text`: message, one for all or one per row.
    `soft`: failing rows to be told as a warning although the rule is an error (the other half of a pair). `not_run`: why it could not run.
    """

    looked: pd.Series | np.ndarray | None = None
    bad: pd.Series | np.ndarray | None = None
    field: str | None = None
    text: str | pd.Series = ""
    fix: str = "Đối chiếu với sổ, hồ sơ gốc rồi sửa."
    soft: pd.Series | None = None
    not_run: str = ""
    extra: list[dict] = dataclasses.field(default_factory=list)


def holds(condition: Condition, rows: pd.DataFrame) -> pd.Series:
    """Rows satisfying a condition; an empty cell satisfies only `filled: false` and `not_in`."""
    return pd.Series(_holding(condition, rows), index=rows.index, copy=False)


def _holding(condition: Condition, rows: pd.DataFrame) -> np.ndarray:
    values = rows[condition.field]
    if condition.filled is not None:
        return (values.notna() if condition.filled else values.isna()).to_numpy(dtype=bool)
    if condition.is_in is not None:
        return _surely(values.isin(condition.is_in))
    if condition.not_in is not None:
        return ~_surely(values.isin(condition.not_in))
    for name, compare in (("at_least", "ge"), ("at_most", "le"), ("above", "gt"), ("below", "lt")):
        bound = getattr(condition, name)
        if bound is not None:
            return _surely(getattr(values, compare)(bound))
    if condition.above_field is not None:
        return _surely(values > rows[condition.above_field])
    return _surely(values <= rows[condition.not_above_field])


def _surely(mask: pd.Series) -> np.ndarray:
    """A mask in which what is not known counts as no."""
    return mask.to_numpy() if mask.dtype == bool else mask.to_numpy(dtype=bool, na_value=False)


def all_hold(conditions: list[Condition], rows: pd.DataFrame) -> pd.Series:
    """Rows satisfying every condition (all rows when there is none)."""
    result = np.ones(len(rows), dtype=bool)
    for condition in conditions:
        result &= _holding(condition, rows)
    return pd.Series(result, index=rows.index, copy=False)


def joined(rows: pd.DataFrame, names: list[str]) -> pd.Series:
    """The texts of several columns put together; empty where one of them is."""
    whole = rows[names[0]].astype("string")
    for name in names[1:]:
        whole = whole + "\x1f" + rows[name].astype("string")
    return whole


def captured(values: pd.Series, pattern: str) -> pd.DataFrame:
    """The named groups of a pattern found in texts, one column each, empty where it does not fit; in one pass, however many rows."""
    found = pc.extract_regex(pa.array(values.astype("object"), pa.string(), from_pandas=True), pattern)
    return pd.DataFrame({f.name: pc.struct_field(found, f.name).to_pandas().to_numpy() for f in found.type}, index=values.index).astype("str")


def dossier_days(codes: pd.Series) -> pd.Series:
    """The day inside each dossier code."""
    return pd.to_datetime(captured(codes, r"-(?P<day>\d{6})-")["day"], format="%y%m%d", errors="coerce", cache=True)


def filled(rows: pd.DataFrame, names: list[str]) -> pd.Series:
    """Rows in which all of `names` have a value."""
    there = np.ones(len(rows), dtype=bool)
    for name in names:
        there &= rows[name].notna().to_numpy(dtype=bool)
    return pd.Series(there, index=rows.index, copy=False)
