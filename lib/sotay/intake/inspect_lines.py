"""What the suite sees in one file, told in Vietnamese: the lines `sotay inspect FILE` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sotay.definitions.registry import Registry
from sotay.intake.inspect import Seen
from sotay.intake.model import RawTable, SourceColumn
from sotay.intake.tables.body import SET_ASIDE

_KINDS = dict(zip(SET_ASIDE, ("đánh số cột", "tổng cộng", "tên nhóm", "tiêu đề lặp lại", "ghi chú hoặc chữ ký", "biểu trống chỉ có số thứ tự"), strict=True))


def lines_of(seen: list[Seen], registry: Registry) -> Iterator[str]:
    """Every file, table and column; what could not be read says why."""
    for one in seen:
        if one.refusal is not None:
            yield f"{one.file}: không đọc được. {one.refusal.note}"
            continue
        source, sheets = one.part.source, one.part.sheets
        yield f"{one.file}: {source.container}{f', bảng mã chữ {source.encoding}' if source.encoding else ''}, {_number(len(sheets.tables))} bảng."
        if not sheets.tables:
            yield "  Không tìm thấy bảng nào có tiêu đề cột. Gửi tệp có một dòng tiêu đề và mỗi dòng một bản ghi."
        yield from (f"  Lưu ý: {note}" for note in sheets.notes)
        if sheets.other_sheets:
            yield f"  Trang tính không có bảng số liệu: {', '.join(f'“{s}”' for s in sheets.other_sheets)}."
        for table in sheets.tables:
            yield from _table(table, registry)


def _table(table: RawTable, registry: Registry) -> Iterator[str]:
    heading = f"dòng {table.header_row}" if table.header_start == table.header_row else f"dòng {table.header_start} đến {table.header_row}"
    heading = heading if table.header_row else "không có"
    yield f"- {f'Trang tính “{table.sheet}”' if table.sheet else 'Bảng'}: {_name(table, registry)}"
    yield f"    Tiêu đề: {heading}."
    yield f"    Dữ liệu: {_number(len(table.rows))} dòng, từ dòng {table.rows[0]} đến dòng {table.rows[-1]}." if len(table.rows) else "    Dữ liệu: không có dòng nào (biểu trống)."
    aside = Counter(s.kind for s in table.set_aside)
    if aside:
        yield f"    Dòng không phải số liệu: {', '.join(f'{_number(aside[kind])} dòng {word}' for kind, word in _KINDS.items() if aside[kind])}."
    yield from _columns(table, registry)
    yield from (f"    Lưu ý: {note}" for note in table.notes)


def _name(table: RawTable, registry: Registry) -> str:
    if not table.table:
        near = "; ".join(f"{registry.tables[name].table.title} ({_percent(score)})" for name, score in table.candidates if score > 0)
        return f"chưa nhận ra là tập dữ liệu nào.{f' Gần nhất: {near}.' if near else ''}"
    ref = registry.tables[table.table]
    title = ref.dataset.title if ref.dataset.title == ref.table.title else f"{ref.dataset.title}, bảng “{ref.table.title}”"
    return f"{title} ({table.dataset}), giống {_percent(table.confidence)}."


def _columns(table: RawTable, registry: Registry) -> Iterator[str]:
    known = [c for c in table.columns if c.field]
    if known:
        declared = registry.tables[table.table].table
        yield f"    Cột nhận ra ({len(known)}): {'; '.join(f'{_column(c)} là “{declared.column(c.field).title}” ({c.field})' for c in known)}."
    rest = [c for c in table.columns if not c.field]
    if rest:
        yield f"    Cột không dùng ({len(rest)}): {'; '.join(map(_column, rest))}."


def _column(column: SourceColumn) -> str:
    return f"{column.letter} “{column.heading}”" if column.heading else f"{column.letter} (không có tiêu đề)"


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
