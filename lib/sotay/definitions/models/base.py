"""What all models share: strictness, identifiers, effective dates, conditions."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]


def _iso_date(value):
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


Date = Annotated[dt.date, BeforeValidator(_iso_date)]

# `source` of a fact: a source key of the domain notes (S5, law article), "proposal", or "unverified".
Source = Annotated[str, Field(min_length=1)]
UNVERIFIED = "unverified"


class Model(BaseModel):
    """Unknown keys and wrong types are refused; instances do not change."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class Dated(Model):
    """A definition in force from `from` to `to`, both inclusive; open when absent."""

    valid_from: Date | None = Field(None, alias="from")
    valid_to: Date | None = Field(None, alias="to")

    @model_validator(mode="after")
    def _order(self):
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError("ngày `from` sau ngày `to`")
        return self

    def in_force(self, day: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


Scalar = str | int | float | bool


class Condition(Model):
    """A test of one field; exactly one operator. `other` compares with another field of the same row."""

    field: Id
    is_in: list[Scalar] | None = Field(None, alias="in")
    not_in: list[Scalar] | None = None
    filled: bool | None = None
    at_least: int | float | None = None
    at_most: int | float | None = None
    above: int | float | None = None
    below: int | float | None = None
    above_field: Id | None = None
    not_above_field: Id | None = None

    @model_validator(mode="after")
    def _one(self):
        used = [k for k in type(self).model_fields if k != "field" and getattr(self, k) is not None]
        if len(used) != 1:
            raise ValueError("điều kiện phải có đúng một phép so sánh (in, not_in, filled, at_least, at_most, above, below, above_field, not_above_field)")
        return self


Severity = Literal["error", "warning", "info"]
