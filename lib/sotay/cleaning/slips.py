"""Slips of the hand inside a name: a letter doubled, lost or changed about ("Nguyễnn", "Nguễn", "Trầnh"), told only where a usual syllable is one letter away."""

from __future__ import annotations

import re
from functools import lru_cache

from sotay.intake.letters.frequent_syllables import FREQUENT_SYLLABLES
from sotay.intake.letters.syllables import is_syllable

_WORD = re.compile(r"[^\W\d_]+")
_DOUBLED_END = re.compile(r"(.+)(.)\2")
# Usual syllables with one letter left out.
_SHORTENED = frozenset(s[:i] + s[i + 1:] for s in FREQUENT_SYLLABLES if len(s) > 3 for i in range(len(s)))


def has_slip(name: str) -> bool:
    """Whether one word of a name is a slip, all others being Vietnamese syllables: names of other peoples are left alone."""
    words = _WORD.findall(name)
    odd = [w for w in words if not is_syllable(w)]
    return len(words) > 1 and len(odd) == 1 and is_slip(odd[0])


@lru_cache(maxsize=50_000)
def is_slip(word: str) -> bool:
    """Whether a word with Vietnamese marks is no syllable while a usual one is a letter away."""
    word = word.lower()
    if word.isascii() or len(word) < 4 or is_syllable(word):
        return False
    if (doubled := _DOUBLED_END.fullmatch(word)) and is_syllable(doubled[1] + doubled[2]):
        return True
    longer = (word[:i] + word[i + 1:] for i in range(len(word)))
    turned = (word[:i] + word[i + 1] + word[i] + word[i + 2:] for i in range(len(word) - 1))
    return word in _SHORTENED or not FREQUENT_SYLLABLES.isdisjoint(longer) or not FREQUENT_SYLLABLES.isdisjoint(turned)
