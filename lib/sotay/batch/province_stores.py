"""Workspaces of a province that lie on a store: found under an address, run one by one through a folder of this machine, and of each only kept here what its gate has let out."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

import pandas as pd
from fsspec import AbstractFileSystem

from sotay.batch.keys import month_key
from sotay.batch.province import Result, guarded, run_here, what_is_left
from sotay.batch.remote import fetched, files_at, open_store, reached, shown
from sotay.batch.storage import NoRemoteWorkspace
from sotay.definitions.program import Said
from sotay.definitions.workspace import Workspace
from sotay.publish.aggregates import FILE as FIGURES
from sotay.publish.register import TABLE
from sotay.publish.release import FOLDER
from sotay.reports.official.packing import write_whole
from sotay.rollup.ledger import COMPLETE, UNCHANGED
from sotay.rollup.places import Place, Stored, name_of

# Under the province's results: a folder for each workspace that lies elsewhere, and in it what is known of it.
HERE, KNOWN = "kho", "da-chay.json"
_COMMUNE = "parameters/commune.yml"
# What people give, and no run changes.
_GIVEN = ("parameters/", "notebooks/", "data/incoming/")
# By what a store tells one content of a file from another.
_CONTENT = ("ETag", "etag", "checksum", "content_hash", "md5", "md5Hash", "mtime", "LastModified", "last_modified", "modified", "created")


def find_stored(addresses: list[str], month: str, out: Path) -> list[Place]:
    """The workspaces at the addresses, and those right under them, each once. Their names and the sizes of their exports are asked for now. Raises NoRemoteWorkspace naming every address without one, StoreGone, OSError."""
    found: dict[str, Place] = {}
    empty = []
    for address in (a.rstrip("/") for a in addresses):
        store, root = open_store(address)
        with reached(address):
            own = [address] if _is_workspace(store, root) else [f"{address}/{name}" for name in _folders(store, root) if _is_workspace(store, f"{root}/{name}")]
            found |= {each: _place(store, root + each.removeprefix(address), each, month, out) for each in own if each not in found}
        empty += [] if own else [shown(address)]
    if empty:
        raise NoRemoteWorkspace("\n".join(f"{address} không phải thư mục làm việc và không chứa thư mục làm việc nào (cần data/incoming hoặc {_COMMUNE}). Kiểm tra địa chỉ và quyền đọc." for address in empty))
    return list(found.values())


def _is_workspace(store: AbstractFileSystem, root: str) -> bool:
    return store.isdir(f"{root}/data/incoming") or store.isfile(f"{root}/{_COMMUNE}")


def _folders(store: AbstractFileSystem, root: str) -> list[str]:
    if not store.isdir(root):
        return []
    return sorted(PurePosixPath(facts["name"]).name for facts in store.ls(root, detail=True) if facts["type"] == "directory")


def _place(store: AbstractFileSystem, root: str, address: str, month: str, out: Path) -> Place:
    """Under a name that says which address it is of, without telling it: an address may hold a password."""
    own = PurePosixPath(root).name
    here = out / HERE / f"{own}-{hashlib.sha256(address.encode('utf-8')).hexdigest()[:8]}"
    if store.isfile(f"{root}/{_COMMUNE}"):
        write_whole(here / _COMMUNE, store.cat_file(f"{root}/{_COMMUNE}"))
    exports = f"{root}/data/incoming/{month}"
    size = sum(int(facts.get("size") or 0) for facts in store.find(exports, detail=True).values()) if store.isdir(exports) else 0
    name = name_of(here)
    return Place(here, own if name == here.name else name, address, size)


def run_stored(place: Stored, month: str, scheduler: str = "") -> Result:
    """The month of a workspace on a store, on this machine or as one task of a cluster; nothing is fetched when nothing there has changed since it was last complete. Raises NoRemoteWorkspace, StoreGone, SchedulerGone, OSError."""
    store, root = open_store(place.address)
    with reached(place.address):
        if _known(place, month) == _seen(store, root, month):
            return Result(UNCHANGED)
        given = _seen(store, root, month, _GIVEN)
    work = partial(guarded, run_fetched, Stored(Path(), place.address), month)
    if scheduler:
        from sotay.batch.schedulers import whole_month_on

        result = whole_month_on(scheduler, work)
    else:
        result = work()
    with reached(place.address):
        store.invalidate_cache()
        for each in (_before(month), month):
            _keep_released(store, root, place, each)
        # What was handed in while it ran is not in it yet.
        if result.result in COMPLETE and _seen(store, root, month, _GIVEN) == given:
            _know(place, month, _seen(store, root, month), result.left.due if result.left else None)
    return result


def run_fetched(place: Stored, month: str) -> Result:
    """The month of a workspace on a store in a folder of the machine that this runs on; what it came to is told in words, also when it failed. Raises NoRemoteWorkspace, StoreGone, OSError."""
    with fetched(place.address, month) as here:
        return replace(guarded(run_here, here, month), left=what_is_left(here, month))


def _before(month: str) -> str:
    return str(pd.Period(month, "M") - 1)


def _seen(store: AbstractFileSystem, root: str, month: str, under: tuple[str, ...] = ("",)) -> str:
    """A hash of what the store tells of every file that the month needs (`under`: of those whose names begin so), and of the program and definitions of the suite."""
    said = Said(month_key(Workspace(Path(os.devnull)), month))
    for name, facts in files_at(store, root, month):
        if not name.startswith(under):
            continue
        said.say(name, facts.get("size"), *(f"{key} {facts[key]}" for key in _CONTENT if facts.get(key) is not None))
    return said.key


def _known(place: Stored, month: str) -> str:
    """The hash (see _seen) with which the month was last complete; "" when something has become due since."""
    known = _all_known(place).get(month, {})
    due = known.get("due")
    return "" if due is not None and due <= dt.date.today().isoformat() else known.get("key", "")


def _know(place: Stored, month: str, key: str, due: str | None) -> None:
    known = _all_known(place) | {month: {"key": key, "due": due}}
    write_whole(place.root / KNOWN, json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8"))


def _all_known(place: Stored) -> dict[str, dict]:
    try:
        known = json.loads((place.root / KNOWN).read_text(encoding="utf-8"))
        return {m: facts for m, facts in known.items() if isinstance(facts, dict)} if isinstance(known, dict) else {}
    except (OSError, ValueError):
        return {}


def _keep_released(store: AbstractFileSystem, root: str, place: Stored, month: str) -> None:
    """The month's manifest, registers and the packages that hold figures, as the store has them now: all that the roll-up may read."""
    there, here = f"{root}/outputs/{month}", place.outputs(month)
    aside = here.with_name(f"{month}.part")
    shutil.rmtree(aside, ignore_errors=True)
    for name in _released(store, there):
        (aside / name).parent.mkdir(parents=True, exist_ok=True)
        store.get_file(f"{there}/{name}", str(aside / name))
    shutil.rmtree(here, ignore_errors=True)
    if aside.is_dir():
        os.replace(aside, here)


def _released(store: AbstractFileSystem, there: str) -> Iterable[str]:
    if store.isfile(f"{there}/manifest.json"):
        yield "manifest.json"
    for recipient in _folders(store, f"{there}/{FOLDER}"):
        for facts in store.ls(f"{there}/{FOLDER}/{recipient}", detail=True):
            name = PurePosixPath(facts["name"]).name
            if name == f"{TABLE}.csv" or name.endswith(".zip") and _holds_figures(store, facts["name"]):
                yield f"{FOLDER}/{recipient}/{name}"


def _holds_figures(store: AbstractFileSystem, path: str) -> bool:
    try:
        with store.open(path, "rb") as source, zipfile.ZipFile(source) as archive:
            return FIGURES in archive.namelist()
    except (zipfile.BadZipFile, EOFError):
        return False
