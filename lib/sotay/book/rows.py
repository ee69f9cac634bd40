"""The clean store as a book shows it: identifying columns pseudonymised, and what has been read kept for the next one who asks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import pandas as pd

from sotay.checks.store import read_month
from sotay.definitions.registry import Registry
from sotay.definitions.workspace import Workspace
from sotay.privacy.masking import mask, workspace_key

# Of a big commune's tables no more cells are held than this, some 64 MB; the rest is read again.
MOST_CELLS = 4_000_000


class StoredRows:
    """Rows of the tables of one workspace, masked; a frame given is the asker's own and may be changed."""

    def __init__(self, workspace: Workspace, registry: Registry) -> None:
        self.workspace, self.registry = workspace, registry
        self._kept: dict[tuple[str, str, tuple[str, ...] | None], pd.DataFrame] = {}
        self._cells = 0

    @cached_property
    def _key(self) -> bytes:
        return workspace_key(self.workspace.root)

    def of(self, table: str, month: str, columns: Iterable[str] | None = None) -> pd.DataFrame | None:
        """The accepted rows of a month, of `columns` those stored (None: all); None when nothing is stored."""
        wanted = None if columns is None else tuple(dict.fromkeys(columns))
        whole = self._kept.get((table, month, None))
        if whole is not None:
            return whole.copy(deep=False) if wanted is None else whole[[c for c in whole.columns if c in wanted]]
        if (table, month, wanted) not in self._kept:
            stored = read_month(self.workspace.clean, self.registry, table, month, None if wanted is None else list(wanted))
            if stored is None:
                return None
            rows = mask(stored, self.registry.tables[table].table, self._key)
            if self._cells + rows.size > MOST_CELLS:
                return rows
            self._kept[table, month, wanted] = rows
            self._cells += rows.size
        return self._kept[table, month, wanted].copy(deep=False)
