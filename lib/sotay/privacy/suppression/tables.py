"""Tables of counts made ready for protection: one-way, two-way and nested, with all their totals; and what is printed of them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import pandas as pd

from sotay.privacy.suppression.cells import Counts, Key, Mark, Policy, Sum
from sotay.privacy.suppression.choose import Unprotectable, protect

# The label of a total along an axis.
ALL = "Tất cả"
_BESIDE = "–"


@dataclass(frozen=True)
class Guarded:
    """A table with the mark of every cell."""

    counts: Counts
    marks: Mapping[Key, Mark]

    def number(self, key: Key) -> int | None:
        """The count where it is shown."""
        return self.counts.values[key] if self.marks[key] is Mark.SHOWN else None

    def text(self, key: Key) -> str:
        """The count, "<5" for a small one, "–" for one hidden beside it."""
        mark = self.marks[key]
        return f"<{self.counts.policy.least}" if mark is Mark.SMALL else _BESIDE if mark is not Mark.SHOWN else str(self.counts.values[key])

    @property
    def hidden(self) -> int:
        """How many cells are not shown."""
        return sum(m is not Mark.SHOWN for m in self.marks.values())


def note(policy: Policy) -> str:
    """What the signs mean, for readers."""
    return f"“<{policy.least}”: số từ {policy.lowest} đến {policy.least - 1}, không nêu; “{_BESIDE}”: che thêm để tổng không làm lộ số nhỏ."


def cube(cells: Mapping[tuple, int], axes: Sequence[Sequence[Hashable]], policy: Policy) -> Counts:
    """A table over one or two axes, with the totals along each under ALL; combinations that `cells` lacks count 0."""
    values = {key: int(cells.get(key, 0)) for key in product(*axes)}
    for number, axis in enumerate(axes):
        for rest in product(*([ALL] if n == number else [*other, ALL] if n < number else other for n, other in enumerate(axes))):
            values[rest] = sum(values[(*rest[:number], label, *rest[number + 1:])] for label in axis)
    sums = [Sum(key, tuple((*key[:n], label, *key[n + 1:]) for label in axes[n])) for key in values for n in range(len(axes)) if key[n] == ALL]
    return Counts(values, tuple(sums), policy)


def nested(cells: Mapping[tuple[Hashable, Hashable], int], policy: Policy) -> Counts:
    """Items within groups, each group with its total (group, ALL), and the total of all (ALL, ALL)."""
    values = {key: int(count) for key, count in cells.items()}
    groups = list(dict.fromkeys(group for group, _ in values))
    sums = [Sum((group, ALL), tuple(k for k in values if k[0] == group)) for group in groups]
    values |= {s.total: sum(values[p] for p in s.parts) for s in sums}
    top = Sum((ALL, ALL), tuple((group, ALL) for group in groups))
    return Counts(values | {top.total: sum(values[p] for p in top.parts)}, (*sums, top), policy)


def guarded(counts: Counts, keep_totals: bool = True) -> Guarded:
    """The table protected; totals stay shown where that can be (`keep_totals`), else some are hidden too, and where no signs protect it nothing is shown.

    Raises Unprotectable when cells that are `fixed` give a small one back.
    """
    if keep_totals:
        fixed = {t: Mark.SHOWN for t in counts.totals if not counts.policy.small(counts.values[t])}
        try:
            return Guarded(counts, protect(replace(counts, fixed=fixed | dict(counts.fixed))))
        except Unprotectable:
            pass
    try:
        return Guarded(counts, protect(counts))
    except Unprotectable:
        if counts.fixed:
            raise
        return Guarded(counts, dict.fromkeys(counts.values, Mark.UNSEEN))


def known_totals(counts: Counts) -> Guarded:
    """The table protected from whoever has its totals from elsewhere, except those that are small and so are told nowhere; zeros are hidden too where they would give a small cell back, and all cells where nothing less does."""
    fixed = {t: Mark.SHOWN for t in counts.totals if not counts.policy.small(counts.values[t])}
    for policy in (counts.policy, replace(counts.policy, keep_zeros=False)):
        try:
            return Guarded(counts, protect(replace(counts, fixed=fixed, policy=policy)))
        except Unprotectable:
            continue
    return Guarded(counts, dict.fromkeys(counts.values, Mark.UNSEEN) | fixed)


def cross_table(table: pd.DataFrame, policy: Policy) -> Guarded:
    """A two-way table of counts (a line per row label, a column per column label), by the labels' positions; totals are taken as known."""
    cells = {(r, c): int(table.iat[r, c]) for r in range(table.shape[0]) for c in range(table.shape[1]) if pd.notna(table.iat[r, c])}
    if 1 in table.shape:
        # The totals across a single line or column are its own cells again.
        along = 0 if table.shape[1] == 1 else 1
        single = known_totals(cube({(k[along],): v for k, v in cells.items()}, [range(table.shape[along])], policy))
        return Guarded(single.counts, {(k, 0) if along == 0 else (0, k): m for (k,), m in single.marks.items()})
    return known_totals(cube(cells, (range(table.shape[0]), range(table.shape[1])), policy))


def lines_apart(table: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """True where a cell of a table of counts may be shown: each line protected by itself, its total taken as known.

    What is hidden in a line then follows from that line alone: a later table that has it again hides the same.
    """
    shown = pd.DataFrame(True, index=table.index, columns=table.columns)
    for r in range(table.shape[0]):
        own = {(c,): int(table.iat[r, c]) for c in range(table.shape[1]) if pd.notna(table.iat[r, c])}
        marks = known_totals(cube(own, [[c for c, in own]], policy)).marks if own else {}
        for c, in own:
            shown.iat[r, c] = marks[c,] is Mark.SHOWN
    return shown
