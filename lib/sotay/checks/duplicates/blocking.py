"""Which rows are compared at all: those that share one of several keys."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

# In a block of more rows than this (a filler birth date) rows must share a second key too.
LARGE = 60
# In any other block, and under a second key, a row meets so many of the rows before it: a bound for columns that hold one value.
NEAREST = 12
AT_A_TIME = 500_000


def together(*keys: np.ndarray) -> np.ndarray:
    """One key out of several."""
    result = np.zeros(len(keys[0]), dtype=np.int64)
    for key in keys:
        codes = pd.factorize(key)[0].astype(np.int64)
        result = pd.factorize(result * (codes.max(initial=0) + 1) + codes)[0].astype(np.int64)
    return result


def pairs(key: np.ndarray, narrower: list[np.ndarray] = ()) -> list[np.ndarray]:
    """Pairs of rows that share the key; -1 shares with nobody. With `narrower` a block is met whole up to LARGE, a larger one where a second key is shared too."""
    rows = np.flatnonzero(key >= 0)
    if not len(narrower):
        return [_neighbours(key, rows, NEAREST)]
    large = np.bincount(key[rows], minlength=1)[key[rows]] > LARGE
    found = [_neighbours(key, rows[~large], LARGE)]
    big = rows[large]
    for second in narrower if len(big) else ():
        own = np.full(len(key), -1, dtype=np.int64)
        own[big] = together(key[big], second[big])
        found.append(_neighbours(own, big, NEAREST))
    return found


def _neighbours(key: np.ndarray, rows: np.ndarray, nearest: int) -> np.ndarray:
    """Every row with up to `nearest` rows after it that share the key."""
    ordered = rows[np.argsort(key[rows], kind="stable")]
    found = [np.zeros((2, 0), dtype=np.int64)]
    for step in range(1, min(nearest, len(ordered) - 1) + 1):
        left, right = ordered[:-step], ordered[step:]
        equal = key[left] == key[right]
        if not equal.any():
            break
        found.append(np.stack([left[equal], right[equal]]))
    return np.concatenate(found, axis=1)


def pairs_across(key: np.ndarray, split: int, narrower: list[np.ndarray] = ()) -> list[np.ndarray]:
    """As `pairs`, but only between the rows before `split`, one list, and those from it on, the other."""
    rows = np.flatnonzero(key >= 0)
    first, second = rows[rows < split], rows[rows >= split]
    large = np.bincount(key[second], minlength=key.max(initial=0) + 1)[key[first]] > LARGE
    found, big = [_joined(key, first[~large] if len(narrower) else first, second)], first[large]
    for other in narrower if len(big) else ():
        found.append(_joined(together(key, other), big, second))
    return found


def _joined(key: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Every row of `first` with up to LARGE rows of `second` that share the key."""
    ordered = second[np.argsort(key[second], kind="stable")]
    start = np.searchsorted(key[ordered], key[first], "left")
    count = np.minimum(np.searchsorted(key[ordered], key[first], "right") - start, LARGE)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.stack([np.repeat(first, count), ordered[np.repeat(start, count) + within]])


def once(found: list[np.ndarray], rows: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Every pair once, the earlier row first; some at a time, so that memory stays bounded."""
    codes = np.unique(np.concatenate([np.minimum(*part) * rows + np.maximum(*part) for part in found]))
    for start in range(0, len(codes), AT_A_TIME):
        yield codes[start : start + AT_A_TIME] // rows, codes[start : start + AT_A_TIME] % rows
