"""Every declared table in rough exports nobody wrote by hand: the shares reached are only ever raised."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from rough import Rough, as_csv, as_xlsx, make_rough
from sotay.cleaning.table import clean_table
from sotay.definitions.registry import load_registry
from sotay.definitions.workspace import shipped
from sotay.intake.files.containers import Member, read
from sotay.intake.model import Grid, RawTable, Source
from sotay.intake.recognition.recognise import Recogniser
from sotay.intake.tables.layout import find_tables

SEEDS = 3
SOURCE = Source("", "Book1.xlsx", Path("Book1.xlsx"), "xlsx", None, dt.datetime(2026, 9, 18), "")


@pytest.fixture(scope="module")
def registry():
    return load_registry(shipped() / "parameters").at(dt.date(2026, 9, 30))


@pytest.fixture(scope="module")
def recogniser(registry):
    return Recogniser(registry)


def found(grid: Grid, recogniser: Recogniser) -> list[RawTable]:
    return [recogniser.recognise(t.as_table(SOURCE)) for t in find_tables(grid, recogniser.known)]


@pytest.fixture(scope="module")
def read_back(registry, recogniser) -> list[tuple[Rough, list[RawTable]]]:
    made = [make_rough(ref, registry, seed, typed=seed % 2 == 0) for ref in registry.tables.values() for seed in range(SEEDS)]
    return [(rough, found(rough.grid, recogniser)) for rough in made]


def share(read_back, right) -> float:
    return sum(len(tables) == 1 and right(rough, tables[0]) for rough, tables in read_back) / len(read_back)


def test_tables_headings_and_rows_are_found(read_back):
    assert len(read_back) > 150
    assert share(read_back, lambda rough, t: t.header_row == rough.header_row) >= 0.99
    assert share(read_back, lambda rough, t: t.rows.tolist() == rough.data_rows) >= 0.99
    assert share(read_back, lambda rough, t: len(t.set_aside) == rough.aside) >= 0.98


def test_the_dataset_is_recognised(read_back):
    assert share(read_back, lambda rough, t: t.table == rough.table) >= 0.99


def columns(read_back) -> Counter:
    seen = Counter()
    for rough, tables in read_back:
        if len(tables) != 1 or tables[0].table != rough.table:
            continue
        place = {c.letter: c.field for c in tables[0].columns}
        for index, (name, mode) in rough.fields.items():
            got = place.get(chr(65 + index) if index < 26 else chr(64 + index // 26) + chr(65 + index % 26))
            seen[mode, "right" if got == name else "none" if got is None else "wrong"] += 1
    return seen


def test_nobody_is_told_of_a_shift_that_is_none(read_back):
    assert [(rough.table, n) for rough, tables in read_back for t in tables for n in t.notes if "lệch" in n] == []


def test_headings_in_any_wording_are_met_and_none_is_taken_for_another(read_back):
    seen = columns(read_back)
    assert {k: n for k, n in seen.items() if k[1] == "wrong"} == {}
    declared = Counter({k: n for k, n in seen.items() if k[0] != "extra"})
    assert sum(n for k, n in declared.items() if k[1] == "right") >= 0.985 * declared.total()
    for mode in ("listed", "tail", "case", "spaces", "break", "plain", "decomposed", "number", "tiers"):
        assert seen[mode, "none"] <= 0.01 * (seen[mode, "right"] + 1), mode


def shifted(rough: Rough, step: int) -> Grid:
    """The body from the third headed column on moved one cell to the left (that cell is lost) or to the right."""
    grid, at = rough.grid, sorted(rough.fields)[2]
    cells = np.hstack([grid.cells, np.full((len(grid.cells), 1), "", dtype=object)])
    kinds = np.hstack([grid.kinds, np.zeros((len(grid.kinds), 1), dtype=grid.kinds.dtype)])
    for row in (r - 1 for r in rough.data_rows):
        for part, blank in ((cells, ""), (kinds, 0)):
            rest = part[row, at:].copy()
            part[row, at:] = [*rest[1:], blank] if step < 0 else [blank, *rest[:-1]]
    return replace(grid, cells=cells, kinds=kinds)


def test_a_body_beside_its_headings_is_told_and_hardly_ever_read_as_it_stands(registry, recogniser):
    """In tables of figures only, nothing in the values may tell: those few are the silent ones."""
    rough = [r for seed in (11, 14) for ref in list(registry.tables.values())[::4] if len((r := make_rough(ref, registry, seed)).fields) >= 6 and len(r.data_rows) >= 5]
    told = [all(t.dataset is None or any("lệch" in n for n in t.notes) for t in found(shifted(r, step), recogniser)) for r in rough for step in (-1, 1)]
    assert len(told) >= 30
    assert sum(told) >= 0.9 * len(told)


def same(want, got) -> bool:
    if want is None or pd.isna(got):
        return want is None and pd.isna(got)
    return abs(got - want) < 1e-9 if isinstance(want, float) else str(got) == str(pd.Timestamp(want) if isinstance(want, dt.datetime) else want)


def test_values_in_any_spelling_are_read_and_none_is_accused(read_back, registry):
    wrong, accused, looked = [], Counter(), 0
    for rough, tables in read_back:
        if len(tables) != 1 or tables[0].table != rough.table or tables[0].rows.tolist() != rough.data_rows:
            continue
        clean = clean_table(tables[0], registry, "2026-09", dt.date(2026, 9, 18))
        accused.update(clean.problems.loc[clean.problems["severity"] == "error", "rule"])
        for name in clean.present & rough.values.keys():
            for want, got in zip(rough.values[name], clean.frame[name], strict=True):
                looked += 1
                if pd.isna(got) != (want is None) or want is not None and str(got) != str(pd.Timestamp(want) if isinstance(want, dt.datetime) else want):
                    wrong.append((rough.table, name, want, got))
    assert looked > 5_000
    assert accused == {}
    assert wrong == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258", "tcvn3", "vni", "xlsx"])
def test_the_container_changes_nothing(encoding, registry, recogniser):
    wrong = []
    for number, ref in enumerate(list(registry.tables.values())[::7]):
        rough = make_rough(ref, registry, 40 + number, typed=encoding == "xlsx")
        data = as_xlsx(rough) if encoding == "xlsx" else as_csv(rough, encoding, ",;\t|"[number % 4])
        grid = read(Member("Book1", data)).grids[0]
        tables = found(grid, recogniser)
        if [(t.table, t.header_row, t.rows.tolist()) for t in tables] != [(rough.table, rough.header_row, rough.data_rows)]:
            wrong.append((ref.id, [(t.table, t.header_row, len(t.rows)) for t in tables]))
    assert wrong == []


def test_a_table_in_column_c_is_cleaned_from_its_own_cells(registry, recogniser):
    """Once the place on the sheet was taken for the place in the table, and every value stood two columns off."""
    ref = next(iter(registry.tables.values()))
    rough = next(r for r in (make_rough(ref, registry, seed) for seed in range(60)) if min(r.fields) == 2)
    (table,) = found(rough.grid, recogniser)
    clean = clean_table(table, registry, "2026-09", dt.date(2026, 9, 18))
    assert [c.index for c in table.columns] == list(range(len(table.columns)))
    key = ref.table.key[0]
    assert [str(v) for v in clean.frame[key]] == [str(v) for v in rough.values[key]]
    assert table.columns[0].letter == "C"
