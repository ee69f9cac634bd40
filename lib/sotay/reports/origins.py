"""Where a figure comes from: its counts, datasets, rows set aside, cells mended; each told at an anchor that the figure links to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from sotay.book.records import FEW_RECORDS, NOT_TOLD, TABLE_KEYS, Records
from sotay.cleaning.corrections import APPLIED
from sotay.cleaning.rules import CHANGES
from sotay.definitions.models.indicator import AnyMeasure, Indicator
from sotay.intake.counts import file_count
from sotay.reports.blocks import esc, sentence
from sotay.reports.numbers import date, decimal, integer, is_missing, percent, percent_against
from sotay.scoring.indicators import score
from sotay.tracking.evidence import cell_count, mended
from sotay.tracking.overview import AT_COMPOSITE, AT_DATASETS, AT_ERRORS, AT_QUALITY, AT_ROWS, at_dataset
from sotay.tracking.standing import ordered
from sotay.tracking.submitting import due_note
from sotay.tracking.words import certainty, count

if TYPE_CHECKING:
    from sotay.book import Book

MOST_CHANGES = 3
ROWS_UNTOLD = f"{NOT_TOLD} số dòng ({FEW_RECORDS})"
FEW_CASES = "ít trường hợp hoặc chỉ trừ ít trường hợp"
_NUMBER = re.compile(r"\d+[a-zđ](?=\.)")
CHECKED_BY_HASH = (
    '<p class="note">Kiểm chứng: mã băm SHA-256 của từng tệp đã nhận, từng định nghĩa và từng báo cáo nằm trong <a href="../manifest.json">bảng kê manifest.json</a>; '
    'mọi báo cáo của tháng ở <a href="../index.html">mục lục tháng</a>.</p>'
)


def measure_anchor(indicator: str, measure: str) -> str:
    return f"cach-tinh-{indicator}-{measure}"


def indicator_anchor(indicator: str) -> str:
    return f"cach-tinh-{indicator}"


def rows_said(book: Book, datasets: Iterable[str]) -> str:
    """ "2 tệp, 432 dòng đưa vào số liệu, 3 dòng để riêng, máy sửa 5 ô, sửa theo khai báo 1 ô"; what did not come is no zero."""
    datasets = list(datasets)
    records = book.records(datasets)
    if records.used.empty:
        return "chưa có tệp"
    return ", ".join(t for t in (f"{integer(file_count(records.used))} tệp", *_rows_of(records), mended_said(book, datasets)) if t)


def mended_said(book: Book, datasets: Iterable[str]) -> str:
    """ "máy sửa 5 ô, sửa theo khai báo 1 ô"; nothing when no cell was."""
    datasets = list(datasets)
    cells, declared = cell_count(mended(book, datasets)), _declared(book, datasets)
    return ", ".join(([f"máy sửa {integer(cells)} ô"] if cells else []) + ([f"sửa theo khai báo {integer(declared)} ô"] if declared else []))


def _declared(book: Book, datasets: list[str]) -> int:
    return int((book.part("changes", datasets, ("rule",))["rule"] == APPLIED).sum())


def _rows_of(records: Records) -> list[str]:
    good, aside = records.sum("rows_accepted"), records.sum("rows_quarantined")
    if good is None:
        return [ROWS_UNTOLD]
    return [f"{integer(good)} dòng đưa vào số liệu{left_out_said(records)}", f"{integer(aside)} dòng để riêng" if aside else "không dòng nào để riêng"]


def left_out_said(records: Records) -> str:
    """ " (chưa kể 2 tập không nêu số dòng)"."""
    return f" (chưa kể {integer(records.left_out)} tập không nêu số dòng)" if records.left_out else ""


def changes_said(book: Book, dataset: str) -> str:
    """ "Máy đã sửa 12 ô (khoảng trắng thừa: 8; …)"; nothing when cleaning changed nothing."""
    changes = mended(book, [dataset])
    rules = changes["rule"].value_counts()
    if rules.empty:
        return ""
    kinds = [f"{CHANGES.get(str(rule), 'sửa khác')}: {integer(int(n))}" for rule, n in rules.head(MOST_CHANGES).items()] + (["…"] if len(rules) > MOST_CHANGES else [])
    return f"Máy đã sửa {integer(cell_count(changes))} ô ({'; '.join(kinds)})."


def corrections_list(book: Book, datasets: Iterable[str]) -> str:
    """The month's declared corrections: which table, why, by whom; never the values."""
    names = {t.id: d.short for name in datasets if name in book.registry.datasets for d in [book.registry.datasets[name]] for t in d.tables}
    own = [c for c in book.registry.corrections if c.table in names and c.month == book.month]
    items = "".join(f"<li>{esc(names[c.table])}: sửa một ô theo {esc(book.cover(c.by))}, ngày {date(c.date)}: {esc(book.cover(c.reason))}</li>" for c in own)
    return f"<h3>Ô đã sửa theo khai báo</h3><ul>{items}</ul>" if items else ""


