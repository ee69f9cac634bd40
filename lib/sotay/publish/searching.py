"""Finished files searched once each: a report that stands in eight packages is not read eight times."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from sotay.definitions.beside import beside
from sotay.privacy.gate.passed import Passed
from sotay.privacy.gate.scan import Leak, leaks
from sotay.privacy.gate.search import Search
from sotay.publish.zipping import members_of

# Bytes of files from which copies of the process are worth their start.
_WORTH_BYTES = 300_000


class Searched:
    """What has been searched by content; a package is its files, and their names. `passed`: what earlier runs have searched."""

    def __init__(self, search: Search, passed: Passed | None = None) -> None:
        self.search, self._passed = search, passed
        self._known: dict[str, list[Leak]] = {}

    def leaks(self, name: str, data: bytes) -> list[Leak]:
        """What a finished file holds that must not leave, by kind, under its own name."""
        members = members_of(data) if name.endswith(".zip") else None
        parts = {name: data} if members is None else members
        found: Counter[str] = Counter()
        whys: dict[str, str] = {}
        for inner, content in parts.items():
            for leak in self._once(inner, content):
                found[leak.kind] += leak.count
                whys.setdefault(leak.kind, leak.why)
        found.update(self.search.hits("\n".join(dict.fromkeys((name, *parts)))))
        return [Leak(name, kind, count, whys.get(kind, "")) for kind, count in sorted(found.items())]

    def ahead(self, paths: Iterable[Path]) -> None:
        """Searches files that will be asked about, on all processors; packages are left to be taken apart, and a few small files are not worth it."""
        wanted = {_key(path.suffix, path.read_bytes()): path for path in paths if path.suffix != ".zip"}
        sizes = {key: wanted[key].stat().st_size for key in wanted if key not in self._known and self._needed(key)}
        if sum(sizes.values()) < _WORTH_BYTES:
            return
        for search in {id(s): s for s in map(self._needed, sizes)}.values():
            search.get_ready()

        def look(key: str) -> list[Leak] | None:
            data = wanted[key].read_bytes()
            return leaks(wanted[key].suffix, data, self._needed(key)) if _key(wanted[key].suffix, data) == key else None

        order = sorted(sizes, key=sizes.get, reverse=True)
        for key, found in zip(order, beside(look, order), strict=True):
            if found is not None:
                self._note(key, found)

    def _once(self, name: str, data: bytes) -> list[Leak]:
        ending = PurePosixPath(name).suffix
        key = _key(ending, data)
        if key not in self._known:
            search = self._needed(key)
            self._note(key, leaks(ending, data, search) if search else [])
        return self._known[key]

    def _needed(self, key: str) -> Search | None:
        return self._passed.needed(key) if self._passed else self.search

    def _note(self, key: str, found: list[Leak]) -> None:
        self._known[key] = found
        if self._passed and not found:
            self._passed.add(key)


def _key(ending: str, data: bytes) -> str:
    return f"{ending}:{hashlib.sha256(data).hexdigest()}"
