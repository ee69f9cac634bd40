"""From the sheets of one file to its tables: which sheets hold data, which tables are known."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from sotay.definitions.folding import match_key
from sotay.intake.model import Grid, RawTable, Source
from sotay.intake.reading import Reading
from sotay.intake.recognition.recognise import Recogniser
from sotay.intake.tables.layout import find_tables

_GUIDE = re.compile(
    r"^(loi can sua|ket qua kiem tra|huong dan|vi du|bia|trang bia|muc luc|luu y|chu thich|doc truoc|tham khao|readme)\b|\bhuong dan\b|\bvi du\b|^(mau|bieu mau|form)$|^mau (nhap|trang|de|huong|vi)"
)
_CODE_LIST = re.compile(r"^(danh muc|dm|dmuc|ma danh muc|list|code|tra cuu|bang ma|ma)\b")
_CODE_LIST_COLUMNS = 4


@dataclass
class SheetTables:
    """Tables of a file, names of the sheets without any, and remarks."""

    tables: list[RawTable] = field(default_factory=list)
    other_sheets: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def tables_of(reading: Reading, source: Source, recogniser: Recogniser | None) -> SheetTables:
    """All tables of the visible sheets; guides, examples and code lists give none, hidden sheets are only named."""
    known = recogniser.known if recogniser else None
    result = SheetTables(notes=list(reading.notes))
    visible = [g for g in reading.grids if not g.hidden]
    found = [(g, [t.as_table(source) for t in find_tables(g, known)] if not is_guide(g.sheet) or len(visible) == 1 else []) for g in visible]
    widest = max((len(t.columns) for g, tables in found for t in tables if not is_code_list(g.sheet)), default=0)
    for grid, tables in found:
        if not tables or is_code_list(grid.sheet) and all(len(t.columns) <= min(_CODE_LIST_COLUMNS, widest) for t in tables):
            result.other_sheets.append(grid.sheet or "")
            continue
        result.tables += [recogniser.recognise(t) if recogniser else t for t in tables]
    result.notes += _hidden(reading.grids, known, result)
    return result


def _hidden(grids: list[Grid], known: Collection[str] | None, result: SheetTables) -> list[str]:
    hidden = [g for g in grids if g.hidden]
    result.other_sheets += [g.sheet or "" for g in hidden]
    with_data = [f"“{g.sheet}”" for g in hidden if not is_code_list(g.sheet) and not is_guide(g.sheet) and any(len(t.rows) for t in find_tables(g, known))]
    return [f"Trang tính ẩn không đọc: {', '.join(with_data)}. Nếu là số liệu cần nộp, bỏ ẩn rồi gửi lại."] if with_data else []


def is_guide(sheet: str | None) -> bool:
    return bool(_GUIDE.search(match_key(sheet or "")))


def is_code_list(sheet: str | None) -> bool:
    return bool(_CODE_LIST.match(match_key(sheet or "")))
