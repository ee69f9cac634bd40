"""What a sheet holds beside its values, as each workbook format's own reader finds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sotay.intake.files.fonts import OldFont
from sotay.intake.reading import sheet_named

_MOST_SHOWN = 5


@dataclass(frozen=True)
class SheetFacts:
    """Error values, hidden rows and columns, cells whose formula has no saved value, merges (None: the reader of values knows them).

    Rows and columns count from 0.
    """

    errors: dict[tuple[int, int], str]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    without_value: tuple[tuple[int, int], ...] = ()
    merges: tuple[tuple[int, int, int, int], ...] | None = None
    old_fonts: dict[tuple[int, int], OldFont] = field(default_factory=dict)


MACROS = "Tệp có macro: chỉ đọc số liệu, macro không được chạy."
EXTERNAL_LINKS = "Tệp có công thức lấy số liệu từ tệp khác: chỉ đọc giá trị đã lưu, không mở tệp kia."


def column_letters(column: int) -> str:
    """Spreadsheet letters of a column number counted from 0."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def without_value_note(sheet: str | None, places: Sequence[tuple[int, int]]) -> str:
    """Says which cells hold a formula whose result was never saved."""
    shown = ", ".join(f"{column_letters(column)}{row + 1}" for row, column in sorted(places)[:_MOST_SHOWN])
    more = f" và {len(places) - _MOST_SHOWN} ô khác" if len(places) > _MOST_SHOWN else ""
    return f"{sheet_named(sheet) or 'Tệp'} có {len(places)} ô công thức chưa lưu kết quả nên coi là trống: {shown}{more}. Hãy mở bằng Excel, lưu lại rồi gửi."


ERROR_TEXT = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA"}
