"""The part on the quality of what was handed in: rows, errors, repairs, the data quality index."""

from __future__ import annotations

import pandas as pd

from sotay.intake.counts import file_count
from sotay.reports.numbers import integer, is_missing, percent
from sotay.reports.official.formal import Formal, joined, listed, row_word
from sotay.reports.official.model import Heading, Item, Paragraph, Part
from sotay.reports.wording import CLASSES
from sotay.tracking.evidence import cell_count, mended

MOST_CLASSES, MOST_DATASETS = 3, 5


def quality(book: Formal) -> list[Part]:
    """What was read and set aside, errors by class and dataset, repairs, the index; nothing to say of a month without data."""
    title = Heading(1, "Chất lượng dữ liệu")
    if book.used.empty:
        return [title, Paragraph("Chưa có dữ liệu để đánh giá chất lượng.")]
    items = [*_errors(book), *_repairs(book)]
    return [title, Paragraph(_rows(book)), *map(Item, items), *map(Paragraph, [*_unchecked(book), *_index(book)])]


def _rows(book: Formal) -> str:
    records = book.records()
    good, aside = records.sum("rows_accepted"), records.sum("rows_quarantined")
    came = f"Đã tiếp nhận {integer(file_count(records.used))} tệp của {integer(records.used['unit'].nunique())} cơ quan, đơn vị"
    if good is None or aside is None:
        return f"{came}; không nêu số dòng vì ít bản ghi về người."
    left_out = f" (chưa kể {integer(records.left_out)} tập không nêu số dòng)" if records.left_out else ""
    came += f" với {row_word(good + aside)} dữ liệu{left_out}"
    if not aside:
        return f"{came}; tất cả đạt các phép kiểm tra bắt buộc và được đưa vào số liệu."
    return f"{came}; đưa vào số liệu {row_word(good)} ({percent(100 * good / (good + aside))}), tạm để riêng {row_word(aside)} có lỗi để đơn vị sửa và gửi lại."


def _errors(book: Formal) -> list[str]:
    errors, doubts = (book.all_findings[book.all_findings["severity"] == s] for s in ("error", "warning"))
    more = f"; ngoài ra có {integer(len(doubts))} nội dung cần xem lại" if len(doubts) else ""
    if errors.empty:
        return [f"Kiểm tra không phát hiện lỗi phải sửa{more}."]
    classes = errors["class"].value_counts().head(MOST_CLASSES)
    kinds = joined(f"{CLASSES.get(int(c), 'lỗi khác')} ({integer(int(n))})" for c, n in classes.items())
    return [f"Kiểm tra phát hiện {integer(len(errors))} lỗi phải sửa{more}. Lỗi nhiều nhất: {kinds}.", f"Tập dữ liệu nhiều lỗi nhất: {_worst(book, errors)}."]


def _worst(book: Formal, errors: pd.DataFrame) -> str:
    groups = sorted((g for _, g in errors.groupby("dataset", sort=True)), key=len, reverse=True)
    return listed(f"{book.dataset_name(g['dataset'].iloc[0])} ({integer(len(g))} lỗi, {joined(map(book.unit_name, sorted(set(g['unit']))), 2, 'đơn vị')})" for g in groups[:MOST_DATASETS])


def _repairs(book: Formal) -> list[str]:
    cells = cell_count(mended(book))
    return [f"Đã chuẩn hóa {integer(cells)} ô dữ liệu (cách viết ngày, số, mã, chữ hoa, khoảng trắng), có ghi lại giá trị trước và sau để đối chiếu."] if cells else []


def _unchecked(book: Formal) -> list[str]:
    runs = book.runs["status"].eq("run").groupby([book.runs["table"], book.runs["rule"]]).any() if len(book.runs) else pd.Series(dtype=bool)
    idle = int((~runs).sum())
    return [f"Đã chạy {integer(int(runs.sum()))} trên {integer(len(runs))} phép kiểm tra; {integer(idle)} phép chưa chạy được vì thiếu dữ liệu để đối chiếu."] if idle else []


def _index(book: Formal) -> list[str]:
    *letters, whole = book.dqi.itertuples()
    if is_missing(whole.value):
        return []
    parts = joined(f"{p.title} {percent(p.value) if not is_missing(p.value) else 'chưa tính được'}" for p in letters)
    source = book.registry.scoring.source
    return [f"Chỉ số chất lượng dữ liệu ({whole.title}) đạt {percent(whole.value)}, gồm: {parts} (trọng số các thành phần: {book.source_said(source)})."]
