"""Lengths settled once per style."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from sotay.reports.swapped import asks, swapped

_SIDES = ("left", "right", "top", "bottom")
_SIZES = ("width", "min_width", "max_width", "height", "min_height", "max_height")
_LENGTHS = (*(f"margin_{s}" for s in _SIDES), *(f"padding_{s}" for s in _SIDES), *_SIZES)
_BORDERS = tuple(f"border_{s}_width" for s in _SIDES)


@contextlib.contextmanager
def settled_lengths() -> Iterator[None]:
    """Within it WeasyPrint reads the lengths of a style once, not for every box at every try; only percentages depend on what is around a box."""
    from weasyprint.formatting_structure.boxes import Box
    from weasyprint.layout import absolute, block, column, float, grid, inline, page, percent, table

    own = percent.resolve_percentages
    if not asks(own, "box", "containing_block"):
        yield
        return
    with swapped((percent, absolute, block, column, float, grid, inline, page, table), {"resolve_percentages": _settling(own, Box)}, {"resolve_percentages": own}):
        yield


def _settling(own: Callable[[Any, Any], None], box_type: type) -> Callable[[Any, Any], None]:
    # The style itself is kept: its place in memory must not go to another one.
    seen: dict[int, tuple[Any, dict[str, Any] | None, tuple, bool]] = {}

    def resolve_percentages(box, containing_block):
        style = box.style
        found = seen.get(id(style))
        if found is None:
            found = seen[id(style)] = (style, _lengths(style), tuple((name, style[name]) for name in _BORDERS), style["border_collapse"] == "collapse")
        _, lengths, borders, collapsed = found
        if lengths is None or not isinstance(box, box_type):
            own(box, containing_block)
            return
        held = box.__dict__
        held.update(lengths)
        for name, width in borders:
            # Borders of collapsed tables have been settled among neighbours.
            if not (collapsed and name in held):
                held[name] = width

    return resolve_percentages


def _lengths(style: Any) -> dict[str, Any] | None:
    """Used lengths by name, None when one of them is a percentage or has to be calculated."""
    if style["box_sizing"] != "content-box":
        return None
    used = {}
    for name in _LENGTHS:
        value = style[name]
        if value is not None and value != "auto":
            if getattr(value, "unit", "%") == "%":
                return None
            value = value.value
        used[name] = 0 if value == "auto" and name in ("min_width", "min_height") else value
    return used
