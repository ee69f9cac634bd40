"""A workspace on an object store or another machine (s3://, sftp://, … through fsspec): fetched, run here, and what changed put back."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from filelock import Timeout
from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs

from sotay.batch.ledger import NAME as LEDGER
from sotay.batch.lock import Locked, taken
from sotay.batch.month import Outcome, Progress, run_month
from sotay.batch.remote_lock import held_there
from sotay.batch.storage import FULL, NoRemoteWorkspace, StoreGone
from sotay.definitions.program import sha256
from sotay.definitions.workspace import MONTH, Workspace

_FOLDERS = ("parameters", "notebooks", "data", "outputs")
# Names of the file facts in which stores tell when a file was last changed.
_CHANGED = ("mtime", "LastModified", "last_modified", "modified", "created")
# A fetched workspace on this machine: the folder's name begins so, and a file in it is locked as long as somebody works there.
_PREFIX, _IN_USE = "sotay-kho-", ".in-use"
_FORGOTTEN_SECONDS = 3600
# What a run of the workspace holds it by stays where it is.
_LOCK = ".run.lock"


@contextlib.contextmanager
def fetched(address: str, month: str) -> Iterator[Workspace]:
    """The workspace at an address as a folder of this machine, with the month, those before it and what was made of them; what is different at the end is put back.

    Also after a failure: what was finished is kept, and the ledger, which says so, goes last. Raises NoRemoteWorkspace, Locked, StoreGone and OSError.
    """
    store, root = open_store(address)
    with reached(address):
        if not any(store.isdir(f"{root}/{top}") for top in ("data", "parameters")):
            raise NoRemoteWorkspace(f"Ở {shown(address)} không có data/ hay parameters/ nào. Kiểm tra địa chỉ và quyền đọc.")
    with _held(store, root, address, month), _folder() as folder:
        place = Workspace(folder)
        with reached(address):
            before = dict(_fetch(store, root, place.root, month))
        try:
            yield place
        finally:
            with reached(address):
                _put_back(store, root, place.root, before)


@contextlib.contextmanager
def _held(store: AbstractFileSystem, root: str, address: str, month: str) -> Iterator[None]:
    """Held as long as the block lasts; only what the taking itself meets is told as the store's."""
    with contextlib.ExitStack() as stack:
        with reached(address):
            stack.enter_context(held_there(store, root, f"sotay run {month}"))
        yield


def open_store(address: str) -> tuple[AbstractFileSystem, str]:
    """The file system of an address and the path in it. Raises NoRemoteWorkspace."""
    try:
        return url_to_fs(address)
    except (ImportError, ValueError) as error:
        why = "chưa cài gói cho loại địa chỉ này (ví dụ s3fs cho s3://)" if isinstance(error, ImportError) else "địa chỉ sai"
        raise NoRemoteWorkspace(f"Không mở được {shown(address)}: {why}.") from None


@contextlib.contextmanager
def reached(address: str) -> Iterator[None]:
    """Whatever a store's own package raises comes out as StoreGone; a full disk of this machine stays one."""
    try:
        yield
    except Exception as error:  # each kind of store has its own
        if isinstance(error, StoreGone | NoRemoteWorkspace | Locked) or isinstance(error, OSError) and error.errno in FULL:
            raise
        why = "không cho đọc hoặc ghi" if isinstance(error, PermissionError) else f"không trả lời đúng ({type(error).__name__})"
        raise StoreGone(f"Kho {shown(address)} {why}. Kiểm tra mạng, địa chỉ, quyền và mật khẩu của kho rồi chạy lại; phần đã ghi lên kho được giữ.") from None


def shown(address: str) -> str:
    """An address as it may be told: without a name and password in it."""
    return re.sub(r"//[^/@]*@", "//", address)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """A folder of this machine, removed at the end; first those that a run which was broken off has left behind."""
    _clear_forgotten()
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as made:
        here = Path(made).resolve()
        lock = taken(here / _IN_USE)
        try:
            (here / "xa").mkdir()
            yield here / "xa"
        finally:
            lock.release()


def _clear_forgotten() -> None:
    """People's data must not lie about after a crash, nor fill the disk."""
    for old in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError, Timeout):
            if (old / _IN_USE).exists():
                taken(old / _IN_USE).release()
            elif time.time() - old.stat().st_mtime < _FORGOTTEN_SECONDS:
                continue
            shutil.rmtree(old, ignore_errors=True)


def _fetch(store: AbstractFileSystem, root: str, folder: Path, month: str) -> Iterator[tuple[str, str]]:
    """Every file fetched with its hash; the day a file was changed goes along, because it is the day it was handed in."""
    for name, facts in files_at(store, root, month):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        store.get_file(f"{root}/{name}", str(target))
        changed = _changed(facts)
        if changed is not None:
            os.utime(target, (changed, changed))
        yield name, sha256(target)


def files_at(store: AbstractFileSystem, root: str, month: str) -> Iterator[tuple[str, dict]]:
    """The files of a workspace that a month needs, by name, with what the store tells of them."""
    for top in _FOLDERS:
        if store.isdir(f"{root}/{top}"):
            for path, facts in sorted(store.find(f"{root}/{top}", detail=True).items()):
                name = PurePosixPath(path).relative_to(PurePosixPath(store._strip_protocol(root))).as_posix()
                if ".." not in PurePosixPath(name).parts and not PurePosixPath(name).name.startswith(_LOCK) and _wanted(name, month):
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
    now = {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*")) if p.is_file() and not p.name.startswith(_LOCK) and not p.name.endswith(".part")}
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
