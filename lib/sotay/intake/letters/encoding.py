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

__all__ = ["decode_cell", "decode_file", "lost_letters", "syllable_score"]

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
        repaired = repair_utf8_read_as_cp1252(sample)
        if (syllable_score(repaired) or 0.0) >= _LEAST_SCORE:
            return repair_utf8_read_as_cp1252(text), "utf-8-read-as-cp1252", (*notes, "Chữ trong tệp bị đọc sai bảng mã rồi lưu lại (UTF-8 thành cp1252); đã khôi phục.")
    return text, "utf-8", notes


def _by_syllables(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """The reading with most Vietnamese syllables, usual ones where two are equal; a remark when it is not sure."""
    sample = data[:_SAMPLE_BYTES]
    if len(sample.translate(None, _ASCII)) * 50 < len(sample) and not words_outside_ascii(sample.decode("cp1252", "replace")):
        return data.decode("cp1252", "replace"), "cp1252", ()
    readings = {name: decode(sample) for name, decode in _DECODERS.items()}
    scores = {name: (syllable_score(text) or 0.0, frequent_share(text)) for name, text in readings.items()}
    best, second = sorted(scores, key=lambda name: (round(scores[name][0], 1), scores[name][1]), reverse=True)[:2]
    if scores[best][0] < _LEAST_PLAUSIBLE:
        raise Refusal("unreadable", _UNKNOWN)
    ahead = [mine - theirs for mine, theirs in zip(scores[best], scores[second], strict=True)]
    sure = scores[best][0] >= _LEAST_SCORE and (ahead[0] >= _LEAST_MARGIN or ahead[1] >= _LEAST_USUAL_MARGIN)
    notes = () if sure else (f"Bảng mã chữ không chắc chắn (chọn {best}); hãy đối chiếu vài dòng, hoặc lưu lại dạng CSV UTF-8.",)
    return _DECODERS[best](data), best, notes


_TOKEN = re.compile(r"[^\x00-\x40\x5b-\x60\x7b-\x7e\u00a0\u2010-\u201f\u2026]+")
_CAPITAL_INSIDE = re.compile("[a-z\xdf-\xff][\xc0-\xde{}]".format("".join(letter for letter in VISCII.values() if letter.isupper())))
_VOWEL = re.compile("[aeiouyAEIOUY]")


def _token_score(text: str) -> float | None:
    """Like the syllable score, but a sign ("c¸n") or an accented capital ("NguyÔn") inside a word spoils it; signs at its edges ("m²") say nothing."""
    good = bad = 0
    for token in _TOKEN.findall(text):
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
    repaired = repair_utf8_read_as_cp1252(text)
    if repaired != text and _is_better(repaired, before):
        return repaired, "utf-8-read-as-cp1252"
    raw = to_cp1252(text)
    return None if raw is None or sure else _decode_legacy(raw, before)


def _decode_legacy(raw: bytes, before: float) -> tuple[str, str] | None:
    """The only encoding that makes Vietnamese of the bytes, or the one that makes more usual syllables than the others."""
    readings = {name: unicodedata.normalize("NFC", decode(raw)) for name, decode in _DECODERS.items()}
    fit = {name: _token_score(text) or 0.0 for name, text in readings.items() if _is_better(text, before)}
    usual = {name: frequent_share(readings[name]) - _HARDLY_USED.get(name, 0.0) for name in fit if _is_enough(name, readings[name])}
    if not usual:
        return None
    best = max(usual, key=lambda name: (usual[name], fit[name]))
    rivals = [usual[name] for name in usual if readings[name] != readings[best]]
    return None if rivals and usual[best] - max(rivals) < _LEAST_MARGIN else (readings[best], best)


def _is_enough(name: str, reading: str) -> bool:
    """One short word alone ("Tü", "5m²") must become a usual syllable; VISCII, hardly used, needs two words."""
    words = words_outside_ascii(reading)
    return len(words) > 1 or len(words) == 1 and name not in _HARDLY_USED and (len(words[0]) > 3 or is_frequent(words[0]))


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
