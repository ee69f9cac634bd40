"""Made-up lists of people in which it is known which two rows are one person: every way of writing a person differently, and people who only look like one.

Run as a script it prints what is found per kind, for a list with and one without numbers.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

import pandas as pd
from rapidfuzz.distance import OSA

from sotay.checks.duplicates.comparing import Compared, People, compare
from sotay.checks.duplicates.names import plain
from sotay.demo.kitchen import load_kitchen
from sotay.demo.people import personal_number

NAMES = load_kitchen(Path(__file__).resolve().parents[3] / "parameters" / "demo").names
SEXES = ("Nam", "Nữ")
VILLAGES = 40
# Shares of the rows of a list.
REPEATED, TWINS, SIBLINGS, NAMESAKES, SAME_YEAR, NO_NUMBER = 0.02, 0.004, 0.01, 0.004, 0.01, 0.06


@dataclass(frozen=True)
class Person:
    name: str
    sex: str
    birth: date
    number: str | None
    village: str
    mother: str


@dataclass
class Labelled:
    """A list and what is true of it: `kinds` of each true pair (positions), `looks` of pairs of two people made to look alike.

    With `split` two lists under each other, the second from that row on; then only pairs of one row of each count.
    """

    people: list[Person]
    kinds: dict[tuple[int, int], str] = field(default_factory=dict)
    looks: dict[tuple[int, int], str] = field(default_factory=dict)
    split: int | None = None

    def columns(self, numbers: bool = True, mothers: bool = False) -> People:
        frame = pd.DataFrame(self.people)
        births, number = pd.to_datetime(frame["birth"]).astype("datetime64[s]"), frame["number"].astype("str") if numbers else None
        return People(frame["name"].astype("str"), births, number, frame["sex"], frame["village"], [frame["mother"]] if mothers else [])


def _zipf(words: list[str], flat: int) -> tuple[list[str], list[float]]:
    """Words with running totals of their weights: few are common, many are rare."""
    return words, list(accumulate(1 / (i + flat) for i in range(len(words))))


class Maker:
    """Draws people whose names are as unevenly spread as in a commune."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        families = list(dict.fromkeys(f for listed in NAMES.family.values() for f in listed))
        self.families = _zipf(families, 2)
        self.middles = {s: _zipf(list(dict.fromkeys(NAMES.middle[s])), 1) for s in SEXES}
        self.givens = {s: _zipf(self.rng.sample(list(NAMES.given[s]), len(NAMES.given[s])), 12) for s in SEXES}
        self.near = {s: {g: [o for o in NAMES.given[s] if o != g and (plain(o) == plain(g) or OSA.distance(plain(o), plain(g)) == 1)] for g in NAMES.given[s]} for s in SEXES}

    def pick(self, weighted: tuple[list[str], list[float]]) -> str:
        return self.rng.choices(weighted[0], cum_weights=weighted[1])[0]

    def name(self, sex: str, family: str | None = None) -> str:
        words = [family or self.pick(self.families)]
        for chance in (0.94, 0.15):
            if self.rng.random() < chance:
                words.append(self.pick(self.middles[sex]))
        return " ".join([*words, self.pick(self.givens[sex])])

    def person(self) -> Person:
        sex, birth = self.rng.choice(SEXES), date(1935, 1, 1) + timedelta(days=self.rng.randrange(91 * 365))
        if self.rng.random() < 0.02:
            birth = birth.replace(month=1, day=1)
        return Person(self.name(sex), sex, birth, self.number(sex, birth), f"Thôn {self.rng.randrange(VILLAGES)}", self.name("Nữ"))

    def number(self, sex: str, birth: date) -> str | None:
        return None if self.rng.random() < NO_NUMBER else personal_number(self.rng, sex, birth, self.rng.choice(("024", "024", "024", "027", "022")))

    def labelled(self, size: int) -> Labelled:
        """About `size` rows in mixed order."""
        made = Labelled([self.person() for _ in range(int(size * (1 - REPEATED - TWINS - SIBLINGS - NAMESAKES - SAME_YEAR)))])
        base = range(len(made.people))
        alike = ((TWINS, "sinh đôi", self.twin), (SIBLINGS, "anh chị em", self.sibling), (NAMESAKES, "cha con cùng tên", self.namesake), (SAME_YEAR, "cùng tên cùng năm", self.same_year))
        for share, look, make in alike:
            for at in self.rng.sample(base, int(size * share)):
                if other := make(made.people[at]):
                    made.looks[at, len(made.people)] = look
                    made.people.append(other)
        for at in self.rng.sample(base, int(size * REPEATED)):
            kind, other = self.rewritten(made.people[at])
            made.kinds[at, len(made.people)] = kind
            made.people.append(other)
        return self._shuffled(made)

    def two_lists(self, size: int, dead: int) -> Labelled:
        """About `dead` registered deaths before a list of `size` people: some stand in it written differently, some only look like one who does."""
        listed = [self.person() for _ in range(size)]
        made = Labelled([], split=0)
        chosen = self.rng.sample(range(size), min(size, dead))
        alike = (("sinh đôi", self.twin), ("anh chị em", self.sibling), ("cha con cùng tên", self.namesake), ("cùng tên cùng năm", self.same_year))
        for number, at in enumerate(chosen):
            kind, look, other = "", "", self.person()
            if number % 10 < 3:
                kind, other = self.rewritten(listed[at])
            elif number % 10 < 5:
                look, make = alike[number // 10 % 4]
                other = make(listed[at]) or other
            for pairs, word in ((made.kinds, kind), (made.looks, look)):
                if word:
                    pairs[len(made.people), len(chosen) + at] = word
            made.people.append(other)
        return replace(made, people=made.people + listed, split=len(chosen))

    def _shuffled(self, made: Labelled) -> Labelled:
        order = self.rng.sample(range(len(made.people)), len(made.people))
        place = {old: new for new, old in enumerate(order)}

        def moved(pairs: dict) -> dict:
            return {tuple(sorted((place[a], place[b]))): kind for (a, b), kind in pairs.items()}

        return Labelled([made.people[i] for i in order], moved(made.kinds), moved(made.looks))

    def _one_letter_other(self, one: Person) -> str | None:
        *rest, given = one.name.split()
        near = self.near[one.sex].get(given)
        return " ".join([*rest, self.rng.choice(near)]) if near else None

    def twin(self, one: Person) -> Person | None:
        name = self._one_letter_other(one)
        return replace(one, name=name, number=self.number(one.sex, one.birth)) if name else None

    def sibling(self, one: Person) -> Person | None:
        twin, birth = self.twin(one), one.birth + timedelta(days=self.rng.randrange(330, 3000))
        return replace(twin, birth=birth, number=self.number(one.sex, birth)) if twin else None

    def namesake(self, one: Person) -> Person:
        birth = one.birth + timedelta(days=self.rng.randrange(19 * 365, 40 * 365))
        return replace(one, birth=birth, number=self.number(one.sex, birth), mother=self.name("Nữ"))

    def same_year(self, one: Person) -> Person:
        birth = date(one.birth.year, 1, 1) + timedelta(days=self.rng.randrange(365))
        return replace(self.person(), name=one.name, sex=one.sex, birth=birth, number=self.number(one.sex, birth))

    def rewritten(self, one: Person) -> tuple[str, Person]:
        """The person with one difference or two of different columns, and what they are."""
        while True:
            groups = self.rng.sample((NAME_WAYS, DATE_WAYS, NUMBER_WAYS), self.rng.choice((1, 2)))
            ways = [self.rng.choice(list(g.items())) for g in groups]
            if len(ways) == 2 and SLIP in (w[0] for w in ways):
                continue  # a wrong number and another difference are two people until someone looks at the papers
            other = one
            for _, change in ways:
                other = change(other, self.rng) if other else None
            if other and other != one:
                return " + ".join(sorted(w[0] for w in ways)), other


Way = Callable[[Person, random.Random], Person | None]


def _renamed(change: Callable[[list[str], random.Random], list[str] | None]) -> Way:
    def way(one: Person, rng: random.Random) -> Person | None:
        words = change(one.name.split(), rng)
        return replace(one, name=" ".join(words)) if words else None

    return way


def _typo(words: list[str], rng: random.Random) -> list[str]:
    at = rng.randrange(len(words))
    word, place = words[at], rng.randrange(1, len(words[at])) if len(words[at]) > 1 else 0
    letter = rng.choice("abcdeghiklmnoprstuvx")
    begin, rest = word[:place], word[place:]
    new = rng.choice((begin + letter + rest, begin + letter + rest[1:], begin + rest[1:], begin + rest[:2][::-1] + rest[2:]))
    return [*words[:at], new or letter, *words[at + 1 :]]


_OLD_TONE = {"òa": "oà", "óa": "oá", "ủy": "uỷ", "úy": "uý", "ùy": "uỳ", "òe": "oè", "óe": "oé"}


def _swap(words: list[str], rng: random.Random) -> list[str] | None:
    at = rng.randrange(len(words) - 1)
    return [*words[:at], words[at + 1], words[at], *words[at + 2 :]] if len(words) > 2 else None


def _replaced(pairs: dict[str, str]) -> Callable[[list[str], random.Random], list[str] | None]:
    def change(words: list[str], rng: random.Random) -> list[str] | None:
        text = " ".join(words)
        for old, new in pairs.items():
            text = text.replace(old, new)
        return text.split() if text != " ".join(words) else None

    return change


NAME_WAYS: dict[str, Way] = {
    "mất dấu": _renamed(lambda w, rng: [plain(x).capitalize() for x in w]),
    "mất dấu một chữ": _renamed(lambda w, rng: [plain(x).capitalize() if i == 1 and len(w) > 2 else x for i, x in enumerate(w)]),
    "chữ hoa": _renamed(lambda w, rng: [x.upper() for x in w]),
    "đặt dấu": _renamed(_replaced(_OLD_TONE)),
    "y và i": _renamed(_replaced({"Lý": "Lí", "Vy": "Vi", "Mỹ": "Mĩ", "Ly": "Li", "Vỹ": "Vĩ", "Sỹ": "Sĩ", "My": "Mi"})),
    "Đ và D": _renamed(_replaced({"Đ": "D", "đ": "d"})),
    "thiếu chữ đệm": _renamed(lambda w, rng: [w[0], w[-1]] if len(w) > 2 else None),
    "viết tắt": _renamed(lambda w, rng: [*(x[0] + "." for x in w[:-1]), w[-1]] if len(w) > 2 else None),
    "viết tắt đệm": _renamed(lambda w, rng: [w[0], *(x[0] + "." for x in w[1:-1]), w[-1]] if len(w) > 2 else None),
    "đổi chỗ hai chữ": _renamed(_swap),
    "sai một chữ cái": _renamed(_typo),
}


def _moved(change: Callable[[str, random.Random], str | None]) -> Way:
    def way(one: Person, rng: random.Random) -> Person | None:
        text = change(f"{one.birth:%d%m%Y}", rng)
        try:
            birth = date(int(text[4:]), int(text[2:4]), int(text[:2])) if text else None
        except ValueError:
            return None
        return replace(one, birth=birth) if birth and date(1930, 1, 1) <= birth < date(2027, 1, 1) else None

    return way


def _digit(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text))
    return text[:at] + rng.choice([d for d in "0123456789" if d != text[at]]) + text[at + 1 :]


