"""Finds watched values in a text in one pass, whatever case, accents, normal form, spacing or punctuation it is written in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property, lru_cache

import ahocorasick

from sotay.privacy.gate.squeezed import SOFT, Squeezed
from sotay.privacy.gate.watchlist import EMAIL, NAME, NUMBER, Watchlist
from sotay.privacy.gate.words import WORD, accents, accents_by_word, folded, visible, words

_MAIL = re.compile(r"[\w.+-]+@[\w.-]+\w")
_AT = re.compile("[@＠﹫]")
# The longest name of a mailbox, and of a mail server.
_BEFORE_AT, _BEHIND_AT = 80, 256
# A comma only where it parts thousands: lists of figures have commas too.
_RUN = re.compile(rb"\d(?:(?:[ .\-_/]{0,2}|,(?=\d{3}(?!\d)))\d){8,}")
_GROUP = re.compile(rb"\d+")
_DIGITS = re.compile(rb"\d{9,}")
# A point of a chart, and one that nobody takes for a whole number.
_COORDINATE, _DECIMAL = re.compile(rb"\d{1,3}(?:\.\d+)?"), re.compile(rb"[1-9]\d{0,2}\.\d{4,}")
_SEPARATORS = b" .,-_/"
# A longer run is a hash, a coordinate list or a table of figures, in which any ten digits stand somewhere; a personal number has twelve.
_LONGEST_RUN = 16
# Personal numbers: province 001-096, century and sex 0-9, two digits of the birth year; mobile numbers by the prefixes in use.
_CITIZEN = re.compile(rb"(?<![x\d_.,/-])0(?:0[1-9]|[1-8]\d|9[0-6])[0-3]\d{8}(?![x\d_/-]|[.,]\d)")
_MOBILE = re.compile(rb"(?<![x\d_.,/-])(?:\+?84|0)(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7}(?![x\d_/-]|[.,]\d)")
PATTERN = "dãy số có dạng số định danh hoặc điện thoại"
# Words that stand directly before and behind a stretch of text, nothing but space between them, and how far to look for them.
_BEFORE = re.compile(r"(?<![^\W_])((?:[^\W_]+\s+){1,5})\Z")
_BEHIND = re.compile(r"((?:\s+[^\W_]+){1,5})(?![^\W_])")
_AROUND = 60
# "Đầu tư công tháng 9": what is followed by a number here is a time.
_PERIODS = {("thang",), ("quy",), ("nam",), ("ngay",)}
# "Phụ lục VI": the number of a heading is no family name.
_NUMBERED, _ROMAN = {"luc", "phan", "muc", "chuong", "bang", "quy", "nhom", "khoan", "dieu"}, re.compile("[ivxlc]+")
_accents = lru_cache(maxsize=4096)(accents)


class Search:
    """A watchlist made ready; `hits` may be asked any number of times."""

    def __init__(self, watch: Watchlist) -> None:
        self.watch = watch

    @cached_property
    def _words(self) -> ahocorasick.Automaton:
        """Phrases, names of two words and codes by their letters; under the same letters may stand several."""
        entries: dict[str, list[tuple]] = {}
        for parts, (kind, variants) in self.watch.phrases.items():
            entries.setdefault("".join(parts), []).append((parts, kind, variants))
        for pair in self.watch.pairs:
            parts = tuple(map(folded, pair))
            entries.setdefault("".join(parts), []).append((parts, NAME, None))
        for code, kind in self.watch.codes.items():
            entries.setdefault(code, []).append(((), kind, None))
        return _automaton(entries)

    @cached_property
    def _numbers(self) -> ahocorasick.Automaton:
        return _automaton({d: (len(d), kind or NUMBER, d) for d, kind in self.watch.digits.items()})

    @cached_property
    def shown_numbers(self) -> frozenset[bytes]:
        """Numbers that the definitions show (a hotline)."""
        return frozenset(run.translate(None, _SEPARATORS) for run in _RUN.findall(Squeezed(self.watch.allowed).signs))

    @cached_property
    def excused(self) -> frozenset[tuple[str, ...]]:
        """Phrases and names that the definitions show themselves, told from one look through those."""
        text = Squeezed(self.watch.allowed).text if len(self._words) else ""
        met = {parts for _, entries in (self._words.iter(text) if text else ()) for parts, _, _ in entries if parts}
        return frozenset(parts for parts in met if self.watch.is_allowed(parts))

    def get_ready(self) -> None:
        """Makes ready what all searches need, so that copies of this process have it."""
        _ = self._words, self._numbers, self.shown_numbers, self.excused

    def hits(self, text: str) -> Counter[str]:
        """Watched values in the text by kind; the values themselves are not told."""
        squeezed = Squeezed(text)
        found: Counter[str] = Counter(self._word_hits(squeezed))
        found.update(self._number_hits(squeezed.signs))
        found.update(self._mail_hits(text) if self.watch.emails else ())
        return found

    # -- words ---------------------------------------------------------------------------------------------------------------------------------------------

    def _word_hits(self, squeezed: Squeezed) -> Iterator[str]:
        if not len(self._words):
            return
        for end, entries in self._words.iter(squeezed.text):
            for parts, kind, variants in entries:
                if not parts:
                    yield kind
                elif (span := squeezed.span(end + 1, parts)) and parts not in self.excused:
                    written = squeezed.written(span)
                    if (self._is_pair(written) if variants is None else _may_be(written, variants, parts)) and not self._lies_across(squeezed.around(span, _AROUND), parts):
                        yield kind

    def _lies_across(self, around: tuple[str, str], parts: tuple[str, ...]) -> bool:
        """Do the words belong to what stands before and behind them: “tỉnh Bắc Ninh” and then “Tiến độ kế hoạch” is nobody called Ninh Tiến.

        Before: the commune's own place, or a text that the definitions show and the beginning of another behind; or a heading's Roman number.
        """
        before, behind = _BEFORE.search(around[0]), _BEHIND.match(around[1])
        if not before:
            return False
        left, right, shown = words(before.group()), words(behind.group()) if behind else (), f" | {self.watch.allowed} | "
        starts = {n: [left[-k:] + parts[:n] for k in range(1, len(left) + 1)] for n in range(1, len(parts))}
        if left[-1] in _NUMBERED and _ROMAN.fullmatch(parts[0]) or any(text in self.watch.places for texts in starts.values() for text in texts):
            return True
        ends = [n for n, texts in starts.items() if any(f" {' '.join(text)} | " in shown for text in texts)]
        if right and right[0].isdigit() and any(parts[n:] in _PERIODS for n in ends):
            return True
        return any(f" | {' '.join(parts[n:] + right[:k])} " in shown for n in ends for k in range(1, len(right) + 1))

    def _is_pair(self, written: str) -> bool:
        """Names of two words, as names are written: accents right, each word with a capital."""
        for between in ("", " "):
            pair = WORD.findall(visible(written.replace(SOFT, between)))
            if len(pair) == 2 and tuple(w.lower() for w in pair) in self.watch.pairs and all(w[0].isupper() for w in pair):
                return True
        return False

    # -- numbers, mail -------------------------------------------------------------------------------------------------------------------------------------

    def _number_hits(self, signs: bytes) -> Iterator[str]:
        told: set[bytes] = set()
        if len(self._numbers):
            grouped = b"\n".join(_RUN.findall(signs))
            runs = grouped.translate(None, _SEPARATORS).decode("ascii")
            for end, (length, kind, number) in self._numbers.iter(runs):
                begin, behind = end + 1 - length, end + 1
                if (length == 12 or _line_length(runs, end) <= _LONGEST_RUN) and _stands_apart(grouped, begin, behind) and not self._are_coordinates(grouped, begin, behind, number):
                    told.add(number.encode("ascii"))
                    yield kind
        for digits in _DIGITS.finditer(signs):
            begins = (digits.start(), digits.start() - 1) if signs[digits.start() - 1:digits.start()] == b"+" else (digits.start(),)
            for number in (found.group() for begin in begins for pattern in (_CITIZEN, _MOBILE) if (found := pattern.match(signs, begin))):
                if number.lstrip(b"+") not in told and number.lstrip(b"+") not in self.shown_numbers:
                    yield PATTERN

    def _are_coordinates(self, grouped: bytes, begin: int, end: int, number: str) -> bool:
        """Is it a telephone number only without its zero, and read out of decimal fractions: a chart has hundreds of points such as “780.915122 36” or “78.0915 122.382682”."""
        if f"0{number}" not in self.watch.digits:
            return False
        places = _digits(grouped)
        first, last = places[begin], places[end - 1] + 1
        first = max(grouped.rfind(b" ", 0, first), grouped.rfind(b"\n", 0, first)) + 1
        last = min((at for at in (grouped.find(b" ", last), grouped.find(b"\n", last)) if at >= 0), default=len(grouped))
        tokens = grouped[first:last].split()
        return all(map(_COORDINATE.fullmatch, tokens)) and any(map(_DECIMAL.fullmatch, tokens))

    def _mail_hits(self, text: str) -> Iterator[str]:
        for at in _AT.finditer(text):
            around = visible(text[max(0, at.start() - _BEFORE_AT):at.start() + _BEHIND_AT].replace(SOFT, "")).lower()
            yield from (EMAIL for mail in _MAIL.findall(around) if mail.lstrip(".+-") in self.watch.emails or mail in self.watch.emails)


def _line_length(lines: str, inside: int) -> int:
    end = lines.find("\n", inside)
    return (end if end >= 0 else len(lines)) - lines.rfind("\n", 0, inside) - 1


def _stands_apart(grouped: bytes, begin: int, end: int) -> bool:
    """Does a number begin and end with a group of digits: in “233.2375 176.083333” nobody reads 375176083. `begin` and `end` do not count separators."""
    whole = _groups(grouped)
    return begin in whole and end in whole


@lru_cache(maxsize=1)
def _groups(grouped: bytes) -> frozenset[int]:
    """Where groups of digits begin and end, counted without separators."""
    places, at = {0}, 0
    for line in grouped.split(b"\n"):
        for group in _GROUP.findall(line):
            places.add(at)
            at += len(group)
            places.add(at)
        at += 1
    return frozenset(places)


@lru_cache(maxsize=1)
def _digits(grouped: bytes) -> list[int]:
    """Where each character stands that is no separator."""
    return [place for place, sign in enumerate(grouped) if sign not in _SEPARATORS]


def _may_be(written: str, variants: set[str], parts: tuple[str, ...]) -> bool:
    """A name may have lost accents, but words with accents that it does not have are other words: “công trình. Định nghĩa” is nobody called Trịnh Đình Nghĩa."""
    marks, by_word = _accents(written), accents_by_word(written, parts)
    for known in variants:
        if marks <= _accents(known):
            theirs = accents_by_word(known, parts) if by_word else None
            # A part of a longer text is not compared word by word.
            if by_word is None or theirs is None or all(own <= its for own, its in zip(by_word, theirs, strict=True)):
                return True
    return False


def _automaton(entries: dict) -> ahocorasick.Automaton:
    machine = ahocorasick.Automaton()
    for key, value in entries.items():
        machine.add_word(key, value)
    if entries:
        machine.make_automaton()
    return machine
