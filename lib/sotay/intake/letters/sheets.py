"""Turns sheets written in an encoding from before Unicode into Unicode, so that headings are found and short words are told by their neighbours and fonts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from sotay.intake.letters.encoding import decode_cell, lost_letters, read_as
from sotay.intake.letters.legacy_tables import to_cp1252
from sotay.intake.letters.syllables import frequent_share, syllable_score
from sotay.intake.model import CellKind, Grid
from sotay.intake.reading import Reading, sheet_named

_LEAST_CELLS = 4
_NEARLY_ALL = 0.9
_SAMPLE = 5_000
_MANY = 0.1
_LOST = "đã mất nhiều chữ có dấu (thành “?” hoặc “\ufffd”) khi lưu, không khôi phục được. Hãy lưu lại từ tệp gốc dạng .xlsx hoặc CSV UTF-8 rồi gửi lại."
_NAMES = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI", "viscii": "VISCII", "cp1258": "Windows-1258", "utf-8-read-as-cp1252": "UTF-8 đọc nhầm thành cp1252"}


def reading_in_unicode(reading: Reading) -> Reading:
    """The reading with its sheets in Unicode, a remark for every sheet that was not, and the encoding word when the container names none."""
    grids, notes, found = [], [], None
    for grid in reading.grids:
        turned, word = in_unicode(grid)
        grids.append(turned)
        if word:
            found = found or word
            notes.append(_note(grid.sheet, word))
        if _has_lost_letters(turned):
            notes.append(f"{sheet_named(grid.sheet) or 'Tệp'} {_LOST}")
    return replace(reading, grids=grids, notes=(*reading.notes, *notes), encoding=reading.encoding or found) if notes else reading


def in_unicode(grid: Grid) -> tuple[Grid, str | None]:
    """The grid as it is and None, unless nearly every cell that tells an encoding tells the same old one, or cells are set in a font drawn for one."""
    where = np.flatnonzero(grid.kinds == CellKind.TEXT)
    flat = grid.cells.ravel()
    word = _encoding_of(flat[where[:_SAMPLE]].tolist())
    by_font = _read_by_font(grid, word)
    if word is None and not by_font:
        return grid, None
    cells = grid.cells.copy()
    if word:
        texts = flat[where].tolist()
        repaired = {text: text if text.isascii() else _in(word, text) for text in dict.fromkeys(texts)}
        cells.ravel()[where] = list(map(repaired.__getitem__, texts))
    for place, (text, _) in by_font.items():
        cells[place] = text
    return replace(grid, cells=cells, old_fonts={}), word or Counter(word for _, word in by_font.values()).most_common(1)[0][0]


def _has_lost_letters(grid: Grid) -> bool:
    """Whether a good part of the texts lost letters when the file was saved, so that its headings may not be found."""
    texts = list(dict.fromkeys(grid.cells.ravel()[np.flatnonzero(grid.kinds == CellKind.TEXT)[:_SAMPLE]].tolist()))
    lost = sum(map(lost_letters, filter(_may_be_lost, texts)))
    return lost >= _LEAST_CELLS and lost >= _MANY * len(texts)


def _may_be_lost(text: str) -> bool:
    return "?" in text or "\ufffd" in text


def _note(sheet: str | None, word: str) -> str:
    return f"{sheet_named(sheet) or 'Tệp'} có chữ theo bảng mã {_NAMES[word]}, đã chuyển sang Unicode. Lần sau hãy gõ bằng phông Unicode (Times New Roman, Arial)."


def _encoding_of(texts: Iterable[str]) -> str | None:
    """The one old encoding of the texts that tell; those that can be read both ways tell nothing."""
    told = Counter(filter(None, map(_told, filter(_is_outside_ascii, dict.fromkeys(texts)))))
    old = Counter({word: count for word, count in told.items() if word != "unicode"})
    if not old:
        return None
    word, count = old.most_common(1)[0]
    return word if count >= _LEAST_CELLS and count >= _NEARLY_ALL * told.total() else None


def _is_outside_ascii(text: str) -> bool:
    return not text.isascii()


def _told(text: str) -> str | None:
    if found := decode_cell(text):
        return found[1]
    return "unicode" if to_cp1252(text) is None else None


def _in(word: str, text: str) -> str:
    """The text in the sheet's encoding when that makes Vietnamese of it, else in the one it tells itself."""
    found = decode_cell(text)
    if found and found[1] == word:
        return found[0]
    return read_as(word, text) or (found[0] if found else text)


def _read_by_font(grid: Grid, word: str | None) -> dict[tuple[int, int], tuple[str, str]]:
    """Text and encoding of the cells whose font settles what their letters leave open; the font alone is no proof."""
    settled = {}
    height, width = grid.cells.shape
    for (row, column), (encoding, capitals) in grid.old_fonts.items():
        text = grid.cells[row, column] if row < height and column < width else ""
        if text.isascii() or grid.kinds[row, column] != CellKind.TEXT:
            continue
        found = decode_cell(text)
        if found and (found[1] != encoding or not capitals):
            continue
        reading = found[0] if found else read_as(encoding, text)
        if found or reading and (encoding == word or _says_more(reading, text)):
            settled[row, column] = reading.upper() if capitals else reading, encoding
    return settled


def _says_more(reading: str, text: str) -> bool:
    return (syllable_score(reading) or 0.0, frequent_share(reading)) > (syllable_score(text) or 0.0, frequent_share(text))
