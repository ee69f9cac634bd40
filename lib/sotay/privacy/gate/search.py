"""Finds watched values in a text in one pass, whatever case, accents, normal form, spacing or punctuation it is written in."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

import ahocorasick

from sotay.privacy.gate.watchlist import EMAIL, NAME, NUMBER, Watchlist
from sotay.privacy.gate.words import WORD, accents, folded, visible

_MAIL = re.compile(r"[\w.+-]+@[\w.-]+\w")
_RUN = re.compile(r"\d(?:[ .\-_/\u2009\u202f]?\d){8,}")
_SEPARATOR = re.compile(r"\D")
# A longer run is a hash, a coordinate list or a table of figures, in which any ten digits stand somewhere; a personal number has twelve.
_LONGEST_RUN = 16
# Personal numbers: province 001-096, century and sex 0-9, two digits of the birth year; mobile numbers by the prefixes in use.
_CITIZEN = re.compile(r"(?<![\w.,/-])0(?:0[1-9]|[1-8]\d|9[0-6])[0-3]\d{8}(?![\w/-]|[.,]\d)")
_MOBILE = re.compile(r"(?<![\w.,/-])(?:\+?84|0)(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7}(?![\w/-]|[.,]\d)")
PATTERN = "dãy số có dạng số định danh hoặc điện thoại"


class Search:
    """A watchlist made ready; `hits` may be asked any number of times."""

    def __init__(self, watch: Watchlist) -> None:
        self.watch = watch

    @cached_property
    def _phrases(self) -> ahocorasick.Automaton:
        return _automaton({"".join(parts): (parts, *how) for parts, how in self.watch.phrases.items()})

    @cached_property
    def _digits(self) -> ahocorasick.Automaton:
        return _automaton({d: (len(d), kind) for d, kind in self.watch.digits.items()})

    @cached_property
    def _codes(self) -> ahocorasick.Automaton:
        return _automaton({c: (len(c), kind) for c, kind in self.watch.codes.items()})

    @cached_property
    def _known_numbers(self) -> set[str]:
        """Numbers that the definitions show (a hotline) or that are told as watched values already."""
        return {_SEPARATOR.sub("", run) for run in _RUN.findall(self.watch.allowed)} | self.watch.digits.keys()

    def hits(self, text: str) -> Counter[str]:
        """Watched values in the text by kind; the values themselves are not told."""
        found: Counter[str] = Counter()
        seen = visible(text)
        squeezed = Squeezed(seen)
        found.update(self._phrase_hits(squeezed))
        found.update(self._pair_hits(squeezed))
        found.update(kind for kind in self._number_hits(seen))
        found.update(kind for end, (length, kind) in self._codes.iter(squeezed.text)) if len(self._codes) else None
        found.update(EMAIL for mail in _MAIL.findall(seen.lower()) if mail in self.watch.emails) if "@" in seen else None
        found.update(PATTERN for pattern in (_CITIZEN, _MOBILE) for number in pattern.findall(seen) if _SEPARATOR.sub("", number) not in self._known_numbers)
        return found

    def _phrase_hits(self, squeezed: Squeezed) -> Iterator[str]:
        if not len(self._phrases):
            return
        for end, (parts, kind, variants) in self._phrases.iter(squeezed.text):
            span = squeezed.span(end + 1, parts)
            if span and not self.watch.is_allowed(parts) and squeezed.may_be(span, variants):
                yield kind

    @cached_property
    def _pairs(self) -> ahocorasick.Automaton:
        return _automaton({"".join(map(folded, pair)): tuple(map(folded, pair)) for pair in self.watch.pairs})

    def _pair_hits(self, squeezed: Squeezed) -> Iterator[str]:
        """Names of two words, as names are written: accents right, each word with a capital."""
        if not len(self._pairs):
            return
        for end, parts in self._pairs.iter(squeezed.text):
            span = squeezed.span(end + 1, parts)
            written = squeezed.words(span) if span else ()
            if len(written) == 2 and tuple(w.lower() for w in written) in self.watch.pairs and all(w[0].isupper() for w in written) and not self.watch.is_allowed(parts):
                yield NAME

    def _number_hits(self, seen: str) -> Iterator[str]:
        if not len(self._digits):
            return
        for run in _RUN.findall(seen):
            digits = _SEPARATOR.sub("", run)
            for _, (length, kind) in self._digits.iter(digits):
                if len(digits) <= _LONGEST_RUN or length == 12:
                    yield kind or NUMBER


def _automaton(entries: dict[str, tuple]) -> ahocorasick.Automaton:
    machine = ahocorasick.Automaton()
    for key, value in entries.items():
        machine.add_word(key, value)
    if entries:
        machine.make_automaton()
    return machine


class Squeezed:
    """A text's words without anything between them and without accents, and where each begins and ends in that."""

    def __init__(self, seen: str) -> None:
        words = WORD.findall(folded(seen))
        self.text = "".join(words)
        self.ends = list(accumulate(map(len, words)))
        self.starts = [0, *self.ends[:-1]] if words else []
        self.written = WORD.findall(seen)

    def span(self, end: int, parts: tuple[str, ...]) -> tuple[int, int] | None:
        """First and last word of a stretch that ends there, when it begins and ends with a word and the words in it are the name's own, run together, or spelled letter by letter."""
        begin = end - sum(map(len, parts))
        first, last = bisect_left(self.starts, begin), bisect_left(self.ends, end)
        if first == len(self.starts) or self.starts[first] != begin or last == len(self.ends) or self.ends[last] != end:
            return None
        if all(e - s == 1 for s, e in zip(self.starts[first:last + 1], self.ends[first:last + 1], strict=True)):
            return first, last
        own = {begin + n for n in accumulate(map(len, parts))}
        return (first, last) if set(self.starts[first + 1:last + 1]) <= own else None

    def words(self, span: tuple[int, int]) -> list[str]:
        """The words of a stretch as they are written; none where accents stand apart from their letters."""
        return self.written[span[0]:span[1] + 1] if len(self.written) == len(self.ends) else []

    def may_be(self, span: tuple[int, int], variants: list[Counter[str]]) -> bool:
        """A name may have lost accents, but words with accents that it does not have are other words: “đơn vị mình. Trung tâm” is nobody called Vi Minh Trung."""
        written = self.words(span)
        return not written or any(accents("".join(written)) <= known for known in variants)
