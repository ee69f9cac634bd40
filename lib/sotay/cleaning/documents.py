"""Codes of dossiers, procedures and documents."""

from __future__ import annotations

import datetime as dt
import re

from sotay.cleaning.parsed import Context, Parsed, read, refused
from sotay.cleaning.rules import fault
from sotay.cleaning.text import first_look, plain_text, repair_text
from sotay.intake.model import CellKind

_DASHES = re.compile("\\s*[\u2010-\u2015\u2212\ufe63\uff0d-]\\s*")
_DOSSIER = re.compile(r"(?P<office>(?:\d{3}\.\d{2,3}\.\d{2,3}\.[A-Y]\d{2})|(?:[A-Y]\d{2}(?:\.\d{2,3}){0,4}))-(?P<day>\d{6})-(?P<number>\d{4,7})")
_PROCEDURE = re.compile(r"(?P<short>\d\.\d{1,6})(?P<long>(?:\.\d{3}){1,3}(?:\.\d{2})*\.[A-Y]\d{2})?")
# A dossier open for so many years is rare; one received within so many days is usual.
_YEARS_OPEN, _RECENT_DAYS = 4, 92
# What is left of a code whose last zeros a numeric cell dropped: codes issued so far have a zero after the point, and seldom more than three at the end.
_LOST_ZEROS = re.compile(r"\d\.0\d{2,4}")
# Abbreviations of document kinds that are typed without their marks or in another case.
_KINDS = {"QD": "QĐ", "QDD": "QĐ", "HD": "HD", "TTR": "TTr", "CTR": "CTr", "CD": "CĐ", "DA": "DA", "HDND": "HĐND", "QYD": "QyĐ"}
# Abbreviations of Nghị định 30/2020 and of the offices, as they are written.
_WRITTEN = {w.upper(): w for w in "NQ QĐ CT QC QyĐ TC TB HD CTr KH PA ĐA DA BC BB TTr HĐ CĐ BGN BTT GUQ GM GGT GNP PG PC PB SY TrS SL UBND HĐND VP".split()}
_SYMBOL = r"(?:NQ|QĐ|QD|CT|QC|TB|HD|CTr|KH|PA|ĐA|DA|BC|BB|TTr|HĐ|CĐ|GM|GGT|PC|SY|UBND|HĐND|HDND)"
_BACKSLASH = re.compile(rf"^(\d+)\s*\\\s*({_SYMBOL})")
_DATED = re.compile(r"(?P<number>\d+/.+?)[\s,(]+(?:ngày\s*|ngay\s*)?\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}\)?", re.IGNORECASE)
_LETTER_FOR_DIGIT = re.compile(rf"(?=[0-9OoIl]*[OoIl])(?=[OoIl]*\d)[0-9OoIl]+/(?:\d{{4}}/)?{_SYMBOL}\b")
_TWO_NUMBERS = re.compile(r"\d+/\S+\s*(?:[;,]|\bvà\b)\s*\d+/.+")
_NO_SLASH = re.compile(rf"\d+{_SYMBOL}-[A-ZĐ]+")
_DOC_NO = re.compile(r"(?P<number>\d+[A-Za-z]?)/(?P<rest>\S+)")


def office_of(code: str) -> str:
    """The agency code inside a dossier code."""
    return code.rsplit("-", 2)[0]


def parse_dossier(text: str, kind: int, ctx: Context) -> Parsed:
    """Agency-yymmdd-number, the agency in the new or the old order; the middle must be a day."""
    if (early := first_look(text, kind)) is not None:
        return early
    plain, changes = repair_text(text)
    code = _DASHES.sub("-", plain).replace(" ", "").upper().strip(".,;'")
    if code != plain:
        changes = (*changes, "CACH-GHI-MA")
    match = _DOSSIER.fullmatch(code)
    if not match:
        return refused("MA-HO-SO", changes=changes)
    try:
        dt.datetime.strptime(match["day"], "%y%m%d")
    except ValueError:
        return refused("MA-HO-SO", "Phần giữa của mã hồ sơ không phải một ngày (năm tháng ngày).", changes=changes)
    if match["day"] > f"{ctx.handed_in:%y%m%d}":
        return refused("MA-HO-SO", "Ngày trong mã hồ sơ sau ngày gửi tệp.", changes=changes)
    if turned := _day_first(match["day"], ctx):
        return Parsed(code, changes, (fault("MA-HO-SO-NGAY", f"Ngày trong mã hồ sơ có thể viết ngược (đọc được là {turned:%d/%m/%Y})."),))
    ours = not ctx.agencies or len(match["number"]) > 4 or match["office"] in ctx.agencies or ".".join(reversed(match["office"].split("."))) in ctx.agencies
    return Parsed(code, changes, () if ours else (fault("MA-CO-QUAN"),))


