"""What the columns of a table hold: the names an analyst writes in a question, and what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sotay.privacy.masking import personal_fields
from sotay.tracking.opening import TYPES

if TYPE_CHECKING:
    from sotay.book import Book


def column_list(book: Book, table: str) -> pd.DataFrame:
    """Columns of a table: name, title, kind, whether people's values are masked, percent of the month's rows that fill it. Raises BookError with the nearest known table."""
    known, rows = book.ref(table).table, book.load(table)
    masked = set(personal_fields(known))
    lines = [{"Tên cột": c.name, "Nội dung": c.title, "Kiểu": TYPES.get(c.type, "chữ"), "Dữ liệu cá nhân": "đã che" if c.name in masked else "không",
              "Đã điền (%)": round(100.0 * float(rows[c.name].notna().mean()), 1) if len(rows) and c.name in rows else None} for c in known.columns]
    return pd.DataFrame(lines).astype({"Đã điền (%)": "Float64"})
