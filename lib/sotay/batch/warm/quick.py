"""The kernel of a batch's notebook: nobody debugs it, so it does not begin by looking at every module that stands in the memory it was forked from."""

from __future__ import annotations

import sys
from typing import Any
from unittest import mock

from ipykernel import ipkernel


class _Unlisted:
    """`sys` as ipykernel sees it while it makes a kernel: it lists all modules for its debugger, and to look at one is to get a copy of its memory."""

    modules: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


class QuickKernel(ipkernel.IPythonKernel):
    """As ipykernel's own in all that a notebook can see."""

    def __init__(self, **named: Any) -> None:
        with mock.patch.object(ipkernel, "sys", _Unlisted()):
            super().__init__(**named)
