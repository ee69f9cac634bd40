"""Work of one process done by copies of it, side by side, where the system can make copies."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from sotay.definitions.handed import PROCESSORS, every_processor, processors

Item = TypeVar("Item")
Found = TypeVar("Found")

# What the copies find when they are made: nothing of it is sent to them.
_shared: tuple[Callable[[Any], Any], Sequence[Any]] | None = None


def can_fork() -> bool:
    """macOS has fork, but its frameworks forbid using what was loaded before."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def may_copy() -> bool:
    """Is this a process of a batch, on a system where it can be copied. Elsewhere it may be an analyst's kernel with threads of its own."""
    return PROCESSORS in os.environ and can_fork()


def beside(work: Callable[[Item], Found], items: Sequence[Item]) -> list[Found]:
    """What `work` gives for each item, in their order.

    Each copy has all that this process holds, and what it changes there is lost; only what `work` gives, or raises, comes back. Hand the longest items in first.
    With one processor, where it may not be copied, or when a copy dies, this process does it itself.
    Not for several threads at once.
    """
    global _shared
    count = min(processors(), len(items)) if may_copy() else 1
    if count < 2:
        return [work(item) for item in items]
    _shared = work, items
    try:
        with every_processor(), ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("fork"), initializer=end_with_parent) as copies:
            return list(copies.map(_one, range(len(items))))
    except BrokenProcessPool:
        return [work(item) for item in items]
    finally:
        _shared = None


def _one(place: int) -> Any:
    work, items = _shared
    return work(items[place])


def end_with_parent() -> None:
    """Ends this process with the one that asked for it, however that ends: what was broken off must not go on writing beside the next run."""
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()


def _end_with(parent: BaseProcess | None) -> None:
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
