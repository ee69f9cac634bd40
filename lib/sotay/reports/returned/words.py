"""What findings and notes say to the unit: without the analyst's part, without names of definitions, values as the unit wrote them."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from sotay.cleaning.model import CleanTable
from sotay.cleaning.rules import FAULTS
from sotay.reports.wording import HINTED_FIX, fix_of, message_of

ASK_US = "nếu vẫn thấy đúng, báo bộ phận tổng hợp của xã"
EMPTY, NOT_SHOWN = "(trống)", "(xem trong ô)"
_OURS = re.compile(r"parameters\b|\.yml\b|`")
_SENTENCE, _CLAUSE = re.compile(r"(?<=[.!?])\s+"), re.compile(r";\s*")
_RULE_ID = re.compile(r"\s*\([A-ZĐ][A-Za-zđ]*-\d+[a-z]?\)")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: 00:00:00)?")


def for_unit(text: str) -> str:
    """A message, fix or note without what only the analyst can do; where a clause goes, the unit is told whom to tell."""
    told = []
    for sentence in _SENTENCE.split(text.strip()):
        if not _OURS.search(sentence):
            told.append(sentence)
            continue
        own = [c for c in _CLAUSE.split(sentence.rstrip(".")) if not _OURS.search(c)]
        if own:
            told.append(f"{'; '.join(own)}; {ASK_US}.")
    return _RULE_ID.sub("", " ".join(told)).strip()


def in_own_file(message: str, file: str) -> str:
    """“xem <this file> dòng 18” needs no file name in this very file."""
    return message.replace(f"{file} dòng", "dòng")


def shown_value(value: str) -> str:
    """A date as day/month/year, other text as it is."""
    hit = _ISO.fullmatch(value)
    return f"{hit[3]}/{hit[2]}/{hit[1]}" if hit else value


def cell_value(value: str, column: str, part: CleanTable | None, position: int | None) -> str:
    """What stands in the cell now; a value that may be written nowhere is pointed to instead."""
    if not column:
        return ""
    if value.strip():
        return shown_value(value)
    if part is None or position is None:
        return ""
    index = next((c.index for c in part.raw.columns if c.letter == column), None)
    return NOT_SHOWN if index is not None and str(part.raw.cells[position, index]).strip() else EMPTY


def day(moment: dt.date) -> str:
    return f"{moment:%d/%m/%Y}"


def general_message(book, group: pd.DataFrame) -> str:
    """What findings of one rule and column have in common, without any value; `book` is anything with a registry."""
    first = group.iloc[0]
    if first["rule"] not in FAULTS:
        return for_unit(message_of(book, group))
    dataset = book.registry.datasets.get(first["dataset"])
    title = next((c.title for t in (dataset.tables if dataset else []) for c in t.columns if c.name == first["field"]), "")
    return f"“{title}”: {FAULTS[first['rule']].message}" if title else FAULTS[first["rule"]].message


def general_fix(book, group: pd.DataFrame) -> str:
    """How to mend them all, without a value proposed for one cell."""
    rule, fix = group.iloc[0]["rule"], fix_of(book, group)
    return for_unit(FAULTS[rule].fix if fix == HINTED_FIX and rule in FAULTS else fix)
