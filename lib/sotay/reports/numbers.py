"""Numbers, dates and months as Vietnamese readers write them: 1.234,5; 83,4%; 20/09/2026; Tháng 9/2026."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from sotay.scoring.shown import places_against

MISSING = "–"


def is_missing(value: Any) -> bool:
    """None, NaN, NaT, pd.NA and the empty text."""
    return value is None or value is pd.NA or (pd.api.types.is_scalar(value) and pd.isna(value)) or (isinstance(value, str) and not value.strip())


def decimal(value: Any, places: int = 1) -> str:
    """1234.5 -> "1.234,5"; halves round away from zero, as by hand."""
    if is_missing(value):
        return MISSING
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) if not isinstance(value, int) else Decimal(value)
    text = f"{abs(rounded):,.{places}f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"−{text}" if rounded < 0 else text


def integer(value: Any) -> str:
    """1234 -> "1.234"."""
    return decimal(value, 0)


def percent(value: Any, places: int = 1) -> str:
    """83.42 (already in percent) -> "83,4%"; whole percents without ",0"."""
    if is_missing(value):
        return MISSING
    text = decimal(value, places)
    return (text.removesuffix("," + "0" * places) if places else text) + "%"


def percent_against(value: Any, target: Any) -> str:
    """A figure beside its target, with as many decimals as tell whether it is reached: 94.96 of 95 -> "94,96%"."""
    return percent(value) if is_missing(value) or is_missing(target) else percent(value, places_against(float(value), float(target)))


def date(value: Any) -> str:
    """A day as dd/mm/yyyy; text stays as it is."""
    if is_missing(value):
        return MISSING
    if isinstance(value, str):
        return value
    if isinstance(value, (dt.date, pd.Timestamp)):
        return f"{value.day:02d}/{value.month:02d}/{value.year}"
    return date(pd.Timestamp(value))


_MONTH = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])")


def month(value: Any) -> str:
    """ "2026-09" -> "9/2026"; a Period or date alike; other text stays as it is."""
    if is_missing(value):
        return MISSING
    if isinstance(value, str):
        parts = _MONTH.fullmatch(value)
        return f"{int(parts[2])}/{parts[1]}" if parts else value
    return f"{value.month}/{value.year}" if hasattr(value, "month") and hasattr(value, "year") else str(value)


def plain(value: Any, unit: str = "") -> str:
    """A figure for a label: percent when the unit is %, else whole numbers without and others with one decimal."""
    if is_missing(value):
        return MISSING
    if unit == "%":
        return percent(value)
    number = float(value)
    return integer(number) if abs(number - round(number)) < 1e-9 else decimal(number, 2 if abs(number) < 1 else 1)


def with_unit(value: Any, unit: str = "") -> str:
    """A figure with its unit, for sentences: "83,4%", "1.234 hồ sơ"."""
    text = plain(value, unit)
    return text if unit in ("", "%") or text == MISSING else f"{text} {unit}"


def _flag(value: Any) -> str:
    return MISSING if is_missing(value) else "Có" if value else "Không"


def _text(value: Any) -> str:
    return MISSING if is_missing(value) else str(value)


FORMATS = {
    "int": integer,
    "vnd": integer,
    "dec0": integer,
    "num": plain,
    "dec1": decimal,
    "dec2": lambda v: decimal(v, 2),
    "pct": percent,
    "date": date,
    "month": month,
    "bool": _flag,
    "text": _text,
    # A figure that is a text already, set like one.
    "shown": _text,
}
NUMERIC = {"int", "vnd", "num", "dec0", "dec1", "dec2", "pct", "shown"}


def format_of(values: pd.Series) -> str:
    """The format that suits a column by its type."""
    kind = values.dtype
    if pd.api.types.is_bool_dtype(kind):
        return "bool"
    if pd.api.types.is_integer_dtype(kind):
        return "int"
    if pd.api.types.is_float_dtype(kind):
        filled = values.dropna().astype(float)
        return "int" if len(filled) and ((filled - filled.round()).abs() < 1e-9).all() else "dec1"
    if pd.api.types.is_datetime64_any_dtype(kind):
        return "date"
    if isinstance(kind, pd.PeriodDtype):
        return "month"
    return _format_of_objects(values)


def _format_of_objects(values: pd.Series) -> str:
    filled = [v for v in values if not is_missing(v)]
    if filled and all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in filled):
        return format_of(pd.Series(filled))
    if filled and all(isinstance(v, dt.date) for v in filled):
        return "date"
    return "text"
