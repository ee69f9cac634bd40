"""What must not leave: the values of the month's personal columns, as the units wrote them and as they were cleaned."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from sotay.definitions.models.dataset import Column, Table
from sotay.definitions.registry import Registry
from sotay.privacy.gate.squeezed import words_of
from sotay.privacy.gate.words import WORD, visible

NAME, ADDRESS, NUMBER, CODE, EMAIL, WORDS = "họ tên", "địa chỉ", "số định danh, điện thoại", "mã thẻ, mã số cá nhân", "thư điện tử", "lời của người dân"
_EMAIL = re.compile(r"[^\s@,;<>()]+@[^\s@,;<>()]+\.[^\s@,;<>()]+")
# An owner's or a representative's name in a column that may hold other words too.
_NAME_LIKE = re.compile(r"(?:[^\W\d_a-z][^\W\d_]*\s+){2,5}[^\W\d_a-z][^\W\d_]*")
_DIGITS = re.compile(r"\D")
_ABOVE = re.compile(r",\s*(?:xã|x\.)\s", re.IGNORECASE)
_NAME_TYPES, _ADDRESS_TYPES = ("name",), ("address",)
_CODE_TYPES = ("bhyt", "bhxh")
FEWEST_DIGITS, FEWEST_WORDS, FEWEST_TEXT_WORDS, MOST_WORDS = 9, 2, 5, 12
# A quotation of STRETCH_WORDS + STRETCH_STEP − 1 words holds a whole stretch. What so many texts have in common are a form's words, not a person's.
STRETCH_WORDS, STRETCH_STEP, FORM_WORDS = 8, 3, 3
RUN_WORDS, _TIMES = 4, {"ngay", "thang", "quy", "nam"}


@dataclass
class Watchlist:
    """Values by kind: `phrases` as folded words with their kind and the ways they are written, `pairs` names of two words as they are written, `digits` runs of digits, `emails` and `codes` in lower case.

    `common`: folded values of columns that are not personal: the name of a procedure is nobody's own words, wherever else it stands. `allowed`: folded words of texts that may be shown although a person bears a part of them as a name (officials who sign, places, headings, labels). `places`: the commune and its province with their kinds, as every page names them.
    """

    phrases: dict[tuple[str, ...], tuple[str, set[str]]] = field(default_factory=dict)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    digits: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    emails: set[str] = field(default_factory=set)
    allowed: str = ""
    common: set[tuple[str, ...]] = field(default_factory=set)
    places: set[tuple[str, ...]] = field(default_factory=set)
    _runs: set[tuple[str, ...]] = field(default_factory=set, repr=False)

    def __len__(self) -> int:
        return len(self.phrases) + len(self.pairs) + len(self.digits) + len(self.codes) + len(self.emails)

    def is_allowed(self, parts: Iterable[str]) -> bool:
        """Do the definitions show these words in this order."""
        return f" {' '.join(parts)} " in f" {self.allowed} "

    def add(self, column: Column, values: Iterable[str]) -> None:
        """Takes in the values of one personal column."""
        values = list(dict.fromkeys(values))
        if column.type in _NAME_TYPES:
            self.add_names(values)
        elif column.type in _ADDRESS_TYPES:
            self._add_addresses(values)
        elif column.free_text:
            self._add_words(values)
        else:
            named = {v for v in values if _NAME_LIKE.fullmatch(visible(v).strip())} if column.type == "text" else set()
            # A school or an office is written like a person, but stands in a column of no person too.
            self.add_names(v for v, parts in _with_words(named) if parts not in self.common)
            for value in values:
                if value not in named:
                    self.add_code(value, column.type in _CODE_TYPES)
        self.emails.update(m.lower().rstrip(".") for v in values if "@" in v for m in _EMAIL.findall(v))

    def add_names(self, values: Iterable[str]) -> None:
        """Full names; one word alone is no name, two count only as written, since unaccented they are ordinary text."""
        for value, parts in _with_words(values):
            if any(part.isdigit() for part in parts):
                # Columns that slipped: a number where the name should stand is looked for as one, and a day as nothing.
                self.add_code(value)
            if 3 <= len(parts) <= MOST_WORDS:
                self._add_phrase(parts, NAME, value)
            elif len(parts) == 2:
                self.pairs.add(tuple(WORD.findall(visible(value).lower()))[:2])

    def _add_addresses(self, values: Iterable[str]) -> None:
        """The part below the commune, when it tells more than the village: a house, a street, a group."""
        for own, parts in _with_words(_ABOVE.split(visible(v), maxsplit=1)[0] for v in values):
            if 3 <= len(parts) and any(p.isdigit() for p in parts):
                self._add_phrase(parts[:MOST_WORDS], ADDRESS, own)

    def _add_words(self, values: Iterable[str]) -> None:
        """A citizen's own words: a short text as a whole, a long one in overlapping stretches, so that a quotation from its middle is found too; a stretch that several texts have is a form's."""
        stretches: dict[tuple[str, ...], list[str]] = {}
        for value, parts in _with_words(values):
            form = next((n for n in range(len(parts), FEWEST_TEXT_WORDS - 1, -1) if parts[:n] in self.common), 0)
            for stretch in dict.fromkeys(_stretches(parts[form:])):
                if not self._is_official(stretch):
                    stretches.setdefault(stretch, []).append(value)
        for stretch, written in stretches.items():
            if len(written) < FORM_WORDS:
                for value in written:
                    self._add_phrase(stretch, WORDS, value)

    def _is_official(self, parts: tuple[str, ...]) -> bool:
        """Are at least half of the words those of a text of the definitions, in its order, or of a date: the subject of a report that the commune itself writes."""
        if not self._runs:
            texts = [text.split() for text in self.allowed.split(" | ")]
            self._runs.update(tuple(text[n:n + RUN_WORDS]) for text in texts for n in range(len(text) - RUN_WORDS + 1))
        official = {n for n, word in enumerate(parts) if word.isdigit() or word in _TIMES}
        for n in range(len(parts) - RUN_WORDS + 1):
            if parts[n:n + RUN_WORDS] in self._runs:
                official.update(range(n, n + RUN_WORDS))
        return 2 * len(official) >= len(parts)

    def _add_phrase(self, parts: tuple[str, ...], kind: str, written: str) -> None:
        """Takes in a phrase with words in it: numbers alone, a day among them, stand in every report."""
        if sum(not part.isdigit() for part in parts) < FEWEST_WORDS:
            return
        self.phrases.setdefault(parts, (kind, set()))[1].add(written)

    def add_code(self, value: str, card: bool = False) -> None:
        """A number of at least nine digits, with and without leading zero and country code; a card's code with letters as a whole."""
        value = visible(value).strip()
        digits = _DIGITS.sub("", value) if value.isascii() else "".join(str(unicodedata.decimal(c)) for c in value if c.isdecimal())
        letters = any(c.isalpha() for c in value)
        if "*" in value or "x" in value.lower() and letters and not card:
            return
        if letters and len(digits) >= FEWEST_DIGITS - 1 and card:
            self.codes.setdefault(re.sub(r"[\W_]", "", value).lower(), CODE)
        if letters or len(digits) < FEWEST_DIGITS or len(digits) > 16:
            return
        self.digits.setdefault(digits, NUMBER)
        if digits.startswith("0") and len(digits.lstrip("0")) >= FEWEST_DIGITS:
            self.digits.setdefault(digits.lstrip("0"), NUMBER)
        if len(digits) == 10 and digits.startswith("0"):
            for country in ("84", "0084"):
                self.digits.setdefault(country + digits[1:], NUMBER)
        if len(digits) == 11 and digits.startswith("84"):
            self.digits.setdefault("0" + digits[2:], NUMBER)


