"""A text as its letters and digits alone, in which a name is looked for, with the way back to how it is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property

import numpy as np

from sotay.privacy.gate.words import folded, visible

# Stands for a tag in a page: it parts two words, but a word may also go on after it. Private use, so that no text has it for another reason.
SOFT = "\ue000"
_APART = "\x1f"
_CHARACTERS = 0x110000
# What a character comes to that is no letter or digit: nothing, a gap, a tag, several characters, not looked up yet.
_GONE, _GAP, _TAG, _SEVERAL, _NEW = range(_CHARACTERS, _CHARACTERS + 5)
_letters = np.full(_CHARACTERS, _NEW, np.uint32)
# Is it a capital letter; as far as it was looked up.
_capital = np.zeros(_CHARACTERS, bool)
# The same for numbers: digits and what may stand in and around them as themselves, letters as x, else a new line; 0 is nothing.
_signs = np.zeros(_CHARACTERS, np.uint8)
_AROUND_NUMBERS = set(" .,-_/+")
_DASHES, _BRACKETS = "‐‑‒–—―−﹘﹣－", "()[]（）"


def _learn(characters: Iterable[int]) -> None:
    for code in characters:
        letter = chr(code)
        plain = "".join(c if c.isalnum() else " " for c in folded(letter))
        _letters[code] = _TAG if letter == SOFT else _GONE if not plain else ord(plain) if len(plain) == 1 and plain != " " else _SEVERAL if plain.strip() else _GAP
        _capital[code] = letter.isupper()
        shown = visible(letter)
        _signs[code] = 0 if letter == SOFT or not shown else ord(_sign(shown[0]))


def _sign(shown: str) -> str:
    digit = unicodedata.decimal(shown, None)
    if digit is not None:
        return str(digit)
    return shown if shown in _AROUND_NUMBERS else "-" if shown in _DASHES else " " if shown in _BRACKETS else "x" if shown.isalnum() else "\n"


def _codes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("ascii"), np.uint8) if text.isascii() else np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _looked_up(text: str) -> tuple[str, np.ndarray, np.ndarray]:
    """The text, with characters that stand for several written out, its character codes, and what each comes to."""
    codes = _codes(text)
    letters = _letters[codes]
    if len(letters) and letters.max() >= _SEVERAL:
        _learn(np.unique(codes[letters == _NEW]).tolist())
        letters = _letters[codes]
        several = np.unique(codes[letters == _SEVERAL]).tolist()
        if several:
            return _looked_up(re.sub(f"[{''.join(map(re.escape, map(chr, several)))}]", lambda m: unicodedata.normalize("NFKD", m.group()), text))
    return text, codes, letters


def _text(codes: np.ndarray) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def words_of(values: Iterable[str]) -> list[tuple[str, ...]]:
    """The words of each value, folded as `words.words` does, all at once."""
    values = list(values)
    if not values:
        return []
    _, codes, letters = _looked_up(_APART.join(v.replace(_APART, " ") for v in values))
    shown = np.where(letters < _CHARACTERS, letters, np.where(codes == ord(_APART), ord(_APART), ord(" ")))[letters != _GONE]
    return [tuple(value.split()) for value in _text(shown).split(_APART)]


class Squeezed:
    """The letters and digits of a text without accents and case (`text`), and where the words and gaps are in it."""

    def __init__(self, text: str) -> None:
        self.seen, self._code, self._letters = _looked_up(text)
        self._at = np.flatnonzero(self._letters < _CHARACTERS)
        self.text = _text(self._letters[self._at])

    @cached_property
    def signs(self) -> bytes:
        """What matters to numbers: digits, the signs in and around them, x for a letter, a new line for anything else; tags and invisible characters are gone."""
        signs = _signs[self._code]
        return signs[signs != 0].tobytes()

    @cached_property
    def _gaps(self) -> tuple[np.ndarray, np.ndarray]:
        """For each letter, and beyond the last: does a word begin there; could one, if a tag or the way of writing parts words."""
        if not len(self._at):
            return np.ones(1, bool), np.ones(1, bool)
        hard = np.concatenate(([True], np.diff(np.cumsum(self._letters == _GAP)[self._at]) > 0, [True]))
        soft = np.concatenate(([True], np.diff(np.cumsum(self._letters == _TAG)[self._at]) > 0, [True]))
        # "hosoNongVanBinh1985": a number, or a capital behind a small letter, begins a word of a file's name.
        digit, capital = self._letters[self._at] - ord("0") < 10, _capital[self._code[self._at]]
        turns = (digit[1:] != digit[:-1]) | (capital[1:] & ~capital[:-1] & ~digit[:-1])
        return hard, hard | soft | np.concatenate(([True], turns, [True]))

    def span(self, end: int, parts: tuple[str, ...]) -> tuple[int, int] | None:
        """First letter and end of a stretch that ends before `end`, when it begins and ends with a word and the words in it are the name's own, run together, or spelled letter by letter."""
        length = sum(map(len, parts))
        begin, (hard, soft) = end - length, self._gaps
        if not (soft[begin] and soft[end]):
            return None
        inner = hard[begin + 1:end]
        own = np.zeros(length, bool)
        own[np.cumsum([len(p) for p in parts])[:-1]] = True
        return (begin, end) if inner.all() or not (inner & ~own[1:]).any() else None

    def written(self, span: tuple[int, int]) -> str:
        """A stretch as it is written, tags still in it."""
        first, last = int(self._at[span[0]]), int(self._at[span[1] - 1]) + 1
        while last < len(self._letters) and self._letters[last] == _GONE:
            last += 1
        return self.seen[first:last]

    def around(self, span: tuple[int, int], most: int) -> tuple[str, str]:
        """At most so many characters of the text before a stretch, and behind it."""
        first, last = int(self._at[span[0]]), int(self._at[span[1] - 1]) + 1
        return self.seen[max(0, first - most):first], self.seen[last:last + most]
