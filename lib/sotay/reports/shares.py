"""The block on the shares that a domain's tables declare: chart, course over the months, parts and wholes, the lowest rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sotay.figures import added_up, declared_rates, lowest_rates, pick, rates_per_month
from sotay.reports.bars import bars
from sotay.reports.blocks import Block, nothing_box
from sotay.reports.numbers import MISSING, is_missing, plain, with_unit
from sotay.reports.tables import table
from sotay.reports.trends import lines

if TYPE_CHECKING:
    from sotay.book import Book

TITLE, NO_SHARE = "Các tỷ lệ của chuyên ngành, tính lại từ tử số và mẫu số", "Tháng này không bảng nào đã nộp có đủ tử số và mẫu số để tính tỷ lệ"
QUOTIENT = "Tử số / mẫu số"
ROW_BY_ROW = "Bảng mà mỗi dòng đo một việc khác nhau thì không cộng, chỉ nêu từng dòng"


def shares(book: Book, datasets: list[str]) -> Block:
    """Every declared share of the datasets; a single line where no table has any, and nothing on months or rows where there is nothing to compare."""
    rates, low = declared_rates(book, datasets), lowest_rates(book, datasets)
    if rates.empty and low.empty:
        return nothing_box(NO_SHARE, TITLE)
    parts = []
    if len(rates):
        parts.append(bars(pick(rates, {"Tỷ lệ": "Tỷ lệ", "Bằng (%)": "Bằng (%)"}), TITLE, "%"))
        past = rates_per_month(book, datasets)
        if len(past) and past.notna().sum().max() > 1:
            parts.append(lines(past, "Tỷ lệ đầu tiên của mỗi bảng, từng tháng", "%"))
        parts.append(table(_worked_out(rates), "Tử số và mẫu số của từng tỷ lệ", note=_note(book, datasets, bool(rates.isna().to_numpy().any()))))
    if len(low):
        parts.append(table(_row_by_row(low), "Những dòng thấp nhất của từng tỷ lệ", bars=["Bằng (%)"], note="" if added_up(book, datasets) else ROW_BY_ROW))
    return Block("".join(p.html for p in parts), f"{TITLE}: {len(rates)} tỷ lệ")


def _worked_out(rates: pd.DataFrame) -> pd.DataFrame:
    """A line per share: of what it is taken, in words and in figures with their unit."""
    words = [title if title == f"{part} / {whole}" else f"{title}: {part} / {whole}" for title, part, whole in zip(rates["Tỷ lệ"], rates["Tử số"], rates["Mẫu số"], strict=True)]
    figures = [_quotient(*line) for line in zip(rates["Cộng tử số"], rates["Đơn vị tử số"], rates["Cộng mẫu số"], rates["Đơn vị mẫu số"], strict=True)]
    return pd.DataFrame({"Bảng": rates["Bảng"], "Tỷ lệ": words, QUOTIENT: figures, "Bằng (%)": rates["Bằng (%)"]})


def _quotient(part: float | None, part_unit: str, whole: float | None, whole_unit: str) -> str:
    """"704 / 8.639 người"; the unit of the part too where it is another one."""
    first = MISSING if is_missing(part) else with_unit(part, part_unit if part_unit != whole_unit else "")
    return f"{first} / {with_unit(whole, whole_unit)}"


def _row_by_row(low: pd.DataFrame) -> pd.DataFrame:
    quotients = [f"{plain(part)} / {plain(whole)}" for part, whole in zip(low["Tử số"], low["Mẫu số"], strict=True)]
    return pd.DataFrame({"Tỷ lệ": low["Tỷ lệ"], "Ở dòng": low["Ở dòng"], QUOTIENT: quotients, "Bằng (%)": low["Bằng (%)"]})


def _note(book: Book, datasets: list[str], hidden: bool) -> str:
    """What was added up, and what a dash stands for where there is one."""
    nested = any(r.kind == "hierarchy_sum" for name in datasets for t in book.registry.datasets[name].tables for r in t.rules)
    said = "Cộng trên các dòng có đủ cả hai số" + ("; bảng có dòng tổng lồng nhau thì cộng các mục ngoài cùng" if nested else "")
    return said + (f". Dấu – thay cho số dưới {book.small_number} người" if hidden else "")
