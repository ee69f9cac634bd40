"""When two names may be one person's."""

from __future__ import annotations

import unicodedata

import numpy as np
from rapidfuzz import fuzz, process

# Names this much alike (0-100) count as one person's when the birth date is the same.
NAME_ALIKE = 90
# Names compared with all others of a block at a time; bounds the memory of a block in which everyone has one default birth date.
AT_A_TIME = 500


def plain(name: str) -> str:
    """A name without case, accents and doubled spaces; only for finding likely duplicates, which a person then judges."""
    bare = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


def middle_left_out(one: str, other: str) -> bool:
    """Same family and given name, and the shorter name's words stand in the longer one in order: "Lý Hoa" for "Lý Thị Hoa"."""
    short, long = sorted((one.split(), other.split()), key=len)
    if len(short) < 2 or len(short) == len(long) or short[0] != long[0] or short[-1] != long[-1]:
        return False
    rest = iter(long)
    return all(word in rest for word in short)


def alike_names(names: list[str]) -> dict[str, set[str]]:
    """For each of these different plain names the others it resembles by spelling."""
    found: dict[str, set[str]] = {}
    for start in range(0, len(names), AT_A_TIME):
        some = names[start : start + AT_A_TIME]
        scores = process.cdist(some, names, scorer=fuzz.ratio, score_cutoff=NAME_ALIKE, dtype=np.float32)
        for i, j in zip(*np.nonzero(scores), strict=True):
            if start + i != j:
                found.setdefault(some[i], set()).add(names[j])
    return found


def shortened_names(names: list[str]) -> dict[str, set[str]]:
    """For each of these different plain names the others that are it with or without middle words."""
    ends: dict[tuple[str, str], list[str]] = {}
    for name in names:
        words = name.split()
        if len(words) > 1:
            ends.setdefault((words[0], words[-1]), []).append(name)
    found: dict[str, set[str]] = {}
    for group in ends.values():
        for one in group:
            others = {other for other in group if middle_left_out(one, other)}
            if others:
                found[one] = others
    return found
