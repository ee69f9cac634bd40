"""A column of the clean store as a field of a Table Schema for machines: its own name, ISO dates, plain numbers."""

from __future__ import annotations

import pandas as pd

from sotay.definitions.models.dataset import Column
from sotay.definitions.registry import Registry
from sotay.definitions.words import column_words

_KINDS = {"int": "integer", "vnd": "integer", "dec": "number", "pct": "number", "date": "date", "datetime": "datetime", "partial_date": "date", "bool": "boolean"}
_FIRST_DAY = "Nguồn chỉ ghi năm hoặc tháng thì là ngày đầu của năm, tháng đó."


def field_of(column: Column, values: pd.Series, registry: Registry) -> dict:
    """Name, title, type and what the column's words say; constraints only where these values keep them."""
    labels = [v.label for v in registry.values_of(column)]
    words = f"{column_words(column)} {_FIRST_DAY}" if column.type == "partial_date" else column_words(column)
    made = {"name": column.name, "title": column.title, "type": _KINDS.get(column.type, "string"), "description": words}
    limits = ({"required": True} if column.required and values.notna().all() else {}) | ({"enum": labels} if labels and values.dropna().isin(labels).all() else {})
    return made | ({"constraints": limits} if limits else {})
