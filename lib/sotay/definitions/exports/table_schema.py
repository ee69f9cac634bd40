"""Frictionless Table Schema: how a table looks as a csv file with the headings of the entry template, for Validata, CKAN and frictionless."""

from __future__ import annotations

from sotay.definitions.exports.forms import is_unique, limits, pattern, primary_key, references
from sotay.definitions.models.dataset import Column, Table
from sotay.definitions.registry import Registry, TableRef
from sotay.definitions.words import column_words

_TYPES = {"int": "integer", "vnd": "integer", "dec": "number", "pct": "number", "date": "date", "datetime": "datetime", "bool": "boolean"}
_FORMATS = {"date": "%d/%m/%Y", "datetime": "%d/%m/%Y %H:%M", "email": "email"}
_NUMBERS = {"integer": {"groupChar": "."}, "number": {"groupChar": ".", "decimalChar": ","}}


def table_schema(ref: TableRef, registry: Registry) -> dict:
    """The Table Schema of one table: fields named by their headings, with constraints, key and references as far as the standard can say them.

    Conditional rules, and rules between columns, months and rows, are beyond the standard; they stand in words in the data contract.
    """
    table = ref.table
    titles = {c.name: c.title for c in table.columns}
    made: dict = {"name": table.id, "title": table.title, "description": f"Mỗi dòng: {table.grain}.", "missingValues": [""], "fields": [_field(c, table, registry) for c in table.columns]}
    if key := primary_key(table):
        made["primaryKey"] = [titles[k] for k in key]
    pointing = [{"fields": [titles[f] for f in own], "reference": {"resource": "" if other == table.id else other, "fields": [registry.tables[other].table.column(f).title for f in to]}}
                for own, other, to in references(table, registry)]
    return made | ({"foreignKeys": pointing} if pointing else {})


def _field(column: Column, table: Table, registry: Registry) -> dict:
    kind = _TYPES.get(column.type, "string")
    made = {"name": column.title, "title": column.title, "type": kind, "description": column_words(column), "sotay:column": column.name} | _NUMBERS.get(kind, {})
    if column.type in _FORMATS:
        made["format"] = _FORMATS[column.type]
    if kind == "boolean":
        made |= {"trueValues": ["Có"], "falseValues": ["Không"]}
    constraints = _constraints(column, table, kind, registry)
    return made | ({"constraints": constraints} if constraints else {})


def _constraints(column: Column, table: Table, kind: str, registry: Registry) -> dict:
    made: dict = {}
    if column.required:
        made["required"] = True
    # A key of one column is unique as such; saying it twice would tell every repeat twice.
    if is_unique(column, table) and primary_key(table) != [column.name]:
        made["unique"] = True
    labels = [v.label for v in registry.values_of(column)] or (list(registry.commune.villages) if column.type == "village" else [])
    if labels:
        made["enum"] = labels
    if kind in ("integer", "number"):
        made |= {key: value for key, value in zip(("minimum", "maximum"), limits(column, table), strict=True) if value is not None}
    elif kind == "string" and not labels and (form := pattern(column, table)):
        made["pattern"] = form
    return made


def data_package(registry: Registry, tables: list[str]) -> dict:
    """A Data Package that joins the tables' schemas, so that references between them can be followed."""
    resources = [{"name": t, "title": registry.tables[t].table.title, "path": f"{t}.csv", "profile": "tabular-data-resource", "schema": f"{t}.schema.json"} for t in tables]
    return {"profile": "tabular-data-package", "name": registry.commune.id.replace("_", "-"), "title": f"Dữ liệu của {registry.commune.kind.lower()} {registry.commune.name}", "resources": resources}
