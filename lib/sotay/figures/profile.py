"""The profile of any table of a book, from its definition alone: rows, codes, declared ratios, sums, empty columns, failing rules."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import pandas as pd

from sotay.checks.model import all_hold
from sotay.checks.within_table import outermost
from sotay.definitions.models.dataset import Column
from sotay.definitions.registry import TableRef
from sotay.figures.counting import guarded, ratio, total
from sotay.figures.times import by_month
from sotay.privacy.suppression.shares import group_shares, share_shown

if TYPE_CHECKING:
    from sotay.book import Book

# The eight classes of errors of CV 4856/BCA-TTDLQG.
CLASSES = {1: "Thiếu bắt buộc", 2: "Ngoại lai", 3: "Trùng lặp", 4: "Sai định dạng", 5: "Mất tham chiếu", 6: "Mâu thuẫn", 7: "Lỗi thời", 8: "Lệch nguồn chuẩn"}
# Units whose figures are not added up over rows; nor are those of one thing per another ("đồng/đơn vị").
_NOT_ADDED = {"%", "điểm", "sao", "tầng", "m"}
# Of these a share of the sums says something all the same: points reached of points to be had.
_SHARED = {"điểm"}


def _tables(book: Book, datasets: list[str]) -> Iterator[TableRef]:
    for name in datasets:
        yield from (book.ref(t.id) for t in book.registry.datasets[name].tables)


def _with_rows(book: Book, datasets: list[str]) -> Iterator[tuple[TableRef, pd.DataFrame]]:
    """Tables of the datasets that have rows this month and are stored row by row."""
    for ref in _tables(book, datasets):
        if ref.table.keep == "rows" and book.has(ref.id):
            rows = book.load(ref.id)
            if len(rows):
                yield ref, rows


def _untold(book: Book, ref: TableRef, rows: pd.DataFrame) -> bool:
    """Is the number of these rows not told: then neither is a count of cells, nor a mean beside its sum."""
    return not book.rows_told(ref.id)


def _declared(ref: TableRef, rows: pd.DataFrame) -> list[Column]:
    return [c for c in ref.table.columns if c.name in rows]


def overview(book: Book, datasets: list[str]) -> pd.DataFrame:
    """A line per table: rows this month and the month before, months stored, columns and how much of them is filled; nothing where the table did not come."""
    before = [m for m in book.months if m < book.month][-1:]
    lines = []
    for ref in _tables(book, datasets):
        past, rows = by_month(book, ref.id), book.load(ref.id) if ref.table.keep == "rows" else pd.DataFrame()
        known = rows[[c.name for c in _declared(ref, rows)]]
        lines.append({
            "Bảng": ref.table.title, "Dòng tháng này": past.get(book.month), "Dòng tháng trước": past.get(before[0]) if before else None, "Số tháng đã lưu": len(book.months_of(ref.id)),
            "Số cột": len(ref.table.columns), "Ô đã điền (%)": None if book.is_untold(ref.dataset.id) else ratio(int(known.notna().to_numpy().sum()), known.size),
        })
    return pd.DataFrame(lines).astype({"Dòng tháng này": "Int64", "Dòng tháng trước": "Int64", "Ô đã điền (%)": "Float64"}) if lines else pd.DataFrame()


def leading_codes(book: Book, datasets: list[str], most: int = 6) -> pd.DataFrame:
    """A line per table whose number of rows is told: its first impersonal coded column with more than one value, and how many rows each of the largest values has; none where all groups are too small to be told apart."""
    lines = []
    for ref, rows in _with_rows(book, datasets):
        codes = [c for c in _declared(ref, rows) if c.type == "code" and c.pii == "none" and rows[c.name].nunique() > 1]
        if codes and not _untold(book, ref, rows):
            found = rows[codes[0].name].value_counts()
            if ref.table.person or any(c.pii == "sensitive" for c in ref.table.columns):
                found = guarded(found, book.small_number)
            if len(found) < 2:
                continue
            parts = [f"{value}: {f'dưới {book.small_number}' if pd.isna(count) else count}" for value, count in found.head(most).items()] + ([f"khác: {found.iloc[most:].sum()}"] if len(found) > most else [])
            lines.append({"Bảng": ref.table.title, "Phân theo": codes[0].title, "Số dòng từng loại": "; ".join(parts), "Chưa ghi": int(rows[codes[0].name].isna().sum())})
    return pd.DataFrame(lines)


def _ratios(ref: TableRef, rows: pd.DataFrame, most: int = 6) -> Iterator[tuple[str, str, str, pd.DataFrame]]:
    """The shares that a table's rules declare (`ratio`, and `not_above` between numbers of one unit): title, part, whole, and the rows to which they apply with both filled."""
    known = {c.name: c for c in ref.table.columns if c.type in ("int", "dec", "vnd", "pct") and c.pii == "none" and c.name in rows}
    declared = [(r, r.numerator, r.denominator, ref.table.column(r.field).title.removesuffix(" (%)")) for r in ref.table.rules if r.kind == "ratio"]
    declared += [(r, r.part, r.whole, f"{known[r.part].title} / {known[r.whole].title}") for r in ref.table.rules if r.kind == "not_above" and r.factor == 1 and {r.part, r.whole} <= set(known) and known[r.part].unit == known[r.whole].unit]
    seen: set[tuple[str, str]] = set()
    for rule, part, whole, title in declared:
        if {part, whole} <= set(known) and (part, whole) not in seen and len(seen) < most:
            both = rows[all_hold(rule.when, rows) & rows[part].notna() & rows[whole].notna()]
            if (total(both, whole) or 0) > 0:
                seen.add((part, whole))
                yield title, part, whole, both


