"""What is told of a table by itself stays while the table, its accepted rows, its findings and its checks are the same, and is made again when one of them is not."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from frames import Definitions, clean, dataset
from sotay.checks.by_table import ByTable
from sotay.checks.run import check_month
from sotay.checks.store import write_month
from sotay.definitions.steps import StepCache
from sotay.definitions.workspace import clean_path

OWN, OTHER = dataset({"b": {"type": "text", "required": True}}), dataset({"k": "text"}, identifier="kia")
NAMES = [OWN.tables[0].id, OTHER.tables[0].id]
MONTH = "2026-09"


def checked(first: str | None = "x", second: str = "y"):
    tables = [clean(OWN, [{"b": first}, {"b": "z"}], f"a{first}.xlsx"), clean(OTHER, [{"k": second}], f"b{second}.xlsx")]
    return check_month(tables, Definitions([OWN, OTHER]), MONTH, lambda table, back: pd.DataFrame())


@pytest.fixture
def made(tmp_path):
    """Which tables are looked at when a month is told of, with what earlier calls kept."""
    def told(month, **how) -> list[str]:
        looked, steps = [], StepCache(tmp_path / "steps", "khoa")
        tables = ByTable(month, steps)
        answers = [tables.of("rows", name, lambda name=name: looked.append(name) or len(month.frames[name].rows), **how) for name in NAMES]
        tables.keep()
        assert answers == [2, 1]
        return looked

    return told


def test_a_month_that_is_the_same_is_not_looked_at_again(made):
    assert made(checked()) == NAMES
    assert made(checked()) == []


def test_another_export_of_one_table_has_that_one_looked_at(made):
    made(checked())
    assert made(checked(second="w")) == NAMES[1:]


def _row_set_aside(month):
    frame = month.frames[NAMES[0]]
    return replace(month, frames=month.frames | {NAMES[0]: replace(frame, rows=frame.rows.assign(_ok=[False, True]))})


def _other_message(month):
    return replace(month, findings=month.findings.assign(fix="khác"))


def _other_check(month):
    return replace(month, runs=month.runs.assign(failed=month.runs["failed"].where(month.runs["table"] != NAMES[1], 7)))


@pytest.mark.parametrize(("first", "change", "looked"), [("x", _row_set_aside, NAMES[:1]), (None, _other_message, NAMES[:1]), ("x", _other_check, NAMES[1:])])
def test_what_the_checks_say_of_it_is_part_of_a_table(made, first, change, looked):
    month = checked(first)
    made(month)
    assert made(change(month)) == looked


def test_what_no_longer_holds_is_made_again(made):
    made(checked())
    assert made(checked(), holds=lambda known: known == 2) == NAMES[1:]


def test_nothing_is_kept_without_a_place_for_it():
    month, looked = checked(), []
    for _ in range(2):
        tables = ByTable(month)
        tables.of("rows", NAMES[0], lambda: looked.append(1))
        tables.keep()
    assert len(looked) == 2


@pytest.mark.parametrize("spoil", [lambda path: path.write_bytes(b"something else"), lambda path: path.unlink()])
def test_a_stored_table_is_written_again_only_where_it_is_not_what_it_was(tmp_path, spoil):
    month, registry = checked(), Definitions([OWN, OTHER])
    paths = [clean_path(tmp_path, registry.tables[name].dataset.id, name, MONTH) for name in NAMES]

    def stored() -> list[int]:
        tables = ByTable(month, StepCache(tmp_path / "steps", "khoa"))
        assert write_month(tmp_path, month.frames, registry, MONTH, tables) == paths
        tables.keep()
        return [path.stat().st_ino for path in paths]

    first, content = stored(), [path.read_bytes() for path in paths]
    assert stored() == first
    spoil(paths[1])
    again = stored()
    assert again[0] == first[0] and [path.read_bytes() for path in paths] == content
