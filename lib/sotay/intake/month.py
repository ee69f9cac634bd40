"""Takes in what the units handed in for a month: every file becomes an export with a status and a note that says what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from sotay.definitions.folding import match_key
from sotay.definitions.registry import Registry
from sotay.definitions.steps import StepCache
from sotay.definitions.workspace import MONTH
from sotay.intake.chain import Task, prepare
from sotay.intake.files.guarded import GuardedReader
from sotay.intake.handed_in import files_under, printable, size_of, source_of
from sotay.intake.kept import Readings
from sotay.intake.model import Export, RawTable, Source
from sotay.intake.nothing_arose import nothing_arose
from sotay.intake.periods import expected_months, months_of_rows, other_month, shown
from sotay.intake.reading import Refusal
from sotay.intake.resent import content, mark_duplicates, mark_replaced

_BLANK_FORM = "Có tiêu đề nhưng không có dòng dữ liệu nào (biểu trống). Nhập số liệu rồi gửi lại; nếu tháng này không phát sinh thì ghi “Không phát sinh” dưới tiêu đề."
_NOTHING_AROSE = "Đơn vị báo trong kỳ không phát sinh."
_UNCHANGED = "Số liệu không đổi so với tháng {} ({}). Nếu thực tế có thay đổi thì gửi lại tệp đã cập nhật."
_MOST_TIMES_LARGER = 1.1
_MOST_BYTES_COMPARED = 5 << 20
_NO_TABLE = "Không tìm thấy bảng nào có tiêu đề cột. Gửi tệp có một dòng tiêu đề và mỗi dòng một bản ghi."


def take_in(month_folder: Path, registry: Registry, month: str, incoming_root: Path, steps: StepCache | None = None) -> list[Export]:
    """All exports of the month in the order of their path; one bad file never stops the others. Files that `steps` knows are not read again."""
    with ExitStack() as stack:
        readings = Readings(lambda count: stack.enter_context(GuardedReader(prepare, registry, workers=count)), steps, month)
        return _Month(month_folder, registry, month, incoming_root, readings).exports()


def take_in_file(path: Path, registry: Registry, month: str | None = None, dataset: str | None = None) -> list[Export]:
    """The exports of one file, as take_in gives them, with no other file looked at: nothing is `duplicate` or `replaced`.

    An archive gives those of every file in it. The unit is the owner of the dataset found, "" when none was. `month`: rows of another month are remarked on
    when given. `dataset`: only its tables are looked for when given; must be an id of the registry. Never raises for what the file is or holds.
    """
    if dataset is not None:
        registry = replace(registry, datasets={dataset: registry.datasets[dataset]})
    with GuardedReader(prepare, registry, workers=1) as reader:
        return _Month(path.parent, registry, month, path.parent, Readings(lambda count: reader, None)).of_file(path)


class _Month:
    """One month's folder being read."""

    def __init__(self, folder: Path, registry: Registry, month: str | None, incoming: Path, readings: Readings) -> None:
        self.folder, self.registry, self.month, self.incoming, self.readings = folder, registry, month, incoming, readings

    def exports(self) -> list[Export]:
        found = list(self._read(files_under(self.folder)))
        self._mark_handed_in_before(found)
        mark_duplicates(found, self._in_right_folder)
        for export in found:
            if export.status == "accepted":
                export.note = " ".join(filter(None, (export.note, *self._remarks(export))))
        return mark_replaced(found, self.registry)

    def of_file(self, path: Path) -> list[Export]:
        found = list(self._read([("", printable(path.name), path)]))
        for export in found:
            if export.status == "accepted":
                export.note = " ".join(filter(None, (export.note, *self._other_month(export))))
        return found

    def _read(self, files: Iterable[tuple[str, str, Path]]) -> Iterator[Export]:
        sources = (source_of(self._unit(unit), name, path) for unit, name, path in files)
        for source, found in self.readings.in_order((s, Task(s)) for s in sources):
            for name, part in found:
                if isinstance(part, Refusal):
                    yield Export(replace(source, file=name or source.file), [], part.status, part.note)
                elif isinstance(part.sheets, Refusal):
                    yield Export(part.source, [], part.sheets.status, part.sheets.note)
                else:
                    yield from self._judge(part.source, part.sheets.tables, part.sheets.other_sheets, " ".join(part.sheets.notes))

    def _judge(self, source: Source, tables: list[RawTable], others: list[str], note: str) -> list[Export]:
        """Recognised tables with rows are accepted; blank forms and unknown tables of the same file are listed beside them."""
        known = [t for t in tables if t.table]
        full = [t for t in known if len(t.rows)]
        # Which columns such a form lacks is nobody's concern.
        quiet = [t.with_(notes=()) for t in known if nothing_arose(t) and t.table not in {f.table for f in full}]
        blank = [t for t in known if not len(t.rows) and not nothing_arose(t)]
        strange = [t for t in tables if not t.table]
        exports = []
        taken = full + quiet
        if taken:
            exports.append(Export(source, taken, "accepted", note, others))
            blank = [t for t in blank if t.table not in {f.table for f in taken}]
            beside = [t for t in strange if t.sheet in {f.sheet for f in taken} and len(t.rows)]
            strange = [t for t in strange if len(t.rows) >= 2 and not any(t is b for b in beside)]
            exports[0].note = " ".join(filter(None, (note, *(_unused(t) for t in beside), _NOTHING_AROSE if quiet else "")))
        if blank:
            exports.append(Export(source, blank, "empty", " ".join(filter(None, (note, _BLANK_FORM))), [] if taken else others))
        elif strange and not taken and not any(len(t.rows) for t in strange):
            return [Export(source, strange, "empty", " ".join(filter(None, (note, _BLANK_FORM))), others)]
        if strange:
            exports.append(Export(source, strange, "unrecognised", "" if taken else note, [] if taken or blank else others))
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
        return list(dict.fromkeys([*remarks, *self._other_month(export)]))

    def _other_month(self, export: Export) -> list[str]:
        if self.month is None:
            return []
        found = (other_month(t, self.registry.tables[t.table].table, self.month, self._period) for t in export.tables)
        return [f"Số liệu là của tháng {shown(m)}, không phải tháng {shown(self.month)}. Kiểm tra có gửi nhầm tệp tháng trước không." for m in dict.fromkeys(found) if m]

    @property
    def _period(self):
        return self.registry.commune.data_period if self.registry.commune else None

    def _name(self, unit: str) -> str:
        declared = self.registry.units.get(unit)
        return declared.short if declared else unit

    def _mark_handed_in_before(self, exports: list[Export]) -> None:
        """Last month's file again: the same bytes, or for rows all of another month the same cells, as in an earlier month's folder."""
        earlier = [f for f in sorted(self.incoming.iterdir()) if f.is_dir() and MONTH.match(f.name) and f.name < self.month] if self.incoming.is_dir() else []
        hashes = self._digests(earlier, {size_of(e.source.path) for e in exports})
        for export in exports:
            if export.status in ("accepted", "unrecognised") and export.source.sha256 in hashes:
                _handed_in(export, *hashes[export.source.sha256])
        late = [e for e in exports if e.status == "accepted" and all(self._of_another_month(t) for t in e.tables)]
        if late and earlier:
            self._compare_cells(late, earlier[-1])
        unchanged = [e for e in exports if e.status == "accepted" and e not in late and all(self._is_stock(t) for t in e.tables)]
        if unchanged and earlier:
            self._remark_unchanged(unchanged, earlier[-1])

    def _digests(self, folders: list[Path], sizes: set[int]) -> dict[str, tuple[str, str]]:
        """Month and name of every file of the given sizes in earlier months' folders, by its SHA-256; of several the last."""
        files = [(folder.name, unit, name, path) for folder in folders for unit, name, path in files_under(folder) if size_of(path) in sizes]
        tasks = (((month, f"{unit}/{name}" if unit else name), Task(source_of(unit, name, path), only_digest=True)) for month, unit, name, path in files)
        return {sha: known_as for known_as, found in self.readings.in_order(tasks) for _, sha in found if not isinstance(sha, Refusal)}

    def _is_stock(self, table: RawTable) -> bool:
        return self.registry.tables[table.table].table.period == "stock"

    def _remark_unchanged(self, exports: list[Export], folder: Path) -> None:
        """A state saved anew with the very cells of the month before is accepted, for it may truly be unchanged, and told; only files of much the same size are looked at."""
        sizes = [(e.source.unit, size_of(e.source.path)) for e in exports]
        alike = [(unit, name, path) for unit, name, path in files_under(folder) if any(self._unit(unit) == of and _much_the_same(size_of(path), size) for of, size in sizes)]
        before: dict[str, str] = {}
        for export in self._read(alike):
            before |= {content(t): f"{export.source.unit}/{export.source.file}" for t in export.tables if len(t.rows)}
        for export in exports:
            same = [before.get(content(t)) for t in export.tables]
            if same and all(same):
                export.note = " ".join(filter(None, (export.note, _UNCHANGED.format(shown(folder.name), same[0]))))

    def _of_another_month(self, table: RawTable) -> bool:
        counts = months_of_rows(table, self.registry.tables[table.table].table)
        return bool(counts) and not expected_months(self.month, self._period) & set(counts)

    def _compare_cells(self, late: list[Export], folder: Path) -> None:
        before: dict[str, str] = {}
        for export in self._read(files_under(folder)):
            before |= {content(t): f"{export.source.unit}/{export.source.file}" for t in export.tables}
        for export in late:
            same = [before.get(content(t)) for t in export.tables]
            if all(same):
                _handed_in(export, folder.name, same[0])


def _much_the_same(size: int, other: int) -> bool:
    return 0 < min(size, other) and max(size, other) < _MOST_TIMES_LARGER * min(size, other) and max(size, other) <= _MOST_BYTES_COMPARED


def _handed_in(export: Export, month: str, where: str) -> None:
    export.status = "duplicate"
    export.note = f"Nội dung này đã nộp trong tháng {shown(month)} ({where}). Gửi tệp của tháng này."


def _unused(table: RawTable) -> str:
    return f"Bảng thứ hai ở dòng {table.header_row or table.rows[0]}{f' trang tính “{table.sheet}”' if table.sheet else ''} không nhận ra, không dùng."
