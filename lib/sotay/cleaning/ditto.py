"""Ditto marks ("nt", "như trên", ″): which cells of a column are such marks, under which cell each stands, and what it then says."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from sotay.cleaning.parsed import Context, Parsed, read, refused
from sotay.cleaning.rules import fault

_WORDS = ("nt", "Nt", "nt.", "n.t", "n.t.", "n/t", "như trên", "Như trên", "NHƯ TRÊN", "nhu tren", "Nhu tren")
_QUOTES = ("″", "〃", '"', "”", "“", "''", "’’", '""', "″ ″", '" "', "” ”")
_UNSURE = frozenset(("//", "-//-", "- // -", "--//--", '"//"'))
_QUOTED = frozenset(f"{left}{mark}{right}" for mark, (left, right) in product(_QUOTES, (("", ""), ("-", "-"), ("- ", " -"))))
_SAID = frozenset(f"{left}{word}{right}" for word, (left, right) in product(_WORDS, (("", ""), ("-", "-"), ("- ", " -"), ("(", ")"), ('"', '"'), ("“", "”"))))
_MARKS = _SAID | _QUOTED | _UNSURE
# What one person or one case alone has is not the same in the next row.
_OWN = ("cccd", "identity", "identity_or_tax", "masked_id", "tax_code", "dossier", "bhyt", "bhxh")


def marks_in(texts: list[str], context: Context) -> list[int]:
    """Which of a column's different texts are ditto marks; none in free text, nor a value of the column's list."""
    if context.column.free_text or _MARKS.isdisjoint(texts):
        return []
    listed = context.lookup.find if context.column.type == "code" else lambda text: None
    return [i for i, text in enumerate(texts) if text in _MARKS and listed(text) is None]


def under(row_codes: np.ndarray, marks: list[int], size: int) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Row codes in which each mark has a code of its own (from `size` on) for every other cell it stands under, and these pairs (mark, cell above or -1)."""
    is_mark = np.isin(row_codes, marks)
    filled = np.where(is_mark, -1, np.arange(len(row_codes)))
    last = np.maximum.accumulate(filled)
    above = np.where(last >= 0, row_codes[last], -1)
    codes, pairs = row_codes.copy(), {}
    for row in np.flatnonzero(is_mark):
        codes[row] = pairs.setdefault((int(row_codes[row]), int(above[row])), size + len(pairs))
    return codes, list(pairs)


def meaning(text: str, above: Any, otherwise: Parsed, context: Context) -> Parsed:
    """What a mark says under a cell of the value `above` (None: none, blank or unreadable); `otherwise`: how the mark reads by itself."""
    if text in _UNSURE:
        return Parsed(None, (), (fault("NHU-TREN-KHONG-RO"),))
    if above is None:
        return otherwise if text in _QUOTED else refused("NHU-TREN")
    if context.column.type in _OWN:
        return refused("NHU-TREN", "Ghi “như trên” ở cột mỗi dòng có một số riêng.", "Ghi đủ số của dòng này theo giấy tờ.")
    return read(above, "NHU-TREN")