def weights_said(known: Indicator) -> str:
    """ "Giá trị = 0,5 × 1a + 0,5 × 1b", from the weights in force; components without a value are left out of the mean."""
    counted = [m for m in known.measures if m.weight]
    names = [(found[0] if (found := _NUMBER.match(m.title)) else f"“{m.title}”") for m in counted]
    said = " + ".join(f"{decimal(m.weight, 2).rstrip('0').rstrip(',')} × {name}" for m, name in zip(counted, names, strict=True))
    return f"Giá trị = {said}; thành phần chưa tính được không tham gia trung bình."


def target_said(known: Indicator) -> str:
    """ "Mục tiêu chung là bình quân có trọng số mục tiêu các thành phần: 0,4 × 50% + …"; that it is set apart, where it is."""
    counted = [m for m in known.measures if m.weight and m.target is not None]
    if known.target_of_parts is not None:
        return f"Mục tiêu chung {percent(known.target)} đặt riêng; tính theo mục tiêu từng thành phần là {percent(known.target_of_parts)}."
    if len({m.target for m in counted}) < 2:
        return ""
    said = " + ".join(f"{decimal(m.weight, 2).rstrip('0').rstrip(',')} × {percent(m.target)}" for m in counted)
    return f"Mục tiêu chung là bình quân có trọng số mục tiêu các thành phần tính được: đủ các thành phần là {said} = {percent(known.target)}."


def measured_on(book: Book, measure: AnyMeasure) -> list[str]:
    """Datasets that a component reads; all that it covers for figures of the checking itself."""
    own = [book.ref(getattr(measure, key)).dataset.id for key in TABLE_KEYS if hasattr(measure, key)]
    left_out = getattr(measure, "except_groups", [])
    return list(dict.fromkeys(own)) or [d.id for d in book.registry.datasets.values() if d.group not in left_out]


def measure_origin(book: Book, measure: AnyMeasure, row) -> str:
    """The counts of a component in this month, and the datasets behind them."""
    datasets = measured_on(book, measure)
    if row is None or is_missing(row.denominator):
        counts = "Tháng này chưa đủ số liệu để tính."
    elif is_missing(book.told_counts(measure, row.numerator, row.denominator)[1]):
        counts = f"Tháng này: {percent(row.value)}; {NOT_TOLD} tử số, mẫu số ({FEW_CASES})."
    elif is_missing(row.value):
        counts = f"Tháng này: {count(row.numerator)} ÷ {count(row.denominator)}, chưa có gì để tính."
    else:
        plain = bool(row.denominator) and abs(100 * row.numerator / row.denominator - row.value) < 0.01
        counts = f"Tháng này: {count(row.numerator)} {'÷' if plain else 'trên'} {count(row.denominator)} = {percent_against(row.value, row.target)}."
    several = len(datasets) > len(TABLE_KEYS)
    sources = f"{integer(len(datasets))} tập dữ liệu ({rows_said(book, datasets)})" if several else "; ".join(f"{_dataset_link(book, d)} ({esc(rows_said(book, [d]))})" for d in datasets)
    return f'<span class="made">{esc(counts)} Nguồn: {sources}.</span>'


def _dataset_link(book: Book, dataset: str) -> str:
    return f'<a class="src" href="#{esc(at_dataset(dataset))}">{esc(book.dataset_name(dataset))}</a>'


def month_figures(book: Book) -> str:
    """The figures at the head of the month's page and its indicators, each with the formula filled in."""
    figures = "".join(_entry(*told) for told in (_composite(book), _quality(book), _handed(book), _rows(book), _errors(book)))
    known = "".join(_indicator_entry(book, i) for i in ordered(book))
    return f'<div class="formulas"><h3>Các số ở đầu trang</h3><dl>{figures}</dl><h3>Các chỉ số</h3><dl>{known}</dl></div>'


def _entry(anchor: str, title: str, text: str) -> str:
    return f'<dt id="{esc(anchor)}">{esc(title)}</dt><dd>{text}</dd>'


