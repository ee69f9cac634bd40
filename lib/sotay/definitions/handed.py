"""Definitions read once by a batch and handed to the processes it starts, so that 24 notebooks do not parse the same YAML."""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sotay.definitions.registry import Registry

# Path of the folder handed over, which only the batch's own user may enter: a pickle from anywhere else is never read.
HANDED = "SOTAY_DEFINITIONS"
_FILE = re.compile(r"[0-9a-f]{24}")
# What has been read for the processes forked from this one, at most so many workspaces', with the key of the files it comes from.
MOST_READY = 4
_ready: dict[Path, tuple[str, Registry]] = {}
# Stands in that folder, with a process's number behind it, while that process keeps every processor busy.
_BUSY = "busy-"
_LOOK_SECONDS, LONGEST_WAIT = 0.02, 20.0
_waited = 0.0
# How many processors a step of a batch may keep busy with children of its own.
PROCESSORS = "SOTAY_PROCESSORS"


def processors() -> int:
    """What this process may keep busy: as the batch has said, else what the machine has."""
    told = os.environ.get(PROCESSORS, "")
    return max(1, int(told)) if told.isascii() and told.isdigit() else os.cpu_count() or 1


@contextmanager
def every_processor() -> Iterator[None]:
    """Tells the batch, where there is one, that this process has work for every processor until the block ends."""
    folder = os.environ.get(HANDED)
    mark = Path(folder) / f"{_BUSY}{os.getpid()}" if folder and os.path.isdir(folder) else None
    if mark:
        mark.touch()
    try:
        yield
    finally:
        if mark:
            mark.unlink(missing_ok=True)


def give_way() -> None:
    """Waits while another process of the batch has work for every processor: for work that can as well be done later.

    Of a process's life no more than some seconds: what everything waits for in the end may not wait for a mark that a killed process has left.
    """
    global _waited
    folder = os.environ.get(HANDED)
    while folder and _waited < LONGEST_WAIT and os.path.isdir(folder) and any(name.startswith(_BUSY) for name in os.listdir(folder)):
        time.sleep(_LOOK_SECONDS)
        _waited += _LOOK_SECONDS


def nobody_busy(folder: Path) -> None:
    """Takes away the marks that killed processes have left in a batch's folder."""
    for mark in folder.glob(f"{_BUSY}*"):
        mark.unlink(missing_ok=True)


def content_key(root: Path) -> str:
    """Hash of every definition file under a `parameters` folder, by name and bytes."""
    total = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.suffix in (".yml", ".csv") and p.is_file()):
        content = path.read_bytes()
        total.update(f"\n{path.relative_to(root).as_posix()}\n{len(content)}\n".encode("utf-8", "surrogateescape"))
        total.update(content)
    return total.hexdigest()


def hand_over(registry: Registry, folder: Path) -> None:
    """Writes the registry for `handed_over`; line numbers, which only messages about wrong files need, stay behind."""
    path = folder / _name(registry.root)
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")
    with aside.open("wb") as target:
        target.write(content_key(registry.root).encode("ascii"))
        pickle.dump(replace(registry, lines={}), target, protocol=pickle.HIGHEST_PROTOCOL)
    os.replace(aside, path)


def hand_on(registry: Registry) -> None:
    """Hands the registry over to whoever reads the same files later in this batch."""
    folder = os.environ.get(HANDED)
    if folder and os.path.isdir(folder):
        hand_over(registry, Path(folder))


def handed_over(root: Path) -> Registry | None:
    """The registry a batch handed over for exactly these files; None when there is none or a file has changed since."""
    folder = os.environ.get(HANDED)
    path = Path(folder) / _name(root) if folder else None
    if path is None or not path.is_file():
        return None
    with path.open("rb") as source:
        key = source.read(64).decode("ascii", "replace")
        if key != content_key(root):
            return None
        ready = _ready.get(path)
        return ready[1] if ready and ready[0] == key else pickle.load(source)


def make_ready(folder: Path) -> bool:
    """Reads what has been handed over, for the processes forked from this one; is there anything that was not ready yet.

    Of a province's many workspaces only the few handed over last, for memory's sake: the others are read by each process that needs them.
    """
    handed = [p for p in folder.iterdir() if _FILE.fullmatch(p.name)] if folder.is_dir() else []
    handed = sorted(handed, key=lambda p: (p.stat().st_mtime_ns, p.name), reverse=True)[:MOST_READY]
    for path in _ready.keys() - set(handed):
        del _ready[path]
    fresh = False
    for path in handed:
        with path.open("rb") as source:
            key = source.read(64).decode("ascii", "replace")
            if path not in _ready or _ready[path][0] != key:
                _ready[path] = (key, pickle.load(source))
                fresh = True
    return fresh


def _name(root: Path) -> str:
    return hashlib.sha256(str(root).encode("utf-8", "surrogateescape")).hexdigest()[:24]