def _stretches(parts: tuple[str, ...]) -> list[tuple[str, ...]]:
    if len(parts) <= MOST_WORDS:
        return [parts] if len(parts) >= FEWEST_TEXT_WORDS else []
    last = len(parts) - STRETCH_WORDS
    return [parts[n:n + STRETCH_WORDS] for n in (*range(0, last, STRETCH_STEP), last)]


def _with_words(values: Iterable[str]) -> list[tuple[str, tuple[str, ...]]]:
    values = list(values)
    return list(zip(values, words_of(values), strict=True))


WATCHED = {"name", "address", "cccd", "identity", "phone", "email", "tax_code", "identity_or_tax", "bhyt", "bhxh", "masked_id", "text"}


def watched_columns(table: Table) -> list[Column]:
    """Columns whose values the gate looks for: those that tell who somebody is, and a citizen's own words."""
    return [c for c in table.columns if c.free_text or c.pii != "none" and c.type in WATCHED]


def shown_anyway(registry: Registry) -> str:
    """The words of every text that the definitions themselves show, texts apart by a bar: titles, headings, labels, places, who signs, units."""
    return " | ".join(" ".join(parts) for parts in words_of(dict.fromkeys(_texts(registry))) if len(parts) > 1)


def own_places(registry: Registry) -> set[tuple[str, ...]]:
    """“xã …” and “tỉnh …” as words."""
    return set(words_of([f"{registry.commune.kind} {registry.commune.name}", registry.commune.province]))


def _texts(registry: Registry) -> Iterable[str]:
    for thing in (registry.commune, registry.plan, *registry.units.values(), *registry.groups.values(), *registry.recipients.values(), *registry.indicators.values(), *registry.domains.values(), *registry.datasets.values(), *registry.open_data.values()):
        yield from _strings(thing.model_dump())
    for values in registry.codes.values():
        for value in values:
            yield from (value.label, *value.aliases)


def _strings(value) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, (list, tuple, set)):
        for inner in value:
            yield from _strings(inner)
