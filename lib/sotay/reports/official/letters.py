"""Reminders as texts ready to send, one file per unit that still owes something."""

from __future__ import annotations

from pathlib import Path

from sotay.reports.official.formal import Formal
from sotay.reports.official.packing import write_whole
from sotay.tracking.reminders import Reminder, reminders_of

FOLDER = "nhac-nop"


def write_letters(book: Formal, reports: Path) -> None:
    """Writes reports/nhac-nop/<unit>.txt; a unit that owes nothing any more has no letter left."""
    folder, found = reports / FOLDER, reminders_of(book, book.feed)
    for old in folder.glob("*.txt"):
        if old.stem not in {r.unit for r in found}:
            old.unlink()
    for reminder in found:
        # With the mark and the line ends that every Windows editor reads.
        write_whole(folder / f"{reminder.unit}.txt", letter(book, reminder).replace("\n", "\r\n").encode("utf-8-sig"))


def letter(book: Formal, reminder: Reminder) -> str:
    """Address, the points numbered, thanks, and who gathers the data."""
    points = "\n".join(f"{n}. {text}" for n, text in enumerate(reminder.points, 1))
    asked = "đề nghị đơn vị thực hiện các nội dung sau:" if len(reminder.points) > 1 else "đề nghị đơn vị thực hiện nội dung sau:"
    gatherer = book.unit_name(book.registry.tables[book.feed].dataset.owner) if book.feed else ""
    end = f"Trân trọng cảm ơn.\n\n{gatherer} (đơn vị đầu mối tổng hợp)\n" if gatherer else "Trân trọng cảm ơn.\n"
    return f"Kính gửi: {reminder.name}\n\nVề dữ liệu và báo cáo tiến độ {book.said}, {asked}\n\n{points}\n\n{end}"
