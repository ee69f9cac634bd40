"""The kernel of a batch's notebook: nobody debugs it and nobody watches it print, so it leaves out what ipykernel does for those who do."""

from __future__ import annotations

import sys
from typing import Any
from unittest import mock

from ipykernel import ipkernel
from ipykernel.iostream import OutStream


class _Unlisted:
    """`sys` as ipykernel sees it while it makes a kernel: it lists all modules for its debugger, and to look at one is to get a copy of its memory."""

    modules: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


class QuickKernel(ipkernel.IPythonKernel):
    """As ipykernel's own in all that a notebook can see."""

    # ipykernel's waits so long after every cell for outputs to overtake its answer; who runs the notebook waits for the end of the outputs anyway.
    _execute_sleep = 0.0

    def __init__(self, **named: Any) -> None:
        with mock.patch.object(ipkernel, "sys", _Unlisted()):
            super().__init__(**named)


class QuickStream(OutStream):
    """Standard output that is flushed only after something was written: each flush waits for another thread, and ipykernel flushes six times a cell."""

    _written = False

    def write(self, string: str) -> int | None:
        try:
            return super().write(string)
        finally:
            self._written = True

    def flush(self) -> None:
        if self._written:
            self._written = False
            super().flush()
