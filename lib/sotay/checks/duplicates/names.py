"""Names read for comparing: spelling, spelling without accents, words; and how two of them are alike."""

from __future__ import annotations

import unicodedata
from collections import Counter
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from sotay.cleaning.text import accent_key
from sotay.intake.letters.frequent_syllables import FREQUENT_SYLLABLES
from sotay.intake.letters.syllables import is_syllable

# A word counts as a real name word when so many rows, or this share of all rows, carry it; a slip of the pen seldom does.
_REAL_ROWS, _REAL_SHARE = 3, 0.0003
# A list of fewer rows cannot tell which words are names: there any well-formed syllable may be one.
_FEW_ROWS = 1000


def plain(name: str) -> str:
    """A name without case, accents and doubled spaces; only for finding likely duplicates, which a person then judges."""
    bare = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


class Likeness(IntEnum):
    """How two names are alike, from the surest to none at all."""

    SAME = 0
    ACCENTS = 1
    ONE_ACCENT = 2
    MIDDLE = 3
    INITIALS = 4
    SWAPPED = 5
    TYPO = 6
    OTHER_WORD = 7
    NONE = 8


@lru_cache(maxsize=50_000)
def _bare(word: str) -> str:
    return plain(word)


class Names:
    """The different names of a list, by number."""

    def __init__(self, names: list[str], rows: list[int]) -> None:
        """`names`: the different spellings; `rows`: how many rows carry each."""
        self.words = [tuple(accent_key(name.replace("Ð", "Đ").replace("ð", "đ")).split()) or ("",) for name in names]
        self.bare = [tuple(map(_bare, words)) for words in self.words]
        self.spelled, self.plain = [" ".join(w) for w in self.words], [" ".join(w) for w in self.bare]
        # "Vyy" for "Vy": one letter apart only before i and y are held for one.
        self.letters = [plain(name) for name in names]
        self.sorted = [" ".join(sorted(w)) for w in self.bare]
        self.ends = [f"{w[0]} {w[-1]}" for w in self.bare]
        self.initials = ["".join(sorted(x[:1] for x in w)) for w in self.bare]
        self.shortened = [any(len(x) == 1 for x in w) for w in self.bare]
        self._borne: Counter = Counter()
        for words, bare, count in zip(self.words, self.bare, rows, strict=True):
            for word in {*words, *bare}:
                self._borne[word] += count
        self._few = sum(rows) < _FEW_ROWS
        self._real = max(_REAL_ROWS, sum(rows) * _REAL_SHARE)

    def likeness(self, one: int, other: int) -> Likeness:
        if self.spelled[one] == self.spelled[other]:
            return Likeness.SAME
        if self.plain[one] == self.plain[other]:
            return self._accents(one, other)
        if self.sorted[one] == self.sorted[other]:
            return Likeness.SWAPPED
        if (self.shortened[one] or self.shortened[other]) and self._by_initials(one, other):
            return Likeness.INITIALS
        if self._middle_left_out(one, other):
            return Likeness.MIDDLE
        if any(OSA.distance(spelt[one], spelt[other], score_cutoff=1) <= 1 for spelt in (self.plain, self.letters)):
            return self._one_letter(one, other)
        return Likeness.NONE

    def _accents(self, one: int, other: int) -> Likeness:
        if self.spelled[one] == self.plain[one] or self.spelled[other] == self.plain[other]:
            return Likeness.ACCENTS
        differing = [(i, a, b) for i, (a, b) in enumerate(zip(self.words[one], self.words[other], strict=True)) if a != b]
        if len(differing) > 1:
            return Likeness.ACCENTS
        place, first, second = differing[0]
        return Likeness.OTHER_WORD if place == len(self.words[one]) - 1 and self._is_name(first) and self._is_name(second) else Likeness.ONE_ACCENT

    def _one_letter(self, one: int, other: int) -> Likeness:
        if len(self.bare[one]) != len(self.bare[other]):
            return Likeness.TYPO
        differing = [(a, b) for a, b in zip(self.words[one], self.words[other], strict=True) if a != b and _bare(a) != _bare(b)]
        return Likeness.OTHER_WORD if all(self._is_name(a) and self._is_name(b) for a, b in differing) else Likeness.TYPO

    def _is_name(self, word: str) -> bool:
        """Whether people are called so: then two names that differ in it may well be two people, brother and sister above all."""
        return word in FREQUENT_SYLLABLES or self._borne[word] >= self._real or (self._few and is_syllable(word))

    def _by_initials(self, one: int, other: int) -> bool:
        """"N. V. An" and "Nguyễn Văn An": as many words, each equal or the first letter of the other, and the given name written out."""
        first, second = self.bare[one], self.bare[other]
        if len(first) != len(second) or first[-1] != second[-1] or len(first[-1]) < 2:
            return False
        return all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in zip(first, second, strict=True))

    def _middle_left_out(self, one: int, other: int) -> bool:
        """Same family and given name, and the shorter name's words stand in the longer one in order: "Lý Hoa" for "Lý Thị Hoa"."""
        short, long = sorted((self.bare[one], self.bare[other]), key=len)
        if len(short) < 2 or len(short) == len(long) or self.ends[one] != self.ends[other]:
            return False
        rest = iter(long)
        return all(word in rest for word in short)
