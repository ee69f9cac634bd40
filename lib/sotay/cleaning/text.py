"""Repairs of Vietnamese text that are certain, keys for comparing it, and what should not stand in it."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from sotay.cleaning.parsed import BLANK, Context, Parsed, read, refused
from sotay.cleaning.rules import Fault, fault
from sotay.intake.letters.encoding import decode_cell, lost_letters
from sotay.intake.letters.syllables import frequent_share, is_syllable
from sotay.intake.model import CellKind

_INVISIBLE = re.compile("[\u200b-\u200f\u2060-\u2064\u202a-\u202e\ufeff\u00ad\u0000-\u0008\u000b\u000c\u000e-\u001f]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_D_LIKE = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LOOK_ALIKE = str.maketrans(
    "АВЕКМНОРСТУХІЈЅԚԜаеорсухіјѕԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABEKMHOPCTYXIJSQWaeopcyxijsdqwhABEZHIKMNOPTYXo",
) | _WIDE
_FOREIGN = re.compile("[\u0370-\u052f\uff01-\uff5e]")
_WORD = re.compile(r"[^\W\d_]+")
# Look-alikes are meant for Latin beside Latin letters, or beside digits as in a code.
_BESIDE = re.compile("[A-Za-zÀ-ɏḀ-ỿ0-9]")
_MOST_ROUNDS = 5
_REPEATED = re.compile(r"[ \t]{2,}")
_BREAKS = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t\r\n]*")
# Characters of a cell that can need no repair: printable ASCII and composed Vietnamese letters.
_MARKED = (("aeiouyAEIOUY", ""), ("aeoAEO", "\u0302"), ("aA", "\u0306"), ("ouOU", "\u031b"))
_TONES = ("\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VIETNAMESE = "".join(sorted({unicodedata.normalize("NFC", b + mark + tone) for bases, mark in _MARKED for b in bases for tone in ("", *_TONES)} | {"đ", "Đ"}))
_LETTER = "".join(c for c in VIETNAMESE if not c.isascii())
# Vowel pairs of the VNI encoding that are no Vietnamese spelling, written only with letters Vietnamese has too.
_VNI_PAIR = "[aA][âÂáÁàÀãÃêÊéÉèÈùÙõÕúÚ]|[eE][âÂáÁàÀãÃùÙõÕ]|[oO][âÂùÙõÕ]|[uU][ùÙõÕ]|[yY][ùÙõÕ]|[ôƠơÔưƯ][ùÙõÕ]"
# Characters written as the codes of a web page or of a workbook's own file ("&amp;", "_x000D_").
ESCAPED = re.compile("&(?:amp|nbsp|quot|apos|lt|gt);|_x00[01][0-9A-Fa-f]_")
PLAIN = re.compile(f"[\x21-\x3e\x40-\x7e{_LETTER}]+(?: [\x21-\x3e\x40-\x7e{_LETTER}]+)*")
# A capital after a small letter ("GiÊy"): in TCVN3 it is another letter.
_CAPITAL_ASTRAY = "[a-zà-ỹđ][ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ]"
MAYBE_VNI = re.compile(_VNI_PAIR)
MAYBE_OLD = re.compile(f"{_VNI_PAIR}|{_CAPITAL_ASTRAY}")


def _escaped(text: str) -> str:
    """The text with such codes read as the characters they stand for."""
    return ESCAPED.sub(lambda code: " " if code[0].startswith("_") or code[0] == "&nbsp;" else html.unescape(code[0]), text)


def _latin_again(word: re.Match[str]) -> str:
    """A word written with look-alikes of other alphabets, when all of it can be Latin."""
    text = word[0].translate(_LOOK_ALIKE)
    return word[0] if _FOREIGN.search(text) else text


def _decoded(text: str) -> tuple[str, str] | None:
    """The cell read in the encoding it is in. Of letters that Vietnamese has too only what makes usual words, and does not without it: a capital may be a slip of the shift key ("NguyÊn")."""
    found = decode_cell(text)
    if found and PLAIN.fullmatch(text) and not MAYBE_VNI.search(text):
        return found if frequent_share(found[0]) == 1.0 and frequent_share(text.lower()) < 1.0 else None
    return found


def repair_text(text: str, keep_lines: bool = False) -> tuple[str, tuple[str, ...]]:
    """The text with every certain repair made, and the rules of CHANGES used. Repairing twice changes nothing."""
    used: list[str] = []
    for _ in range(_MOST_ROUNDS):
        # One repair may lay bare another: an invisible sign inside a word of a wrong encoding.
        before = text
        text, done = _repair_once(text, keep_lines)
        used += done
        if text == before:
            break
    return text, tuple(dict.fromkeys(used))


def _repair_once(text: str, keep_lines: bool) -> tuple[str, list[str]]:
    if PLAIN.fullmatch(text) and not MAYBE_OLD.search(text) and not ESCAPED.search(text):
        return text, []
    done: list[str] = []

    def step(rule: str, new: str) -> None:
        nonlocal text
        if new != text:
            done.append(rule)
            text = new

    # Before anything is taken away: letters of a wrong encoding may stand as soft hyphens or no-break spaces.
    repaired = _decoded(text)
    if repaired:
        step("BANG-MA", unicodedata.normalize("NFC", repaired[0]))
    step("VO-HINH", _INVISIBLE.sub("", text))
    step("NBSP", _SPACES.sub(" ", text))
    step("NFC", unicodedata.normalize("NFC", text))
    step("CHU-D", text.translate(_D_LIKE))
    if _FOREIGN.search(text):
        wide = text.translate(_WIDE)
        step("CHU-GIONG", unicodedata.normalize("NFC", _WORD.sub(_latin_again, wide) if _BESIDE.search(wide) else wide))
    step("MA-KY-TU", _escaped(text))
    step("KHOANG-TRANG", _REPEATED.sub(" ", _BREAKS.sub("\n" if keep_lines else " ", text).replace("\t", " ")).strip())
    return text, done


# A syllable without its tone: what stands before the vowels ("qu" and "gi" are consonants there), the vowels, what closes it.
_SYLLABLE = re.compile(r"(qu(?=[aăâeêioôơuưy])|gi(?=[aăâeêioôơuưy])|[bcdđghklmnpqrstvx]{0,3})([aăâeêioôơuưy]{1,3})((?:ng|nh|ch|[cmnpt])?)", re.IGNORECASE)
_MARKED_VOWELS = "ăâêôơư"
_TONED = re.compile("[^\\W\\d_]*[" + "".join(c for c in VIETNAMESE if set(unicodedata.normalize("NFD", c)) & set(_TONES)) + "][^\\W\\d_]*")
_I_FOR_Y = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_LONE_Y = re.compile(r"\b([bcdđghklmnprstvx]+[yýỳỷỹỵ])\b")


def fold_tone(text: str) -> str:
    """Tone marks where the newer spelling puts them ("hoà" -> "hòa", "qủa" -> "quả"); for comparing only."""
    return _TONED.sub(lambda word: _tone_in_place(word[0]), text)


@lru_cache(maxsize=50_000)
def _tone_in_place(word: str) -> str:
    """One word with its tone on the vowel that bears it; a word with two tones, or that is no syllable, as it is."""
    decomposed = unicodedata.normalize("NFD", word)
    tones = [c for c in decomposed if c in _TONES]
    plain = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    parts = _SYLLABLE.fullmatch(plain) if len(tones) == 1 and is_syllable(word) else None
    if not parts:
        return word
    at = parts.start(2) + _bearer(parts[2].lower(), bool(parts[3])) + 1
    return unicodedata.normalize("NFC", plain[:at] + tones[0] + plain[at:])


def _bearer(vowels: str, closed: bool) -> int:
    """Which vowel bears the tone: the last one with a mark; else the last before a consonant, the first of two, the middle one of three."""
    marked = [i for i, v in enumerate(vowels) if v in _MARKED_VOWELS]
    return marked[-1] if marked else len(vowels) - 1 if closed else (len(vowels) - 1) // 2


@lru_cache(maxsize=100_000)
def accent_key(text: str) -> str:
    """Key that keeps accents: case, spacing, punctuation, tone placement and i/y folded away."""
    text = fold_tone(unicodedata.normalize("NFC", text).lower())
    words = " ".join(re.findall(r"[^\W_]+", text))
    return _LONE_Y.sub(lambda m: m[1].translate(_I_FOR_Y), words)


def has_accents(text: str) -> bool:
    """Whether any letter carries a Vietnamese mark."""
    return any(unicodedata.combining(c) or c in "đĐ" for c in unicodedata.normalize("NFD", text))


_EMPTY = re.compile(r"[\s\-–—_.,;:/\\*…'\"]*|[#]?n/?a|null|none", re.IGNORECASE)
_BROKEN = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE)


def first_look(text: str, kind: int) -> Parsed | None:
    """BLANK or an error cell, for any type of column; None when there is something to read."""
    if not text or kind == CellKind.BLANK:
        return BLANK
    if kind == CellKind.ERROR or _BROKEN.fullmatch(text):
        return refused("O-LOI")
    if _EMPTY.fullmatch(text):
        return read(None, "O-TRONG" if text.strip(" \u00a0\t\r\n") else None)
    return None


# What clerks write where they have nothing to write.
PLACEHOLDER = re.compile(
    r"(?:(?:không|chưa|ko|k|chua|khong)\s*(?:rõ|có|biết|xác định(?: được)?|cập nhật|đặt tên|có tên|nhập|điền|thu thập|có thông tin|có dữ liệu|ro|co|biet|cap nhat)|(?:đang|chờ|sẽ) (?:cập nhật|bổ sung|xác minh|nhập)"
    r"|(?:cập nhật|bổ sung) sau|vô danh|test\d*|abcd?|x{3,}|a{3,})\.?", re.IGNORECASE)
_FORMULA = re.compile(r"[=@]\s*[A-Za-z(\"'+\-\d]|[+\-]\s*[A-Za-z]+\s*[|(!]|[=+\-@]\s*cmd", re.IGNORECASE)
_MARKUP = re.compile(r"<\s*/?\s*[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?\s*>|<!--|javascript\s*:|&#x?[0-9a-f]+;", re.IGNORECASE)
_PERSONAL = re.compile(r"(?<![\d.\-])(?:\+?84|0)[ .]?[35789]\d(?:[ .\-]?\d){7}(?![\d\-])|(?<![\d.\-])[0-3]\d{11}(?![\d\-])|[\w.+-]+@[\w-]+\.[\w.-]*[a-z]", re.IGNORECASE)


def text_doubts(text: str, ctx: Context) -> tuple[Fault, ...]:
    """Warnings about what stands in a text: formula, markup, a citizen's data."""
    found = []
    if _FORMULA.match(text):
        found.append(fault("CONG-THUC"))
    if "<" in text or ":" in text or "&#" in text:
        if _MARKUP.search(text):
            found.append(fault("MA-HTML"))
    if ctx.column.free_text and _PERSONAL.search(text):
        found.append(fault("RIENG-TU"))
    return tuple(found)


