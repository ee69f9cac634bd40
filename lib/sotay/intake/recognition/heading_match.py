"""Matches source headings to declared columns: exact, by group and leaf, by abbreviation, with letters lost, and last by likeness."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import fuzz

from sotay.definitions.folding import match_key
from sotay.definitions.models.dataset import Column, Table
from sotay.intake.recognition.abbreviations import abbreviates, first_letter, initials_only, long_form, marked, one_slip, shortened, without_fillers, written_out
from sotay.intake.tables.row_kinds import is_ordinal_heading

EXACT, BRACKETS, SHORT, LEAF, LOST, WITHOUT_LEAD, ABBREVIATED, BARE_LEAF = 1.0, 0.95, 0.92, 0.9, 0.88, 0.85, 0.8, 0.6
SAME_GROUP, MORE_WORDS = 85, 2

_BRACKETED = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NUMBERED = re.compile(r"\s*[(\[]\s*\d{1,3}\s*[)\]]\s*$")
_ENUMERATOR = re.compile(r"^\s*(?:[(\[]\s*\d{1,3}[a-z]?\s*[)\]]|\d{1,3}\s*[.)\-–:/](?!\s*\d))\s*(?=\S)")
_UNIT_TAIL = re.compile(r"\s*[-–,]\s*(?:đồng|đ|vnđ|vnd|%|số lượng)\s*$", re.IGNORECASE)
# Words that say only that this is a column: "Cột họ tên", "Nội dung biến động".
_LEAD = re.compile(r"^(?:cot|noi dung|thong tin(?: ve)?|truong|muc) (?=\S)")


def _bare(part: str) -> str:
    """One tier of a heading without its number and what stands in brackets."""
    return _UNIT_TAIL.sub("", _BRACKETED.sub(" ", _ENUMERATOR.sub("", part)))


@lru_cache(maxsize=8192)
def _led(words: str) -> str:
    """A folded heading without the word that leads it."""
    return _LEAD.sub("", words)


def _lossy(text: str) -> str:
    """The text as a program that knows ASCII only saves it: "Họ và tên" -> "h? v? t?n"."""
    return " ".join("".join(c if c.isascii() else "?" for c in unicodedata.normalize("NFC", text).lower()).split())


def _lost(text: str) -> str:
    """A heading that lost letters, the others it still has made alike; "" when it lost none, or more than it kept."""
    if "?" not in text and "\ufffd" not in text:
        return ""
    lossy = _lossy(text)
    return lossy if sum(map(str.isalnum, lossy)) >= max(2, lossy.count("?")) else ""


@dataclass(frozen=True)
class SourceHeading:
    """A source heading folded in the ways it may be declared; `marks` keeps the points and strokes of abbreviations, `lost` the places of lost letters."""

    full: str
    leaf: str
    group: str
    bare: str
    bare_leaf: str
    marks: str
    leaf_marks: str
    lost: str

    @classmethod
    @lru_cache(maxsize=8192)
    def of(cls, text: str) -> SourceHeading:
        text = _NUMBERED.sub("", text)
        parts = text.split(" / ")
        bare = [_bare(p) for p in parts]
        return cls(
            match_key(text), match_key(parts[-1]), match_key(" ".join(parts[:-1])), match_key(" ".join(bare)), match_key(bare[-1]), marked(" ".join(bare)), marked(bare[-1]), _lost(text),
        )


class TableHeadings:
    """The folded headings of one declared table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.exact: dict[str, set[str]] = defaultdict(set)
        self.short: dict[str, set[str]] = defaultdict(set)
        self.leaves: dict[str, set[str]] = defaultdict(set)
        self.short_leaves: dict[str, set[str]] = defaultdict(set)
        bracketless: dict[str, set[str]] = defaultdict(set)
        for column in table.columns:
            for text in column.all_headings():
                self.exact[match_key(text)].add(column.name)
                self.short[long_form(match_key(text))].add(column.name)
                bracketless[long_form(match_key(_BRACKETED.sub(" ", text)))].add(column.name)
            for text in column.leaf:
                self.leaves[match_key(text)].add(column.name)
                self.short_leaves[long_form(match_key(text))].add(column.name)
        # "Mức hưởng (đồng)" is met as "Mức hưởng" unless columns differ by their brackets only.
        for key, names in bracketless.items():
            if len(names) == 1 and key not in self.short:
                self.short[key] = names
        self.words = frozenset(w for key in (*self.exact, *self.leaves) for w in key.split())
        self._abbreviated: dict[tuple[str, bool], frozenset[str]] = {}

    @cached_property
    def _word_sets(self) -> list[tuple[frozenset[str], set[str]]]:
        return [(frozenset(without_fillers(key)), names) for key, names in self.short.items()]

    @cached_property
    def _by_lost(self) -> dict[str, set[str]]:
        """Declared columns by what is left of their headings, and of their groups and leaves, when every letter outside ASCII is lost."""
        found: dict[str, set[str]] = defaultdict(set)
        for column in self.table.columns:
            for text in (*column.all_headings(), *(f"{group} / {leaf}" for group in column.under for leaf in column.leaf)):
                found[_lossy(text)].add(column.name)
        return found

    @cached_property
    def _by_letter(self) -> list[dict[str, list[tuple[tuple[str, ...], frozenset[str], set[str]]]]]:
        return [_by_first_letter(self.exact), _by_first_letter(self.leaves)]

    def keys_of(self, column: Column) -> set[str]:
        return {match_key(t) for t in column.all_headings()}

    def candidates(self, heading: SourceHeading) -> dict[str, float]:
        """Declared columns the heading may mean, with the quality of the match."""
        found: dict[str, float] = {}

        def add(names: set[str] | None, quality: float) -> None:
            for name in names or ():
                found[name] = max(found.get(name, 0.0), quality)

        if heading.lost and len(names := self._by_lost.get(heading.lost, ())) == 1:
            return dict.fromkeys(names, LOST)
        add(self.exact.get(heading.full), EXACT)
        add(self.exact.get(heading.bare), BRACKETS)
        add(self.short.get(long_form(heading.full)) or self.short.get(long_form(heading.bare)), SHORT)
        if not found and heading.group:
            for name, quality in self._under_group(heading).items():
                add({name}, quality)
            if not found:
                add(self._leaf(heading), LEAF - 0.05)
        if not found and not heading.group:
            add(self._declared_leaf(heading), BARE_LEAF)
        if not found:
            add(self._without_lead(heading), WITHOUT_LEAD)
        if not found and not initials_only(heading.leaf_marks) and len(names := self.abbreviated(heading)) == 1:
            add(names, ABBREVIATED)
        return found

    def _without_lead(self, heading: SourceHeading) -> set[str]:
        """"Nội dung vị thế việc làm" as "Vị thế việc làm"; letters with strokes between them ("Đ/c") as one word."""
        rest = _led(heading.bare_leaf)
        if rest != heading.bare_leaf:
            names = self.exact.get(rest) or self.short.get(long_form(rest)) or set()
            if heading.group:
                names = {n for n in self.leaves.get(rest, set()) if self._group_alike(heading, n) >= SAME_GROUP} or names
            return names
        joined = rest.replace(" ", "")
        return self.short.get(long_form(joined)) or set() if initials_only(heading.leaf_marks) and len(joined) <= 5 and joined != rest else set()

    def _leaf(self, heading: SourceHeading) -> set[str] | None:
        for key in (heading.leaf, heading.bare_leaf):
            if names := self.exact.get(key) or self.short.get(long_form(key)):
                return names
        return None

    def _declared_leaf(self, heading: SourceHeading) -> set[str]:
        """Columns declared with this leaf, as it stands or written out."""
        return self.leaves.get(heading.leaf) or self.leaves.get(heading.bare_leaf) or self.short_leaves.get(long_form(heading.bare_leaf)) or set()

    def _under_group(self, heading: SourceHeading) -> dict[str, float]:
        """Columns declared with this leaf under a group alike the heading's."""
        found = {}
        for name in self._declared_leaf(heading):
            alike = self._group_alike(heading, name)
            if alike >= SAME_GROUP:
                found[name] = LEAF * alike / 100
        return found

    def _group_alike(self, heading: SourceHeading, name: str) -> float:
        group = long_form(heading.group)
        return max((fuzz.token_set_ratio(group, long_form(match_key(g))) for g in self.table.column(name).under), default=0)

    def abbreviated(self, heading: SourceHeading) -> frozenset[str]:
        """Columns one of whose headings the source heading shortens word by word: "Ng. đ/ký", "Số g.tờ ng. y/cầu"."""
        marks, grouped = (heading.leaf_marks, True) if heading.group else (heading.marks, False)
        if not shortened(marks):
            return frozenset()
        if (marks, grouped) not in self._abbreviated:
            self._abbreviated[marks, grouped] = grouped and self._shortened_of(marks, 1) or self._shortened_of(marks, 0)
        names = self._abbreviated[marks, grouped]
        if not grouped:
            return names
        under = {n for n in names if self._group_alike(heading, n) >= SAME_GROUP}
        return frozenset(under) or frozenset(n for n in names if not self.table.column(n).under)

    def _shortened_of(self, marks: str, which: int) -> frozenset[str]:
        short = without_fillers(marks)
        needed = written_out(short)
        return frozenset(n for whole, words, names in self._by_letter[which].get(first_letter(marks), ()) if needed <= words and abbreviates(short, whole) for n in names)

    def partly(self, heading: SourceHeading) -> frozenset[str]:
        """Columns whose heading says the same with one or two words more: "Định danh cá nhân mẹ", "Giới"."""
        words = set(without_fillers(long_form(heading.bare)))
        return frozenset(n for whole, names in self._word_sets if words < whole and len(whole) - len(words) <= MORE_WORDS for n in names)

    def alike(self, heading: SourceHeading, free: set[str]) -> dict[str, float]:
        """Columns among `free` whose heading is spelled nearly the same: a letter lost, doubled or swapped, never another word."""
        found: dict[str, float] = {}
        for text in {heading.full, heading.bare, long_form(heading.bare)}:
            for source, keys in ((text, self.exact), (text, self.short)):
                for key, names in keys.items():
                    if names & free and one_slip(source, key, self.words):
                        found |= dict.fromkeys(names & free, ABBREVIATED)
        if not found and heading.group:
            for key, names in self.leaves.items():
                if one_slip(heading.bare_leaf, key, self.words):
                    found |= {n: ABBREVIATED for n in names & free if self._group_alike(heading, n) >= SAME_GROUP}
        return found


def _by_first_letter(keys: dict[str, set[str]]) -> dict[str, list[tuple[tuple[str, ...], frozenset[str], set[str]]]]:
    found = defaultdict(list)
    for key, names in keys.items():
        whole = without_fillers(key)
        found[first_letter(key)].append((whole, frozenset(whole), names))
    return found


def is_ordinal(text: str) -> bool:
    return is_ordinal_heading(text.split(" / ")[-1])
