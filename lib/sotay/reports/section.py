"""A report of a month as the index lists it. Light to import."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A report of the month: paths relative to the index; `problem` says why HTML or PDF is missing."""

    id: str
    title: str
    group: str
    html: str | None
    pdf: str | None
    problem: str
