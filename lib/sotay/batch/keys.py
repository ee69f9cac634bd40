"""What a step's results follow from, as hashes of contents: the program, the definitions, the notebook, the exports. Light to import."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from sotay.batch.versions import program_versions, sha256
from sotay.definitions.handed import content_key
from sotay.definitions.workspace import Workspace, shipped

_CODE = (".py", ".css", ".j2", ".html", ".json", ".csv", ".tpl")


class Said:
    """A hash of facts, one after the other."""

    def __init__(self, *facts: object) -> None:
        self._total = hashlib.sha256()
        self.say(*facts)

    def say(self, *facts: object) -> None:
        self._total.update(("\n".join(map(str, facts)) + "\n").encode("utf-8", "surrogateescape"))

    @property
    def key(self) -> str:
        return self._total.hexdigest()


@cache
def program_key() -> str:
    """The suite's code and the packages it works with: machines of a cluster must agree in it."""
    said, package = Said(json.dumps(program_versions(), sort_keys=True)), Path(__file__).resolve().parents[1]
    for path in _files(package, _CODE):
        said.say(path.relative_to(package).as_posix(), sha256(path))
    return said.key


def month_key(workspace: Workspace, month: str) -> str:
    """All that a month's results follow from: program, definitions, notebooks, and the exports of this month and those before, with the day each was handed in."""
    said = Said(month, program_key(), content_key(workspace.parameters), exports_key(workspace, [m for m in workspace.months() if m <= month]))
    for base in (shipped() / "notebooks", workspace.root / "notebooks"):
        for path in _files(base, (".ipynb",)):
            said.say(path.relative_to(base).as_posix(), sha256(path))
    return said.key


def exports_key(workspace: Workspace, months: Iterable[str]) -> str:
    """The files handed in for some months, by name, day and content."""
    said = Said()
    for month in months:
        folder = workspace.incoming / month
        said.say(month)
        for path in sorted(p for p in folder.rglob("*") if not p.is_dir()) if folder.is_dir() else ():
            said.say(path.relative_to(folder).as_posix(), *_export(path))
    return said.key


def _export(path: Path) -> tuple[object, ...]:
    """A file as handed in: its day is a fact of the month (punctuality, which version is newer), not of this run."""
    try:
        facts = path.lstat()
        return ("link",) if path.is_symlink() else (int(facts.st_mtime), facts.st_size, sha256(path))
    except OSError:
        return ("unreadable",)


def _files(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.suffix in endings and "__pycache__" not in p.parts and ".ipynb_checkpoints" not in p.parts and p.is_file())


def digests(root: Path, paths: Iterable[Path]) -> dict[str, str]:
    """Hashes of files by their path under `root`."""
    return {path.relative_to(root).as_posix(): sha256(path) for path in sorted(paths)}


def intact(root: Path, outputs: dict[str, str]) -> bool:
    """Are all these files there with these contents."""
    try:
        return all(sha256(root / name) == content for name, content in outputs.items())
    except OSError:
        return False
