"""A dataset: where the plan names it, who owns it, its tables, columns and rules."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sotay.definitions.models.base import Condition, Dated, Id, Model, Source, Text
from sotay.definitions.models.codes import CodeValue
from sotay.definitions.models.rules import AnyRule

# What a cell of a column is; the cleaning has one parser for each.
ColumnType = Literal[
    "text", "name", "address", "int", "dec", "vnd", "pct", "date", "datetime", "partial_date", "month", "bool", "code",
    "village", "cccd", "identity", "masked_id", "phone", "email", "tax_code", "identity_or_tax", "doc_no", "dossier", "procedure", "bhyt", "bhxh",
]


class Column(Dated):
    """One column of a table.

    `title` is the heading the commune uses; `headings` are other spellings seen (case, accents, spacing and punctuation are folded already).
    In two-tier headings the column stands under one of `under` with one of `leaf` as its own heading ("Người chồng" / "Ngày sinh").
    `type: code` takes its values from `codes` (a list under parameters/codes) or `values`. `required` adds a class-1 error when empty;
    `required_when` makes it conditional. `pii`: none, basic, sensitive (the plan's reports never show those). `free_text`: a citizen's words,
    searched for personal data. `future`: the date may lie after the export (due dates). `min`/`max` are hard limits.
    `joined_from`: columns that an export may split this one into (family and given name; day, month, year), joined in this order when it does.
    """

    name: Id
    title: Text
    headings: list[Text] = []
    under: list[Text] = []
    leaf: list[Text] = []
    type: ColumnType
    required: bool = False
    required_when: list[Condition] = []
    pii: Literal["none", "basic", "sensitive"] = "none"
    codes: Id | None = None
    values: list[CodeValue] = []
    free_text: bool = False
    future: bool = False
    min: int | float | None = None
    max: int | float | None = None
    unit: Text | None = None
    drop: bool = False
    joined_from: list[Id] = []
    note: Text | None = None
    source: Source

    @model_validator(mode="after")
    def _codes(self):
        if (self.type == "code") != bool(self.codes or self.values):
            raise ValueError("cột kiểu `code` cần `codes` hoặc `values`; cột kiểu khác thì không")
        if self.codes and self.values:
            raise ValueError("chỉ dùng một trong `codes` và `values`")
        if self.required and self.required_when:
            raise ValueError("chỉ dùng một trong `required` và `required_when`")
        if bool(self.under) != bool(self.leaf):
            raise ValueError("`under` và `leaf` đi cùng nhau: tiêu đề nhóm và tiêu đề con")
        return self

    def all_headings(self) -> list[str]:
        """Every spelling of the heading, two-tier ones joined with " / "."""
        return [self.title, *self.headings, *(f"{group} / {leaf}" for group in self.under for leaf in self.leaf)]


class Person(Model):
    """Columns that say who a row is about, for finding the same person written twice."""

    name: Id
    birth: Id | None = None
    id: Id | None = None
    village: Id | None = None


class Table(Model):
    """One rectangle with its own headings. A dataset with one table names it like itself."""

    id: Id
    title: Text
    grain: Text
    # Sheet or title words that tell this table from a sister table with alike headings.
    hints: list[Text] = []
    key: list[Id] = []
    # The column that dates a row: rows outside the data period are findings. `flow`: rows of the period; `stock`: the state at its end.
    period: Literal["flow", "stock"] = "stock"
    period_field: Id | None = None
    person: Person | None = None
    columns: Annotated[list[Column], Field(min_length=1)]
    rules: list[AnyRule] = []
    # The store keeps counts only, never rows ("Không tạo CSDL riêng").
    keep: Literal["rows", "counts"] = "rows"

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)

    def names(self) -> list[str]:
        return [c.name for c in self.columns]


class Annex(Model):
    """The row of the plan's annex, word for word."""

    row: int
    name: Text
    description: Text
    owner: Text
    sharing: Text
    note: str = ""


class Undeclared(Model):
    """A rule known for the dataset that is not declared, and why it cannot be."""

    rule: Text
    reason: Text


SharingLevel = Literal["noi_bo", "theo_phan_quyen", "theo_quy_dinh", "chia_se_theo_quy_dinh"]


class Dataset(Dated):
    """One dataset of the annex, of part II.3.2, or an operational feed.

    `group` or `domains` say where it belongs; `owner` is the unit that hands it in (several when schools do, each its own).
    `every`: how often a file is expected. `must_share` puts it in the denominator of indicator 3.
    `undeclared`: rules that nothing in the exports allows to check; listed among the open points, so that they are not taken for checked.
    """

    id: Id
    title: Text
    short: Text
    group: Id | None = None
    domains: list[Id] = []
    annex: Annex | None = None
    owner: Id
    also_from: list[Id] = []
    sharing: SharingLevel
    must_share: bool = False
    every: Literal["month", "quarter", "year", "change"] = "month"
    standard_of: Text | None = None
    note: Text | None = None
    source: Source
    undeclared: list[Undeclared] = []
    tables: Annotated[list[Table], Field(min_length=1)]
