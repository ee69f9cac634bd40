"""Names typed while the Vietnamese keyboard was off: keys left in them ("Nguyeenx Vawn" for "Nguyễn Văn"), or every accent missing."""

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
    return _SURE in left and all(keys or is_syllable(word) or len(word) == 1 for keys, word in zip(left, words, strict=True))


_NONE, _PERHAPS, _SURE = range(3)


@lru_cache(maxsize=50_000)
def _left_as_keys(word: str) -> int:
    """Whether a word may be, or surely is, keys; "Lee" and "Soo" are names of foreigners too."""
    keys = word.lower()
    if len(keys) < 3 or not keys.isascii() or is_syllable(keys):
        return _NONE
    tone = next((i for i in range(len(keys) - 1, 1, -1) if keys[i] in _TONES and _VOWEL.search(keys[:i])), None)
    for plain, mark in ((keys, ""), *(((keys[:tone] + keys[tone + 1 :], _TONES[keys[tone]]),) if tone else ())):
        for pair, letter in _PAIRS:
            plain = plain.replace(pair, letter)
        vowel = _VOWEL.search(plain)
        if vowel and is_syllable(unicodedata.normalize("NFC", plain[: vowel.end()] + mark + plain[vowel.end() :])):
            return _SURE if mark or len(keys) > 4 or re.search("w|dd|aa", keys) else _PERHAPS
    return _NONE


_BARE = re.compile("(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?")
# Words that never go without an accent: as a family name, between family and given name, anywhere in a name.
_FAMILIES = frozenset("nguyen tran le pham huynh dang bui duong trinh truong doan dinh luong nong luc quach phung hoang vu vo do ngo ta dao on hua tong khong nghiem luu dam trieu than".split())
_MIDDLE = frozenset(("van", "thi", "hoang"))
_ANYWHERE = frozenset("nguyen tran pham duong truong luong phuong duc huu ngoc quoc tuyet dieu viet".split())
# Rhymes that no Vietnamese word has without a mark ("Huong", "Tuyen", "Hien").
_UNFINISHED = re.compile(r"(?:yen|ien|uong|uoc|ieu|iem|uoi)\b")


def lost_accents(name: str) -> bool:
    """Whether a Vietnamese name of three words or more is written without any accent."""
    if not name.isascii():
        return False
    words = name.lower().split()
    if len(words) < 3 or not all(map(_BARE.fullmatch, words)):
        return False
    # A syllable that ends in c, ch, p or t always bears a tone.
    without = words[0] in _FAMILIES or not _MIDDLE.isdisjoint(words[1:-1]) or not _ANYWHERE.isdisjoint(words) or any(w.endswith(("c", "ch", "p", "t")) for w in words)
    return without or bool(_UNFINISHED.search(name.lower()))
