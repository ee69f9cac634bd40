"""What the first sheet of a returned workbook says about the file as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sotay.definitions.registry import Registry
from sotay.intake.model import Export
from sotay.reports.numbers import month as month_said
from sotay.reports.returned.job import STAYED, STAYED_MONTH, Letter, Mark, Mended, count
from sotay.reports.returned.words import day, for_unit
from sotay.reports.wording import INTAKE_STATUS
from sotay.scoring.punctuality import due_day

# What to do when the note of the intake says nothing.
_DO = {
    "replaced": "Không phải làm gì nếu bản gửi sau là bản đúng.", "duplicate": "Gửi tệp của tháng này.", "empty": "Nhập số liệu rồi gửi lại.",
    "unrecognised": "Kiểm tra tiêu đề các cột rồi gửi lại.", "unreadable": "Mở tệp bằng Excel, lưu lại dạng .xlsx rồi gửi lại.", "refused": "Gửi lại tệp bảng tính.",
}


@dataclass(frozen=True)
class Rows:
    """Data rows of a file's accepted tables, and how many of them are kept out of the figures."""

    read: int = 0
    kept_out: int = 0


def letter_of(registry: Registry, month: str, exports: Sequence[Export], marks: Sequence[Mark], mended: Sequence[Mended], rows: Rows) -> Letter:
    """Unit, month, due day and file; what was found, and how it stands against the last version."""
    source, accepted = exports[0].source, [e for e in exports if e.status == "accepted"]
    titles = list(dict.fromkeys(registry.tables[t.table].table.title for e in exports for t in e.tables if t.table))
    facts = [
        f"Đơn vị: {unit_name(registry, source.unit)}. Tháng {month_said(month)}. Hạn nộp: trước ngày {day(due_day(registry, month))}.",
        f"Tệp: {source.file} (gửi ngày {day(source.handed_in)}).",
    ]
    if accepted:
        facts.append(_counted(marks, rows))
    if marks or mended:
        facts += _compared(marks, mended)
    todo = tuple(f"{_where(e)}{said_of(e) or f'{INTAKE_STATUS[e.status]}. {_DO[e.status]}'}" for e in exports if e.status != "accepted")
    notes = tuple(dict.fromkeys(for_unit(n) for e in accepted for n in (e.note, *(n for t in e.tables for n in t.notes)) if for_unit(n)))
    return Letter("; ".join(titles) or source.file, tuple(facts), todo, tuple(mended), notes)


def unit_name(registry: Registry, unit: str) -> str:
    known = registry.units.get(unit)
    return known.name if known else unit or "chưa rõ đơn vị"


def said_of(export: Export) -> str:
    """What the intake says of an export and its tables, for the unit."""
    return " ".join(dict.fromkeys(filter(None, map(for_unit, (export.note, *(n for t in export.tables for n in t.notes))))))


def _where(export: Export) -> str:
    sheets = list(dict.fromkeys(t.sheet for t in export.tables if t.sheet))
    return f"Trang {', '.join(f'“{s}”' for s in sheets)}: " if sheets else ""


def _counted(marks: Sequence[Mark], rows: Rows) -> str:
    words = {"error": "lỗi phải sửa", "warning": "chỗ cần xem lại", "info": "lưu ý"}
    numbers = [(sum(m.severity == level for m in marks), name) for level, name in words.items()]
    said = f"Có {', '.join(f'{count(n)} {name}' for n, name in numbers if n)} trong {count(rows.read)} dòng dữ liệu." if marks else f"Không có lỗi trong {count(rows.read)} dòng dữ liệu."
    return f"{said} {count(rows.kept_out)} dòng có lỗi đang để riêng, sửa xong mới được tính." if rows.kept_out else said


def _compared(marks: Sequence[Mark], mended: Sequence[Mended]) -> list[str]:
    stayed = sum(m.state in (STAYED, STAYED_MONTH) for m in marks)
    gone = sum(m.count for m in mended)
    if not stayed and not gone:
        return []
    return [f"So với lần trước: đã sửa {count(gone)} chỗ, còn lại {count(stayed)}, mới {count(len(marks) - stayed)}."]
