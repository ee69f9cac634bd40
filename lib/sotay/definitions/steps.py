"""What a step made of one input, kept for the next run of the month: an export is read and cleaned again only when it, the definitions or the program has changed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
from pathlib import Path
from typing import Any, BinaryIO

_DIGEST = hashlib.sha256().digest_size
_PIECE = 1 << 20
_PARTIAL = ".part"


class StepCache:
    """Results of steps in a folder, each under the hash of everything it follows from.

    `key` stands for what every step follows from: the definition files and the program. An entry that is damaged, or that another user wrote, counts as absent,
    and one that cannot be written is left out: the cache may cost a month nothing but time. It holds personal data and stays under internal/.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self.folder, self.key = folder, key
        self._used: set[str] = set()

    def get(self, kind: str, *facts: object) -> Any | None:
        """What was kept for these facts; None when nothing usable was."""
        name = self._name(kind, facts)
        with contextlib.suppress(Exception):  # a damaged pickle may raise anything
            with (self.folder / name).open("rb") as source:
                if _own(source) and _whole(source):
                    found = pickle.load(source)
                    self._used.add(name)
                    return found
        return None

    def has(self, kind: str, *facts: object) -> bool:
        """Is something kept for these facts, usable or not."""
        return (self.folder / self._name(kind, facts)).is_file()

    def put(self, kind: str, value: object, *facts: object) -> None:
        """Keeps a result, written aside and renamed."""
        name = self._name(kind, facts)
        aside = self.folder / f"{name}.{os.getpid()}{_PARTIAL}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with open(aside, "wb", opener=_private) as target:
                hashed = _Hashed(target)
                pickle.dump(value, hashed, protocol=pickle.HIGHEST_PROTOCOL)
                target.write(hashed.total.digest())
            os.replace(aside, self.folder / name)
        except OSError:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)
        self._used.add(name)

    def sweep(self) -> None:
        """Removes what was neither used nor made since this cache was opened."""
        with contextlib.suppress(OSError):
            for entry in list(os.scandir(self.folder)):
                if entry.name not in self._used:
                    with contextlib.suppress(OSError):
                        os.unlink(entry.path)

    def _name(self, kind: str, facts: tuple[object, ...]) -> str:
        return f"{kind}-{hashlib.sha256(repr((self.key, kind, facts)).encode('utf-8', 'surrogatepass')).hexdigest()}"


class _Hashed:
    """A file being written whose bytes are hashed on the way."""

    def __init__(self, target: BinaryIO) -> None:
        self.target, self.total = target, hashlib.sha256()

    def write(self, data: bytes | memoryview) -> int:
        self.total.update(data)
        return self.target.write(data)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _own(source: BinaryIO) -> bool:
    """Whether the file is this user's: loading a pickle runs what stands in it."""
    return not hasattr(os, "getuid") or os.fstat(source.fileno()).st_uid == os.getuid()


def _whole(source: BinaryIO) -> bool:
    """Whether the bytes are those that were written; leaves the file at its start."""
    total, left = hashlib.sha256(), os.fstat(source.fileno()).st_size - _DIGEST
    while left > 0:
        piece = source.read(min(left, _PIECE))
        total.update(piece)
        left -= len(piece) or left
    good = left == 0 and source.read(_DIGEST) == total.digest()
    source.seek(0)
    return good
