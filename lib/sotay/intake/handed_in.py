"""The files laid in a month's folder: which there are, what they are called in reports, when they came."""

from __future__ import annotations

import datetime as dt
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from sotay.intake.model import Source

_IGNORED = re.compile(r"^(~\$|\.|thumbs\.db$|desktop\.ini$)|\.(tmp|part|crdownload|lnk)$", re.IGNORECASE)
_NAMED_LIKE_A_FILE = re.compile(r"\.(xls[xmb]?|ods|csv|tsv|txt|html?|zip)$", re.IGNORECASE)


def files_under(folder: Path) -> Iterator[tuple[str, str, Path]]:
    """(unit folder or "", name as reports write it, path) of every file, in order; hidden and temporary files are passed over, links are not followed.

    A folder named like a file, and one that cannot be looked into, are given as if they were files, so that they are not passed over in silence.
    """
    found = _under(folder) if folder.is_dir() else []
    for path in sorted(found, key=lambda p: _nfc(p.relative_to(folder).as_posix())):
        names = [printable(p) for p in path.relative_to(folder).parts] or [folder.name]
        yield (names[0], "/".join(names[1:]), path) if len(names) > 1 else ("", names[0], path)


def _under(folder: Path) -> Iterator[Path]:
    to_look_into = [folder]
    while to_look_into:
        inside = to_look_into.pop()
        try:
            with os.scandir(inside) as entries:
                kept = [e for e in entries if not _IGNORED.search(e.name)]
        except OSError:
            yield inside
            continue
        for entry in kept:
            path = inside / entry.name
            if entry.is_dir(follow_symlinks=False) and not _NAMED_LIKE_A_FILE.search(entry.name):
                to_look_into.append(path)
            else:
                yield path


def source_of(unit: str, name: str, path: Path) -> Source:
    """An export's identity before it is read."""
    try:
        handed_in = dt.datetime.fromtimestamp(path.lstat().st_mtime).replace(microsecond=0)
    except (OSError, OverflowError, ValueError):
        handed_in = dt.datetime.min
    return Source(unit, name, path, "", None, handed_in, "")


def size_of(path: Path) -> int:
    """Bytes of a file, links not followed; -1 where there is none."""
    try:
        return path.lstat().st_size
    except OSError:
        return -1


def printable(name: str) -> str:
    """A file name safe to print: NFC, control characters and broken bytes shown as "?"."""
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join("?" if unicodedata.category(c) in ("Cc", "Cf") else c for c in _nfc(name))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
