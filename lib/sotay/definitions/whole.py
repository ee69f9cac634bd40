"""Files that remember what cannot be worked out again: there whole or not at all, also after a power cut. Light to import."""

from __future__ import annotations

import os
from pathlib import Path

# What a damaged file is kept under, beside the one that takes its place.
DAMAGED = ".hong"


def take_place(aside: Path, path: Path) -> None:
    """Lets `aside`, written and closed, take the place of `path`: its content is on the disk first, since a name may get there before what it names."""
    with aside.open("rb+") as written:
        os.fsync(written.fileno())
    os.replace(aside, path)


def set_aside(path: Path) -> None:
    """Keeps a file that cannot be read under another name, so that the work goes on and a person may look at it."""
    os.replace(path, path.with_name(path.name + DAMAGED))