def _day_first(written: str, ctx: Context) -> dt.date | None:
    """The day of a code written day first (180926): an old one by the rule, one of the last months when turned about."""
    if int(written[:2]) > ctx.handed_in.year % 100 - _YEARS_OPEN:
        return None
    try:
        turned = dt.datetime.strptime(written, "%d%m%y").date()
    except ValueError:
        return None
    return turned if 0 <= (ctx.handed_in - turned).days <= _RECENT_DAYS else None


def parse_procedure(text: str, kind: int, ctx: Context) -> Parsed:
    """A procedure code of one digit, a point and six digits; zeros at the end that a numeric cell lost are put back."""
    if (early := first_look(text, kind)) is not None:
        return early
    plain, changes = repair_text(text)
    code = plain.replace(" ", "").replace(",", ".").strip("'.;")
    match = _PROCEDURE.fullmatch(code)
    if not match:
        return refused("MA-TTHC", changes=changes)
    short = match["short"]
    padded = short.ljust(8, "0")
    if len(short) < 8 and match["long"] or not short[2:].strip("0"):
        return refused("MA-TTHC", changes=changes)
    if len(short) < 8 and not _LOST_ZEROS.fullmatch(short):
        return refused("MA-TTHC", f"Mã thủ tục thiếu chữ số: sau dấu chấm chỉ có {len(short) - 2} chữ số, phải đủ 6.", changes=changes)
    change = "SO-0-CUOI" if padded != short else "CACH-GHI-MA" if short != plain else None
    return read(padded, *changes, change)


def _with_day(number: str, changes: tuple[str, ...]) -> Parsed:
    """The number before a date written into the same cell."""
    return Parsed(number.strip(), (*changes, "CACH-GHI-MA"), (fault("SO-HIEU-KEM-NGAY"),))


def _document_word(word: str) -> str:
    return _KINDS.get(word.upper()) or _WRITTEN.get(word.upper(), word)


def _symbol(part: str) -> str:
    """"kh.ubnd" -> "KH-UBND": a point stands for the dash only between a known kind of document and the letters of an office."""
    kind, point, office = part.partition(".")
    dashed = f"{kind}-{office}" if point and kind.upper() in _WRITTEN and office.isalpha() else part
    return "-".join(map(_document_word, dashed.split("-")))


def parse_doc_no(text: str, kind: int, ctx: Context) -> Parsed:
    """Number and symbol of a document; other ways of numbering (permits, certificates) stay as written."""
    if (early := first_look(text, kind)) is not None:
        return early
    plain, changes = repair_text(plain_text(text, kind))
    number = re.sub(r"^(?:số|s\.?ố)\s*[:.]?\s*", "", plain, flags=re.IGNORECASE)
    number = re.sub(r"\s*/[\s/]*", "/", _DASHES.sub("-", number)).rstrip(".,; ") if "/" in number else _DASHES.sub("-", number)
    if number.startswith("/"):
        return refused("KIEU-SO-HIEU", "Thiếu số trước ký hiệu (văn bản dự thảo?).", changes=changes)
    if not any(c.isdigit() for c in number):
        return refused("KIEU-SO-HIEU", changes=changes)
    number = _BACKSLASH.sub(r"\1/\2", number)
    if match := _DATED.fullmatch(number):
        return _with_day(match["number"], changes)
    if _LETTER_FOR_DIGIT.match(number):
        return refused("KIEU-SO-HIEU", "Số văn bản có chữ cái (O, l) thay chữ số.", "Thay bằng chữ số 0, 1 theo văn bản.", changes)
    if _TWO_NUMBERS.fullmatch(number):
        return refused("KIEU-SO-HIEU", "Một ô ghi nhiều số, ký hiệu văn bản.", "Mỗi ô một số, ký hiệu.", changes)
    if _NO_SLASH.fullmatch(number.replace(" ", "")):
        return refused("KIEU-SO-HIEU", "Thiếu dấu gạch chéo giữa số và ký hiệu.", changes=changes)
    if match := _DOC_NO.fullmatch(number.replace(" ", "")):
        rest = "/".join(map(_symbol, match["rest"].split("/")))
        digits = match["number"] if len(match["number"]) > 1 or not re.match(r"(?:\d{4}/)?[A-ZĐ]", rest) else "0" + match["number"]
        number = f"{digits}/{rest}"
    return read(number, *changes, "CACH-GHI-MA" if number != plain else None)


def looks_like_doc_no(text: str, kind: int) -> bool:
    """Whether a cell has the shape number/KIND-OFFICE; stricter than reading one."""
    return kind == CellKind.TEXT and bool(re.fullmatch(r"\s*\d+[A-Za-z]?\s*/\s*(?:\d{4}/)?[A-ZĐ]{2,}.*", text))
