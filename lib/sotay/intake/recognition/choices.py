"""Puts answers that a form spreads over several columns ("Giới tính: Nam | Nữ" with a cross in one) back into one column."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from sotay.definitions.folding import match_key
from sotay.definitions.models.dataset import Column
from sotay.definitions.registry import Registry
from sotay.intake.model import CellKind, RawTable
from sotay.intake.recognition.heading_match import SourceHeading, TableHeadings

_MARK = re.compile(r"[xXvV×✓✔☑√+1]+")
_DATES = ("date", "partial_date")
# The two columns of a person's sex, folded; one alone says the other by its blanks.
_SEXES = {"nam": "nu", "nu": "nam"}


@dataclass
class Gathered:
    """The table with spread answers written into the first of their columns, its fields, and what was understood."""

    table: RawTable
    fields: dict[int, str]
    notes: list[str]


def gathered(table: RawTable, fields: dict[int, str], headings: TableHeadings, registry: Registry) -> Gathered:
    """Columns without a field that stand under one heading and hold one answer a row; nothing moves unless every leaf is a value of the column."""
    work = _Work(table, dict(fields), headings, registry)
    for group, indices in work.groups().items():
        for name in headings.candidates(SourceHeading.of(group)):
            if work.free(name) and (work.crosses(name, indices) or work.births(name, indices)):
                break
    work.lone_cross()
    return Gathered(table.with_(cells=work.cells, kinds=work.kinds), work.fields, work.notes) if work.notes else Gathered(table, fields, [])


class _Work:
    def __init__(self, table: RawTable, fields: dict[int, str], headings: TableHeadings, registry: Registry) -> None:
        self.columns, self.fields, self.declared, self.registry = table.columns, fields, headings.table, registry
        self.cells, self.kinds, self.notes = table.cells.copy(), table.kinds.copy(), []

    def groups(self) -> dict[str, list[int]]:
        found = defaultdict(list)
        for i, column in enumerate(self.columns):
            group, _, leaf = column.heading.rpartition(" / ")
            if group and leaf and i not in self.fields:
                found[group].append(i)
        return {g: indices for g, indices in found.items() if len(indices) >= 2}

    def free(self, name: str) -> bool:
        return name not in self.fields.values()

    def crosses(self, name: str, indices: list[int]) -> bool:
        """A coded column asked as one column per value, with crosses."""
        labels = self._labels(self.declared.column(name))
        meant = [labels.get(self._leaf(i), "") for i in indices]
        if not all(meant) or len(set(meant)) < len(meant) or not all(self._crossed(i) for i in indices):
            return False
        answers = ["; ".join(label for label, i in zip(meant, indices, strict=True) if row[i].strip()) for row in self.cells]
        self._write(indices[0], answers, name)
        return True

    def births(self, name: str, indices: list[int]) -> bool:
        """Dates of birth in a column for men and one for women: the date, and the sex by where it stands."""
        if self.declared.column(name).type not in _DATES or len(indices) != 2 or {self._leaf(i) for i in indices} != set(_SEXES):
            return False
        first, second = indices
        filled = self.cells[:, indices] != ""
        if filled.all(axis=1).any() or not filled.any():
            return False
        kinds = np.where(filled[:, 0], self.kinds[:, first], self.kinds[:, second])
        days = np.where(filled[:, 0], self.cells[:, first], self.cells[:, second])
        sexes = [self._leaf(first) if a else self._leaf(second) if b else "" for a, b in filled]
        self._write(first, days, name)
        self.kinds[:, first] = kinds
        self._write_sexes(second, sexes)
        return True

    def lone_cross(self) -> None:
        """A single column "Nữ" with crosses: the blanks are men."""
        for i in range(len(self.columns)):
            sex = self._leaf(i)
            if i not in self.fields and sex in _SEXES and " / " not in self.columns[i].heading and self._crossed(i) and 0 < (self.cells[:, i] != "").sum() < len(self.cells):
                self._write_sexes(i, [sex if t else _SEXES[sex] for t in self.cells[:, i]])

    def _write_sexes(self, index: int, sexes: list[str]) -> None:
        for column in self.declared.columns:
            labels = self._labels(column)
            if column.type == "code" and self.free(column.name) and set(_SEXES) <= set(labels) and len(set(labels.values())) <= 3:
                self._write(index, [labels.get(s, "") for s in sexes], column.name)
                return

    def _write(self, index: int, answers, name: str) -> None:
        self.cells[:, index] = answers
        self.kinds[:, index] = np.where(self.cells[:, index] != "", CellKind.TEXT, CellKind.BLANK)
        self.fields[index] = name
        column = self.columns[index]
        self.notes.append(f"Cột {column.letter} “{column.heading}” cùng các cột bên cạnh hiểu là “{self.declared.column(name).title}”.")

    def _leaf(self, index: int) -> str:
        return match_key(re.sub(r"\([^)]*\)", " ", self.columns[index].heading.rpartition(" / ")[2]))

    def _crossed(self, index: int) -> bool:
        return all(not t.strip() or _MARK.fullmatch(t.strip()) for t in self.cells[:, index])

    def _labels(self, column: Column) -> dict[str, str]:
        values = self.registry.values_of(column) if column.type == "code" else []
        return {match_key(word): v.label for v in values for word in (*v.aliases, v.label)}
