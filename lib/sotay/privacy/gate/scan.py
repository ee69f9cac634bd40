"""The gate itself: which finished files hold a personal value of the month, by kind and count, never by value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from sotay.checks.model import MonthFrame
from sotay.definitions.models.dataset import Column
from sotay.definitions.registry import Registry
from sotay.intake.model import Export
from sotay.privacy.gate.reading import Unreadable, texts
from sotay.privacy.gate.search import Search
from sotay.privacy.gate.squeezed import words_of
from sotay.privacy.gate.watchlist import FORM_WORDS, Watchlist, own_places, shown_anyway, watched_columns

UNREADABLE = "không soát được"
_WORDED = {"text", "code", "place"}


@dataclass(frozen=True)
class Leak:
    """Something that must not leave: the file, what kind of value, how often it stands there. `why` tells what could not be searched."""

    file: str
    kind: str
    count: int
    why: str = ""


def watchlist(exports: Iterable[Export], frames: Iterable[MonthFrame], registry: Registry) -> Watchlist:
    """The personal values of a month: every cell of a personal column as it was sent, whatever became of its row, and as it was cleaned."""
    frames = list(frames)
    watch = Watchlist(allowed=shown_anyway(registry), common=_common(frames), places=own_places(registry))
    for column, values in _by_treatment((*_sent(exports, registry), *_cleaned(frames))):
        watch.add(column, values)
    return watch


def _by_treatment(found: Iterable[tuple[Column, list[str]]]) -> Iterator[tuple[Column, dict[str, None]]]:
    """The values of columns that are looked for in the same way, each once: many people stand in several tables."""
    together: dict[tuple, tuple[Column, dict[str, None]]] = {}
    for column, values in found:
        _, every = together.setdefault((column.type, column.free_text), (column, {}))
        # Words that several people wrote are a form's, not a person's.
        every.update(dict.fromkeys(values) if not column.free_text else {v: None for v, n in Counter(values).items() if n < FORM_WORDS})
    yield from together.values()


def _sent(exports: Iterable[Export], registry: Registry) -> Iterator[tuple[Column, list[str]]]:
    for table in (t for e in exports for t in e.tables if t.table in registry.tables):
        mapped = table.mapped
        for column in watched_columns(registry.tables[table.table].table):
            if column.name in mapped:
                yield column, [str(v) for v in table.cells[:, mapped[column.name].index].tolist() if v]


def _cleaned(frames: Iterable[MonthFrame]) -> Iterator[tuple[Column, list[str]]]:
    for frame in frames:
        for column in watched_columns(frame.table):
            if column.name in frame.rows:
                yield column, list(map(str, frame.rows[column.name].dropna().tolist()))


def _common(frames: Iterable[MonthFrame]) -> set[tuple[str, ...]]:
    found: set[str] = set()
    for frame in frames:
        for column in frame.table.columns:
            if column.pii == "none" and not column.free_text and column.type in _WORDED and column.name in frame.rows:
                found.update(map(str, frame.rows[column.name].dropna().unique().tolist()))
    return set(words_of(found))


def leaks(name: str, data: bytes, search: Search) -> list[Leak]:
    """What a finished file holds that must not leave; a file that cannot be searched is one too."""
    found: Counter[str] = Counter()
    try:
        for text in texts(name, data):
            # The same words come back in several views of a file (with and without tags): the most telling one counts.
            for kind, count in search.hits(text).items():
                found[kind] = max(found[kind], count)
    except Unreadable as reason:
        return [Leak(name, UNREADABLE, 1, str(reason)), *(Leak(name, kind, count) for kind, count in sorted(found.items()))]
    except Exception as error:  # a crafted file must not pass because its reader fails
        return [Leak(name, UNREADABLE, 1, f"lỗi {type(error).__name__} khi soát")]
    return [Leak(name, kind, count) for kind, count in sorted(found.items())]


def as_table(found: list[Leak]) -> pd.DataFrame:
    """A line per file and kind: `file`, `kind`, `count`, `why`."""
    return pd.DataFrame([(leak.file, leak.kind, leak.count, leak.why) for leak in found], columns=["file", "kind", "count", "why"])
