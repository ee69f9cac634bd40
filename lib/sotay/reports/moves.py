"""The block on an indicator's change: what moved it, where, and what happened to its figures over the months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.reports.blocks import Block
from sotay.reports.paragraphs import text
from sotay.reports.tables import table
from sotay.tracking.events import events
from sotay.tracking.explaining import ADDED, main_title, moved, moved_where, moved_words
from sotay.tracking.moves import move_of

if TYPE_CHECKING:
    from sotay.book import Book

EVENTS, NO_EVENT = "Sự kiện ảnh hưởng đến số liệu", "Không có sự kiện nào ảnh hưởng đến số liệu của các tháng đã lưu"


def changes(book: Book, indicator: str) -> Block:
    """Components, places and events, the tables only where the indicator moved; what it did stands in the page's conclusion, and here only that there is nothing to compare."""
    said, title = text(moved_words(book, indicator)), main_title(book, indicator)
    parts = [said] if move_of(book, indicator) is None else []
    if title:
        known = moved(book, indicator)
        parts.append(_shares(known, "Thành phần nào làm chỉ số thay đổi", "Điểm % của chỉ số; cộng lại bằng mức tăng, giảm của chỉ số"))
        where = moved_where(book, indicator)
        parts += [_shares(where, f"Ở đâu làm thay đổi thành phần {title}", "Điểm % của thành phần này; nơi giữ nguyên tỷ lệ và phần của mình trong mẫu số thì không góp gì")] if len(where) else []
    parts.append(month_events(book, indicator))
    return Block("".join(p.html for p in parts), said.text)


def _shares(frame, caption: str, note: str) -> Block:
    months = {c: "pct" for c in frame.columns[1:3] if frame[c].dtype == "Float64"}
    return table(frame, caption, formats=months | {ADDED: "dec1"}, note=note)


def month_events(book: Book, indicator: str = "") -> Block:
    """The events of an indicator, or of all, as a table."""
    return table(events(book, indicator), EVENTS, formats={"Tháng": "month"}, empty=NO_EVENT)
