"""Habits of the hand: capitals astray, how a person is called before the name, cells dragged down, days a spreadsheet turned about, codes of the web in a text."""

from __future__ import annotations

import datetime as dt
import unicodedata

from other.kinds.declared import changed_text, kind, pick
from other.spelt import SpeltTable

_TITLES = ("Ông ", "Bà ", "Ông: ", "Bà: ", "Anh ", "Chị ", "Cụ ", "Cháu ", "Ông/Bà ", "Con bà ", "Vợ ông ")
_FAMILY = {"Nguyễn": "Ng.", "Trần": "Tr.", "Phạm": "Ph.", "Hoàng": "H.", "Trương": "Tr.", "Dương": "D.", "Đặng": "Đ.", "Triệu": "Tr."}
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_DRAGGED, _SHORT = 3, 50


@kind(8, 4, expect="either")
def capitals_astray(table, row, case):
    """"Nguyễn thị Hoa", "NGuyễn Văn An", or the whole name with the Caps Lock key down."""
    def change(w, rng):
        words = w.split()
        if len(words) < 3 or w.isupper() or w.islower() or w.isascii() or not all(x.isalpha() for x in words):
            return None
        return rng.choice((" ".join([words[0], words[1].lower(), *words[2:]]), w[:2].upper() + w[2:] if len(words[0]) > 2 else w.swapcase(), w.swapcase()))
    return changed_text(table, row, change, "name")


@kind(8, 4, expect="either")
def called_by_title(table, row, case):
    return changed_text(table, row, lambda w, rng: rng.choice(_TITLES) + w if len(w.split()) > 2 and not w.isupper() and w.split()[0] in _FAMILY else None, "name")


@kind(8, 4)
def shortened_name(table, row, case):
    """"Ng. Thị Hoa", "Nguyễn T. Hoa", "N.T. Hoa", "Trần T Hoa": a name by its letters."""
    def change(w, rng):
        words = w.split()
        if len(words) < 3 or words[0] not in _FAMILY:
            return None
        first, *middle, last = words
        rest = " ".join([*middle, last])
        return rng.choice((f"{_FAMILY[first]} {rest}", f"{first} {middle[0][0]}. {last}", f"{first[0]}.{middle[0][0]}. {last}", f"{first} T {last}"))
    return changed_text(table, row, change, "name")


@kind(8, 4)
def letter_doubled_in_name(table, row, case):
    def change(w, rng):
        words = w.split()
        places = [i for i, x in enumerate(words) if not x.isascii() and len(x) > 3 and x[-1] in "nghmt"]
        if len(words) < 2 or w.isupper() or not places:
            return None
        at = rng.choice(places)
        return " ".join([*words[:at], words[at] + words[at][-1], *words[at + 1:]])
    return changed_text(table, row, change, "name")


@kind(6, 4, expect="either")
def stop_or_bullet_beside_name(table, row, case):
    return changed_text(table, row, lambda w, rng: rng.choice((f"- {w}", f"+ {w}", f"{w}.", f"{w},", f"{w};", f"* {w}", f"1. {w}")) if len(w.split()) > 1 else None, "name")


def _spelt_astray(text: str) -> str:
    """The tone of the first word that has one on a vowel beside the right one."""
    words = text.split(" ")
    for at, word in enumerate(words):
        marks = unicodedata.normalize("NFD", word)
        tone = next((c for c in marks if c in _TONES), None)
        plain = unicodedata.normalize("NFC", marks.replace(tone, "")) if tone else ""
        vowels = [i for i, c in enumerate(plain) if unicodedata.normalize("NFD", c.lower())[0] in "aeiouy"]
        if len(vowels) < 2:
            continue
        moved = {unicodedata.normalize("NFC", plain[:i + 1] + tone + plain[i + 1:]) for i in vowels} - {word}
        if moved:
            return " ".join([*words[:at], sorted(moved)[0], *words[at + 1:]])
    return text


@kind(8, 4, expect="either")
def tone_on_another_vowel(table, row, case):
    """"Đã trả kết qủa": a value of a list whose tone stands a letter beside."""
    return changed_text(table, row, lambda w, rng: _spelt_astray(w) if not w.isupper() else None, "code") if table.any_letter else None


@kind(6, 4, expect="either")
def line_break_in_cell(table, row, case):
    if table.container not in ("xlsx", "xlsx_as_xls"):
        return None
    return changed_text(table, row, lambda w, rng: w.replace(" ", rng.choice(("\n", " \n", "\n\n")), 1) if " " in w.strip() else None, "name", "address", "code", "village")


@kind(6, 4, expect="either")
def code_of_web_page(table, row, case):
    def change(w, rng):
        return w.replace(" ", "&nbsp;", 1) if " " in w.strip() and rng.random() < 0.5 else w + rng.choice(("&nbsp;", "_x000D_", "<br>"))
    return changed_text(table, row, change, "name", "address", "text") if table.container != "html" else None