def _adds_up(ref: TableRef, part: str, whole: str) -> bool:
    """May a share be taken of sums over the rows: both columns count whole things, or measure in one unit that adds up; of rows that each measure a thing of their own it may not."""
    columns = [ref.table.column(name) for name in (part, whole)]
    if any(not _added(c.unit or "") and c.unit not in _SHARED for c in columns):
        return False
    return all(c.type in ("int", "vnd") for c in columns) or columns[0].unit is not None and columns[0].unit == columns[1].unit


def _added(unit: str) -> bool:
    """Do figures in this unit add up to one that says something."""
    return unit not in _NOT_ADDED and "/" not in unit


def added_up(book: Book, datasets: list[str]) -> bool:
    """Is every declared share of these tables computed from sums, none told row by row only."""
    return all(_adds_up(ref, part, whole) for ref, rows in _with_rows(book, datasets) for _, part, whole, _ in _ratios(ref, rows))


def _of_rates(ref: TableRef) -> list[str]:
    """The columns that a table's shares are computed from."""
    conditions = {name for r in ref.table.rules if r.kind in ("ratio", "not_above") for c in r.when for name in (c.field, c.above_field, c.not_above_field)}
    return [c.name for c in ref.table.columns if c.name in conditions or (c.type in ("int", "dec", "vnd", "pct") and c.pii == "none")] + [r.outline for r in ref.table.rules if r.kind == "hierarchy_sum"]


