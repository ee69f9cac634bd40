"""One column of an export: each distinct cell parsed once by the parser of its declared type, then mapped back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from sotay.cleaning import codes, contact, dates, ditto, documents, identifiers, numbers, people, places
from sotay.cleaning.parsed import Context, Parsed
from sotay.cleaning.quick import Quick, quick_values
from sotay.cleaning.rules import Fault
from sotay.intake.model import CellKind

Parser = Callable[[str, int, Context], Parsed]

PARSERS: dict[str, Parser] = {
    "text": places.parse_plain_text, "name": people.parse_name, "address": places.parse_address, "int": numbers.parse_int, "dec": numbers.parse_decimal, "vnd": numbers.parse_vnd,
    "pct": numbers.parse_percent, "date": dates.parse_date, "datetime": dates.parse_datetime, "partial_date": dates.parse_partial_date, "month": dates.parse_month,
    "bool": codes.parse_bool, "code": codes.parse_code, "village": places.parse_village, "cccd": identifiers.parse_cccd, "identity": identifiers.parse_identity,
    "masked_id": identifiers.parse_masked_id, "phone": contact.parse_phone, "email": contact.parse_email, "tax_code": identifiers.parse_tax_code,
    "identity_or_tax": identifiers.parse_identity_or_tax, "doc_no": documents.parse_doc_no, "dossier": documents.parse_dossier, "procedure": documents.parse_procedure,
    "bhyt": identifiers.parse_bhyt, "bhxh": identifiers.parse_bhxh,
}
DTYPES = {
    "int": "Int64", "vnd": "Int64", "dec": "Float64", "pct": "Float64", "date": "datetime64[s]", "datetime": "datetime64[s]", "partial_date": "datetime64[s]", "bool": "boolean",
}
_KINDS = len(CellKind)


@dataclass
class CleanColumn:
    """A column after parsing.

    `codes[i]` tells which distinct cell (`texts`, `kinds`) row i has. Ordinary cells have their value in `quick`; the others their outcome in `parsed`.
    """

    context: Context
    codes: np.ndarray
    texts: list[str]
    kinds: list[int]
    parsed: dict[int, Parsed]
    quick: Quick | None = None

    def values(self) -> ExtensionArray:
        """The typed values of all rows."""
        kind = self.context.column.type
        if self.quick is None:
            return typed([self.parsed[i].value for i in range(len(self.texts))], kind).take(self.codes)
        found = pd.Series(self.quick.values, dtype=None if kind in DTYPES else object, copy=True)
        if self.parsed:
            others = [p.value for p in self.parsed.values()]
            found.iloc[list(self.parsed)] = others if found.dtype == object else typed(others, kind).to_numpy()
        return found.astype(DTYPES.get(kind, "str")).array.take(self.codes)

    def value_of(self, cell: int):
        """The value of one distinct cell; None when it is blank or unreadable, or for -1."""
        if cell < 0:
            return None
        if cell in self.parsed:
            return self.parsed[cell].value
        return self.quick.values.iloc[cell] if isinstance(self.quick.values, pd.Series) else self.quick.values[cell]

    def unread(self) -> np.ndarray:
        """Mask of the rows whose cell holds something that could not be read."""
        return self._cells(lambda p: p.unread)[self.codes]

    def _cells(self, wanted: Callable[[Parsed], bool]) -> np.ndarray:
        """Mask of the distinct cells whose outcome is wanted."""
        mask = np.zeros(len(self.texts), dtype=bool)
        mask[[i for i, p in self.parsed.items() if wanted(p)]] = True
        return mask

    def rows_with(self, fault: Fault) -> np.ndarray:
        """Mask of the rows whose cell has this fault."""
        return self._cells(lambda p: fault in p.faults)[self.codes]

    def changes(self) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
        """Each rule of CHANGES used, the mask of the distinct cells it altered, and what stands there now."""
        quick = self.quick.changes if self.quick else {}
        kind = self.context.column.type
        for rule in dict.fromkeys([*(r for r, mask in quick.items() if mask.any()), *(r for p in self.parsed.values() if not p.secret for r in p.changes)]):
            mask = self._cells(lambda p, rule=rule: rule in p.changes and not p.secret)
            after = np.full(len(self.texts), "", dtype=object)
            after[mask] = [shown(self.parsed[i].value, kind) for i in np.flatnonzero(mask)]
            if rule in quick:
                after[quick[rule]] = shown_all(self.quick.values[quick[rule]], kind)
                mask |= quick[rule]
            yield rule, mask, after

    def outcome(self, row: int) -> Parsed | None:
        """What was said about a row's cell; None when it was ordinary."""
        return self.parsed.get(int(self.codes[row]))


def typed(values: list, column_type: str) -> ExtensionArray:
    """Values as an array of the type that CleanTable promises."""
    dtype = DTYPES.get(column_type, "str")
    if dtype == "datetime64[s]":
        return pd.array(np.array([np.datetime64(v, "s") if v is not None else np.datetime64("NaT", "s") for v in values], dtype="datetime64[s]"))
    return pd.array([v if v is not None else None if dtype == "str" else pd.NA for v in values], dtype=dtype)


