"""What a step's results follow from, as hashes of contents: the program, the definitions, the notebook, the exports. Light to import."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sotay.definitions.handed import content_key
from sotay.definitions.program import Said, files_of, program_key, sha256
from sotay.definitions.workspace import Workspace, shipped


def month_key(workspace: Workspace, month: str) -> str:
    """All that a month's results follow from: program, definitions, notebooks, and the exports of this month and those before, with the day each was handed in."""
    said = Said(month, program_key(), content_key(workspace.parameters), exports_key(workspace, [m for m in workspace.months() if m <= month]))
    for base in (shipped() / "notebooks", workspace.root / "notebooks"):
        for path in files_of(base, (".ipynb",)):
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


def digests(root: Path, paths: Iterable[Path]) -> dict[str, str]:
    """Hashes of files by their path under `root`."""
    return {path.relative_to(root).as_posix(): sha256(path) for path in sorted(paths)}


def intact(root: Path, outputs: dict[str, str]) -> bool:
    """Are all these files there with these contents."""
    try:
        return all(sha256(root / name) == content for name, content in outputs.items())
    except OSError:
        return False
