"""The short ranked list of repairs that raise the indicators most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.reports.blocks import Block
from sotay.reports.provenance import findings
from sotay.reports.tables import table
from sotay.tracking.points import RISE, repairs_ranked

if TYPE_CHECKING:
    from sotay.book import Book

NOTE = "Điểm %: điểm phần trăm của giá trị chỉ số toàn xã khi cả việc đó đã làm xong, các việc khác giữ nguyên"
UNKNOWN = "Chưa chỉ số nào tính được nên chưa tính được việc nào làm tăng điểm; trước hết là nộp các tập dữ liệu còn thiếu"
NOTHING = "Không còn chỗ sửa nào làm tăng một chỉ số từ 0,1 điểm phần trăm trở lên"


def points(book: Book, datasets: list[str] | None = None, most: int = 8) -> Block:
    """What to mend or hand in first: unit, repair, indicator, rise in percentage points."""
    ranked = repairs_ranked(book, datasets, most)
    # Asked only where it is told: a page with repairs need not be made again because another indicator has changed.
    empty = "" if len(ranked) else NOTHING if _has_values(book) else UNKNOWN
    return table(ranked, "Sửa gì, nộp gì trước để chỉ số tăng nhiều nhất", formats={RISE: "dec1"}, bars=[RISE], note=NOTE, empty=empty)


def _has_values(book: Book) -> bool:
    return any(map(book.has_value, book.registry.indicators))


def repairs(book: Book, datasets: list[str], most: int = 5) -> Block:
    """What is wrong in these datasets, and which repair of it raises an indicator most."""
    wrong, first = findings(book, datasets), points(book, datasets, most)
    return Block(wrong.html + first.html, f"{wrong.text}; {first.text}")
