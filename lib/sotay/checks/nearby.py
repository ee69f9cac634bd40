"""Reports of one incident sent more than once: close to each other in place and time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sotay.checks.model import Month, MonthFrame, Verdict, all_hold, filled
from sotay.definitions.models import rules as r

_EARTH_METRES = 6_371_000


def near_report(rule: r.NearReport, frame: MonthFrame, month: Month) -> Verdict:
    """The later of two reports is told, with the address of the earlier one."""
    rows = frame.rows
    looked = all_hold(rule.when, rows) & filled(rows, [rule.latitude, rule.longitude, rule.moment])
    bad, text = pd.Series(False, index=rows.index), pd.Series("", index=rows.index)
    part = rows.loc[looked].sort_values(rule.moment, kind="stable")
    moments = part[rule.moment].to_numpy().astype("datetime64[s]").astype(np.int64)
    where = np.radians(part[[rule.latitude, rule.longitude]].astype(float).to_numpy())
    for step in range(1, len(part)):
        soon = moments[step:] - moments[:-step] <= rule.hours * 3600
        if not soon.any():
            break
        pairs = soon & (_metres(where[:-step], where[step:]) <= rule.metres)
        for name in rule.same:
            values = part[name].to_numpy(dtype=object)
            pairs &= np.array([a == b for a, b in zip(values[:-step], values[step:], strict=True)], dtype=bool)
        for position in np.flatnonzero(pairs):
            one, other = part.index[position], part.index[position + step]
            if not bad[other]:
                text[other] = f"Có thể là một việc với {rows.at[one, '_file']} dòng {rows.at[one, '_row']}: cách nhau không quá {rule.metres} mét, {rule.hours} giờ."
            bad[other] = True
    return Verdict(looked, bad, None, text, "Xác minh có phải một việc; nếu phải, gộp lại.")


def _metres(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Great-circle distance of points given in radians."""
    up, across = other[:, 0] - one[:, 0], other[:, 1] - one[:, 1]
    chord = np.sin(up / 2) ** 2 + np.cos(one[:, 0]) * np.cos(other[:, 0]) * np.sin(across / 2) ** 2
    return 2 * _EARTH_METRES * np.arcsin(np.sqrt(chord))


KINDS = {"near_report": near_report}
