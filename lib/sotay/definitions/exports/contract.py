"""Open Data Contract Standard v3: what the clean store promises of a dataset, with its rules in words."""

from __future__ import annotations

import datetime as dt

from sotay.definitions.exports.forms import is_unique, limits, pattern, primary_key, references
from sotay.definitions.models.dataset import Column, Dataset, Table
from sotay.definitions.registry import Registry
from sotay.definitions.words import column_words, required_words, rule_words

API_VERSION = "v3.1.0"
_LOGICAL = {"int": "integer", "vnd": "integer", "dec": "number", "pct": "number", "date": "date", "datetime": "timestamp", "partial_date": "date", "bool": "boolean"}
_PHYSICAL = {"integer": "BIGINT", "number": "DOUBLE", "date": "TIMESTAMP", "timestamp": "TIMESTAMP", "boolean": "BOOLEAN", "string": "VARCHAR"}
_CLASSIFICATION = {"none": "internal", "basic": "personal", "sensitive": "sensitive-personal"}
# The eight error classes of CV 4856 as dimensions of the standard.
_DIMENSIONS = {1: "completeness", 2: "accuracy", 3: "uniqueness", 4: "conformity", 5: "consistency", 6: "consistency", 7: "timeliness", 8: "accuracy"}
_FREQUENCY = {"month": (1, "m"), "quarter": (3, "m"), "year": (1, "y")}


def data_contract(dataset: Dataset, registry: Registry, day: dt.date) -> dict:
    """The contract of one dataset as it stands on `day`; columns by the names of the clean store, months as partitions."""
    owner = registry.units.get(dataset.owner)
    made = {
        "apiVersion": API_VERSION, "kind": "DataContract", "id": f"{registry.commune.id}-{dataset.id}", "name": dataset.title, "version": f"{day:%Y.%m.%d}", "status": "active",
        "domain": dataset.group or (dataset.domains[0] if dataset.domains else ""), "tenant": registry.commune.name,
        "description": {"purpose": dataset.annex.description if dataset.annex else dataset.title, "limitations": dataset.annex.sharing if dataset.annex else ""},
        "schema": [_table(t, registry) for t in dataset.tables],
        "team": {"name": owner.name if owner else dataset.owner},
        "customProperties": [{"property": "sharing", "value": dataset.sharing}, {"property": "due_day", "value": registry.commune.due_day}],
    }
    if dataset.every in _FREQUENCY:
        value, unit = _FREQUENCY[dataset.every]
        made["slaProperties"] = [{"property": "frequency", "value": value, "unit": unit}]
    return made


def _table(table: Table, registry: Registry) -> dict:
    key = primary_key(table)
    made = {"name": table.id, "physicalName": table.id, "physicalType": "table", "logicalType": "object", "businessName": table.title, "dataGranularityDescription": table.grain,
            "properties": [_property(c, table, key, registry) for c in table.columns if not c.drop]}
    rules = [{"name": r.id, "type": "text", "description": rule_words(r, table, registry), "dimension": _DIMENSIONS[r.error_class], "severity": r.severity} for r in table.rules]
    joint = [{"type": "foreignKey", "from": [f"{table.id}.{f}" for f in own], "to": [f"{other}.{f}" for f in to]} for own, other, to in references(table, registry) if len(own) > 1]
    return made | ({"relationships": joint} if joint else {}) | ({"quality": rules} if rules else {})


def _property(column: Column, table: Table, key: list[str], registry: Registry) -> dict:
    logical = _LOGICAL.get(column.type, "string")
    made = {"name": column.name, "businessName": column.title, "logicalType": logical, "physicalType": _PHYSICAL[logical], "required": column.required, "unique": is_unique(column, table),
            "description": f"{column_words(column)} {required_words(column, table)}.", "classification": _CLASSIFICATION[column.pii]}
    if column.name in key:
        made |= {"primaryKey": True, "primaryKeyPosition": key.index(column.name) + 1}
    low, high = limits(column, table) if logical in ("integer", "number") else (None, None)
    form = pattern(column, table) if logical == "string" and column.type not in ("month", "masked_id") else None
    options = {name: value for name, value in (("minimum", low), ("maximum", high), ("pattern", form)) if value is not None}
    if options:
        made["logicalTypeOptions"] = options
    pointing = [{"type": "foreignKey", "to": f"{other}.{to[0]}"} for own, other, to in references(table, registry) if own == [column.name]]
    if pointing:
        made["relationships"] = pointing
    labels = [v.label for v in registry.values_of(column)]
    if labels:
        made["quality"] = [{"name": f"danh-muc-{column.name}", "type": "library", "metric": "invalidValues", "mustBe": 0, "dimension": "conformity", "arguments": {"validValues": labels}}]
    return made
