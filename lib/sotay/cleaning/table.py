"""A raw table into a typed frame, with every change and every doubt at its address."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from sotay.cleaning import codes, numbers, places
from sotay.cleaning.columns import CleanColumn, parse_column, typed
from sotay.cleaning.joined import joined_column, wanted
from sotay.cleaning.model import CleanTable
from sotay.cleaning.parsed import Context, read
from sotay.cleaning.rules import Fault, fault
from sotay.cleaning.shifted import shifted_rows
from sotay.cleaning.whole_column import doubts
from sotay.definitions.models.dataset import Column
from sotay.definitions.registry import Registry
from sotay.intake.model import ADDRESS, CHANGE_COLUMNS, FINDING_COLUMNS, CellKind, RawTable


def clean_table(raw: RawTable, registry: Registry, month: str, handed_in: dt.date) -> CleanTable:
    """The export's table as declared for its dataset; nothing is dropped, every row stays a row."""
    ref = registry.tables[raw.table]
    facts = _Facts(registry, raw, month, handed_in)
    mapped, columns = raw.mapped, {}
    for column in ref.table.columns:
        if column.name in mapped:
            columns[column.name] = _column(raw, column, facts)
    _marks_of_the_table(columns)
    grouped = _from_group_rows(raw, ref.table.columns, columns, facts)
    joined = {c.name: joined_column(c, [columns[n] for n in c.joined_from], facts.context(c, "")) for c in ref.table.columns if wanted(c, columns)}
    everything = columns | grouped | joined
    shifted = shifted_rows(raw, columns)
    letters = {name: mapped[name].letter for name in columns} | {name: mapped[ref.table.column(name).joined_from[0]].letter for name in joined}
    address = _Address(raw, ref.dataset.id, letters)
    return CleanTable(
        raw, ref.dataset.id, ref.id, _typed_rows(ref.table.columns, everything, address, shifted), _changes(everything, address, shifted), _problems(everything, address, shifted),
        _unread_cells(ref.table.columns, everything, shifted), frozenset(everything), letters,
    )


def _typed_rows(declared: list[Column], columns: dict[str, CleanColumn], address: _Address, shifted: np.ndarray) -> pd.DataFrame:
    """Every declared column and the address of each row; nothing where the row's values stand beside their headings."""
    values = {c.name: columns[c.name].values() if c.name in columns else typed([None] * len(shifted), c.type) for c in declared}
    if not shifted.any():
        return pd.DataFrame(values | address.columns())
    whole = pd.DataFrame(values)
    whole.loc[shifted, :] = None
    return pd.concat([whole, pd.DataFrame(address.columns())], axis=1)


def _unread_cells(declared: list[Column], columns: dict[str, CleanColumn], shifted: np.ndarray) -> pd.DataFrame:
    """For each declared column and row: was something written that could not be read."""
    cells = np.zeros((len(shifted), len(declared)), dtype=bool, order="F")
    for place, column in enumerate(declared):
        if column.name in columns:
            cells[:, place] = columns[column.name].unread() | shifted
    return pd.DataFrame(cells, columns=[c.name for c in declared])


class _Commune:
    """Look-ups of a registry's commune and code lists for a month, prepared once for all tables."""

    def __init__(self, registry: Registry, month: str):
        self.registry, self.month, commune = registry, month, registry.commune
        self.villages, self.stale = places.Villages.of(commune), places.Stale.of(commune)
        self.provinces, self.agencies = frozenset(commune.id_province_codes), frozenset(commune.agency_codes)
        self.last_day = pd.Period(month, "M").end_time.date()
        self._lists: dict[str | int, codes.CodeLookup] = {}

    def codes_of(self, column: Column) -> codes.CodeLookup:
        # A column's own values have no name; the registry keeps the column, and so its identity, as long as this.
        key = column.codes or id(column)
        if key not in self._lists:
            values = [*self.registry.values_of(column), *self.registry.former_codes.get(column.codes, [])] if column.codes else column.values
            self._lists[key] = codes.CodeLookup.of(values, self.last_day)
        return self._lists[key]


# The commune asked for last: a month's tables are cleaned one after the other with the same definitions.
_latest: list[_Commune] = []


