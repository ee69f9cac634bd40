"""Made-up people: Vietnamese names by sex and ethnic group, personal numbers that agree with sex and birth, addresses, phones."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from sotay.definitions.folding import match_key
from sotay.demo.kitchen import Names

MALE, FEMALE = "Nam", "Nữ"
_MOBILE = ("032", "033", "034", "035", "036", "037", "038", "039", "070", "076", "077", "078", "079", "081", "082", "083", "084", "085", "086", "088", "091", "094", "096", "097", "098")
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


@dataclass(frozen=True)
class Person:
    """One made-up person; `number` is the personal number of 12 digits."""

    name: str
    sex: str
    birth: dt.date
    number: str
    ethnic: str
    village: str
    address: str
    phone: str

    @property
    def family(self) -> str:
        return self.name.split()[0]


def weighted(rng: random.Random, weights: dict):
    """One key, by weight."""
    total = rng.random() * sum(weights.values())
    for key, weight in weights.items():
        total -= weight
        if total < 0:
            return key
    return key


def personal_number(rng: random.Random, sex: str, birth: dt.date, province: str) -> str:
    """PPP G YY NNNNNN: province of birth registration, century and sex, birth year, six digits."""
    gender = (birth.year // 100 - 19) * 2 + (sex == FEMALE)
    return f"{province}{gender}{birth.year % 100:02}{rng.randrange(1, 1_000_000):06}"


def tax_code(rng: random.Random) -> str:
    """Ten digits whose last one checks the others."""
    while True:
        digits = [2, 4, 0] + [rng.randrange(10) for _ in range(6)]
        rest = sum(d * w for d, w in zip(digits, _TAX_WEIGHTS, strict=True)) % 11
        if rest:
            return "".join(map(str, digits)) + str(10 - rest)


def phone(rng: random.Random) -> str:
    return f"{rng.choice(_MOBILE)}{rng.randrange(10_000_000):07}"


def full_years(birth: dt.date, day: dt.date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def years_before(day: dt.date, years: int) -> dt.date:
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)


@dataclass(frozen=True)
class People:
    """Draws people of the commune."""

    names: Names
    villages: tuple[str, ...]
    place: str
    provinces: dict[str, float]

    def name(self, rng: random.Random, sex: str, ethnic: str, family: str | None = None) -> str:
        family = family or rng.choice(self.names.family.get(ethnic) or self.names.family["Kinh"])
        parts = [family]
        if rng.random() < 0.94:
            parts.append(rng.choice(self.names.middle[sex]))
        if rng.random() < 0.08:
            parts.append(rng.choice(self.names.middle["chung"]))
        given = rng.choice(self.names.given[sex])
        return " ".join([*parts, given] if parts[-1] != given else [*parts[:-1], given])

    def person(self, rng: random.Random, birth: dt.date, sex: str | None = None, family_of: Person | None = None, home_of: Person | None = None) -> Person:
        sex = sex or (MALE if rng.random() < 0.51 else FEMALE)
        ethnic = family_of.ethnic if family_of else weighted(rng, self.names.ethnic)
        village = (home_of or family_of).village if (home_of or family_of) else rng.choice(self.villages)
        number = personal_number(rng, sex, birth, weighted(rng, self.provinces))
        name = self.name(rng, sex, ethnic, family_of.family if family_of else None)
        return Person(name, sex, birth, number, ethnic, village, f"Thôn {village}, {self.place}", phone(rng))

    def aged(self, rng: random.Random, day: dt.date, youngest: float, oldest: float, **more) -> Person:
        """Someone between `youngest` and `oldest` full years on `day`."""
        first, last = years_before(day, int(oldest) + 1) + dt.timedelta(days=1), years_before(day, int(youngest))
        return self.person(rng, first + dt.timedelta(days=rng.randrange(max(1, (last - first).days + 1))), **more)


def email(person: Person) -> str:
    parts = match_key(person.name).split()
    return f"{parts[-1]}{''.join(p[0] for p in parts[:-1])}{person.birth.year % 100:02}@example.vn"

