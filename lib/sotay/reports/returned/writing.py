"""The work of the process that writes returned workbooks: one job in, the bytes of one workbook out."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass

from openpyxl.workbook import Workbook

from sotay.intake.files.containers import parts, read
from sotay.intake.reading import Member
from sotay.reports.official.packing import repacked
from sotay.reports.returned.first_sheet import write_first_sheet
from sotay.reports.returned.job import KEEP, LIST, REBUILD, Job, Placed
from sotay.reports.returned.keep import kept
from sotay.reports.returned.marking import mark_cells, rows_marked
from sotay.reports.returned.rebuild import rebuilt
from sotay.reports.returned.results import with_results
from sotay.reports.returned.spared import put_back
from sotay.reports.returned.unit_index import UnitIndex, index_bytes

NOT_KEPT = "Không giữ được nguyên dạng tệp gốc nên bảng được dựng lại từ số liệu đọc được."
CHANGED = "Tệp gốc đã thay đổi sau khi đọc nên không đánh dấu vào tệp; danh sách dưới đây theo bản đã đọc."


@dataclass(frozen=True)
class _Written:
    """One workbook; in the shape in which a guarded process answers."""

    job: Job | UnitIndex
    names: tuple[str, ...] = ("",)
    sha256: str = ""

    def read(self, place: int) -> bytes:
        return index_bytes(self.job) if isinstance(self.job, UnitIndex) else workbook_bytes(self.job)


def prepare(load: Callable[[], object]) -> Callable[[Job | UnitIndex], _Written]:
    """What a guarded process is prepared with; it needs nothing beyond the job."""
    return _Written


def workbook_bytes(job: Job) -> bytes:
    """The finished workbook. A file that cannot be kept is rebuilt; the same job gives the same bytes."""
    if job.mode == LIST:
        return _finished(Workbook(), job, Placed())
    data = _bytes_of(job)
    if data is None:
        return workbook_bytes(job.as_(LIST, CHANGED))
    if job.mode == KEEP:
        for needed in (rows_marked(job.marks, job.tables), None):
            try:
                placed = Placed()
                return _marked(kept(data, job.container, placed, needed), job, placed)
            except (MemoryError, KeyboardInterrupt, SystemExit):
                raise
            except Exception:  # openpyxl fails in many ways on files that other programs write; a file that cannot be taken in part perhaps can as a whole
                continue
        job = job.as_(REBUILD, NOT_KEPT)
    placed = Placed()
    return _marked(rebuilt(read(Member("", data)), job.tables, placed), job, placed)


def _bytes_of(job: Job) -> bytes | None:
    """The bytes that were read: the file's, or those of the one in the archive; None when they are no longer there. Raises Refusal."""
    for _, inflate in parts(job.path)[1]:
        data = inflate()
        if hashlib.sha256(data).hexdigest() == job.sha256:
            return data
    return None


def _marked(book: Workbook, job: Job, placed: Placed) -> bytes:
    missing = {m.sheet for m in job.marks} - set(placed.sheets)
    if missing:
        raise KeyError(f"{len(missing)} marked sheets are not in the workbook")
    mark_cells(book, job.marks, job.tables, placed)
    return _finished(book, job, placed)


def _finished(book: Workbook, job: Job, placed: Placed) -> bytes:
    if job.mode == LIST:
        book.remove(book.worksheets[0])
    write_first_sheet(book, job.letter, job.marks, placed)
    book.properties.creator = book.properties.lastModifiedBy = "Sổ tay dữ liệu"
    content = io.BytesIO()
    book.save(content)
    return repacked(put_back(with_results(content.getvalue(), book, placed.results), book, placed.spared), job.made_on)