def _commune(registry: Registry, month: str) -> _Commune:
    known = next((c for c in _latest if c.registry is registry and c.month == month), None)
    if known is None:
        known = _Commune(registry, month)
        _latest[:] = [known]
    return known


class _Facts:
    """What the parsers of a table's columns are told."""

    def __init__(self, registry: Registry, raw: RawTable, month: str, handed_in: dt.date):
        self.raw, self.month, self.handed_in, self.commune = raw, month, handed_in, _commune(registry, month)

    def context(self, column: Column, heading: str) -> Context:
        commune = self.commune
        lookup = commune.codes_of(column) if column.type == "code" else commune.villages if column.type == "village" else None
        return Context(
            column, self.month, self.handed_in, self._factor(column, heading), id_provinces=commune.provinces, agencies=commune.agencies, lookup=lookup, stale=commune.stale,
        )

    def _factor(self, column: Column, heading: str) -> float:
        """What a number of the column is multiplied with: its heading's unit of money, else the table's, against the declared one."""
        declared = numbers.money_factor(column.unit or "") if column.unit else None
        if column.type == "vnd":
            return (numbers.money_factor(heading) or self.raw.unit_factor) / (declared or 1)
        if column.type == "dec" and declared:
            written = numbers.money_factor(heading) or (self.raw.unit_factor if self.raw.unit_factor != 1 else declared)
            return written / declared
        return 1.0


def _column(raw: RawTable, column: Column, facts: _Facts) -> CleanColumn:
    source = raw.mapped[column.name]
    return parse_column(raw.cells[:, source.index], raw.kinds[:, source.index], facts.context(column, source.heading))


def _marks_of_the_table(columns: dict[str, CleanColumn]) -> None:
    """Where yes/no columns hold marks only, their blanks mean no; an entirely blank one follows the marked ones beside it."""
    flags = {n: c for n, c in columns.items() if c.context.column.type == "bool"}
    marked = {n for n, c in flags.items() if codes.mostly_marks(c.texts, c.codes)}
    for name, column in flags.items():
        if name in marked or (marked and not any(t.strip() for t in column.texts)):
            column.parsed |= {i: read(False) for i, t in enumerate(column.texts) if not t.strip()}


def _from_group_rows(raw: RawTable, declared: list[Column], columns: dict[str, CleanColumn], facts: _Facts) -> dict[str, CleanColumn]:
    """Village or code columns that are missing or blank, filled from the group row above when it names one of their values."""
    groups = np.array([str(g or "") for g in raw.group], dtype=object)
    if not len(groups) or not any(groups):
        return {}
    filled, headless = {}, []
    for column in declared:
        blank = column.name not in columns or not any(t.strip() for t in columns[column.name].texts)
        if column.type not in ("village", "code") or not blank:
            continue
        context = facts.context(column, "")
        found = {g: _group_value(g, column, context) for g in dict.fromkeys(groups)}
        if sum(v is not None for v in found.values()) * 2 > sum(bool(g) for g in found):
            position = {g: i for i, g in enumerate(found)}
            parsed = {i: read(v[0], "DONG-NHOM") if v else read(None) for i, v in enumerate(found.values())}
            filled[column.name] = CleanColumn(context, np.array([position[g] for g in groups]), list(found), [int(CellKind.TEXT)] * len(found), parsed)
            if not any(v and v[1] for v in found.values()):
                headless.append(column.name)
    # "Hộ tịch" alone may be a value of several columns: then it says nothing.
    return {n: c for n, c in filled.items() if n not in headless or len(filled) == 1}


def _group_value(group: str, column: Column, context: Context) -> tuple[str, bool] | None:
    """The village or code label that a group row ("Thôn Đồng Mậm", "Lĩnh vực: Hộ tịch") names, and whether the row names its column too."""
    if not group:
        return None
    text, named = codes.without_heading(group, column.all_headings())
    if column.type == "village":
        found = context.lookup.find(codes.without_number(group)) or context.lookup.find(text)
        return (found, True) if found else None
    found = context.lookup.find(text) if text else None
    return (found[0], named) if found and found[1] != "code" else None


