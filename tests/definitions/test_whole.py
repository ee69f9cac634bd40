"""What takes the place of a file has its content on the disk before its name is there."""

from __future__ import annotations

import os

import pytest

from sotay.definitions.whole import set_aside, take_place
from sotay.publish.register import Register


def test_the_content_is_on_the_disk_before_the_name(tmp_path, monkeypatch):
    path, aside, done = tmp_path / "a.json", tmp_path / "a.json.part", []
    path.write_text("old", encoding="utf-8")
    aside.write_text("new", encoding="utf-8")
    sync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("content"), sync(handle)))
    monkeypatch.setattr(os, "replace", lambda one, other: (done.append("name"), replace(one, other)))
    take_place(aside, path)
    assert done == ["content", "name"] and path.read_text(encoding="utf-8") == "new" and not aside.exists()


def test_a_disk_that_fails_leaves_the_old_one(tmp_path, monkeypatch):
    path, aside = tmp_path / "a.json", tmp_path / "a.json.part"
    path.write_text("old", encoding="utf-8")
    aside.write_text("new", encoding="utf-8")

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        take_place(aside, path)
    assert path.read_text(encoding="utf-8") == "old"


def test_a_damaged_file_is_kept_for_a_person(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("{", encoding="utf-8")
    set_aside(path)
    assert not path.exists() and (tmp_path / "a.json.hong").read_text(encoding="utf-8") == "{"


def test_the_register_of_packages_is_such_a_file(tmp_path, monkeypatch):
    synced, sync = [], os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (synced.append(handle), sync(handle)))
    Register([]).write(tmp_path / "register.csv")
    assert len(synced) == 1 and Register.read(tmp_path / "register.csv").versions == []
