"""Telephone numbers (with the prefixes changed on 15/09/2018) and e-mail addresses."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from sotay.cleaning.parsed import Context, Parsed, doubted, read, refused
from sotay.cleaning.rules import fault
from sotay.cleaning.text import first_look, repair_text
from sotay.intake.model import CellKind

_PREFIXES = {
    **{f"016{n}": f"03{n}" for n in range(2, 10)}, "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083", "0124": "084", "0125": "085",
    "0127": "081", "0129": "082", "0186": "056", "0188": "058", "0199": "059",
}
_MOBILE, _LANDLINE = re.compile(r"0[35789]\d{8}"), re.compile(r"02\d{9}")
_ODD_PREFIX = re.compile(r"0[1246]\d{8,9}")
_SEVERAL = re.compile(r"\s*(?:[/;,&]|hoặc|và|\n)\s*")
_NONE = re.compile(r"(?:không|ko|k|chưa|không có|chưa có|không rõ)(?:\s.*)?", re.IGNORECASE)
_PROVIDERS = ("gmail.com", "yahoo.com", "yahoo.com.vn", "hotmail.com", "outlook.com", "icloud.com")
_EMAIL = re.compile(r"[A-Za-z0-9][\w.+-]*@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}", re.ASCII)


def _number(written: str) -> tuple[str, str | None, bool] | None:
    """Digits, the change of prefix or zero made, and whether the prefix is in use; None when it is no telephone number."""
    digits = re.sub(r"[\s.\-–()_']", "", written)
    digits = re.sub(r"^(?:\+84|0084|84(?=\d{9}$))0?", "0", digits)
    if not digits.isascii() or not digits.isdigit() or len(set(digits[1:])) == 1:
        return None
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return digits, None, True
    if len(digits) == 11 and digits[:4] in _PREFIXES:
        return _PREFIXES[digits[:4]] + digits[4:], "DAU-SO-2018", True
    if re.fullmatch(r"[35789]\d{8}", digits):
        return "0" + digits, "SO-0-DAU", True
    return (digits, None, False) if _ODD_PREFIX.fullmatch(digits) else None


def parse_phone(text: str, kind: int, ctx: Context) -> Parsed:
    """A telephone number as ten digits (eleven for a landline)."""
    if (early := first_look(text, kind)) is not None:
        return early
    plain, changes = (re.sub(r"\.0+$", "", text), ()) if kind == CellKind.NUMBER else repair_text(text)
    if _NONE.fullmatch(plain):
        return Parsed(None, changes, (fault("KHONG-CO-SO", "Ghi chữ thay cho số điện thoại."),))
    whole, first = _number(plain), None
    if whole is None and len(parts := [p for p in _SEVERAL.split(plain) if p]) > 1:
        first = _number(parts[0])
    found = whole or first
    if found is None:
        return refused("CH-10", changes=changes)
    digits, change, in_use = found
    change = change or ("CACH-GHI-MA" if digits != plain and not first else None)
    if first:
        return doubted(digits, "CH-10-HAI-SO", *changes, change)
    return read(digits, *changes, change) if in_use else doubted(digits, "CH-10-DAU-SO", *changes, change)


def parse_email(text: str, kind: int, ctx: Context) -> Parsed:
    """An e-mail address, lower-case."""
    if (early := first_look(text, kind)) is not None:
        return early
    plain, changes = repair_text(text)
    address = re.sub(r"^mailto:", "", plain, flags=re.IGNORECASE).replace(" ", "").lower()
    if not _EMAIL.fullmatch(address):
        return refused("KIEU-EMAIL", changes=changes)
    if _nearly_known(address.partition("@")[2]):
        return doubted(address, "EMAIL-NHAM", *changes)
    return read(address, *changes, "CACH-GHI-MA" if address != plain.lower() else None)


def _nearly_known(domain: str) -> bool:
    """Whether a domain is one letter away from that of a big provider ("gmail.con")."""
    return domain not in _PROVIDERS and any(OSA.distance(domain, known, score_cutoff=1) <= 1 for known in _PROVIDERS)
