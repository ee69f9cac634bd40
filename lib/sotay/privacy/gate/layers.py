"""A text as the programs that show it read it: escapes of pages, addresses, scripts, styles, Office and logs undone, one layer after the other."""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
import urllib.parse
from collections.abc import Iterator

# An escape inside an escape inside an escape is no accident any more.
MOST_LAYERS = 5
_QUOTED = re.compile(r"%[0-9A-Fa-f]{2}")
_BYTES = re.compile(r"(?:\\x[0-9A-Fa-f]{2})+|(?:\\[0-3][0-7]{2})+")
# As mail writes letters beyond ASCII.
_MAILED = re.compile(r"(?:=[0-9A-F]{2}){2,}")
_BACKSLASH = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([nrtbfv])|([\"'/\\]))")
_STYLE = re.compile(r"\\([0-9A-Fa-f]{1,6})[ \t\r\n\f]?")
_OFFICE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Fonts, sizes and places in the headers and footers of a sheet: "&C&"Arial"&8Nguyễn".
_SHEET_MARGIN = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+|[A-Za-z])')
_MARGINS = re.compile(r"<(?:odd|even|first)(?:Header|Footer)>(.*?)</", re.DOTALL)
_BACKWARDS = re.compile(r"\brtl\b|[\u202d\u202e]", re.IGNORECASE)
# Words of base64 or of hexadecimal bytes that are long enough for a name.
_PACKED = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{12,}={0,2}(?![A-Za-z0-9+/_-])")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){9,}")


def layers(text: str) -> Iterator[str]:
    """The text, and what comes out each time its escapes are undone; at the end what is packed or written backwards in it."""
    text = html.unescape(text) if "&" in text else text
    for _ in range(MOST_LAYERS):
        yield text
        yield from _other_ways(text)
        undone = _undone(text)
        if undone == text:
            return
        text = undone
    yield text


def _undone(text: str) -> str:
    if "&" in text:
        text = html.unescape(text)
    if "%" in text and _QUOTED.search(text):
        text = urllib.parse.unquote(text)
    if "=" in text:
        text = _MAILED.sub(_of_bytes, text)
    if "\\" in text:
        text = _BACKSLASH.sub(_character, _BYTES.sub(_of_bytes, text))
    return _OFFICE.sub(lambda m: chr(int(m.group(1), 16)), text) if "_x" in text else text


def _character(escaped: re.Match) -> str:
    code = escaped.group(1) or escaped.group(2) or escaped.group(3)
    return _from_code(code) if code else " " if escaped.group(4) else escaped.group(5)


def _from_code(code: str) -> str:
    number = int(code, 16)
    return chr(number) if number < 0x110000 else " "


def _of_bytes(run: re.Match) -> str:
    """Bytes as a log, a script or a mail writes them, hexadecimal or octal."""
    mark, base = next((m, b) for m, b in (("\\x", 16), ("=", 16), ("\\", 8)) if run.group().startswith(m))
    data = bytes(int(code, base) for code in run.group().split(mark)[1:])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _other_ways(text: str) -> Iterator[str]:
    """What stands in the text in a way that undoing its escapes does not show."""
    if "\\" in text and _STYLE.search(text):
        yield _STYLE.sub(lambda m: _from_code(m.group(1)), text)
    if margins := _MARGINS.findall(text):
        yield "\n".join(_SHEET_MARGIN.sub(" ", html.unescape(m)) for m in margins)
    if _BACKWARDS.search(text):
        yield unicodedata.normalize("NFC", text)[::-1]
    if found := "\n".join(_unpacked(text)):
        yield found


def _unpacked(text: str) -> Iterator[str]:
    """Words that are text packed as base64 or as hexadecimal bytes: random letters come out as no text."""
    for word in set(_PACKED.findall(text)):
        if _HEX.fullmatch(word):
            yield from _text_of(bytes.fromhex(word))
        yield from _text_of(unbased(word))


def _text_of(data: bytes) -> Iterator[str]:
    for code in ("utf-8", "utf-16"):
        try:
            found = data.decode(code) if code == "utf-8" or data.startswith((b"\xff\xfe", b"\xfe\xff")) else ""
        except UnicodeDecodeError:
            continue
        if found.replace("\n", "").replace("\r", "").replace("\t", "").isprintable():
            yield found


def unbased(text: str) -> bytes:
    """What a text in base64 stands for, with or without its padding, in either alphabet; nothing where it is none."""
    plain = re.sub(r"[\s=]", "", text).translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4))
    except (binascii.Error, ValueError):
        return b""
