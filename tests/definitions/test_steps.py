"""Results kept between runs: the same back for the same facts, nothing for others, and no harm from what stands in the folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import numpy as np
import pytest

from sotay.definitions.steps import StepCache


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "internal" / "steps"


def test_what_was_kept_comes_back_to_another_run(folder):
    value = {"rows": np.arange(200_000), "name": "Nguyễn Văn An"}
    StepCache(folder, "key").put("read", value, "digest", 7)
    found = StepCache(folder, "key").get("read", "digest", 7)
    assert found["name"] == "Nguyễn Văn An" and np.array_equal(found["rows"], value["rows"])


@pytest.mark.parametrize(("key", "kind", "facts"), [("other", "read", ("digest", 7)), ("key", "clean", ("digest", 7)), ("key", "read", ("digest", 8)), ("key", "read", ("digest",))])
def test_other_definitions_steps_or_facts_know_nothing_of_it(folder, key, kind, facts):
    StepCache(folder, "key").put("read", [1], "digest", 7)
    assert StepCache(folder, key).get(kind, *facts) is None


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda data: b"", lambda data: data[:10] + bytes([data[10] ^ 1]) + data[11:], lambda data: data + b"x", lambda data: b"x" * 5])
def test_a_damaged_entry_counts_as_absent(folder, spoil):
    kept = StepCache(folder, "key")
    kept.put("read", list(range(1000)), "digest")
    entry = next(folder.iterdir())
    entry.write_bytes(spoil(entry.read_bytes()))
    assert StepCache(folder, "key").get("read", "digest") is None
    kept.put("read", [2], "digest")
    assert StepCache(folder, "key").get("read", "digest") == [2]


def test_only_what_the_last_run_used_or_made_stays(folder):
    first = StepCache(folder, "key")
    for number in range(3):
        first.put("read", number + 10, number)
    (folder / "read-0.99.part").write_bytes(b"left by a run that was broken off")
    second = StepCache(folder, "key")
    assert second.get("read", 1) == 11
    second.put("read", "new", 5)
    second.sweep()
    assert [StepCache(folder, "key").get("read", n) for n in (0, 1, 2, 5)] == [None, 11, None, "new"]
    assert len(list(folder.iterdir())) == 2


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path):
    (tmp_path / "steps").write_text("a file stands where the folder should be")
    kept = StepCache(tmp_path / "steps", "key")
    kept.put("read", [1], "digest")
    kept.sweep()
    assert kept.get("read", "digest") is None


@pytest.mark.skipif(os.name != "posix", reason="rights of a file as POSIX knows them")
def test_nobody_else_may_read_what_is_kept(folder):
    StepCache(folder, "key").put("read", ["0123"], "digest")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()] == [0o600]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="owners of a file as POSIX knows them")
def test_what_another_user_wrote_is_not_loaded(folder, monkeypatch):
    StepCache(folder, "key").put("read", [1], "digest")
    monkeypatch.setattr(os, "getuid", lambda: folder.stat().st_uid + 1)
    assert StepCache(folder, "key").get("read", "digest") is None
