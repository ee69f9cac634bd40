"""Tables and bars that count people: small cells emptied, small groups joined, and said so; no table where nothing is left to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from sotay.figures import guarded, guarded_cells, in_order
from sotay.reports.bars import bars as drawn
from sotay.reports.blocks import Block, nothing_box, sentence
from sotay.reports.tables import table

if TYPE_CHECKING:
    from sotay.book import Book


def people(book: Book, counted: pd.DataFrame, caption: str, rows: str, note: str = "", unit: str = "người", bars: list[str] | None = None) -> Block:
    """A two-way table of counts of people (or households) guarded by `figures.guarded_cells`; `rows`: heading over its labels.

    Where every count is too small to be told, one sentence stands in its place.
    """
    shown = guarded_cells(counted, book.small_number)
    hidden = shown.isna().to_numpy(dtype=bool) & counted.notna().to_numpy(dtype=bool)
    if hidden.any() and not (shown > 0).fillna(False).to_numpy().any():
        return nothing_box(f"Mỗi ô đều dưới {book.small_number} {unit} hoặc phải che kèm, nên không nêu từng nhóm", caption)
    dash = f"Dấu – thay cho số dưới {book.small_number} {unit} và ô phải che kèm để tổng không làm lộ" if hidden.any() else ""
    return table(shown, caption, note=" ".join(sentence(t) for t in (note, dash) if t), bars=bars, rows=rows)


def groups(book: Book, counted: pd.Series, title: str, unit: str = "người", rest: str = "Các nhóm ít người", labels: Sequence[str] | None = None, **look) -> Block:
    """Bars of counts of people with the small groups joined under `rest` (see `figures.guarded`), in the order of `labels`, else as they come.

    `look`: what `show.bars` takes besides. The note says that groups were joined only where some were.
    """
    ordered = counted if labels is None else in_order(counted, labels)
    shown = guarded(ordered, book.small_number, rest)
    if len(shown) and not shown.notna().any() and ordered.notna().any():
        return nothing_box(f"Tất cả dưới {book.small_number} {unit}, nên không nêu từng nhóm", title)
    joined = f"Nhóm có dưới {book.small_number} {unit} được gộp, kèm nhóm kế tiếp nếu cần" if rest in shown.index and rest not in ordered.index else ""
    note = ". ".join(t for t in (look.pop("note", ""), joined) if t)
    return drawn(shown, title, unit, note=note, order="given", lost="không nêu", **look)
