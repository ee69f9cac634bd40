"""Numbers as Vietnamese write them (1.234,56), money and percentages; numeric cells keep their decimal point."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from sotay.cleaning.parsed import Context, Parsed, read, refused
from sotay.cleaning.rules import fault
from sotay.cleaning.text import accent_key, first_look, repair_text
from sotay.definitions.folding import match_key
from sotay.intake.model import CellKind

# "12." or "12," at the end of a cell: no decimals were meant.
_FULL_STOP = re.compile(r"(?<=\d)\s*[.,;]+$", re.ASCII)
_PLAIN = re.compile(r"-?\d+", re.ASCII)
_GROUPED = re.compile(r"-?\d{1,3}(?:\.\d{3})+", re.ASCII)
_VIETNAMESE = re.compile(r"-?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+", re.ASCII)
_ENGLISH = re.compile(r"-?\d{1,3}(?:,\d{3})+\.\d+|-?\d{1,3}(?:,\d{3}){2,}", re.ASCII)
_POINT = re.compile(r"-?\d+\.\d+", re.ASCII)
_BY_COMMAS = re.compile(r"-?[1-9]\d{0,2}(?:,\d{3})+", re.ASCII)
# Cells that must write thousands with a comma before one is taken at its word.
_ENOUGH = 3
_THREE_AFTER_COMMA = re.compile(r"-?[1-9]\d{0,2},\d{3}", re.ASCII)
# "1.500,000": a point too few or a comma too many; no amount of money has three decimals.
_GROUPS_OF_BOTH = re.compile(r"-?\d{1,3}(?:\.\d{3})+,\d{3}", re.ASCII)
_SPACED = re.compile(r"-?\d{1,3}(?: \d{3})+(?:,\d+)?", re.ASCII)
_NUMBER_AND_UNIT = re.compile(r"(?P<number>[-+(]?[\d][\d.,\s]*\)?)\s*(?P<unit>[^\d\s].*)?")
_MONEY = {
    **dict.fromkeys(("d", "dong", "vnd", "vn d", "viet nam dong", "dong vn", "d thang", "dong thang", "d nguoi", "dong nguoi", "dong nguoi thang", "d nguoi thang"), 1), **dict.fromkeys(("k", "nghin", "ngan", "nghin dong", "ngan dong"), 1_000),
    **dict.fromkeys(("tr", "trieu", "trieu dong", "tr d", "trd", "tr dong"), 1_000_000), **dict.fromkeys(("ty", "ti", "ty dong", "ti dong"), 1_000_000_000),
}
_HEADING_UNIT = re.compile(r"\b(t[yi] dong|trieu dong|trieu|tr d|(?:nghin|ngan|1 ?000) d(?:ong)?)\b")
_HEADING_DONG = re.compile(r"(?<!hợp )(?<!hội )(?<!cộng )\b(?:đồng|vnđ|vnd|đ)$")
_HEADING_FACTORS = {"ty dong": 10**9, "ti dong": 10**9, "trieu dong": 10**6, "trieu": 10**6, "tr d": 10**6}
_TOO_BIG = Decimal(10) ** 18


def money_factor(heading: str) -> int | None:
    """Đồng per unit of a heading ("Kinh phí (triệu đồng)" -> 1.000.000); None when it names no unit."""
    key = match_key(heading)
    if match := _HEADING_UNIT.search(key):
        return _HEADING_FACTORS.get(match[1], 1_000)
    return 1 if _HEADING_DONG.search(accent_key(heading)) else None


def _written(text: str, ctx: Context, points: bool) -> tuple[Decimal, bool] | str:
    """As `_vietnamese`, but "1,234" is whole in a column that writes thousands so."""
    return (Decimal(text.replace(",", "")), True) if ctx.thousands and _BY_COMMAS.fullmatch(text) else _vietnamese(text, points)


def _vietnamese(text: str, points: bool) -> tuple[Decimal, bool] | str:
    """The number in a text cell and whether it was written unusually; the id of a fault when it cannot be told."""
    text = text.replace("−", "-").replace("–", "-").lstrip("'")
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
        odd = True
    else:
        odd = text.startswith("+")
    text = re.sub(r"^-\s+", "-", text.lstrip("+").strip())
    if (ended := _FULL_STOP.sub("", text)) != text:
        text, odd = ended, True
    if _PLAIN.fullmatch(text):
        return Decimal(text), odd
    if points and _POINT.fullmatch(text):
        return Decimal(text), True
    if _GROUPED.fullmatch(text) and not text.lstrip("-").startswith("0"):
        return Decimal(text.replace(".", "")), odd
    if _THREE_AFTER_COMMA.fullmatch(text):
        return "SO-NHAP-NHANG"
    if _VIETNAMESE.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", ".")), odd
    if _SPACED.fullmatch(text):
        return Decimal(text.replace(" ", "").replace(",", ".")), True
    if _ENGLISH.fullmatch(text):
        return Decimal(text.replace(",", "")), True
    if _POINT.fullmatch(text):
        return Decimal(text), True
    return "KIEU-SO"


def uses_points(texts: list[str]) -> bool:
    """Whether a column's text cells write decimals with a point: several that can be nothing else, and no comma decimals."""
    surely = sum(bool(_POINT.fullmatch(t)) and not (_GROUPED.fullmatch(t) and not t.lstrip("-").startswith("0")) for t in texts)
    return surely >= 3 and not any("," in t and any(c.isdigit() for c in t) for t in texts)