_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d:\d\d)(?::\d\d)?)?.*")


def plain_text(text: str, kind: int) -> str:
    """A number or date cell as a person would type it into a text column."""
    if kind == CellKind.NUMBER:
        if re.fullmatch(r"-?\d+\.0+", text):
            return text.split(".")[0]
        if "e" in text.lower():
            try:
                number = float(text)
            except ValueError:
                return text
            return str(int(number)) if number.is_integer() and abs(number) < 1e16 else text
    if kind == CellKind.DATE and (match := _ISO.fullmatch(text)):
        day = f"{match[3]}/{match[2]}/{match[1]}"
        return f"{day} {match[4]}" if match[4] and match[4] != "00:00" else day
    return text


def parse_text(text: str, kind: int, ctx: Context) -> Parsed:
    """Free or plain text: repaired, tone placement of ordinary words left alone."""
    if (early := first_look(text, kind)) is not None:
        return early
    text, changes = repair_text(plain_text(text, kind), keep_lines=ctx.column.free_text)
    if not text:
        return read(None, *changes)
    if kind == CellKind.TEXT and lost_letters(text):
        return refused("MAT-KY-TU", changes=changes)
    if ctx.column.required and not ctx.column.free_text and PLACEHOLDER.fullmatch(text):
        return Parsed(None, changes, (fault("GHI-THAY"),))
    return Parsed(text, changes, text_doubts(text, ctx))
