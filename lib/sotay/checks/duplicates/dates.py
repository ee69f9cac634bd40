"""How two birth dates are alike: the same, day and month swapped, one digit wrong in the year or in day and month, only the year known."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

_PLACES = 10 ** np.arange(7, -1, -1)


class DateLikeness(IntEnum):
    SAME = 0
    SWAPPED = 1
    YEAR_SLIP = 2
    DAY_SLIP = 3
    YEAR_ONLY = 4
    OTHER = 5


class Dates:
    """Birth dates of a list as numbers; a date of which only the year is known stands as its first of January."""

    def __init__(self, days: np.ndarray) -> None:
        months = days.astype("datetime64[M]")
        self.year = days.astype("datetime64[Y]").astype(np.int64) + 1970
        self.month = months.astype(np.int64) % 12 + 1
        self.day = (days.astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64) + 1
        self.whole = (self.day * 100 + self.month) * 10000 + self.year
        self.unordered = (self.year * 100 + np.minimum(self.day, self.month)) * 100 + np.maximum(self.day, self.month)
        self.first_of_january = (self.day == 1) & (self.month == 1)

    def likeness(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """One DateLikeness per pair of rows."""
        result = np.full(len(one), DateLikeness.OTHER, dtype=np.int8)
        differ = np.flatnonzero(self.whole[one] != self.whole[other])
        same_year = self.year[one] == self.year[other]
        slips = differ[_one_slip(self.whole[one[differ]], self.whole[other[differ]])]
        result[slips] = np.where(same_year[slips], DateLikeness.DAY_SLIP, DateLikeness.YEAR_SLIP)
        result[same_year & (self.first_of_january[one] | self.first_of_january[other])] = DateLikeness.YEAR_ONLY
        result[same_year & (self.day[one] == self.month[other]) & (self.month[one] == self.day[other])] = DateLikeness.SWAPPED
        result[self.whole[one] == self.whole[other]] = DateLikeness.SAME
        return result


def _one_slip(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """ddmmyyyy and ddmmyyyy: one digit different, or two neighbours of one part (day, month, year) changed about."""
    a, b = (values[:, None] // _PLACES % 10 for values in (first, second))
    differing = a != b
    count, slip = differing.sum(axis=1), differing.sum(axis=1) == 1
    for left in (0, 2, 4, 5, 6):
        slip |= (count == 2) & differing[:, left] & differing[:, left + 1] & (a[:, left] == b[:, left + 1]) & (a[:, left + 1] == b[:, left])
    return slip
