"""Who handed in what against the due day, unit by unit and month by month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pandas as pd

from sotay.privacy.suppression.registers import ALL
from sotay.scoring.punctuality import PENDING
from sotay.tracking.words import NOT_USED, books, count, listed, month_name

if TYPE_CHECKING:
    from sotay.book import Book

# States of a dataset that its unit is spoken to about.
NOT_IN_TIME = ("missing", "late", PENDING)
STATE_ORDER = {"missing": 0, "late": 1, PENDING: 2, "on_time": 3, "not_due": 4}
HANDED_COLUMNS = ["Đơn vị", "Tập dữ liệu", "Ngày nộp", "So với hạn (ngày)", "Tình trạng", "Số tệp", "Số dòng", "Ghi chú"]
WAITING = "Chưa đến hạn"
WORST, ROW_COLUMNS = "Muộn nhất (ngày)", ("Dòng dữ liệu", "Dòng để riêng")
UNIT_COLUMNS = ["Đơn vị", "Tập đến hạn", "Đã nộp", "Đúng hạn", "Nộp muộn", "Chưa nộp", WORST, *ROW_COLUMNS, "Lỗi", "Cần xem lại"]


def due_lines(submissions: pd.DataFrame) -> pd.DataFrame:
    """Datasets of the month whose due day has come, or that came before it."""
    return submissions[~submissions["status"].isin(["not_due", PENDING])]


def handed_in(book: Book, states: Iterable[str] | None = None) -> pd.DataFrame:
    """A line per dataset due or handed in, the missing first: when, days from the last good day (negative: early), state, remarks. `states`: of those in these states only."""
    lines = []
    rows = book.submissions if states is None else book.submissions_in(states)
    rows = rows.assign(order=rows["status"].map(STATE_ORDER)).sort_values(["order", "days_late", "unit", "dataset"], ascending=[True, False, True, True], kind="stable")
    for row in rows.itertuples():
        when = row.handed_in if pd.notna(row.handed_in) else pd.NaT
        # Exports come before the due day: the day before it is day 0.
        days = (when.normalize() - row.due).days + 1 if pd.notna(when) and row.status != "not_due" else None
        sent = (row.files, row.rows) if pd.notna(when) else (None, None)
        lines.append([book.unit_name(row.unit), book.dataset_name(row.dataset), when, days, _state(row.status, days), *sent, _remark(book, row)])
    frame = pd.DataFrame(lines, columns=HANDED_COLUMNS)
    return frame.assign(**{"Ngày nộp": pd.to_datetime(frame["Ngày nộp"])}).astype({"So với hạn (ngày)": "Int64", "Số tệp": "Int64", "Số dòng": "Int64"})


def _state(status: str, days: int | None) -> str:
    return {"missing": "Chưa nộp", PENDING: WAITING, "on_time": "Đúng hạn", "not_due": "Không đến kỳ"}.get(status) or f"Muộn {days} ngày"


def _remark(book: Book, row) -> str:
    """Why nothing came, as far as the unit's other files tell; else the note on a file sent again."""
    if row.status != "missing":
        return str(row.note or "")
    intake = book.part("intake", None, ("unit", "file", "dataset", "status"))
    own = intake[(intake["dataset"] == row.dataset) & intake["status"].isin(list(NOT_USED))]
    stray = intake[(intake["unit"] == row.unit) & (intake["dataset"] == "") & intake["status"].isin(list(NOT_USED))]
    found = own if len(own) else stray
    if found.empty:
        return "không có tệp nào của tập này" if len(intake[intake["unit"] == row.unit]) else "đơn vị chưa gửi tệp nào"
    files = found.drop_duplicates(["unit", "file"])["status"].map(NOT_USED).value_counts()
    said = ", ".join(f"{n} tệp {what}" for what, n in files.items())
    return said if len(own) else f"đơn vị có {said}: kiểm tra xem có phải tập này"


def units(book: Book) -> pd.DataFrame:
    """A line per unit that owes or sent something: datasets due, handed in, late, missing; rows, rows set aside, errors, warnings. The worst first.

    Of a unit that sent no file, rows and errors are unknown, not 0; rows are missing too where a few records would be told by them.

    While the due day has not come, a column more: datasets still to come.
    """
    lines, handed, untold = [], book.submissions, book.untold
    intake, found = book.part("intake", None, ("unit", "status", "rows_accepted", "rows_quarantined")), book.part("findings", None, ("unit", "severity"))
    for unit in sorted({*handed["unit"], *intake["unit"]} - {""}, key=book.unit_name):
        every = handed[handed["unit"] == unit]
        due = due_lines(every)
        used, own = intake[(intake["unit"] == unit) & (intake["status"] == "accepted")], found[found["unit"] == unit]
        states = due["status"].value_counts()
        missing, late, good = (int(states.get(s, 0)) for s in ("missing", "late", "on_time"))
        rows = [int((used["rows_accepted"] + used["rows_quarantined"]).sum()), int(used["rows_quarantined"].sum())] if (unit, ALL) not in untold else [None, None]
        looked = [*rows, *(int((own["severity"] == s).sum()) for s in ("error", "warning"))]
        sent = (intake["unit"] == unit).any()
        lines.append([book.unit_name(unit), len(due), late + good, good, late, missing, due["days_late"].max() if late else 0 if good else None, *(looked if sent else [None] * len(looked)),
                      int((every["status"] == PENDING).sum())])
    frame = pd.DataFrame(lines, columns=[*UNIT_COLUMNS, WAITING]).astype(dict.fromkeys(UNIT_COLUMNS[6:], "Int64"))
    frame = frame if frame[WAITING].any() else frame.drop(columns=WAITING)
    return frame.sort_values(["Chưa nộp", "Nộp muộn", "Dòng để riêng"], ascending=False, kind="stable", ignore_index=True)


