"""How a column's cells look and what Excel lets in: number format, width, drop-down or bounds, with Vietnamese messages."""

from __future__ import annotations

from openpyxl.worksheet.datavalidation import DataValidation

from sotay.definitions.exports.forms import limits
from sotay.definitions.models.dataset import Column, Table
from sotay.definitions.words import TYPE_WORDS, bounds, column_words

FIRST_ROW, LAST_ROW = 4, 5003
YES_NO = "DM_co_khong"
# Points between thousands whatever the computer's own setting; a third part of the format is all that Excel allows, so smaller and negative ones go without.
_THOUSANDS = '[>=1000000]#"."###"."##0;[>=1000]#"."##0;0'
_MILLIONS = '[>=1000000000]#"."###"."###"."##0;[>=1000000]#"."###"."##0;#,##0'
FORMATS = {"int": _THOUSANDS, "vnd": _MILLIONS, "dec": "General", "pct": "General", "date": "dd/mm/yyyy", "datetime": "dd/mm/yyyy hh:mm"}
TEXT = "@"
# Letters that a cell of the type holds, from and to.
_LENGTHS = {"cccd": (12, 12), "phone": (10, 10), "bhxh": (10, 10), "tax_code": (10, 14), "bhyt": (10, 15), "identity": (7, 12), "identity_or_tax": (7, 14), "month": (6, 7), "procedure": (5, 15)}
_WIDTHS = {"text": 24, "name": 24, "address": 34, "int": 12, "dec": 12, "vnd": 16, "pct": 11, "date": 13, "datetime": 18, "partial_date": 14, "month": 11, "bool": 11, "village": 18, "code": 22,
           "cccd": 16, "identity": 16, "masked_id": 16, "phone": 14, "email": 24, "tax_code": 16, "identity_or_tax": 16, "doc_no": 20, "dossier": 26, "procedure": 14, "bhyt": 19, "bhxh": 14}
_ANY_NUMBER, _MOST_ERROR, _MOST_PROMPT, _MOST_TITLE = 10**15, 225, 255, 32


def number_format(column: Column) -> str:
    return FORMATS.get(column.type, TEXT)


def width(column: Column) -> int:
    """Wide enough for the values, and for a heading of at most three lines."""
    longest = max(map(len, column.title.split()), default=0)
    return max(_WIDTHS[column.type], longest + 3, -(-len(column.title) // 3) + 3)


def list_name(column: Column, has_villages: bool) -> str | None:
    """The named range a cell chooses from; None where it is free."""
    if column.type == "bool":
        return YES_NO
    if column.type == "village":
        return "DM_thon" if has_villages else None
    # A column's own values and a shared list may go by the same name.
    return (f"DM_{column.codes}" if column.codes else f"DS_{column.name}") if column.type == "code" else None


def validation(column: Column, table: Table, letter: str, chosen: str | None) -> DataValidation | None:
    """What Excel checks while the clerk types; None where any text will do."""
    made = _listed(chosen) if chosen else _numeric(column, table) or _dated(column) or _once(column, table, letter) or _long(column)
    if made is None:
        return None
    made.showErrorMessage = made.showInputMessage = True
    made.errorStyle, made.errorTitle, made.promptTitle = "stop", "Chưa đúng", column.title[:_MOST_TITLE]
    made.error = (made.error or f"“{column.title}”: {column_words(column)}")[:_MOST_ERROR]
    made.prompt = ("Chọn trong danh sách." if chosen else column_words(column))[:_MOST_PROMPT]
    made.add(f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}")
    return made


def _listed(name: str) -> DataValidation:
    return DataValidation(type="list", formula1=name, allow_blank=True, error="Chọn một giá trị trong danh sách thả xuống.")


def _numeric(column: Column, table: Table) -> DataValidation | None:
    if column.type not in ("int", "vnd", "dec", "pct"):
        return None
    low, high = limits(column, table)
    said = bounds(low, high)
    kind = "whole" if column.type in ("int", "vnd") else "decimal"
    words = "số nguyên" if kind == "whole" else "số"
    return DataValidation(type=kind, operator="between", formula1=str(-_ANY_NUMBER if low is None else low), formula2=str(_ANY_NUMBER if high is None else high), allow_blank=True,
                          error=f"“{column.title}” phải là {words}{f' {said}' if said else ''}, không kèm chữ.")


def _dated(column: Column) -> DataValidation | None:
    if column.type not in ("date", "datetime"):
        return None
    # A moment of today is later than today's midnight.
    last = "DATE(2100,12,31)" if column.future else "TODAY()+1" if column.type == "datetime" else "TODAY()"
    limit = "" if column.future else ", không sau ngày hôm nay"
    return DataValidation(type="date", operator="between", formula1="DATE(1900,1,1)", formula2=last, allow_blank=True, error=f"“{column.title}” phải là ngày, ghi {TYPE_WORDS[column.type][0]}{limit}.")


def _once(column: Column, table: Table, letter: str) -> DataValidation | None:
    """A key of one text column does not come twice in the sheet."""
    if table.key != [column.name]:
        return None
    low, high = _LENGTHS.get(column.type, (1, 255))
    length = f"LEN({letter}{FIRST_ROW})>={low},LEN({letter}{FIRST_ROW})<={high}"
    return DataValidation(type="custom", formula1=f"AND(COUNTIF(${letter}${FIRST_ROW}:${letter}${LAST_ROW},{letter}{FIRST_ROW})=1,{length})", allow_blank=True,
                          error=f"“{column.title}” đã có ở dòng khác, hoặc chưa đúng: {TYPE_WORDS[column.type][0]}.")


def _long(column: Column) -> DataValidation | None:
    if column.type not in _LENGTHS:
        return None
    low, high = _LENGTHS[column.type]
    return DataValidation(type="textLength", operator="between", formula1=str(low), formula2=str(high), allow_blank=True)