def _transposed(text: str, rng: random.Random) -> str:
    at = rng.choice((0, 2, 6))
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]


DATE_WAYS: dict[str, Way] = {
    "đổi chỗ ngày tháng": _moved(lambda t, rng: t[2:4] + t[:2] + t[4:]),
    "sai một chữ số ngày": _moved(_digit),
    "hoán vị chữ số ngày": _moved(_transposed),
    "chỉ năm sinh": _moved(lambda t, rng: "0101" + t[4:]),
}


def _numbered(change: Callable[[str, random.Random], str | None]) -> Way:
    return lambda one, rng: replace(one, number=change(one.number, rng)) if one.number else None


def _number_slip(number: str, rng: random.Random) -> str:
    at = rng.randrange(3, 11)
    return _digit(number, rng) if rng.random() < 0.6 or number[at] == number[at + 1] else number[:at] + number[at : at + 2][::-1] + number[at + 2 :]


SLIP = "sai một chữ số của số"
NUMBER_WAYS: dict[str, Way] = {
    "thiếu số": _numbered(lambda n, rng: None), "mất số 0 đầu": _numbered(lambda n, rng: n[1:]), SLIP: _numbered(_number_slip),
    "số cũ 9 chữ số": _numbered(lambda n, rng: f"12{rng.randrange(10**7):07}"),
}


