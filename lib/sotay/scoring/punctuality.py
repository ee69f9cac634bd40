"""Who was to hand in what, and when it came: one line per dataset due this month."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from sotay.definitions.models.dataset import Dataset
from sotay.definitions.registry import Registry
from sotay.intake.counts import source_count
from sotay.intake.model import Export
from sotay.scoring.first_days import FirstDays

SUBMISSION_COLUMNS = ["dataset", "unit", "due", "handed_in", "days_late", "status", "files", "rows", "note"]
QUARTER_ENDS, YEAR_END = (3, 6, 9, 12), 12
# Not handed in while the due day has not come: neither missing nor a figure.
PENDING = "pending"


def due_day(registry: Registry, month: str) -> dt.date:
    """Exports come before this day."""
    year, number = map(int, month.split("-"))
    return dt.date(year, number, registry.commune.due_day)


def is_due(dataset: Dataset, month: str, registry: Registry | None = None) -> bool:
    """Is a file of this dataset expected in the month: by its declared rhythm, and unless `registry` exempts it."""
    if registry and registry.scoring.exempt(dataset.id, dataset.owner, month):
        return False
    number = int(month.split("-")[1])
    return {"month": True, "quarter": number in QUARTER_ENDS, "year": number == YEAR_END, "change": False}[dataset.every]


def _first_sent(exports: list[Export], dataset: str, days: FirstDays) -> dict[str, dt.datetime]:
    """When each unit first sent a version that a later one replaced: a correction sent after the due day is not a late export."""
    first: dict[str, dt.datetime] = {}
    for export in exports:
        if export.status == "replaced" and any(t.dataset == dataset for t in export.tables):
            when = days.when(export, dataset)
            first[export.source.unit] = min(first.get(export.source.unit, when), when)
    return first


def _remarks(dataset: str, came: list[tuple[Export, dt.datetime]], days: FirstDays, registry: Registry) -> str:
    """What the day alone does not tell: that a correction came since, of which unit where several sent the dataset, and that what came before could not be used."""
    again = [(first, e.source.handed_in, e.source.unit) for e, first in came if days.corrected(e, dataset) or first < days.when(e, dataset)]
    lost = [when for e, first in came if (when := days.unusable(e, dataset)) and when < first]
    said = [f"tệp gửi ngày {min(lost):%d/%m/%Y} chưa dùng được, tính từ bản dùng được đầu tiên"] if lost else []
    if again:
        first, last = min(f for f, *_ in again), max(w for _, w, _ in again)
        units = sorted({u for *_, u in again}) if len({e.source.unit for e, _ in came}) > 1 else []
        who = ", ".join(registry.units[u].short if u in registry.units else u for u in units)
        said.append(f"{f'{who} ' if who else ''}nộp lần đầu {first:%d/%m/%Y}, bản sửa {'cùng ngày' if first.date() == last.date() else f'ngày {last:%d/%m/%Y}'}")
    return "; ".join(said)


def due_day_came(exports: list[Export], due: dt.date, today: dt.date | None) -> bool:
    """Has the due day come: by `today` (None: yes), or because something of the month was handed in on it or later. Two runs differ in this only when the due day lies between them."""
    return today is None or today >= due or any(e.source.handed_in.date() >= due for e in exports)


def submissions(exports: list[Export], registry: Registry, month: str, today: dt.date | None = None, days: FirstDays | None = None) -> pd.DataFrame:
    """One line per dataset due or handed in: `status` is on_time, late, missing, pending (not handed in, and the due day has not come) or not_due (came without being expected).

    `days_late` counts from the due day on, 0 when not due, empty when nothing came. Without `today` the due day is taken to have come.
    A dataset came on the day of its first version that could be used, also where a later one lies in its place: `days` knows those of earlier runs.
    """
    due, lines, days = due_day(registry, month), [], (days or FirstDays()).seen(exports)
    absent = "missing" if due_day_came(exports, due, today) else PENDING
    for dataset in registry.datasets.values():
        tables = [(e, t) for e in exports if e.status == "accepted" for t in e.tables if t.dataset == dataset.id]
        first = _first_sent(exports, dataset.id, days)
        came = [(e, min(when := days.when(e, dataset.id), first.get(e.source.unit, when))) for e, _ in tables]
        times = sorted({when for _, when in came})
        expected = is_due(dataset, month, registry)
        if not times and not expected:
            continue
        line = {"dataset": dataset.id, "unit": dataset.owner, "due": due, "handed_in": times[-1] if times else None, "days_late": None, "files": source_count(e.source for e, _ in tables),
                "rows": sum(len(t.rows) for _, t in tables), "note": _remarks(dataset.id, came, days, registry)}
        if not times:
            line["status"] = absent
        else:
            line["days_late"] = max(0, (times[-1].date() - due).days + 1) if expected else 0
            line["status"] = "not_due" if not expected else "late" if line["days_late"] else "on_time"
        lines.append(line)
    frame = pd.DataFrame(lines, columns=SUBMISSION_COLUMNS)
    return frame.astype({"days_late": "Int64", "files": "Int64", "rows": "Int64"})
