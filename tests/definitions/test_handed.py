"""Work that can wait gives way to a process of the batch that has work for every processor."""

from __future__ import annotations

import threading
import time

import pytest

import sotay.definitions.handed as handed
from sotay.definitions.beside import beside, can_fork
from sotay.definitions.handed import HANDED, PROCESSORS, every_processor, give_way, nobody_busy


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(HANDED, str(tmp_path))
    monkeypatch.setattr(handed, "_waited", 0.0)
    return tmp_path


def test_it_waits_as_long_as_the_other_is_busy(folder):
    waited = threading.Event()
    with every_processor():
        asked = threading.Thread(target=lambda: (give_way(), waited.set()))
        asked.start()
        assert not waited.wait(0.2)
    assert waited.wait(5)
    asked.join()
    assert list(folder.iterdir()) == []


def test_the_mark_goes_when_the_work_fails(folder):
    with pytest.raises(KeyError), every_processor():
        raise KeyError
    assert list(folder.iterdir()) == []


def test_a_mark_that_a_killed_process_left_holds_nobody_for_ever(folder, monkeypatch):
    """However often it is asked: a hundred modules are imported one after the other."""
    monkeypatch.setattr(handed, "LONGEST_WAIT", 0.1)
    (folder / "busy-1").touch()
    began = time.monotonic()
    for _ in range(100):
        give_way()
    assert 0.1 <= time.monotonic() - began < 3


def test_marks_of_killed_processes_are_taken_away(folder):
    (folder / "busy-1").touch()
    (folder / "khac").touch()
    nobody_busy(folder)
    give_way()
    assert [p.name for p in folder.iterdir()] == ["khac"]


def test_outside_a_batch_nobody_waits(tmp_path, monkeypatch):
    monkeypatch.delenv(HANDED, raising=False)
    with every_processor():
        give_way()
    monkeypatch.setenv(HANDED, str(tmp_path / "gone"))
    with every_processor():
        give_way()


@pytest.mark.skipif(not can_fork(), reason="no fork here")
def test_copies_at_work_are_told_of(folder, monkeypatch):
    monkeypatch.setenv(PROCESSORS, "2")
    assert all(beside(lambda n: any(p.name.startswith("busy-") for p in folder.iterdir()), [1, 2, 3]))
    assert list(folder.iterdir()) == []
