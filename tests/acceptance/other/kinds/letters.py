"""Errors in the letters of a text: spaces, invisible and foreign letters, old fonts, lost letters, personal data in free text."""

from __future__ import annotations

import random

from other.kinds.declared import changed_text, kind, pick
from other.old_fonts import garbled

_WORDS = ("name", "address", "text", "village", "code")
_CYRILLIC = dict(zip("aeopcyxAEKMHOPCTXB", "аеорсухАЕКМНОРСТХВ", strict=True))


@kind(8, 4, expect="change")
def double_space(table, row, case):
    return changed_text(table, row, lambda w, rng: w.replace(" ", " " * rng.choice([2, 3]), 1) if " " in w.strip() else None, *_WORDS)


@kind(8, 4, expect="change")
def hard_space(table, row, case):
    return changed_text(table, row, lambda w, rng: w.replace(" ", rng.choice("\u00a0\u202f\u2003"), 1) if " " in w.strip() else None, *_WORDS) if table.any_letter else None


@kind(8, 4, expect="change")
def zero_width(table, row, case):
    def change(w, rng):
        return w[:len(w) // 2] + rng.choice("\u200b\u200c\ufeff\u200d\u2060\u00ad") + w[len(w) // 2:] if len(w) > 3 else None
    return changed_text(table, row, change, *_WORDS, "doc_no", "month") if table.any_letter else None


@kind(8, 4, expect="change")
def cyrillic_letter(table, row, case):
    return changed_text(table, row, _cyrillic, *_WORDS) if table.any_letter else None


def _cyrillic(text: str, rng: random.Random) -> str | None:
    places = [i for i, c in enumerate(text) if c in _CYRILLIC]
    for i in rng.sample(places, min(len(places), rng.choice([1, 1, 2]))):
        text = text[:i] + _CYRILLIC[text[i]] + text[i + 1:]
    return text


@kind(8, 4, expect="change")
def d_confusion(table, row, case):
    return changed_text(table, row, lambda w, rng: w.replace("Đ", rng.choice("ÐƉ")).replace("đ", "ð"), *_WORDS) if table.any_letter else None


@kind(10, 4, expect="either")
def old_font(table, row, case):
    return changed_text(table, row, garbled, "name", "address", "text", "code") if table.any_letter else None


@kind(6, 4)
def lost_letters(table, row, case):
    def change(w, rng):
        return "".join(c if c.isascii() else rng.choice("?\ufffd") for c in w) if sum(not c.isascii() for c in w) >= 2 and " " in w else None
    return changed_text(table, row, change, "name", "address") if table.any_letter else None


def _free_text(table) -> str | None:
    names = [c.name for c in table.columns if c.free_text]
    return table.rng.choice(names) if names else None


@kind(10, 2, expect="either", min_severity="info")
def personal_data_in_free_text(table, row, case):
    name, rng = _free_text(table), table.rng
    if name is None:
        return None
    p = f"0{rng.choice('35789')}{rng.randrange(10**8):08}"
    added = rng.choice([f"Gọi số {p}", f"SĐT: {p[:4]}.{p[4:7]}.{p[7:]}", f"liên hệ {p[:4]} {p[4:7]} {p[7:]} gặp bà Hoa",
                        f"CCCD 024{rng.randrange(4)}{rng.randrange(10**8):08}", f"mail: nguyenvana{rng.randrange(99)}@gmail.com", f"ĐT +84{p[1:]}"])
    return table.put(row, name, f"{table.typed[row].get(name) or 'Đề nghị kiểm tra'}. {added}")


@kind(4, 2, expect="either", optional=True)
def formula_text(table, row, case):
    name = _free_text(table)
    return table.put(row, name, table.rng.choice(["@SUM(1+1)*cmd|' /C calc'!A0", "+cmd|' /C calc'!A0"])) if name else None


@kind(10, 7, expect="either")
def old_place_names(table, row, case):
    """An address of before the merger of communes and provinces, in one of its spellings."""
    column = pick(table, row, "address")
    before = table.typed[row][column.name] if column else ""
    if "xã Sơn Hải" not in before:
        return None
    old = before.replace("tỉnh Bắc Ninh", "huyện Lục Ngạn, tỉnh Bắc Giang")
    shortened = [old.replace("huyện Lục Ngạn", "H. Lục Ngạn").replace("tỉnh Bắc Giang", "T. Bắc Giang"), old.replace("huyện ", "").replace("tỉnh ", "")]
    after = table.rng.choice([old, old.replace("xã Sơn Hải", "xã Hộ Đáp"), *shortened, old.upper(),
                              before.replace("tỉnh Bắc Ninh", "tỉnh Bắc Giang"), before.replace("xã Sơn Hải, tỉnh Bắc Ninh", "Hộ Đáp, Lục Ngạn, Bắc Giang")])
    return table.put(row, column.name, after) if after != before else None
