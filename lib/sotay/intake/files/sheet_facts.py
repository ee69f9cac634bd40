"""What a sheet holds beside its values, as each workbook format's own reader finds it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SheetFacts:
    """Error values, hidden rows and columns, merges (None: the reader of values knows them); rows and columns count from 0."""

    errors: dict[tuple[int, int], str]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    formulas_without_value: int = 0
    merges: tuple[tuple[int, int, int, int], ...] | None = None


ERROR_TEXT = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA"}
