"""Names of files and sheets, and what units and the office wrote in their own words, as reports may show them: what spells a person of the month is covered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePath

import pandas as pd

from sotay.checks.model import MonthFrame
from sotay.definitions.registry import Registry

COVERED_WORDS = "(nội dung có tên riêng, xem tệp của đơn vị)"
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
    found = [label for label in sorted(set(labels)) if _spells(label, people)]
    return pd.DataFrame([{"label": label, "shown": f"(đã che tên riêng {n}){PurePath(label).suffix}"} for n, label in enumerate(found, 1)], columns=["label", "shown"])


def covered_words(texts: Iterable[str], people: set[tuple[str, ...]]) -> pd.DataFrame:
    """As `covered`, of texts: the whole text is covered, and all alike."""
    return pd.DataFrame([{"label": text, "shown": COVERED_WORDS} for text in sorted(set(texts)) if _spells(text, people)], columns=["label", "shown"])


def own_words(registry: Registry, frames: Iterable[MonthFrame], month: str) -> set[str]:
    """What was written freely where nobody's name is asked for: reasons of the month's corrections and who gave them, and the texts of tables without any personal column (obstacles, requests)."""
    said = {text for c in registry.corrections if c.month == month for text in (c.reason, c.by)}
    for frame in frames:
        if all(c.pii == "none" for c in frame.table.columns):
            for column in (c.name for c in frame.table.columns if c.type == "text" and c.name in frame.rows):
                said |= {str(text) for text in frame.rows[column].dropna().unique()}
    return said


def _spells(label: str, people: set[tuple[str, ...]]) -> bool:
    words = _words(label)
    return any(words[i : i + n] in people for n in range(2, LONGEST + 1) for i in range(len(words) - n + 1))
