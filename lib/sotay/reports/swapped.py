"""Functions of WeasyPrint that others stand in for while a page is laid out."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any


@contextlib.contextmanager
def swapped(modules: tuple[Any, ...], put: dict[str, Any], own: dict[str, Any]) -> Iterator[None]:
    """Within it every module that has the own one under a name has the put one; afterwards all is as it was."""
    places = [(module, name) for module in modules for name in put if getattr(module, name, None) is own[name]]
    for module, name in places:
        setattr(module, name, put[name])
    try:
        yield
    finally:
        for module, name in places:
            setattr(module, name, own[name])


def asks(function: Callable[..., Any] | None, *parameters: str) -> bool:
    """Is there such a function, and does it ask for these, in this order: a version that asks in another way is left as it is."""
    return callable(function) and tuple(inspect.signature(function).parameters) == parameters
