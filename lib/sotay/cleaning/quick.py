"""The ordinary cells of big columns in one pass: what a parser would take unchanged, without calling it for each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sotay.cleaning import text as text_rules
from sotay.cleaning.dates import FIRST_YEAR, YEARS_AHEAD
from sotay.cleaning.keystrokes import KEYS
from sotay.cleaning.parsed import Context
from sotay.cleaning.places import names_offices
from sotay.cleaning.slips import is_slip
from sotay.intake.model import CellKind

_WORTH_IT = 200
_ODD_START = r"^[=@+\-#'\"]|<|&#|javascript|://"
_ALIKE_NOTHING = r"^(?i:#?n/?a|null|none)$"
# One look for everything that a parser has to look at more closely.
_NOT_ORDINARY = "|".join((text_rules.MAYBE_OLD.pattern, text_rules.ESCAPED.pattern, _ODD_START, _ALIKE_NOTHING))
_WORDS = r"[\p{L}\p{N}]"
_TITLE_NAME = r"^\p{Lu}\p{Ll}*(?: \p{Lu}\p{Ll}*)+$"
# Names that the parser looks at more closely: without any accent, keys left in them, words run together, two people, one introduced, letters instead of words, words instead of a name.
_ODD_NAME = (rf"^[A-Za-z ]+$|{KEYS}|\p{{Ll}}\p{{Lu}}| (?i:và|vợ|chồng) |^(?i:ông|bà|anh|chị|cụ|cháu|em|bé|thầy|cô|chú|bác|con|vợ|chồng|mẹ|bố) |"
             r"(?:^| )(?:\p{L}|(?i:[bcdđghklmnpqrstvx]{2,3}))(?: |$)")
_NOTHING_SAID = r"^(?i:không|chưa|đang|chờ|sẽ|vô|cập|bổ|ko |khong|chua|test|abc|xxx|aaa)"
_TONE_MAY_MOVE = re.compile(r"[oóòỏõọuúùủũụ][aáàảãạeéèẻẽẹyýỳỷỹỵ]|[iíìỉĩị]\b")
_DATE_SHAPES = (
    (CellKind.TEXT, r"\d{1,2}/\d{1,2}/\d{4}", "%d/%m/%Y"), (CellKind.TEXT, r"\d{1,2}\.\d{1,2}\.\d{4}", "%d.%m.%Y"), (CellKind.TEXT, r"\d{1,2}-\d{1,2}-\d{4}", "%d-%m-%Y"),
    (CellKind.TEXT, r"\d{4}-\d\d-\d\d", "%Y-%m-%d"), (CellKind.DATE, r"\d{4}-\d\d-\d\d", "%Y-%m-%d"),
)
_CLOCK_SHAPES = (("", ""), (r" \d{1,2}:\d\d", " %H:%M"), (r" \d{1,2}:\d\d:\d\d", " %H:%M:%S"))


@dataclass(frozen=True)
class Quick:
    """Ordinary distinct cells of a column (`good`), their values, and for each rule of CHANGES the cells it altered."""

    good: np.ndarray
    values: np.ndarray | pd.Series
    changes: dict[str, np.ndarray]

    def with_further(self, count: int) -> Quick:
        """The same with `count` cells more, none of them ordinary."""
        none = np.zeros(count, dtype=bool)
        values = self.values.reindex(range(len(self.good) + count)) if isinstance(self.values, pd.Series) else np.append(self.values, np.full(count, None))
        return Quick(np.append(self.good, none), values, {rule: np.append(mask, none) for rule, mask in self.changes.items()})


def quick_values(texts: list[str], kinds: list[int], context: Context) -> Quick | None:
    """What can be read in one pass; None when the column is small or its type has no quick way."""
    find = _FINDERS.get(context.column.type)
    if find is None or len(texts) < _WORTH_IT:
        return None
    written = pa.array(texts, pa.string())
    composed = pc.utf8_normalize(written, "NFC")
    found = find(composed, np.asarray(kinds), context)
    decomposed = pc.not_equal(written, composed).to_numpy(zero_copy_only=False) & found.good
    return Quick(found.good, found.values, {"NFC": decomposed, **found.changes} if decomposed.any() else found.changes)


def _matches(array: pa.Array, pattern: str) -> np.ndarray:
    return pc.match_substring_regex(array, pattern).to_numpy(zero_copy_only=False)


def _as_written(good: np.ndarray, array: pa.Array) -> Quick:
    return Quick(good, array.to_numpy(zero_copy_only=False), {})


def _said(array: pa.Array, kinds: np.ndarray, context: Context) -> np.ndarray:
    """Text cells that need no repair and raise no doubt."""
    good = (kinds == CellKind.TEXT) & _matches(array, f"^(?:{text_rules.PLAIN.pattern})$") & _matches(array, _WORDS)
    odd = _NOT_ORDINARY + r"|\d\d|@" if context.column.free_text else f"{_NOT_ORDINARY}|{_NOTHING_SAID}" if context.column.required else _NOT_ORDINARY
    return good & ~_matches(array, odd)


def _texts(array: pa.Array, kinds: np.ndarray, context: Context) -> Quick:
    good = _said(array, kinds, context)
    return _as_written(good & ~_maybe_stale(array, context) if names_offices(context) else good, array)


def _names(array: pa.Array, kinds: np.ndarray, context: Context) -> Quick:
    return _as_written(_said(array, kinds, context) & _matches(array, _TITLE_NAME) & ~_matches(array, f"{_ODD_NAME}|{_NOTHING_SAID}") & ~_slipped(array), array)


def _slipped(array: pa.Array) -> np.ndarray:
    """Names one of whose words is a slip of the hand; each different word is looked at once."""
    words = pc.split_pattern(array, " ")
    met = pc.list_flatten(words).dictionary_encode()
    odd = np.array([is_slip(w) for w in met.dictionary.to_pylist()], dtype=bool)
    found = np.zeros(len(array), dtype=bool)
    if odd.any():
        found[pc.list_parent_indices(words).to_numpy()[odd[met.indices.to_numpy()]]] = True
    return found


def _addresses(array: pa.Array, kinds: np.ndarray, context: Context) -> Quick:
    return _as_written(_said(array, kinds, context) & ~_named(array, ["huyện", "thị xã", KEYS.replace("$", "$|,")]) & ~_maybe_stale(array, context), array)


def _maybe_stale(array: pa.Array, context: Context) -> np.ndarray:
    """Texts that may hold some of the stale words, however their tones are placed and their spaces written."""
    if not context.stale:
        return np.zeros(len(array), dtype=bool)
    # One kind of separator first: a pattern that names every other one takes longer to prepare than a month's texts to look through.
    words = pc.replace_substring_regex(pc.utf8_lower(array), r"[^\p{L}\p{N}]+", " ")
    return _matches(words, "|".join(map(_loosely, context.stale.hints)))


def _named(array: pa.Array, patterns: list[str]) -> np.ndarray:
    """Texts in which one of the patterns may occur, whatever their case."""
    return _matches(pc.utf8_lower(array), "|".join(patterns))


def _loosely(words: str) -> str:
    """A pattern that surely finds some stale words in texts whose words have one space between them."""
    return " ".join("[^ ]+" if _TONE_MAY_MOVE.search(w) else re.escape(w) for w in words.split(" "))


def _personal_numbers(array: pa.Array, kinds: np.ndarray, context: Context) -> Quick:
    known = pc.is_in(pc.utf8_slice_codeunits(array, 0, 3), pa.array(sorted(context.id_provinces), pa.string())).to_numpy(zero_copy_only=False)
    born = "|".join(f"{year:02}" for year in range(context.handed_in.year % 100 + 1))
    shape = rf"^0\d\d(?:[01]\d\d|[23](?:{born}))\d{{6}}$"
    return _as_written((kinds == CellKind.TEXT) & _matches(array, shape) & known & ~_matches(array, "^0+$"), array)


def _phones(array: pa.Array, kinds: np.ndarray, context: Context) -> Quick:
    return _as_written((kinds == CellKind.TEXT) & _matches(array, r"^0[35789]\d{8}$") & ~_matches(array, r"^0(?:3+|5+|7+|8+|9+)$"), array)


def _dossiers(array: pa.Array, kinds: np.ndarray, context: Context) -> Quick:
    office = "|".join(map(re.escape, sorted(context.agencies))) if context.agencies else r"[A-Y]\d{2}(?:\.\d{2,3}){0,4}"
    year, last = context.handed_in.year % 100, f"{context.handed_in:%m%d}"
    earlier = "|".join(f"{y:02}(?:0[1-9]|1[0-2])" for y in range(max(0, year - 3), year))
    months = "|".join(f"{year:02}{m:02}" for m in range(1, context.handed_in.month))
    # A day of the month of handing in is ordinary up to that day.
    days = "|".join(f"{year:02}{last[:2]}{d:02}" for d in range(1, min(28, context.handed_in.day) + 1))
    pattern = rf"^(?:{office})-(?:(?:{'|'.join(filter(None, (earlier, months)))})(?:0[1-9]|1\d|2[0-8])|{days})-\d{{4}}$"
    return _as_written((kinds == CellKind.TEXT) & _matches(array, pattern), array)


def _dates(array: pa.Array, kinds: np.ndarray, context: Context) -> Quick:
    """Days first with one kind of separator or ISO, each with or without a time; years and days within limits."""
    found = pd.Series(np.full(len(array), np.datetime64("NaT", "s"), dtype="datetime64[s]"))
    odd = np.zeros(len(array), dtype=bool)
    for kind, shape, form in _DATE_SHAPES:
        for clock, clock_form in _CLOCK_SHAPES:
            mask = (kinds == kind) & _matches(array, f"^{shape}{clock}$")
            if mask.any():
                found[mask] = _moments(array.filter(pa.array(mask)), form + clock_form)
                odd |= mask & (kind == CellKind.TEXT and form != "%d/%m/%Y")
    last = pd.Timestamp(context.handed_in) + pd.Timedelta(days=1) if not context.column.future else pd.Timestamp(context.handed_in.year + YEARS_AHEAD, 12, 31)
    good = ((found >= pd.Timestamp(FIRST_YEAR, 1, 1)) & (found < last)).to_numpy(dtype=bool)
    values = found if context.column.type == "datetime" else found.dt.normalize().astype("datetime64[s]")
    return Quick(good, values, {"CACH-GHI-NGAY": odd & good})


def _moments(written: pa.Array, form: str) -> np.ndarray:
    """Days and times by a format; none for a day that no calendar has, which the reader would roll over into the next month."""
    day = pc.struct_field(pc.extract_regex(written, r"^\d{4}-\d\d-(?P<day>\d\d)" if form.startswith("%Y") else r"^(?P<day>\d{1,2})"), "day")
    moments = pc.strptime(written, format=form, unit="s", error_is_null=True)
    real = pc.equal(pc.day(moments), pc.cast(day, pa.int64()))
    return pc.if_else(real, moments, pa.scalar(None, moments.type)).to_numpy(zero_copy_only=False).astype("datetime64[s]")


_FINDERS: dict[str, Callable[[pa.Array, np.ndarray, Context], Quick]] = {
    "text": _texts, "name": _names, "address": _addresses, "cccd": _personal_numbers, "identity": _personal_numbers, "identity_or_tax": _personal_numbers, "phone": _phones,
    "dossier": _dossiers, "date": _dates, "datetime": _dates, "partial_date": _dates,
}
