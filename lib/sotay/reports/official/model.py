"""An official document as data: the parts that Nghị định 30/2020 knows, whatever it is written to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

COUNTRY, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
LANGUAGE = "vi-VN"
# Room that the office fills by hand or on issuing; spaces that no reader breaks or joins.
BLANK = "\u00a0" * 8


@dataclass(frozen=True)
class Heading:
    """Level 1: a part ("I.", capitals); level 2: a numbered item ("1.")."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Body text; `lead` stands before it in bold."""

    text: str
    lead: str = ""


@dataclass(frozen=True)
class Item:
    """A line that begins with a hyphen."""

    text: str


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its share of the width, and whether it holds figures or, centred, running numbers."""

    title: str
    share: float
    figures: bool = False
    centred: bool = False


@dataclass(frozen=True)
class Grid:
    """A table; its heading row repeats on every page. `summed`: the last row is the sum."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    summed: bool = False


# A table up to this long is not broken between pages, unless its cells hold whole sentences; of a longer one at least two rows stand on each page.
WHOLE_ROWS, SENTENCE = 4, 120
Part = Heading | Paragraph | Item | Grid


def stays_whole(grid: Grid) -> bool:
    """Is the table kept on one page: a longer one, or one of tall rows, would leave half a page empty."""
    return len(grid.rows) <= WHOLE_ROWS and not any(len(text) > SENTENCE for row in grid.rows for text in row)


@dataclass(frozen=True)
class Letterhead:
    """What stands above the text. `addressees` are the lines of "Kính gửi"; none when the report goes to no superior."""

    agency: tuple[str, ...]
    number: str
    place_date: str
    kind: str
    subject: str
    addressees: tuple[str, ...]


# Mean width of a bold letter in mm per point of size, capitals and small letters (Times New Roman).
_CAPITAL, _SMALL_LETTER = 0.22, 0.157


def agency_rule_mm(head: Letterhead) -> float:
    """The line below the agency's name: between a third and a half of the name (13 points)."""
    return 0.42 * len(head.agency[-1]) * _CAPITAL * 13


def motto_rule_mm() -> float:
    """The line below the motto: as long as the motto (14 points)."""
    return len(MOTTO) * _SMALL_LETTER * 14


def subject_rule_mm(head: Letterhead, room: float) -> float:
    """The line below the subject: between a third and a half of its longest line (14 points)."""
    return 0.4 * min(len(head.subject) * _SMALL_LETTER * 14, room)


@dataclass(frozen=True)
class Signature:
    """The lines of authority and office, and the name below the room for signature and seal ("" where the office writes it)."""

    titles: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class Document:
    """A whole document; `made_on` is the fixed date of its properties, so that the same figures give the same bytes."""

    title: str
    author: str
    made_on: dt.date
    letterhead: Letterhead
    parts: tuple[Part, ...]
    signature: Signature
    recipients: tuple[str, ...]
