"""Headings as units write them: spellings drawn from a table's definition, one-tier or two-tier, never one that means two columns."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from sotay.definitions.folding import match_key
from sotay.definitions.models.dataset import Column

# Field names of systems (chuHoSo, DSKetNoi, ma_ho_so): people do not type these among Vietnamese headings.
_MACHINE = re.compile(r"^\S*[a-z][A-Z]\S*$|i=\[|_")
# The demo writes amounts in the declared unit: a heading that names another one would lie.
_UNIT = re.compile(r"\b(?:tỷ|triệu|nghìn|ngàn|1\.?000) đ(?:ồng)?\b|\(tr\.?đ?\)", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """A column's heading: its own text, and the group it stands under when two-tier."""

    column: str
    text: str
    group: str = ""


def choose_headings(columns: list[Column], rng: random.Random, two_tier: bool, variety: float, rough: float = 0) -> list[Heading]:
    """One heading per column in order; `variety` is the share of columns with another spelling than the title, `rough` of those typed carelessly."""
    owners: dict[str, set[str]] = {}
    for column in columns:
        for text in (column.title, *column.headings):
            owners.setdefault(match_key(text), set()).add(column.name)
    used: set[str] = set()
    tiers = _groups(columns, rng) if two_tier else {}
    found = []
    for column in columns:
        group = tiers.get(column.name, "")
        options = list(column.leaf) if group else [t for t in column.headings if not _MACHINE.search(t) and (not _UNIT.search(t) or column.unit not in (None, "đồng") and column.unit in t)]
        if not group:
            options = [column.title] + ([rng.choice(options)] if options and rng.random() < variety else [])
            options.reverse()
            options = [o for o in options if len(owners[match_key(o)]) == 1 or o == column.title]
        else:
            rng.shuffle(options)
        text = next((o for o in options if match_key(group + " " + o) not in used), column.title)
        used.add(match_key(group + " " + text))
        found.append(Heading(column.name, _careless(text, rng) if rng.random() < rough else text, group))
    return found


def _careless(text: str, rng: random.Random) -> str:
    """The same heading in capitals, broken over two lines, or with a mark or spaces at its end."""
    return rng.choice((text.upper(), text.replace(" ", "\n", 1), f"{text} (*)", f"{text}  ", f" {text}", f"{text}:"))


def _groups(columns: list[Column], rng: random.Random) -> dict[str, str]:
    """Group heading of each column that stands next to another one of the same group."""
    groups: dict[str, str] = {}
    start = 0
    while start < len(columns):
        under = columns[start].under
        end = start + 1
        while end < len(columns) and under and columns[end].under == under:
            end += 1
        if under and end - start >= 2:
            name = rng.choice(under)
            groups |= {c.name: name for c in columns[start:end]}
        start = end
    return groups
