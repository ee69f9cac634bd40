"""A table of counts as cells and sums, what is done with each cell, and what a reader knows of those not shown."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import Enum

Key = Hashable
# Beyond any count of people.
ENDLESS = 10**9


class Mark(Enum):
    """How a cell is published: its value, "<5", "–" beside such a cell, or not at all (a difference that nobody prints)."""

    SHOWN = "shown"
    SMALL = "small"
    BESIDE = "beside"
    UNSEEN = "unseen"


@dataclass(frozen=True)
class Sum:
    """`total` is the sum of `parts`."""

    total: Key
    parts: tuple[Key, ...]

    def signs(self) -> list[tuple[Key, int]]:
        """Every cell with its sign in `parts − total = 0`."""
        return [*((p, 1) for p in self.parts), (self.total, -1)]


@dataclass(frozen=True)
class Policy:
    """Counts below `least` are not shown; a true 0 is, where `keep_zeros` says so. `alike`: a cell hidden beside a small one has the same sign, so that nobody knows which is which."""

    least: int = 5
    keep_zeros: bool = True
    alike: bool = False

    @property
    def lowest(self) -> int:
        """The lowest count that "<least" may stand for. With "<2" and zeros shown it could only be 1, so zeros are hidden then."""
        return 1 if self.keep_zeros and self.least > 2 else 0

    def small(self, value: int) -> bool:
        return self.lowest <= abs(value) < self.least

    def range_of(self, mark: Mark, lowest: int = 0) -> tuple[int, int]:
        """What a reader knows of a cell that is not shown; `lowest` bounds an unseen one."""
        if self.alike and mark is not Mark.UNSEEN:
            return self.lowest, ENDLESS
        return {Mark.SMALL: (self.lowest, self.least - 1), Mark.BESIDE: (self.least, ENDLESS), Mark.UNSEEN: (lowest, ENDLESS)}[mark]


@dataclass(frozen=True)
class Counts:
    """The true values of all cells, totals among them, and how they add up.

    `fixed`: cells whose mark is settled (already released, or to be shown whatever happens). `unseen`: cells that no table prints but that two tables together may tell,
    with the lowest value they could have; each must not be found out when it is small.
    """

    values: Mapping[Key, int]
    sums: tuple[Sum, ...]
    policy: Policy
    fixed: Mapping[Key, Mark] = field(default_factory=dict)
    unseen: Mapping[Key, int] = field(default_factory=dict)

    @property
    def totals(self) -> set[Key]:
        return {s.total for s in self.sums}

    def first_marks(self) -> dict[Key, Mark]:
        """The cells that are small themselves, nothing hidden beside them yet."""
        own = {k: Mark.UNSEEN if k in self.unseen else Mark.SMALL if self.policy.small(v) else Mark.SHOWN for k, v in self.values.items()}
        return own | dict(self.fixed)

    def sensitive(self, marks: Mapping[Key, Mark]) -> list[Key]:
        """The cells that nobody may find out."""
        return [k for k, m in marks.items() if m is Mark.SMALL or m is Mark.UNSEEN and 0 < abs(self.values[k]) < self.policy.least]

    def range_of(self, key: Key, mark: Mark) -> tuple[int, int]:
        return self.policy.range_of(mark, self.unseen.get(key, 0))

    def view(self, marks: Mapping[Key, Mark]) -> View:
        """What readers have in hand."""
        shown = {k: self.values[k] for k, m in marks.items() if m is Mark.SHOWN}
        return View(shown, {k: self.range_of(k, m) for k, m in marks.items() if m is not Mark.SHOWN}, self.sums, self.policy, frozenset(self.unseen))


@dataclass(frozen=True)
class View:
    """Everything public: values shown, the range that the mark of each other cell tells, and the sums; no true value beyond that. `unseen`: differences between tables."""

    shown: Mapping[Key, int]
    ranges: Mapping[Key, tuple[int, int]]
    sums: tuple[Sum, ...]
    policy: Policy
    unseen: frozenset[Key] = frozenset()

    def guarded(self, key: Key, value: int) -> bool:
        """May nobody find out that the cell is `value`. A difference of 0 tells of nobody."""
        return 0 < abs(value) < self.policy.least if key in self.unseen else self.policy.small(value)
