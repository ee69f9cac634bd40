"""Compares the rows of a list of people: each pair that shares a key gets a score from name, birth date, number, sex, village and relatives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

import numpy as np
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA

from sotay.checks.duplicates import threshold as t
from sotay.checks.duplicates.blocking import once, pairs, pairs_across, together
from sotay.checks.duplicates.dates import DateLikeness, Dates
from sotay.checks.duplicates.names import Likeness, Names, plain
from sotay.checks.duplicates.numbers import NumberLikeness, Numbers


@dataclass
class People:
    """Columns of a list, row by row, of equal length; name and birth are filled. `must_match`: rows in which one of these differs are never one person."""

    names: pd.Series
    births: pd.Series
    numbers: pd.Series | None = None
    sex: pd.Series | None = None
    village: pd.Series | None = None
    relatives: list[pd.Series] = field(default_factory=list)
    must_match: list[pd.Series] = field(default_factory=list)


@dataclass
class Compared:
    """Pairs of row positions (`one` stands before `other`), each with its score and how name, date and number are alike."""

    one: np.ndarray
    other: np.ndarray
    name: np.ndarray
    date: np.ndarray
    number: np.ndarray
    score: np.ndarray

    def kept(self, mask: np.ndarray) -> Compared:
        return Compared(*(values[mask] for values in (self.one, self.other, self.name, self.date, self.number, self.score)))


NOBODY = np.zeros(0, dtype=np.int64)


def compare(people: People, split: int | None = None) -> Compared:
    """All pairs whose score reaches LIKELY; with `split` only those of a row before it with one from it on: two lists under each other."""
    return Comparison(people, split).pairs()


class Comparison:
    def __init__(self, people: People, split: int | None = None) -> None:
        self.rows, self.split = len(people.names), split
        self.name_of, spellings = pd.factorize(people.names.astype("object"))
        self.names = Names(list(spellings), np.bincount(self.name_of, minlength=len(spellings)).tolist())
        self.dates = Dates(people.births.to_numpy().astype("datetime64[D]"))
        self.numbers = Numbers(people.numbers if people.numbers is not None else pd.Series(np.nan, index=people.names.index, dtype="object"))
        self.day = _codes(self.dates.whole)
        witnesses = [(people.sex, t.SEX), (people.village, t.VILLAGE), *((c.map(plain, na_action="ignore"), t.RELATIVE) for c in people.relatives)]
        self.witnesses = [(_codes(c.astype("object").to_numpy()), weight) for c, weight in witnesses if c is not None]
        self.near = [codes for codes, weight in self.witnesses if weight is not t.SEX]
        self.must_match = [_codes(c.astype("object").to_numpy()) for c in people.must_match]
        n = self.names
        self.spelled, self.plain, self.sorted, self.ends, self.initials = map(_codes, (n.spelled, n.plain, n.sorted, n.ends, n.initials))

    def pairs(self) -> Compared:
        parts = [self.weighed(one, other, t.LIKELY) for one, other in self._met()]
        return Compared(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Compared))) if parts else self.weighed(NOBODY, NOBODY, t.LIKELY)

    def weighed(self, one: np.ndarray, other: np.ndarray, least: float) -> Compared:
        """Of these pairs those that nothing speaks flatly against and whose score reaches `least`."""
        number = self.numbers.likeness(one, other)
        keep = number != NumberLikeness.DIFFERENT
        for column in self.must_match:
            keep &= _equal(column, one, other) >= 0
        one, other, number = one[keep], other[keep], number[keep]
        date = self.dates.likeness(one, other)
        # Two valid numbers are two people, unless all else is the same and one slip parts them.
        keep = ((date != DateLikeness.OTHER) | (number == NumberLikeness.EQUAL)) & ((number != NumberLikeness.SLIP) | (date == DateLikeness.SAME))
        found = Compared(one, other, np.zeros(len(one), dtype=np.int8), date, number, np.zeros(len(one))).kept(keep)
        found.score = self._besides_name(found)
        # Names are looked at where the rarest name could still lift the pair so high.
        found = found.kept(found.score + self._rarity(self.plain[self.name_of], found.one, found.other, t.USUAL_NAME) >= least)
        found.name = self._name_likeness(found.one, found.other)
        found = found.kept((found.name != Likeness.NONE) & ((found.number != NumberLikeness.SLIP) | (found.name <= Likeness.ACCENTS)))
        found.score = self._with_name(found)
        return found.kept(found.score >= least)

    def _met(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        row, d, bare = self.name_of, self.dates, self.names.bare
        ends = self.ends[row]
        # A letter wrong in the family name, the given name or its first letter still leaves one of these whole.
        narrower = [self.sorted[row], ends, self.initials[row], *(_codes(values)[row] for values in (
            [f"{w[0]} {w[-1][:1]}" for w in bare], [f"{w[0]} {w[-1][1:]}" for w in bare], [f"{w[-1]} {len(w)}" for w in bare]))]
        day_month = np.minimum(d.day, d.month) * 100 + np.maximum(d.day, d.month)
        found = self._sharing(_codes(d.unordered), narrower)
        for keys in ((self.sorted[row], d.year), (self.sorted[row], day_month), (ends, d.year, d.month), (ends, d.year, d.day), (ends, d.month, d.day)):
            found += self._sharing(together(*keys))
        # Of one village or one mother fewer people are like each other: half a name and half a date are enough to meet.
        given = _codes([w[-1] for w in bare])[row]
        for witness in self.near:
            for keys in ((given, d.year), (given, day_month), (self.initials[row], d.year), (self.initials[row], day_month)):
                found += self._sharing(np.where(witness >= 0, together(witness, *keys), -1))
        found += self._sharing(self.numbers.tail) + self._sharing(self.numbers.code)
        return once(found, self.rows)

    def _sharing(self, key: np.ndarray, narrower: list[np.ndarray] = ()) -> list[np.ndarray]:
        return pairs(key, narrower) if self.split is None else pairs_across(key, self.split, narrower)

    def _name_likeness(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Each different pair of names is looked at once; rapidfuzz sorts out those that cannot be one letter apart."""
        a, b = self.name_of[one], self.name_of[other]
        codes, back = np.unique(np.minimum(a, b).astype(np.int64) * len(self.names.plain) + np.maximum(a, b), return_inverse=True)
        a, b = codes // len(self.names.plain), codes % len(self.names.plain)
        shortened = np.array(self.names.shortened, dtype=bool)
        result = np.full(len(codes), Likeness.NONE, dtype=np.int8)
        result[self.spelled[a] == self.spelled[b]] = Likeness.SAME
        look = (self.plain[a] == self.plain[b]) | (self.sorted[a] == self.sorted[b]) | (self.ends[a] == self.ends[b]) | shortened[a] | shortened[b]
        rest = np.flatnonzero(~look & (result != Likeness.SAME))
        plain = self.names.plain
        for spelt in (plain, self.names.letters) if len(rest) else ():
            steps = process.cpdist([spelt[i] for i in a[rest]], [spelt[i] for i in b[rest]], scorer=OSA.distance, score_cutoff=1, dtype=np.uint8)
            look[rest[steps <= 1]] = True
        for place in np.flatnonzero(look & (result != Likeness.SAME)):
            result[place] = self.names.likeness(int(a[place]), int(b[place]))
        nameless = np.array([not p for p in plain], dtype=bool)
        result[nameless[a] | nameless[b]] = Likeness.NONE
        return result[back]

    def _besides_name(self, found: Compared) -> np.ndarray:
        one, other = found.one, found.other
        day = self._rarity(self.day, one, other, t.USUAL_DAY)
        score = np.where(found.date == DateLikeness.YEAR_ONLY, -np.log2(t.USUAL_DAY), day) - _per_level(t.DATE_LOSS, found.date)
        score += _per_level(t.NUMBER_GAIN, found.number) - np.log2(max(t.SHORTEST_LIST, self.rows))
        for column, (gain, loss) in self.witnesses:
            equal = _equal(column, one, other)
            score += np.where(equal > 0, gain, np.where(equal < 0, loss, 0.0))
        return score - np.where(self._alone(found), _per_level(t.ALONE_LOSS, found.date), 0.0)

    def _alone(self, found: Compared) -> np.ndarray:
        """Where only name and date speak for one person, in a list that has hardly a number."""
        if self.numbers.known.sum() >= t.NUMBERED * self.rows:
            return np.zeros(len(found.one), dtype=bool)
        vouched = found.number != NumberLikeness.UNKNOWN
        for column in self.near:
            vouched |= _equal(column, found.one, found.other) > 0
        return ~vouched

    def _with_name(self, found: Compared) -> np.ndarray:
        one, other, name = found.one, found.other, found.name
        bits = self._rarity(self.plain[self.name_of], one, other, t.USUAL_NAME)
        short, swapped = np.isin(name, (Likeness.MIDDLE, Likeness.INITIALS)), name == Likeness.SWAPPED
        bits[short] = self._rarity(self.ends[self.name_of], one[short], other[short], t.USUAL_ENDS)
        bits[swapped] = self._rarity(self.sorted[self.name_of], one[swapped], other[swapped], t.USUAL_NAME)
        score = found.score + bits - _per_level(t.NAME_LOSS, name)
        alone = self._alone(found)
        score -= np.where(alone & (self.rows > t.LONG_LIST), _per_level(t.ALONE_NAME_LOSS, name), 0.0)
        # Brothers and sisters share village, parents and, twins, the birth date: without one number they stay two people.
        two = (name == Likeness.OTHER_WORD) & (found.number != NumberLikeness.EQUAL)
        two |= alone & (found.date == DateLikeness.YEAR_SLIP) & (name != Likeness.SAME)
        return np.where(two, np.minimum(score, t.LIKELY - 1), score)

    def _rarity(self, key: np.ndarray, one: np.ndarray, other: np.ndarray, usual: float) -> np.ndarray:
        """Bits: how seldom the other rows carry the commoner of the two values; a short list is helped out by what is usual."""
        rows = np.bincount(key)
        carried = np.maximum(rows[key[one]], rows[key[other]]) - 2
        return -np.log2((np.maximum(carried, 0) + t.SHORTEST_LIST * usual) / (self.rows + t.SHORTEST_LIST))


def _codes(values: list[str] | np.ndarray) -> np.ndarray:
    return pd.factorize(np.asarray(values, dtype=object if isinstance(values, list) else None))[0].astype(np.int64)


def _per_level(values: dict, levels: np.ndarray) -> np.ndarray:
    return np.array([values[level] for level in sorted(values)])[levels]


def _equal(codes: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """1 where both rows hold the same, -1 where they differ, 0 where one is empty."""
    a, b = codes[one], codes[other]
    return np.where((a < 0) | (b < 0), 0, np.where(a == b, 1, -1))
