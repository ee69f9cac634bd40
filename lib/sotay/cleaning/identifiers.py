"""Numbers of persons and companies: personal number, old identity card, passport, tax code, social and health insurance."""

from __future__ import annotations

import re

from sotay.cleaning.parsed import Context, Parsed, doubted, read, refused
from sotay.cleaning.rules import Fault, fault
from sotay.cleaning.text import first_look, repair_text
from sotay.intake.model import CellKind

_SEPARATORS = re.compile(r"[\s.\-–_']+")
_FLOAT = re.compile(r"\d+\.0+")
_EXPONENT = re.compile(r"(\d)[.,](\d+)[eE]\+?(\d+)")
_LIKE_DIGIT = str.maketrans("OoQDIlLSBZ", "0000111582")
_WORDS = re.compile(r"(?:không|ko|k|chưa|đang làm|mất|thất lạc|trẻ em)(?:\s\D*)?", re.IGNORECASE)
_PASSPORT = re.compile(r"[A-Z]{1,3}\d{5,9}|(?=[A-Z0-9]*[A-Z])(?=(?:[A-Z0-9]*\d){4})[A-Z0-9]{6,9}")
_LETTERS_FIX = "Thay chữ (O, I, l, S…) bằng chữ số đúng theo thẻ; đủ 12 chữ số."
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_BHYT_OBJECTS = frozenset("DN HX CH NN TK HC XK HT TB NO CT XB TN CS QN CA CY CC CK CB KC HD TE BT HN DT DK XD CN HS SV GB GD".split())
_BHYT = re.compile(r"[A-Z]{2}[1-5]\d{12}")


def _digits(text: str, kind: int) -> tuple[str, tuple[str, ...]] | Parsed:
    """The number without separators (letters kept, upper-case), and repairs; a fault when digits were lost to an exponent."""
    if kind == CellKind.NUMBER and _FLOAT.fullmatch(text):
        return text.split(".")[0], ()
    plain, repairs = (text, ()) if kind == CellKind.NUMBER else repair_text(text)
    if match := _EXPONENT.fullmatch(plain):
        digits, power = match[1] + match[2].rstrip("0"), int(match[3])
        if kind != CellKind.NUMBER or len(digits) < min(power, 11):
            return refused("CH-01", "Số bị rút gọn thành dạng 2,4E+10, các chữ số sau đã mất.", "Định dạng cột là văn bản rồi nhập lại số theo giấy tờ.", repairs)
        return str(int(float(plain))), ()
    joined = _SEPARATORS.sub("", plain)
    return joined, repairs + (("DAU-CACH-SO",) if joined != plain and not _WORDS.fullmatch(plain) else ())


def _province_doubt(number: str, ctx: Context) -> tuple[Fault, ...]:
    """Three first digits that are neither a province nor a country of birth registration."""
    known = not ctx.id_provinces or number[:3] in ctx.id_provinces or number[:3] >= "100"
    return () if known else (fault("CH-02"),)


