"""Dates in every spelling met in exports: day first always; month first only where nothing else is possible."""

from __future__ import annotations

import datetime as dt
import re

from sotay.cleaning.number_words import number_in_words
from sotay.cleaning.parsed import Context, Parsed, doubted, read, refused
from sotay.cleaning.rules import fault
from sotay.cleaning.text import first_look, repair_text
from sotay.intake.model import CellKind

_EPOCH = dt.datetime(1899, 12, 30)
# A smaller number than the first serial is an age or a count typed into the column, not a day of 1900.
_FIRST_SERIAL, _LAST_SERIAL = 367, 60_000
FIRST_YEAR, YEARS_AHEAD = 1900, 70
_SERIAL_TEXT = re.compile(r"[1-5]\d{4}(?:[.,]\d+)?", re.ASCII)
_ENOUGH_SERIALS, _SERIAL_SHARE = 3, 0.8
_TIME = r"(?P<h>\d{1,2})\s*(?:[:hHgG]|giờ)\s*(?P<mi>\d{1,2})?\s*(?:phút|['p])?(?:[:\s]\s*(?P<s>\d{1,2})(?:[.,]\d+)?\s*(?:giây)?)?\s*(?P<half>SA|CH|AM|PM)?"
_NUMERIC = re.compile(r"(?P<d>\d{1,2})\s*(?P<sep>[/.\-–,\s])\s*(?P<m>\d{1,2})\s*[/.\-–,\s]\s*(?P<y>\d{1,5})\.?")
# "Thứ bảy, ngày 12/09/2026": what stands before a day says nothing more.
_BEFORE = re.compile(r"(?:(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)\s*,?\s*)?(?:ngày\s*)?(?=\d)", re.IGNORECASE)
_OTHER_SEPARATOR = re.compile(r"(?<=\d)\s*[\\|_]\s*(?=\d)")
# "18-thg 9-2026", as a Vietnamese Excel shows a day.
_SHORT_MONTH = re.compile(r"(?<=\d)\s*[-/. ]?\s*th?g?\.?\s*(\d{1,2})\s*[-/., ]\s*(?=\d)", re.IGNORECASE)
_NAMED_MONTH = re.compile(r"(?P<d>\d{1,2})\s*[-/. ]\s*(?:tháng\s+)?(?P<m>[IVX]{1,4}|[A-Za-z]{3,9})\s*[-/. ,]\s*(?P<y>\d{2}|\d{4})", re.IGNORECASE)
_MONTH_NAMES = {name: n for names in (
    "i ii iii iv v vi vii viii ix x xi xii", "jan feb mar apr may jun jul aug sep oct nov dec",
    "january february march april may june july august september october november december") for n, name in enumerate(names.split(), start=1)}
