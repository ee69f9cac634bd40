"""The block on the shares that a domain's tables declare: chart, course over the months, parts and wholes, the lowest rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.figures import declared_rates, lowest_rates, pick, rates_per_month
from sotay.reports.bars import bars
from sotay.reports.blocks import Block, nothing_box
from sotay.reports.tables import table
from sotay.reports.trends import lines

if TYPE_CHECKING:
    from sotay.book import Book

TITLE, NO_SHARE = "Các tỷ lệ của chuyên ngành, tính lại từ tử số và mẫu số", "Tháng này không bảng nào đã nộp có đủ tử số và mẫu số để tính tỷ lệ"


def shares(book: Book, datasets: list[str]) -> Block:
    """Every declared share of the datasets; a single line where no table has any, and nothing on months or rows where there is nothing to compare."""
    rates = declared_rates(book, datasets)
    if rates.empty:
        return nothing_box(NO_SHARE, TITLE)
    parts = [bars(pick(rates, {"Tỷ lệ": "Tỷ lệ", "Bằng (%)": "Bằng (%)"}), TITLE, "%")]
    past = rates_per_month(book, datasets)
    if len(past) and past.notna().sum().max() > 1:
        parts.append(lines(past, "Tỷ lệ đầu tiên của mỗi bảng, từng tháng", "%"))
    parts.append(table(rates, "Tử số và mẫu số của từng tỷ lệ", note=_note(book, datasets, bool(rates.isna().to_numpy().any()))))
    low = lowest_rates(book, datasets)
    if len(low):
        parts.append(table(low, "Những dòng thấp nhất của từng tỷ lệ", bars=["Bằng (%)"]))
    return Block("".join(p.html for p in parts), f"{TITLE}: {len(rates)} tỷ lệ")


def _note(book: Book, datasets: list[str], hidden: bool) -> str:
    """What was added up, and what a dash stands for where there is one."""
    nested = any(r.kind == "hierarchy_sum" for name in datasets for t in book.registry.datasets[name].tables for r in t.rules)
    said = "Cộng trên các dòng có đủ cả hai số" + ("; bảng có dòng tổng lồng nhau thì cộng các mục ngoài cùng" if nested else "")
    return said + (f". Dấu – thay cho số dưới {book.small_number} người" if hidden else "")