@kind(8, 4)
def age_for_birth(table, row, case):
    """An age, or the year alone, where the whole day is asked for."""
    column = pick(table, row, "date", when=lambda c, v: v.year < 2020, text=False)
    if column is None:
        return None
    year = table.typed[row][column.name].year
    age = 2026 - year
    return table.put(row, column.name, table.rng.choice((age, year, f"{age} tuổi", str(age), str(year)) if table.native else (f"{age} tuổi", str(age), str(year))))


@kind(5, 4)
def cells_dragged_down(table, row, case):
    """One person's number or telephone pulled down over the next rows, so that it counts upwards."""
    places = list(range(row, row + _DRAGGED))
    if places[-1] >= len(table.typed) or any(table.hot[i] for i in places[1:]):
        return None
    column = pick(table, row, "cccd", "phone", "identity", when=lambda c, v: str(v).isdigit() and len(str(v)) in (10, 12) and str(v)[-1] in "01234567", text=False)
    if column is None or not all(table.has(i, column.name) for i in places):
        return None
    first = str(table.typed[row][column.name])
    for step, i in enumerate(places):
        table.put(i, column.name, str(int(first) + step).zfill(len(first)))
    return [column.name], [(table, i, [column.name]) for i in places[1:]]


def _turnable(table: SpeltTable, name: str) -> bool:
    """Whether enough days of a column may be read month first, and enough may not."""
    days = {table.typed[i][name] for i in range(len(table.typed)) if table.has(i, name)}
    return len({d for d in days if d.day > 12}) >= _DRAGGED and len({d for d in days if d.day <= 12}) >= _DRAGGED


@kind(2, 4)
def days_turned_by_spreadsheet(table, row, case):
    """A column typed day first in a spreadsheet set to English: days up to the 12th became date cells with day and month turned about, the others stayed text."""
    looked_up = {getattr(r, name, None) for t in case.tables for r in t.table.rules for name in ("of_table", "to_table")}
    if not table.native or any(table.hot) or len(table.typed) > _SHORT or table.table.id in looked_up:
        return None
    column = pick(table, row, "date", when=lambda c, v: v.day <= 12 and v.day != v.month and _turnable(table, c.name), text=False)
    if column is None:
        return None
    turned = []
    for i in (i for i in range(len(table.typed)) if table.has(i, column.name)):
        day = table.typed[i][column.name]
        table.put(i, column.name, f"{day:%d/%m/%Y}" if day.day > 12 else dt.date(day.year, day.day, day.month))
        turned += [i] if day.day <= 12 and day.day != day.month else []
    return [column.name], [(table, i, [column.name]) for i in turned if i != row]


@kind(6, 4)
def both_separators(table, row, case):
    """"1.500,000": an amount with a comma where a point should stand, or with a group of two digits."""
    column = pick(table, row, "vnd", when=lambda c, v: v >= 1_000_000 and v % 1000 == 0, text=False)
    if column is None:
        return None
    dotted = f"{table.typed[row][column.name]:,}".replace(",", ".")
    return table.put(row, column.name, table.rng.choice((dotted[:-4] + "," + dotted[-3:], dotted[:-1], dotted.replace(".", "..", 1), dotted[:-3] + dotted[-3:].replace("0", "O"))))


@kind(6, 4, expect="either")
def village_with_commune(table, row, case):
    """A village with its commune behind it, in capitals, with a full stop, or one of the commune of before."""
    column = pick(table, row, "village")
    v = table.typed[row][column.name] if column else ""
    return table.put(row, column.name, table.rng.choice((f"{v}, xã Sơn Hải", f"Thôn {v}, xã Sơn Hải, tỉnh Bắc Ninh", f"{v}.", f"{v} - Sơn Hải", f"T. {v}", f"{v}, xã Hộ Đáp"))) if column else None


@kind(6, 4, expect="either")
def document_number_by_hand(table, row, case):
    """In small letters, with spaces, a point or two strokes, without the stroke of Đ."""
    column = pick(table, row, "doc_no", when=lambda c, v: str(v).partition("/")[2].startswith(("QĐ-", "KH-", "BC-", "CT-", "NQ-", "TB-")))
    if column is None:
        return None
    v = table.typed[row][column.name]
    ways = {v.lower(), v.replace("/", " / ").replace("-", " - "), v.replace("-", ".", 1), v + ".", v.replace("/", "//", 1), v.replace("Đ", "D")} - {v}
    return table.put(row, column.name, table.rng.choice(sorted(ways)))


@kind(4, 2)
def filler_number(table, row, case):
    """A number that stands for none."""
    column = pick(table, row, "cccd", "phone", text=False)
    fillers = ("000000000000", "123456789012", "111111111111", "012345678912", "999999999999") if column and column.type == "cccd" else ("0000000000", "0123456789", "1234567890", "0111111111", "0999999999")
    return table.put(row, column.name, table.rng.choice(fillers)) if column else None
