"""Is a hidden cell safe, and what would make it so: moves of one person around a table that leave every sum as it is."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from functools import cached_property

from sotay.privacy.suppression.attack import TooLarge, found_out, parts_of
from sotay.privacy.suppression.cells import Counts, Key, Mark

# Where a cell that stands in one sum only has its other end.
_OUTSIDE = -1
Cost = tuple[int, int, int]
_FREE: Cost = (0, 0, 0)


class Moves:
    """The cells of a table as edges between the sums they stand in."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.places: dict[Key, list[tuple[int, int]]] = {k: [] for k in counts.values}
        for number, total in enumerate(counts.sums):
            for key, sign in total.signs():
                self.places[key].append((number, sign))

    @cached_property
    def _at(self) -> dict[int, list[Key]]:
        """The cells that stand in each sum, and those with a free end."""
        found: dict[int, list[Key]] = {}
        for key, places in self.places.items():
            if 1 <= len(places) <= 2:
                for number in [n for n, _ in places] + ([_OUTSIDE] if len(places) == 1 else []):
                    found.setdefault(number, []).append(key)
        return found

    def safe(self, key: Key, marks: Mapping[Key, Mark]) -> bool:
        """Has the cell another value that fits everything public. What could not be proven counts as unsafe."""
        if self.cheapest(key, marks, hide_more=False) is not None:
            return True
        part = next(p for p in parts_of(self.counts.view(marks)) if key in p.ranges)
        if all(len(self.places[k]) <= 2 for k in part.ranges):
            # In one-way, two-way and nested tables a single person's move exists whenever any other value does; elsewhere this errs towards hiding.
            return False
        try:
            return not found_out(part, key, self.counts.values)
        except TooLarge:
            return False

    def cheapest(self, key: Key, marks: Mapping[Key, Mark], hide_more: bool = True) -> tuple[Key, ...] | None:
        """The cells to hide as well so that one person could be moved into or out of this cell; none needed: (). None: there is no such move."""
        found = [w for step in (1, -1) if self._room(key, step, marks, False) and (w := self._walk(key, step, marks, hide_more)) is not None]
        return min(found, key=lambda w: (w[0], repr(w[1])))[1] if found else None

    def _room(self, key: Key, step: int, marks: Mapping[Key, Mark], hide_more: bool) -> bool:
        mark = marks[key]
        if mark is Mark.SHOWN:
            if not hide_more or key in self.counts.fixed or self.counts.values[key] < self.counts.policy.least:
                return False
            mark = Mark.BESIDE
        low, high = self.counts.range_of(key, mark)
        return low <= self.counts.values[key] + step <= high

    def _price(self, key: Key, marks: Mapping[Key, Mark]) -> Cost:
        return (1, int(key in self.counts.totals), self.counts.values[key]) if marks[key] is Mark.SHOWN else _FREE

    def _walk(self, key: Key, step: int, marks: Mapping[Key, Mark], hide_more: bool) -> tuple[Cost, tuple[Key, ...]] | None:
        """The cheapest chain of cells, each making good in its sums what the one before upset."""
        places = self.places[key]
        if not places:
            return _FREE, ()
        if len(places) > 2:
            return None
        (start, sign), goal = places[0], places[1] if len(places) == 2 else (_OUTSIDE, 0)
        wanted = -goal[1] * step
        # The running number keeps equals in the order in which they were found: cells of any kind need not compare.
        queue: list[tuple[Cost, int, int, int, int, tuple[tuple[Key, int], ...]]] = [(_FREE, 0, 0, start, sign * step, ((key, step),))]
        number = 0
        seen: set[tuple[int, int]] = set()
        while queue:
            cost, length, _, node, upset, path = heapq.heappop(queue)
            if node == goal[0] and (node == _OUTSIDE or upset == wanted) and len(path) > 1:
                if self._keeps_sums(path):
                    return cost, tuple(k for k, _ in path if marks[k] is Mark.SHOWN)
                continue
            if (node, 0 if node == _OUTSIDE else upset) in seen:
                continue
            seen.add((node, 0 if node == _OUTSIDE else upset))
            for other, move, end, left in self._steps(node, upset):
                if other not in (k for k, _ in path) and self._room(other, move, marks, hide_more):
                    number += 1
                    price = tuple(a + b for a, b in zip(cost, self._price(other, marks), strict=True))
                    heapq.heappush(queue, (price, length + 1, number, end, left, (*path, (other, move))))
        return None

    def _steps(self, node: int, upset: int):
        """From a sum that is off by `upset`: the cell that makes it good, its move, the other sum and by how much that is off then."""
        for other in self._at.get(node, []):
            places = self.places[other]
            if node == _OUTSIDE:
                number, sign = places[0]
                yield from ((other, move, number, sign * move) for move in (1, -1))
                continue
            sign = next(s for n, s in places if n == node)
            move = -upset * sign
            end, left = next(((n, s * move) for n, s in places if n != node), (_OUTSIDE, 0))
            yield other, move, end, left

    def _keeps_sums(self, path: tuple[tuple[Key, int], ...]) -> bool:
        off: dict[int, int] = {}
        for key, move in path:
            for number, sign in self.places[key]:
                off[number] = off.get(number, 0) + sign * move
        return len({k for k, _ in path}) == len(path) and not any(off.values())
