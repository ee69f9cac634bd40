"""Remembers, without values, what was found in each version of a unit's table, so that the next return can say what was mended."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from sotay.cleaning.model import CleanTable
from sotay.definitions.models.dataset import Table
from sotay.definitions.whole import take_place

FILE = "returns.json"
_KEPT = 2


@dataclass
class Version:
    """What was found in one set of files: how often under each key, and what each rule and column is called."""

    sources: list[str]
    found: Counter[str] = field(default_factory=Counter)
    said: dict[str, list[str]] = field(default_factory=dict)

    def mended_by(self, later: Version) -> Counter[str]:
        return self.found - later.found


class Ledger:
    """Versions per unit and table, the newest last; only the last two are kept."""

    def __init__(self, versions: dict[str, list[Version]] | None = None) -> None:
        self.versions = versions or {}

    @classmethod
    def of(cls, path: Path) -> Ledger:
        """The ledger as written; empty when there is none or it is not ours."""
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            return cls({k: [Version(v["sources"], Counter(v["found"]), v["said"]) for v in vs] for k, vs in content.items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def newest(self, key: str) -> Version | None:
        return self.versions[key][-1] if self.versions.get(key) else None

    def before(self, key: str, sources: list[str]) -> Version | None:
        """The version before the one made of `sources`: a rerun over the same files compares with what the first run compared with."""
        versions = [v for v in self.versions.get(key, []) if v.sources != sources]
        return versions[-1] if versions else None

    def remember(self, key: str, version: Version) -> None:
        versions = self.versions.setdefault(key, [])
        if versions and versions[-1].sources == version.sources:
            versions[-1] = version
        else:
            versions.append(version)
        self.versions[key] = versions[-_KEPT:]

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(path.name + ".part")
        content = {k: [{"sources": v.sources, "found": dict(sorted(v.found.items())), "said": dict(sorted(v.said.items()))} for v in vs] for k, vs in sorted(self.versions.items())}
        aside.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        take_place(aside, path)


class RowKeys:
    """Hashes that know the rows of one table again in a later file: by the declared key, or where that is gone or itself at fault by the other cells of the row."""

    def __init__(self, part: CleanTable, table: Table) -> None:
        self.part, self.key = part, [k for k in table.key if k in part.present]
        self.whole = len(self.key) == len(table.key)
        self.values = {k: _texts(part.frame[k]) for k in self.key}
        self.cells = [(c.field, c.index) for c in sorted(part.raw.columns, key=lambda c: c.field or "") if c.field]

    def of(self, position: int, field_: str) -> str:
        """The key of a row for a finding about `field_`: what is wrong there must not be part of it."""
        key = [self.values[k][position] for k in self.key if k != field_]
        if key and self.whole and all(v is not None for v in key):
            return _hashed("khoa", *key)
        return _hashed("dong", *(str(self.part.raw.cells[position, i]).strip() for name, i in self.cells if name != field_))

    def all(self) -> set[str]:
        """The declared keys of all rows."""
        return {self.of(p, "") for p in range(len(self.part.frame))}


def _texts(values: pd.Series) -> list[str | None]:
    return [None if gone else str(v) for v, gone in zip(values.tolist(), values.isna().tolist(), strict=True)]


def _hashed(*texts: str) -> str:
    return hashlib.blake2b("\x1f".join(texts).encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()
