"""Rules over all rows of one table: duplicates, sequences, groups, fillers, deadlines."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sotay.checks.model import Month, MonthFrame, Verdict, all_hold, captured, dossier_days, filled, joined
from sotay.definitions.models import rules as r


def _false(frame: MonthFrame) -> pd.Series:
    return pd.Series(False, index=frame.rows.index)


def first_of_group(rows: pd.DataFrame, bad: pd.Series, by: list[str]) -> pd.Series:
    """Among failing rows, the first of every group (the one the others repeat)."""
    first = pd.Series(False, index=rows.index)
    if not bad.any():
        return first
    inside = rows.loc[bad]
    first.loc[inside.index[~inside.duplicated(by)]] = True
    return first


def _groups(rows: pd.DataFrame, by: list[str]) -> list[pd.Index]:
    """Index labels of each group of rows; all rows as one group without `by`."""
    return [rows.index[positions] for positions in rows.groupby(by, dropna=False).indices.values()] if by else [rows.index]


def others_text(rows: pd.DataFrame, bad: pd.Series, by: list[str], text: str) -> pd.Series | str:
    """The message with the addresses of the other rows of the same group; one for all when no row is bad."""
    if not bad.any():
        return text + "."
    result = pd.Series(text + ".", index=rows.index)
    for _, group in rows.loc[bad].groupby(by, dropna=False):
        spots = [f"{file} dòng {row}" for file, row in zip(group["_file"], group["_row"], strict=True)]
        for position, index in enumerate(group.index):
            result.loc[index] = f"{text}; xem {'; '.join((spots[:position] + spots[position + 1:])[:3])}."
    return result


def repeated(rows: pd.DataFrame, looked: pd.Series, by: list[str]) -> pd.Series:
    """Rows among those looked at that share their fields with another one."""
    marks, places = np.zeros(len(rows), dtype=bool), np.flatnonzero(looked.to_numpy())
    part = rows[by[0]] if len(by) == 1 else rows[by]
    marks[places] = (part if len(places) == len(rows) else part.take(places)).duplicated(keep=False).to_numpy()
    return pd.Series(marks, index=rows.index, copy=False)


def unique(rule: r.Unique, frame: MonthFrame, month: Month) -> Verdict:
    rows, by = frame.rows, list(rule.fields)
    looked = all_hold(rule.when, rows) & filled(rows, by)
    if rule.per_year_of:
        rows = rows.assign(_year=rows[rule.per_year_of].dt.year)
        by = [*by, "_year"]
    titles = " + ".join(f"“{frame.title(n)}”" for n in rule.fields)
    if rule.months_back:
        return _seen_before(rule, frame, month, looked, titles)
    bad = repeated(rows, looked, by)
    return Verdict(looked, bad, rule.fields[-1], others_text(rows, bad, by, f"Trùng {titles}"), "Sửa số ghi nhầm hoặc bỏ dòng lặp.", soft=first_of_group(rows, bad, by))


def _seen_before(rule: r.Unique, frame: MonthFrame, month: Month, looked: pd.Series, titles: str) -> Verdict:
    """Rows whose fields stood in an earlier month already."""
    earlier = month.history(frame.table.id, rule.months_back)
    if not len(earlier) or not set(rule.fields) <= set(earlier):
        return Verdict(not_run="chưa có số liệu tháng trước để so sánh")
    if rule.per_year_of:
        earlier = earlier.loc[(earlier[rule.per_year_of].dt.year == month.last_day.year).fillna(False)]
    there = earlier.dropna(subset=rule.fields)
    months = dict(zip(joined(there, rule.fields), there["_month"], strict=True))
    met = joined(frame.rows, rule.fields).where(looked).map(months, na_action="ignore")
    text = met.map(lambda m: f"{titles} đã có trong dữ liệu tháng {m[5:]}/{m[:4]}.", na_action="ignore").astype("object").fillna("")
    return Verdict(looked, looked & met.notna(), rule.fields[-1], text, "Sửa số ghi nhầm, hoặc bỏ dòng đã gửi tháng trước.")


def exact_duplicates(frame: MonthFrame) -> Verdict:
    """Rows equal in every declared field to an earlier row of the month, in any file; where a file lacks a column of the key, two records may look alike: told as a warning."""
    names = [n for n in frame.table.names() if frame.has(n)]
    enough = _filled_cells(frame, names) >= min(3, len(names))
    # Files with other columns still repeat a row: compare the columns that all files of the row's group share.
    shared = [n for n in names if frame.present(n).all()] or names
    places = _maybe_repeated(frame, shared)
    bad, pair = np.zeros(len(enough), dtype=bool), np.zeros(len(enough), dtype=bool)
    if not len(places):
        return Verdict(enough, bad, None, "", "Xóa dòng lặp.")
    alike = frame.rows[shared].iloc[places]
    later, twin = alike.duplicated().to_numpy(), alike.duplicated(keep=False).to_numpy()
    bad[places] = enough[places] & later & (_filled_cells(frame, shared)[places] >= min(3, len(shared)))
    pair[places] = bad[places] | (enough[places] & twin & ~later)
    text = others_text(frame.rows, pd.Series(pair, index=frame.rows.index), shared, "Dòng lặp lại nguyên vẹn")
    return Verdict(enough, bad, None, text, "Xóa dòng lặp.", soft=None if set(frame.table.key) <= set(shared) else pd.Series(True, index=frame.rows.index))


def _filled_cells(frame: MonthFrame, names: list[str]) -> np.ndarray:
    """How many of these columns each row has a value in."""
    return len(names) - sum((frame.blank(n).astype(np.int64) for n in names), start=np.zeros(len(frame.rows), dtype=np.int64))


def _maybe_repeated(frame: MonthFrame, names: list[str]) -> np.ndarray:
    """Places of rows that may have an equal, narrowed column by column, the most telling ones first: nearly all rows differ in one of these."""
    left, telling = np.arange(len(frame.rows)), ("dossier", "cccd", "identity", "identity_or_tax", "datetime", "name", "doc_no", "text", "date")
    order = {n: (n not in frame.table.key, telling.index(t) if (t := frame.table.column(n).type) in telling else len(telling)) for n in names}
    for name in sorted(names, key=order.__getitem__):
        values = frame.rows[name]
        left = left[(values if len(left) == len(values) else values.take(left)).duplicated(keep=False).to_numpy()]
        if not len(left):
            break
    return left


def skipped(rule: r.Sequence, frame: MonthFrame) -> tuple[pd.Series, pd.Series]:
    """Rows whose number was looked at, and for those after a gap how many numbers are missing right before them."""
    rows = frame.rows
    numbers = pd.to_numeric(captured(rows[rule.field].astype("string"), r"^\s*0*(?P<number>\d+)")["number"], errors="coerce")
    looked = all_hold(rule.when, rows) & numbers.notna()
    found = [pd.Series(dtype="int64")]
    lost = frame.unread(rule.field) | rows[[n for n in (rule.field, *rule.group) if frame.table.column(n).required]].isna().any(axis=1)
    for members in _groups(rows.loc[looked], rule.group):
        ordered = numbers.loc[members].drop_duplicates().sort_values()
        # A number that could not be read, or was left out, is there all the same: so many are not called missing.
        unreadable = int(lost[rows["_part"].isin(rows.loc[members, "_part"].unique())].sum())
        gaps = ordered.diff()
        found.append(gaps[gaps > rule.max_gap + unreadable].astype("int64") - 1)
    return looked, pd.concat(found)


def sequence(rule: r.Sequence, frame: MonthFrame, month: Month) -> Verdict:
    looked, missing = skipped(rule, frame)
    bad, text = _false(frame), pd.Series("", index=frame.rows.index)
    bad.loc[missing.index] = True
    text.loc[missing.index] = [f"“{frame.title(rule.field)}” nhảy số: thiếu {n} số liền trước." for n in missing]
    return Verdict(looked, bad, rule.field, text, "Kiểm tra các số còn thiếu: chưa gửi, bỏ trống hay ghi nhầm.")


def dossier_sequence(rule: r.DossierSequence, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    parts = captured(rows[rule.field], r"^(?P<day>.+-\d{6})-(?P<number>\d+)$")
    numbers = pd.to_numeric(parts["number"], errors="coerce")
    looked = all_hold(rule.when, rows) & numbers.notna()
    ordered = pd.DataFrame({"day": parts["day"], "number": numbers}).loc[looked].drop_duplicates().sort_values(["day", "number"], kind="stable")
    step = ordered["number"] - ordered.groupby("day")["number"].shift(fill_value=0)
    bad, text = _false(frame), pd.Series("", index=rows.index)
    gaps = step[step > 1]
    bad.loc[gaps.index] = True
    text.loc[gaps.index] = [f"Số thứ tự trong ngày nhảy số: thiếu {int(n) - 1} mã liền trước." for n in gaps]
    return Verdict(looked, bad, rule.field, text, "Kiểm tra hồ sơ của các mã còn thiếu: chưa kết xuất hay đã hủy.")


def ascending(rule: r.Ascending, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    looked = all_hold(rule.when, rows) & filled(rows, [rule.field, rule.by])
    bad = _false(frame)
    groups = _groups(rows.loc[looked], rule.group)
    for members in groups:
        part = rows.loc[members].sort_values(rule.by, kind="stable")
        values = part[rule.field]
        fallen = (values < values.shift()) & ~(values.shift(-1) < values.shift()).fillna(False)
        bad.loc[part.index[fallen.fillna(False).astype(bool)]] = True
    return Verdict(looked, bad, rule.field, f"“{frame.title(rule.field)}” không tăng theo “{frame.title(rule.by)}”.")


def due_state(rule: r.DueState, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    due, finished = rows[rule.due].dt.normalize(), rows[rule.finished].dt.normalize()
    state = pd.Series(pd.NA, index=rows.index, dtype="object")
    state = state.mask(finished.notna() & due.notna() & (finished < due), rule.early).mask(finished.notna() & (due.isna() | (finished == due)), rule.on_time)
    state = state.mask(finished.notna() & due.notna() & (finished > due), rule.late)
    # Only finished dossiers are judged: while one is open its state depends on the day of the export.
    label = rows[rule.label_field]
    looked = all_hold(rule.when, rows) & label.notna() & finished.notna() & ~frame.unread(rule.due)
    bad = looked & (label != state).fillna(False).astype(bool)
    return Verdict(looked, bad, rule.label_field, f"“{frame.title(rule.label_field)}” không khớp với “{frame.title(rule.due)}” và “{frame.title(rule.finished)}”.", "Sửa tình trạng hoặc ngày; báo cáo dùng tình trạng tính từ ngày.")


def dossier_date(rule: r.DossierDate, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    stamp = dossier_days(rows[rule.code_field])
    there = [f for f in rule.fields if frame.present(f).any()]
    if not there:
        return Verdict(not_run="không có cột ngày để đối chiếu")
    looked = all_hold(rule.when, rows) & stamp.notna() & rows[there].notna().any(axis=1)
    equal = pd.concat([(rows[f].dt.normalize() == stamp).fillna(False) for f in there], axis=1).any(axis=1)
    return Verdict(looked, looked & ~equal.astype(bool), rule.code_field, "Ngày trong mã hồ sơ khác ngày tiếp nhận.", "Kiểm tra mã hồ sơ và ngày tiếp nhận.")


def filler(rule: r.Filler, frame: MonthFrame, month: Month) -> Verdict:
    values = frame.rows[rule.field]
    looked = all_hold(rule.when, frame.rows) & values.notna()
    counts = values.where(looked).map(values.where(looked).value_counts())
    bad = looked & (counts >= rule.min_rows).fillna(False).astype(bool) & (counts * 100 > rule.max_pct * looked.sum()).fillna(False).astype(bool)
    return Verdict(looked, bad, rule.field, f"Nhiều dòng cùng một giá trị ở “{frame.title(rule.field)}”: có thể là giá trị điền tạm.")


def no_overlap(rule: r.NoOverlap, frame: MonthFrame, month: Month) -> Verdict:
    rows = frame.rows
    looked = all_hold(rule.when, rows) & filled(rows, [*rule.key, rule.first])
    part = rows.loc[looked].sort_values([*rule.key, rule.first], kind="stable")
    ends = part[rule.last].fillna(pd.Timestamp.max.normalize()).groupby([part[k] for k in rule.key]).shift()
    bad = _false(frame)
    bad.loc[part.index[(part[rule.first] <= ends).fillna(False)]] = True
    return Verdict(looked, bad, rule.first, "Khoảng hiệu lực chồng lên dòng khác cùng mã.")


def hierarchy_sum(rule: r.HierarchySum, frame: MonthFrame, month: Month) -> Verdict:
    rows, looked, bad = frame.rows, _false(frame), _false(frame)
    for _, part in rows.groupby("_part"):
        levels = part[rule.outline].map(_outline_level)
        for position, index in enumerate(part.index):
            children = _children(levels.to_numpy(), position)
            values = part[rule.field].astype("Float64")
            if children and values.notna().iloc[[position, *children]].all():
                looked.loc[index] = True
                bad.loc[index] = abs(float(values.iloc[position]) - float(values.iloc[children].sum())) > rule.tolerance
    return Verdict(looked, bad, rule.field, f"“{frame.title(rule.field)}” của mục cha khác tổng các mục con.")


def outermost(marks: pd.Series) -> pd.Series:
    """Which rows of an outline (A, I, 1, a, -) no other row contains: those that may be added up. One bool per row; all of them where no row has a mark."""
    levels, above, free = [_outline_level(m) for m in marks], [], []
    for level in levels:
        while level is not None and above and above[-1] >= level:
            above.pop()
        free.append(level is not None and not above)
        above += [] if level is None else [level]
    return pd.Series(free if any(v is not None for v in levels) else True, index=marks.index, dtype=bool)


def _outline_level(mark) -> int | None:
    """A, B -> 1; I, II -> 2; 1, 2 -> 3; 1.1 -> 4; a, b -> 5; - + -> 6."""
    mark = str(mark).strip().rstrip(".)") if pd.notna(mark) else ""
    if not mark:
        return None
    if set(mark) <= set("IVX"):
        return 2
    if mark.isdigit():
        return 3
    if mark.replace(".", "").isdigit():
        return 3 + mark.count(".")
    if mark[0] in "-+*•":
        return 8
    return 1 if mark.isupper() else 7


def _children(levels, position: int) -> list[int]:
    own = levels[position]
    if own is None or pd.isna(own):
        return []
    block = []
    for index in range(position + 1, len(levels)):
        if levels[index] is None or pd.isna(levels[index]):
            continue
        if levels[index] <= own:
            break
        block.append(index)
    if not block:
        return []
    nearest = min(levels[i] for i in block)
    return [i for i in block if levels[i] == nearest]


KINDS = {
    "unique": unique, "sequence": sequence, "dossier_sequence": dossier_sequence, "ascending": ascending, "due_state": due_state, "dossier_date": dossier_date,
    "filler": filler, "no_overlap": no_overlap, "hierarchy_sum": hierarchy_sum,
}
