"""What a kind of error is: how it is planted, how often, and what the judge may expect of the product."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from other.spelt import SpeltTable


@dataclass(frozen=True)
class Kind:
    """`plant(table, row, case)` returns the fields touched, or these and those of other rows, or None where the kind does not fit."""

    name: str
    plant: Callable
    count: int
    error_class: int
    expect: str = "finding"
    row_level: bool = False
    optional: bool = False
    only_class: tuple[int, ...] = ()
    min_severity: str = "warning"


KINDS: dict[str, Kind] = {}


def kind(count: int, error_class: int, **more):
    """Declares the function below it as a kind of error, planted `count` times in a case of full size."""
    def declare(plant: Callable) -> Callable:
        KINDS[plant.__name__] = Kind(plant.__name__, plant, count, error_class, **more)
        return plant
    return declare


def pick(table: SpeltTable, row: int, *types: str, when: Callable = lambda column, value: True, text: bool = True):
    """A column of the types that is filled in the row and, with `text`, written as text; None where there is none."""
    found = [c for c in table.columns if (not types or c.type in types) and table.has(row, c.name) and table.written[row][c.name] is not None and when(c, table.typed[row][c.name])]
    if text:
        found = [c for c in found if isinstance(table.written[row][c.name], str)]
    return table.rng.choice(found) if found else None


def changed_text(table: SpeltTable, row: int, change: Callable, *types: str) -> list[str] | None:
    """Changes the written text of a cell of the types, if `change` finds something to do."""
    column = pick(table, row, *types)
    if column is None:
        return None
    before = table.written[row][column.name]
    after = change(before, table.rng)
    return table.put(row, column.name, after) if after and after != before else None


def rules(table: SpeltTable, *kinds: str, told: bool = True) -> list:
    """The table's rules of the kinds in a drawn order; with `told` only those whose findings are errors or warnings."""
    found = [r for r in table.table.rules if r.kind in kinds and not (told and r.severity == "info")]
    table.rng.shuffle(found)
    return found


_COMPARED = {"at_least": lambda x, b: x >= b, "at_most": lambda x, b: x <= b, "above": lambda x, b: x > b, "below": lambda x, b: x < b}


def holds(table: SpeltTable, row: int, conditions: list) -> bool:
    """Whether the conditions hold for the row; one that compares two fields is passed over as not holding."""
    return all(_holds(c, table, row) for c in conditions)


def _holds(condition, table: SpeltTable, row: int) -> bool:
    if condition.field not in table.names or condition.above_field or condition.not_above_field:
        return False
    value = table.typed[row].get(condition.field)
    if condition.filled is not None and (value is not None) != condition.filled:
        return False
    if condition.is_in is not None and value not in condition.is_in or condition.not_in is not None and value in condition.not_in:
        return False
    limits = [(test, getattr(condition, name)) for name, test in _COMPARED.items() if getattr(condition, name) is not None]
    return not limits or value is not None and all(test(value, limit) for test, limit in limits)