def _composite(book: Book) -> tuple[str, str, str]:
    weights = book.registry.scoring.weights
    known = [(weights.get(i.id, 1), float(t["score"].iloc[0]), i) for i in ordered(book) if len(t := book.total(i.id)) and pd.notna(t["value"].iloc[0])]
    sums = " + ".join(f"{decimal(w, 2).removesuffix(',00')} × {decimal(s)}" for w, s, _ in known)
    made = f" Tháng này: ({sums}) ÷ {decimal(sum(w for w, _, _ in known), 2).removesuffix(',00')} = {decimal(book.composite)}." if known else ""
    return AT_COMPOSITE, "Điểm tổng hợp", f"Trung bình có trọng số điểm của {integer(len(known))}/{integer(len(ordered(book)))} chỉ số tính được; trọng số {esc(certainty(book, book.registry.scoring.source))}. Chỉ đọc cùng điểm từng chỉ số.{esc(made)}"


def _quality(book: Book) -> tuple[str, str, str]:
    *letters, whole = book.dqi.itertuples()
    parts = "; ".join(f"{p.title} {percent(p.value)} (trọng số {decimal(p.weight, 2)}: {_measure_title(book, p.id)})" for p in letters)
    made = f" Tháng này: {parts}; DQI {percent(whole.value)}." if not is_missing(whole.value) else ""
    return AT_QUALITY, "Chất lượng dữ liệu (DQI)", f"Trung bình có trọng số năm thành phần của Công văn 4856/BCA-TTDLQG; trọng số và cách ghép thành phần {esc(certainty(book, book.registry.scoring.source))}.{esc(made)}"


def _measure_title(book: Book, letter: str) -> str:
    part = next(p for p in book.registry.scoring.dqi if p.id == letter)
    return next((m.title for m in book.registry.indicators[part.indicator].measures if m.id == part.measure), part.title)


def _handed(book: Book) -> tuple[str, str, str]:
    return AT_DATASETS, "Tập dữ liệu đã nộp", f"Số tập có ít nhất một tệp dùng được ÷ số tập phải nộp trong tháng theo nhịp nộp đã khai báo; hạn là trước ngày {integer(book.registry.commune.due_day)}. Từng tập ở mục lục tháng. {esc(sentence(due_note(book)))}".strip()


def _rows(book: Book) -> tuple[str, str, str]:
    counts = ("rows_read", "rows_accepted", "rows_quarantined", "rows_not_data")
    records = book.records(columns=("dataset", "status", *counts))
    if records.used.empty:
        return AT_ROWS, "Dòng đưa vào số liệu", "Dòng đọc được = đưa vào số liệu + để riêng + không phải dữ liệu (tổng, ghi chú, chữ ký). Tháng này chưa có tệp nào dùng được."
    read, good, aside, other = map(records.sum, counts)
    if read is None:
        return AT_ROWS, "Dòng đưa vào số liệu", f"{ROWS_UNTOLD[0].upper()}{ROWS_UNTOLD[1:]}. Máy đã sửa {integer(cell_count(mended(book)))} ô."
    return AT_ROWS, "Dòng đưa vào số liệu", f"Dòng đọc được {integer(read)} = đưa vào số liệu {integer(good)} + để riêng {integer(aside)} + không phải dữ liệu (tổng, ghi chú, chữ ký) {integer(other)}{left_out_said(records)}. Máy đã sửa {integer(cell_count(mended(book)))} ô."


def _errors(book: Book) -> tuple[str, str, str]:
    runs = book.part("runs", None, ("table", "rule", "status"))
    ran = runs[runs["status"] == "run"]
    if ran.empty:
        return AT_ERRORS, "Lỗi phải sửa", "Số phát hiện mức “Lỗi” của các phép kiểm tra đã chạy. Tháng này chưa có tệp nào để kiểm tra."
    return AT_ERRORS, "Lỗi phải sửa", (f"Số phát hiện mức “Lỗi” của {integer(ran.drop_duplicates(['table', 'rule']).shape[0])}/{integer(runs.drop_duplicates(['table', 'rule']).shape[0])} phép kiểm tra đã chạy; "
                                       "một dòng có thể có hơn một lỗi. Từng ô ở tệp trả lại của đơn vị.")


def _indicator_entry(book: Book, known: Indicator) -> str:
    total = book.total(known.id)
    value, goal = (None, None) if total.empty else total[["value", "target"]].iloc[0]
    made = f"{percent_against(value, goal)} ÷ mục tiêu {percent(goal)} = {decimal(score(value, goal))} điểm (tối đa 100). " if not is_missing(value) else "Tháng này chưa tính được. "
    link = f'<a href="{esc(known.id)}.html#ket-qua-{esc(known.id)}">tử số, mẫu số, nguồn của từng thành phần</a>'
    return _entry(indicator_anchor(known.id), f"{known.number}. {known.short}", f"{esc(weights_said(known))} {esc(target_said(known))} {esc(sentence(known.note or ''))} {esc(made)}{esc(known.official)} ({esc(certainty(book, known.source))}); {link}.".strip())
