"""When each export first came, kept from run to run without values: a corrected file laid over the first one, or in its place, is not late."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sotay.definitions.whole import take_place
from sotay.intake.model import Export

FILE = "first-handed.json"
_USED, _UNUSABLE = ("accepted", "replaced"), ("unreadable", "unrecognised", "refused", "empty")
# The place of a dataset in the keys of files in which none could be read.
_NO_DATASET = ""
Key = tuple[str, str, str]


@dataclass(frozen=True)
class First:
    """The day on which something first came, and what it was by content."""

    when: dt.datetime
    content: str


class FirstDays:
    """First days by unit, file (a hash of its name) and dataset of one month; files since gone are remembered until another takes their place."""

    def __init__(self, known: dict[Key, First] | None = None) -> None:
        self.known = known or {}

    @classmethod
    def of(cls, path: Path) -> FirstDays:
        """As written; empty when there is none or it is not ours."""
        try:
            lines = json.loads(path.read_text(encoding="utf-8"))
            return cls({(unit, file, dataset): First(dt.datetime.fromisoformat(when), content) for unit, file, dataset, when, content in lines})
        except (OSError, ValueError, TypeError):
            return cls()

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(path.name + ".part")
        lines = [[*key, first.when.isoformat(), first.content] for key, first in sorted(self.known.items())]
        aside.write_text(json.dumps(lines, ensure_ascii=False, indent=1), encoding="utf-8")
        take_place(aside, path)

    def seen(self, exports: Iterable[Export]) -> FirstDays:
        """What is known once these exports have been looked at; the same exports again change nothing.

        Only a version that can be used counts as handed in. A new file takes the day of a gone one of its unit and dataset, if there is one: of several the last, for only then was the dataset whole.
        """
        found, now = dict(self.known), _now(exports)
        gone: dict[tuple[str, str], First] = {}
        for key in [k for k in self.known if k not in now and k[2] != _NO_DATASET]:
            of = key[0], key[2]
            if any((k[0], k[2]) == of and k not in self.known for k in now):
                gone[of] = max(gone.get(of, self.known[key]), found.pop(key), key=lambda f: f.when)
        for key, own in now.items():
            before = self.known.get(key) or (gone.get((key[0], key[2])) if key[2] != _NO_DATASET else None)
            found[key] = before if before and before.when <= own.when else own
        return FirstDays(found)

    def when(self, export: Export, dataset: str) -> dt.datetime:
        """When the first usable version of this file came; its own day where it is not known."""
        first = self.known.get(_key(export, dataset))
        return first.when if first else export.source.handed_in

    def corrected(self, export: Export, dataset: str) -> bool:
        """Is this another content than what first came."""
        first = self.known.get(_key(export, dataset))
        return first is not None and first.content != _content(export) and first.when < export.source.handed_in

    def unusable(self, export: Export, dataset: str) -> dt.datetime | None:
        """When a version of this file came before its first usable one."""
        lost = self.known.get(_key(export, _NO_DATASET))
        return lost.when if lost and lost.when < self.when(export, dataset) else None


def _now(exports: Iterable[Export]) -> dict[Key, First]:
    """What came, by key: of each file the datasets that can be used, and whether a part of it cannot."""
    found: dict[Key, First] = {}
    for export in exports:
        datasets = {t.dataset for t in export.tables if t.dataset} if export.status in _USED else {_NO_DATASET} if export.status in _UNUSABLE else set()
        for dataset in datasets:
            found.setdefault(_key(export, dataset), First(export.source.handed_in, _content(export)))
    return found


def _key(export: Export, dataset: str) -> Key:
    return export.source.unit, hashlib.blake2b(export.source.file.encode("utf-8", "surrogatepass"), digest_size=9).hexdigest(), dataset


def _content(export: Export) -> str:
    return export.source.sha256[:16]
