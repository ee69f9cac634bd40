"""The month on one page: headline figures, what to do now, counts beside the month before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sotay.book.records import FEW_RECORDS, NOT_TOLD, Records
from sotay.figures import share
from sotay.intake.counts import file_count
from sotay.scoring.punctuality import PENDING
from sotay.tracking.evidence import leaks_said
from sotay.tracking.plan import pressing, tasks
from sotay.tracking.standing import drivers, ordered, why_unknown
from sotay.tracking.words import CLASSES, NOT_USED, books, count, listed, month_end, month_name, numbered

if TYPE_CHECKING:
    from sotay.book import Book

# Up to so many datasets owed are named; more are counted by unit.
FEW_OWED = 8
CAME = ("on_time", "late")
# Where the page tells how each figure of its head comes about.
AT_COMPOSITE, AT_QUALITY, AT_DATASETS, AT_ROWS, AT_ERRORS = (f"cach-tinh-{name}" for name in ("diem-tong-hop", "dqi", "tap-da-nop", "so-dong", "so-loi"))
NO_FILE, UNKNOWN_FIGURE = "chưa nộp", "–"
NOTHING_CAME = "chưa có tệp nào dùng được"


def at_dataset(dataset: str) -> str:
    """Where a page tells of a dataset."""
    return f"nguon-{dataset}"


def headline(book: Book) -> list[tuple]:
    """The month in five figures, for show.key_figures."""
    valued = [i for i in ordered(book) if len(t := book.total(i.id)) and pd.notna(t["value"].iloc[0])]
    quality, handed, used = book.dqi["value"].iloc[-1], book.submissions[book.submissions["status"] != "not_due"], book.intake[book.intake["status"] == "accepted"]
    waiting = int((handed["status"] == PENDING).sum())
    came, good = int(handed["status"].isin(CAME).sum()), int((handed["status"] == "on_time").sum())
    errors = int((book.all_findings["severity"] == "error").sum())
    records = book.records()
    parts = book.dqi["value"].iloc[:-1]
    looked = len(used) > 0 or len(book.all_findings) > 0
    checked = [
        _rows(records),
        ("Lỗi phải sửa", errors, "lỗi", f"{count(book.all_findings['unit'].nunique())} đơn vị có phát hiện" if len(book.all_findings) else "không có phát hiện", AT_ERRORS),
    ]
    return [
        ("Điểm tổng hợp", round(book.composite, 1) if book.composite is not None else UNKNOWN_FIGURE, "trên 100", f"từ {len(valued)}/{len(ordered(book))} chỉ số tính được", AT_COMPOSITE),
        ("Chất lượng dữ liệu (DQI)", round(float(quality), 1) if pd.notna(quality) else UNKNOWN_FIGURE, "trên 100", f"từ {int(parts.notna().sum())}/{len(parts)} thành phần tính được", AT_QUALITY),
        ("Tập dữ liệu đã nộp", f"{count(came)}/{count(len(handed))}", "tập", f"đúng hạn {count(good)}, " + (f"chưa đến hạn {count(waiting)}" if waiting else f"còn thiếu {count(len(handed) - came)}"), AT_DATASETS),
        *(checked if looked else [("Dòng đưa vào số liệu", None, "", NOTHING_CAME), ("Lỗi phải sửa", None, "", NOTHING_CAME)]),
    ]


def _rows(records: Records) -> tuple:
    good, aside = records.sum("rows_accepted"), records.sum("rows_quarantined")
    if good is None or aside is None:
        return "Dòng đưa vào số liệu", NOT_TOLD, "", FEW_RECORDS, AT_ROWS
    left_out = f"chưa kể {count(records.left_out)} tập không nêu số dòng; " if records.left_out else ""
    return "Dòng đưa vào số liệu", good, "dòng", f"{left_out}tạm để riêng {count(aside)} dòng", AT_ROWS


def row_counts(book: Book, tables: dict[str, str], unit: str = "") -> list[tuple]:
    """Rows per table (title -> table id) beside the month before, for show.key_figures; a table not handed in says so, and one of few people."""
    found = []
    for title, table in tables.items():
        if not book.has(table):
            found.append((title, NO_FILE))
            continue
        before, anchor = [m for m in book.months_of(table) if m < book.month][-1:], at_dataset(book.ref(table).dataset.id)
        now, *past = (book.told_rows(table, m) for m in (book.month, *before))
        beside = "; ".join(f"{month_name(m)}: {NOT_TOLD if n is None else count(n)}" for m, n in zip(before, past, strict=True))
        found.append((title, NOT_TOLD, "", "; ".join(t for t in (FEW_RECORDS, beside) if t), anchor) if now is None else (title, now, unit, beside, anchor))
    return found


def share_figure(book: Book, title: str, table: str, column: str, values: list[str]) -> tuple:
    """Percent of the filled cells of a column that hold one of `values`, for show.key_figures; a table not handed in says so, and one of few people."""
    if not book.has(table):
        return title, NO_FILE
    rows, anchor = book.load(table), at_dataset(book.ref(table).dataset.id)
    filled = book.told_rows(table, rows=int(rows[column].notna().sum()))
    if filled is None:
        return title, NOT_TOLD, "", FEW_RECORDS, anchor
    return title, share(rows, column, values, book.small_number), "%", f"trên {count(filled)} dòng có ghi", anchor


def stored_months(book: Book) -> pd.DataFrame:
    """Prepared months up to this one, newest first: files, rows (those that are told), findings, composite."""
    lines = []
    for past in books(book):
        records = past.records()
        lines.append({"Tháng": past.month, "Đơn vị gửi": records.used["unit"].nunique(), "Tệp": file_count(records.used), "Dòng đưa vào số liệu": records.sum("rows_accepted"),
                      "Phát hiện": len(past.all_findings), "Điểm tổng hợp": past.composite})
    frame = pd.DataFrame(lines, columns=["Tháng", "Đơn vị gửi", "Tệp", "Dòng đưa vào số liệu", "Phát hiện", "Điểm tổng hợp"])
    return frame.astype({"Dòng đưa vào số liệu": "Int64", "Điểm tổng hợp": "Float64"}).iloc[::-1].reset_index(drop=True)


def table_list(book: Book) -> pd.DataFrame:
    """Tables with accepted rows in the month: id, what it holds, what one row is, how many where that is told."""
    lines = [{"Tên bảng": name, "Nội dung": ref.table.title, "Mỗi dòng là": ref.table.grain, "Đơn vị": book.unit_name(ref.dataset.owner), "Số dòng": book.told_rows(name)} for name, ref in book.registry.tables.items() if book.has(name)]
    return pd.DataFrame(lines, columns=["Tên bảng", "Nội dung", "Mỗi dòng là", "Đơn vị", "Số dòng"]).astype({"Số dòng": "Int64"}).sort_values("Tên bảng", ignore_index=True)


def to_do(book: Book, table: str = "", most: int = 7) -> str:
    """What to do now, the most pressing first: personal numbers not masked, files owed, errors, files not used, the largest gain, components without a value, the plan (feed `table`)."""
    came = book.submissions["status"].isin([*CAME, "not_due"]).any()
    work = [*_late(book), *_errors(book), *_not_used(book), *_gain(book), *_unknown(book)] if came else _not_used(book)
    said = [*_leaks(book), *_owed(book), *_waiting(book), *work, *(_plan(book, table) if table else [])]
    return numbered(said[:most]) or "Không có việc gấp: mọi tập dữ liệu đến hạn đã nộp đúng hạn và không có lỗi."


def _leaks(book: Book) -> list[str]:
    said = leaks_said(book)
    return [f"**Xóa ngay số định danh ghi đầy đủ ở cột phải che:** {said}. Đơn vị sửa tệp, gửi lại và báo Công an xã."] if said else []


def _owed(book: Book) -> list[str]:
    gone = book.submissions[book.submissions["status"] == "missing"]
    if gone.empty:
        return []
    if len(gone) == len(book.submissions):
        return [f"**Đôn đốc mọi đơn vị:** chưa tập dữ liệu nào của tháng được nộp ({count(len(gone))} tập đến hạn)."]
    days = (month_end(book) - gone["due"].max()).days + 1
    few = len(gone) <= FEW_OWED
    by_unit = "; ".join(f"{book.unit_name(str(u))} " + (f"({listed(map(book.dataset_name, part['dataset']), 3)})" if few else f"{count(len(part))} tập") for u, part in gone.groupby("unit"))
    return [f"**Đôn đốc nộp ngay:** {by_unit}. Đến hết tháng đã quá hạn {days} ngày."]


def _waiting(book: Book) -> list[str]:
    """What is still to come while the due day has not: nobody is late, so nobody is named."""
    waiting = book.submissions[book.submissions["status"] == PENDING]
    return [f"**Chờ nộp:** còn {count(len(waiting))} tập dữ liệu chưa đến hạn (trước ngày {waiting['due'].iloc[0]:%d/%m/%Y})."] if len(waiting) else []


def _late(book: Book) -> list[str]:
    late = book.submissions[book.submissions["status"] == "late"]
    if late.empty:
        return []
    by_unit = "; ".join(f"{book.unit_name(str(u))} muộn {int(part['days_late'].max())} ngày ({len(part)} tập)" for u, part in late.groupby("unit"))
    return [f"**Nhắc nộp đúng hạn, trước ngày {book.registry.commune.due_day}:** {by_unit}."]


def _errors(book: Book) -> list[str]:
    errors = book.all_findings[book.all_findings["severity"] == "error"]
    if errors.empty:
        return []
    groups = sorted((g for _, g in errors.groupby("dataset", sort=True)), key=len, reverse=True)
    said = [f"{book.dataset_name(g['dataset'].iloc[0])} {count(len(g))} lỗi ({_most_class(g)}{listed(map(book.unit_name, sorted(set(g['unit']))), 2)})" for g in groups[:3]]
    return [f"**Yêu cầu sửa {count(len(errors))} lỗi, trước hết:** {'; '.join(said)}."]


def _most_class(group: pd.DataFrame) -> str:
    """"nhiều nhất: thiếu bắt buộc; " of a dataset's errors."""
    known = group["class"].dropna()
    name = CLASSES.get(int(known.mode().iloc[0]), "") if len(known) else ""
    return f"nhiều nhất: {name.lower()}; " if name else ""