def _personal(number: str, changes: tuple[str, ...], ctx: Context) -> Parsed | None:
    """A personal number of 12 digits, or of 11 whose first zero was lost; None when it is neither."""
    if not number.isascii() or not number.isdigit():
        return None
    if len(number) == 12:
        if len(set(number)) == 1:
            return refused("CH-01", "Số định danh là một chữ số lặp lại.", changes=changes)
        if 1900 + 100 * (int(number[3]) // 2) + int(number[4:6]) > ctx.handed_in.year:
            return refused("CH-01", "Thế kỷ và năm sinh trong số định danh ở tương lai.", "Đối chiếu từng chữ số với thẻ căn cước.", changes)
        return Parsed(number, changes, _province_doubt(number, ctx))
    padded = "0" + number
    if len(number) == 11 and number[0] != "0" and not _province_doubt(padded, ctx):
        return doubted(padded, "CH-01-SO-0", *changes, "SO-0-DAU")
    return None


def _not_a_number(plain: str, changes: tuple[str, ...]) -> Parsed:
    """Words instead of a number, letters among digits, or the wrong length."""
    digits = sum(c.isdigit() for c in plain)
    if not digits:
        return Parsed(None, changes, (fault("KHONG-CO-SO"),)) if _WORDS.match(plain) else refused("CH-01", "Có chữ, không có chữ số.", changes=changes)
    if digits < len(plain):
        return refused("CH-01", "Có chữ cái hoặc ký hiệu trong số định danh.", _LETTERS_FIX if len(plain) in (11, 12) else None, changes)
    return refused("CH-01", f"Số định danh có {digits} chữ số thay vì 12.", changes=changes)


def parse_cccd(text: str, kind: int, ctx: Context) -> Parsed:
    """A personal number of 12 digits."""
    if (early := first_look(text, kind)) is not None:
        return early
    found = _digits(text, kind)
    if isinstance(found, Parsed):
        return found
    number, changes = found
    return _personal(number, changes, ctx) or _not_a_number(number, changes)


def parse_identity(text: str, kind: int, ctx: Context) -> Parsed:
    """Any identity paper: personal number, old card of 9 digits (with a warning), passport, military card."""
    if (early := first_look(text, kind)) is not None:
        return early
    found = _digits(text, kind)
    if isinstance(found, Parsed):
        return found
    number, changes = found
    if personal := _personal(number, changes, ctx):
        return personal
    if number.isdigit() and len(number) == 9:
        return doubted(number, "CMND-CU", *changes)
    if number.isdigit() and len(number) == 8:
        return doubted("0" + number, "CH-01-SO-0", *changes, "SO-0-DAU") if kind == CellKind.NUMBER else doubted(number, "GIAY-TO-8-SO", *changes)
    if _PASSPORT.fullmatch(number.upper()):
        return read(number.upper(), *changes, "CACH-GHI-MA" if number != number.upper() else None)
    repaired = number.translate(_LIKE_DIGIT)
    if number != repaired and repaired.isdigit() and len(number) in (9, 11, 12):
        return refused("CH-01", "Có chữ cái trong số định danh.", _LETTERS_FIX, changes)
    if number.isdigit() and len(number) >= 10:
        return refused("CH-01", f"Số định danh có {len(number)} chữ số thay vì 12.", changes=changes)
    if not any(c.isdigit() for c in number) and _WORDS.match(number):
        return Parsed(None, changes, (fault("KHONG-CO-SO"),))
    return refused("KIEU-GIAY-TO", changes=changes)


def is_tax_code(number: str) -> bool:
    """Whether the tenth digit of a company's tax code is right: 10 - (weighted sum mod 11)."""
    if not re.fullmatch(r"\d{10}", number):
        return False
    return int(number[9]) == 10 - sum(w * int(d) for w, d in zip(_TAX_WEIGHTS, number, strict=False)) % 11


def _tax(number: str, changes: tuple[str, ...], dashed: bool) -> Parsed | None:
    """A company's code of 10 digits or a branch's of 13, written with a dash before the branch; without one only common branch numbers are believed."""
    if number.isdigit() and len(number) in (10, 13) and is_tax_code(number[:10]) and (dashed or number[10:] < "100") and number[10:] != "000":
        return read(number if len(number) == 10 else f"{number[:10]}-{number[10:]}", *changes)
    return None


def _has_branch_dash(text: str) -> bool:
    """The dash before a branch number belongs there."""
    return bool(re.fullmatch(r"\d{10}\s*[-–]\s*\d{3}", text.strip()))


def parse_tax_code(text: str, kind: int, ctx: Context) -> Parsed:
    """A company's tax code with a right check digit, or a person's 12 digits."""
    if (early := first_look(text, kind)) is not None:
        return early
    found = _digits(text, kind)
    if isinstance(found, Parsed):
        return found
    number, changes = found
    dashed = _has_branch_dash(text)
    if tax := _tax(number, tuple(c for c in changes if not dashed or c != "DAU-CACH-SO"), dashed):
        return tax
    if number.isdigit() and len(number) == 12:
        return Parsed(number, changes, _province_doubt(number, ctx))
    if kind == CellKind.NUMBER and len(number) == 9 and is_tax_code("0" + number):
        return doubted("0" + number, "CH-01-SO-0", *changes, "SO-0-DAU")
    if not any(c.isdigit() for c in number) and _WORDS.match(number):
        return Parsed(None, changes, (fault("KHONG-CO-SO"),))
    return refused("MA-SO-THUE", changes=changes)


def parse_identity_or_tax(text: str, kind: int, ctx: Context) -> Parsed:
    """A citizen's paper or a company's tax code."""
    if (early := first_look(text, kind)) is not None:
        return early
    found = _digits(text, kind)
    if isinstance(found, Parsed):
        return found
    number, changes = found
    dashed = _has_branch_dash(text)
    if tax := _tax(number, tuple(c for c in changes if not dashed or c != "DAU-CACH-SO"), dashed):
        return tax
    if number.isdigit() and len(number) in (10, 13):
        return refused("MA-SO-THUE", f"Có {len(number)} chữ số: không phải số định danh (12) và sai chữ số kiểm tra của mã số thuế.", changes=changes)
    return parse_identity(text, kind, ctx)


def parse_masked_id(text: str, kind: int, ctx: Context) -> Parsed:
    """A masked number; a full one is never kept, shown or logged."""
    if (early := first_look(text, kind)) is not None:
        return early
    digits = re.sub(r"\D", "", text.split(".0")[0] if kind == CellKind.NUMBER else text)
    if len(digits) >= 9 and not re.fullmatch(r"[0-9a-fA-F]{32,}", text.strip()):
        return Parsed(None, (), (fault("CHE-SO"),), secret=True)
    if kind == CellKind.NUMBER:
        return read(digits)
    plain, changes = repair_text(text)
    if re.search(r"[OoIl](?=\d)|(?<=\d)[OoIl]", plain):
        return refused("KIEU-SO-CHE", changes=changes)
    return read(plain, *changes)


def parse_bhxh(text: str, kind: int, ctx: Context) -> Parsed:
    """A social insurance number of 10 digits (or the personal number that replaces it)."""
    if (early := first_look(text, kind)) is not None:
        return early
    found = _digits(text, kind)
    if isinstance(found, Parsed):
        return refused("KIEU-BHXH", found.faults[0].message)
    number, changes = found
    if number.isdigit() and len(number) in (10, 12):
        return read(number, *changes)
    if kind == CellKind.NUMBER and number.isdigit() and len(number) in (8, 9):
        return doubted(number.zfill(10), "CH-01-SO-0", *changes, "SO-0-DAU")
    return refused("KIEU-BHXH", changes=changes)


def parse_bhyt(text: str, kind: int, ctx: Context) -> Parsed:
    """A health insurance card: 15 characters, the 10-digit number, or the personal number."""
    if (early := first_look(text, kind)) is not None:
        return early
    found = _digits(text, kind)
    if isinstance(found, Parsed):
        return refused("KIEU-BHYT", found.faults[0].message)
    number, changes = found
    card = number.upper()
    if (_BHYT.fullmatch(card) and card[:2] in _BHYT_OBJECTS) or re.fullmatch(r"\d{10}|\d{12}", card):
        return read(card, *changes, "CACH-GHI-MA" if card != number else None)
    return refused("KIEU-BHYT", changes=changes)
