"""What findings and notes say, without a single value in it: a report quotes headings, never cells."""

from __future__ import annotations

import re

import pandas as pd

from sotay.cleaning.rules import FAULTS
from sotay.definitions.words import rule_words
from sotay.reports.blocks import file_name
from sotay.reports.numbers import is_missing

SEVERITY = {"error": "Lỗi", "warning": "Cần xem lại", "info": "Lưu ý"}
CLASSES = {
    1: "thiếu giá trị bắt buộc",
    2: "giá trị ngoại lai",
    3: "trùng lặp",
    4: "sai định dạng",
    5: "không tìm thấy ở nơi tham chiếu",
    6: "mâu thuẫn giữa các cột",
    7: "dữ liệu lỗi thời",
    8: "không khớp nguồn tham chiếu",
}
INTAKE_STATUS = {
    "accepted": "Đã nhận",
    "replaced": "Đã có bản gửi sau",
    "duplicate": "Trùng tệp đã gửi",
    "empty": "Tệp rỗng",
    "unrecognised": "Chưa nhận ra là dữ liệu gì",
    "unreadable": "Không đọc được",
    "refused": "Không nhận",
}
LONGEST_RULE = 150
DEFAULT_FIX, HINTED_FIX = "Đối chiếu với hồ sơ gốc rồi sửa.", "Đối chiếu với hồ sơ gốc; gợi ý cho từng ô nằm trong tệp trả lại."
_RULE_ID = re.compile(r"\s*\([A-Z][A-Za-z]*-\d+[a-z]?\)")
_QUOTED = re.compile(r"“([^”]*)”")


def _titles(book) -> set[str]:
    """Every heading and table title of the definitions: what may stand in quotation marks."""
    tables = [t for d in book.registry.datasets.values() for t in d.tables]
    return {t.title for t in tables} | {c.title for t in tables for c in t.columns}


def _quotes_headings_only(book, text: str) -> bool:
    quoted = set(_QUOTED.findall(text))
    return not quoted or quoted <= _titles(book)


def _rule(book, dataset, identifier: str):
    return next((r for t in dataset.tables for r in t.rules if r.id == identifier), None) if dataset else None


def message_of(book, group: pd.DataFrame) -> str:
    """What findings of one rule and column say: the declared message, else their own when it quotes headings only and holds no figure, else the rule in words, else the class of error."""
    first = group.iloc[0]
    dataset = book.registry.datasets.get(first["dataset"])
    rule = _rule(book, dataset, first["rule"])
    if rule is not None and rule.message:
        return _RULE_ID.sub("", rule.message.rstrip(".")) + "."
    title = next((c.title for t in (dataset.tables if dataset else []) for c in t.columns if c.name == first["field"]), "")
    if title and first["rule"] in FAULTS:
        return f"“{title}”: {small(FAULTS[first['rule']].message).rstrip('.')}."
    text = str(first["message"]).split("; xem ")[0]
    if text and _quotes_headings_only(book, text) and not re.search(r"\d", _QUOTED.sub("", text)):
        return text.rstrip(".") + "."
    told = _ruled(book, dataset, rule)
    if told:
        return f"Không đúng quy tắc: {small(told)}"
    what = CLASSES.get(int(first["class"]) if pd.notna(first["class"]) else 0, "cần kiểm tra")
    return f"“{title}”: {what}." if title else f"{what[0].upper()}{what[1:]}."


def _ruled(book, dataset, rule) -> str:
    """A declared rule as a sentence, when that is short enough for a line or two of a table."""
    if rule is None:
        return ""
    told = rule_words(rule, next(t for t in dataset.tables if rule in t.rules), book.registry)
    return told if len(told) <= LONGEST_RULE else ""


def small(text: str) -> str:
    """As it stands after a colon: no capital, unless the first word is an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def fix_of(book, group: pd.DataFrame) -> str:
    """How to mend them: a fix that proposes a value for one cell stays in the returned file."""
    first = group.iloc[0]
    rule = _rule(book, book.registry.datasets.get(first["dataset"]), first["rule"])
    if rule is not None and rule.fix:
        return rule.fix
    text = "" if is_missing(first["fix"]) else str(first["fix"])
    return (text if _quotes_headings_only(book, text) else HINTED_FIX) or DEFAULT_FIX


def note_of(book, note: object) -> str:
    """An intake note without the cells it quotes; headings of the definitions stay."""
    if is_missing(note):
        return ""
    titles = _titles(book)
    units = "|".join(map(re.escape, sorted(book.registry.units, key=len, reverse=True)))
    note = re.sub(rf"\b({units})/", lambda m: f"{book.unit_name(m[1])}: ", str(note)) if units else str(note)
    text = _QUOTED.sub(lambda m: m.group() if m.group(1) in titles else "", str(note))
    # What the analyst must do in the definitions stays in the intake table; whoever calls the unit needs the rest.
    text = " ".join(sentence for sentence in re.split(r"(?<=[.!?])\s+", text) if "parameters/" not in sentence)
    # Months as the reports write them.
    text = re.sub(r"(?<![\d/])0(\d/20\d\d)\b", r"\1", text)
    text = re.sub(r"(?:,\s*)+(?=[,)])|(?<=[(:])\s*(?:,\s*)+", "", text)
    return file_name(re.sub(r"\s*\([^()“”]*:\s*\)|\s*\(\s*\)", "", text).strip())
