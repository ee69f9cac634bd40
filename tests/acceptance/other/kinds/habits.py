"""Habits of clerks in single cells: ditto marks, keys left in names, two things in one cell, notes beside a value, doubt written as a question mark."""

from __future__ import annotations

import unicodedata

from other.kinds.declared import changed_text, kind, pick
from other.spellings import unaccented

_DITTO = ("nt", "-nt-", "″", '"', "như trên", "Như trên", "n.t", "//")
_KEYS = dict(zip("âêôăơưđ", ("aa", "ee", "oo", "aw", "ow", "uw", "dd"), strict=True))
_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_REPEATED_TYPES = ("code", "village", "address", "text", "date", "name")
_PLACEHOLDERS = ("chưa rõ", "không rõ", "đang cập nhật", "Chưa cập nhật", "bổ sung sau", "chờ bổ sung")
_UNITS = ("người", "hộ", "khẩu", "em", "cái", "ha", "m2")


@kind(10, 4, expect="either")
def ditto(table, row, case):
    """The same as in the row above, written as clerks write it."""
    def same(column, value):
        above = table.typed[row - 1].get(column.name)
        return value == above and not column.free_text and column.name not in table.hot[row - 1] and table.written[row - 1][column.name] is not None
    column = pick(table, row, *_REPEATED_TYPES, when=same) if row else None
    return table.put(row, column.name, table.rng.choice(_DITTO)) if column else None


def _as_keys(text: str) -> str:
    """Vietnamese letters as the keys one presses for them in Telex."""
    words = []
    for word in text.split(" "):
        tone, keys = "", ""
        for letter in word:
            marks = unicodedata.normalize("NFD", letter)
            tone += "".join(_TONES.get(c, "") for c in marks)
            bare = unicodedata.normalize("NFC", "".join(c for c in marks if c not in _TONES))
            key = _KEYS.get(bare.lower(), bare)
            keys += key.capitalize() if bare.isupper() and len(key) > 1 else key
        words.append(keys + tone)
    return " ".join(words)


@kind(8, 4)
def keys_left_in_name(table, row, case):
    return changed_text(table, row, lambda w, rng: _as_keys(w.title()) if sum(not c.isascii() for c in w) > 1 else None, "name", "address")


@kind(8, 4)
def name_without_accents(table, row, case):
    def change(w, rng):
        typical = any(x in w.split() for x in ("Thị", "Văn", "Nguyễn", "Trần", "Phạm", "Hoàng"))
        return unaccented(w) if typical and len(w.split()) > 2 and not w.isupper() else None
    return changed_text(table, row, change, "name")


@kind(6, 4)
def words_run_together(table, row, case):
    return changed_text(table, row, lambda w, rng: w.replace(" ", "", 1) if len(w.split()) > 2 and not w.isupper() and w.split()[0][-1].islower() else None, "name")


@kind(6, 4)
def two_people_in_a_cell(table, row, case):
    return changed_text(table, row, lambda w, rng: w + rng.choice((" và ", ", ", "; ", " / ")) + "Lục Thị Hậu", "name")


@kind(6, 4)
def note_in_name(table, row, case):
    return changed_text(table, row, lambda w, rng: w + rng.choice((" (đã chết)", " (B)", " - 1985", " 0912345678", " *", " (con)")), "name")


@kind(10, 1)
def placeholder(table, row, case):
    """Words instead of what must be there."""
    def stands_for_nothing(column, value):
        return column.required and not column.free_text
    column = pick(table, row, "name", "text", "address", "code", "date", "int", "cccd", "village", when=stands_for_nothing, text=False)
    # "Không rõ" is a value of some lists.
    listed = {w.lower() for v in table.values.get(column.name, []) for w in (v.label, *v.aliases)} if column else set()
    return table.put(row, column.name, table.rng.choice([p for p in _PLACEHOLDERS if p.lower() not in listed])) if column else None


@kind(6, 4, expect="either")
def unit_beside_number(table, row, case):
    column = pick(table, row, "int", "dec", text=False)
    return table.put(row, column.name, f"{table.typed[row][column.name]} {table.rng.choice(_UNITS)}".replace(".", ",")) if column else None


@kind(8, 4)
def two_values_in_a_cell(table, row, case):
    column = pick(table, row, "date", "phone", "code", "doc_no", "dossier", "int", text=False)
    if column is None:
        return None
    rng, written, other = table.rng, table.written[row][column.name], next((r[column.name] for r in table.typed if r.get(column.name) not in (None, table.typed[row][column.name])), None)
    if other is None or not isinstance(written, str):
        return None
    return table.put(row, column.name, written + rng.choice(("; ", " và ", ", ")) + table.write(column, other)) if isinstance(table.write(column, other), str) else None


@kind(8, 4)
def doubt_as_question_mark(table, row, case):
    column = pick(table, row, "code", "bool", "date", "int", "village", "phone", text=False)
    if column is None or isinstance(table.written[row][column.name], (bool, float)):
        return None
    written = table.written[row][column.name]
    return table.put(row, column.name, f"{written}{table.rng.choice(('?', ' ?', ' (?)'))}") if isinstance(written, (str, int)) and str(written).strip() else None


@kind(6, 4, expect="either")
def other_case_of_name(table, row, case):
    return changed_text(table, row, lambda w, rng: rng.choice((w.lower(), w.upper())) if not table.capitals and len(w.split()) > 1 else None, "name")


@kind(8, 4, row_level=True)
def swapped_cells(table, row, case):
    """Two cells of different kinds written into each other's column."""
    pairs = [(a.name, b.name) for a in table.columns for b in table.columns
             if (a.type, b.type) in (("date", "name"), ("date", "code"), ("code", "name"), ("cccd", "name"), ("int", "date"), ("phone", "name"), ("village", "date"))
             and table.has(row, a.name, b.name) and None not in (table.written[row][a.name], table.written[row][b.name])]
    if not pairs:
        return None
    one, other = table.rng.choice(pairs)
    table.written[row][one], table.written[row][other] = table.written[row][other], table.written[row][one]
    return [one, other]
