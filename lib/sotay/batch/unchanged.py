"""Has anything changed since the month was last run: told from contents alone, never from the clock. Light to import: an unchanged month must be told at once."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sotay.batch.versions import program_versions, sha256
from sotay.definitions.handed import content_key
from sotay.definitions.workspace import Workspace, shipped

RECORD = "run.json"
_CODE = (".py", ".css", ".j2", ".html", ".json", ".csv")


def run_key(workspace: Workspace, month: str) -> str:
    """Hash of all that a month's results follow from: the suite's code and packages, definitions, notebooks, and the exports of this month and those before, with the day each was handed in."""
    total = hashlib.sha256()

    def say(*facts: object) -> None:
        total.update(("\n".join(map(str, facts)) + "\n").encode("utf-8", "surrogateescape"))

    say(month, json.dumps(program_versions(), sort_keys=True), content_key(workspace.parameters))
    package = Path(__file__).resolve().parents[1]
    for base, endings in ((package, _CODE), (shipped() / "notebooks", (".ipynb",)), (workspace.root / "notebooks", (".ipynb",))):
        for path in _files(base, endings):
            say(path.relative_to(base).as_posix(), sha256(path))
    for earlier in (m for m in workspace.months() if m <= month):
        folder = workspace.incoming / earlier
        for path in sorted(p for p in folder.rglob("*") if not p.is_dir()) if folder.is_dir() else ():
            say(path.relative_to(folder).as_posix(), *_export(path))
    return total.hexdigest()


def _export(path: Path) -> tuple[object, ...]:
    """A file as handed in: its day is a fact of the month (punctuality, which version is newer), not of this run."""
    try:
        facts = path.lstat()
        return ("link",) if path.is_symlink() else (int(facts.st_mtime), facts.st_size, sha256(path))
    except OSError:
        return ("unreadable",)


def _files(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.suffix in endings and "__pycache__" not in p.parts and ".ipynb_checkpoints" not in p.parts and p.is_file())


def _results(workspace: Workspace, month: str) -> Iterable[tuple[str, Path]]:
    """Everything a run leaves, except the record itself."""
    record = workspace.internal(month) / RECORD
    for base in (workspace.outputs(month), workspace.clean):
        for path in sorted(base.rglob("*")) if base.is_dir() else ():
            if path.is_file() and path != record and (base != workspace.clean or path.stem <= month):
                yield path.relative_to(workspace.root).as_posix(), path


def remember(workspace: Workspace, month: str, key: str) -> None:
    """Keeps what a whole run without a failure came from and what it left."""
    content = {"key": key, "results": {name: sha256(path) for name, path in _results(workspace, month)}}
    path = workspace.internal(month) / RECORD
    aside = path.with_name(path.name + ".part")
    aside.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    os.replace(aside, path)


def forget(workspace: Workspace, month: str) -> None:
    """Called before anything is written: a run that is broken off must not look like a finished one."""
    (workspace.internal(month) / RECORD).unlink(missing_ok=True)


def same_as_before(workspace: Workspace, month: str, key: str) -> bool:
    """Has nothing changed of what the last whole run came from and of what it left."""
    try:
        content: Any = json.loads((workspace.internal(month) / RECORD).read_text(encoding="utf-8"))
        return content["key"] == key and {name: sha256(path) for name, path in _results(workspace, month)} == content["results"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
