"""The processors that a worker of a cluster keeps to: as many as it was started for, and none that another worker of this machine has."""

from __future__ import annotations

import os
import socket
import threading

# An abstract address (Linux) is free again as soon as its process ends, however that ends.
_ADDRESS = "\0sotay-processor-{}"

_once = threading.Lock()
_kept: dict[int, socket.socket] = {}


def keep_to(count: int) -> None:
    """The thread that asks, and all that it starts from now on, keep to `count` processors; all threads of a process to the same.

    Reading, kernels and laying out of one step overlap: left free, a worker takes the time of those beside it, and what it runs wanders between processors.
    Where it cannot be done (no Linux, no processor free, not more than `count` allowed anyway) nothing changes.
    """
    if not hasattr(os, "sched_setaffinity"):
        return
    with _once:
        allowed = sorted(os.sched_getaffinity(0))
        if not _kept and len(allowed) > count:
            taken = _take(allowed, count)
            if len(taken) == count:
                _kept.update(taken)
            else:
                _give_back(taken)
        if _kept:
            os.sched_setaffinity(0, _kept)


def give_back() -> None:
    """What this process keeps to is free for others; for tests and for a process that goes on with other work."""
    with _once:
        _give_back(_kept)
        _kept.clear()


def _take(allowed: list[int], count: int) -> dict[int, socket.socket]:
    taken: dict[int, socket.socket] = {}
    for number in allowed:
        if len(taken) == count:
            break
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            claim.bind(_ADDRESS.format(number))
        except OSError:
            claim.close()
        else:
            taken[number] = claim
    return taken


def _give_back(taken: dict[int, socket.socket]) -> None:
    for claim in taken.values():
        claim.close()
