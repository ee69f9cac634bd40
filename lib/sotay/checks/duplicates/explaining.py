"""Says in Vietnamese why two rows may be one person, without any of the person's values."""

from __future__ import annotations

from sotay.checks.duplicates.dates import DateLikeness
from sotay.checks.duplicates.names import Likeness
from sotay.checks.duplicates.numbers import NumberLikeness

_NAME = {
    Likeness.SAME: "cùng họ tên", Likeness.ACCENTS: "họ tên chỉ khác dấu", Likeness.ONE_ACCENT: "họ tên chỉ khác dấu một chữ", Likeness.MIDDLE: "họ tên thiếu chữ đệm",
    Likeness.INITIALS: "họ tên viết tắt", Likeness.SWAPPED: "họ tên đổi chỗ các chữ", Likeness.TYPO: "họ tên lệch một chữ cái", Likeness.OTHER_WORD: "họ tên lệch một chữ",
}
_DATE = {
    DateLikeness.SAME: "cùng ngày sinh", DateLikeness.SWAPPED: "ngày và tháng sinh đổi chỗ", DateLikeness.YEAR_SLIP: "ngày sinh lệch một chữ số",
    DateLikeness.DAY_SLIP: "ngày sinh lệch một chữ số", DateLikeness.YEAR_ONLY: "cùng năm sinh", DateLikeness.OTHER: "",
}
_NUMBER = {NumberLikeness.EQUAL: "cùng số giấy tờ", NumberLikeness.SLIP: "số giấy tờ chỉ lệch một chữ số", NumberLikeness.UNKNOWN: "", NumberLikeness.DIFFERENT: ""}
MISTYPED_NUMBER = "số định danh có thể gõ nhầm"


def reason(name: int, date: int, number: int, same: list[str]) -> str:
    """"giống vì họ tên chỉ khác dấu, cùng ngày sinh, cùng Thôn"; `same`: titles of the further columns that agree."""
    parts = [_NAME[Likeness(name)], _DATE[DateLikeness(date)], _NUMBER[NumberLikeness(number)], *(f"cùng {_small(title)}" for title in same)]
    return "giống vì " + ", ".join(p for p in parts if p)


def _small(title: str) -> str:
    """A heading inside a sentence: only its first letter made small, abbreviations left."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def place(file: str, sheet: str | float | None, row: int) -> str:
    """"a.xlsx, trang “T9”, dòng 5"; a csv has no sheet, which a frame may hold as NaN."""
    return f"{file}, trang “{sheet}”, dòng {row}" if isinstance(sheet, str) and sheet else f"{file} dòng {row}"
