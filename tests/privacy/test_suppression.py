"""Small numbers: an attacker with every released table finds none of them; hiding only the small cells would not do; no more is hidden than it takes."""

from __future__ import annotations

import random
from itertools import combinations, product

import pandas as pd
import pytest

from sotay.privacy.suppression.attack import audit, bounds
from sotay.privacy.suppression.cells import Counts, Mark, Policy, Sum, View
from sotay.privacy.suppression.choose import Unprotectable, protect
from sotay.privacy.suppression.releases import Release, given_back, protect_months, release, same_for_all
from sotay.privacy.suppression.tables import ALL, Guarded, cross_table, cube, guarded, nested, note

FIVE = Policy(5)
SHARED_VALUES = [0, 0, 1, 2, 3, 4, 5, 6, 9, 15]


def one_way(*values: int, policy: Policy = FIVE) -> Counts:
    return cube({(n,): v for n, v in enumerate(values)}, [range(len(values))], policy)


def two_way(rows: list[list[int]], policy: Policy = FIVE) -> Counts:
    return cube({(r, c): v for r, row in enumerate(rows) for c, v in enumerate(row)}, [range(len(rows)), range(len(rows[0]))], policy)


def exhaustive(view: View, most: int) -> dict:
    """All values each hidden cell takes over every combination of whole numbers up to `most` that fits the sums: no shared code, no cleverness."""
    hidden = sorted(view.ranges, key=repr)
    seen: dict = {k: set() for k in hidden}
    for values in product(*(range(view.ranges[k][0], min(view.ranges[k][1], most) + 1) for k in hidden)):
        every = dict(view.shown) | dict(zip(hidden, values, strict=True))
        if all(sum(every[p] for p in s.parts) == every[s.total] for s in view.sums):
            for key, value in zip(hidden, values, strict=True):
                seen[key].add(value)
    return seen


def hidden(table: Guarded, mark: Mark) -> set:
    return {k for k, m in table.marks.items() if m is mark}


def test_a_small_cell_takes_the_smallest_neighbour_with_it_and_totals_stay():
    table = guarded(one_way(3, 20, 9, 30))
    assert (hidden(table, Mark.SMALL), hidden(table, Mark.BESIDE)) == ({(0,)}, {(2,)})
    assert [table.text(k) for k in ((0,), (1,), (2,), (3,), (ALL,))] == ["<5", "20", "–", "30", "62"]
    assert note(FIVE) == "“<5”: số từ 1 đến 4, không nêu; “–”: che thêm để tổng không làm lộ số nhỏ."


def test_two_small_cells_hide_each_other_unless_their_sum_tells_both():
    assert hidden(guarded(one_way(2, 3, 30)), Mark.BESIDE) == set()
    # 1 + 1 and 4 + 4 can be nothing else.
    assert hidden(guarded(one_way(1, 1, 30)), Mark.BESIDE) == {(2,)}
    assert hidden(guarded(one_way(4, 4, 9, 30)), Mark.BESIDE) == {(2,)}


def test_a_neighbour_of_exactly_the_threshold_is_not_enough_beside_one():
    """6 = 1 + 5 is the only way with a small number and one that is not."""
    assert hidden(guarded(one_way(1, 5, 9)), Mark.BESIDE) == {(2,)}
    # Nothing else to hide it behind: the total goes.
    assert hidden(guarded(one_way(1, 5)), Mark.BESIDE) == {(ALL,)}


def test_zeros_stay_where_that_is_said_and_are_hidden_like_small_ones_where_not():
    assert guarded(one_way(0, 20, 30)).text((0,)) == "0"
    shut = guarded(one_way(0, 20, 30, policy=Policy(5, keep_zeros=False)))
    assert (shut.text((0,)), shut.text((1,))) == ("<5", "–")
    # "<2" could only be 1 if zeros were shown.
    assert guarded(one_way(0, 1, 9, policy=Policy(2))).text((0,)) == "<2"


def test_a_total_that_is_small_is_hidden_too():
    table = guarded(one_way(3, 0))
    assert [table.text(k) for k in ((0,), (1,), (ALL,))] == ["<5", "0", "<5"]


