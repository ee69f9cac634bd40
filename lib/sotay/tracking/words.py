"""Figures and lists inside Vietnamese sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from sotay.figures.profile import CLASSES as CLASSES
from sotay.prepare import TABLES
from sotay.scoring.shown import places_against, rounded

if TYPE_CHECKING:
    from sotay.book import Book

NOT_USED = {"duplicate": "gửi lại nội dung đã nộp", "empty": "trống", "unrecognised": "chưa nhận ra là dữ liệu gì", "unreadable": "không đọc được", "refused": "không nhận"}


def count(value: float) -> str:
    """1234 -> "1.234"; a fraction keeps one decimal, halves rounded away from zero as in every table."""
    return _vietnamese(rounded(value))


def _vietnamese(number: Decimal) -> str:
    text = f"{number:,}"
    text = text.rstrip("0").removesuffix(".") if not text.partition(".")[2].strip("0") else text
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def pct(value: float, target: float | None = None) -> str:
    """83.42 -> "83,4%"; whole percents without ",0". Beside a `target` with as many decimals as tell whether it is reached: 94.96 of 95 is "94,96%"."""
    places = 1 if target is None else places_against(float(value), float(target))
    return f"{_vietnamese(rounded(value, places))}%"


def listed(names: Iterable[str], most: int = 4) -> str:
    """"A, B, C và 2 mục khác"."""
    names = list(names)
    return ", ".join(names) if len(names) <= most else f"{', '.join(names[:most])} và {len(names) - most} mục khác"


def bullets(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {s}" for s in sentences)


def numbered(sentences: Iterable[str]) -> str:
    return "\n".join(f"{n}. {s}" for n, s in enumerate(sentences, start=1))


def month_name(month: str) -> str:
    """"2026-09" -> "9/2026"."""
    year, number = month.split("-")
    return f"{int(number)}/{year}"


CERTAINTY = {"unverified": "chưa xác minh", "proposal": "đề xuất của sổ tay"}
_KEY = re.compile(r"S\d+|id \d+")


def certainty(book: Book, source: str) -> str:
    """How sure a fact of the definitions is, in words: its source by the name that `codes/nguon.csv` gives it."""
    names = {v.code: v.label for v in book.registry.codes.get("nguon", [])}
    parts = [names.get(key) or ("tài liệu tham khảo của sổ tay" if _KEY.fullmatch(key) else key) for key in source.split(", ")]
    return CERTAINTY.get(source) or f"theo {'; '.join(dict.fromkeys(parts))}"


def month_end(book: Book) -> pd.Timestamp:
    return book.period.end_time.normalize()


def books(book: Book) -> Iterator[Book]:
    """The books of all prepared months up to this one, oldest first."""
    for month in prepared_months(book):
        yield book if month == book.month else book_of(book, month)


def prepared_months(book: Book) -> list[str]:
    """The months up to this one that have their tables, oldest first; this one always."""
    return [m for m in book.months if m == book.month or all((book.workspace.internal(m) / f"{name}.csv").is_file() for name in TABLES)]


def book_of(book: Book, month: str) -> Book:
    """The book of another month of the same workspace, under this month's definitions: reading all of them again takes seconds."""
    others = book.__dict__.setdefault("_others", {})
    if month not in others:
        others[month] = type(book)(book.workspace, month)
        others[month].registry = book.registry
    return others[month]