def uses_commas(texts: list[str]) -> bool:
    """Whether a column's text cells write decimals with a comma: most of those with a comma can be nothing else."""
    commas = [t for t in (x.strip() for x in texts) if "," in t and _VIETNAMESE.fullmatch(t)]
    surely = sum(not _THREE_AFTER_COMMA.fullmatch(t) for t in commas)
    return surely >= 2 and 2 * surely > len(commas)


def groups_by_commas(texts: Iterable[str], rows: int, money: bool) -> bool:
    """Whether a column of whole numbers writes thousands with a comma: several rows do, and no comma in it is anything else. `texts`: its cells with a comma, in so many rows.

    Money might be in millions with three decimals where nobody says so: amounts in đồng are round, or one of them has a million.
    """
    written = [n for t in texts if "," in (n := _bare_number(t))]
    if rows < _ENOUGH or not all(map(_BY_COMMAS.fullmatch, written)):
        return False
    return not money or any(n.count(",") > 1 for n in written) or all(n.endswith("00") for n in written)


def _bare_number(text: str) -> str:
    """A cell's number without its unit; "" where it begins with something else."""
    match = _NUMBER_AND_UNIT.fullmatch(text.strip())
    return match["number"].strip() if match else ""


def _only_decimal(text: str, ctx: Context) -> bool:
    """"106,798" in a column that writes decimals so, or that can hold no number of thousands."""
    number, high = Decimal(text.replace(",", ".")), ctx.column.max
    return ctx.commas or high is not None and number <= high < 1000 * number


def _cell_number(text: str, kind: int, ctx: Context, points: bool) -> tuple[Decimal, bool, tuple[str, ...]] | Parsed:
    """Number, oddness and repairs of a cell without a unit."""
    if kind == CellKind.NUMBER:
        try:
            number = Decimal(text)
        except InvalidOperation:
            return refused("KIEU-SO")
        return (number, False, ()) if number.is_finite() and abs(number) < _TOO_BIG else refused("KIEU-SO")
    if kind in (CellKind.DATE, CellKind.BOOL):
        return refused("KIEU-SO", "Ô là ngày hoặc đúng/sai, không phải số.", "Định dạng lại ô là số rồi nhập lại.")
    text, repairs = repair_text(text)
    found = _written(text, ctx, points)
    if isinstance(found, str):
        return refused(found, changes=repairs)
    return *found, repairs


def _limits(parsed: Parsed, ctx: Context) -> Parsed:
    """Refuses a value beyond the column's hard limits."""
    low, high = ctx.column.min, ctx.column.max
    if parsed.value is None or ((low is None or parsed.value >= low) and (high is None or parsed.value <= high)):
        return parsed
    bounds = " và ".join(t for t in (f"không nhỏ hơn {_shown(low)}" if low is not None else "", f"không lớn hơn {_shown(high)}" if high is not None else "") if t)
    return Parsed(None, parsed.changes, (*parsed.faults, fault("NGOAI-KHOANG", f"Giá trị ngoài khoảng cho phép ({bounds}).")))


def _shown(number: float) -> str:
    return f"{number:,}".replace(",", " ").replace(".", ",").replace(" ", ".")