def distinct(cells: np.ndarray, kinds: np.ndarray) -> tuple[np.ndarray, list[str], list[int]]:
    """Row codes and the distinct (text, kind) pairs in order of first appearance."""
    text_codes, texts = pd.factorize(cells)
    if (kind := _one_kind(cells, kinds)) is not None:
        return text_codes, list(texts), [kind if t else int(CellKind.BLANK) for t in texts]
    pair_codes, pairs = pd.factorize(text_codes.astype(np.int64) * _KINDS + kinds.astype(np.int64))
    return pair_codes, [texts[p // _KINDS] for p in pairs], [int(p % _KINDS) for p in pairs]


def _one_kind(cells: np.ndarray, kinds: np.ndarray) -> int | None:
    """The kind of all filled cells when they have one and every blank cell is marked so: then a text tells its kind."""
    used = np.flatnonzero(np.bincount(kinds.astype(np.int64), minlength=_KINDS))
    filled = [int(k) for k in used if k != CellKind.BLANK]
    if len(filled) > 1 or not np.array_equal(cells == "", kinds == CellKind.BLANK):
        return None
    return filled[0] if filled else int(CellKind.TEXT)


def parse_column(cells: np.ndarray, kinds: np.ndarray, context: Context) -> CleanColumn:
    """Parses every distinct cell of a column once; facts that only the whole column shows are put into the context first."""
    row_codes, texts, cell_kinds = distinct(cells, kinds)
    _look_at_column(texts, cell_kinds, row_codes, context)
    parser = PARSERS[context.column.type]
    quick = quick_values(texts, cell_kinds, context)
    others = range(len(texts)) if quick is None else np.flatnonzero(~quick.good).tolist()
    column = CleanColumn(context, row_codes, texts, cell_kinds, {i: parser(texts[i], cell_kinds[i], context) for i in others}, quick)
    marks = ditto.marks_in(texts, context)
    return _with_dittos(column, marks) if marks else column


def _with_dittos(column: CleanColumn, marks: list[int]) -> CleanColumn:
    """The column with each ditto mark as a distinct cell of its own for every value it stands under."""
    size, parser, context = len(column.texts), PARSERS[column.context.column.type], column.context
    row_codes, pairs = ditto.under(column.codes, marks, size)
    texts = [column.texts[mark] for mark, _ in pairs]
    found = {size + n: ditto.meaning(text, column.value_of(above), parser(text, CellKind.TEXT, context), context) for n, (text, (_, above)) in enumerate(zip(texts, pairs, strict=True))}
    quick = column.quick.with_further(len(pairs)) if column.quick else None
    return CleanColumn(context, row_codes, column.texts + texts, column.kinds + [int(CellKind.TEXT)] * len(pairs), column.parsed | found, quick)


def _look_at_column(texts: list[str], kinds: list[int], row_codes: np.ndarray, context: Context) -> None:
    kind = context.column.type
    if kind == "pct":
        context.fractions = _are_fractions(texts, kinds)
    if kind in ("dec", "int", "pct"):
        context.points = numbers.uses_points([t for t, k in zip(texts, kinds, strict=True) if k == CellKind.TEXT])
    if kind == "dec":
        context.commas = numbers.uses_commas([t for t, k in zip(texts, kinds, strict=True) if k == CellKind.TEXT])
    if kind in ("int", "vnd") and context.factor == 1:
        written = {i: t for i, (t, k) in enumerate(zip(texts, kinds, strict=True)) if k == CellKind.TEXT and "," in t}
        context.thousands = numbers.groups_by_commas(written.values(), int(np.isin(row_codes, list(written)).sum()) if written else 0, kind == "vnd")
    if kind in ("date", "datetime", "partial_date"):
        context.serials = dates.counts_days([t for t, k in zip(texts, kinds, strict=True) if k == CellKind.TEXT])
    if kind == "name":
        filled = [t for t in texts if t.strip()]
        context.upper = bool(filled) and sum(t.isupper() for t in filled) > len(filled) / 2


def _are_fractions(texts: list[str], kinds: list[int]) -> bool:
    """Percent cells hold 0,85 for 85 %: when every number of the column lies between 0 and 1 and one is not whole."""
    held = [float(t) for t, k in zip(texts, kinds, strict=True) if k == CellKind.NUMBER and t]
    return bool(held) and all(0 <= v <= 1 for v in held) and any(v not in (0, 1) for v in held)


def shown(value, column_type: str) -> str:
    """A value as changes show it."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y %H:%M:%S}" if column_type == "datetime" else f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, int | float):
        text = f"{value:,.10g}" if isinstance(value, float) else f"{value:,}"
        return text.translate(_VIETNAMESE_POINTS)
    return str(value)


_VIETNAMESE_POINTS = str.maketrans(",.", ".,")


def shown_all(values: np.ndarray | pd.Series, column_type: str) -> np.ndarray:
    """As `shown`, for texts and dates in one pass."""
    if isinstance(values, pd.Series):
        return values.dt.strftime("%d/%m/%Y %H:%M:%S" if column_type == "datetime" else "%d/%m/%Y").to_numpy(dtype=object)
    return values
