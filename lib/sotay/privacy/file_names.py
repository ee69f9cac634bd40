"""Names of files and sheets as reports may show them: one that spells a person of the month is covered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePath

import pandas as pd

from sotay.checks.model import MonthFrame

_WORD = re.compile(r"[^\W\d_]+")
LONGEST = 6


def _words(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return tuple(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c)).lower()))


def people_of(frames: Iterable[MonthFrame]) -> set[tuple[str, ...]]:
    """Every full name of the month's tables as words without accents, accepted rows or not; single words are no full names."""
    found: set[tuple[str, ...]] = set()
    for frame in frames:
        for column in (c.name for c in frame.table.columns if c.type == "name"):
            found |= {_words(str(n)) for n in frame.rows[column].dropna().unique()}
    return {w for w in found if 2 <= len(w) <= LONGEST}


def covered(labels: Iterable[str], people: set[tuple[str, ...]]) -> pd.DataFrame:
    """The labels that spell a person, each with what is shown instead (columns `label`, `shown`); numbered in the labels' order, the ending kept."""
    lines = []
    for label in sorted(set(labels)):
        words = _words(label)
        if any(words[i : i + n] in people for n in range(2, LONGEST + 1) for i in range(len(words) - n + 1)):
            lines.append({"label": label, "shown": f"(đã che tên riêng {len(lines) + 1}){PurePath(label).suffix}"})
    return pd.DataFrame(lines, columns=["label", "shown"])
