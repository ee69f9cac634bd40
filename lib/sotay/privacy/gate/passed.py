"""What has passed the gate before: a file whose bytes have passed is searched again only for values that were not watched then."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np

from sotay.privacy.gate.search import Search
from sotay.privacy.gate.watchlist import Watchlist

_BYTES = 8


@lru_cache(maxsize=1)
def _program() -> bytes:
    """The gate's own code: what an older gate has passed must pass this one too."""
    total = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        total.update(path.read_bytes())
    return total.digest()


class Passed:
    """The files that passed, by content, and the values they were searched for. The values stand there as keyed hashes, which tell nothing without the workspace's key.

    `files` are of this run; a file that nobody asked about is forgotten.
    """

    def __init__(self, search: Search, key: bytes, path: Path) -> None:
        self.search, self._path = search, path
        self._values = {_hash(key, kind, text): (kind, value) for kind, text, value in _values(search.watch)}
        self._rules = hashlib.sha256(_program() + f"{search.watch.allowed}\n{sorted(search.watch.places)}".encode("utf-8", "surrogatepass")).hexdigest()
        self.files: set[str] = set()
        self._before, known = self._read()
        added = [value for code, value in self._values.items() if code not in known]
        self._added = Search(_only(search.watch, added)) if added else None

    def needed(self, file: str) -> Search | None:
        """What a file still has to be searched for: everything, values watched since it passed, or nothing. `file`: its ending and SHA-256."""
        return self._added if file in self._before else self.search

    def add(self, file: str) -> None:
        """The file holds none of the watched values."""
        self.files.add(file)

    def write(self) -> None:
        codes = np.array(sorted(int.from_bytes(c, "big") for c in self._values), ">u8").tobytes()
        content = {"rules": self._rules, "watched": base64.b64encode(codes).decode("ascii"), "passed": sorted(self.files)}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        aside = self._path.with_name(self._path.name + ".part")
        aside.write_text(json.dumps(content), encoding="utf-8")
        aside.replace(self._path)

    def _read(self) -> tuple[set[str], set[bytes]]:
        """Files and value hashes of the last run; nothing where the gate itself has changed, or the record cannot be read."""
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
            codes = base64.b64decode(content["watched"])
            if content["rules"] != self._rules or len(codes) % _BYTES:
                return set(), set()
            return set(map(str, content["passed"])), {codes[n:n + _BYTES] for n in range(0, len(codes), _BYTES)}
        except (OSError, ValueError, KeyError, TypeError):
            return set(), set()


def _hash(key: bytes, kind: str, text: str) -> bytes:
    return hashlib.blake2b(f"{kind}\x1f{text}".encode("utf-8", "surrogatepass"), key=key[:64], digest_size=_BYTES).digest()


def _values(watch: Watchlist) -> Iterator[tuple[str, str, tuple]]:
    """Every value that is looked for, by kind, as a text."""
    for parts, (kind, variants) in watch.phrases.items():
        # Another way of writing a name may have other accents: it is a value of its own.
        yield from (("phrases", f"{' '.join(parts)}\x1f{written}", (parts, kind, written)) for written in variants)
    yield from (("pairs", " ".join(pair), pair) for pair in watch.pairs)
    yield from (("digits", digits, (digits, kind)) for digits, kind in watch.digits.items())
    yield from (("codes", code, (code, kind)) for code, kind in watch.codes.items())
    yield from (("emails", mail, (mail,)) for mail in watch.emails)


def _only(watch: Watchlist, values: list[tuple[str, tuple]]) -> Watchlist:
    """A watchlist of these values alone."""
    made = Watchlist(allowed=watch.allowed, places=watch.places)
    for kind, value in values:
        if kind == "phrases":
            made.phrases.setdefault(value[0], (value[1], set()))[1].add(value[2])
        elif kind == "pairs":
            made.pairs.add(value)
        elif kind == "emails":
            made.emails.add(*value)
        else:
            getattr(made, kind)[value[0]] = value[1]
    return made
