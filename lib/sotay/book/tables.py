"""A month's internal tables as reports may see them: without values, file names that spell a person covered, and every read noted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sotay.definitions.seen import DAYS, ROUNDED, UNSEEN
from sotay.definitions.workspace import Workspace
from sotay.traces import note_any, note_parts, value_part

_TEXT = ("unit", "file", "sheet", "label", "shown", "dataset", "field", "rule", "column", "value", "before", "after", "note", "status", "scope_id", "measure", "message", "fix", "reason", "table", "month",
         "indicator", "scope", "severity", "kind")
_BLANK = ("row", "class", "days_late", "handed_in", "numerator", "denominator", "target", "first_row", "last_row", "header_row")
# Identity and telephone numbers, however their digits are grouped.
_LONG_NUMBER = re.compile(r"\d(?:[ .\-]?\d){8,}")
_WHOLE_NUMBERS = {"runs": {"looked": int, "failed": int}}


class MonthTables:
    """The tables under internal/ of one month, each read once, and each question about one answered once."""

    def __init__(self, workspace: Workspace, month: str) -> None:
        self.workspace, self.month = workspace, month
        self._read: dict[str, pd.DataFrame] = {}
        self._past: dict[Path, pd.DataFrame] = {}
        self._found: dict[tuple, tuple[pd.DataFrame, Any]] = {}

    def has(self, name: str) -> bool:
        """Is there such a table: a month that an earlier program prepared may lack one."""
        return name in self._read or (self.workspace.internal(self.month) / f"{name}.csv").is_file()

    def whole(self, name: str, columns: Iterable[str] | None = None) -> pd.DataFrame:
        """All rows of a table, with these columns only where some are named."""
        note_parts(self.month, name, None, columns)
        return self._table(name) if columns is None else self._table(name)[list(columns)]

    def part(self, name: str, datasets: Iterable[str], columns: Iterable[str] | None = None) -> pd.DataFrame:
        """The rows of a table that belong to these datasets, with these columns only where some are named."""
        wanted = tuple(datasets)
        note_parts(self.month, name, wanted, columns)
        rows = self.found(name, ("part", *sorted(set(wanted))), lambda frame: self._rows(name, "dataset", wanted))
        return rows if columns is None else rows[list(columns)]

    def in_states(self, states: Iterable[str]) -> pd.DataFrame:
        """The lines of submissions in these states."""
        wanted = tuple(states)
        note_parts(self.month, "submissions", [value_part("status", state) for state in wanted])
        return self.found("submissions", ("states", *wanted), lambda frame: frame[frame["status"].isin(wanted)])

    def scores(self, indicator: str, scope: str) -> pd.DataFrame:
        """The scores of one indicator in one scope."""
        note_parts(self.month, "scores", [f"{indicator}/{scope}"])
        return self._of_scope(indicator, scope)

    def _of_scope(self, indicator: str, scope: str) -> pd.DataFrame:
        return self.found("scores", ("scope", indicator, scope), lambda frame: _of_scope(self._rows("scores", "indicator", [indicator]), scope))

    def has_value(self, indicator: str, scope: str, measure: str) -> bool:
        """Is there a value of a measure: asked by who does not tell which."""
        note_any(self.month, "scores", "value", f"{indicator}/{scope}/{measure}")
        rows = self._of_scope(indicator, scope)
        return bool(rows.loc[rows["measure"] == measure, "value"].notna().any())

    def history(self, indicator: str, months: Iterable[str]) -> pd.DataFrame:
        """The commune's scores of one indicator in all the months that have any."""
        found = []
        for month in months:
            note_parts(month, "scores", [f"{indicator}/commune"])
            path = self.workspace.internal(month) / "scores.csv"
            if path not in self._past and path.is_file():
                self._past[path] = _of_scope(_scores(path), "commune")
            found += [self._past[path]] if path in self._past else []
        every = pd.concat(found, ignore_index=True) if found else self._table("scores").head(0)
        return every[every["indicator"] == indicator]

    def found(self, name: str, question: tuple, answer: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
        """What `answer` makes of a table, made once; the frame given is the asker's own."""
        return self.known(name, question, answer).copy(deep=False)

    def known(self, name: str, question: tuple, answer: Callable[[pd.DataFrame], Any]) -> Any:
        """What `answer` makes of a table, made once and shared by all who ask: nobody may change it."""
        frame = self._table(name)
        kept = self._found.get((name, *question))
        if kept is None or kept[0] is not frame:
            kept = self._found[name, *question] = (frame, answer(frame))
        return kept[1]

    def _rows(self, name: str, by: str, wanted: Iterable[str]) -> pd.DataFrame:
        """The rows whose `by` is wanted, in the table's order."""
        frame, indices = self._table(name), self.known(name, (by,), lambda frame: frame.groupby(by, sort=False).indices)
        places = [indices[w] for w in dict.fromkeys(wanted) if w in indices]
        if not places:
            return frame.iloc[:0]
        places = places[0] if len(places) == 1 else np.sort(np.concatenate(places))
        # Most often a dataset's rows stand together: then nothing is copied.
        return frame.iloc[places[0]:places[-1] + 1] if places[-1] - places[0] + 1 == len(places) else frame.iloc[places]

    def _table(self, name: str) -> pd.DataFrame:
        if name not in self._read:
            frame = _scores(self.workspace.internal(self.month) / "scores.csv") if name == "scores" else self._internal(name)
            if name == "submissions":
                frame = frame.assign(**{c: pd.to_datetime(frame[c]).dt.normalize() for c in DAYS[name]})
            for column, places in ROUNDED.get(name, {}).items():
                frame[column] = [round(v, places) for v in frame[column].tolist()]
            self._read[name] = frame.astype(_WHOLE_NUMBERS[name]) if name in _WHOLE_NUMBERS else frame
        return self._read[name]

    def _internal(self, name: str) -> pd.DataFrame:
        path = self.workspace.internal(self.month) / f"{name}.csv"
        unseen = UNSEEN.get(name, ())
        frame = _read(path, _TEXT, _BLANK, usecols=lambda c: c not in unseen)
        if name == "covered" or not self._covered:
            return frame
        return frame.assign(**{c: frame[c].replace(self._covered) for c in ("file", "sheet") if c in frame})

    def cover(self, text: str) -> str:
        """What somebody wrote in their own words, or what is shown instead where it spells a person; long numbers in it are cut."""
        return _LONG_NUMBER.sub(lambda m: m.group()[:2] + "…", self._covered.get(text, text) if self.has("covered") else text)

    @cached_property
    def _covered(self) -> dict[str, str]:
        """File and sheet names that spell a person, and what is shown instead."""
        note_parts(self.month, "covered", None)
        lines = self._internal("covered")
        return dict(zip(lines["label"], lines["shown"], strict=True))


def _of_scope(scores: pd.DataFrame, scope: str) -> pd.DataFrame:
    return scores[scores["scope"] == scope]


def _scores(path: Path) -> pd.DataFrame:
    return _read(path, ("month", "indicator", "measure", "scope", "scope_id", "status"), ("numerator", "denominator", "value", "target"))


def _read(path: Path, text: Iterable[str], blank: Iterable[str], **options: Any) -> pd.DataFrame:
    """A table as written: an empty cell is missing in `blank` only."""
    # Python's own strings: these tables are small and asked a thousand times, and each question takes half as long as of Arrow's.
    with pd.option_context("mode.string_storage", "python"):
        return pd.read_csv(path, encoding="utf-8-sig", dtype=dict.fromkeys(text, str), keep_default_na=False, na_values={c: [""] for c in blank}, **options)
