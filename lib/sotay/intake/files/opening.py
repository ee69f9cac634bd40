"""Opens what a unit handed in: the file itself, or the files of an archive."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from sotay.intake.files.archive import entries, open_zip
from sotay.intake.files.snapshot import snapshot
from sotay.intake.files.sniffing import ZIP_LEADS, kind_of_zip
from sotay.intake.reading import Member


def parts(path: Path) -> tuple[str, list[tuple[str, Callable[[], bytes]]]]:
    """SHA-256 of a file, and what is to read in it: the file itself, named "", or each file of an archive by its name, inflated only when asked for.

    Raises Refusal for links, unstable or too large files and archives that are unsafe as a whole.
    """
    data = snapshot(path)
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(ZIP_LEADS):
        archive = open_zip(data)
        if kind_of_zip(archive) == "archive":
            return digest, entries(archive)
    return digest, [("", lambda: data)]


def members(path: Path) -> list[Member]:
    """The file itself, or the files of an archive. Raises Refusal when any of them cannot be had."""
    return [Member(full_name(path.name, name), inflate()) for name, inflate in parts(path)[1]]


def full_name(file: str, part: str) -> str:
    """A file's name as reports write it: `archive.zip!inner.xlsx` for one inside an archive."""
    return f"{file}!{part}" if part else file
