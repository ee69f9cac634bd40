"""Ways in which units write a typed value, none of them wrong."""

from __future__ import annotations

import datetime as dt
import random

from sotay.demo.exports import without_accents

_EPOCH = dt.datetime(1899, 12, 30)
_FLAGS = {
    "co": ("Có", "Không"), "CO": ("CÓ", "KHÔNG"), "x": ("x", None), "X": ("X", None), "one": (1, 0), "tick": ("✓", None), "yes": ("có", "ko"), "da": ("Có", "-"),
    "dung": ("Đúng", "Sai"), "v": ("v", None),
}
ONE_SIDED = frozenset(name for name, words in _FLAGS.items() if words[1] is None)
# Mobile prefixes of ten digits and the eleven-digit ones they replaced in 2018.
_OLD_PREFIX = {
    "032": "0162", "033": "0163", "034": "0164", "035": "0165", "036": "0166", "037": "0167", "038": "0168", "039": "0169", "070": "0120", "079": "0121", "077": "0122",
    "076": "0126", "078": "0128", "083": "0123", "084": "0124", "085": "0125", "081": "0127", "082": "0129", "056": "0186", "058": "0188", "059": "0199",
}
MONTHS = ("{m:02}/{y}", "{m}/{y}", "tháng {m}/{y}", "Tháng {m:02} năm {y}", "{y}-{m:02}", "T{m}/{y}", "{m:02}.{y}")
NUMBERS = ("plain", "dots", "money", "dots_vnd")
CODES = ("label",) * 5 + ("alias", "alias", "upper", "lower", "numbered", "numbered_dot", "plain", "code")
PHONES = ("asis",) * 4 + ("spaces", "dots", "plus", "plus_spaced", "old", "number")
FLAGS = ("co",) * 4 + tuple(_FLAGS)[1:]


def date_style(rng: random.Random, native: bool) -> str:
    pool = ["%d/%m/%Y", "short", "%d.%m.%Y", "%d-%m-%Y", "iso", "two_digit_year", "words", "named_month", "compact", "spaced", "space_after_slash"]
    if native:
        pool += ["native"] * 8 + ["serial"] * 3 + ["iso_moment"]
    return rng.choice(pool + ["%d/%m/%Y"] * 3)


def written_date(value: dt.date, style: str, rng: random.Random):
    """A date or moment in one of the styles: a spreadsheet value, a serial number or text."""
    moment = isinstance(value, dt.datetime)
    if style == "native":
        return value
    if style == "serial":
        gap = (value if moment else dt.datetime(value.year, value.month, value.day)) - _EPOCH
        return gap.days + gap.seconds / 86400 if moment else gap.days
    if style == "iso_moment":
        return f"{value:%Y-%m-%dT%H:%M:%S}" if moment else f"{value:%Y-%m-%d}T00:00:00"
    text = _day_text(value, style, moment)
    return _with_time(text, value, style, rng) if moment else text


def _day_text(value: dt.date, style: str, moment: bool) -> str:
    plain = f"{value:%d/%m/%Y}"
    return {
        "short": f"{value.day}/{value.month}/{value.year}", "iso": f"{value:%Y-%m-%d}",
        "two_digit_year": f"{value:%d/%m/%y}" if 1937 <= value.year <= 2026 else plain,
        "words": f"Ngày {value.day:02} tháng {value.month} năm {value.year}", "named_month": plain if moment else f"{value.day} tháng {value.month}, {value.year}",
        "compact": plain if moment else f"{value:%Y%m%d}", "spaced": f"{value.day:02} / {value.month:02} / {value.year}",
        "space_after_slash": f"{value.day:02}/ {value.month:02}/{value.year}",
    }.get(style) or value.strftime(style)


def _with_time(text: str, value: dt.datetime, style: str, rng: random.Random) -> str:
    order = "after" if style == "words" else rng.choice(("after", "after", "after", "before", "words"))
    if order == "before":
        return f"{value:%H:%M:%S} {text}"
    if order == "words":
        return f"{value.hour} giờ {value.minute:02} phút {value.second:02} giây ngày {text}"
    return f"{text} {value:%H:%M:%S}"


def written_number(value, column_type: str, style: str, native: bool):
    """A number as a spreadsheet value, or as text with dots, a currency or a percent sign."""
    if native and style == "native":
        return value
    grouped = style != "plain"
    size = abs(value)
    if isinstance(size, float) and not round(size, 6).is_integer():
        whole, fraction = int(size), f"{size:.6f}".split(".")[1].rstrip("0")
        text = (f"{whole:,}".replace(",", ".") if grouped else str(whole)) + "," + fraction
    else:
        whole = int(round(size))
        text = f"{whole:,}".replace(",", ".") if grouped else str(whole)
    if column_type == "vnd":
        text += {"money": "đ", "dots_vnd": " VNĐ"}.get(style, "")
    if column_type == "pct" and style in ("money", "dots_vnd"):
        text += "%"
    return ("-" if value < 0 else "") + text


def written_phone(value: str, style: str, native: bool):
    if not value.isdigit() or len(value) != 10:
        return value
    if style == "number" and native:
        return int(value)
    parts = value[:4], value[4:7], value[7:]
    return {"spaces": " ".join(parts), "dots": ".".join(parts), "plus": "+84" + value[1:], "plus_spaced": f"(+84) {value[1:4]} {parts[1]} {parts[2]}",
            "old": _OLD_PREFIX.get(value[:3], value[:3]) + value[3:]}.get(style, value)


def written_flag(value: bool, style: str):
    return _FLAGS[style][0 if value else 1]


def written_code(label: str, values: list, style: str, rng: random.Random) -> str:
    """A value of a list by its label, an alias, its code, both, in capitals or without accents where that is unmistakable."""
    known = next((v for v in values if v.label == label), None)
    if known is None:
        return label
    if known.code and style in ("code", "numbered", "numbered_dot"):
        return {"code": known.code, "numbered": f"{known.code} - {label}", "numbered_dot": f"{known.code}. {label}"}[style]
    if style == "alias" and known.aliases and rng.random() < 0.7:
        return rng.choice(known.aliases)
    if style == "plain":
        bare = unaccented(label)
        meant = {v.label for v in values for word in (v.label, *v.aliases) if unaccented(word).lower() == bare.lower()}
        return bare if meant == {label} else label
    return {"upper": label.upper(), "lower": label.lower()}.get(style, label)


def unaccented(text: str) -> str:
    """The text without accents, every other mark kept."""
    return "".join(without_accents(c) or c for c in text)
