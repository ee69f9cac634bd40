"""Parses the first worksheet of an xlsx while the rest of a reading process is still being loaded and the file checked."""

from __future__ import annotations

import io
import threading
from contextlib import suppress

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum

from sotay.intake.files.archive import open_zip, refuse_duplicates
from sotay.intake.files.sniffing import ZIP_LEADS, kind_of_zip
from sotay.intake.reading import AHEAD, Refusal

_WORTH_READING_AHEAD = 1 << 20


class FirstSheet:
    """The first worksheet, parsed in a thread of its own: calamine leaves the interpreter free meanwhile."""

    def __init__(self, data: bytes) -> None:
        self._data, self._sheet = data, None
        self._thread = threading.Thread(target=self._parse, name=AHEAD, daemon=True)
        self._thread.start()

    def _parse(self) -> None:
        # What goes wrong here is met again, and told, where the sheet is asked for.
        with suppress(BaseException), CalamineWorkbook.from_filelike(io.BytesIO(self._data)) as book:
            place = next(i for i, meta in enumerate(book.sheets_metadata) if meta.typ == SheetTypeEnum.WorkSheet)
            self._sheet = place, book.get_sheet_by_index(place)

    def take(self, place: int) -> CalamineSheet | None:
        """The sheet, once, if it is the one at this place."""
        self._thread.join()
        found, self._sheet = self._sheet, None
        return found[1] if found and found[0] == place else None


def first_sheet(data: bytes) -> FirstSheet | None:
    """The first worksheet on its way, for an xlsx of some size; None for all else.

    Only for a process that may be ended at any time, for the parsing goes on when the file is refused meanwhile.
    """
    if not data.startswith(ZIP_LEADS):
        return None
    try:
        archive = open_zip(data)
        refuse_duplicates(archive)
        worth = sum(info.file_size for info in archive.entries) > _WORTH_READING_AHEAD and kind_of_zip(archive) in ("xlsx", "xlsm")
    except Refusal:
        return None
    return FirstSheet(data) if worth else None