def test_where_no_signs_protect_nothing_is_shown():
    """Below 2 there is only 1 beside 0: "<2", "<2" and a total that is not below 2 could only be 1 + 1."""
    table = guarded(one_way(1, 1, policy=Policy(2)))
    assert [table.text(k) for k in ((0,), (1,), (ALL,))] == ["–", "–", "–"]


def test_groups_within_a_total():
    table = guarded(nested({("a", 1): 3, ("a", 2): 9, ("a", 3): 8, ("b", 1): 10, ("b", 2): 12}, FIVE))
    assert {k: table.text(k) for k in table.counts.values if table.number(k) is None} == {("a", 1): "<5", ("a", 3): "–"}
    assert (table.text(("a", ALL)), table.text((ALL, ALL))) == ("20", "42")
    assert audit(table.counts.view(table.marks)).passed


def test_planted_failure_small_cells_alone_are_given_back():
    counts = two_way([[3, 10, 12], [7, 9, 30], [20, 22, 24]])
    found = audit(counts.view(counts.first_marks()))
    assert (found.passed, found.exposed) == (False, {(0, 0): 3})


def test_the_auditor_agrees_with_trying_everything():
    source = random.Random(7)
    told = 0
    for _ in range(40):
        rows = [[source.choice([0, 1, 2, 3, 4, 6, 7]) for _ in range(2)] for _ in range(2)]
        counts = two_way(rows)
        marks = counts.first_marks() | {k: Mark.BESIDE for k, v in counts.values.items() if v >= 5 and k not in counts.totals and source.random() < 0.5}
        view = counts.view(marks)
        if len(view.ranges) > 5:
            continue
        every = exhaustive(view, 16)
        found = audit(view)
        assert not found.unproven and found.exposed == {k: next(iter(v)) for k, v in every.items() if len(v) == 1 and FIVE.small(next(iter(v)))}
        for key, values in every.items():
            if max(values) < 16:
                assert bounds(view, key) == (min(values), max(values))
        told += bool(found.exposed)
    assert told > 5


@pytest.mark.parametrize("seed", range(3))
def test_no_small_cell_can_be_found_in_a_protected_table(seed):
    source = random.Random(seed)
    for _ in range(12):
        shape = source.randint(1, 5), source.randint(1, 4)
        table = guarded(two_way([[source.choice(SHARED_VALUES) for _ in range(shape[1])] for _ in range(shape[0])], Policy(5, source.random() < 0.6)))
        assert audit(table.counts.view(table.marks)).passed, table.counts.values


@pytest.mark.parametrize("seed", range(2))
def test_no_fewer_cells_would_do(seed):
    """Every smaller set of cells is tried: each gives a small number back."""
    source = random.Random(100 + seed)
    for _ in range(6):
        counts = two_way([[source.choice([1, 3, 6, 9, 15]) for _ in range(3)] for _ in range(2)])
        marks = protect(counts)
        extra = [k for k, m in marks.items() if m is Mark.BESIDE]
        others = [k for k, v in counts.values.items() if v >= 5]
        for size in range(len(extra)):
            for chosen in combinations(others, size):
                assert not audit(counts.view(counts.first_marks() | dict.fromkeys(chosen, Mark.BESIDE))).passed


def test_a_large_table_is_protected_and_no_hidden_cell_is_needless():
    source = random.Random(5)
    counts = two_way([[source.choice([0, 2, 6, 9, 15, 30, 40]) for _ in range(6)] for _ in range(20)])
    marks = protect(counts)
    assert audit(counts.view(marks)).passed
    for key in [k for k, m in marks.items() if m is Mark.BESIDE]:
        assert not audit(counts.view(marks | {key: Mark.SHOWN})).passed, key


def test_the_same_counts_give_the_same_marks():
    rows = [[3, 8, 8, 8], [8, 8, 2, 8], [8, 8, 8, 8]]
    assert protect(two_way(rows)) == protect(two_way(rows))


def test_what_is_settled_and_tells_a_small_number_cannot_be_protected():
    counts = one_way(3, 20)
    with pytest.raises(Unprotectable):
        protect(Counts(counts.values, counts.sums, FIVE, {(1,): Mark.SHOWN, (ALL,): Mark.SHOWN}))


