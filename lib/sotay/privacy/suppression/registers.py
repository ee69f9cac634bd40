"""Which numbers are about people and which about the offices' work, and how many records the registers of people have.

Three kinds of numbers, and what pages, papers and packages tell of each; the threshold is `small_number` of parameters/commune.yml:

* **Of people**: records of a register whose record stands for a person or household, or says something sensitive of one (`of_people`), and groups of them by kind, age, village, month.
  Below the threshold neither the number is told nor what gives it back: rows read, accepted, set aside, checked; rows by day, week, month or kind; sums beside a mean; an exact share;
  the length of a column that is empty throughout; row numbers of its findings. As few other registers as it takes are left out with it (`untold`), those that hold nothing personal last.
* **Of people's cases** (dossiers, certificates, complaints: a table with an identifying column): told, for an office must see its own work; but in what leaves the commune's offices (papers, the pages of
  indicators and of the month) not the few that were reached or left out (`shares.few`). The percentage that the plan asks for stays.
* **Of work**: files, datasets late, tasks, cells repaired, findings, rows set aside of a register that is told. They are no persons and stay, however small: whoever must mend has to see what.
  In a register that is not told they stay only where they bound its size from one side: that there is something to mend, and in which file, not in how many rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace

import pandas as pd

from sotay.definitions.models.dataset import Dataset, Table
from sotay.privacy.suppression.cells import Counts, Mark, Policy, Sum
from sotay.privacy.suppression.choose import Unprotectable, protect
from sotay.privacy.suppression.tables import ALL

# (unit, dataset); (unit, ALL) and (ALL, dataset) are totals, (ALL, ALL) is that of everything.
Place = tuple[str, str]


def of_people(dataset: Dataset) -> bool:
    """Does a record stand for a person, or say something sensitive of one: then so does their number."""
    return any(map(about_people, dataset.tables))


def about_people(table: Table) -> bool:
    """As `of_people`, of one table of a dataset."""
    return bool(table.person) or any(c.pii == "sensitive" for c in table.columns)


def has_cases(table: Table) -> bool:
    """Does a record stand for a person's own case: the table says whose."""
    return any(c.pii != "none" for c in table.columns)


def open_(dataset: Dataset) -> bool:
    """Has it no personal column at all: its rows may be listed one by one, so their number is everybody's."""
    return not any(map(has_cases, dataset.tables))


def untold_places(intake: pd.DataFrame, datasets: Mapping[str, Dataset], least: int) -> pd.DataFrame:
    """`untold` of a month from the lines of intake.csv, a line per place (unit, dataset), sorted.

    (ALL, dataset) stands there too for a dataset that a single unit hands in: whoever asks of a dataset need not know how many do.
    """
    used = intake[intake["status"] == "accepted"]
    rows = (used["rows_accepted"] + used["rows_quarantined"]).groupby([used["unit"], used["dataset"]]).sum()
    records = {(str(unit), str(name)): int(n) for (unit, name), n in rows.items() if name in datasets and n > 0}
    hidden = untold(records, {d.id for d in datasets.values() if of_people(d)}, least, {d.id for d in datasets.values() if open_(d)})
    senders = Counter(name for _, name in records)
    places = hidden | {(ALL, name) for unit, name in hidden if ALL not in (unit, name) and senders[name] == 1}
    return pd.DataFrame(sorted(places), columns=["unit", "dataset"], dtype=str)


def untold(records: Mapping[Place, int], people: set[str], least: int, listed: Collection[str] = ()) -> frozenset[Place]:
    """The counts of records that are not told: those of few people's records, and as few others as it takes so that no total gives one back.

    Few records of things (systems, buildings) tell of nobody and stay. Totals of units stay where that can be, and rather than they datasets that are `listed` row by row.
    """
    counts = _counts({k: int(v) for k, v in records.items()}, Policy(least))
    things = {k: Mark.SHOWN for k, v in counts.values.items() if counts.policy.small(v) and ALL not in k and k[1] not in people}
    small_totals = {t for t in counts.totals if counts.policy.small(counts.values[t]) and not _has_people(t, records, people)}
    things |= dict.fromkeys(small_totals, Mark.SHOWN)
    shown_totals = {t: Mark.SHOWN for t in counts.totals if not counts.policy.small(counts.values[t])}
    in_full = {k: Mark.SHOWN for k in counts.values if ALL not in k and k[1] in listed}
    for fixed in (things | in_full | shown_totals, things | in_full, things | shown_totals, things, {}):
        try:
            marks = protect(replace(counts, fixed=fixed))
        except Unprotectable:
            continue
        return frozenset(k for k, m in marks.items() if m is not Mark.SHOWN)
    return frozenset(counts.values)


def _counts(values: dict[Place, int], policy: Policy) -> Counts:
    """Datasets within units, and what several units hand in of one dataset."""
    units, datasets = list(dict.fromkeys(u for u, _ in values)), list(dict.fromkeys(d for _, d in values))
    sums = [Sum((unit, ALL), tuple(k for k in values if k[0] == unit)) for unit in units]
    sums += [Sum((ALL, name), parts) for name in datasets if len(parts := tuple(k for k in values if k[1] == name)) > 1]
    values = values | {s.total: sum(values[p] for p in s.parts) for s in sums}
    top = Sum((ALL, ALL), tuple((unit, ALL) for unit in units))
    return Counts(values | {top.total: sum(values[p] for p in top.parts)}, (*sums, top), policy)


def _has_people(total: Place, records: Mapping[Place, int], people: set[str]) -> bool:
    return any(name in people and v for (unit, name), v in records.items() if total[0] in (unit, ALL) and total[1] in (name, ALL))