def lateness(book: Book) -> pd.Series:
    """Datasets due by how early or late they came, in the order of days, those missing last; the days that are counted together stand in the scoring definitions."""
    due, bounds = due_lines(book.submissions), book.registry.scoring.lateness
    if due.empty:
        return pd.Series(dtype="int64")
    # Exports come before the due day: the day before it is day 0.
    came = due[due["handed_in"].notna()]
    days = (came["handed_in"].dt.normalize() - pd.to_datetime(came["due"])).dt.days + 1
    counts = {name: int(((days >= low) & (days <= high)).sum()) for name, low, high in (*reversed(list(_spans("Sớm", bounds.early, -1))), ("Đúng ngày cuối", 0, 0), *_spans("Muộn", bounds.late, 1))}
    return pd.Series(counts | {"Chưa nộp": int((due["status"] == "missing").sum())})


def _spans(word: str, bounds: list[int], sign: int) -> Iterator[tuple[str, float, float]]:
    """Name, first and last day of every span of days, the nearest to the due day first."""
    for least, most in zip([1, *(b + 1 for b in bounds)], [*bounds, float("inf")], strict=True):
        name = f"{word} hơn {least - 1} ngày" if most == float("inf") else f"{word} {least}–{most} ngày" if most > least else f"{word} {least} ngày"
        yield (name, *sorted((sign * least, sign * most)))


def due_note(book: Book, *also: str) -> str:
    """Why a component on punctuality counts fewer datasets than are due: those of the groups that it leaves out; and what else is to be said there."""
    due, said = due_lines(book.submissions), []
    for measure in (m for i in book.registry.indicators.values() for m in i.measures if m.kind == "punctual" and m.except_groups):
        groups = [book.registry.groups[g] for g in measure.except_groups if g in book.registry.groups]
        left_out = due["dataset"].map(lambda d: book.registry.datasets[d].group in measure.except_groups)
        if left_out.any():
            names = listed(f"“{g.title}”" for g in groups)
            said.append(f"Trong {count(len(due))} tập đến hạn có {count(int(left_out.sum()))} tập thuộc nhóm {names}, theo dõi việc nộp nhưng không tính vào “{measure.title}” (tính trên {count(int((~left_out).sum()))} tập)")
    return ". ".join(filter(None, (*said, *also)))


def unit_totals(book: Book, lines: pd.DataFrame) -> dict[str, int | None]:
    """The sums under `units`: of datasets, rows and findings, not of days; no sum of rows where it would tell of a few records."""
    sums = {str(c): None if lines[c].isna().all() else int(lines[c].sum()) for c in lines.columns if c not in ("Đơn vị", WORST)}
    if lines[list(ROW_COLUMNS)].isna().all(axis=None):
        return sums
    records = book.records()
    good, aside = (None if records.left_out else records.sum(c) for c in ("rows_accepted", "rows_quarantined"))
    return sums | dict(zip(ROW_COLUMNS, (None if good is None or aside is None else good + aside, aside), strict=True))


def streaks(book: Book) -> pd.DataFrame:
    """Units × stored months: on time, late by how many days, or how many are missing; and the run of punctual months up to now."""
    found: dict[str, dict[str, str]] = {}
    for past in books(book):
        due = due_lines(past.part("submissions", None, ("unit", "status", "days_late")))
        for unit, lines in due.groupby("unit"):
            found.setdefault(str(unit), {})[past.month] = _month_state(lines)
    months = sorted({m for states in found.values() for m in states})
    lines = [{"Đơn vị": book.unit_name(u), **{month_name(m): states.get(m, "") for m in months}, "Số tháng liền đúng hạn": _run([states.get(m, "") for m in months])} for u, states in found.items()]
    frame = pd.DataFrame(lines, columns=["Đơn vị", *map(month_name, months), "Số tháng liền đúng hạn"])
    return frame.sort_values(["Số tháng liền đúng hạn", "Đơn vị"], ascending=[False, True], kind="stable", ignore_index=True)


ON_TIME = "Đúng hạn"


def _month_state(lines: pd.DataFrame) -> str:
    missing, late = int((lines["status"] == "missing").sum()), lines.loc[lines["status"] == "late", "days_late"]
    said = ([f"thiếu {missing}/{len(lines)} tập"] if missing else []) + ([f"muộn {int(late.max())} ngày"] if len(late) else [])
    text = ", ".join(said)
    return f"{text[0].upper()}{text[1:]}" if text else ON_TIME


def _run(states: list[str]) -> int:
    """Months on time at the end; a month in which nothing was due neither counts nor breaks the run."""
    run = 0
    for state in reversed([s for s in states if s]):
        if state != ON_TIME:
            break
        run += 1
    return run
