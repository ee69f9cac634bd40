"""The open-data proposals: which conditions are met, what would be opened, and is the data ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sotay.definitions.models.commune import OpenData
from sotay.privacy.masking import personal_fields
from sotay.tracking.words import bullets, certainty, listed, month_name, pct

if TYPE_CHECKING:
    from sotay.book import Book

UNMET = "☐ Chưa"


def _proposals(book: Book) -> list[OpenData]:
    return sorted(book.registry.open_data.values(), key=lambda p: p.number)


def _columns(book: Book, proposal: OpenData) -> list[str]:
    known = book.registry.tables.get(proposal.table or "")
    return [c for c in (proposal.columns or proposal.aggregate_by) if known and c in known.table.names()]


def _personal(book: Book, proposal: OpenData) -> list[str]:
    """Titles of columns to be opened row by row that may identify a person."""
    known = book.registry.tables.get(proposal.table or "")
    return [known.table.column(c).title for c in _columns(book, proposal) if c in personal_fields(known.table)] if known and not proposal.aggregate_by else []


def _clean_share(book: Book, proposal: OpenData) -> float | None:
    """Rows accepted of those handed in, in percent; None where none came, or so few records about people that their number is not told."""
    records = book.records([proposal.dataset], ("dataset", "status", "rows_accepted", "rows_quarantined"))
    good, aside = records.sum("rows_accepted"), records.sum("rows_quarantined")
    return 100.0 * good / (good + aside) if good is not None and aside is not None and good + aside else None


def open_conditions(book: Book) -> pd.DataFrame:
    """The checklist: a line per condition, a column per proposal; ticked only with evidence and date, which then stand beside the tick."""
    lines: dict[str, dict[str, str]] = {}
    for p in _proposals(book):
        for c in p.conditions:
            mark = f"☑ {c.evidence}, {c.date}" if c.met and c.evidence and c.date else UNMET
            lines.setdefault(c.text, {"Điều kiện": c.text, "Căn cứ": certainty(book, c.source)})[f"{p.number}. {p.title}"] = mark
    return pd.DataFrame(list(lines.values()), columns=["Điều kiện", "Căn cứ", *(f"{p.number}. {p.title}" for p in _proposals(book))])


def open_readiness(book: Book) -> pd.DataFrame:
    """A line per proposal: conditions met, data at hand, accepted rows and share without errors where they are told, personal columns, and may it be published."""
    lines = []
    for p in _proposals(book):
        months = book.months_of(p.table) if p.table in book.registry.tables else []
        owner = book.registry.datasets[p.dataset].owner if p.dataset in book.registry.datasets else ""
        met = sum(bool(c.met and c.evidence and c.date) for c in p.conditions)
        lines.append({"Đề xuất": f"{p.number}. {p.title}", "Đơn vị": book.unit_name(owner), "Cập nhật": p.periodicity, "Điều kiện đã đủ": f"{met}/{len(p.conditions)}",
                      "Tháng mới nhất": months[-1] if months else None, "Số dòng tháng này": book.told_rows(p.table) if book.month in months else None,
                      "Dòng sạch": _clean_share(book, p), "Cột cá nhân": listed(_personal(book, p)) or "không", "Điểm siêu dữ liệu": _metadata_score(book, p), "Công bố": "Được" if p.may_publish else "Chưa"})
    frame = pd.DataFrame(lines)
    return frame.astype({"Số dòng tháng này": "Int64", "Dòng sạch": "Float64"}) if len(frame) else frame


def _metadata_score(book: Book, proposal: OpenData) -> str | None:
    """The points of the newest month up to this one that has published the proposal, of 405 (data.europa.eu), with their rating; the same month's once it is published."""
    for month in reversed(book.months):
        path = book.workspace.internal(month) / "open_data.csv"
        lines = pd.read_csv(path, encoding="utf-8-sig", dtype=str, keep_default_na=False) if path.is_file() else pd.DataFrame(columns=["proposal", "score"])
        own = lines[(lines["proposal"] == proposal.id) & (lines["score"] != "")]
        if len(own):
            return f"{own.iloc[0]['score']}/405, {own.iloc[0]['rating']} (tháng {month_name(month)})"
    return None


TYPES = {"int": "số nguyên", "dec": "số", "vnd": "số tiền (đồng)", "pct": "tỷ lệ (%)", "date": "ngày", "datetime": "ngày, giờ", "partial_date": "ngày", "month": "tháng",
          "bool": "có/không", "code": "giá trị của danh mục", "village": "tên thôn", "procedure": "mã thủ tục"}


def open_fields(book: Book) -> pd.DataFrame:
    """The fields that would be opened, or by which counts would be grouped; how many of them are filled this month, where that does not tell of few records."""
    lines = []
    for p in _proposals(book):
        known = book.registry.tables.get(p.table or "")
        rows = book.load(p.table) if known else pd.DataFrame()
        told = len(rows) > 0 and book.rows_told(p.table)
        for name in _columns(book, p):
            column = known.table.column(name)
            filled = 100.0 * float(rows[name].notna().mean()) if told else None
            lines.append({"Đề xuất": f"{p.number}. {p.title}", "Trường": column.title, "Kiểu": TYPES.get(column.type, "chữ"), "Mở thế nào": "đếm theo trường này" if p.aggregate_by else "từng dòng",
                          "Dữ liệu cá nhân": "có" if column.title in _personal(book, p) else "không", "Đã điền": filled})
    frame = pd.DataFrame(lines, columns=["Đề xuất", "Trường", "Kiểu", "Mở thế nào", "Dữ liệu cá nhân", "Đã điền"])
    return frame.astype({"Đã điền": "Float64"})


def open_words(book: Book) -> str:
    """What keeps each proposal from being published."""
    ready = [p for p in _proposals(book) if p.may_publish]
    said = [f"**{len(ready)}/{len(_proposals(book))} đề xuất đủ điều kiện công bố.**" + ("" if ready else " Chưa có gì được công bố.")]
    for p in _proposals(book):
        open_ = [c for c in p.conditions if not (c.met and c.evidence and c.date)]
        wants = [f"{len(open_)}/{len(p.conditions)} điều kiện chưa có minh chứng"] if open_ else []
        wants += _data_wants(book, p)
        said.append(f"Đề xuất {p.number}, **{p.title}**: {'; '.join(wants) or 'đủ'}.")
    return bullets(said)


def _data_wants(book: Book, proposal: OpenData) -> list[str]:
    if proposal.table not in book.registry.tables:
        return ["chưa khai báo tập dữ liệu"]
    months = book.months_of(proposal.table)
    if not months:
        return [f"chưa có dữ liệu ({book.unit_name(book.registry.datasets[proposal.dataset].owner)} chưa nộp)"]
    share, personal, rows = _clean_share(book, proposal), _personal(book, proposal), book.load(proposal.table)
    blank = [book.ref(proposal.table).table.column(c).title for c in _columns(book, proposal) if len(rows) and rows[c].isna().all()]
    said = [f"dữ liệu mới nhất của tháng {month_name(months[-1])}"] if months[-1] != book.month else []
    said += [f"mới sạch {pct(share)} số dòng"] if share is not None and share < 99.95 else []
    said += [f"trường còn để trống: {listed(blank)}"] if blank else []
    return said + ([f"còn cột có thể nhận ra người: {listed(personal)}"] if personal else [])
