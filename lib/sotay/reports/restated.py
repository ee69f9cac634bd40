"""The block on figures scored again: old, new, why; nothing at all when nothing changed."""

from __future__ import annotations

from sotay.reports.blocks import Block
from sotay.reports.tables import table
from sotay.tracking.restatement import restated as restated_table

TITLE = "Số liệu điều chỉnh"


def restated(book) -> Block:
    """The table of changed indicators since the first scoring after the due day."""
    frame = restated_table(book)
    if frame.empty:
        return Block("", "")
    return table(frame, TITLE, formats={"Số cũ": "pct", "Số mới": "pct", "Thay đổi": "dec1"}, note="So với lần chấm đầu tiên kể từ hạn gửi dữ liệu. Thay đổi: điểm %")
