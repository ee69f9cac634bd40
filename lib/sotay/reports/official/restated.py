"""The part on figures scored again: old, new, why; nothing when nothing changed."""

from __future__ import annotations

from sotay.reports.numbers import is_missing, percent
from sotay.reports.official.formal import Formal
from sotay.reports.official.model import Column, Grid, Heading, Paragraph, Part
from sotay.tracking.restatement import restated

COLUMNS = (Column("Chỉ số", 3), Column("Số cũ", 1, True), Column("Số mới", 1, True), Column("Lý do", 5))


def restated_part(book: Formal) -> list[Part]:
    """The table "Số liệu điều chỉnh" with a sentence before it."""
    frame = restated(book)
    if frame.empty:
        return []
    rows = tuple((str(r["Chỉ số"]), _figure(r["Số cũ"]), _figure(r["Số mới"]), str(r["Lý do"])) for _, r in frame.iterrows())
    said = f"Sau lần chấm đầu tiên kể từ hạn gửi, số liệu {book.said} đã được tính lại; các chỉ số thay đổi như sau:"
    return [Heading(1, "Số liệu điều chỉnh"), Paragraph(said), Grid("Số liệu điều chỉnh", COLUMNS, rows)]


def _figure(value) -> str:
    return "Chưa tính được" if is_missing(value) else percent(value)
