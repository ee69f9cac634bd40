"""Names of returned files and folders that every system can hold."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

NOBODY = "chua-ro-don-vi"
_UNSAFE, _RESERVED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]'), re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
_LONGEST = 120


def safe(stem: str) -> str:
    """A file name without its ending, with nothing in it that a system refuses or takes for a path."""
    stem = _UNSAFE.sub("_", stem)[:_LONGEST].strip(". ") or "tệp"
    return f"{stem} (tệp)" if _RESERVED.match(stem) else stem


def folder_name(unit: str) -> str:
    return _UNSAFE.sub("_", unit).strip(". ") or NOBODY


def file_name(file: str, container: str, taken: set[str]) -> str:
    """A name for the returned workbook after the file it returns, that no other file of the unit has; `taken` learns it."""
    path = PurePosixPath(file.replace("!", "/"))
    stem = safe(" - ".join([*path.parts[:-1], path.stem]))
    ending = path.suffix[1:] or container
    names = (f"{stem}.xlsx", f"{stem} ({safe(ending)}).xlsx", *(f"{stem} ({n}).xlsx" for n in range(2, len(taken) + 3)))
    name = next(n for n in names if n.lower() not in taken)
    taken.add(name.lower())
    return name
