"""A month's folder read again with what was kept: the same exports, and reading processes only for what is not known."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from small_registry import small_registry
from sotay.definitions.steps import StepCache
from sotay.intake import month as intake
from test_month_intake import MONTH, rows, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A file, the same again, an older version of it, last month's file once more, an archive, a file of nothing, one that is no spreadsheet."""
    root = tmp_path / "incoming"
    write(root / MONTH / "barn" / "a.csv", rows(range(1, 9)), handed_in=300)
    write(root / MONTH / "barn" / "b.csv", rows(range(1, 9)), handed_in=400)
    write(root / MONTH / "barn" / "c.csv", rows(range(1, 8)), handed_in=200)
    for month in ("2026-08", MONTH):
        write(root / month / "barn" / "d.csv", rows(range(20, 29), "08/2026"), handed_in=100)
    inner = write(tmp_path / "e.csv", rows(range(40, 49)))
    with zipfile.ZipFile(root / MONTH / "barn" / "e.zip", "w") as archive:
        archive.write(inner, "e.csv")
    (root / MONTH / "barn" / "f.xlsx").write_bytes(b"")
    (root / MONTH / "barn" / "g.xlsx").write_bytes(b"PK\x03\x04 broken off")
    return root


def told(root: Path, steps: StepCache | None) -> list[tuple]:
    exports = intake.take_in(root / MONTH, small_registry(), MONTH, root, steps)
    return [(e.source, e.status, e.note, e.other_sheets, [(t.sheet, t.table, t.rows.tolist(), t.cells.tolist(), t.columns) for t in e.tables]) for e in exports]


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """The files that the reading processes were asked for."""
    names: list[str] = []
    in_order = intake.GuardedReader.in_order

    def noted(self, items):
        return in_order(self, (names.append(i.task.source.file) or i for i in items))

    monkeypatch.setenv("SOTAY_READ_IN_PROCESS", "1")
    monkeypatch.setattr(intake.GuardedReader, "in_order", noted)
    return names


def test_exports_are_the_same_whether_read_or_known(folder, tmp_path, asked):
    plain = told(folder, None)
    assert sorted({status for _, status, *_ in plain}) == ["accepted", "duplicate", "empty", "replaced", "unreadable"]
    assert told(folder, StepCache(tmp_path / "steps", "key")) == plain
    asked.clear()
    assert told(folder, StepCache(tmp_path / "steps", "key")) == plain
    # "unreadable" may be for want of memory or rights: such a file is tried again.
    assert asked == ["g.xlsx"]


def test_nothing_is_started_when_every_file_is_known(folder, tmp_path, monkeypatch):
    (folder / MONTH / "barn" / "g.xlsx").unlink()
    monkeypatch.setenv("SOTAY_READ_IN_PROCESS", "1")
    first = told(folder, StepCache(tmp_path / "steps", "key"))
    monkeypatch.setattr(intake, "GuardedReader", None)
    assert told(folder, StepCache(tmp_path / "steps", "key")) == first


@pytest.mark.parametrize("change", ["bytes", "name", "day"])
def test_a_file_of_other_bytes_name_or_day_is_read(folder, tmp_path, asked, change):
    told(folder, StepCache(tmp_path / "steps", "key"))
    asked.clear()
    path = folder / MONTH / "barn" / "a.csv"
    if change == "name":
        path = path.rename(path.with_name("h.csv"))
    write(path, rows(range(1, 10 if change == "bytes" else 9)), handed_in=301 if change == "day" else 300)
    again, read = told(folder, StepCache(tmp_path / "steps", "key")), set(asked)
    assert read == {path.name, "g.xlsx"}
    assert again == told(folder, None)
