"""What stands behind an indicator: the rows of a component, quality before and after, errors by class, repairs, checks that could not run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from sotay.checks.model import all_hold
from sotay.cleaning.corrections import APPLIED
from sotay.cleaning.rules import CHANGES
from sotay.definitions.models.indicator import AnyMeasure
from sotay.figures import UNSAID
from sotay.intake.counts import file_count
from sotay.privacy.suppression.shares import group_shares, groups_told
from sotay.scoring.shown import change
from sotay.tracking.words import CLASSES, count, listed

if TYPE_CHECKING:
    from sotay.book import Book

MET = "dat"
CELL = ["unit", "file", "sheet", "row", "column"]
_QUOTED = re.compile(r"“[^”]*”")


def measure_of(book: Book, indicator: str, measure: str) -> AnyMeasure:
    return next(m for m in book.registry.indicators[indicator].measures if m.id == measure)


def measured(book: Book, indicator: str, measure: str) -> pd.DataFrame:
    """The rows that a component (row_share, linked_share) counts, with `dat`: does the row count as reached; no row where a table is missing."""
    known = measure_of(book, indicator, measure)
    rows = book.load(known.table)
    if known.kind == "linked_share" and not book.has(known.in_table):
        rows = rows.head(0)
    if rows.empty:
        return rows.assign(**{MET: pd.Series(dtype=bool)})
    rows = rows[all_hold(known.of, rows)]
    if known.kind == "row_share":
        return rows.assign(**{MET: _either(known, rows)})
    other = book.load(known.in_table)
    if known.in_key not in other:  # a log kept as counts has no keys
        return rows.head(0).assign(**{MET: pd.Series(dtype=bool)})
    rows = rows[rows[known.key].notna()]
    rows = rows[rows[known.key].isin(set(other[known.in_key].dropna()))] if known.among == "found" else rows
    keys = set(other.loc[_either(known, other), known.in_key].dropna())
    keys -= set(other.loc[all_hold(known.unless, other), known.in_key].dropna()) if known.unless else set()
    return rows.assign(**{MET: rows[known.key].isin(keys)})


def _either(known: AnyMeasure, rows: pd.DataFrame) -> pd.Series:
    hit = all_hold(known.that, rows)
    return hit | all_hold(known.or_that, rows) if known.or_that else hit


def joined(rows: pd.DataFrame, other: pd.DataFrame, key: str, columns: list[str]) -> pd.DataFrame:
    """`rows` with `columns` of the first row of `other` that has the same key; missing where there is none."""
    found = other.dropna(subset=[key]).drop_duplicates(key)[[key, *columns]]
    return rows.drop(columns=[c for c in columns if c in rows]).merge(found, on=key, how="left")


def share_by(rows: pd.DataFrame, by: str, least: int, numerator: str = MET, denominator: str = "") -> pd.DataFrame:
    """Per value of a column: "Đạt", "Tổng" (rows, or the sum of `denominator`), "Còn lại" and "Tỷ lệ" in percent; most first. Missing where it is fewer than `least`, and where it would give such a number back; no line where no share is left."""
    if rows.empty:
        return pd.DataFrame({name: pd.Series(dtype="Float64") for name in ("Đạt", "Tổng", "Còn lại", "Tỷ lệ")})
    labels = rows[by].astype("object").where(rows[by].notna(), UNSAID)
    top = rows[numerator].astype("Float64").groupby(labels).sum(min_count=1)
    below = rows[denominator].astype("Float64").groupby(labels).sum(min_count=1) if denominator else labels.groupby(labels).size().astype("Float64")
    whole = groups_told(below.fillna(0).astype(int), least) | below.isna()
    shares = group_shares(top, below, least).where(whole)
    told = shares.notna() | below.isna() | (below == 0)
    frame = pd.DataFrame({"Đạt": top.where(told), "Tổng": below.where(whole), "Còn lại": (below - top).where(told), "Tỷ lệ": shares})
    frame = frame.loc[below.sort_values(ascending=False, kind="stable").index].rename_axis(None)
    return frame if frame["Tỷ lệ"].notna().any() else frame.head(0)


def compare(book: Book, indicator: str, first: str, second: str) -> pd.DataFrame:
    """A component as received and after cleaning, per dataset; those with the most to repair first."""
    rows = book.scores(indicator, "dataset")
    wide = rows[rows["measure"].isin([first, second])].pivot_table(index="scope_id", columns="measure", values="value").reindex(columns=[first, second]).dropna(how="all")
    frame = pd.DataFrame({"Tập dữ liệu": [book.dataset_name(d) for d in wide.index], "Đơn vị": [_owner(book, d) for d in wide.index], "Như khi nhận": wide[first].to_numpy(), "Sau khi làm sạch": wide[second].to_numpy()})
    grown = [None if pd.isna(old) or pd.isna(new) else change(old, new) for old, new in zip(frame["Như khi nhận"], frame["Sau khi làm sạch"], strict=True)]
    frame = frame.assign(**{"Tăng (điểm)": pd.Series(grown, dtype="Float64")})
    return frame.sort_values(["Sau khi làm sạch", "Như khi nhận", "Tập dữ liệu"], kind="stable", ignore_index=True)


def _owner(book: Book, dataset: str) -> str:
    known = book.registry.datasets.get(dataset)
    return book.unit_name(known.owner) if known else ""


def class_counts(book: Book, datasets: list[str] | None = None) -> pd.DataFrame:
    """Errors and warnings per dataset and class (the eight of CV 4856/BCA-TTDLQG), most first; datasets without any are left out."""
    found = book.findings(datasets)
    found = found[(found["severity"] != "info") & found["class"].isin(list(CLASSES)) & (found["dataset"] != "")]
    if found.empty:
        return pd.DataFrame()
    table = pd.crosstab(found["dataset"], found["class"].astype(int)).reindex(columns=list(CLASSES), fill_value=0)
    table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index].rename(columns=CLASSES, index=book.dataset_name)
    return table.rename_axis(None).rename_axis(None, axis=1)


def class_totals(book: Book, datasets: list[str] | None = None) -> pd.Series:
    """Errors and warnings per class, all eight, in the official order; nothing at all when there is no finding."""
    table = class_counts(book, datasets)
    return table.sum().rename("Số phát hiện") if len(table) else pd.Series(dtype="float64")


def mended(book: Book, datasets: list[str] | None = None) -> pd.DataFrame:
    """What cleaning put right by itself, a line per rule and cell: dataset, rule, address; never the values. Declared corrections are apart."""
    changes = book.part("changes", datasets, ("dataset", "rule", *CELL))
    return changes[changes["rule"] != APPLIED]


def cell_count(changes: pd.DataFrame) -> int:
    """Cells, each once, however many rules altered it."""
    return int((~changes[CELL].duplicated()).sum())


def repairs(book: Book, datasets: list[str] | None = None) -> pd.DataFrame:
    """What cleaning put right by itself: cells per rule, in how many datasets, where most; never the values."""
    changes = mended(book, datasets)
    lines = []
    for rule, part in changes.groupby("rule"):
        where = part["dataset"].value_counts()
        said = CHANGES.get(str(rule), str(rule))
        lines.append({"Đã sửa": f"{said[0].upper()}{said[1:]}", "Số ô": len(part), "Số tập dữ liệu": len(where), "Nhiều nhất ở": listed([f"{book.dataset_name(d)} ({count(n)})" for d, n in where.head(3).items()])})
    frame = pd.DataFrame(lines, columns=["Đã sửa", "Số ô", "Số tập dữ liệu", "Nhiều nhất ở"])
    return frame.sort_values(["Số ô", "Đã sửa"], ascending=[False, True], kind="stable", ignore_index=True)


def repairs_total(book: Book, datasets: list[str] | None = None) -> dict[str, object]:
    """The line under `repairs`: every cell and every dataset once."""
    changes = mended(book, datasets)
    return {"Đã sửa": "Cả bảng, mỗi ô và mỗi tập tính một lần", "Số ô": cell_count(changes), "Số tập dữ liệu": changes["dataset"].nunique()}


def repairs_note(book: Book, datasets: list[str]) -> str:
    """Why the figures of `repairs` do not add up or are not all of the month's: cells mended in two ways, datasets that are not the page's, declared corrections."""
    own, every = mended(book, datasets), mended(book)
    beside, declared = cell_count(every) - cell_count(own), len(book.part("changes", datasets, ("rule",)).query("rule == @APPLIED"))
    said = ["Một tập có thể được sửa theo nhiều cách nên các dòng không cộng thành dòng cuối"] if len(own) else []
    said += [f"Chưa kể {count(beside)} ô ở tập dữ liệu không thuộc báo cáo này"] if beside else []
    said += [f"Chưa kể {count(declared)} ô sửa theo khai báo của đơn vị"] if declared else []
    return ". ".join(said)


def quality_matrix(book: Book, indicator: str, measures: dict[str, str], most: int = 20) -> pd.DataFrame:
    """Datasets × components (measure id -> short title) in percent; the lowest means first."""
    rows = book.scores(indicator, "dataset")
    wide = rows[rows["measure"].isin(list(measures))].pivot_table(index="scope_id", columns="measure", values="value").reindex(columns=list(measures)).dropna(how="all")
    wide = wide.loc[wide.mean(axis=1).sort_values(kind="stable").index].head(most)
    return wide.rename(columns=measures, index=book.dataset_name).rename_axis(None).rename_axis(None, axis=1)


def check_coverage(book: Book, datasets: list[str] | None = None) -> pd.DataFrame:
    """Per dataset: checks run of those declared, rows looked at by checks where their number is told, and how many did not pass."""
    runs = book.part("runs", datasets)
    lines = []
    for dataset, part in runs.groupby("dataset"):
        ran = part[part["status"] == "run"]
        lines.append({"Tập dữ liệu": book.dataset_name(str(dataset)), "Phép khai báo": part["rule"].nunique(), "Đã chạy": ran["rule"].nunique(),
                      "Lượt kiểm tra": None if book.is_untold(str(dataset)) else int(ran["looked"].sum()), "Lượt không đạt": int(ran["failed"].sum())})
    frame = pd.DataFrame(lines, columns=["Tập dữ liệu", "Phép khai báo", "Đã chạy", "Lượt kiểm tra", "Lượt không đạt"])
    return frame.astype({"Lượt kiểm tra": "Int64"}).sort_values(["Lượt không đạt", "Tập dữ liệu"], ascending=[False, True], kind="stable", ignore_index=True)


def idle_rules(book: Book, datasets: list[str] | None = None) -> pd.DataFrame:
    """Checks that could not run, and why; a line per dataset and reason, columns that its files lack in one line."""
    runs = book.part("runs", datasets, ("dataset", "table", "rule", "status", "reason"))
    ran = set(map(tuple, runs.loc[runs["status"] == "run", ["dataset", "table", "rule"]].to_numpy()))
    idle = runs[[key not in ran for key in map(tuple, runs[["dataset", "table", "rule"]].to_numpy())]] if len(runs) else runs
    lines = [{"Tập dữ liệu": book.dataset_name(str(dataset)), "Chưa chạy vì": reason, "Số phép": number}
             for dataset, part in idle.groupby("dataset") for reason, number in reasons_merged(part.groupby("reason")["rule"].nunique())]
    frame = pd.DataFrame(lines, columns=["Tập dữ liệu", "Chưa chạy vì", "Số phép"])
    return frame.sort_values(["Số phép", "Tập dữ liệu"], ascending=[False, True], kind="stable", ignore_index=True)


_NO_COLUMN = "các tệp không có cột "


def reasons_merged(checks: pd.Series) -> list[tuple[str, int]]:
    """Why checks did not run, most first, from their number per reason; the columns that files lack are told together."""
    lacking = {str(r).removeprefix(_NO_COLUMN): int(n) for r, n in checks.items() if str(r).startswith(_NO_COLUMN)}
    columns = dict.fromkeys(name for names in lacking for name in _QUOTED.findall(names))
    told = [(f"{_NO_COLUMN}{', '.join(columns)}", sum(lacking.values()))] if lacking else []
    told += [(str(r) or "chưa rõ", int(n)) for r, n in checks.items() if not str(r).startswith(_NO_COLUMN)]
    return sorted(told, key=lambda t: -t[1])


def leak_hits(book: Book) -> pd.DataFrame:
    """Cells with a full personal number where only a masked one may stand: files and cells per unit, the most first."""
    masked = {(t.dataset.id, c.name) for t in book.registry.tables.values() for c in t.table.columns if c.type == "masked_id"}
    found = book.part("findings", sorted({dataset for dataset, _ in masked}), ("dataset", "field", "unit", "file", "row"))
    hits = found[pd.Series([key in masked for key in zip(found["dataset"], found["field"], strict=True)], index=found.index, dtype=bool)]
    return hits.groupby("unit").agg(files=("file", "nunique"), cells=("row", "size")).sort_values("cells", ascending=False, kind="stable")


def leaks_said(book: Book) -> str:
    """"Công an xã: 2 ô trong 1 tệp", or nothing."""
    return "; ".join(f"{book.unit_name(str(r.Index))}: {count(r.cells)} ô trong {count(r.files)} tệp" for r in leak_hits(book).itertuples())


def _files_looked_at(book: Book) -> int:
    files = book.part("intake", None, ("unit", "file", "status"))
    return file_count(files[files["status"] == "accepted"])


def leak_words(book: Book) -> str:
    """What the scan for unmasked personal numbers found: which units, how many files and cells; never the numbers."""
    looked, said = _files_looked_at(book), leaks_said(book)
    if not looked:
        return "Chưa có tệp nào của tháng để quét."
    if not said:
        return f"Đã quét {count(looked)} tệp: không tệp nào ghi số định danh đầy đủ ở cột chỉ được ghi dạng che."
    return f"Đã quét {count(looked)} tệp: **{said}** ghi số định danh đầy đủ ở cột chỉ được ghi dạng che. Yêu cầu đơn vị xóa số đầy đủ, gửi lại tệp và báo Công an xã."
