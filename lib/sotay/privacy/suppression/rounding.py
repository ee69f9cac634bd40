"""Counts rounded so that every total is still the sum of its parts: instead of hiding small numbers, none is exact any more."""

from __future__ import annotations

from dataclasses import replace

from sotay.privacy.suppression.cells import Counts, Mark
from sotay.privacy.suppression.tables import ALL, Guarded, cube

Place = tuple[int, int]


def rounded(counts: Counts, base: int) -> Guarded:
    """A table over one or two axes (see `tables.cube`) with every cell and total at one of the two multiples of `base` beside its true value; a multiple of it stays.

    The same counts are always rounded alike. Source: L. H. Cox, A constructive procedure for unbiased controlled rounding (1987), with fixed instead of random choices.
    """
    inner = [k for k in counts.values if ALL not in k]
    axes = [list(dict.fromkeys(k[n] for k in inner)) for n in range(len(inner[0]))] if inner else []
    if not axes:
        return Guarded(counts, dict.fromkeys(counts.values, Mark.SHOWN))
    columns = axes[1] if len(axes) == 2 else [None]
    keys = [[(row, column)[:len(axes)] for column in columns] for row in axes[0]]
    whole = [[counts.values[k] // base * base for k in line] for line in keys]
    rest = _settled(_completed([[counts.values[k] % base for k in line] for line in keys], base), base)
    cells = {k: whole[r][c] + rest[r][c] for r, line in enumerate(keys) for c, k in enumerate(line)}
    made = cube(cells, axes, counts.policy)
    return Guarded(replace(made, fixed=counts.fixed), dict.fromkeys(made.values, Mark.SHOWN))


def _completed(rest: list[list[int]], base: int) -> list[list[int]]:
    """One more column and line, so that every line and column adds up to a multiple of the base."""
    lines = [[*line, -sum(line) % base] for line in rest]
    return [*lines, [-sum(column) % base for column in zip(*lines, strict=True)]]


def _settled(rest: list[list[int]], base: int) -> list[list[int]]:
    """Every remainder at 0 or the base, all sums of lines and columns as they were: round a ring of remainders, one is raised by what the next is lowered."""
    rest = [list(line) for line in rest]
    while (ring := _ring(rest, base)) is not None:
        up, down = ring[0::2], ring[1::2]
        rise, fall = min([base - rest[r][c] for r, c in up] + [rest[r][c] for r, c in down]), min([rest[r][c] for r, c in up] + [base - rest[r][c] for r, c in down])
        # The shorter way, so that cells stay as near to the truth as they can.
        step = rise if rise <= fall else -fall
        for places, by in ((up, step), (down, -step)):
            for r, c in places:
                rest[r][c] += by
    return rest


def _ring(rest: list[list[int]], base: int) -> list[Place] | None:
    """Unsettled cells one after the other, by turns in the same line and in the same column, back to the first; None when all are settled."""
    open_ = [(r, c) for r, line in enumerate(rest) for c, value in enumerate(line) if 0 < value < base]
    if not open_:
        return None
    # From line to column and back over unsettled cells, until a line or column is met again: each has two of them at least, since its sum is a multiple.
    node, path, met = (0, open_[0][0]), [], {}
    while node not in met:
        met[node] = len(path)
        axis, number = node
        path.append(next(p for p in open_ if p[axis] == number and (not path or p != path[-1])))
        node = (1 - axis, path[-1][1 - axis])
    return path[met[node]:]
