"""Vietnamese as it looks when text of the TCVN3 or VNI fonts, or UTF-8 read as Windows-1252, is pasted into a cell."""

from __future__ import annotations

import random
import unicodedata

_TCVN = """A1 Ă A2 Â A3 Ê A4 Ô A5 Ơ A6 Ư A7 Đ A8 ă A9 â AA ê AB ô AC ơ AD ư AE đ
B5 à B6 ả B7 ã B8 á B9 ạ BB ằ BC ẳ BD ẵ BE ắ C6 ặ C7 ầ C8 ẩ C9 ẫ CA ấ CB ậ
CC è CE ẻ CF ẽ D0 é D1 ẹ D2 ề D3 ể D4 ễ D5 ế D6 ệ D7 ì D8 ỉ DC ĩ DD í DE ị
DF ò E1 ỏ E2 õ E3 ó E4 ọ E5 ồ E6 ổ E7 ỗ E8 ố E9 ộ EA ờ EB ở EC ỡ ED ớ EE ợ
EF ù F1 ủ F2 ũ F3 ú F4 ụ F5 ừ F6 ử F7 ữ F8 ứ F9 ự FA ỳ FB ỷ FC ỹ FD ý FE ỵ""".split()
_TCVN_OF = {letter: chr(int(code, 16)) for code, letter in zip(_TCVN[::2], _TCVN[1::2], strict=True)}
_TONE = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_SHAPED = {
    "\u0302": {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"},
    "\u0306": {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"},
}
_WHOLE = {"í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "đ": "ñ", "ỵ": "î"}


def garbled(text: str, rng: random.Random) -> str | None:
    """The text as one of the three shows it; None where it cannot be written so."""
    if text.isascii():
        return None
    kind = rng.choice(("misread", "tcvn", "vni"))
    if kind == "misread":
        try:
            return text.encode("utf-8").decode("cp1252")
        except UnicodeDecodeError:
            return None
    return in_tcvn(text) if kind == "tcvn" else in_vni(text)


def in_tcvn(text: str) -> str | None:
    return "".join(_TCVN_OF.get(c, c) for c in text) if all(c in _TCVN_OF or c.isascii() for c in text) else None


def in_vni(text: str) -> str | None:
    letters = [_vni_letter(c, text.isupper()) for c in unicodedata.normalize("NFC", text)]
    return None if None in letters else "".join(letters)


def _vni_letter(char: str, capitals: bool) -> str | None:
    low, upper = char.lower(), char.isupper()
    if char.isascii():
        return char
    if low in _WHOLE:
        return _WHOLE[low].upper() if upper else _WHOLE[low]
    base, *marks = unicodedata.normalize("NFD", low)
    tone = next((m for m in marks if m in _TONE), "")
    shape = "".join(m for m in marks if m != tone)
    if shape in _SHAPED:
        found = base + _SHAPED[shape][tone]
    elif shape == "\u031b":
        found = ("ô" if base == "o" else "ö") + _TONE.get(tone, "")
    elif not shape and tone:
        found = base + _TONE[tone]
    else:
        return None
    return found.upper() if upper and capitals else (found[0].upper() + found[1:] if upper else found)
