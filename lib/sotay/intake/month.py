"""Takes in what the units handed in for a month: every file becomes an export with a status and a note that says what to do."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from sotay.definitions.folding import match_key
from sotay.definitions.registry import Registry
from sotay.definitions.workspace import MONTH
from sotay.intake.files.containers import Member, Reading, Refusal, members
from sotay.intake.files.guarded import GuardedReader
from sotay.intake.model import Export, RawTable, Source
from sotay.intake.periods import expected_months, months_of_rows, other_month, shown
from sotay.intake.reading import broken
from sotay.intake.recognition.recognise import Recogniser
from sotay.intake.resent import content, mark_duplicates, mark_replaced
from sotay.intake.workbook import tables_of

_IGNORED = re.compile(r"^(~\$|\.|thumbs\.db$|desktop\.ini$)|\.(tmp|part|crdownload|lnk)$", re.IGNORECASE)
_BLANK_FORM = "Có tiêu đề nhưng không có dòng dữ liệu nào (biểu trống). Nhập số liệu rồi gửi lại; nếu tháng này không phát sinh thì báo lại bằng văn bản."
_NO_TABLE = "Không tìm thấy bảng nào có tiêu đề cột. Gửi tệp có một dòng tiêu đề và mỗi dòng một bản ghi."


def take_in(month_folder: Path, registry: Registry, month: str, incoming_root: Path) -> list[Export]:
    """All exports of the month in the order of their path; one bad file never stops the others."""
    with GuardedReader() as reader:
        return _Month(month_folder, registry, month, incoming_root, reader).exports()


class _Month:
    """One month's folder being read."""

    def __init__(self, folder: Path, registry: Registry, month: str, incoming: Path, reader: GuardedReader) -> None:
        self.folder, self.registry, self.month, self.incoming, self.reader = folder, registry, month, incoming, reader
        self.recogniser = Recogniser(registry)

    def exports(self) -> list[Export]:
        found = list(self._read(self.folder))
        self._mark_handed_in_before(found)
        mark_duplicates(found, self._in_right_folder)
        for export in found:
            if export.status == "accepted":
                export.note = " ".join(filter(None, (export.note, *self._remarks(export))))
        return mark_replaced(found, self.registry)

    def _read(self, folder: Path) -> Iterator[Export]:
        opened = (part for unit, name, path in files_under(folder) for part in self._opened(unit, name, path))
        for source, reading in self.reader.in_order(opened):
            yield from self._exports(source, reading)

    def _opened(self, unit: str, name: str, path: Path) -> Iterator[tuple[Source, Member | Refusal]]:
        """The files of an archive, or the file itself, each with its identity."""
        try:
            source = source_of(self._unit(unit), name, path, None)
        except OSError:
            yield Source(self._unit(unit), name, path, "", None, dt.datetime.min, ""), Refusal("unreadable", "Không mở được tệp. Đóng tệp trong Excel rồi chép lại.")
            return
        try:
            parts = members(path)
        except Refusal as refusal:
            yield source, refusal
            return
        except Exception as error:
            yield source, broken(error)
            return
        prefix = name[:-len(path.name)] if name.endswith(path.name) else ""
        for part in parts:
            yield replace(source, file=_nfc(prefix + part.name), sha256=hashlib.sha256(part.data).hexdigest()), part

    def _exports(self, source: Source, reading: Reading | Refusal) -> list[Export]:
        if isinstance(reading, Refusal):
            return [_failed(source, reading)]
        source = replace(source, container=reading.container, encoding=reading.encoding)
        try:
            sheets = tables_of(reading, source, self.recogniser)
        except Refusal as refusal:
            return [_failed(source, refusal)]
        except Exception as error:
            return [_failed(source, broken(error))]
        return self._judge(source, sheets.tables, sheets.other_sheets, " ".join(sheets.notes))

    def _judge(self, source: Source, tables: list[RawTable], others: list[str], note: str) -> list[Export]:
        """Recognised tables with rows are accepted; blank forms and unknown tables of the same file are listed beside them."""
        known = [t for t in tables if t.table]
        full, blank = [t for t in known if len(t.rows)], [t for t in known if not len(t.rows)]
        strange = [t for t in tables if not t.table]
        exports = []
        if full:
            exports.append(Export(source, full, "accepted", note, others))
            blank = [t for t in blank if t.table not in {f.table for f in full}]
            beside = [t for t in strange if t.sheet in {f.sheet for f in full} and len(t.rows)]
            strange = [t for t in strange if len(t.rows) >= 2 and not any(t is b for b in beside)]
            exports[0].note = " ".join(filter(None, (note, *(_unused(t) for t in beside))))
        if blank:
            exports.append(Export(source, blank, "empty", " ".join(filter(None, (note, _BLANK_FORM))), [] if full else others))
        elif strange and not full and not any(len(t.rows) for t in strange):
            return [Export(source, strange, "empty", " ".join(filter(None, (note, _BLANK_FORM))), others)]
        if strange:
            exports.append(Export(source, strange, "unrecognised", "" if full else note, [] if full or blank else others))
        if not exports:
            exports.append(Export(source, [], "unrecognised", " ".join(filter(None, (note, _NO_TABLE))), others))
        return [self._own(e) for e in exports]

    def _own(self, export: Export) -> Export:
        """A file laid directly in the month's folder belongs to the unit that owns its dataset."""
        if export.source.unit or not export.tables or not export.tables[0].dataset:
            return export
        owner = self.registry.datasets[export.tables[0].dataset].owner
        source = replace(export.source, unit=owner)
        return replace(export, source=source, tables=[t.with_(source=source) for t in export.tables])

    @cached_property
    def _aliases(self) -> dict[str, str]:
        return {match_key(text): u.id for u in self.registry.units.values() for text in (u.id, u.name, u.short, *u.aliases)}

    def _unit(self, folder: str) -> str:
        return folder if folder in self.registry.units else self._aliases.get(match_key(folder), folder)

    def _in_right_folder(self, export: Export) -> bool:
        return all(export.source.unit in self._senders(t.dataset) for t in export.tables if t.dataset)

    def _senders(self, dataset: str) -> list[str]:
        declared = self.registry.datasets[dataset]
        return [declared.owner, *declared.also_from]

    def _remarks(self, export: Export) -> list[str]:
        """Wrong folder, unknown folder, another month's rows."""
        remarks, unit = [], export.source.unit
        if unit and unit not in self.registry.units:
            remarks.append(f"Thư mục “{unit}” không phải đơn vị nào trong units.yml. Chuyển tệp vào thư mục của đơn vị, hoặc thêm tên này vào `aliases`.")
        elif not self._in_right_folder(export):
            owners = sorted({self._name(self._senders(t.dataset)[0]) for t in export.tables if unit not in self._senders(t.dataset)})
            remarks.append(f"Tệp nằm ở thư mục {self._name(unit)}, nhưng dữ liệu này do {', '.join(owners)} nộp. Vẫn được nhận; kiểm tra lại nơi gửi.")
        for table in export.tables:
            other = other_month(table, self.registry.tables[table.table].table, self.month, self._period)
            if other:
                remarks.append(f"Số liệu là của tháng {shown(other)}, không phải tháng {shown(self.month)}. Kiểm tra có gửi nhầm tệp tháng trước không.")
        return list(dict.fromkeys(remarks))

    @property
    def _period(self):
        return self.registry.commune.data_period if self.registry.commune else None

    def _name(self, unit: str) -> str:
        declared = self.registry.units.get(unit)
        return declared.short if declared else unit

    def _mark_handed_in_before(self, exports: list[Export]) -> None:
        """Last month's file again: the same bytes, or for rows all of another month the same cells, as in an earlier month's folder."""
        earlier = [f for f in sorted(self.incoming.iterdir()) if f.is_dir() and MONTH.match(f.name) and f.name < self.month] if self.incoming.is_dir() else []
        sizes = {_size(e.source.path) for e in exports}
        hashes = {sha: (f.name, where) for f in earlier for sha, where in _hashes(f, sizes)}
        for export in exports:
            if export.status in ("accepted", "unrecognised") and export.source.sha256 in hashes:
                _handed_in(export, *hashes[export.source.sha256])
        late = [e for e in exports if e.status == "accepted" and all(self._of_another_month(t) for t in e.tables)]
        if late and earlier:
            self._compare_cells(late, earlier[-1])

    def _of_another_month(self, table: RawTable) -> bool:
        counts = months_of_rows(table, self.registry.tables[table.table].table)
        return bool(counts) and not expected_months(self.month, self._period) & set(counts)

    def _compare_cells(self, late: list[Export], folder: Path) -> None:
        before: dict[str, str] = {}
        for export in self._read(folder):
            before |= {content(t): f"{export.source.unit}/{export.source.file}" for t in export.tables}
        for export in late:
            same = [before.get(content(t)) for t in export.tables]
            if all(same):
                _handed_in(export, folder.name, same[0])


