"""Rules about people: number against sex and birth, age, one person or couple written twice."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sotay.definitions.models.base import Dated, Id, Text
from sotay.definitions.models.rules.rule import Rule


class IdAgreement(Rule):
    """A 12-digit personal number agrees with sex (parity of its 4th digit) and birth year (4th digit and next two)."""

    kind: Literal["id_agreement"]
    id_field: Id
    sex_field: Id | None = None
    birth_field: Id | None = None
    # A column of one sex only (husband, mother) has no sex field.
    sex: Literal["Nam", "Nữ"] | None = None


class SameIdOtherName(Rule):
    """One identity number, several different names."""

    kind: Literal["same_id_other_name"]
    id_field: Id
    name_field: Id


class SimilarPerson(Rule):
    """The same person written differently: spelling of the name, birth date, number; the row that repeats an earlier one is told.

    `same`: rows that differ in one of these are never one person; sex, village and `relatives` (names of parents, of the spouse) only weigh for or against.
    """

    kind: Literal["similar_person"]
    name_field: Id
    birth_field: Id
    same: list[Id] = []
    id_field: Id | None = None
    sex_field: Id | None = None
    village_field: Id | None = None
    relatives: list[Id] = []


class SameCouple(Rule):
    """A couple stands once: `names`, `births` and `numbers` of the two partners, in one order; a row both of whose partners look like those of an earlier row is told."""

    kind: Literal["same_couple"]
    names: Annotated[list[Id], Field(min_length=2, max_length=2)]
    births: Annotated[list[Id], Field(min_length=2, max_length=2)]
    numbers: Annotated[list[Id], Field(max_length=2)] = []


class MistypedCode(Rule):
    """No two rows agree in all of `same` while their codes are one digit apart (other than by following on each other)."""

    kind: Literal["mistyped_code"]
    code_field: Id
    same: Annotated[list[Id], Field(min_length=2)]


class Age(Rule):
    """Full years between `birth` and `at` (or the end of the month when absent) lie within [min, max]."""

    kind: Literal["age"]
    birth: Id
    at: Id | None = None
    min: int | None = None
    max: int | None = None


class AgeBand(Dated):
    label: Text
    from_year: int
    below_year: int


class AgeGroup(Rule):
    """`label_field` names the band in which the age at `at` falls; bands are [from_year, below_year)."""

    kind: Literal["age_group"]
    birth: Id
    at: Id
    label_field: Id
    bands: list[AgeBand]


class AgeRate(Dated):
    """What applies from one age to below another."""

    from_year: int = 0
    below_year: int = 200
    values: list[int | float]


class AgeLookup(Rule):
    """`field` is one of the values that `rates` allow for the value of `key` at the age on `at` (or during the month when absent)."""

    kind: Literal["age_lookup"]
    key: Id
    field: Id
    birth: Id
    at: Id | None = None
    rates: dict[str, list[AgeRate]]


class RequiredAtAge(Rule):
    """`fields` must be filled when the age on `at` (or at the end of the month) lies within [min, max]."""

    kind: Literal["required_at_age"]
    fields: Annotated[list[Id], Field(min_length=1)]
    birth: Id
    at: Id | None = None
    min: int | None = None
    max: int | None = None
