"""Several releases side by side: what the months of a table, or the packages of several recipients, tell together that none tells alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sotay.privacy.suppression.attack import audit
from sotay.privacy.suppression.cells import ENDLESS, Counts, Key, Mark, Policy, Sum, View
from sotay.privacy.suppression.choose import protect
from sotay.privacy.suppression.tables import Guarded

# How a month's cells follow from the month before: not at all (cases of the month), they only grow (since the start of the year), they go up and down (who is there).
Follow = Literal["apart", "grows", "changes"]
_LOWEST = {"grows": 0, "changes": -ENDLESS}


@dataclass(frozen=True)
class Release:
    """A table as one recipient got it: values of the cells shown, marks of all."""

    month: str
    recipient: str
    shown: Mapping[Key, int]
    marks: Mapping[Key, Mark]
    sums: tuple[Sum, ...]


def release(month: str, recipient: str, table: Guarded) -> Release:
    """What a recipient has in hand; hidden values stay behind."""
    return Release(month, recipient, {k: table.counts.values[k] for k, m in table.marks.items() if m is Mark.SHOWN}, dict(table.marks), table.counts.sums)


@dataclass(frozen=True)
class GivenBack:
    """A cell below the threshold that several releases tell together; `between`: it is the difference to the month before. `proven`: False when the search was too large to say."""

    month: str
    cell: Key
    between: bool
    proven: bool = True


def given_back(releases: Iterable[Release], policy: Policy, follow: Follow = "apart") -> list[GivenBack]:
    """The cells that whoever has all these releases can compute; none: they may be released together.

    Raises ValueError when the releases contradict each other (a corrected month): such a pair is looked at by a person.
    """
    found = audit(_together(list(releases), policy, follow))
    lines = [GivenBack(k[1], k[2], k[0] == "between") for k in found.exposed] + [GivenBack(k[1], k[2], k[0] == "between", False) for k in found.unproven]
    return sorted(lines, key=lambda g: (g.month, g.between, repr(g.cell)))


def _together(releases: list[Release], policy: Policy, follow: Follow) -> View:
    shown: dict[Key, int] = {}
    ranges: dict[Key, tuple[int, int]] = {}
    sums: dict[Sum, None] = {}
    for one in releases:
        for key, mark in one.marks.items():
            place = ("cell", one.month, key)
            if mark is Mark.SHOWN:
                if shown.setdefault(place, one.shown[key]) != one.shown[key]:
                    raise ValueError("Hai bản đã phát hành ghi số khác nhau cho cùng một ô.")
            else:
                low, high = policy.range_of(mark)
                before = ranges.get(place, (low, high))
                ranges[place] = (max(low, before[0]), min(high, before[1]))
        sums |= dict.fromkeys(_moved(s, one.month) for s in one.sums)
    links, unseen = _links([(m, k) for _, m, k in {**shown, **ranges}], {s.total for s in sums}, follow)
    ranges = {k: r for k, r in ranges.items() if k not in shown} | {k: (low, ENDLESS) for k, low in unseen.items()}
    return View(shown, ranges, (*sums, *links), policy, frozenset(unseen))


def _moved(total: Sum, month: str) -> Sum:
    return Sum(("cell", month, total.total), tuple(("cell", month, p) for p in total.parts))


def _links(cells: Sequence[tuple[str, Key]], totals: set[Key], follow: Follow) -> tuple[list[Sum], dict[Key, int]]:
    """This month's cell = last month's + the difference, for every cell that both months have; totals are sums of many and may be compared."""
    if follow == "apart":
        return [], {}
    by_month: dict[str, set[Key]] = {}
    for month, key in cells:
        by_month.setdefault(month, set()).add(key)
    months = sorted(by_month)
    links: list[Sum] = []
    for before, month in zip(months, months[1:], strict=False):
        both = sorted((k for k in by_month[before] & by_month[month] if ("cell", month, k) not in totals), key=repr)
        links += [Sum(("cell", month, k), (("cell", before, k), ("between", month, k))) for k in both]
    return links, {s.parts[1]: _LOWEST[follow] for s in links}


def protect_months(tables: Mapping[str, Counts], follow: Follow, settled: Mapping[str, Mapping[Key, Mark]] | None = None) -> dict[str, Guarded]:
    """The months of one table, oldest first, each protected with what the earlier ones have told; `settled`: marks of months already released.

    Raises choose.Unprotectable when what is settled tells a small number by itself.
    """
    if follow == "apart":
        return {m: Guarded(own, protect(replace(own, fixed=dict(own.fixed) | dict((settled or {}).get(m, {}))))) for m, own in sorted(tables.items())}
    policy = next(iter(tables.values())).policy
    values: dict[Key, int] = {}
    sums: list[Sum] = []
    fixed: dict[Key, Mark] = {}
    done: dict[str, Guarded] = {}
    for month in sorted(tables):
        own = tables[month]
        values |= {("cell", month, k): v for k, v in own.values.items()}
        sums += [_moved(s, month) for s in own.sums]
        fixed |= {("cell", month, k): m for k, m in (dict(own.fixed) | dict((settled or {}).get(month, {}))).items()}
        links, unseen = _links([(m, k) for _, m, k in values], {s.total for s in sums}, follow)
        every = values | {s.parts[1]: values[s.total] - values[s.parts[0]] for s in links}
        marks = protect(Counts(every, (*sums, *links), policy, fixed, unseen))
        done[month] = Guarded(own, {k: marks["cell", month, k] for k in own.values})
        fixed |= {("cell", month, k): m for k, m in done[month].marks.items()}
    return done


def same_for_all(tables: Mapping[str, Counts]) -> dict[str, Guarded]:
    """One table as several recipients get it (recipient → its cells and sums): a cell is shown to all who have it or to none.

    Packages laid side by side then tell no more than each.
    """
    values = {k: v for c in tables.values() for k, v in c.values.items()}
    fixed = {k: m for c in tables.values() for k, m in c.fixed.items()}
    every = Counts(values, tuple(dict.fromkeys(s for c in tables.values() for s in c.sums)), next(iter(tables.values())).policy, fixed)
    marks = protect(every)
    return {name: Guarded(own, {k: marks[k] for k in own.values}) for name, own in tables.items()}
