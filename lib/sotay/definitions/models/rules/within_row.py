"""Rules that look at the cells of one row."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sotay.definitions.models.base import Condition, Id, Scalar, Text
from sotay.definitions.models.rules.rule import Rule


class Required(Rule):
    """`fields` must be filled (conditionally with `when`)."""

    kind: Literal["required"]
    fields: list[Id]


class Empty(Rule):
    """`fields` must be empty when `when` holds."""

    kind: Literal["empty"]
    fields: list[Id]


class Range(Rule):
    """A number or year within [min, max]."""

    kind: Literal["range"]
    field: Id
    min: int | float | None = None
    max: int | float | None = None


class Order(Rule):
    """Values of `fields` (dates or numbers) never fall from one to the next; empty ones are passed over."""

    kind: Literal["order"]
    fields: Annotated[list[Id], Field(min_length=2)]
    strict: bool = False


class NotAbove(Rule):
    """`part` is at most `whole` times `factor`."""

    kind: Literal["not_above"]
    part: Id
    whole: Id
    factor: int | float = 1


class Sum(Rule):
    """`total` equals the sum of `parts` (flags count as 1), within `tolerance`; empty parts count as 0 if `empty_is_zero`.

    A file without some of the parts' columns is passed over, unless a form has only `some_parts` of them (a questionnaire of five questions).
    """

    kind: Literal["sum"]
    total: Id
    parts: Annotated[list[Id], Field(min_length=1)]
    empty_is_zero: bool = False
    some_parts: bool = False
    tolerance: int | float = 0


class Product(Rule):
    """`total` equals the product of `factors`, within `tolerance`."""

    kind: Literal["product"]
    total: Id
    factors: Annotated[list[Id], Field(min_length=2)]
    tolerance: int | float = 0


class Ratio(Rule):
    """`field` equals `times` * `numerator` / `denominator`, within `tolerance`."""

    kind: Literal["ratio"]
    field: Id
    numerator: Id
    denominator: Id
    times: int | float = 100
    tolerance: int | float = 0.1


class Balance(Rule):
    """`closing` = sum of `plus` − sum of `minus`; empty or absent optional ones count as 0 if `empty_is_zero`."""

    kind: Literal["balance"]
    closing: Id
    plus: Annotated[list[Id], Field(min_length=1)]
    minus: list[Id] = []
    empty_is_zero: bool = False
    tolerance: int | float = 0


class Differ(Rule):
    """Filled values of `fields` are all different."""

    kind: Literal["differ"]
    fields: Annotated[list[Id], Field(min_length=2)]


class SameValue(Rule):
    """`field` is one of the values of `others` in the same row (skipped when all of those are empty, or when one of them is not in the file and the rest differ)."""

    kind: Literal["same_value"]
    field: Id
    others: Annotated[list[Id], Field(min_length=1)]


class Implies(Rule):
    """Where `when` holds, every condition of `then` holds."""

    kind: Literal["implies"]
    then: Annotated[list[Condition], Field(min_length=1)]
    fields: list[Id] = []


class Lookup(Rule):
    """`field` is one of the values that a code list allows for the value of `key`."""

    kind: Literal["lookup"]
    key: Id
    field: Id
    allowed: dict[str, list[Scalar]]


class Standard(Rule):
    """`field` equals a dated amount of `parameters/codes/<standard>.csv` in force in the month."""

    kind: Literal["standard"]
    field: Id
    standard: Id


class DueState(Rule):
    """The exported state of punctuality equals the one computed from due date and finishing date."""

    kind: Literal["due_state"]
    label_field: Id
    due: Id
    finished: Id
    early: Text
    on_time: Text
    late: Text
    open_in_time: Text
    open_late: Text


class DossierDate(Rule):
    """The date inside a dossier code equals one of `fields`."""

    kind: Literal["dossier_date"]
    code_field: Id
    fields: list[Id]


class Words(Rule):
    """Free text holds none of `words` (compared with accents, folded case)."""

    kind: Literal["words"]
    fields: list[Id]
    words: list[Text]


class Pattern(Rule):
    """A text has the form of the regular expression (whole value)."""

    kind: Literal["pattern"]
    field: Id
    regex: Text


class InWords(Rule):
    """`field` spells in words the date of `date_field`."""

    kind: Literal["in_words"]
    field: Id
    date_field: Id
