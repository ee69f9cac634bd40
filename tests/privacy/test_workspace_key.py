"""The workspace's key is made once, whole, and of two made at once only one counts."""

from __future__ import annotations

import os
import stat

import pytest

from sotay.privacy.masking import workspace_key


def names(root):
    return sorted(p.name for p in (root / "data").iterdir())


def test_it_is_made_once_and_readable_by_its_owner_only(tmp_path):
    key = workspace_key(tmp_path)
    assert len(key) == 32 and workspace_key(tmp_path) == key and names(tmp_path) == [".pseudonym-key"]
    assert os.name != "posix" or stat.S_IMODE((tmp_path / "data" / ".pseudonym-key").stat().st_mode) == 0o600


def test_an_empty_one_is_no_key(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / ".pseudonym-key").touch()
    assert len(workspace_key(tmp_path)) == 32 == len((tmp_path / "data" / ".pseudonym-key").read_bytes())


def test_what_another_has_made_meanwhile_counts(tmp_path, monkeypatch):
    link = os.link

    def late(source, target):
        target.write_bytes(b"k" * 32)
        link(source, target)

    monkeypatch.setattr(os, "link", late)
    assert workspace_key(tmp_path) == b"k" * 32 and names(tmp_path) == [".pseudonym-key"]


def test_without_links_it_is_whole(tmp_path, monkeypatch):
    def none(source, target):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", none)
    assert len(workspace_key(tmp_path / "khac")) == 32 and names(tmp_path / "khac") == [".pseudonym-key"]


def test_a_full_disk_leaves_no_half_of_it(tmp_path, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        workspace_key(tmp_path)
    assert names(tmp_path) == []
