"""The month as an official document speaks of it: units by their full names, figures in one wording, lists that read as sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

import pandas as pd

from sotay.book import Book
from sotay.reports.numbers import integer, is_missing
from sotay.reports.numbers import month as month_name
from sotay.scoring.indicators import TOTAL
from sotay.tracking.plan import plan_feed, tasks
from sotay.tracking.submitting import due_lines
from sotay.tracking.words import books, certainty

_NUMBERED = re.compile(r"^(\d+[a-zđ])\. (.+)$")
# Kinds of document that a report which goes out does not shorten.
_KINDS = {"CV": "Công văn", "CT": "Chỉ thị", "NĐ": "Nghị định", "NQ": "Nghị quyết", "QĐ": "Quyết định", "TT": "Thông tư", "VB": "Văn bản"}
_SHORTENED = re.compile(rf"\b({'|'.join(_KINDS)}) (?=\d+/)")


class Formal(Book):
    """A book that calls units by their full names and knows the feed of plan progress."""

    def unit_name(self, unit: str) -> str:
        known = self.registry.units.get(unit)
        return known.name if known else unit

    @property
    def said(self) -> str:
        """ "tháng 9/2026"."""
        return f"tháng {month_name(self.month)}"

    @property
    def next_said(self) -> str:
        return f"tháng {month_name(self.period + 1)}"

    @cached_property
    def commune_said(self) -> str:
        """ "xã Sơn Hải"."""
        commune = self.registry.commune
        return f"{commune.kind.lower()} {commune.name}"

    def source_said(self, source: str) -> str:
        """On what a target or a weight rests, in a report that goes out."""
        return {"proposal": "mức xã tạm tính", "unverified": "mức xã tạm tính, chờ hướng dẫn"}.get(source) or spelled_out(certainty(self, source))

    def told_of(self, indicator: str, row) -> tuple[float | None, float | None]:
        """Numerator and denominator of a measure's line, where they are told."""
        return self.told_counts(next((m for m in self.registry.indicators[indicator].measures if m.id == row.measure), None), row.numerator, row.denominator)

    @cached_property
    def feed(self) -> str | None:
        return plan_feed(self.registry)

    @cached_property
    def plan(self) -> pd.DataFrame:
        """The tasks of the plan with their latest reports; no line without a feed."""
        return tasks(self, self.feed) if self.feed else pd.DataFrame()

    @cached_property
    def reported(self) -> pd.DataFrame:
        """Lines of the plan that units reported on this very month."""
        return self.plan[self.plan["Báo cáo tháng"] == month_name(self.month)] if len(self.plan) else self.plan

    @cached_property
    def due(self) -> pd.DataFrame:
        """Datasets that were to be handed in by now."""
        return due_lines(self.submissions)

    @cached_property
    def used(self) -> pd.DataFrame:
        """Files and tables that could be used."""
        return self.intake[self.intake["status"] == "accepted"]

    @cached_property
    def earlier(self) -> pd.DataFrame:
        """Commune scores of the stored months before this one, oldest first."""
        found = [past.all_scores for past in books(self) if past.month < self.month]
        every = pd.concat(found, ignore_index=True) if found else self.all_scores.head(0)
        return every[every["scope"] == "commune"]

    def before(self, indicator: str, measure: str = TOTAL) -> tuple[str, float] | None:
        """The last earlier month in which a component has a value, and the value."""
        own = self.earlier[(self.earlier["indicator"] == indicator) & (self.earlier["measure"] == measure) & self.earlier["value"].notna()]
        return (str(own["month"].iloc[-1]), float(own["value"].iloc[-1])) if len(own) else None

    def value(self, indicator: str) -> float | None:
        """The commune's value of an indicator in percent; None when it could not be computed."""
        total = self.total(indicator)
        return None if total.empty or is_missing(total["value"].iloc[0]) else float(total["value"].iloc[0])

    @property
    def last_good_day(self) -> pd.Timestamp:
        """The day before which exports come."""
        return pd.Timestamp(self.period.start_time) + pd.Timedelta(days=self.registry.commune.due_day - 1)


def spelled_out(said: str) -> str:
    """ "theo NĐ 278/2025/NĐ-CP" -> "theo Nghị định số 278/2025/NĐ-CP"."""
    return _SHORTENED.sub(lambda found: f"{_KINDS[found[1]]} số ", said)


def joined(names: Iterable[str], most: int = 99, what: str = "mục") -> str:
    """ "A, B và C"; beyond `most`: "A, B và 3 mục khác"."""
    names = list(names)
    shown, rest = names[:most], len(names) - most
    if rest > 0:
        return f"{', '.join(shown)} và {integer(rest)} {what} khác"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} và {shown[-1]}" if shown else ""


def listed(names: Iterable[str], most: int = 99, what: str = "mục") -> str:
    """Names that hold commas themselves, apart by semicolons."""
    names = list(names)
    rest = len(names) - most
    return "; ".join(names[:most]) + (f" và {integer(rest)} {what} khác" if rest > 0 else "")


def part_name(title: str) -> str:
    """ "1a. Hồ sơ tiếp nhận" -> "1a (hồ sơ tiếp nhận)": a component's name inside a sentence."""
    found = _NUMBERED.match(title)
    return f"{found[1]} ({lowered(found[2])})" if found else f"“{title}”"


def place(number: str) -> str:
    """A section of the plan that no line break tears apart."""
    return number.replace(" (", "\u00a0(")


def lowered(text: str) -> str:
    """The first letter small, unless the word is an abbreviation."""
    return text[0].lower() + text[1:] if len(text) > 1 and text[1].islower() else text


def raised(text: str) -> str:
    return text[:1].upper() + text[1:]


def row_word(rows: float) -> str:
    return f"{integer(int(rows))} dòng"