def _not_used(book: Book) -> list[str]:
    lost = book.intake[book.intake["status"].isin([s for s in NOT_USED if s != "duplicate"])].drop_duplicates(["unit", "file"])
    if lost.empty:
        return []
    by_unit = "; ".join(f"{book.unit_name(str(u))}: {', '.join(f'{n} tệp {NOT_USED[s]}' for s, n in part['status'].value_counts().items())}" for u, part in lost.groupby("unit"))
    return [f"**Gửi lại tệp chưa dùng được:** {by_unit}."]


def _gain(book: Book) -> list[str]:
    best = drivers(book, 1)
    if best.empty:
        return []
    indicator, work, dataset, unit, _, points = best.iloc[0]
    return [f"**Tăng điểm nhanh nhất:** chỉ số {indicator}, phần “{work}” ở {dataset}{f' ({unit})' if unit else ''}: đạt mục tiêu thì điểm chỉ số này thêm {count(round(points, 1))}."]


def _unknown(book: Book) -> list[str]:
    waiting: dict[str, None] = {}
    for known in ordered(book):
        rows = book.scores(known.id)
        for row in rows[(rows["weight"] > 0) & (rows["status"] == "chua_tinh_duoc")].itertuples():
            waiting[f"chỉ số {known.number} {why_unknown(book, known, row.measure)}"] = None
    return [f"**Bổ sung để tính được:** {'; '.join(list(waiting)[:3])}."] if waiting else []


def _plan(book: Book, table: str) -> list[str]:
    late, ending, soon, silent = pressing(tasks(book, table))
    whats = ("quá hạn", "hết hạn cuối tháng này mà chưa xong", "hết hạn trong 31 ngày tới mà chưa xong", "chưa báo cáo tiến độ")
    parts = [f"{count(len(part))} việc {what}" for part, what in zip((late, ending, soon, silent), whats, strict=True) if len(part)]
    return [f"**Nhiệm vụ Kế hoạch:** {', '.join(parts)} (xem báo cáo tiến độ)."] if parts else []
