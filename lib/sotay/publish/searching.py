"""Finished files searched once each: a report that stands in eight packages is not read eight times."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import PurePosixPath

from sotay.privacy.gate.passed import Passed
from sotay.privacy.gate.scan import Leak, leaks
from sotay.privacy.gate.search import Search
from sotay.publish.zipping import members_of


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

    def _once(self, name: str, data: bytes) -> list[Leak]:
        ending = PurePosixPath(name).suffix
        key = f"{ending}:{hashlib.sha256(data).hexdigest()}"
        if key not in self._known:
            search = self._passed.needed(key) if self._passed else self.search
            self._known[key] = leaks(ending, data, search) if search else []
            if self._passed and not self._known[key]:
                self._passed.add(key)
        return self._known[key]
