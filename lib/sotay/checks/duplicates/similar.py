"""Rows of one table that look like one person: equal birth date, or day and month swapped, and nearly equal names."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge

import pandas as pd

from sotay.checks.duplicates.names import alike_names, plain, shortened_names
from sotay.checks.model import Month, MonthFrame, Verdict, all_hold, filled
from sotay.definitions.models import rules as r


def similar_person(rule: r.SimilarPerson, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    looked = all_hold(rule.when, rows) & filled(rows, [rule.name_field, rule.birth_field])
    names, birth = rows.loc[looked, rule.name_field].map(plain), rows.loc[looked, rule.birth_field]
    # A block shares the birth year and the unordered pair of day and month, so swapped spellings meet.
    low, high = birth.dt.day.clip(upper=birth.dt.month), birth.dt.month.clip(lower=birth.dt.day)
    block = pd.Series(list(zip(birth.dt.year, low, high, strict=True)), index=birth.index, dtype="object")
    again = block.index[block.duplicated(keep=False)]
    columns = _Columns(rule, rows.loc[again], names.loc[again])
    spots = list(zip(rows.loc[again, "_file"], rows.loc[again, "_row"], strict=True))
    texts: dict = {}
    for places in block.loc[again].reset_index(drop=True).groupby(pd.factorize(block.loc[again])[0]).indices.values():
        for one, other, reason in _Block(columns, places.tolist()).pairs():
            texts[again[other]] = f"Có thể trùng với {spots[one][0]} dòng {spots[one][1]}: {reason}."
    bad = pd.Series(rows.index.isin(list(texts)), index=rows.index)
    text = pd.Series([texts.get(label, "") for label in rows.index], index=rows.index, dtype="object")
    return Verdict(looked, bad, None, text, "Xác minh có phải một người; nếu phải, giữ một dòng.")


class _Columns:
    """What is compared, as plain lists: reading single cells of a frame is what takes the time."""

    def __init__(self, rule: r.SimilarPerson, rows: pd.DataFrame, names: pd.Series) -> None:
        self.names, self.days = list(names), list(rows[rule.birth_field])
        self.numbered = [isinstance(v, str) for v in rows[rule.id_field]] if rule.id_field else [False] * len(rows)
        self.same = [[None if pd.isna(v) else v for v in rows[name]] for name in rule.same]


class _Block:
    """Rows of one birth date; each different name is compared once, however many rows carry it."""

    def __init__(self, columns: _Columns, places: list[int]) -> None:
        self.columns, self.places = columns, places
        different = list(dict.fromkeys(columns.names[p] for p in places))
        self.alike, self.shortened = alike_names(different), shortened_names(different)

    def pairs(self) -> Iterator[tuple]:
        """Every row that repeats an earlier one, with the nearest such row and the reason."""
        every: dict[str, list[int]] = {}
        unnumbered: dict[str, list[int]] = {}
        for place in self.places:
            name = self.columns.names[place]
            # Both numbers known: equal ones are duplicates by key, different ones are two people.
            met = unnumbered if self.columns.numbered[place] else every
            spellings = {name} | self.alike.get(name, set()) | self.shortened.get(name, set())
            for before in merge(*(reversed(met.get(s, [])) for s in spellings), reverse=True):
                reason = self._reason(before, place)
                if reason:
                    yield before, place, reason
                    break
            every.setdefault(name, []).append(place)
            if not self.columns.numbered[place]:
                unnumbered.setdefault(name, []).append(place)

    def _reason(self, one: int, other: int) -> str:
        if any(column[one] is not None and column[other] is not None and column[one] != column[other] for column in self.columns.same):
            return ""
        first, second, same_day = self.columns.names[one], self.columns.names[other], self.columns.days[one] == self.columns.days[other]
        shortened = same_day and second in self.shortened.get(first, ())
        if first != second and second not in self.alike.get(first, ()) and not shortened:
            return ""
        spelled = "cùng họ tên" if first == second else "thiếu chữ đệm" if shortened else "họ tên gần giống"
        return f"giống vì {spelled}, {'cùng ngày sinh' if same_day else 'ngày và tháng sinh đổi chỗ'}"
