"""`sotay status`: who handed in what for a month, what is missing, how far from the due day; reads the exports only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sotay.definitions.workspace import Workspace
from sotay.intake.month import take_in
from sotay.prepare import month_registry
from sotay.scoring.first_days import FILE as FIRST_DAYS
from sotay.scoring.first_days import FirstDays
from sotay.scoring.punctuality import PENDING, submissions


def status_lines(workspace: Workspace, month: str, today: dt.date | None = None) -> Iterator[str]:
    """Vietnamese lines: the due day and the days to it, then per unit each dataset due with when it came. Raises DefinitionError."""
    registry = month_registry(workspace, month)
    today = today or dt.date.today()
    days = FirstDays.of(workspace.internal(month) / FIRST_DAYS)
    handed = submissions(take_in(workspace.incoming / month, registry, month, workspace.incoming), registry, month, today, days)
    year, number = map(int, month.split("-"))
    due = dt.date(year, number, registry.commune.due_day)
    days = (due - today).days
    when = f"còn {days} ngày" if days > 0 else "hôm nay" if days == 0 else f"đã qua {-days} ngày"
    yield f"Tháng {number:02d}/{year}: nộp trước ngày {due:%d/%m/%Y} ({when})."
    for unit, lines in handed.groupby("unit", sort=True):
        known = registry.units.get(str(unit))
        due_lines = lines[lines["status"] != "not_due"]
        came = int(due_lines["handed_in"].notna().sum())
        yield f"{known.short if known else unit}: đã nộp {came}/{len(due_lines)}"
        for line in lines.itertuples():
            name = registry.datasets[line.dataset].short
            if line.status in ("missing", PENDING):
                yield f"  chưa nộp   {name}" + (" (chưa đến hạn)" if line.status == PENDING else "")
            else:
                remark = {"late": f", muộn {int(line.days_late)} ngày", "not_due": " (không đến kỳ)"}.get(line.status, "")
                yield f"  {line.handed_in:%d/%m/%Y} {name}{remark}{f' ({line.note})' if line.note else ''}"
