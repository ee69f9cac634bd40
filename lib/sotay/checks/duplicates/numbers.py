"""How two identity numbers are alike: equal, one slip of the hand apart, not comparable, of two people."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import pandas as pd

_LENGTH = 12


class NumberLikeness(IntEnum):
    EQUAL = 0
    SLIP = 1
    UNKNOWN = 2
    DIFFERENT = 3


class Numbers:
    """Identity numbers of a list; a zero lost in front is put back. An old number of 9 digits and a new one of 12 cannot be compared."""

    def __init__(self, numbers: pd.Series) -> None:
        text = numbers.astype("object").where(numbers.notna(), "").astype(str)
        size = text.str.len()
        text = text.mask(size.isin([8, 11]) & text.str.isdigit(), "0" + text)
        self.known = (text != "").to_numpy()
        self.code = np.where(self.known, pd.factorize(text)[0], -1).astype(np.int64)
        digits = text.str.isdigit().to_numpy() & text.str.len().isin([9, _LENGTH]).to_numpy()
        # Papers of one kind have one length: only those say that two people are two.
        self.kind = np.where(digits, text.str.len().to_numpy(), 0)
        fixed = text.where(digits, "").str.ljust(_LENGTH, "x").to_numpy().astype(f"S{_LENGTH}")
        self.digits = np.frombuffer(fixed.tobytes(), dtype=np.uint8).reshape(-1, _LENGTH)
        self.tail = np.where(self.known & digits, pd.factorize(text.str[-6:])[0], -1).astype(np.int64)

    def likeness(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """One NumberLikeness per pair of rows."""
        result = np.full(len(one), NumberLikeness.UNKNOWN, dtype=np.int8)
        comparable = self.known[one] & self.known[other]
        result[comparable & (self.kind[one] == self.kind[other])] = NumberLikeness.DIFFERENT
        unsure = np.flatnonzero(result == NumberLikeness.DIFFERENT)
        result[unsure[self._slip(one[unsure], other[unsure])]] = NumberLikeness.SLIP
        result[comparable & (self.code[one] == self.code[other])] = NumberLikeness.EQUAL
        return result

    def _slip(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        a, b = self.digits[one], self.digits[other]
        differing = a != b
        count = differing.sum(axis=1)
        swapped = (differing[:, :-1] & differing[:, 1:] & (a[:, :-1] == b[:, 1:]) & (a[:, 1:] == b[:, :-1])).any(axis=1)
        return ((count == 1) | ((count == 2) & swapped)) & (self.kind[one] > 0)
