"""What happened to the figures over the stored months: definitions changed, months scored again, units that began or stopped handing in, components without a value, exemptions."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from sotay.definitions.models.indicator import Indicator
from sotay.scoring.indicators import NONE, UNKNOWN
from sotay.scoring.measures import NOT_YET_DUE
from sotay.tracking.restatement import definition_changes, own_datasets, restated_figures
from sotay.tracking.standing import ordered
from sotay.tracking.words import book_of, count, listed, pct, prepared_months

if TYPE_CHECKING:
    from sotay.book import Book

EVENT_COLUMNS = ["Tháng", "Sự kiện"]
_CAME = ("on_time", "late", "not_due")
_STATES = {UNKNOWN: "Chưa tính được", NONE: "Không phát sinh", NOT_YET_DUE: "Chưa đến hạn"}
MOST_NAMED = 3


def events(book: Book, indicator: str = "") -> pd.DataFrame:
    """A line per event of the stored months, oldest first; of one indicator when given, else of all."""
    chosen = [book.registry.indicators[indicator]] if indicator else ordered(book)
    months = prepared_months(book)
    lines = [(m, text) for m in months for text in (*_exempt(book, chosen, m), *_restated(book, chosen, m))]
    for before, month in pairwise(months):
        old, new = book_of(book, before), book if month == book.month else book_of(book, month)
        lines += [(month, text) for text in (*_handing_in(old, new, chosen, months[: months.index(month)]), *_without_value(old, new, chosen), *_definitions(book, chosen, before, month))]
    return pd.DataFrame(sorted(lines, key=lambda line: line[0]), columns=EVENT_COLUMNS)


def event_months(book: Book, indicator: str = "") -> list[str]:
    """The months in which something happened to an indicator's figures."""
    return sorted(set(events(book, indicator)["Tháng"]))


def _datasets(book: Book, chosen: list[Indicator]) -> list[str]:
    own = {d for known in chosen for d in own_datasets(book, known)}
    return [d for d in book.registry.datasets if d in own]


def _exempt(book: Book, chosen: list[Indicator], month: str) -> list[str]:
    own = set(_datasets(book, chosen))
    found = [e for e in book.registry.scoring.exemptions if month in e.months and (e.dataset in own if e.dataset else any(book.registry.datasets[d].owner == e.unit for d in own))]
    return [f"Miễn nộp: {book.dataset_name(e.dataset) if e.dataset else book.unit_name(e.unit)} ({e.reason}; {e.by})." for e in found]


def _restated(book: Book, chosen: list[Indicator], month: str) -> list[str]:
    figures = restated_figures(book, month)
    return [f"Chỉ số {k.number} tính lại: {_value(figures[k.id][0])} thành {_value(figures[k.id][1])}." for k in chosen if k.id in figures]


def _value(value: float | None) -> str:
    return "chưa tính được" if value is None else pct(round(value, 1))


def _handing_in(old: Book, new: Book, chosen: list[Indicator], earlier: list[str]) -> list[str]:
    """Datasets due in both months that came in only one of them, by unit; one that came in no month before has begun, another has come back."""
    own = _datasets(new, chosen)
    then, now = (_states(b, own) for b in (old, new))
    began = [d for d, s in now.items() if s in _CAME and then.get(d) == "missing"]
    seen = {d for m in earlier for d, s in _states(book_of(new, m), began).items() if s in _CAME} if began else set()
    stopped = [d for d, s in now.items() if s == "missing" and then.get(d) in _CAME]
    said = [_by_unit(new, [d for d in began if d not in seen], "bắt đầu nộp"), _by_unit(new, [d for d in began if d in seen], "nộp trở lại"), _by_unit(new, stopped, "không nộp tiếp")]
    return [text for texts in said for text in texts]


def _states(book: Book, datasets: list[str]) -> dict[str, str]:
    lines = book.part("submissions", datasets, ("dataset", "status"))
    return dict(zip(lines["dataset"], lines["status"], strict=True))


def _by_unit(book: Book, datasets: list[str], what: str) -> list[str]:
    by: dict[str, list[str]] = {}
    for name in datasets:
        by.setdefault(book.registry.datasets[name].owner, []).append(book.dataset_name(name))
    return [f"{book.unit_name(unit)} {what} {count(len(names))} tập: {listed(names, MOST_NAMED)}." for unit, names in by.items()]


def _without_value(old: Book, new: Book, chosen: list[Indicator]) -> list[str]:
    """Components that had a value in the month before and have none now."""
    said = []
    for known in chosen:
        then, now = (b.scores(known.id) for b in (old, new))
        had, lost = set(then.loc[then["value"].notna(), "measure"]), now[(now["weight"] > 0) & now["status"].isin(list(_STATES))]
        said += [f"{_STATES[status]}: {title}." for measure, status, title in zip(lost["measure"], lost["status"], lost["title"], strict=True) if measure in had]
    return said


def _definitions(book: Book, chosen: list[Indicator], before: str, month: str) -> list[str]:
    """Several indicators changed alike are told once."""
    by: dict[str, list[str]] = {}
    for known in chosen:
        for text in definition_changes(book, known, before, month):
            by.setdefault(text, []).append(str(known.number))
    return [f"{text[0].upper()}{text[1:]}{f' (chỉ số {listed(numbers, 9)})' if len(chosen) > 1 else ''}." for text, numbers in by.items()]
