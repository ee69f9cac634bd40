"""What both exported forms say of a column: the pattern of its text, its bounds, whether its values are unique, the table it points at."""

from __future__ import annotations

from sotay.definitions.models.dataset import Column, Table
from sotay.definitions.registry import Registry

# Forms of text that hold for every value of a type as the templates ask for it.
PATTERNS = {
    "cccd": r"[0-9]{12}", "phone": r"0[0-9]{9}", "bhxh": r"[0-9]{10}", "procedure": r"[0-9]\.[0-9]{6}", "month": r"(0?[1-9]|1[0-2])/[0-9]{4}", "masked_id": r"\*+[0-9]{4}",
    "partial_date": r"(([0-9]{1,2}/)?[0-9]{1,2}/)?[0-9]{4}", "tax_code": r"[0-9]{10}(-?[0-9]{3})?|[0-9]{12}",
}


def pattern(column: Column, table: Table) -> str | None:
    """A regular expression for the whole value: of a rule that holds for every row, else of the column's type."""
    own = [r.regex for r in table.rules if r.kind == "pattern" and r.field == column.name and not r.when and r.severity == "error"]
    return own[0] if own else PATTERNS.get(column.type)


def limits(column: Column, table: Table) -> tuple[float | None, float | None]:
    """Hard bounds of a number: the column's own, narrowed by range rules that hold for every row."""
    own = [r for r in table.rules if r.kind == "range" and r.field == column.name and not r.when and r.severity == "error"]
    low = [v for v in (column.min, *(r.min for r in own)) if v is not None]
    high = [v for v in (column.max, *(r.max for r in own)) if v is not None]
    return max(low, default=None), min(high, default=None)


def is_unique(column: Column, table: Table) -> bool:
    """Does a rule of severity error, without a condition, or the key say that no value comes twice."""
    ruled = any(r.kind == "unique" and r.fields == [column.name] and not r.when and not r.per_year_of and r.severity == "error" for r in table.rules)
    return ruled or table.key == [column.name]


def primary_key(table: Table) -> list[str]:
    """The key, where every part of it must be filled; a key with gaps is none that others would accept."""
    return list(table.key) if all(table.column(k).required for k in table.key) else []


def references(table: Table, registry: Registry) -> list[tuple[list[str], str, list[str]]]:
    """(columns, other table, its columns) of every reference that holds for all rows."""
    found = [([r.field, *r.with_fields], r.to_table, [r.to_field, *r.with_fields.values()]) for r in table.rules if r.kind == "reference" and not r.when]
    return [(own, other, to) for own, other, to in found if other in registry.tables and set(to) <= set(registry.tables[other].table.names())]
