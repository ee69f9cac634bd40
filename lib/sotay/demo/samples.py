"""One made-up row per table, as an example of how a form is filled in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sotay.definitions.registry import Registry
from sotay.demo.kitchen import load_kitchen
from sotay.demo.months import LAST_MONTH
from sotay.demo.world import World

SEED, SIZE = 2026, 0.1


def sample_rows(registry: Registry, parameters: Path) -> Callable[[str], dict]:
    """The fullest row that the demo makes of a table; none where the workspace keeps no recipes. Raises DefinitionError when these are wrong."""
    if not (parameters / "demo").is_dir():
        return lambda table: {}
    world = World(registry, load_kitchen(parameters / "demo"), SEED, SIZE, LAST_MONTH)

    def of(table: str) -> dict:
        names = registry.tables[table].table.names()
        return max(world.rows(table, LAST_MONTH), key=lambda row: sum(row.get(n) is not None for n in names), default={})

    return of
