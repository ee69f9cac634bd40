"""Lists of another seed than the one that set the threshold: few are accused wrongly, few are missed, whatever the list's length."""

import dataclasses

import pytest

from labelled_pairs import NAME_WAYS, NUMBER_WAYS, Maker, judged
from sotay.checks.duplicates.comparing import compare

HELD_APART = 7001


@pytest.fixture(scope="module")
def lists():
    return {size: [Maker(HELD_APART + n).labelled(size) for n in range(count)] for size, count in ((300, 20), (10_000, 1), (100_000, 1))}


# The longest list only without numbers, which is the harder one.
@pytest.mark.parametrize(("size", "numbers"), [(300, True), (300, False), (10_000, True), (10_000, False), (100_000, False)])
def test_precision_and_recall(lists, size, numbers):
    outcomes = [(judged(one, one.columns(numbers=numbers)), one) for one in lists[size]]
    found, true = sum(len(o.pairs.one) for o, _ in outcomes), sum(len(one.kinds) for _, one in outcomes)
    right = sum(round(o.recall * len(one.kinds)) for o, one in outcomes)
    assert right / found >= 0.98
    assert right / true >= 0.95


@pytest.mark.parametrize("size", [300, 10_000, 100_000])
def test_a_name_and_a_date_alone_accuse_nobody_wrongly(lists, size):
    """Without numbers and without a village little is left to tell two people apart: then fewer are found, and no more are accused, however long the list."""
    wrong = found = true = 0
    for one in lists[size]:
        outcome = judged(one, dataclasses.replace(one.columns(numbers=False), village=None))
        wrong, found, true = wrong + sum(outcome.wrong.values()), found + len(outcome.pairs.one), true + len(one.kinds)
    assert wrong <= 0.02 * found
    assert found - wrong >= 0.65 * true


@pytest.fixture(scope="module")
def deaths():
    return [Maker(HELD_APART + 500 + n).two_lists(size, dead) for size, dead, count in ((300, 60, 12), (5000, 300, 2)) for n in range(count)]


@pytest.mark.parametrize(("numbers", "village", "least"), [(True, True, 0.97), (False, True, 0.97), (True, False, 0.95), (False, False, 0.65)])
def test_the_dead_in_a_list_of_the_living(deaths, numbers, village, least):
    wrong = found = true = 0
    for one in deaths:
        columns = one.columns(numbers=numbers)
        outcome = judged(one, columns if village else dataclasses.replace(columns, village=None))
        wrong, found, true = wrong + sum(outcome.wrong.values()), found + len(outcome.pairs.one), true + len(one.kinds)
    assert true > 300
    assert wrong <= 0.02 * found
    assert found - wrong >= least * true


def test_every_way_of_writing_differently_is_found(lists):
    made = lists[10_000][0]
    for numbers in (True, False):
        of_kind = judged(made, made.columns(numbers=numbers)).of_kind
        assert {k: v for k, v in of_kind.items() if " + " not in k and v[0] < 0.9 * v[1]} == {}
    assert {k for k in (*NAME_WAYS, *NUMBER_WAYS) if k not in of_kind} <= {"đặt dấu", "y và i", "Đ và D"}


def test_the_order_of_the_rows_changes_no_pair(lists):
    made = lists[300][0]
    turned = type(made)(made.people[::-1])
    last = len(made.people) - 1

    def pairs(one):
        found = compare(one.columns())
        return {frozenset(p) for p in zip(found.one.tolist(), found.other.tolist(), strict=True)}

    assert pairs(made) == {frozenset(last - i for i in p) for p in pairs(turned)} != set()


def test_one_filler_birth_date_proves_nothing(lists):
    people = lists[10_000][0].columns(numbers=False)
    people.births[:] = people.births.iloc[0]
    assert len(compare(people).one) < 0.02 * len(people.births)
