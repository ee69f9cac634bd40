"""The exchange log in the shape of the feed that indicator 3 counts: a draft line per package, filled only by what a platform has answered.

The file stays under internal/ and counts nothing by itself: the office looks it through and hands it in under data/incoming/<month>/ like any export.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from sotay.definitions.models.dataset import Table
from sotay.definitions.registry import Registry
from sotay.prepare import write_csv

LOG, RECEIPTS = "nhat-ky.csv", "receipts.jsonl"


@dataclass(frozen=True)
class Receipt:
    """What a platform answered to one sending: by which method of the log's list, when (ISO), records sent and taken in; `code`: its error code."""

    dataset: str
    system: str
    method: str
    when: str
    sent: int
    accepted: int
    code: str = ""


@dataclass(frozen=True)
class Shape:
    """The log's table and what its columns are for, as the indicators' measures say."""

    table: Table
    dataset: str
    method: str
    sent: str
    accepted: str
    # The method that means "not shared".
    nothing: str


def log_shape(registry: Registry) -> Shape | None:
    """Where the measures of sharing look: the log, its columns, and the method without points; None when no indicator counts a log."""
    measures = [m for i in registry.indicators.values() for m in i.measures]
    scope, method = (next((m for m in measures if m.kind == kind), None) for kind in ("share_scope", "method_score"))
    if scope is None or method is None or scope.log != method.log or scope.log not in registry.tables:
        return None
    rate = next((m for m in measures if m.kind == "sum_share" and m.table == scope.log), None)
    table = registry.tables[scope.log].table
    nothing = min(method.points, key=method.points.__getitem__)
    return Shape(table, scope.dataset_field, method.method_field, rate.denominator, scope.success_field, nothing) if rate else None


def add_receipt(root: Path, receipt: Receipt) -> None:
    """Keeps what the platform answered; the same answer is kept once."""
    line = json.dumps(asdict(receipt), ensure_ascii=False)
    path = root / RECEIPTS
    if path.is_file() and line in path.read_text(encoding="utf-8").splitlines():
        return
    root.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(line + "\n")


def receipts(root: Path) -> list[Receipt]:
    """All answers kept for the month, in time."""
    path = root / RECEIPTS
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return sorted((Receipt(**json.loads(line)) for line in lines), key=lambda r: (r.dataset, r.when, r.system))


def write_log(root: Path, registry: Registry, month: str, packed: dict[str, int]) -> None:
    """A line per answer, and "not shared, 0 records" for a package without one (`packed`: dataset → rows); headings as the log's definition has them."""
    shape = log_shape(registry)
    path = root / LOG
    if shape is None or not packed and not receipts(root):
        path.unlink(missing_ok=True)
        return
    answered = receipts(root)
    lines = [_answer(r, shape, registry) for r in answered]
    lines += [_waiting(d, rows, shape, registry, month) for d, rows in sorted(packed.items()) if d not in {r.dataset for r in answered}]
    names = [c.name for c in shape.table.columns if not c.drop]
    titles = {c.name: c.title for c in shape.table.columns}
    write_csv(path, pd.DataFrame(lines).reindex(columns=names).convert_dtypes().rename(columns=titles))


def _label(dataset: str, shape: Shape, registry: Registry) -> str:
    """The dataset as the log's own list names it."""
    known = registry.datasets.get(dataset)
    names = {dataset, *((known.title, known.short) if known else ())}
    return next((v.label for v in registry.values_of(shape.table.column(shape.dataset)) if v.label == dataset or names & {v.code, *v.aliases}), dataset)


def _text_columns(shape: Shape) -> list[str]:
    used = {shape.dataset, shape.method, shape.sent, shape.accepted}
    return [c.name for c in shape.table.columns if c.type == "text" and c.name not in used]


def _answer(receipt: Receipt, shape: Shape, registry: Registry) -> dict:
    texts, notes = _split(shape)
    rest = [c.name for c in shape.table.columns if c.type == "int" and c.name not in (shape.sent, shape.accepted)]
    when = dt.datetime.fromisoformat(receipt.when).strftime("%d/%m/%Y %H:%M")
    line = {shape.dataset: _label(receipt.dataset, shape, registry), shape.method: receipt.method, shape.sent: receipt.sent, shape.accepted: receipt.accepted}
    line |= {texts[0]: receipt.system} if texts else {}
    line |= {texts[-1]: receipt.code or None} if len(texts) > 1 else {}
    line |= {rest[0]: receipt.sent - receipt.accepted} if rest else {}
    return line | ({shape.table.period_field: when} if shape.table.period_field else {})


def _waiting(dataset: str, rows: int, shape: Shape, registry: Registry, month: str) -> dict:
    _, notes = _split(shape)
    said = f"Gói tháng {month[5:]}/{month[:4]} có {rows} dòng, chưa gửi."
    return {shape.dataset: _label(dataset, shape, registry), shape.method: shape.nothing, shape.sent: 0, shape.accepted: 0} | ({notes[0]: said} if notes else {})


def _split(shape: Shape) -> tuple[list[str], list[str]]:
    """Text columns that hold facts (the system first, the error code last), and those for remarks."""
    free = {c.name for c in shape.table.columns if c.free_text}
    return [n for n in _text_columns(shape) if n not in free], [n for n in _text_columns(shape) if n in free]
