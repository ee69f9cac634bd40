"""Files handed in twice: same content, an older version, or last month's file again."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from sotay.definitions.folding import match_key
from sotay.definitions.registry import Registry
from sotay.intake.model import Export, RawTable
from sotay.intake.tables.row_kinds import is_ordinal_heading

_DAY = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b(.*)$")
_LATER_WORDS = re.compile(r"\b(chinh thuc|sua|bo sung|dinh chinh|cap nhat|lan [2-9]|ban cuoi|final|v[2-9]|moi|hoan chinh)\b")
_EARLIER_WORDS = re.compile(r"\b(lan dau|lan 1|du thao|nhap|v1|cu|tam)\b")


def plain(text: str) -> str:
    """A cell as any container would hold it: spaces, form of dates and whole numbers alike."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if hit := _DAY.match(text):
        text = f"{hit[3]}-{int(hit[2]):02d}-{int(hit[1]):02d}{hit[4]}"
    return text.removesuffix(" 00:00:00").removesuffix(".0")


def content(table: RawTable) -> str:
    """A digest of the data cells and headings, without row numbers."""
    columns = [i for i, c in enumerate(table.columns) if not is_ordinal_heading(c.heading)]
    digest = hashlib.sha256("\x1f".join(match_key(table.columns[i].heading) for i in columns).encode())
    for row in table.cells[:, columns].tolist():
        digest.update("\x1f".join(map(plain, row)).encode() + b"\x1e")
    return digest.hexdigest()


def keys_of(table: RawTable, registry: Registry) -> set[tuple[str, ...]]:
    """The rows' keys; whole rows where the key columns were not sent."""
    mapped = table.mapped
    key = registry.tables[table.table].table.key if table.table else []
    named = [mapped[k] for k in key if k in mapped] if all(k in mapped for k in key) else []
    columns = [table.columns.index(c) for c in named or mapped.values()]
    rows = (tuple(plain(c) for c in row) for row in table.cells[:, columns].tolist())
    return {r for r in rows if any(r)}


def mark_duplicates(exports: list[Export], right_unit: Callable[[Export], bool]) -> None:
    """The same bytes, or the same cells in another container: the first one in the right folder counts, the others are `duplicate`."""
    by_hash: dict[str, list[Export]] = defaultdict(list)
    for export in exports:
        if export.status == "accepted":
            by_hash[export.source.sha256].append(export)
    by_shape: dict[tuple, list[Export]] = defaultdict(list)
    for same in by_hash.values():
        first = _keep_first(same, right_unit)
        by_shape[tuple((t.table, t.cells.shape) for t in first.tables)].append(first)
    for alike in by_shape.values():
        if len(alike) > 1:
            by_content: dict[tuple, list[Export]] = defaultdict(list)
            for export in alike:
                by_content[tuple(content(t) for t in export.tables)].append(export)
            for same in by_content.values():
                _keep_first(same, right_unit)


def _keep_first(same: list[Export], right_unit: Callable[[Export], bool]) -> Export:
    ordered = sorted(same, key=lambda e: (not right_unit(e), e.source.handed_in, e.source.unit, e.source.file))
    first = ordered[0]
    for export in ordered[1:]:
        if export.source.path == first.source.path and export.source.file == first.source.file:
            continue
        export.status = "duplicate"
        export.note = f"Nội dung giống hệt tệp {first.source.unit}/{first.source.file} đã nhận. Không cần gửi lại; xoá tệp này nếu gửi nhầm."
    return first


def mark_replaced(exports: list[Export], registry: Registry) -> list[Export]:
    """Exports with older versions split off: more than half of an earlier file's keys come again in a later file of the same unit and table."""
    by_table: dict[tuple[str, str], list[tuple[Export, RawTable]]] = defaultdict(list)
    for export in exports:
        if export.status == "accepted":
            for table in export.tables:
                by_table[export.source.unit, table.table].append((export, table))
    older: dict[int, Export] = {}
    for pairs in by_table.values():
        pairs.sort(key=lambda p: _version(p[0]))
        keys = {id(t): keys_of(t, registry) for _, t in pairs} if len(pairs) > 1 else {}
        for i, (export, table) in enumerate(pairs):
            own = keys.get(id(table), set())
            later = next((e for e, t in reversed(pairs[i + 1:]) if e.source.file != export.source.file and len(own & keys[id(t)]) > 0.5 * len(own)), None)
            if later is not None:
                older[id(table)] = later
    return [part for export in exports for part in _split(export, older)]


def _version(export: Export) -> tuple:
    name = match_key(Path(export.source.file).stem)
    return export.source.handed_in, bool(_LATER_WORDS.search(name)) - bool(_EARLIER_WORDS.search(name)), export.source.file


def _split(export: Export, older: dict[int, Export]) -> Iterable[Export]:
    gone = [t for t in export.tables if id(t) in older]
    kept = [t for t in export.tables if id(t) not in older]
    if not gone:
        return [export]
    names = sorted({older[id(t)].source.file for t in gone})
    note = f"Đã có bản gửi sau thay thế: {', '.join(names)}. Chỉ dùng bản gửi sau; nếu bản này mới đúng, gửi lại bản này sau cùng."
    replaced = replace(export, tables=gone, status="replaced", note=note)
    return [replaced, replace(export, tables=kept, other_sheets=[])] if kept else [replaced]
