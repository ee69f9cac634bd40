"""The part on who handed in what, who is late, who is missing."""

from __future__ import annotations

from sotay.reports.numbers import date, integer, percent
from sotay.reports.official.formal import Formal, listed
from sotay.reports.official.model import Column, Grid, Heading, Item, Paragraph, Part
from sotay.scoring.punctuality import PENDING
from sotay.tracking.submitting import due_note, units
from sotay.tracking.words import NOT_USED

MOST_NAMED = 4
COLUMNS = (Column("Cơ quan, đơn vị", 5), Column("Tập đến hạn", 1.3, True), Column("Đã gửi", 1.2, True), Column("Đúng hạn", 1.2, True), Column("Muộn hạn", 1.2, True), Column("Chưa gửi", 1.2, True),
           Column("Muộn nhất (ngày)", 1.5, True))


def handing_in(book: Formal) -> list[Part]:
    """Sentences, the late and the missing by unit, and a table of all units."""
    parts: list[Part] = [Heading(1, "Tình hình gửi dữ liệu"), Paragraph(_summary(book))]
    if book.due.empty or (book.due["status"] == "missing").all():
        return [*parts, *map(Paragraph, _unusable(book))]
    named = [(lead, text) for lead, text in (("Gửi đủ, đúng hạn: ", _punctual(book)), ("Gửi muộn: ", _late(book)), ("Chưa gửi: ", _missing(book))) if text]
    return [*parts, *(Item(f"{lead}{text}") for lead, text in named), *map(Paragraph, _unusable(book)), _table(book)]


def _summary(book: Formal) -> str:
    due, day = book.due, date(book.last_good_day)
    waiting = int((book.submissions["status"] == PENDING).sum())
    if waiting:
        came = f"đã gửi {integer(len(due))} tập dữ liệu" if len(due) else "chưa gửi tập dữ liệu nào"
        return f"Hạn gửi dữ liệu {book.said} là trước ngày {day}. Đến thời điểm lập báo cáo, các cơ quan, đơn vị {came}; còn {integer(waiting)} tập chưa đến hạn."
    if due.empty:
        return f"Trong {book.said}, không có tập dữ liệu nào đến hạn gửi."
    asked = f"Trong {book.said}, các cơ quan, đơn vị phải gửi {integer(len(due))} tập dữ liệu trước ngày {day}."
    missing, late = int((due["status"] == "missing").sum()), int((due["status"] == "late").sum())
    came = len(due) - missing
    if not came:
        return f"{asked} Đến thời điểm lập báo cáo, chưa tập dữ liệu nào được gửi; vì vậy báo cáo chưa có số liệu để đánh giá."
    if not missing:
        return f"{asked} Các cơ quan, đơn vị đã gửi đủ, " + (f"trong đó {integer(came - late)} tập đúng hạn, {integer(late)} tập muộn hạn." if late and came > late else "nhưng đều muộn hạn." if late else "đúng hạn.")
    how = "đều đúng hạn" if not late else "đều muộn hạn" if late == came else f"trong đó {integer(came - late)} tập đúng hạn, {integer(late)} tập muộn hạn"
    return f"{asked} Các cơ quan, đơn vị đã gửi {integer(came)} tập (đạt {percent(100 * came / len(due))}), {how}; còn {integer(missing)} tập chưa gửi."


def _punctual(book: Formal) -> str:
    good = [u for u, own in book.due.groupby("unit") if (own["status"] == "on_time").all()]
    return f"{listed(sorted(map(book.unit_name, good)))}." if good else ""


def _late(book: Formal) -> str:
    late = book.due[book.due["status"] == "late"]
    said = [f"{book.unit_name(str(u))} ({integer(len(own))} tập, muộn nhất {integer(int(own['days_late'].max()))} ngày)" for u, own in late.groupby("unit")]
    return f"{listed(said)}." if said else ""


def _missing(book: Formal) -> str:
    gone = book.due[book.due["status"] == "missing"]
    said = [f"{book.unit_name(str(u))} ({integer(len(own))} tập: {listed(map(book.dataset_name, own['dataset']), MOST_NAMED, 'tập')})" for u, own in gone.groupby("unit")]
    return f"{listed(said)}." if said else ""


def _unusable(book: Formal) -> list[str]:
    lost = book.intake[book.intake["status"].isin([s for s in NOT_USED if s != "duplicate"])].drop_duplicates(["unit", "file"])
    by_unit = [f"{book.unit_name(str(u)) or 'tệp không rõ đơn vị'}: {', '.join(f'{integer(int(n))} tệp {NOT_USED[str(s)]}' for s, n in own['status'].value_counts().items())}" for u, own in lost.groupby("unit")]
    return [f"Có {integer(len(lost))} tệp chưa sử dụng được, đơn vị cần kiểm tra và gửi lại ({listed(by_unit)})."] if by_unit else []


def _table(book: Formal) -> Grid:
    frame = units(book)
    frame = frame[frame["Tập đến hạn"] > 0]
    names = ["Tập đến hạn", "Đã nộp", "Đúng hạn", "Nộp muộn", "Chưa nộp"]
    rows = [(str(r["Đơn vị"]), *(integer(int(r[n])) for n in names), integer(int(r["Muộn nhất (ngày)"])) if r["Nộp muộn"] else "") for _, r in frame.iterrows()]
    worst = int(frame["Muộn nhất (ngày)"].max()) if int(frame["Nộp muộn"].sum()) else 0
    return Grid("Tình hình gửi dữ liệu theo cơ quan, đơn vị", COLUMNS, (*rows, ("Tổng cộng", *(integer(int(frame[n].sum())) for n in names), integer(worst) if worst else "")), note=f"{note}." if (note := due_note(book)) else "", summed=True)