@dataclass
class Outcome:
    precision: float
    recall: float
    of_kind: dict[str, tuple[int, int]]
    wrong: Counter
    pairs: Compared


def judged(labelled: Labelled, people: People) -> Outcome:
    """What the comparison finds against what is true; a kind is one way of writing differently, wherever it occurs."""
    pairs = compare(people, labelled.split)
    found = set(zip(pairs.one.tolist(), pairs.other.tolist(), strict=True))
    of_kind: dict[str, list[int]] = {}
    for pair, kinds in labelled.kinds.items():
        for kind in (kinds, *(kinds.split(" + ") if " + " in kinds else ())):
            tally = of_kind.setdefault(kind, [0, 0])
            tally[0] += pair in found
            tally[1] += 1
    right = len(found & set(labelled.kinds))
    wrong = Counter(labelled.looks.get(p, "tình cờ") for p in found - set(labelled.kinds))
    return Outcome(right / max(1, len(found)), right / max(1, len(labelled.kinds)), {k: tuple(v) for k, v in of_kind.items()}, wrong, pairs)


if __name__ == "__main__":
    rows, seed = (int(x) for x in sys.argv[1:3])
    made = Maker(seed).labelled(rows)
    for title, columns in (("có số", made.columns()), ("có số, có tên mẹ", made.columns(mothers=True)), ("không có cột số", made.columns(numbers=False))):
        outcome = judged(made, columns)
        print(f"{title}: precision {outcome.precision:.4f} recall {outcome.recall:.4f}; nhầm: {dict(outcome.wrong)}")
        for kind, (hit, all_) in sorted(outcome.of_kind.items(), key=lambda k: k[1][0] / k[1][1]):
            if hit < all_ and (" + " not in kind or all_ - hit > 1):
                print(f"    {kind}: {hit}/{all_}")
