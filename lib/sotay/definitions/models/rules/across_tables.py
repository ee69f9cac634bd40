"""Rules that look into another table of the month."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sotay.definitions.models.base import Condition, Id, Model, Text
from sotay.definitions.models.rules.rule import Rule


class Reference(Rule):
    """Each value of `field` stands in `to_field` of another table of this month (or of an earlier one)."""

    kind: Literal["reference"]
    field: Id
    to_table: Id
    to_field: Id
    # Further fields that must match in the same row of the other table, each with the field there: sheet and parcel number together.
    with_fields: dict[Id, Id] = {}
    # The rows looked for may lie in an earlier month, for which no export is at hand: see checks.references.
    by_month: bool = False


class AbsentFrom(Rule):
    """No row of another table is the same person (by number, else by name and birth date) — e.g. a registered death still paid."""

    kind: Literal["absent_from"]
    to_table: Id
    id_field: Id | None = None
    name_field: Id
    birth_field: Id
    to_id_field: Id | None = None
    to_name_field: Id
    to_birth_field: Id


class SamePersonIn(Rule):
    """Nobody here is likely one of the people of another table (of this month or an earlier one), written differently there: name, birth date, number.

    Sex and village only weigh for or against; the other table's village may stand inside its address `to_place_field`. Whom an `absent_from` rule tells already is left to it.
    """

    kind: Literal["same_person_in"]
    to_table: Id
    name_field: Id
    birth_field: Id
    id_field: Id | None = None
    sex_field: Id | None = None
    village_field: Id | None = None
    to_name_field: Id
    to_birth_field: Id
    to_id_field: Id | None = None
    to_sex_field: Id | None = None
    to_place_field: Id | None = None


class GroupSize(Rule):
    """`field` equals the number of rows of `of_table` with the same `of_field`."""

    kind: Literal["group_size"]
    field: Id
    key: Id
    of_table: Id
    of_field: Id


class Between(Rule):
    """A moment lies between the dates of the referenced row (e.g. a look-up within its dossier's life), or of one of its versions; an empty date is open."""

    kind: Literal["between"]
    field: Id
    key: Id
    of_table: Id
    of_key: Id
    first: Id
    last: Id | None = None
    slack_days: int = 0


class OtherValue(Rule):
    """`field` is what `of_field` says in the row of another table with the same `key`; texts are compared without regard to case and tone placement, dates by day."""

    kind: Literal["other_value"]
    field: Id
    key: Id
    of_table: Id
    of_key: Id
    of_field: Id
    tolerance: int | float = 0


class Tally(Rule):
    """`field` against the rows of another table that satisfy `where` (and have the same `key`): their number, the sum or the greatest of `of_field`."""

    kind: Literal["tally"]
    field: Id
    of_table: Id
    of_field: Id | None = None
    where: list[Condition] = []
    key: Id | None = None
    of_key: Id | None = None
    count: Literal["rows", "sum", "max"] = "rows"
    compare: Literal["equal", "at_least", "at_most"] = "equal"


class ShareOf(Rule):
    """`field`, a percentage, is the share of the rows of another table (of those that satisfy `of`) that satisfy `where`.

    Which months the figure is of is seldom written: it may be this month alone, or it and any number of the year's months before, of which at least `months` must be at hand.
    """

    kind: Literal["share_of"]
    field: Id
    of_table: Id
    of: list[Condition] = []
    where: Annotated[list[Condition], Field(min_length=1)]
    months: Annotated[int, Field(ge=1)] = 1
    tolerance: int | float = 0


class Covered(Rule):
    """The outermost lines of this table do not sum up to more than those of another: what goes out is covered by what comes in.

    Lines are outermost by `outline` here and by `of_outline` there. A line whose `label_field` begins with one of `rest_words` is no part of the sum: it states what is left.
    The other table is whole only when for each list of `of_needs` a line of its `of_label_field` has one of the words in it; without them the rule does not run.
    """

    kind: Literal["covered"]
    field: Id
    outline: Id
    label_field: Id
    rest_words: list[Text] = []
    of_table: Id
    of_field: Id
    of_outline: Id
    of_label_field: Id
    of_needs: list[list[Text]] = []
    tolerance: int | float = 0


class Register(Model):
    """A register of people of another table, and its columns: the day of the entry, who it is about."""

    table: Id
    day: Id
    name: Id
    birth: Id
    number: Id | None = None


class InRegister(Rule):
    """Who was entered here in `place_field` on the day of `day_field` stands in one of `registers`, if the registers of that day are at hand."""

    kind: Literal["in_register"]
    day_field: Id
    place_field: Id
    name_field: Id
    birth_field: Id
    id_field: Id | None = None
    registers: Annotated[list[Register], Field(min_length=1)]