_ISO = re.compile(r"(?P<y>\d{4})\s*(?P<sep>[-/.])\s*(?P<m>\d{1,2})\s*[-/.]\s*(?P<d>\d{1,2})")
_COMPACT = re.compile(r"\d{8}")
_WORDED = re.compile(r"(?:ngày|mùng|mồng)?\s*(?P<d>[\w\s]+?)\s*,?\s*tháng\s*(?P<m>[\w\s]+?)\s*,?\s*(?:năm\s+|/|,|\s)\s*(?P<y>[\w\s]+)", re.IGNORECASE)
_WITH_TIME = re.compile(rf"(?P<day>.+?)(?:[\sT,]|lúc|vào)+{_TIME}\s*(?:Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)
_TIME_FIRST = re.compile(rf"(?:lúc\s*)?{_TIME}(?:[\s,;\-]|ngày|phút|giây)+(?P<day>.+)", re.IGNORECASE)
_MONTH_YEAR = re.compile(r"(?:tháng|thg|th|t)?\s*\.?\s*(?P<m>\d{1,2})\s*(?:[/.\-–,\s]|năm)+\s*(?P<y>\d{4})", re.IGNORECASE)
_YEAR_MONTH = re.compile(r"(?P<y>\d{4})\s*[-/.]\s*(?P<m>\d{1,2})")
_YEAR = re.compile(r"(?:năm|sn|s\.n\.?)?\s*(?P<y>\d{4})", re.IGNORECASE)
# "…/…/1950", "XX/05/1950", "ngày … tháng … năm 1950", "sinh năm 1950": what is left says month or year.
_UNKNOWN_PARTS = re.compile(r"^(?:(?:[xX]{1,2}|[._…?*\-–]{1,5})\s*[/\-]\s*){1,2}(?=\d)|^(?:ngày\s*[._…]+\s*)?tháng\s*[._…]+\s*(?=năm)|^(?:sinh|sn\s*:)\s*(?:năm)?\s*(?=(?:năm\s*)?\d{4}$)", re.IGNORECASE)
_NORMAL = re.compile(r"\d{1,2}/\d{1,2}/\d{4}(?: \d{1,2}:\d\d(?::\d\d)?)?")


def _full_year(written: str, ctx: Context) -> int:
    """A two-digit year is the latest that is not in the future (due dates may lie five years ahead)."""
    year = int(written)
    if len(written) > 2:
        return year
    latest = ctx.handed_in.year + (5 if ctx.column.future else 0)
    return 2000 + year if 2000 + year <= latest else 1900 + year


def _calendar(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _day(text: str, ctx: Context) -> Parsed | None:
    """A day without time; None when the text has no date's shape."""
    if match := _ISO.fullmatch(text):
        day = _calendar(int(match["y"]), int(match["m"]), int(match["d"]))
        swapped = None if day else _calendar(int(match["y"]), int(match["d"]), int(match["m"]))
        if swapped:
            return doubted(swapped, "NGAY-KIEU-MY", "NGAY-KIEU-MY")
        return read(day, "CACH-GHI-NGAY") if day else _no_such_day(int(match["y"]), int(match["m"]), int(match["d"]))
    if match := _NUMERIC.fullmatch(text):
        if len(match["y"]) in (1, 3, 5):
            return refused("NAM-SAI", "Năm không đủ hoặc thừa chữ số.")
        return _day_first(int(match["d"]), int(match["m"]), _full_year(match["y"], ctx), None if _NORMAL.fullmatch(text) else "CACH-GHI-NGAY")
    if _COMPACT.fullmatch(text):
        return _compact(text)
    if (match := _NAMED_MONTH.fullmatch(text)) and (month := _MONTH_NAMES.get(match["m"].lower())):
        return _day_first(int(match["d"]), month, _full_year(match["y"], ctx), "CACH-GHI-NGAY")
    if match := _WORDED.fullmatch(text):
        parts = [int(p) if p.isdigit() else number_in_words(p) for p in (match["d"], match["m"], match["y"].strip())]
        if None in parts:
            return None
        return _day_first(parts[0], parts[1], parts[2], "CACH-GHI-NGAY")
    return None


def date_in_words(text: str) -> dt.date | None:
    """The day that a text spells out ("Ngày hai mươi bảy tháng tám năm hai nghìn không trăm hai mươi sáu"); None when it spells none."""
    match = _WORDED.fullmatch(" ".join(text.strip(" .;").split()))
    parts = [int(p) if p.isdigit() else number_in_words(p) for p in (match["d"], match["m"], match["y"].strip())] if match else [None]
    return None if None in parts else _calendar(parts[2], parts[1], parts[0])


def _day_first(day: int, month: int, year: int, change: str | None) -> Parsed:
    if not 1 <= year <= 9999:
        return refused("NAM-SAI")
    if found := _calendar(year, month, day):
        return read(found, change)
    if month > 12 and (swapped := _calendar(year, day, month)):
        return doubted(swapped, "NGAY-KIEU-MY", "NGAY-KIEU-MY")
    return _no_such_day(year, month, day)


def _no_such_day(year: int, month: int, day: int) -> Parsed:
    """A date that no calendar has."""
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return refused("NGAY-KHONG-CO", "Ngày hoặc tháng nằm ngoài lịch.")
    return refused("NGAY-KHONG-CO", f"Tháng {month:02d} không có ngày {day}." if year >= FIRST_YEAR else None)


def _compact(text: str) -> Parsed | None:
    """Eight digits in a row: 20260918, or 18092026 when only that is a date."""
    year_first = _calendar(int(text[:4]), int(text[4:6]), int(text[6:])) if FIRST_YEAR <= int(text[:4]) <= 2100 else None
    day_first = _calendar(int(text[4:]), int(text[2:4]), int(text[:2])) if FIRST_YEAR <= int(text[4:]) <= 2100 else None
    if bool(year_first) == bool(day_first):
        return None
    return read(year_first or day_first, "CACH-GHI-NGAY")


def _clock(match: re.Match[str]) -> dt.time | None:
    hour, half = int(match["h"]), (match["half"] or "").upper()
    hour = hour + 12 if half in ("CH", "PM") and hour < 12 else 0 if half in ("SA", "AM") and hour == 12 else hour
    try:
        return dt.time(hour, int(match["mi"] or 0), int(match["s"] or 0))
    except ValueError:
        return None


def _serial(text: str, ctx: Context, change: bool = True) -> Parsed | None:
    """A numeric cell: a serial number of the spreadsheet, or 20260918."""
    try:
        number = float(text)
    except ValueError:
        return None
    if number.is_integer() and len(str(int(number))) == 8:
        return _compact(str(int(number)))
    if number.is_integer() and FIRST_YEAR <= number <= ctx.handed_in.year + YEARS_AHEAD:
        return refused("KIEU-NGAY", "Chỉ có năm, thiếu ngày và tháng.")
    if 0 <= number < _FIRST_SERIAL:
        return refused("KIEU-NGAY", "Ô là một số nhỏ (tuổi, số ngày?), không phải ngày.")
    if number <= _LAST_SERIAL and number > 0:
        moment = _EPOCH + dt.timedelta(seconds=round(number * 86_400))
        return read(moment, "CACH-GHI-NGAY" if change else None)
    return None


def counts_days(texts: list[str]) -> bool:
    """Whether a column of text holds days as a spreadsheet counts them, saved without their format: nearly all cells do. One alone may be any number."""
    filled = [t.strip() for t in texts if t.strip()]
    return sum(bool(_SERIAL_TEXT.fullmatch(t)) for t in filled) >= max(_ENOUGH_SERIALS, _SERIAL_SHARE * len(filled))


def _moment(text: str, kind: int, ctx: Context) -> Parsed:
    """Day and time of any cell, before limits are looked at."""
    if kind == CellKind.BOOL:
        return refused("KIEU-NGAY")
    if kind == CellKind.NUMBER:
        return _serial(text, ctx) or refused("KIEU-NGAY")
    text, repairs = repair_text(text)
    text = text.lstrip("'‘’").rstrip(".;, ")
    if ctx.serials and _SERIAL_TEXT.fullmatch(text):
        return _serial(text.replace(",", "."), ctx) or refused("KIEU-NGAY")
    found = _with_clock(text, ctx)
    if found is None:
        simpler = _SHORT_MONTH.sub(r"/\1/", _OTHER_SEPARATOR.sub("/", _BEFORE.sub("", text, count=1)))
        found = _with_clock(simpler, ctx) if simpler != text else None
        if found is None:
            return refused("KIEU-NGAY", changes=repairs)
        found = Parsed(found.value, ("CACH-GHI-NGAY",) if found.value is not None else (), found.faults)
    spelling = () if kind == CellKind.DATE else tuple(c for c in found.changes if c not in repairs)
    return Parsed(found.value, repairs + spelling, found.faults)


def _with_clock(text: str, ctx: Context) -> Parsed | None:
    if (day := _day(text, ctx)) is not None:
        return day
    for pattern in (_WITH_TIME, _TIME_FIRST):
        match = pattern.fullmatch(text)
        day = _day(match["day"].strip(" ,;"), ctx) if match else None
        if day is None:
            continue
        if day.value is None:
            return day
        clock = _clock(match)
        if clock is None:
            return refused("KIEU-NGAY", "Giờ không đúng.")
        normal = _NORMAL.fullmatch(text) or day.faults
        return Parsed(dt.datetime.combine(day.value, clock), day.changes if normal or day.changes else ("CACH-GHI-NGAY",), day.faults)
    return None


def within_limits(parsed: Parsed, ctx: Context) -> Parsed:
    """Refuses years that cannot be and days after the export (unless the column may hold them)."""
    if parsed.value is None:
        return parsed
    day = parsed.value.date() if isinstance(parsed.value, dt.datetime) else parsed.value
    if day.year < FIRST_YEAR or day.year > ctx.handed_in.year + YEARS_AHEAD:
        return refused("NAM-SAI", f"Năm {day.year} không hợp lý, có thể gõ nhầm.", changes=parsed.changes)
    if day > ctx.handed_in and not ctx.column.future:
        return refused("CH-06", changes=parsed.changes)
    return parsed


def parse_datetime(text: str, kind: int, ctx: Context) -> Parsed:
    """A day with its time; midnight when no time is given."""
    if (early := first_look(text, kind)) is not None:
        return early
    parsed = within_limits(_moment(text, kind, ctx), ctx)
    if isinstance(parsed.value, dt.date) and not isinstance(parsed.value, dt.datetime):
        return Parsed(dt.datetime.combine(parsed.value, dt.time()), parsed.changes, parsed.faults)
    return parsed


def parse_date(text: str, kind: int, ctx: Context) -> Parsed:
    """A day; a time beside it is left out."""
    parsed = parse_datetime(text, kind, ctx)
    return parsed if parsed.value is None else Parsed(dt.datetime.combine(parsed.value.date(), dt.time()), parsed.changes, parsed.faults)


def parse_partial_date(text: str, kind: int, ctx: Context) -> Parsed:
    """A day, a month or a year; of the latter two the first day stands for the period."""
    if (early := first_look(text, kind)) is not None:
        return early
    plain, repairs = (re.sub(r"\.0+$", "", text), ()) if kind == CellKind.NUMBER else repair_text(text)
    plain, unknown = _UNKNOWN_PARTS.subn("", plain)
    plain, zeros = re.subn(r"^(?:00?[/.\-]){1,2}", "", plain)
    year, month = 0, 1
    if match := _YEAR.fullmatch(plain):
        year = int(match["y"])
    elif kind != CellKind.NUMBER and (match := _MONTH_YEAR.fullmatch(plain) or _YEAR_MONTH.fullmatch(plain)):
        year, month = int(match["y"]), int(match["m"])
    if not year or (kind == CellKind.NUMBER and not FIRST_YEAR <= year <= ctx.handed_in.year + YEARS_AHEAD):
        return parse_date(text, kind, ctx)
    first = _calendar(year, month, 1) if year else None
    if first is None:
        return refused("NGAY-KHONG-CO", "Tháng nằm ngoài lịch.", changes=repairs)
    changes = (*repairs, "CACH-GHI-NGAY") if unknown else repairs
    return within_limits(Parsed(dt.datetime.combine(first, dt.time()), changes, (fault("NGAY-SO-0"),) if zeros else ()), ctx)


_MONTH_ALONE = re.compile(r"(?:tháng|thg|t)?\s*\.?\s*(?P<m>\d{1,2})", re.IGNORECASE)


def parse_month(text: str, kind: int, ctx: Context) -> Parsed:
    """A reporting month as "2026-09"; a bare month number is one of the reporting year."""
    if (early := first_look(text, kind)) is not None:
        return early
    plain, changes = (re.sub(r"\.0+$", "", text), ()) if kind == CellKind.NUMBER else repair_text(text)
    plain = re.sub(r"^(?:kỳ|kì|báo cáo|kỳ báo cáo)\s+", "", plain.lstrip("'‘’").rstrip(".;, "), flags=re.IGNORECASE)
    match = _MONTH_YEAR.fullmatch(plain) or _YEAR_MONTH.fullmatch(plain)
    year, month = (int(match["y"]), int(match["m"])) if match else (0, 0)
    if not match and (match := _MONTH_ALONE.fullmatch(plain)):
        year, month = int(ctx.month[:4]), int(match["m"])
    if not match:
        day = _with_clock(plain, ctx) if kind != CellKind.NUMBER else _serial(plain, ctx)
        if day is None or day.value is None:
            return refused("KIEU-NGAY", "Không đọc được thành tháng báo cáo.", "Ghi theo dạng tháng/năm, ví dụ 09/2026.", changes=changes)
        year, month = day.value.year, day.value.month
    if not 1 <= month <= 12:
        return refused("NGAY-KHONG-CO", "Tháng nằm ngoài lịch.", "Ghi theo dạng tháng/năm, ví dụ 09/2026.", changes=changes)
    if not FIRST_YEAR <= year <= ctx.handed_in.year + YEARS_AHEAD:
        return refused("NAM-SAI", changes=changes)
    normal = kind in (CellKind.NUMBER, CellKind.DATE) or re.fullmatch(r"\d{1,2}/\d{4}|\d{4}-\d\d", plain)
    return read(f"{year:04d}-{month:02d}", *changes, None if normal else "CACH-GHI-KY")
