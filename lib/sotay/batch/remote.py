"""A workspace on an object store or another machine (s3://, sftp://, … through fsspec): fetched, run here, and what changed put back."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs

from sotay.batch.ledger import NAME as LEDGER
from sotay.batch.month import Outcome, Progress, run_month
from sotay.definitions.program import sha256
from sotay.definitions.workspace import MONTH, Workspace

_FOLDERS = ("parameters", "notebooks", "data", "outputs")
# Names of the file facts in which stores tell when a file was last changed.
_CHANGED = ("mtime", "LastModified", "last_modified", "modified", "created")


class NoRemoteWorkspace(ValueError):
    """The address holds no workspace or cannot be reached; the message is Vietnamese."""


@contextlib.contextmanager
def fetched(address: str, month: str) -> Iterator[Workspace]:
    """The workspace at an address as a folder of this machine, with the month, those before it and what was made of them; what is different at the end is put back.

    Also after a failure: what was finished is kept, and the ledger, which says so, goes last. Raises NoRemoteWorkspace and OSError.
    """
    store, root = _store(address)
    with tempfile.TemporaryDirectory(prefix="sotay-") as folder:
        place = Workspace(Path(folder).resolve())
        before = dict(_fetch(store, root, place.root, month))
        if not before:
            raise NoRemoteWorkspace(f"Ở {address} không có data/ hay parameters/ nào. Kiểm tra địa chỉ và quyền đọc.")
        try:
            yield place
        finally:
            _put_back(store, root, place.root, before)


def _store(address: str) -> tuple[AbstractFileSystem, str]:
    try:
        return url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise NoRemoteWorkspace(f"Không mở được {address}: {'chưa cài gói cho loại địa chỉ này (ví dụ s3fs cho s3://)' if isinstance(error, ImportError) else 'địa chỉ sai'}.") from None


def _fetch(store: AbstractFileSystem, root: str, folder: Path, month: str) -> Iterator[tuple[str, str]]:
    """Every file fetched with its hash; the day a file was changed goes along, because it is the day it was handed in."""
    for name, facts in _files(store, root):
        if not _wanted(name, month):
            continue
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        store.get_file(f"{root}/{name}", str(target))
        changed = _changed(facts)
        if changed is not None:
            os.utime(target, (changed, changed))
        yield name, sha256(target)


def _files(store: AbstractFileSystem, root: str) -> Iterator[tuple[str, dict]]:
    for top in _FOLDERS:
        if store.isdir(f"{root}/{top}"):
            for path, facts in sorted(store.find(f"{root}/{top}", detail=True).items()):
                name = PurePosixPath(path).relative_to(PurePosixPath(store._strip_protocol(root))).as_posix()
                if ".." not in PurePosixPath(name).parts:
                    yield name, facts


def _wanted(name: str, month: str) -> bool:
    """Not the exports, rows and results of later months."""
    months = [part[:7] for part in PurePosixPath(name).parts if MONTH.match(part[:7])]
    return all(m <= month for m in months)


def _changed(facts: dict) -> float | None:
    when = next((facts[key] for key in _CHANGED if facts.get(key) is not None), None)
    if isinstance(when, dt.datetime):
        return when.timestamp()
    return float(when) if isinstance(when, int | float) else None


def _put_back(store: AbstractFileSystem, root: str, folder: Path, before: dict[str, str]) -> None:
    now = {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*")) if p.is_file() and not p.name.startswith(".run.lock") and not p.name.endswith(".part")}
    for name, path in sorted(now.items(), key=lambda item: (item[1].name == LEDGER, item[0])):
        if name.startswith("data/incoming/") or before.get(name) == sha256(path):
            continue
        store.makedirs(f"{root}/{PurePosixPath(name).parent}", exist_ok=True)
        store.put_file(str(path), f"{root}/{name}")
    for name in sorted(before.keys() - now.keys()):
        if not name.startswith("data/incoming/"):
            store.rm_file(f"{root}/{name}")


def run_fetched(address: str, month: str, jobs: int, only: list[str] | None, force: bool, progress: Progress = lambda done, of, what: None) -> Outcome:
    """Runs a month of a workspace on a store with this machine's processors; `index` is its address there. Raises what `run_month` and `fetched` raise."""
    with fetched(address, month) as place:
        outcome = run_month(place, month, jobs, only, force, progress)
    return replace(outcome, index=f"{address.rstrip('/')}/{outcome.index.relative_to(place.root).as_posix()}")
