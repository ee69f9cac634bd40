"""People of one table who are likely, though written differently, people of another: a registered death against a list of benefits."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sotay.checks.duplicates.comparing import Compared, People, compare
from sotay.checks.duplicates.explaining import MISTYPED_NUMBER, place, reason
from sotay.checks.duplicates.names import plain
from sotay.checks.duplicates.numbers import NumberLikeness
from sotay.checks.duplicates.similar import nearest
from sotay.checks.model import Month, MonthFrame, Verdict, all_hold, filled
from sotay.cleaning.text import accent_key
from sotay.definitions.models import rules as r

_MONTHS_BACK = 12
_FIX = "Đối chiếu hai hồ sơ; nếu là một người, sửa chỗ ghi sai rồi cập nhật trạng thái (thôi hưởng, đã chết, chuyển đi)."


def same_person_in(rule: r.SamePersonIn, frame: MonthFrame, month: Month) -> Verdict:
    """Each row here is told of the likeliest person there."""
    title = month.registry.tables[rule.to_table].table.title
    there, rows = _people_there(rule, month), frame.rows
    if there is None:
        return Verdict(not_run=f"chưa có dữ liệu “{title}” để đối chiếu")
    looked = all_hold(rule.when, rows) & filled(rows, [rule.name_field, rule.birth_field])
    part = rows.loc[looked]
    people, split = _one_under_the_other(rule, there, part), len(there)
    found = _not_told_by_absence(rule, compare(people, split), people, frame)
    bad, text = pd.Series(False, index=rows.index), pd.Series("", index=rows.index, dtype="object")
    for at in nearest(found):
        one, other = int(found.one[at]), int(found.other[at])
        same = [frame.title(n) for n, values in ((rule.village_field, people.village), (rule.sex_field, people.sex)) if n and _both(values, one, other)]
        end = f"; {MISTYPED_NUMBER}" if found.number[at] == NumberLikeness.SLIP else ""
        label = part.index[other - split]
        text[label] = f"Có thể là người ở “{title}” ({_where(there.iloc[one])}): {reason(found.name[at], found.date[at], found.number[at], same)}{end}."
        bad[label] = True
    return Verdict(looked, bad, None, text, _FIX)


def _people_there(rule: r.SamePersonIn, month: Month) -> pd.DataFrame | None:
    """Rows of the other table that have a name and a birth date; None when it was never handed in."""
    here, earlier = month.frames.get(rule.to_table), month.history(rule.to_table, _MONTHS_BACK)
    tables = [t for t in (here.rows if here is not None else None, earlier) if t is not None and len(t)]
    if not tables:
        return None
    there = pd.concat(tables, ignore_index=True)
    return there.loc[filled(there, [rule.to_name_field, rule.to_birth_field])].reset_index(drop=True)


def _one_under_the_other(rule: r.SamePersonIn, there: pd.DataFrame, here: pd.DataFrame) -> People:
    """The people there, then the people here; a column that one of the two does not declare says nothing."""

    def column(there_name: str | None, here_name: str | None) -> pd.Series | None:
        if not there_name or not here_name:
            return None
        return pd.concat([there[there_name].astype("object"), here[here_name].astype("object")], ignore_index=True)

    births = pd.concat([there[rule.to_birth_field], here[rule.birth_field]], ignore_index=True)
    village = None
    if rule.to_place_field and rule.village_field:
        places = _villages_in(there[rule.to_place_field], here[rule.village_field].dropna().unique())
        village = pd.concat([places, here[rule.village_field].astype("object")], ignore_index=True)
    return People(column(rule.to_name_field, rule.name_field), births, column(rule.to_id_field, rule.id_field), column(rule.to_sex_field, rule.sex_field), village)


def _villages_in(addresses: pd.Series, villages: np.ndarray) -> pd.Series:
    """The one village that an address names as whole words; of two the one whose name holds the other ("Đồng Mậm Trên"); else none."""
    keys = {v: f" {accent_key(str(v))} " for v in villages}
    found = {}
    for address in addresses.dropna().unique():
        text = f" {accent_key(str(address))} "
        named = [v for v, key in keys.items() if key in text]
        longest = max(named, key=lambda v: len(keys[v]), default=None)
        found[address] = longest if all(keys[v] in keys[longest] for v in named) else None
    return addresses.map(found).astype("object")


def _not_told_by_absence(rule: r.SamePersonIn, found: Compared, people: People, frame: MonthFrame) -> Compared:
    """Without pairs that an `absent_from` rule of the table accuses already: one number, or one name and birth date where no number stands here."""
    if not any(other.kind == "absent_from" and other.to_table == rule.to_table for other in frame.table.rules):
        return found
    names, births = people.names.map(plain).to_numpy(), people.births.to_numpy()
    numberless = people.numbers.isna().to_numpy()[found.other] if people.numbers is not None else True
    by_person = (names[found.one] == names[found.other]) & (births[found.one] == births[found.other]) & numberless
    return found.kept((found.number != NumberLikeness.EQUAL) & ~by_person)


def _both(values: pd.Series | None, one: int, other: int) -> bool:
    return values is not None and pd.notna(values.iloc[one]) and values.iloc[one] == values.iloc[other]


def _where(row: pd.Series) -> str:
    """The row there; one of an earlier month with its month."""
    month = row.get("_month")
    return place(row["_file"], row["_sheet"], row["_row"]) + (f", tháng {month[5:]}/{month[:4]}" if isinstance(month, str) else "")
