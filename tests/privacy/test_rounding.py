"""Rounded tables: every total is the sum of what is shown, nothing is further from the truth than the base, and no cell is given back."""

from __future__ import annotations

import random
from itertools import product

import pytest

from sotay.privacy.suppression.cells import Counts, Policy
from sotay.privacy.suppression.rounding import rounded
from sotay.privacy.suppression.tables import ALL, cube

FIVE = Policy(5)


def table(rows: list[list[int]]) -> Counts:
    return cube({(r, c): v for r, line in enumerate(rows) for c, v in enumerate(line)}, [range(len(rows)), range(len(rows[0]))], FIVE)


def made_up(seed: int) -> tuple[Counts, int]:
    rng = random.Random(seed)
    axes = [range(rng.randint(1, 6)) for _ in range(rng.choice((1, 2, 2)))]
    return cube({key: rng.choice((0, 1, 2, 3, 4, 5, 7, 12, 33)) for key in product(*axes)}, axes, FIVE), rng.choice((5, 7, 10))


@pytest.mark.parametrize("seed", range(120))
def test_totals_are_sums_and_every_number_is_a_neighbouring_multiple(seed):
    counts, base = made_up(seed)
    shown = rounded(counts, base)
    assert shown.hidden == 0 and set(shown.counts.values) == set(counts.values)
    for key, value in counts.values.items():
        given = shown.number(key)
        assert given % base == 0 and abs(given - value) < base and (value % base or given == value)
    assert all(sum(shown.number(p) for p in s.parts) == shown.number(s.total) for s in counts.sums)


def test_the_same_counts_are_rounded_alike_and_none_at_all_too():
    counts, base = made_up(3)
    assert rounded(counts, base).counts.values == rounded(made_up(3)[0], base).counts.values
    assert rounded(cube({}, [[], []], FIVE), 5).number((ALL, ALL)) == 0


def test_no_small_number_can_be_solved():
    """All tables of small numbers that would be shown alike: no cell has one value in all of them."""
    found = {key: set() for key in product(range(2), range(2))}
    shown = rounded(table([[3, 8], [1, 12]]), 5).counts.values
    for values in product(range(6), range(3, 13), range(6), range(8, 17)):
        rows = [list(values[:2]), list(values[2:])]
        if rounded(table(rows), 5).counts.values == shown:
            for key, value in zip(found, values, strict=True):
                found[key].add(value)
    assert all(len(known) > 1 for known in found.values())
