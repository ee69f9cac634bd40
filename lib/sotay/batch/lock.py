"""One run at a time in a workspace: who comes second is told who holds it. Light to import."""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

from sotay.definitions.workspace import Workspace

_NAME = "run.lock"


class Locked(RuntimeError):
    """Another run holds the workspace; the message (Vietnamese) says which one and what to do."""


@contextlib.contextmanager
def held(workspace: Workspace, what: str) -> Iterator[None]:
    """Holds the workspace for `what` (Vietnamese); the system lets go of it when the process ends, however that happens. Raises Locked."""
    folder = workspace.root / "data"
    folder.mkdir(parents=True, exist_ok=True)
    told = folder / f".{_NAME}.json"
    try:
        lock = taken(folder / f".{_NAME}")
    except Timeout:
        raise Locked(_said(told)) from None
    try:
        told.write_text(json.dumps(who_holds(what), ensure_ascii=False), encoding="utf-8")
        yield
    finally:
        with contextlib.suppress(OSError):
            told.unlink(missing_ok=True)
        lock.release()


def taken(path: Path) -> BaseFileLock:
    """The lock of a file, taken; where a network folder knows no locks, a file that names its process stands for one. Raises filelock.Timeout when another has it."""
    try:
        lock: BaseFileLock = FileLock(path)
        lock.acquire(timeout=0)
    except NotImplementedError:
        lock = SoftFileLock(f"{path}.soft")
        lock.acquire(timeout=0)
    return lock


def who_holds(what: str) -> dict:
    """This process, as another run is told of it."""
    return {"what": what, "pid": os.getpid(), "host": socket.gethostname(), "user": _user(), "since": f"{dt.datetime.now():%H:%M ngày %d/%m/%Y}"}


def _said(told: Path) -> str:
    try:
        who = json.loads(told.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        who = None
    return said_of(who)


def said_of(who: object) -> str:
    """Who holds the workspace (see who_holds; anything else: not known) and what to do, in Vietnamese."""
    try:
        holder = f"{who['what']}, tiến trình {who['pid']} của {who['user']} trên máy {who['host']}, từ {who['since']}"
    except (KeyError, TypeError):
        holder = "một tiến trình khác vừa bắt đầu"
    return f"Không gian làm việc này đang được dùng: {holder}. Đợi lần chạy đó xong rồi chạy lại; nếu nó bị treo thì dừng tiến trình đó, khóa sẽ tự mở."


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "không rõ"
