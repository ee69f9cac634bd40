"""How well the values of a source column fit a declared column type; tells columns and tables with alike headings apart."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from sotay.definitions.folding import match_key
from sotay.definitions.models.dataset import Column
from sotay.definitions.registry import Registry

SAMPLE = 60
_NUMBER = re.compile(r"^[-+]?[\d.,\s\u00a0]+(%|đ|đồng|vnđ)?$", re.IGNORECASE)
_DATE = re.compile(r"^\d{1,4}\s*[-/.]\s*\d{1,2}(\s*[-/.]\s*\d{2,4})?([ T].*)?$|^\d{4}$|^ngày \d|^\d{1,2} tháng \d|^(19|20)\d{2}(0[1-9]|1[0-2])[0-3]\d$|^[34]\d{4}([.,]\d+)?$|.*\b\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$", re.IGNORECASE)
_MONTH = re.compile(r"^(tháng |t)?\d{1,2}\s*[-/.]\s*\d{4}$|^\d{4}\s*[-/.]\s*\d{1,2}$|^(tháng|quý|năm|6 tháng|9 tháng)\b|^\d{4}$", re.IGNORECASE)
_YES = frozenset({"co", "khong", "x", "true", "false", "1", "0", "yes", "no", "dung", "sai", "da", "chua", "c", "k", "y", "n"})
_CODE_BEFORE = re.compile(r"^\(?[^\W_]{1,6}\)?\s*[.:\-–)]\s*(?=\D)")
_LETTERS = re.compile(r"[^\W\d_]")
_PATTERNS = {
    "email": re.compile(r"@"),
    "phone": re.compile(r"^[+(]?[\d\s.()-]{8,16}$"),
    "cccd": re.compile(r"^'?[\dOoIl\s.]{8,14}$"),
    "identity": re.compile(r"^'?[A-Za-z]?[\dOoIl\s.]{7,14}$"),
    "tax_code": re.compile(r"^'?\d{10}(-?\d{3})?$"),
    "identity_or_tax": re.compile(r"^'?[A-Za-z]?[\dOoIl\s.]{7,14}(-?\d{3})?$"),
    "masked_id": re.compile(r"[*xX•]{3,}"),
    "dossier": re.compile(r"^[A-Za-z]+\d*[.\d]*[-./]\d{4,}|^[A-Z]\d{2}\.\d", re.IGNORECASE),
    "procedure": re.compile(r"^\d[.,]\d{5,6}"),
    "bhyt": re.compile(r"^[A-Za-z]{2}\d{8,13}$|^\d{10}$"),
    "bhxh": re.compile(r"^\d{10}$"),
    "doc_no": re.compile(r"\d"),
}


def fits(value: str, column: Column, words: Set[str]) -> bool:
    """True when the text could be a value of the column as it stands, spelling mistakes aside; `words`: the folded values of a coded column."""
    text, kind = value.strip(), column.type
    if kind in ("int", "dec", "vnd", "pct"):
        return bool(_NUMBER.match(text))
    if kind in ("date", "datetime", "partial_date"):
        return bool(_DATE.match(text))
    if kind == "month":
        return bool(_MONTH.match(text))
    if kind == "bool":
        return match_key(text) in _YES or match_key(text).split(" ")[0] in _YES
    if kind in ("name", "village", "address"):
        return bool(_LETTERS.search(text)) and not _DATE.match(text) and (kind == "address" or sum(c.isdigit() for c in text) <= 3)
    if kind == "code":
        return match_key(text) in words or match_key(_CODE_BEFORE.sub("", text)) in words
    pattern = _PATTERNS.get(kind)
    return pattern is None or bool(pattern.search(text))


def code_words(column: Column, registry: Registry) -> set[str]:
    return {match_key(word) for v in registry.values_of(column) for word in (v.label, v.code or "", *v.aliases) if word}


def share_fitting(values: Sequence[str], column: Column, registry: Registry) -> float | None:
    """Share of a sample's values that fit; None when the column is blank, 1 for a type that says nothing."""
    sample = [v for v in values if v.strip()][:SAMPLE]
    if not sample:
        return None
    if column.type == "text":
        return 0.9
    words = code_words(column, registry) if column.type == "code" else frozenset()
    return sum(fits(v, column, words) for v in sample) / len(sample)
