"""Notices a table whose body stands one column beside its headings, and moves the fields when the values leave no doubt."""

from __future__ import annotations

from sotay.definitions.models.dataset import Table
from sotay.definitions.registry import Registry
from sotay.intake.model import RawTable
from sotay.intake.recognition.content import SAMPLE, share_fitting
from sotay.intake.tables.row_kinds import is_ordinal_heading

LEAST_ROWS, LEAST_TELLING, GOOD, BETTER = 5, 2, 0.85, 0.3
_SAYS_NOTHING = ("text", "address", "name")


def aligned(table: RawTable, fields: dict[int, str], declared: Table, registry: Registry) -> tuple[dict[int, str], str]:
    """Fields by column position, moved if the body is one cell shorter or longer than the heading; and a remark, "" when nothing is wrong.

    A body one cell short: from some column on, each value belongs to the heading at its right. One cell long: to the heading at its left.
    """
    if len(table.rows) < LEAST_ROWS or len(fields) < 4:
        return fields, ""
    stays = _fit(table, fields, declared, registry)
    if stays >= GOOD:
        return fields, ""
    tried = [(_fit(table, m, declared, registry), m, p, s) for p, s, m in _moves(table, fields)]
    best, moved, start, step = max(tried, key=lambda x: (round(x[0], 2), len(x[1]), _required(x[1], declared), -x[3] * x[2]), default=(0.0, {}, 0, 0))
    if best < GOOD or best < stays + BETTER:
        return fields, ""
    side = "trái" if step < 0 else "phải"
    return moved, f"Dữ liệu lệch một ô sang {side} so với tiêu đề, từ cột {table.columns[start].letter}. Đã đọc theo kiểu giá trị; kiểm tra lại và sửa mẫu kết xuất."


def _moves(table: RawTable, fields: dict[int, str]) -> list[tuple[int, int, dict[int, str]]]:
    """Every place a cell may have dropped out (the last column is then blank) or slipped in (the last column then has no heading)."""
    width = len(table.columns)
    first = 1 if is_ordinal_heading(table.columns[0].heading) else 0
    blank_end = not any(t for t in table.cells[:SAMPLE, -1].tolist())
    bare_end = not table.columns[-1].heading
    moves = []
    for start in range(first, width - 1):
        if blank_end:
            moves.append((start, -1, {i if i < start else i - 1: f for i, f in fields.items() if i != start}))
        if bare_end:
            moves.append((start, 1, {i if i < start else i + 1: f for i, f in fields.items() if i + 1 < width}))
    return moves


def _required(fields: dict[int, str], declared: Table) -> int:
    """Between places the values cannot tell apart, the one that loses no required column."""
    return sum(declared.column(f).required for f in fields.values())


def _fit(table: RawTable, fields: dict[int, str], declared: Table, registry: Registry) -> float:
    """Mean share of values that fit, over the columns whose type says something; text in a column of names says a little."""
    shares = []
    for index, name in fields.items():
        column = declared.column(name)
        if column.type in _SAYS_NOTHING:
            continue
        share = share_fitting(table.cells[:SAMPLE, index].tolist(), column, registry)
        if share is not None:
            shares.append(share)
        elif column.required:
            shares.append(0.0)
    return sum(shares) / len(shares) if len(shares) >= LEAST_TELLING else 0.0
