"""Rows of one table that look like one person written twice: which row is told, of which row, and why."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sotay.checks.duplicates.comparing import Compared, People, compare
from sotay.checks.duplicates.dates import DateLikeness
from sotay.checks.duplicates.explaining import MISTYPED_NUMBER, place, reason
from sotay.checks.duplicates.names import Likeness
from sotay.checks.duplicates.numbers import NumberLikeness
from sotay.checks.duplicates.threshold import CERTAIN
from sotay.checks.model import Month, MonthFrame, Verdict, all_hold, filled
from sotay.definitions.models import rules as r

_FIX = "Xác minh có phải một người; nếu phải, giữ một dòng và sửa chỗ ghi sai."


def similar_person(rule: r.SimilarPerson, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    looked = all_hold(rule.when, rows) & filled(rows, [rule.name_field, rule.birth_field])
    part = rows.loc[looked]
    found = _said_elsewhere(compare(people_of(rule, part)))
    bad, text = pd.Series(False, index=rows.index), pd.Series("", index=rows.index, dtype="object")
    columns = [n for n in (rule.village_field, rule.sex_field, *rule.relatives, *rule.same) if n]
    for at in nearest(found):
        label = part.index[found.other[at]]
        one, other = part.iloc[found.one[at]], part.iloc[found.other[at]]
        same = [frame.title(n) for n in columns if pd.notna(one[n]) and pd.notna(other[n]) and one[n] == other[n]]
        begin = "Trùng với" if found.score[at] >= CERTAIN else "Có thể trùng với"
        end = f"; {MISTYPED_NUMBER}" if found.number[at] == NumberLikeness.SLIP else ""
        text[label] = f"{begin} {place(one['_file'], one['_sheet'], one['_row'])}: {reason(found.name[at], found.date[at], found.number[at], same)}{end}."
        bad[label] = True
    return Verdict(looked, bad, None, text, _FIX)


def people_of(rule: r.SimilarPerson, rows: pd.DataFrame) -> People:
    """The columns that the rule names."""

    def column(name: str | None) -> pd.Series | None:
        return rows[name] if name else None

    return People(rows[rule.name_field], rows[rule.birth_field], column(rule.id_field), column(rule.sex_field), column(rule.village_field),
                  [rows[n] for n in rule.relatives], [rows[n] for n in rule.same])


def _said_elsewhere(found: Compared) -> Compared:
    """Without rows of one number and one spelling (whether a person may stand there twice is for the table's key) or two names (an error of its own)."""
    by_number = found.number == NumberLikeness.EQUAL
    return found.kept(~by_number | ((found.name == Likeness.ACCENTS) | ((found.name == Likeness.SAME) & (found.date != DateLikeness.SAME))))


def nearest(found: Compared) -> np.ndarray:
    """For each row that repeats an earlier one the pair with the highest score, among equals the nearest row."""
    order = np.lexsort((-found.one, -found.score, found.other))
    _, first = np.unique(found.other[order], return_index=True)
    return order[first]
