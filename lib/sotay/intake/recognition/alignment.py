"""Notices a table whose body stands one column beside its headings, and moves the fields when the values leave no doubt."""

from __future__ import annotations

from dataclasses import dataclass

from sotay.definitions.models.dataset import Table
from sotay.definitions.registry import Registry
from sotay.intake.model import RawTable
from sotay.intake.recognition.content import SAMPLE, share_fitting
from sotay.intake.tables.row_kinds import is_ordinal_heading

LEAST_FIELDS, LEAST_TELLING, GOOD, BETTER = 4, 2, 0.85, 0.3
# Few rows prove little: for each one below this number the values must speak that much louder.
ENOUGH_ROWS, PER_ROW = 5, 0.1
# A blank column under its heading and a filled one without heading at the end: then a small gain says enough.
BETTER_BY_SHAPE = 0.05
_SAYS_NOTHING = ("text", "address", "name")


@dataclass(frozen=True)
class _Move:
    """From column `start` on the body stands `step` columns beside its headings; `fields` by column once that is undone."""

    start: int
    step: int
    fields: dict[int, str]
    by_shape: bool


def aligned(table: RawTable, fields: dict[int, str], declared: Table, registry: Registry) -> tuple[dict[int, str], str]:
    """Fields by column position, moved if the body is one cell shorter or longer than the heading; and a remark, "" when nothing is wrong.

    A body one cell short: from some column on, each value belongs to the heading at its right. One cell long: to the heading at its left.
    Where several places of the lost cell fit as well, the columns between them get no field.
    """
    if not len(table.rows) or len(fields) < LEAST_FIELDS:
        return fields, ""
    stays = _fit(table, fields, declared, registry)
    moves = [(round(_fit(table, m.fields, declared, registry), 2), m) for m in _moves(table, fields)]
    best = max((f for f, _ in moves), default=0.0)
    tied = [m for f, m in moves if f == best]
    if not tied or best < GOOD or best <= stays:
        return fields, ""
    shaped = [m for m in tied if m.by_shape]
    needed = BETTER_BY_SHAPE if shaped else BETTER + PER_ROW * max(0, ENOUGH_ROWS - len(table.rows))
    first = max(shaped or tied, key=lambda m: (len(m.fields), _required(m.fields, declared), -m.step * m.start))
    if not shaped and stays >= GOOD or best < stays + needed:
        return fields, _doubt(table, first) if best == 1 and (stays < GOOD or _contradicted(table, fields, declared, registry)) else ""
    certain = _agreed([m for m in shaped or tied if m.step == first.step], first)
    side = "trái" if first.step < 0 else "phải"
    unsure = [table.columns[i].letter for i in first.fields if i not in certain]
    left_out = f" Chưa rõ lệch từ đâu nên không đọc cột {', '.join(unsure)}." if unsure else ""
    where = table.columns[first.start].letter
    return certain, f"Dữ liệu lệch một ô sang {side} so với tiêu đề, từ cột {where}. Đã đọc theo kiểu giá trị; kiểm tra lại và sửa mẫu kết xuất.{left_out}"


def _doubt(table: RawTable, move: _Move) -> str:
    where = table.columns[move.start].letter
    return f"Có thể dữ liệu lệch một ô so với tiêu đề, từ cột {where}: giá trị không hợp với tiêu đề. Đã đọc theo tiêu đề; kiểm tra lại tệp, nếu lệch thì sửa rồi gửi lại."


def _moves(table: RawTable, fields: dict[int, str]) -> list[_Move]:
    """Every place a cell may have dropped out (the last column is then blank) or slipped in (a heading is then left without values)."""
    width = len(table.columns)
    first = 1 if is_ordinal_heading(table.columns[0].heading) else 0
    blank = [not any(table.cells[:SAMPLE, i].tolist()) for i in range(width)]
    bare_end = not table.columns[-1].heading and not blank[-1]
    moves = []
    for start in range(first, width - 1):
        if blank[-1]:
            moves.append(_Move(start, -1, {i if i < start else i - 1: f for i, f in fields.items() if i != start}, False))
        if bare_end or blank[start] and start in fields:
            moves.append(_Move(start, 1, {i if i < start else i + 1: f for i, f in fields.items() if i + 1 < width}, bare_end and blank[start] and start in fields))
    return moves


def _agreed(tied: list[_Move], chosen: _Move) -> dict[int, str]:
    """The fields of a move that every other move that fits as well gives to the same column."""
    return {i: f for i, f in chosen.fields.items() if all(m.fields.get(i) == f for m in tied)}


def _required(fields: dict[int, str], declared: Table) -> int:
    """Between places the values cannot tell apart, the one that loses no required column."""
    return sum(declared.column(f).required for f in fields.values())


def _contradicted(table: RawTable, fields: dict[int, str], declared: Table, registry: Registry) -> bool:
    """Some column holds nothing but values of another kind."""
    return any(share_fitting(table.cells[:SAMPLE, i].tolist(), declared.column(f), registry) == 0 for i, f in fields.items())


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
