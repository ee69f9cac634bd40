"""What each shared dataset and each information system has to show: exchanges, methods, layers of protection with evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sotay.checks.model import all_hold
from sotay.definitions.models.indicator import AnyMeasure
from sotay.scoring.measures import datasets_named

if TYPE_CHECKING:
    from sotay.book import Book

PROVEN, UNPROVEN, ABSENT, UNSAID = "Có minh chứng", "Có, thiếu minh chứng", "Chưa có", "Chưa ghi"
SHARED, FAILED, NOT_YET, NO_LOG = "Đã chia sẻ", "Gửi nhưng chưa thành công", "Chưa chia sẻ", "Chưa rõ: chưa nộp nhật ký"
SHARING_COLUMNS = ["Tập dữ liệu", "Đơn vị", "Mức độ chia sẻ", "Cách chia sẻ tốt nhất", "Số lượt", "Bản ghi gửi", "Thành công", "Lần gần nhất", "Tình trạng"]


def _of_kind(book: Book, indicator: str, kind: str) -> AnyMeasure | None:
    return next((m for m in book.registry.indicators[indicator].measures if m.kind == kind), None)


def sharing(book: Book, indicator: str) -> pd.DataFrame:
    """The datasets that must be shared: best method, exchanges, records sent and arrived, last time, what is still missing."""
    scope, method, sums = (_of_kind(book, indicator, kind) for kind in ("share_scope", "method_score", "sum_share"))
    log, table = book.load(scope.log), book.ref(scope.log).table
    names = datasets_named(book.registry, log[scope.dataset_field]) if len(log) else pd.Series(dtype="object")
    kept, lines = book.has(scope.log), []
    for dataset in sorted((d for d in book.registry.datasets.values() if d.must_share), key=lambda d: d.short):
        own = log[names == dataset.id] if len(log) else log
        best = max(own[method.method_field].dropna(), key=lambda v: method.points.get(v, 0), default=None) if method else None
        arrived = bool((own[scope.success_field].fillna(0) > 0).any()) if len(own) else False
        sent = own[sums.denominator].sum(min_count=1) if sums and len(own) else None
        good = own[sums.numerator].sum(min_count=1) if sums and len(own) else None
        when = own[table.period_field].max() if table.period_field and len(own) else pd.NaT
        tried = bool(method and method.points.get(best or "", 0))
        state = SHARED if arrived else FAILED if tried else NOT_YET if kept else NO_LOG
        lines.append([dataset.short, book.unit_name(dataset.owner), dataset.annex.sharing if dataset.annex else "", best, len(own) if kept else None, sent, good, when, state])
    frame = pd.DataFrame(lines, columns=SHARING_COLUMNS)
    return frame.astype({"Số lượt": "Int64", "Bản ghi gửi": "Int64", "Thành công": "Int64"}).assign(**{"Lần gần nhất": pd.to_datetime(frame["Lần gần nhất"])})


def layers(book: Book, indicator: str, evidence: str) -> pd.DataFrame:
    """Systems × layers of protection: has it, with evidence (column `<layer><evidence>`), or not."""
    known = _of_kind(book, indicator, "layers")
    rows, table = book.load(known.table), book.ref(known.table).table
    rows = rows[all_hold(known.of, rows)] if len(rows) else rows
    if rows.empty:
        return pd.DataFrame()
    found = {table.column(f).title: [_layer(has, proof) for has, proof in zip(rows[f], rows[f + evidence] if f + evidence in rows else [None] * len(rows), strict=True)] for f in known.fields}
    return pd.DataFrame({table.column(table.key[0]).title: rows[table.key[0]].to_list(), **found})


def _layer(has, proof) -> str:
    if pd.isna(has):
        return UNSAID
    return ABSENT if not has else PROVEN if isinstance(proof, str) and proof.strip() else UNPROVEN


def layer_counts(book: Book, indicator: str, evidence: str) -> pd.DataFrame:
    """Layers × state: number of systems."""
    table = layers(book, indicator, evidence)
    if table.empty:
        return table
    states = [s for s in (PROVEN, UNPROVEN, ABSENT, UNSAID) if (table.iloc[:, 1:] == s).to_numpy().any()]
    return pd.DataFrame({s: (table.iloc[:, 1:] == s).sum() for s in states})