def files_under(folder: Path) -> Iterator[tuple[str, str, Path]]:
    """(unit folder or "", name as reports write it, path) of every file, in order; hidden and temporary files are passed over, links are not followed."""
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*"), key=lambda p: _nfc(p.relative_to(folder).as_posix())):
        parts = path.relative_to(folder).parts
        if any(_IGNORED.search(p) for p in parts) or path.is_dir() and not path.is_symlink():
            continue
        names = [_printable(p) for p in parts]
        yield (names[0], "/".join(names[1:]), path) if len(parts) > 1 else ("", names[0], path)


def source_of(unit: str, name: str, path: Path, member: Member | None) -> Source:
    """An export's identity before it is read."""
    handed_in = dt.datetime.fromtimestamp(path.lstat().st_mtime).replace(microsecond=0)
    return Source(unit, member.name if member else name, path, "", None, handed_in, hashlib.sha256(member.data).hexdigest() if member else "")


def _hashes(folder: Path, sizes: set[int]) -> Iterator[tuple[str, str]]:
    for unit, name, path in files_under(folder):
        if path.is_symlink() or not path.is_file() or _size(path) not in sizes:
            continue
        try:
            parts = members(path)
        except Exception:
            continue
        for part in parts:
            yield hashlib.sha256(part.data).hexdigest(), f"{unit}/{name}" if unit else name


def _handed_in(export: Export, month: str, where: str) -> None:
    export.status = "duplicate"
    export.note = f"Nội dung này đã nộp trong tháng {shown(month)} ({where}). Gửi tệp của tháng này."


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return -1


def _unused(table: RawTable) -> str:
    return f"Bảng thứ hai ở dòng {table.header_row}{f' trang tính “{table.sheet}”' if table.sheet else ''} không nhận ra, không dùng."


def _failed(source: Source, refusal: Refusal) -> Export:
    return Export(source, [], refusal.status, refusal.note)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _printable(name: str) -> str:
    """A file name safe to print: NFC, control characters and broken bytes shown as “?”."""
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join("?" if unicodedata.category(c) in ("Cc", "Cf") else c for c in _nfc(name))
