"""Letters of the Vietnamese encodings from before Unicode, and text decoded by them. Sources: TCVN 5712:1993, RFC 1456 (VISCII), VNI-Windows."""

from __future__ import annotations

import re
import unicodedata

_TCVN3_HIGH = """
A1 Ă A2 Â A3 Ê A4 Ô A5 Ơ A6 Ư A7 Đ A8 ă A9 â AA ê AB ô AC ơ AD ư AE đ
B5 à B6 ả B7 ã B8 á B9 ạ BB ằ BC ẳ BD ẵ BE ắ C6 ặ C7 ầ C8 ẩ C9 ẫ CA ấ CB ậ
CC è CE ẻ CF ẽ D0 é D1 ẹ D2 ề D3 ể D4 ễ D5 ế D6 ệ D7 ì D8 ỉ DC ĩ DD í DE ị
DF ò E1 ỏ E2 õ E3 ó E4 ọ E5 ồ E6 ổ E7 ỗ E8 ố E9 ộ EA ờ EB ở EC ỡ ED ớ EE ợ
EF ù F1 ủ F2 ũ F3 ú F4 ụ F5 ừ F6 ử F7 ữ F8 ứ F9 ự FA ỳ FB ỷ FC ỹ FD ý FE ỵ
"""
_VISCII_HIGH = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
_VNI_LOWER = """
aù á aø à aû ả aõ ã aï ạ eù é eø è eû ẻ eõ ẽ eï ẹ où ó oø ò oû ỏ oõ õ oï ọ uù ú uø ù uû ủ uõ ũ uï ụ yù ý yø ỳ yû ỷ yõ ỹ î ỵ
aâ â aá ấ aà ầ aå ẩ aã ẫ aä ậ eâ ê eá ế eà ề eå ể eã ễ eä ệ oâ ô oá ố oà ồ oå ổ oã ỗ oä ộ
aê ă aé ắ aè ằ aú ẳ aü ẵ aë ặ ô ơ ôù ớ ôø ờ ôû ở ôõ ỡ ôï ợ ö ư öù ứ öø ừ öû ử öõ ữ öï ự í í ì ì æ ỉ ó ĩ ò ị ñ đ
"""


def _pairs(block: str) -> list[tuple[str, str]]:
    words = block.split()
    return list(zip(words[::2], words[1::2], strict=True))


TCVN3 = {int(code, 16): letter for code, letter in _pairs(_TCVN3_HIGH)}
VISCII = {**{0x80 + place: letter for place, letter in enumerate(_VISCII_HIGH)}, **_VISCII_LOW}


def _vni_table() -> dict[str, str]:
    """Lower case, capitals, and the mixed spelling of a capital first letter ("Aù")."""
    table: dict[str, str] = {}
    for code, letter in _pairs(_VNI_LOWER):
        table |= {code.upper(): letter.upper(), code[0].upper() + code[1:]: letter.upper()}
    return table | dict(_pairs(_VNI_LOWER))


VNI = _vni_table()
_VNI_CODE = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_CONTINUATION = "".join(re.escape(bytes([code]).decode("cp1252", "replace").replace("\ufffd", chr(code))) for code in range(0x80, 0xC0))
_UTF8_READ_AS_CP1252 = re.compile(f"[\xc2-\xdf][{_CONTINUATION}]|[\xe0-\xef][{_CONTINUATION}][{_CONTINUATION}]")
# Quotes, dashes, "…", "»" and the no-break space also follow a capital Ã or Â in correct text ("ĐÃ”"), but never with the end of a syllable after them.
_WEAK = "\xa0\xbb\u2013\u2014\u2018\u2019\u201c\u201d\u2026"
_SURE = re.compile(rf"[\xc3-\xc6](?![{_WEAK}])[{_CONTINUATION}]|\xe1[{_CONTINUATION}][{_CONTINUATION}]|[\xc3-\xc6][{_WEAK}](?:ng?|nh|m|[iouy])(?![^\W\d_])")
_BETWEEN_DELIMITERS = re.compile(r'[^;,|\t\r\n"<>]+')
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_LOST_NBSP = re.compile("(?<=[\xc3\xc6]) ")


def to_cp1252(text: str) -> bytes | None:
    """Bytes of text that was read as cp1252, undefined bytes kept as C1 controls; None when a letter lies outside."""
    try:
        return text.encode("cp1252")
    except UnicodeEncodeError:
        pass
    try:
        return b"".join(bytes([ord(letter)]) if "\x80" <= letter <= "\x9f" else letter.encode("cp1252") for letter in text)
    except UnicodeEncodeError:
        return None


def _has_tone(letter: str) -> bool:
    return any(mark in _TONES for mark in unicodedata.normalize("NFD", letter))


def _capitals(text: str) -> str:
    """Capitals that an encoding without toned capitals could not hold: in words written in capitals, and at the start of a name."""
    plain = [letter for letter in text if letter.isascii() and letter.isalpha()]
    if len(plain) > 3 and all(map(str.isupper, plain)):
        return text.upper()
    words = re.split(r"(\s+)", text)
    for place, word in enumerate(words):
        plain = [letter for letter in word if letter.isascii() and letter.isalpha()]
        if len(plain) > 1 and all(map(str.isupper, plain)):
            words[place] = word.upper()
    typed = [word[0] for word in words[::2] if word and word[0].isalpha() and not _has_tone(word[0])]
    if len(typed) > 1 and all(map(str.isupper, typed)):
        words = [word[:1].upper() + word[1:] if _has_tone(word[:1]) else word for word in words]
    return "".join(words)


def decode_tcvn3(raw: bytes) -> str:
    """Cell by cell when the bytes are a whole file, for the capitals."""
    text = "".join(TCVN3.get(code) or _cp1252(code) for code in raw)
    return _BETWEEN_DELIMITERS.sub(lambda cell: _capitals(cell.group()), text)


def decode_viscii(raw: bytes) -> str:
    return "".join(VISCII.get(code) or chr(code) for code in raw)


def decode_vni(raw: bytes) -> str:
    return _VNI_CODE.sub(lambda code: VNI[code.group()], raw.decode("cp1252", "replace"))


def decode_cp1258(raw: bytes) -> str:
    """Windows-1258 writes the tone after its letter; composed here."""
    return unicodedata.normalize("NFC", raw.decode("cp1258", "replace"))


def _cp1252(code: int) -> str:
    return bytes([code]).decode("cp1252", "replace")


def repair_utf8_read_as_cp1252(text: str) -> str:
    """Every run that is UTF-8 read as cp1252 turned back; a no-break space that became a space is put back first."""
    def back(run: re.Match) -> str:
        try:
            return to_cp1252(run.group()).decode("utf-8")
        except (UnicodeDecodeError, AttributeError):
            return run.group()

    repaired = _UTF8_READ_AS_CP1252.sub(back, _LOST_NBSP.sub("\xa0", text))
    return unicodedata.normalize("NFC", repaired)


def is_surely_utf8_read_as_cp1252(text: str) -> bool:
    """Whether a letter is followed by a sign that no correct text puts there."""
    return bool(_SURE.search(text))


def share_read_as_cp1252(text: str) -> float:
    """Share of the letters and signs outside ASCII that form UTF-8 when read as cp1252 bytes."""
    outside = sum(letter > "\x7f" for letter in text)
    return sum(map(len, _UTF8_READ_AS_CP1252.findall(text))) / outside if outside else 0.0
