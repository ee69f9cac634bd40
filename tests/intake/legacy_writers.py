"""Writes Vietnamese text the way the old encodings did, as the cp1252 letters a Unicode file shows; the other direction of the tables under test."""

import unicodedata

_TCVN3 = {
    "Ă": "¡", "Â": "¢", "Ê": "£", "Ô": "¤", "Ơ": "¥", "Ư": "¦", "Đ": "§", "ă": "¨", "â": "©", "ê": "ª", "ô": "«", "ơ": "¬", "ư": "\xad", "đ": "®",
    "à": "µ", "ả": "¶", "ã": "·", "á": "¸", "ạ": "¹", "ằ": "»", "ẳ": "¼", "ẵ": "½", "ắ": "¾", "ặ": "Æ", "ầ": "Ç", "ẩ": "È", "ẫ": "É", "ấ": "Ê", "ậ": "Ë",
    "è": "Ì", "ẻ": "Î", "ẽ": "Ï", "é": "Ð", "ẹ": "Ñ", "ề": "Ò", "ể": "Ó", "ễ": "Ô", "ế": "Õ", "ệ": "Ö", "ì": "×", "ỉ": "Ø", "ĩ": "Ü", "í": "Ý", "ị": "Þ",
    "ò": "ß", "ỏ": "á", "õ": "â", "ó": "ã", "ọ": "ä", "ồ": "å", "ổ": "æ", "ỗ": "ç", "ố": "è", "ộ": "é", "ờ": "ê", "ở": "ë", "ỡ": "ì", "ớ": "í", "ợ": "î",
    "ù": "ï", "ủ": "ñ", "ũ": "ò", "ú": "ó", "ụ": "ô", "ừ": "õ", "ử": "ö", "ữ": "÷", "ứ": "ø", "ự": "ù", "ỳ": "ú", "ỷ": "û", "ỹ": "ü", "ý": "ý", "ỵ": "þ",
}
_VNI_TONES = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_VNI_CIRCUMFLEX = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
_VNI_BREVE = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
_VNI_ALONE = {"í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ"}
_CP1258_TONES = {"\u0300": "\xcc", "\u0301": "\xec", "\u0303": "\xde", "\u0309": "\xd2", "\u0323": "\xf2"}


def _parts(letter: str) -> tuple[str, str, str]:
    """Base letter, its shape mark (circumflex, breve, horn) and its tone."""
    marks = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in marks if mark in _VNI_TONES), "")
    return marks[0], next((mark for mark in marks[1:] if mark != tone), ""), tone


def tcvn3(text: str) -> str:
    """Toned capitals have no code of their own and are written as the small letter."""
    return "".join(_TCVN3.get(letter) or _TCVN3.get(letter.lower(), letter) if not letter.isascii() else letter for letter in text)


def _vni_letter(letter: str) -> str:
    if letter in _VNI_ALONE:
        return _VNI_ALONE[letter]
    base, shape, tone = _parts(letter)
    if shape == "\u0302":
        return base + _VNI_CIRCUMFLEX[tone]
    if shape == "\u0306":
        return base + _VNI_BREVE[tone]
    return {"o": "ô", "u": "ö"}[base] + _VNI_TONES.get(tone, "") if shape == "\u031b" else base + _VNI_TONES[tone]


def vni(text: str) -> str:
    return "".join(letter if letter.isascii() else _vni_letter(letter) if letter.islower() else _vni_letter(letter.lower()).upper() for letter in text)


def cp1258(text: str) -> str:
    out = []
    for letter in text:
        base, shape, tone = _parts(letter)
        out.append(unicodedata.normalize("NFC", base + shape).encode("cp1258").decode("cp1252") + _CP1258_TONES.get(tone, ""))
    return "".join(out)


def utf8_read_as_cp1252(text: str) -> str:
    return "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in text.encode())


def as_bytes(text: str) -> bytes:
    """The bytes that show as this text in cp1252, undefined codes kept."""
    return b"".join(letter.encode("cp1252", "ignore") or bytes([ord(letter)]) for letter in text)
