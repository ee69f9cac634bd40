"""Coded values by label, code or alias, and yes/no columns; a near miss is told, never taken."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

import numpy as np
from rapidfuzz import fuzz

from sotay.cleaning.parsed import Context, Parsed, read, refused
from sotay.cleaning.text import accent_key, first_look, has_accents, repair_text
from sotay.definitions.folding import match_key
from sotay.definitions.models.codes import CodeValue
from sotay.intake.letters.encoding import lost_letters
from sotay.intake.model import CellKind

_NEAR = 72
# "Kinh?", "có (?)": the writer was not sure.
DOUBTFUL = re.compile(r"\(?\?+\W*$")
# What stands between two values written into one cell.
_BETWEEN = re.compile(r"\s*[;,/&+]\s*|\s+và\s+", re.IGNORECASE)
_NUMBERED = re.compile(r"\(?(?P<code>\w{1,40}?)\)?\s*[.:\-–)]\s*(?P<label>\D.*)")
# A code of several parts ("truc-tuyen. Trực tuyến") ends at a separator with a space behind it.
_NUMBERED_PARTS = re.compile(r"\(?(?P<code>\w[\w-]{0,39})\)?\s*[.:\-–)]\s+(?P<label>\D.*)")


def _parts(text: str) -> tuple[str, ...]:
    return tuple(map(accent_key, _BETWEEN.split(text)))


@dataclass(frozen=True)
class CodeLookup:
    """A code list prepared for looking up: by spelling with accents, and without for text typed without any."""

    labels: dict[str, str]
    codes: dict[str, str]
    aliases: dict[str, str]
    plain: dict[str, str]
    expired: dict[str, str]
    # Aliases that are themselves written in parts: "Nông nghiệp và môi trường".
    parted: frozenset[tuple[str, ...]] = frozenset()

    @classmethod
    def of(cls, values: list[CodeValue], day: dt.date | None = None) -> CodeLookup:
        """Look-ups of the values in force on `day`; the others are known as expired."""
        current = [v for v in values if day is None or v.in_force(day)]
        plain: dict[str, set[str]] = defaultdict(set)
        for value in current:
            for word in (value.label, *value.aliases):
                plain[match_key(word)].add(value.label)
        aliases: dict[str, str] = {}
        for value in current:
            for word in value.aliases:
                aliases.setdefault(accent_key(word), value.label)
        labels = {accent_key(v.label): v.label for v in current}
        old = {accent_key(w): v.label for v in values if day is not None and not v.in_force(day) for w in (v.label, *v.aliases)}
        parted = frozenset(parts for v in current for w in v.aliases if len(parts := _parts(w)) > 1)
        return cls(labels, {v.code.lower(): v.label for v in current if v.code}, aliases, {k: next(iter(v)) for k, v in plain.items() if len(v) == 1}, old, parted)

    def find(self, text: str) -> tuple[str, Literal["label", "code", "alias"]] | None:
        """The label a text stands for and how it was found; accents are dropped only when the text has none."""
        key = accent_key(text)
        if key in self.labels:
            return self.labels[key], "label"
        code = text.strip().lower()
        if code in self.codes or (code := code.rstrip(" .,;:")) in self.codes:
            return self.codes[code], "code"
        if key in self.aliases:
            return self.aliases[key], "alias"
        if code.isdigit() and code.lstrip("0") in self.codes:
            return self.codes[code.lstrip("0")], "code"
        if not has_accents(text) and (found := self.plain.get(match_key(text))):
            return found, "alias"
        return None

    def two_values(self, text: str) -> bool:
        """Whether a cell holds a value beside the one that its words together happen to be an alias of: "Con; Chủ hộ" is not "Con chủ hộ", but "Bố, mẹ" is "Cha, mẹ"."""
        parts, whole = _parts(text), self.find(text)
        found = [self.find(part) for part in parts] if len(parts) > 1 and parts not in self.parted else []
        labels = {f[0] for f in found if f}
        return None not in found and len(labels) > 1 and whole is not None and whole[1] == "alias" and whole[0] in labels

    def numbered(self, text: str) -> str | None:
        """"4 - Thẻ CCCD": code and label of the same value together."""
        match = next((m for m in (_NUMBERED.fullmatch(text), _NUMBERED_PARTS.fullmatch(text)) if m and self.find(m["label"])), None)
        if not match:
            return None
        found = self.find(match["label"])
        by_code, named = self.codes.get(match["code"].lower()), bool(re.fullmatch(r"\d{1,2}|[A-Za-z]", match["code"]))
        return found[0] if by_code == found[0] or by_code is None and named else None

    def nearest(self, text: str) -> list[str]:
        """Up to three labels spelt most like the text, best first; a difference in accents only counts half."""
        names = self.labels | {k: v for k, v in self.aliases.items() if k not in self.labels}
        return nearest_names(names, accent_key(text), _NEAR)


def nearest_names(names: dict[str, str], key: str, least: int) -> list[str]:
    """Up to three names whose keys are most like `key`."""
    plain = match_key(key)
    scores = {k: (fuzz.ratio(key, k) + fuzz.ratio(plain, match_key(k))) / 2 for k in names}
    close = sorted((k for k, score in scores.items() if score >= least), key=lambda k: -scores[k])
    return list(dict.fromkeys(names[k] for k in close))[:3]


def nearest_fix(candidates: list[str], otherwise: str) -> str:
    """How to fix an unknown value, with the nearest ones."""
    return f"Có phải: {', '.join(f'“{c}”' for c in candidates)}?" if candidates else otherwise


def _spelt(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def parse_code(text: str, kind: int, ctx: Context) -> Parsed:
    """The label of a coded value."""
    if (early := first_look(text, kind)) is not None and not (early.changes and ctx.lookup.find(text)):
        return early
    plain, changes = (re.sub(r"\.0+$", "", text), ()) if kind == CellKind.NUMBER else repair_text(text)
    lookup: CodeLookup = ctx.lookup
    if DOUBTFUL.search(plain):
        sure = DOUBTFUL.sub("", plain).strip()
        if label := (lookup.find(sure) or (lookup.numbered(sure),))[0]:
            return refused("CH-09", "Giá trị kèm dấu hỏi: chưa chắc chắn.", f"Có phải: “{label}”? Xác minh rồi ghi không kèm dấu hỏi.", changes)
    if found := lookup.find(plain):
        if lookup.two_values(plain):
            return refused("CH-09", "Ô ghi hai giá trị của danh mục.", "Chỉ ghi một giá trị.", changes)
        return read(found[0], *changes, "DANH-MUC" if found[1] == "alias" else "BO-DAU" if found[1] == "label" and _spelt(plain) != _spelt(found[0]) else None)
    if label := lookup.numbered(plain):
        return read(label, *changes, "DANH-MUC")
    if label := lookup.expired.get(accent_key(plain)):
        return refused("DANH-MUC-HET-HAN", f"Giá trị “{label}” của danh mục đã hết hiệu lực.", changes=changes)
    if lost_letters(plain):
        return refused("MAT-KY-TU", changes=changes)
    names = list(lookup.labels.values())
    known = f"Chọn một giá trị của danh mục: {'; '.join(names)}." if len(names) <= 12 else "Chọn một giá trị của danh mục."
    return refused("CH-09", fix=nearest_fix(lookup.nearest(plain), known), changes=changes)


_YES = {"co", "x", "1", "yes", "y", "true", "dung", "v", "roi", "da", "dat", "t"}
_NO = {"khong", "0", "no", "n", "false", "sai", "ko", "k", "chua", "kh", "f"}
_TICKS = re.compile("[✓✔☑√☒✗✘🗸]+")
_NOT_SO = re.compile("[✗✘☐□]+")
_UNKNOWN = re.compile(r"(?:không|chưa|ko|chua|khong)\s+(?:rõ|biết|xác định|xác minh|nắm|thống kê|thu thập|cập nhật|có (?:thông tin|số liệu|dữ liệu)|ro|biet|xac dinh|xac minh)\b.*", re.IGNORECASE)
# "Có lẽ", "có thể", "không chắc", "có hay không": an answer that is none; nor is "đã nộp nhưng chưa ký".
_UNSURE = re.compile(r"(?:(?:có|không|chưa)\s+(?:lẽ|thể|khi|vẻ|chắc|hẳn)\b|(?:co le|co the|co khi|co ve|khong chac|chua chac)\b|(?:có|đã|co|da)\b.*\b(?:không|chưa|khong|chua)\b).*", re.IGNORECASE)
_MARK = re.compile(r"[xXvV×✓✔☑√🗸+]+")


def is_mark(text: str) -> bool:
    """Whether a cell is only a mark ("x") as in forms where a blank means no."""
    return bool(_MARK.fullmatch(text.strip()))


def mostly_marks(texts: list[str], row_codes: np.ndarray) -> bool:
    """Whether the filled cells of a column are marks; one in ten may be a slip."""
    counts = np.bincount(row_codes, minlength=len(texts))
    filled = sum(int(n) for t, n in zip(texts, counts, strict=True) if t.strip())
    return filled > 0 and sum(int(n) for t, n in zip(texts, counts, strict=True) if is_mark(t)) >= 0.9 * filled


def parse_bool(text: str, kind: int, ctx: Context) -> Parsed:
    """Yes or no; that a blank means no in a column of marks only is the table's to say."""
    if _NOT_SO.fullmatch(text.strip()):
        return read(False)
    if text.strip() in ("-", "–"):
        return read(False, "DANH-MUC")
    if (early := first_look(text, kind)) is not None:
        return early
    plain, changes = (re.sub(r"\.0+$", "", text), ()) if kind == CellKind.NUMBER else repair_text(text)
    if DOUBTFUL.search(plain):
        return refused("KIEU-CO-KHONG", "Giá trị kèm dấu hỏi: chưa chắc chắn.", changes=changes)
    if _TICKS.fullmatch(plain) or is_mark(plain):
        return read(True, *changes)
    key = match_key(plain)
    if key in _YES or key in _NO:
        return read(key in _YES, *changes)
    if key in ("khong ap dung", "na", "n a"):
        return read(None, *changes, "O-TRONG")
    first = key.split(" ")[0] if not re.search(r"[?/]", plain) and not _UNKNOWN.fullmatch(plain) and not _UNSURE.fullmatch(plain) else ""
    if first in ("da", "co", "chua", "khong") and accent_key(plain).split(" ")[0] in ("đã", "có", "chưa", "không", first):
        return read(first in ("da", "co"), *changes, "DANH-MUC")
    return refused("KIEU-CO-KHONG", changes=changes)


_GROUP_NUMBER = re.compile(r"^\s*(?:[IVXLC]+|\d{1,3}|[A-Za-z])\s*[.)\-:/]\s*")
_GROUP_COUNT = re.compile(r"\s*(?:\(\s*\d[^)]*\)|[:\-–]\s*\d[^:]*)\s*$")


def without_number(group: str) -> str:
    """A group row's text without its number and count: "II. Thôn Đấp (25 hộ)" -> "Thôn Đấp"."""
    return _GROUP_COUNT.sub("", _GROUP_NUMBER.sub("", group.strip()))


def without_heading(group: str, headings: list[str]) -> tuple[str, bool]:
    """The value in a group row ("II. Lĩnh vực: Hộ tịch (12)" -> "Hộ tịch") and whether a heading of the column stood before it."""
    text = _GROUP_NUMBER.sub("", group.strip())
    for heading in sorted(headings, key=len, reverse=True):
        if text.lower().startswith(heading.lower()) and len(text) > len(heading):
            value = text[len(heading):].lstrip(" :-–")
            # What stands right behind the heading is the value, be it a number ("Kênh: 1022 (3)").
            return _GROUP_COUNT.sub("", value) or value, True
    return _GROUP_COUNT.sub("", text), False
