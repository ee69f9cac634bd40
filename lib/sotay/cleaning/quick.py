"""The ordinary cells of big columns in one pass: what a parser would take unchanged, without calling it for each."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sotay.cleaning import text as text_rules
from sotay.cleaning.dates import FIRST_YEAR, YEARS_AHEAD
from sotay.cleaning.parsed import Context
from sotay.intake.model import CellKind

_WORTH_IT = 200
_ODD_START = r"^[=@+\-#'\"]|<|&#|javascript|://"
_ALIKE_NOTHING = r"(?i)^(?:#?n/?a|null|none)$"
_SAID = r"[\p{L}\p{N}]"
_TITLE_NAME = r"^\p{Lu}\p{Ll}*(?: \p{Lu}\p{Ll}*)+$"
_DAY_FIRST, _ISO = "%d/%m/%Y", "%Y-%m-%d"


def quick_values(texts: list[str], kinds: list[int], context: Context) -> tuple[np.ndarray, np.ndarray | pd.Series] | None:
    """Which distinct cells are ordinary, and their values; None when the column is small or its type has no quick way."""
    find = _FINDERS.get(context.column.type)
    if find is None or len(texts) < _WORTH_IT:
        return None
    return find(texts, np.asarray(kinds), context)


def _matches(array: pa.Array, pattern: str) -> np.ndarray:
    return pc.match_substring_regex(array, pattern).to_numpy(zero_copy_only=False)


def _texts(texts: list[str], kinds: np.ndarray, context: Context) -> tuple[np.ndarray, np.ndarray]:
    array = pa.array(texts, pa.string())
    good = (kinds == CellKind.TEXT) & _matches(array, f"^(?:{text_rules.PLAIN.pattern})$") & _matches(array, _SAID)
    good &= ~_matches(array, text_rules.MAYBE_VNI.pattern) & ~_matches(array, _ODD_START) & ~_matches(array, _ALIKE_NOTHING)
    if context.column.free_text:
        good &= ~_matches(array, r"\d\d|@")
    return good, np.asarray(texts, dtype=object)


def _names(texts: list[str], kinds: np.ndarray, context: Context) -> tuple[np.ndarray, np.ndarray]:
    good, values = _texts(texts, kinds, context)
    return good & _matches(pa.array(texts, pa.string()), _TITLE_NAME), values


def _addresses(texts: list[str], kinds: np.ndarray, context: Context) -> tuple[np.ndarray, np.ndarray]:
    good, values = _texts(texts, kinds, context)
    suspicious = ["huyện", "thị xã", *(_loosely(w) for w in (context.stale_words or ()))]
    lower = pc.utf8_lower(pa.array(texts, pa.string()))
    return good & ~_matches(lower, "|".join(suspicious)), values


def _loosely(words: str) -> str:
    """A pattern that surely finds some stale words however their tones are placed and their spaces written."""
    return r"[^\p{L}\p{N}]+".join(r"\p{L}+" if re.search(r"[oóòỏõọuúùủũụ][aáàảãạeéèẻẽẹyýỳỷỹỵ]|[iíìỉĩị]\b", w) else re.escape(w) for w in words.split(" "))


def _personal_numbers(texts: list[str], kinds: np.ndarray, context: Context) -> tuple[np.ndarray, np.ndarray]:
    array = pa.array(texts, pa.string())
    good = (kinds == CellKind.TEXT) & _matches(array, r"^0\d{11}$")
    known = pc.is_in(pc.utf8_slice_codeunits(array, 0, 3), pa.array(sorted(context.id_provinces), pa.string())).to_numpy(zero_copy_only=False)
    return good & known & ~_matches(array, "^0+$"), np.asarray(texts, dtype=object)


def _phones(texts: list[str], kinds: np.ndarray, context: Context) -> tuple[np.ndarray, np.ndarray]:
    return (kinds == CellKind.TEXT) & _matches(pa.array(texts, pa.string()), r"^0[35789]\d{8}$"), np.asarray(texts, dtype=object)


def _dossiers(texts: list[str], kinds: np.ndarray, context: Context) -> tuple[np.ndarray, np.ndarray]:
    office = "|".join(map(re.escape, sorted(context.agencies))) if context.agencies else r"[A-Y]\d{2}(?:\.\d{2,3}){0,4}"
    pattern = rf"^(?:{office})-\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|1\d|2[0-8])-\d{{4}}$"
    return (kinds == CellKind.TEXT) & _matches(pa.array(texts, pa.string()), pattern), np.asarray(texts, dtype=object)


def _dates(texts: list[str], kinds: np.ndarray, context: Context) -> tuple[np.ndarray, pd.Series]:
    """Text cells day first, date cells ISO, each with or without a time; years and days within limits."""
    array = pa.array(texts, pa.string())
    found = pd.Series(np.full(len(texts), np.datetime64("NaT", "s"), dtype="datetime64[s]"))
    for kind, shape, form in ((CellKind.TEXT, r"\d{1,2}/\d{1,2}/\d{4}", _DAY_FIRST), (CellKind.DATE, r"\d{4}-\d\d-\d\d", _ISO)):
        for clock, clock_form in (("", ""), (r" \d{1,2}:\d\d", " %H:%M"), (r" \d{1,2}:\d\d:\d\d", " %H:%M:%S")):
            where = np.flatnonzero((kinds == kind) & _matches(array, f"^{shape}{clock}$"))
            if len(where):
                found.iloc[where] = pd.to_datetime(pd.Series([texts[i] for i in where]), format=form + clock_form, errors="coerce").astype("datetime64[s]").to_numpy()
    last = pd.Timestamp(context.handed_in) + pd.Timedelta(days=1) if not context.column.future else pd.Timestamp(context.handed_in.year + YEARS_AHEAD, 12, 31)
    good = (found >= pd.Timestamp(FIRST_YEAR, 1, 1)) & (found < last)
    values = found if context.column.type == "datetime" else found.dt.normalize().astype("datetime64[s]")
    return good.to_numpy(dtype=bool), values


_FINDERS: dict[str, Callable[[list[str], np.ndarray, Context], tuple[np.ndarray, np.ndarray | pd.Series]]] = {
    "text": _texts, "name": _names, "address": _addresses, "cccd": _personal_numbers, "identity": _personal_numbers, "identity_or_tax": _personal_numbers, "phone": _phones,
    "dossier": _dossiers, "date": _dates, "datetime": _dates, "partial_date": _dates,
}
