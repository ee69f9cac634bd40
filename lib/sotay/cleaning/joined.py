"""Columns that an export splits (family and given name; day, month, year) joined into the declared one."""

from __future__ import annotations

import pandas as pd

from sotay.cleaning.columns import PARSERS, CleanColumn
from sotay.cleaning.parsed import BLANK, Context, Parsed
from sotay.definitions.models.dataset import Column
from sotay.intake.model import CellKind

_DATES = ("date", "datetime", "partial_date")


def joined_column(column: Column, parts: list[CleanColumn], context: Context) -> CleanColumn:
    """The declared column read from what its parts say together; a row in which a part is blank or unreadable stays blank where all are needed."""
    written = [_written(part) for part in parts]
    dates = column.type in _DATES
    whole = pd.concat(written, axis=1)
    texts = whole.fillna("").agg(("/" if dates else " ").join, axis=1).str.strip()
    if dates:
        texts = texts.where(whole.notna().all(axis=1), "")
    row_codes, distinct = pd.factorize(texts.to_numpy(dtype=object))
    parser = PARSERS[column.type]
    parsed = {i: _told_once(parser(t, CellKind.TEXT, context)) if t else BLANK for i, t in enumerate(distinct)}
    return CleanColumn(context, row_codes, list(distinct), [int(CellKind.TEXT)] * len(distinct), parsed)


def _written(part: CleanColumn) -> pd.Series:
    values = pd.Series(part.values())
    return values.astype("Int64").astype("string") if values.dtype == "Int64" else values.astype("string")


def _told_once(parsed: Parsed) -> Parsed:
    """What was repaired in the parts is said there."""
    return Parsed(parsed.value, (), parsed.faults, parsed.secret)


def wanted(column: Column, columns: dict[str, CleanColumn]) -> bool:
    """Whether the export splits the column: its parts are there, and it is missing itself or entirely blank."""
    if not column.joined_from or not all(n in columns for n in column.joined_from):
        return False
    own = columns.get(column.name)
    return own is None or not any(t.strip() for t in own.texts)