def test_a_report_s_table_by_its_labels_positions():
    table = cross_table(pd.DataFrame([[3, 10], [7, 9], [20, 22]], index=["a", "a", "b"]), FIVE)
    assert hidden(table, Mark.SMALL) | hidden(table, Mark.BESIDE) == {(0, 0), (0, 1), (1, 0), (1, 1)}


# -- several releases ----------------------------------------------------------------------------------------------------------------------------------------


def three_months(source: random.Random, follow: str) -> dict[str, Counts]:
    cells = {(r, c): source.choice([0, 1, 3, 6, 9, 15]) for r in range(2) for c in range(3)}
    months = {}
    for month in ("2026-07", "2026-08", "2026-09"):
        months[month] = cube(cells, [range(2), range(3)], FIVE)
        step = {"grows": [0, 0, 1, 2, 7], "changes": [0, 0, 1, -1, -7, 7]}.get(follow)
        cells = {k: max(0, v + source.choice(step)) if step else source.choice(SHARED_VALUES) for k, v in cells.items()}
    return months


@pytest.mark.parametrize("follow", ["apart", "grows", "changes"])
def test_three_months_and_two_recipients_laid_side_by_side_tell_no_small_number(follow):
    source = random.Random(11)
    naive_fails = 0
    for _ in range(4):
        months = three_months(source, follow)
        done = protect_months(months, follow)
        packages = [release(m, who, table) for m, table in done.items() for who in ("so_khcn", "dang_uy")]
        assert given_back(packages, FIVE, follow) == []
        alone = [release(m, "so_khcn", Guarded(c, c.first_marks())) for m, c in months.items()]
        naive_fails += bool(given_back(alone, FIVE, follow))
    assert naive_fails == 4


def test_a_cell_that_grows_by_one_is_seen_between_two_months():
    months = {"2026-08": one_way(12, 20, 30), "2026-09": one_way(13, 20, 30)}
    shown = [release(m, "a", guarded(c)) for m, c in months.items()]
    found = given_back(shown, FIVE, "grows")
    assert [(g.month, g.cell, g.between, g.proven) for g in found] == [("2026-09", (0,), True, True)]
    assert given_back(shown, FIVE, "apart") == []
    done = protect_months(months, "grows")
    assert hidden(done["2026-08"], Mark.BESIDE) == set() and (0,) in hidden(done["2026-09"], Mark.BESIDE)


def test_two_recipients_with_different_cells_hidden_give_back_each_other_s():
    counts = one_way(3, 9, 9, 30)
    first, second = counts.first_marks() | {(1,): Mark.BESIDE}, counts.first_marks() | {(2,): Mark.BESIDE}
    packages = [release("2026-09", "a", Guarded(counts, first)), release("2026-09", "b", Guarded(counts, second))]
    assert [g.cell for p in packages for g in given_back([p], FIVE)] == []
    assert [g.cell for g in given_back(packages, FIVE)] == [(0,)]


def test_one_table_for_several_recipients_is_protected_once():
    """One gets the groups, another the groups joined to two, which with the first one's 12 give 3 back."""
    fine = one_way(3, 9, 12, 30)
    pairs = (Sum(("ac",), ((0,), (2,))), Sum(("bd",), ((1,), (3,))), Sum((ALL,), (("ac",), ("bd",))))
    joined = Counts({("ac",): 15, ("bd",): 39, (ALL,): 54} | {(n,): fine.values[(n,)] for n in range(4)}, pairs, FIVE)
    sums_only = {("ac",): 15, ("bd",): 39, (ALL,): 54}
    apart = [release("2026-09", "a", guarded(fine)), Release("2026-09", "b", sums_only, dict.fromkeys(sums_only, Mark.SHOWN), joined.sums)]
    assert [g.cell for g in given_back(apart, FIVE)] == [(0,)]
    done = same_for_all({"a": fine, "b": joined})
    assert given_back([release("2026-09", who, table) for who, table in done.items()], FIVE) == []
    assert done["a"].marks[(0,)] is done["b"].marks[(0,)] is Mark.SMALL


def test_releases_that_contradict_each_other_are_for_a_person():
    packages = [release("2026-09", "a", guarded(one_way(8, 20))), release("2026-09", "b", guarded(one_way(9, 20)))]
    with pytest.raises(ValueError, match="ghi số khác nhau"):
        given_back(packages, FIVE)
