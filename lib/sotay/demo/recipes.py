"""What a demo recipe may say: how many rows a table has, who stands in them, how a field is filled; a closed vocabulary, never an expression."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from pydantic import Field, model_validator

from sotay.definitions.models.base import Condition, Id, Model, Scalar, Text

Number = int | float
Span = Annotated[list[Number], Field(min_length=2, max_length=2)]


class Share(Model):
    """A part of another field: `of` (and the field `times`) times a number drawn from `between`, rounded down."""

    of: Id
    times: Id | None = None
    between: Span


class Running(Model):
    """Numbers in the order of rows, going on through the year; `group`: one series per value; `text` holds {n}."""

    start: int = 1
    group: list[Id] = []
    width: int = 0
    text: Text | None = None
    every_month: bool = False


class Day(Model):
    """A day `days` (and `plus`, a field) after `after` or before `before`; without either, a day of the data period.

    `working` moves weekends to Monday, `hours` adds office time, `ahead` lets it lie after the exports' last day. `carried` names a due date:
    a day between the exports' last day and the next month's data, which no export would show, is brought forward, or put off when due later.
    """

    after: Id | None = None
    before: Id | None = None
    days: Span = [0, 0]
    plus: Id | None = None
    working: bool = True
    hours: bool = False
    ahead: bool = False
    carried: Id | None = None


class Mapped(Model):
    """The value that stands beside the value of `by`."""

    by: Id
    to: dict[str, Scalar]


class Pick(Model):
    """`field` of a row of another table; `distinct` takes each row once."""

    table: Id
    field: Id
    where: list[Condition] = []
    distinct: bool = False


class Counted(Model):
    """How many rows of another table of this month (or `months_back` before) satisfy `where`; `of`: the sum of that field of theirs instead.

    `same`: their field -> the row's own that must be equal. `table_by`: a field that holds the id of the table, or of a dataset whose tables all count.
    """

    table: Id | None = None
    table_by: Id | None = None
    where: list[Condition] = []
    same: dict[Id, Id] = {}
    of: Id | None = None
    months_back: int = 0

    @model_validator(mode="after")
    def _one(self):
        if (self.table is None) == (self.table_by is None):
            raise ValueError("cần đúng một trong `table` và `table_by`")
        return self


class Excess(Model):
    """By how much `of` is above `over`, fields of the row; 0 where it is not."""

    of: Id
    over: Id


class Case(Model):
    """`then` where every condition of `when` holds; the first case that holds wins, none leaves the field empty."""

    when: list[Condition] = []
    then: Generator


class Generator(Model):
    """How one field is filled; exactly one way. `fill`: share of rows in which it is filled. `monthly`: drawn anew each month in a table that persists."""

    value: Scalar | None = None
    choose: dict[str, Number] | None = None
    words: Id | None = None
    text: Text | None = None
    copy_of: Id | None = None
    source: Id | None = None
    entry: Id | None = None
    number: Span | None = None
    share: Share | None = None
    running: Running | None = None
    day: Day | None = None
    mapped: Mapped | None = None
    cumulative: Id | None = None
    last_month: Id | None = None
    pick: Pick | None = None
    counted: Counted | None = None
    excess: Excess | None = None
    cases: list[Case] | None = None
    parts_of: Id | None = None
    empty: bool | None = None
    decimals: int = 0
    step: int = 1
    fill: Number = 1
    monthly: bool = False

    @model_validator(mode="after")
    def _one(self):
        used = [k for k in WAYS if getattr(self, k) is not None]
        if len(used) != 1:
            raise ValueError(f"cần đúng một cách điền, có {len(used)}: {', '.join(used) or 'không có'}")
        return self

    @cached_property
    def way(self) -> str:
        """The one way in use."""
        return next(k for k in WAYS if getattr(self, k) is not None)


WAYS = ("value", "choose", "words", "text", "copy_of", "source", "entry", "number", "share", "running", "day", "mapped", "cumulative", "last_month", "pick", "counted", "excess", "cases", "parts_of", "empty")


class Role(Model):
    """Who stands in the columns of one person.

    `age` in years at the end of the period (or at `at`), `age_days` in days before `at`; `older_than` another role by `by` years;
    `family_of`: same family name and ethnic group; `home_of`: same address; `same_person`: the person of another role, by weight;
    `source`: the person of that role in the linked row; `kin`: family name and home of the person of that role in the linked row;
    `ages_by` a field: `ages` for its values; `turns`: another role for the second, third … row of one linked row; `present`: share of rows that have one.
    """

    sex: Text | None = None
    age: Span | None = None
    age_days: Span | None = None
    at: Id | None = None
    older_than: Id | None = None
    by: Span = [20, 40]
    family_of: Id | None = None
    home_of: Id | None = None
    same_person: dict[str, Number] | None = None
    source: Id | None = None
    kin: Id | None = None
    ages_by: Id | None = None
    ages: dict[str, Span] = {}
    turns: dict[str, Role] = {}
    staff: bool = False
    present: Number = 1


class Each(Model):
    """A row for each row of another table of this month and `months_back` months before; `share` of them, `times` (or as many as `times_field` says) rows each."""

    table: Id
    months_back: int = 0
    where: list[Condition] = []
    share: Number = 1
    times: Span = [1, 1]
    times_field: Id | None = None


class Rows(Model):
    """How many rows: `mean` a month in a commune of 10,000 (times `season` of the month), or one for each village, list entry, or row of another table.

    `lasting`: the same rows come back each month; `leave` and `enter` are shares of them a month. `family`: so many rows each make one
    family: the fields `lan_thu` (0 for the first) and `so_nhom` tell them apart, roles speak of the first row as the linked one.
    """

    mean: Number | None = None
    season: dict[str, Number] = {}
    villages: bool = False
    entries: Id | None = None
    each: Each | None = None
    draw: Id | None = None
    lasting: bool | None = None
    leave: Number = 0
    enter: Number = 0
    family: int = 1
    scale: bool = True


class HandIn(Model):
    """Which unit hands in a row: the value of `by`, looked up in `units` unless that is empty; others fall to the owner."""

    by: Id
    units: dict[str, Id] = {}


class Recipe(Model):
    """A table's recipe; columns it does not name follow from their type, name and rules."""

    table: Id
    rows: Rows = Rows()
    roles: dict[str, Role] = {}
    fields: dict[str, Generator] = {}
    order_by: Id | None = None
    hand_in: HandIn | None = None
    group_rows: Id | None = None
    total_row: bool | None = None
    always: bool = False