class _Address:
    """Addresses of the table's rows, and findings' and changes' common columns."""

    def __init__(self, raw: RawTable, dataset: str, letters: dict[str, str]):
        self.raw, self.dataset, self.letters = raw, dataset, letters

    def columns(self) -> dict[str, object]:
        count, said = len(self.raw.rows), (self.raw.source.unit, self.raw.source.file, self.raw.sheet)
        return dict(zip(ADDRESS, (*(pd.array([v], dtype="str").take(np.zeros(count, dtype=np.intp)) for v in said), np.asarray(self.raw.rows, dtype="int64")), strict=True))

    def cells(self, rows: np.ndarray, field: str) -> dict:
        """Where some rows' cells of a field are."""
        source, row = self.raw.source, np.asarray(self.raw.rows)[rows]
        where = {"unit": source.unit, "file": source.file, "sheet": self.raw.sheet or "", "row": row, "column": self.letters.get(field, "")}
        return where | {"dataset": self.dataset, "field": field}


def _changes(columns: dict[str, CleanColumn], address: _Address, shifted: np.ndarray) -> pd.DataFrame:
    pieces = []
    for name, column in columns.items():
        before, hidden = np.array(column.texts, dtype=object), column.context.column.drop
        for rule, altered, after in column.changes():
            rows = np.flatnonzero(altered[column.codes] & ~shifted)
            which = column.codes[rows]
            said = {"rule": rule, "before": "" if hidden else before[which], "after": "" if hidden else after[which]}
            pieces.append(address.cells(rows, name) | said)
    return _stacked(pieces, CHANGE_COLUMNS, {"row": "int64"})


def _problems(columns: dict[str, CleanColumn], address: _Address, shifted: np.ndarray) -> pd.DataFrame:
    pieces = [_shift_findings(address, shifted)] if shifted.any() else []
    pieces += [_told(columns[name], name, found, np.flatnonzero(rows & ~shifted), address) for name, rows, found in doubts(columns)]
    for name, column in columns.items():
        for found in dict.fromkeys(f for p in column.parsed.values() for f in p.faults):
            pieces.append(_told(column, name, found, np.flatnonzero(column.rows_with(found) & ~shifted), address))
    return _stacked(pieces, FINDING_COLUMNS, {"row": "Int64", "class": "Int64"})


def _told(column: CleanColumn, name: str, found: Fault, rows: np.ndarray, address: _Address) -> dict:
    """What is said of some rows' cells of a column; what may be written nowhere is not quoted."""
    hidden = column.context.column.drop
    values = ["" if hidden or (said := column.outcome(r)) is not None and said.secret else column.texts[column.codes[r]] for r in rows]
    return address.cells(rows, name) | _said(found, f"{column.context.column.title}: {found.message}") | {"value": values}


def _stacked(pieces: list[dict], columns: list[str], kinds: dict[str, str]) -> pd.DataFrame:
    """Pieces with an array of rows and one value or an array for every other column, under each other; `kinds`: types of the columns that hold no text."""
    sizes = [len(p["row"]) for p in pieces]

    def column(name: str) -> ExtensionArray:
        kind = kinds.get(name, "str")
        if all(np.ndim(p[name]) == 0 for p in pieces):
            return pd.array([p[name] for p in pieces], dtype=kind).take(np.repeat(np.arange(len(pieces)), sizes))
        return pd.array(np.concatenate([np.asarray(p[name], dtype=object) if np.ndim(p[name]) else np.full(n, p[name], dtype=object) for p, n in zip(pieces, sizes, strict=True)]), dtype=kind)

    return pd.DataFrame({name: column(name) for name in columns}) if pieces else _nothing(tuple(columns), tuple(kinds.items()))


@cache
def _nothing(columns: tuple[str, ...], kinds: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    """The table without a row, which many exports give; nobody writes into it."""
    return pd.DataFrame({name: pd.Series(dtype=dict(kinds).get(name, "str")) for name in columns})


def _shift_findings(address: _Address, shifted: np.ndarray) -> dict:
    found = fault("LECH-COT")
    return address.cells(np.flatnonzero(shifted), "") | _said(found, found.message) | {"value": ""}


def _said(found: Fault, message: str) -> dict:
    return {"rule": found.rule, "class": found.error_class, "severity": found.severity, "message": message, "fix": found.fix}