def _to_add(ref: TableRef, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that may be added up: of a table with nested totals its outermost lines, so that nothing counts twice."""
    outline = next((r.outline for r in ref.table.rules if r.kind == "hierarchy_sum" and r.outline in rows), None)
    return rows[outermost(rows[outline])] if outline else rows


def declared_rates(book: Book, datasets: list[str]) -> pd.DataFrame:
    """Every share that a table's rules declare and that may be taken of sums over its rows: part, whole, percent."""
    lines = []
    for ref, rows in _with_rows(book, datasets):
        for title, part, whole, both in _summed(ref, rows):
            counted, of, least = total(both, part), total(both, whole), _least(book, ref, whole)
            percent = share_shown(counted, of, least) if counted is not None and of else None
            # A part that is small, or leaves out few, is not told by its percentage and not beside it.
            shown = counted if percent is not None or not least else None
            lines.append({"Bảng": ref.table.title, "Tỷ lệ": title, "Tử số": ref.table.column(part).title, "Cộng tử số": shown, "Đơn vị tử số": _unit(ref, part), "Mẫu số": ref.table.column(whole).title,
                          "Cộng mẫu số": of if not least or (of or 0) >= least else None, "Đơn vị mẫu số": _unit(ref, whole), "Bằng (%)": percent})
    return pd.DataFrame(lines)


def _summed(ref: TableRef, rows: pd.DataFrame) -> Iterator[tuple[str, str, str, pd.DataFrame]]:
    """The declared shares (see `_ratios`) that may be taken of sums, with the rows to add."""
    return (found for found in _ratios(ref, _to_add(ref, rows)) if _adds_up(ref, found[1], found[2]))


def _unit(ref: TableRef, column: str) -> str:
    """What a number column is measured in; empty where that is not declared."""
    known = ref.table.column(column)
    return known.unit or {"pct": "%", "vnd": "đồng"}.get(known.type, "")


def _least(book: Book, ref: TableRef, column: str) -> int:
    """The threshold for a column that counts people; 0 for one that counts money, things or events."""
    return book.small_number if ref.table.column(column).unit in book.registry.commune.people_units else 0


def rates_per_month(book: Book, datasets: list[str]) -> pd.DataFrame:
    """The first declared share of each table, in percent, a line per stored month and a column per share; months without a file are missing."""
    found: dict[str, dict[str, float | None]] = {}
    for ref, _ in _with_rows(book, datasets):
        for month, rows in book.over_months(ref.id, _of_rates(ref)).groupby("thang"):
            for title, part, whole, both in islice(_summed(ref, rows), 1):
                found.setdefault(title, {})[str(month)] = share_shown(total(both, part) or 0, total(both, whole) or 0, _least(book, ref, whole))
    return pd.DataFrame(found).reindex(book.months) if found else pd.DataFrame()


def lowest_rates(book: Book, datasets: list[str], most: int = 4) -> pd.DataFrame:
    """The rows where each table's first declared share is lowest, named by a village or text of its own; records of single cases, small wholes and tables with a personal column are left out."""
    lines = []
    for ref, rows in _with_rows(book, datasets):
        label = _label(ref, rows)
        if label is None or ref.table.period == "flow" or any(c.pii != "none" for c in ref.table.columns):
            continue
        for title, part, whole, both in islice(_ratios(ref, rows), 1):
            enough = both[both[whole] >= book.small_number]
            values = group_shares(enough[part], enough[whole], _least(book, ref, whole)).dropna().sort_values(kind="stable").head(most)
            names = _names(book, ref, both, label)
            lines += [{"Tỷ lệ": title, "Ở dòng": names.at[i], "Tử số": both.at[i, part], "Mẫu số": both.at[i, whole], "Bằng (%)": value} for i, value in values.items()]
    return pd.DataFrame(lines)


def _label(ref: TableRef, rows: pd.DataFrame) -> str | None:
    """The column that names a row best: of villages and texts that differ from row to row, one of several words rather than a code."""
    known = [c.name for c in _declared(ref, rows) if c.type in ("village", "text") and not c.free_text and rows[c.name].notna().mean() > 0.9 and rows[c.name].nunique() > max(1, len(rows) / 2)]
    return max(known, key=lambda n: (rows[n].str.contains(" ").mean() > 0.5, rows[n].nunique()), default=None)


def _names(book: Book, ref: TableRef, rows: pd.DataFrame, label: str) -> pd.Series:
    """What to call each row: its label, in place of a code the name that the table it refers to has for it; rows alike are told apart by the rest of their key."""
    names = rows[label].astype("object")
    rule = next((r for r in ref.table.rules if r.kind == "reference" and r.field == label and not r.with_fields), None)
    if rule is not None and book.has(rule.to_table):
        other, known = book.ref(rule.to_table), book.load(rule.to_table)
        name = _label(other, known)
        if name not in (None, rule.to_field) and rule.to_field in known and other.table.column(name).pii == "none":
            names = names.map(known.drop_duplicates(rule.to_field).set_index(rule.to_field)[name]).fillna(names)
    further = [k for k in ref.table.key if k != label and k in rows and ref.table.column(k).type in ("code", "text") and rows[k].nunique() > 1]
    if names.duplicated().any() and further:
        names = names.str.cat([rows[k].astype("object") for k in further], sep=", ", na_rep="chưa ghi")
    return names


def _rounded(mean: float) -> float:
    """A mean as far as anyone reads it: large ones whole."""
    return float(round(mean)) if abs(mean) >= 100 else mean


def column_sums(book: Book, datasets: list[str], most: int = 6) -> pd.DataFrame:
    """The first number columns with a unit of each table: cells filled, sum where the unit adds up, mean per row where there are several; tables with nested totals are left out."""
    lines = []
    for ref, rows in _with_rows(book, datasets):
        if any(r.kind == "hierarchy_sum" for r in ref.table.rules):
            continue
        numbers = [c for c in _declared(ref, rows) if c.type in ("int", "dec", "vnd", "pct") and c.pii == "none" and (c.unit or c.type in ("vnd", "pct")) and rows[c.name].notna().any()]
        untold = _untold(book, ref, rows)
        for c in numbers[:most]:
            unit = _unit(ref, c.name)
            added = total(rows, c.name)
            few = added is not None and 0 < added < _least(book, ref, c.name)
            filled = int(rows[c.name].notna().sum())
            lines.append({"Bảng": ref.table.title, "Cột": c.title, "Đơn vị": unit, "Số ô có số": None if untold else filled, "Cộng": None if few or not _added(unit) else added,
                          "Bình quân một dòng": None if few or untold or filled < 2 and _added(unit) else _rounded(float(rows[c.name].astype("Float64").mean()))})
    return pd.DataFrame(lines).astype({"Số ô có số": "Int64", "Bình quân một dòng": "Float64"}) if lines else pd.DataFrame()


def emptiest(book: Book, datasets: list[str], most: int = 3) -> pd.DataFrame:
    """The columns of each table whose number of rows is told with the most empty cells, required ones first."""
    lines = []
    for ref, rows in _with_rows(book, datasets):
        # A column that no file has is as long as the table.
        if _untold(book, ref, rows):
            continue
        gaps = [{"Bảng": ref.table.title, "Cột": c.title, "Bắt buộc": "có" if c.required else "có điều kiện" if c.required_when else "không", "Ô trống": int(rows[c.name].isna().sum()),
                 "Trống (%)": 100.0 * float(rows[c.name].isna().mean())} for c in _declared(ref, rows) if rows[c.name].isna().any()]
        lines += sorted(gaps, key=lambda g: (g["Bắt buộc"] != "có", -g["Ô trống"]))[:most]
    return pd.DataFrame(lines)


def failing(book: Book, datasets: list[str], most: int = 3) -> pd.DataFrame:
    """A line per table: rows looked at by its checks, failures, and the checks that failed most, with their columns and numbers."""
    found = book.findings(datasets).drop_duplicates(["dataset", "rule"]).set_index(["dataset", "rule"])["field"]
    lines = []
    for ref in _tables(book, datasets):
        own = book.part("runs", [ref.dataset.id])
        own = own[own["table"] == ref.id]
        if len(own):
            failed, kinds = own.groupby("rule")["failed"].sum().sort_values(ascending=False, kind="stable"), own.drop_duplicates("rule").set_index("rule")["class"]
            # How many rows each check looked at is how many there are.
            looked = None if book.is_untold(ref.dataset.id) else int(own["looked"].sum())
            worst = [_named(ref, rule, found.get((ref.dataset.id, rule), ""), kinds[rule]) + (f": {count}" if looked is not None else "") for rule, count in failed[failed > 0].head(most).items()]
            lines.append({"Bảng": ref.table.title, "Phép kiểm tra đã chạy": int(own.loc[own["status"] == "run", "rule"].nunique()), "Lượt kiểm tra": looked, "Không đạt": int(own["failed"].sum()),
                          "Không đạt (%)": ratio(own["failed"].sum(), looked), "Không đạt nhiều nhất": "; ".join(worst) or "không có"})
    return pd.DataFrame(lines).astype({"Lượt kiểm tra": "Int64", "Không đạt (%)": "Float64"}) if lines else pd.DataFrame()


def _named(ref: TableRef, rule: str, field: str, kind: float) -> str:
    """What a check looks for, in words, with the title of its column; the library's own checks carry the column in their id."""
    code, _, column = rule.partition(":")
    title = {c.name: c.title for c in ref.table.columns}.get(column or field)
    declared = next((r for r in ref.table.rules if r.id == rule), None)
    if declared is not None and declared.message:
        return declared.message.rstrip(".")
    words = CLASSES.get(int(kind) if pd.notna(kind) else 0, "Cần kiểm tra")
    return f"{words}, “{title}”" if title else words


def about(book: Book, domain: str) -> pd.DataFrame:
    """What the plan says of a specialised domain: words, lead, help, due quarter, its datasets inside and outside the annex."""
    known = book.domain(domain)
    own = [book.registry.datasets[d] for d in known.datasets]
    last = pd.Period(known.due[-1].replace("-", ""), "Q").end_time
    state = "đã qua" if book.period.start_time > last else "hết hạn trong tháng này" if book.period.end_time >= last else "chưa đến"
    lines = {
        "Nội dung theo Kế hoạch": known.content or "(Kế hoạch không ghi chi tiết)", "Đơn vị chủ trì": book.unit_name(known.lead), "Đơn vị phối hợp": known.with_text, "Thời hạn": f"{known.due_text.rstrip('.')} ({state})",
        "Tập dữ liệu trong phụ lục": ", ".join(d.short for d in own if d.annex) or "không có", "Tập dữ liệu chuyên ngành": ", ".join(d.short for d in own if not d.annex) or "không có",
    }
    return pd.DataFrame({"Mục": list(lines), "Nội dung": list(lines.values())})
