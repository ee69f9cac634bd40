"""The closed vocabulary of checks; each kind is a class here and a short function in `sotay.checks`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sotay.definitions.models.base import Condition, Dated, Id, Scalar, Severity, Source, Text


class Rule(Dated):
    """What every rule says of itself. `class` is the error class 1-8 of CV 4856/BCA-TTDLQG.

    `when`: all conditions must hold for the rule to look at a row. `message` and `fix` (Vietnamese) replace the kind's own text.
    """

    id: Text
    severity: Severity = "warning"
    error_class: Annotated[int, Field(ge=1, le=8)] = Field(alias="class")
    when: list[Condition] = []
    message: Text | None = None
    fix: Text | None = None
    source: Source = "proposal"


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


class Unique(Rule):
    """The combination of `fields` occurs once in the month, and not in the `months_back` months before; rows with an empty one are passed over."""

    kind: Literal["unique"]
    fields: list[Id]
    per_year_of: Id | None = None
    months_back: int = 0


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


class IdAgreement(Rule):
    """A 12-digit personal number agrees with sex (parity of its 4th digit) and birth year (4th digit and next two)."""

    kind: Literal["id_agreement"]
    id_field: Id
    sex_field: Id | None = None
    birth_field: Id | None = None
    # A column of one sex only (husband, mother) has no sex field.
    sex: Literal["Nam", "Nữ"] | None = None


class Age(Rule):
    """Full years between `birth` and `at` (or the end of the month when absent) lie within [min, max]."""

    kind: Literal["age"]
    birth: Id
    at: Id | None = None
    min: int | None = None
    max: int | None = None


class DaysBetween(Rule):
    """`label_field` holds `within` when `last - first` <= `days`, else one of `beyond`."""

    kind: Literal["days_between"]
    first: Id
    last: Id
    days: int
    label_field: Id
    within: list[Text]
    beyond: list[Text]


class AgeGroup(Rule):
    """`label_field` names the band in which the age at `at` falls; bands are [from_year, below_year)."""

    kind: Literal["age_group"]
    birth: Id
    at: Id
    label_field: Id
    bands: list["AgeBand"]


class AgeBand(Dated):
    label: Text
    from_year: int
    below_year: int


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


class Sequence(Rule):
    """Numbers of `field` within `group` run without a gap larger than `max_gap`."""

    kind: Literal["sequence"]
    field: Id
    group: list[Id] = []
    max_gap: int = 1


class DossierSequence(Rule):
    """Numbers at the end of dossier codes run from 1 without a gap within an office and a day."""

    kind: Literal["dossier_sequence"]
    field: Id


class Ascending(Rule):
    """`field` does not fall when rows of a `group` are put in order of `by`."""

    kind: Literal["ascending"]
    field: Id
    by: Id
    group: list[Id] = []


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


class PerGroup(Rule):
    """In every group of rows with the same `group`, exactly `count` rows satisfy `that`."""

    kind: Literal["per_group"]
    group: list[Id]
    that: list[Condition]
    count: int = 1


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


class Standard(Rule):
    """`field` equals a dated amount of `parameters/codes/<standard>.csv` in force in the month."""

    kind: Literal["standard"]
    field: Id
    standard: Id


class Lookup(Rule):
    """`field` is one of the values that a code list allows for the value of `key`."""

    kind: Literal["lookup"]
    key: Id
    field: Id
    allowed: dict[str, list[Scalar]]


class Balance(Rule):
    """`closing` = sum of `plus` − sum of `minus`; empty or absent optional ones count as 0 if `empty_is_zero`."""

    kind: Literal["balance"]
    closing: Id
    plus: Annotated[list[Id], Field(min_length=1)]
    minus: list[Id] = []
    empty_is_zero: bool = False
    tolerance: int | float = 0


class NoDecrease(Rule):
    """Against last month's row of the same `key` the cumulative `field` does not fall (within one year)."""

    kind: Literal["no_decrease"]
    field: Id
    key: list[Id]


class Change(Rule):
    """Against the mean of the last months the value moves by at most `max_pct` percent."""

    kind: Literal["change"]
    field: Id
    key: list[Id] = []
    max_pct: int | float
    months: int = 6


class Filler(Rule):
    """More than `min_rows` rows, and over `max_pct` of all, carry the same value."""

    kind: Literal["filler"]
    field: Id
    min_rows: int
    max_pct: int | float


class Words(Rule):
    """Free text holds none of `words` (compared with accents, folded case)."""

    kind: Literal["words"]
    fields: list[Id]
    words: list[Text]


class HierarchySum(Rule):
    """A line equals the sum of its children in the outline of `outline` (A, I, 1, a, -)."""

    kind: Literal["hierarchy_sum"]
    outline: Id
    field: Id
    tolerance: int | float = 0


class NoOverlap(Rule):
    """Validity ranges [first, last] of rows of one `key` do not overlap."""

    kind: Literal["no_overlap"]
    key: list[Id]
    first: Id
    last: Id


class Pattern(Rule):
    """A text has the form of the regular expression (whole value)."""

    kind: Literal["pattern"]
    field: Id
    regex: Text


class WithinDays(Rule):
    """`last` − `first` is at most `days`."""

    kind: Literal["within_days"]
    first: Id
    last: Id
    days: int


class Constant(Rule):
    """In every group of rows with the same `group`, `field` has one value; the finding points at `points_at`, when the group is likelier wrong."""

    kind: Literal["constant"]
    group: Annotated[list[Id], Field(min_length=1)]
    field: Id
    points_at: Id | None = None


class ClosingDay(Rule):
    """A date against the closing day (the day of handing in, at most the month's last): at least, or at most, so many days after it; negative: before."""

    kind: Literal["closing_day"]
    field: Id
    at_least_days: int | None = None
    at_most_days: int | None = None


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


class CarriedOver(Rule):
    """`field` opens with what last month's row of the same `key` closed with in `closing_field`."""

    kind: Literal["carried_over"]
    field: Id
    closing_field: Id
    key: list[Id]


class NearReport(Rule):
    """No two rows lie within `metres` and `hours` of each other (and agree in `same`)."""

    kind: Literal["near_report"]
    latitude: Id
    longitude: Id
    moment: Id
    metres: int
    hours: int
    same: list[Id] = []


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


class InWords(Rule):
    """`field` spells in words the date of `date_field`."""

    kind: Literal["in_words"]
    field: Id
    date_field: Id


class FewRows(Rule):
    """A file has at most `rows` rows: an aggregate, not a list of people."""

    kind: Literal["few_rows"]
    rows: Annotated[int, Field(ge=1)]


AnyRule = Annotated[
    Required | Empty | Range | Unique | SameIdOtherName | SimilarPerson | SameCouple | MistypedCode | Order | NotAbove | Sum | Product | Ratio | Differ | SameValue | Implies
    | IdAgreement | Age | DaysBetween | AgeGroup | DueState | DossierDate | Sequence | Ascending | Reference | AbsentFrom | PerGroup | GroupSize
    | Between | Standard | Lookup | Balance | NoDecrease | Change | Filler | Words | HierarchySum | NoOverlap | Pattern | WithinDays
    | Constant | ClosingDay | OtherValue | Tally | CarriedOver | NearReport | AgeLookup | RequiredAtAge | InWords | FewRows | DossierSequence,
    Field(discriminator="kind"),
]
