"""One run at a time in a workspace on a store, which knows no locks: a small file there says who works on it and is renewed as long as somebody does."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator

from fsspec import AbstractFileSystem

from sotay.batch.lock import Locked, said_of, who_holds

FILE = "data/.run.lock.kho.json"
# How often the file is renewed; one that is not for so many times was left behind. Nobody's clock is compared with another's.
BEAT_SECONDS, BEATS = 20.0, 3
# Two that write at the same moment see each other after this.
SETTLE_SECONDS = 0.5


@contextlib.contextmanager
def held_there(store: AbstractFileSystem, root: str, what: str) -> Iterator[None]:
    """Holds the workspace at `root` for `what` (Vietnamese). A file that a dead run left is recognised: at once on the same machine, else when nobody renews it. Raises Locked and what the store raises."""
    path, mine = f"{root}/{FILE}", who_holds(what) | {"token": secrets.token_hex(8), "beat": 0}
    before = _read(store, path)
    if before is not None and not _is_dead(before) and _beats(lambda: _read(store, path), before):
        raise Locked(said_of(before))
    store.makedirs(path.rpartition("/")[0], exist_ok=True)
    _write(store, path, mine)
    time.sleep(SETTLE_SECONDS)
    now = _read(store, path)
    if now is not None and now.get("token") != mine["token"]:
        raise Locked(said_of(now))
    ended = threading.Event()
    beating = threading.Thread(target=_renew, args=(store, path, mine, ended), daemon=True)
    beating.start()
    try:
        yield
    finally:
        ended.set()
        beating.join()
        with contextlib.suppress(Exception):
            store.rm_file(path)


def _beats(read: Callable[[], dict | None], before: dict) -> bool:
    """Does somebody renew the file, or write another."""
    until = time.monotonic() + BEAT_SECONDS * BEATS
    while time.monotonic() < until:
        time.sleep(min(1.0, BEAT_SECONDS / 2))
        now = read()
        if now != before:
            return now is not None
    return False


def _is_dead(holder: dict) -> bool:
    """Is it a process of this machine that has ended."""
    if os.name != "posix" or holder.get("host") != socket.gethostname() or not isinstance(holder.get("pid"), int):
        return False
    try:
        os.kill(holder["pid"], 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _renew(store: AbstractFileSystem, path: str, mine: dict, ended: threading.Event) -> None:
    beat = 0
    while not ended.wait(BEAT_SECONDS):
        beat += 1
        # A store that is out of reach for a while is met again by what reads and writes the workspace.
        with contextlib.suppress(Exception):
            _write(store, path, mine | {"beat": beat})


def _read(store: AbstractFileSystem, path: str) -> dict | None:
    """Who holds it; {} when the file is there and says nothing that can be read."""
    store.invalidate_cache()
    try:
        content = json.loads(store.cat_file(path))
    except FileNotFoundError:
        return None
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _write(store: AbstractFileSystem, path: str, content: dict) -> None:
    store.pipe_file(path, json.dumps(content, ensure_ascii=False).encode("utf-8"))
