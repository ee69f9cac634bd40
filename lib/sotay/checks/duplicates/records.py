"""One record entered twice under two codes: all else equal, and the codes a slip of the hand apart."""

from __future__ import annotations

import pandas as pd

from sotay.checks.duplicates.blocking import LARGE
from sotay.checks.duplicates.explaining import place
from sotay.checks.model import Month, MonthFrame, Verdict, all_hold, filled
from sotay.definitions.models import rules as r


def mistyped_code(rule: r.MistypedCode, frame: MonthFrame, month: Month) -> Verdict:
    """The later row is told. Codes that follow on each other are two records handed in together."""
    rows = frame.rows
    looked = all_hold(rule.when, rows) & filled(rows, [rule.code_field, *rule.same])
    alike = rows.loc[looked]
    alike = alike.loc[alike.duplicated(rule.same, keep=False)]
    bad, text = pd.Series(False, index=rows.index), pd.Series("", index=rows.index, dtype="object")
    for places in alike.groupby(rule.same, sort=False).indices.values():
        for at, other in enumerate(places):
            code = str(alike[rule.code_field].iloc[other])
            earlier = next((one for one in places[max(0, at - LARGE) : at][::-1] if one_slip(str(alike[rule.code_field].iloc[one]), code)), None)
            if earlier is not None:
                one = alike.iloc[earlier]
                text[alike.index[other]] = (f"“{frame.title(rule.code_field)}” chỉ lệch một chữ số với {place(one['_file'], one['_sheet'], one['_row'])}, "
                                            f"còn {', '.join(f'“{frame.title(n)}”' for n in rule.same)} giống hệt; có thể là một việc, mã gõ nhầm.")
                bad[alike.index[other]] = True
    return Verdict(looked, bad, rule.code_field, text, "Đối chiếu mã với bản gốc; nếu là một việc thì giữ dòng có mã đúng.")


def one_slip(first: str, second: str) -> bool:
    """One digit different, or two neighbouring digits changed about; not the next number in the row."""
    if len(first) != len(second):
        return False
    apart = [i for i, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if not apart or len(apart) > 2 or not all(first[i].isdigit() and second[i].isdigit() for i in apart):
        return False
    if len(apart) == 2:
        left, right = apart
        return right == left + 1 and first[left] == second[right] and first[right] == second[left]
    return not (apart[0] == len(first) - 1 and abs(int(first[-1]) - int(second[-1])) == 1)
