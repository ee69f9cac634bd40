"""Chooses the encoding of Vietnamese text by its syllables, for whole files and for single cells; never by guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from sotay.intake.letters.legacy_tables import (
    VISCII,
    decode_cp1258,
    decode_tcvn3,
    decode_viscii,
    decode_vni,
    is_surely_utf8_read_as_cp1252,
    repair_utf8_read_as_cp1252,
    share_read_as_cp1252,
    to_cp1252,
)
from sotay.intake.letters.syllables import frequent_share, is_frequent, is_syllable, syllable_score, words_outside_ascii
from sotay.intake.reading import Refusal

__all__ = ["decode_cell", "decode_file", "lost_letters", "read_as", "syllable_score"]

_LEAST_SCORE = 0.85
_LEAST_MARGIN = 0.1
_LEAST_USUAL_MARGIN = 0.3
_NEARLY_ALL = 0.95
_LEAST_PLAUSIBLE = 0.5
_ASCII = bytes(range(128))
_SAMPLE_BYTES = 300_000
_HARDLY_USED = {"viscii": 0.25}
_DECODERS: dict[str, Callable[[bytes], str]] = {"cp1258": decode_cp1258, "tcvn3": decode_tcvn3, "vni": decode_vni, "viscii": decode_viscii}
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_UNKNOWN = "Không xác định được bảng mã chữ của tệp. Hãy lưu lại dạng .xlsx hoặc CSV UTF-8 và gửi tệp mới."


def _utf16_without_bom(data: bytes) -> str | None:
    """ASCII letters leave zero bytes at odd (little endian) or even places."""
    sample = data[:20_000]
    half = max(len(sample) // 2, 1)
    even, odd = sample[::2].count(0) / half, sample[1::2].count(0) / half
    if max(even, odd) < 0.25 or min(even, odd) > 0.05:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _utf8(data: bytes) -> tuple[str, tuple[str, ...]] | None:
    """Strict UTF-8, or UTF-8 with a few broken places (a file cut in the middle of a letter)."""
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken * 4 > sum(letter > "\x7f" for letter in text):
        return None
    return text, (f"Tệp có {broken} chỗ chữ bị hỏng; các chỗ đó hiện ký tự \ufffd.",)


def decode_file(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """Text, encoding word and remarks of a text file. Raises Refusal when no encoding makes Vietnamese of it."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom):].decode(encoding, "replace"), encoding[:6].rstrip("-"), ()
    if encoding := _utf16_without_bom(data):
        return data.decode(encoding, "replace"), "utf-16", ()
    if found := _utf8(data):
        return _unless_read_twice(*found)
    return _by_syllables(data)


def _unless_read_twice(text: str, notes: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]]:
    """UTF-8 whose letters were read as cp1252 and saved as UTF-8 again is turned back when nearly all of it says so."""
    sample = text[:_SAMPLE_BYTES]
    if share_read_as_cp1252(sample) > _NEARLY_ALL and len(words_outside_ascii(sample)) > 20:
        repaired = _repeatedly_repaired(sample)
        if (syllable_score(repaired) or 0.0) >= _LEAST_SCORE:
            return _repeatedly_repaired(text), "utf-8-read-as-cp1252", (*notes, "Chữ trong tệp bị đọc sai bảng mã rồi lưu lại (UTF-8 thành cp1252); đã khôi phục.")
    return text, "utf-8", notes


