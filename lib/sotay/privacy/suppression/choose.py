"""Which cells are hidden: the small ones, and as few others as it takes so that no total gives a small one back."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from sotay.privacy.suppression.cells import Counts, Key, Mark
from sotay.privacy.suppression.moves import Moves

# Bounds of the search for the smallest set: cells to choose from, sets looked at, sets tried in full.
MOST_CANDIDATES, MOST_SETS, MOST_TRIALS = 40, 20_000, 500


class Unprotectable(ValueError):
    """Small cells that even hiding everything does not protect, because what is shown already tells them."""


def protect(counts: Counts) -> dict[Key, Mark]:
    """The mark of every cell; the same counts always give the same marks.

    The number of cells hidden beside the small ones is the least possible for a small table; for larger ones, and for several months together,
    none of them alone could be shown again.
    Raises Unprotectable when cells that are `fixed` give a small one back.
    """
    moves, marks = Moves(counts), counts.first_marks()
    # Hiding more never makes a safe cell unsafe: only those that are unsafe now need be looked at again.
    unsafe = [k for k in counts.sensitive(marks) if not moves.safe(k, marks)]
    extra = _pruned(moves, marks, unsafe, _grown(moves, marks, unsafe))
    # Over several months there is no telling by walking along sums alone, and no time to try every set.
    if len(extra) > 1 and not counts.unseen:
        extra = _fewer(moves, marks, unsafe, extra)
    return marks | dict.fromkeys(extra, Mark.BESIDE)


def _grown(moves: Moves, marks: dict[Key, Mark], unsafe: list[Key]) -> list[Key]:
    """Hides more, each time what protects an unsafe cell most cheaply."""
    now, extra = dict(marks), []
    for key in unsafe:
        while not moves.safe(key, now):
            more = moves.cheapest(key, now) or _nearest(moves, key, now)
            if not more:
                raise Unprotectable("Có ô dưới mức quy định mà những số đã công bố đủ để tính ra.")
            extra += more
            now |= dict.fromkeys(more, Mark.BESIDE)
    return extra


def _open(counts: Counts, marks: dict[Key, Mark]) -> list[Key]:
    """Cells that may still be hidden, the cheapest first."""
    free = [k for k, m in marks.items() if m is Mark.SHOWN and k not in counts.fixed and counts.values[k] >= counts.policy.least]
    return sorted(free, key=lambda k: (k in counts.totals, counts.values[k], repr(k)))


def _nearest(moves: Moves, key: Key, marks: dict[Key, Mark]) -> tuple[Key, ...]:
    """One more cell of a sum that the cell stands in, or of a sum that it leads to through hidden ones; where no chain of moves is known."""
    candidates = _open(moves.counts, marks)
    reached, seen = [key], {key}
    for at in reached:
        beside = {k for number, _ in moves.places[at] for k, _ in moves.counts.sums[number].signs()}
        first = next((c for c in candidates if c in beside), None)
        if first is not None:
            return (first,)
        more = sorted((k for k in beside - seen if marks[k] is not Mark.SHOWN), key=repr)
        reached += more
        seen |= set(more)
    return ()


def _passes(moves: Moves, marks: dict[Key, Mark], unsafe: list[Key], extra: Iterable[Key]) -> bool:
    now = marks | dict.fromkeys(extra, Mark.BESIDE)
    return all(moves.safe(k, now) for k in unsafe)


def _pruned(moves: Moves, marks: dict[Key, Mark], unsafe: list[Key], extra: list[Key]) -> list[Key]:
    """Shows again what need not be hidden, totals and large numbers first."""
    kept = list(dict.fromkeys(extra))
    for key in sorted(kept, key=lambda k: (k not in moves.counts.totals, -moves.counts.values[k], repr(k))):
        fewer = [k for k in kept if k != key]
        if _passes(moves, marks, unsafe, fewer):
            kept = fewer
    return kept


def _fewer(moves: Moves, marks: dict[Key, Mark], unsafe: list[Key], extra: list[Key]) -> list[Key]:
    """The smallest set that protects as well, by trying all smaller ones where the table is small enough for that."""
    candidates, tried, trials = _open(moves.counts, marks), 0, 0
    if len(candidates) > MOST_CANDIDATES:
        return extra
    lonely = _lonely(moves, marks)
    for size in range(1, len(extra)):
        for chosen in combinations(candidates, size):
            tried += 1
            if tried > MOST_SETS or trials > MOST_TRIALS:
                return extra
            if any(group.isdisjoint(chosen) for group in lonely):
                continue
            trials += 1
            if _passes(moves, marks, unsafe, chosen):
                return list(chosen)
    return extra


def _lonely(moves: Moves, marks: dict[Key, Mark]) -> list[set[Key]]:
    """The other cells of each sum in which a single cell is hidden: one of them at least must be hidden too."""
    groups = [{k for k, _ in total.signs()} for total in moves.counts.sums]
    alone = [(group, [k for k in group if marks[k] is not Mark.SHOWN]) for group in groups]
    return [group - set(hidden) for group, hidden in alone if len(hidden) == 1 and marks[hidden[0]] is Mark.SMALL]
