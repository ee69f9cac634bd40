"""One couple registered twice: both partners of two rows look like the same two people."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sotay.checks.duplicates.comparing import Compared, Comparison, People
from sotay.checks.duplicates.explaining import place, reason
from sotay.checks.duplicates.numbers import NumberLikeness
from sotay.checks.duplicates.similar import nearest
from sotay.checks.model import Month, MonthFrame, Verdict, all_hold, filled
from sotay.definitions.models import rules as r


def same_couple(rule: r.SameCouple, frame: MonthFrame, month: Month) -> Verdict:
    """The later row is told; couples of whom both numbers are equal are told by the numbers already."""
    rows = frame.rows
    looked = all_hold(rule.when, rows) & filled(rows, [*rule.names, *rule.births])
    part = rows.loc[looked]
    sides = [Comparison(People(part[n], part[b], part[i] if i else None)) for n, b, i in zip(rule.names, rule.births, rule.numbers or (None, None), strict=True)]
    likely = [side.pairs() for side in sides]
    codes = np.unique(np.concatenate([p.one * len(part) + p.other for p in likely]))
    first, second = (side.weighed(codes // max(1, len(part)), codes % max(1, len(part)), 0.0) for side in sides)
    _, at_first, at_second = np.intersect1d(first.one * len(part) + first.other, second.one * len(part) + second.other, return_indices=True)
    first, second = first.kept(at_first), second.kept(at_second)
    keep = ~((first.number == NumberLikeness.EQUAL) & (second.number == NumberLikeness.EQUAL))
    first, second = first.kept(keep), second.kept(keep)
    both = Compared(first.one, first.other, first.name, first.date, first.number, first.score + second.score)
    bad, text = pd.Series(False, index=rows.index), pd.Series("", index=rows.index, dtype="object")
    titles = [frame.title(n) for n in rule.names]
    for at in nearest(both):
        one, label = part.iloc[both.one[at]], part.index[both.other[at]]
        reasons = "; ".join(f"“{title}” {reason(s.name[at], s.date[at], s.number[at], [])}" for title, s in zip(titles, (first, second), strict=True))
        text[label] = f"Có thể cùng một cặp với {place(one['_file'], one['_sheet'], one['_row'])}: {reasons}."
        bad[label] = True
    return Verdict(looked, bad, None, text, "Xác minh có phải một lượt đăng ký; nếu phải, giữ một dòng.")