def _with_unit(text: str, kind: int, ctx: Context) -> tuple[Decimal, bool, tuple[str, ...]] | Parsed:
    """A number that may carry the column's own unit ("12 hộ")."""
    found = _cell_number(text, kind, ctx, ctx.points)
    if not isinstance(found, Parsed) or kind != CellKind.TEXT:
        return found
    plain, repairs = repair_text(text)
    match = _NUMBER_AND_UNIT.fullmatch(plain)
    unit = match_key(match["unit"]) if match and match["unit"] else ""
    if unit and ctx.column.unit and unit == match_key(ctx.column.unit):
        number = _written(match["number"].strip(), ctx, ctx.points)
        return refused(number, changes=repairs) if isinstance(number, str) else (number[0], True, repairs)
    return found


def _whole(number: Decimal, odd: bool, repairs: tuple[str, ...], ctx: Context) -> Parsed:
    if number != number.to_integral_value() or abs(number) >= _TOO_BIG:
        return refused("KIEU-SO", "Phải là số nguyên.", changes=repairs)
    return _limits(read(int(number), *repairs, "CACH-GHI-SO" if odd else None), ctx)


def parse_int(text: str, kind: int, ctx: Context) -> Parsed:
    """A whole number; "1.234" is one thousand two hundred and thirty-four, "1,234" is refused unless the whole column writes so."""
    if (early := first_look(text, kind)) is not None:
        return early
    if kind == CellKind.TEXT and _GROUPS_OF_BOTH.fullmatch(text.strip()):
        return refused("SO-NHAP-NHANG")
    found = _with_unit(text, kind, ctx)
    return found if isinstance(found, Parsed) else _whole(*found, ctx)


def parse_decimal(text: str, kind: int, ctx: Context) -> Parsed:
    """A decimal number."""
    if (early := first_look(text, kind)) is not None:
        return early
    if kind == CellKind.TEXT and _THREE_AFTER_COMMA.fullmatch(text.strip()) and _only_decimal(text.strip(), ctx):
        return _limits(read(float(Decimal(text.strip().replace(",", ".")) * Decimal(repr(ctx.factor)))), ctx)
    found = _with_unit(text, kind, ctx)
    if isinstance(found, Parsed):
        return found
    number, odd, repairs = found
    return _limits(read(float(number * Decimal(repr(ctx.factor))), *repairs, "CACH-GHI-SO" if odd else None), ctx)


def parse_vnd(text: str, kind: int, ctx: Context) -> Parsed:
    """Money in đồng: the table's unit applies unless the cell names its own ("1,5 triệu")."""
    if (early := first_look(text, kind)) is not None:
        return early
    if kind == CellKind.TEXT:
        plain, repairs = repair_text(text)
        match = _NUMBER_AND_UNIT.fullmatch(plain)
        factor = (_MONEY.get(match_key(match["unit"].replace("₫", "đ"))) if match["unit"] else ctx.factor) if match else None
        if factor == 1 and _GROUPS_OF_BOTH.fullmatch(match["number"].strip()):
            return refused("SO-NHAP-NHANG", changes=repairs)
        if match and match["unit"]:
            number = _written(match["number"].strip(), ctx, False) if factor else "KIEU-SO"
            if isinstance(number, str):
                return refused(number, changes=repairs)
            return _whole(number[0] * factor, factor != 1 or number[1], repairs, ctx)
    found = _cell_number(text, kind, ctx, False)
    if isinstance(found, Parsed):
        return found
    number, odd, repairs = found
    amount = number * Decimal(repr(ctx.factor))
    if abs(amount - amount.to_integral_value()) < Decimal("0.001"):
        amount = amount.to_integral_value()
    return _whole(amount, odd, repairs, ctx)


def parse_percent(text: str, kind: int, ctx: Context) -> Parsed:
    """A percentage as a number of hundredths: "85%", "85,5", or 0,85 in a column of fractions."""
    if (early := first_look(text, kind)) is not None:
        return early
    plain, repairs = repair_text(text) if kind == CellKind.TEXT else (text, ())
    if plain.endswith("%"):
        number = _vietnamese(plain[:-1].strip(), ctx.points)
        if isinstance(number, str):
            return refused("KIEU-SO", changes=repairs)
        return _limits(read(float(number[0]), *repairs, "CACH-GHI-SO" if number[1] else None), ctx)
    found = _cell_number(text, kind, ctx, ctx.points)
    if isinstance(found, Parsed):
        return found
    number, odd, repairs = found
    if ctx.fractions and kind == CellKind.NUMBER:
        return _limits(read(float(number * 100), *repairs, "PHAN-TRAM" if number else None), ctx)
    return _limits(read(float(number), *repairs, "CACH-GHI-SO" if odd else None), ctx)
