"""What no report may show, whatever the month: broken values, English words, shares of nothing, charts without a mark."""

from __future__ import annotations

import re

from read_reports import Report

# As a word of its own: "nan" is no part of a Vietnamese word with accents, but file names may hold one.
BROKEN = re.compile(r"(?<![\w./-])(nan|NaN|NaT|<NA>|None|null|inf|True|False|undefined|Traceback|Error|missing|unknown|late|on_time|error|warning|accepted)(?![\w./-])")
NOTHING_OF_NOTHING = re.compile(r"(?<![\d/])0/0(?![\d/])")
ENGLISH_NUMBER = re.compile(r"(?<![\d.,/])\d+\.\d{1,2}\s?%|\d{4}-\d{2}-\d{2}")
# A chart's words give its figures: "Cao nhất là 0–7 ngày: 0 trẻ; …"
CHART_FIGURE = re.compile(r": ([−-]?[\d.,]+|–)")


def nonsense(report: Report) -> list[str]:
    """A line per thing on the page that makes no sense to its reader."""
    found = [f"broken value: {_around(report.words, hit)}" for hit in BROKEN.finditer(report.words)]
    found += [f"share of nothing: {_around(report.words, hit)}" for hit in NOTHING_OF_NOTHING.finditer(report.words)]
    found += [f"number or date not Vietnamese: {_around(report.words, hit)}" for hit in ENGLISH_NUMBER.finditer(report.words)]
    for figure in report.tree.iter("figure"):
        words = figure.get("aria-label") or ""
        said = CHART_FIGURE.findall(words)
        if BROKEN.search(words):
            found.append(f"broken value in a chart: {words}")
        if said and all(f.strip("0,.") in ("", "–") for f in said):
            found.append(f"chart of nothing: {words}")
    for title, rows in report.tables.items():
        body = list(rows.values())[1:]
        if body and all(cell in ("", "–", "0", "0%") for row in body for cell in row):
            found.append(f"table of nothing: {title}")
    return found


def _around(text: str, hit: re.Match) -> str:
    return text[max(0, hit.start() - 40) : hit.end() + 20].replace("\n", " ⏎ ")
