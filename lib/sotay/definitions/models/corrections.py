"""Known wrong cells: reason, status, and a guard that fails once the unit has fixed the source."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sotay.definitions.models.base import Date, Id, Model, Text


class Correction(Model):
    """Replace one cell, found by the row's key, while it still reads `found`."""

    table: Id
    month: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    key: dict[Id, str]
    field: Id
    found: str
    value: str
    reason: Text
    by: Text
    date: Date
    status: Literal["reported", "agreed", "closed"]