def _by_syllables(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """The reading with most Vietnamese syllables, usual ones where two are equal; a remark when it is not sure."""
    sample = data[:_SAMPLE_BYTES]
    if len(sample.translate(None, _ASCII)) * 50 < len(sample) and not words_outside_ascii(sample.decode("cp1252", "replace")):
        return data.decode("cp1252", "replace"), "cp1252", ()
    readings = {name: decode(sample) for name, decode in _DECODERS.items()}
    scores = {name: (syllable_score(text) or 0.0, frequent_share(text)) for name, text in readings.items()}
    as_it_is = sample.decode("cp1252", "replace")
    if (syllable_score(as_it_is) or 0.0) >= _NEARLY_ALL and frequent_share(as_it_is) >= max(usual for _, usual in scores.values()):
        # What is left of Vietnamese saved as "ANSI": the letters cp1252 has, the others lost.
        return data.decode("cp1252", "replace"), "cp1252", ()
    best, second = sorted(scores, key=lambda name: (round(scores[name][0], 1), scores[name][1]), reverse=True)[:2]
    if scores[best][0] < _LEAST_PLAUSIBLE:
        raise Refusal("unreadable", _UNKNOWN)
    ahead = [mine - theirs for mine, theirs in zip(scores[best], scores[second], strict=True)]
    sure = scores[best][0] >= _LEAST_SCORE and (ahead[0] >= _LEAST_MARGIN or ahead[1] >= _LEAST_USUAL_MARGIN)
    notes = () if sure else (f"Bảng mã chữ không chắc chắn (chọn {best}); hãy đối chiếu vài dòng, hoặc lưu lại dạng CSV UTF-8.",)
    return _DECODERS[best](data), best, notes


_TOKEN = re.compile(r"[^\x00-\x40\x5b-\x60\x7b-\x7e\u00a0\u2010-\u201f\u2026]+")
_POWER = re.compile(r"(?<=[mM])[\xb2\xb3](?![^\W_])")
_CAPITAL_INSIDE = re.compile("[a-z\xdf-\xff][\xc0-\xde{}]".format("".join(letter for letter in VISCII.values() if letter.isupper())))
_VOWEL = re.compile("[aeiouyAEIOUY]")
_CODE = re.compile("[A-ZĐa-z0-9 /.,:_()-]*Đ[A-ZĐa-z0-9 /.,:_()-]*")
_GROUP = re.compile("[A-Za-zĐ]+")
_MOST_READINGS = 3
# What the first byte of a letter outside ASCII becomes when it is read as cp1252, saved as UTF-8 and read as cp1252 again, with the lead of the next.
_READ_TWICE = re.compile("\xc3[\x83\x84\x85\x86\xa1\u0192\u201e\u2026\u2020][\xc2\xc5\xc6\xcb\xe2]")


def _token_score(text: str) -> float | None:
    """Like the syllable score, but a sign ("c¸n") or an accented capital ("NguyÔn") inside a word spoils it; signs at its edges ("m²") say nothing."""
    good = bad = 0
    for token in _TOKEN.findall(_POWER.sub("", text)):
        core = token.strip("".join(letter for letter in token if not letter.isalpha() and not unicodedata.combining(letter)))
        if core.isascii():
            bad += _spoils(token, core)
        elif _CAPITAL_INSIDE.search(core) or not unicodedata.normalize("NFC", core).isalpha():
            bad += 1
        else:
            words = words_outside_ascii(core)
            good += sum(map(is_syllable, words))
            bad += sum(not is_syllable(word) for word in words)
    return good / (good + bad) if good + bad else None


def _spoils(token: str, core: str) -> bool:
    """A sign glued to an ASCII word that is no quote ("§inh"), or leaves it without a vowel ("«ng")."""
    return bool(core) and core != token and (not _VOWEL.search(core) or token[0] not in core + "«" or token[-1] not in core + "»")


@lru_cache(maxsize=100_000)
def decode_cell(text: str) -> tuple[str, str] | None:
    """Repaired text and encoding word of a cell typed or read in another encoding; None unless its syllables say so with a margin."""
    if text.isascii():
        return None
    sure = is_surely_utf8_read_as_cp1252(text)
    before = 0.0 if sure else _token_score(text)
    if before is None or before >= 1.0:
        return None
    repaired = _repeatedly_repaired(text)
    if repaired != text and (_is_better(repaired, before) or sure and _CODE.fullmatch(repaired)):
        return repaired, "utf-8-read-as-cp1252"
    raw = to_cp1252(text)
    return None if raw is None or sure else _code_letter(text) or _decode_legacy(raw, before)


def _repeatedly_repaired(text: str) -> str:
    """Turned back as often as it was read as cp1252, at most three times."""
    for _ in range(_MOST_READINGS - 1):
        if _READ_TWICE.search(text):
            text = repair_utf8_read_as_cp1252(text)
    return repair_utf8_read_as_cp1252(text)


def _code_letter(text: str) -> tuple[str, str] | None:
    """The letter Đ of a code ("738/Q§-UBND", "HÑND") that is the only letter outside ASCII of a cell, among consonants."""
    for sign, word in (("§", "tcvn3"), ("Ñ", "vni")):
        repaired = text.replace(sign, "Đ")
        if text.replace(sign, "").isascii() and _CODE.fullmatch(repaired) and all(map(_is_short_form, filter(lambda group: "Đ" in group, _GROUP.findall(repaired)))):
            return repaired, word
    return None


def _is_short_form(group: str) -> bool:
    """Capital consonants; "MÑ" may as well be "Mẹ" in another encoding."""
    return len(group) > 1 and group.isupper() and not _VOWEL.search(group) and not is_syllable(group.replace("Đ", "ẹ"))


def _decode_legacy(raw: bytes, before: float) -> tuple[str, str] | None:
    """The only encoding that makes Vietnamese of the bytes, or the one that makes more usual syllables than the others."""
    readings = {name: unicodedata.normalize("NFC", decode(raw)) for name, decode in _DECODERS.items()}
    fit = {name: _token_score(text) or 0.0 for name, text in readings.items() if _is_better(text, before)}
    usual = {name: frequent_share(readings[name]) - _HARDLY_USED.get(name, 0.0) for name in fit if _is_enough(name, readings[name], alone=len(fit) == 1)}
    if not usual:
        return None
    best = max(usual, key=lambda name: (usual[name], fit[name]))
    rivals = [usual.get(name, frequent_share(readings[name])) for name in fit if readings[name] != readings[best]]
    return None if rivals and usual[best] - max(rivals) < (_LEAST_MARGIN if len(usual) > 1 else 0.0) else (readings[best], best)


def _is_enough(name: str, reading: str, alone: bool) -> bool:
    """One short word ("Tü", "5m²") must become a usual syllable; in VISCII, hardly used, every one must, and no other encoding may fit."""
    words = words_outside_ascii(reading)
    if len(words) != 1:
        return bool(words)
    return is_frequent(words[0]) and alone if name in _HARDLY_USED else len(words[0]) > 3 or is_frequent(words[0])


def read_as(word: str, text: str) -> str | None:
    """The text read in an encoding it is known to be in; None when that makes no Vietnamese of it."""
    if word == "utf-8-read-as-cp1252":
        return _repeatedly_repaired(text)
    raw = to_cp1252(text)
    if raw is None:
        return None
    reading = unicodedata.normalize("NFC", _DECODERS[word](raw))
    score = _token_score(reading)
    return reading if score is None or score >= _LEAST_SCORE else None


def _is_better(candidate: str, before: float) -> bool:
    score = _token_score(candidate)
    return score is not None and score >= _LEAST_SCORE and score - before >= _LEAST_MARGIN


_D_WITH_STROKE = str.maketrans("Đđ", "Dd")
_LETTER = r"[^\W\d_]"
_LOST = re.compile(rf"({_LETTER}+)[?\ufffd]+({_LETTER}+)(?!=|{_LETTER})|(?:^|(?<=\s))[?]{{1,2}}{_LETTER}|\b{_LETTER}[bcdđghklmnpqrstvx]{{0,2}}[?]+(?=\s+{_LETTER})")


def lost_letters(text: str) -> bool:
    """Whether a letter became "?" or U+FFFD when the file was saved: in a word ("Nguy?n"), at its start, or as its only vowel ("Th? Hoa").

    A question mark at the end of a sentence, even without a space after it, is none.
    """
    if "\ufffd" in text:
        return True
    if "?" not in text or "://" in text:
        return False
    return any(map(_is_loss, _LOST.finditer(text)))


def _is_loss(found: re.Match) -> bool:
    left, right = found.group(1), found.group(2)
    if left is None:
        consonants = found.group().rstrip("?").translate(_D_WITH_STROKE)
        is_word = _VOWEL.search(consonants) or not consonants.isascii() or len(consonants) > 1 and consonants.isupper()
        return consonants.startswith("?") or not is_word
    return not (len(right) > 1 and is_syllable(right) and is_syllable(left))
