"""A percentage of people does not tell a small number: not by itself, not of those left out, not beside the share of all."""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest

from sotay import figures
from sotay.privacy.suppression.cells import Policy
from sotay.privacy.suppression.shares import FEW, group_shares, share_said, share_shown, tells

FIVE = Policy(5)


@pytest.mark.parametrize(("part", "whole", "shown"), [
    (2, 4, False), (4, 4, False), (0, 4, False), (0, 0, False), (13, 14, False), (3, 280, False), (277, 280, False), (5, 10, True), (0, 14, True), (14, 14, True), (3, 5000, True), (1, 300, False), (140, 280, True)])
def test_one_share(part, whole, shown):
    """3 of 5.000 is 0,1 %, and so are 5, 6 and 7; 3 of 280 is 1,1 % and nothing else is."""
    assert (share_shown(part, whole, 5) is not None) is shown
    assert share_shown(part, whole, 0) == (100 * part / whole if whole else None)


def test_a_key_figure_says_that_there_is_one():
    assert (share_said(13, 14, 5), share_said(0, 0, 5), share_said(7, 14, 5)) == (FEW, None, 50.0)
    frame = pd.DataFrame({"a": ["x"] * 13 + ["y"], "n": [1.0] * 13 + [99.0]})
    assert figures.share(frame, "a", ["x"], 5) == figures.at_most(frame["n"], 60, 5) == FEW and figures.share(frame, "a", ["x"]) > 92
    assert figures.yes_share(pd.DataFrame({"b": [True] * 13 + [False]}), {"b": "B"}, 5).isna().all()


def test_it_agrees_with_trying_every_number():
    for whole in range(1, 130):
        for part in range(whole + 1):
            printed = f"{100 * part / whole + 1e-9:.1f}"
            alike = [k for k in range(whole + 1) if f"{100 * k / whole + 1e-9:.1f}" == printed]
            expected = whole < 5 or all(0 < k < 5 or 0 < whole - k < 5 for k in alike)
            assert tells(part, whole, FIVE) is expected, (part, whole)


def solutions(parts: list[int], wholes: list[int], shown: list[bool]) -> list[set[int]]:
    """What each part can be for who knows all wholes, the shares shown, and the share of all: by trying everything."""
    found: list[set[int]] = [set() for _ in parts]
    for tried in product(*([p] if s else range(w + 1) for p, w, s in zip(parts, wholes, shown, strict=True))):
        if sum(tried) == sum(parts):
            for known, value in zip(found, tried, strict=True):
                known.add(value)
    return found


@pytest.mark.parametrize(("parts", "wholes"), [([3, 20, 18], [30, 30, 30]), ([28, 20, 6], [30, 30, 30]), ([1, 1, 9, 8], [9, 9, 20, 20]), ([10, 8, 12], [20, 20, 20]), ([2, 9], [12, 18]), ([4], [30])])
def test_the_share_of_all_does_not_give_a_group_back(parts, wholes):
    shares = group_shares(pd.Series(parts), pd.Series(wholes), 5)
    shown = shares.notna().tolist()
    for part, whole, known, is_shown in zip(parts, wholes, solutions(parts, wholes, shown), shown, strict=True):
        if 0 < part < 5 or 0 < whole - part < 5:
            assert not is_shown and (len(known) > 1 or len(parts) == 1)
    assert all(s == 100 * p / w for s, p, w in zip(shares, parts, wholes, strict=True) if pd.notna(s))


def test_groups_without_a_number_stay_missing_and_money_is_nobody():
    parts, wholes = pd.Series([None, 3.0, 9.0], dtype="Float64"), pd.Series([9.0, 0.0, 18.0], dtype="Float64")
    assert group_shares(parts, wholes, 5).fillna(-1).tolist() == [-1, -1, 50.0] and group_shares(parts, wholes, 0).fillna(-1).tolist() == [-1, -1, 50.0]
    assert group_shares(pd.Series([3.0]), pd.Series([30.0]), 0).tolist() == [10.0]
