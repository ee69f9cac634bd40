"""Definitions kept from one run of a month to the next: the same ones without reading the files again, and never those of other files or of wrong ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sotay.definitions import kept
from sotay.definitions.problem import DefinitionError
from sotay.definitions.registry import load_registry

PARAMETERS = Path(__file__).resolve().parents[2] / "parameters"


@pytest.fixture
def root(tmp_path) -> Path:
    return Path(shutil.copytree(PARAMETERS, tmp_path / "parameters"))


@pytest.fixture
def read(monkeypatch) -> list[Path]:
    """Folders whose files are read."""
    seen = []
    monkeypatch.setattr(kept, "load_registry", lambda root: seen.append(root) or load_registry(root))
    return seen


def read_kept(root: Path, folder: Path, anew: bool = False):
    definitions = kept.KeptRegistry(root, folder)
    found = definitions.read(anew)
    definitions.keep()
    return found


def test_definitions_are_read_once_and_stay_what_they_are(root, tmp_path, read):
    first = read_kept(root, tmp_path / "kept")
    again = read_kept(root, tmp_path / "kept")
    assert read == [root]
    assert again.lines == {} and list(again.tables) == list(first.tables) and again.indicators == first.indicators and again.commune == first.commune
    read_kept(root, tmp_path / "kept", anew=True)
    assert read == [root, root]


def test_a_changed_file_is_read_and_a_wrong_one_told(root, tmp_path, read):
    read_kept(root, tmp_path / "kept")
    path = root / "commune.yml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# ghi chú\n", encoding="utf-8")
    read_kept(root, tmp_path / "kept")
    assert read == [root, root] and len(list((tmp_path / "kept").iterdir())) == 1
    path.write_text("khong_co: 1\n", encoding="utf-8")
    with pytest.raises(DefinitionError):
        read_kept(root, tmp_path / "kept")


def test_definitions_of_another_folder_are_not_taken_for_these(root, tmp_path, read):
    read_kept(root, tmp_path / "kept")
    other = Path(shutil.copytree(root, tmp_path / "khac" / "parameters"))
    assert read_kept(other, tmp_path / "kept").root == other
    assert read == [root, other]


def test_nothing_is_left_behind_before_it_is_said_to_be_kept(root, tmp_path, read):
    kept.KeptRegistry(root, tmp_path / "kept").read()
    assert not (tmp_path / "kept").exists()
