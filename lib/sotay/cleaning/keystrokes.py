"""Words left as the keys of a Vietnamese keyboard (Telex) that was not switched on: "Nguyeenx Vawn" for "Nguyễn Văn"."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from sotay.intake.letters.syllables import is_syllable

_PAIRS = (("dd", "đ"), ("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("uow", "ươ"), ("aw", "ă"), ("ow", "ơ"), ("uw", "ư"))
_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VOWEL = re.compile("[aăâeêioôơuưy]")
_WORD = re.compile(r"[^\W\d_]+")
# Keys that stand in no Vietnamese word: doubled letters, w, a tone's letter at the end.
KEYS = r"[Ww]|[aA]{2}|[eE]{2}|[oO]{2}|[dD]{2}|[SsFfRrXxJj](?:\s|$)"


def has_keystrokes(text: str) -> bool:
    """Whether a word is no Vietnamese syllable but becomes one when its keys are taken for marks, among words that are Vietnamese: not in a foreigner's name."""
    if not re.search(KEYS, text):
        return False
    words = _WORD.findall(text)
    left = [_left_as_keys(word) for word in words]
    return any(left) and all(keys or is_syllable(word) or len(word) == 1 for keys, word in zip(left, words, strict=True))


@lru_cache(maxsize=50_000)
def _left_as_keys(word: str) -> bool:
    keys = word.lower()
    if len(keys) < 3 or not keys.isascii() or is_syllable(keys):
        return False
    tone = next((i for i in range(len(keys) - 1, 1, -1) if keys[i] in _TONES and _VOWEL.search(keys[:i])), None)
    for plain, mark in ((keys, ""), *(((keys[:tone] + keys[tone + 1 :], _TONES[keys[tone]]),) if tone else ())):
        for pair, letter in _PAIRS:
            plain = plain.replace(pair, letter)
        if not mark and len(keys) < 5 and not re.search("w|dd", keys):
            continue  # "Lee", "Soo" are names of foreigners
        vowel = _VOWEL.search(plain)
        if vowel and is_syllable(unicodedata.normalize("NFC", plain[: vowel.end()] + mark + plain[vowel.end() :])):
            return True
    return False
