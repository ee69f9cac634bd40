"""A month prepared with what an earlier run kept: the same bytes as without, and only what changed is done again."""

from __future__ import annotations

import os
import pickle
import shutil
from pathlib import Path

import pytest

from sotay import prepare
from sotay.definitions.steps import StepCache
from sotay.definitions.workspace import Workspace
from sotay.intake import kept
from sotay.prepare import TABLES, Prepared, prepare_month

MONTH, IN_TIME = "2026-09", 1_789_466_400  # 15/09/2026
GOLDEN = Path(__file__).parent / "golden" / "data"
pytestmark = pytest.mark.usefixtures("definitions_read_once")


class Place:
    """A workspace with the golden month's exports, and what a run did in it."""

    def __init__(self, root: Path) -> None:
        shutil.copytree(GOLDEN, root / "data")
        self.workspace = Workspace(root)
        self.exports = sorted((root / "data" / "incoming" / MONTH).rglob("*.csv"))
        self.handed_in(*self.exports)
        self.read: list[str] = []
        self.cleaned: list[str] = []

    def handed_in(self, *paths: Path) -> None:
        for path in paths:
            os.utime(path, (IN_TIME, IN_TIME))

    def without_last_row(self, export: Path) -> None:
        lines = export.read_bytes().splitlines(keepends=True)
        export.write_bytes(b"".join(lines[:-1]))
        self.handed_in(export)

    def prepare(self, monkeypatch: pytest.MonkeyPatch, key: str | None = "definitions") -> Prepared:
        self.read.clear()
        self.cleaned.clear()
        readings, corrected = kept.Readings._keep, prepare.corrected_table

        def keep(own, task, digest, found):
            self.read.append(task.source.file)
            readings(own, task, digest, found)

        def cleaned(raw, *facts):
            self.cleaned.append(raw.source.file)
            return corrected(raw, *facts)

        with monkeypatch.context() as patch:
            patch.setattr(kept.Readings, "_keep", keep)
            patch.setattr(prepare, "corrected_table", cleaned)
            return prepare_month(self.workspace, MONTH, steps=key and StepCache(self.workspace.internal(MONTH) / "steps", key))

    def results(self) -> dict[str, bytes]:
        root = self.workspace.root
        files = [self.workspace.internal(MONTH) / f"{name}.csv" for name in TABLES] + sorted(self.workspace.clean.rglob("*.parquet"))
        return {p.relative_to(root).as_posix(): p.read_bytes() for p in files}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "own")


@pytest.fixture
def fresh(tmp_path: Path) -> Place:
    return Place(tmp_path / "fresh")


def test_an_unchanged_month_is_neither_read_nor_cleaned_again(place, fresh, monkeypatch):
    names = [p.name for p in place.exports]
    place.prepare(monkeypatch)
    assert sorted(place.read) == sorted(place.cleaned) == sorted(names)
    place.prepare(monkeypatch)
    assert place.read == place.cleaned == []
    fresh.prepare(monkeypatch, key=None)
    assert place.results() == fresh.results()


def test_one_corrected_export_is_read_alone_and_changes_what_a_fresh_run_changes(place, fresh, monkeypatch):
    place.prepare(monkeypatch)
    before = place.results()
    # The other tables refer to the dossiers of this one: a row less in it is a finding in them.
    received = next(i for i, p in enumerate(place.exports) if "tiep nhan" in p.name)
    for where in (place, fresh):
        where.without_last_row(where.exports[received])
    place.prepare(monkeypatch)
    assert place.read == place.cleaned == [place.exports[received].name]
    fresh.prepare(monkeypatch, key=None)
    assert place.results() == fresh.results()
    assert {n for n, data in place.results().items() if data != before[n]} >= {f"outputs/{MONTH}/internal/{t}.csv" for t in ("intake", "runs", "scores")}


def test_other_definitions_or_another_program_know_nothing_of_what_was_kept(place, monkeypatch):
    place.prepare(monkeypatch)
    steps = place.workspace.internal(MONTH) / "steps"
    before = {p.name for p in steps.iterdir()}
    place.prepare(monkeypatch, key="other definitions")
    assert sorted(place.read) == sorted(p.name for p in place.exports)
    assert not before & {p.name for p in steps.iterdir()}


def test_a_file_written_to_while_it_was_read_is_not_kept(place, monkeypatch):
    looked_at, seen = kept.digest_of, set()

    def another_time(path: Path) -> str | None:
        again = path in seen
        seen.add(path)
        return "written meanwhile" if again else looked_at(path)

    with monkeypatch.context() as patch:
        patch.setattr(kept, "digest_of", another_time)
        place.prepare(monkeypatch)
    place.prepare(monkeypatch)
    assert sorted(place.read) == sorted(p.name for p in place.exports)


def test_a_prepared_month_is_handed_on_as_a_pickle(place, monkeypatch):
    made = place.prepare(monkeypatch, key=None)
    again = pickle.loads(pickle.dumps(made))
    for name, frame in made.checked.frames.items():
        other = again.checked.frames[name]
        assert other.rows.equals(frame.rows) and [p.frame.equals(q.frame) for p, q in zip(frame.parts, other.parts, strict=True)] == [True] * len(frame.parts)
        assert [other.unread(c).tolist() for c in frame.table.names()] == [frame.unread(c).tolist() for c in frame.table.names()]
    assert again.tables["scores"].equals(made.tables["scores"])
    assert again.checked.month.history(next(iter(made.checked.frames)), 1).empty
