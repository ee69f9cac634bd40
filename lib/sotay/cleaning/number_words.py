"""Vietnamese number words, as they stand in dates written in words."""

from __future__ import annotations

from sotay.cleaning.text import fold_tone

_UNITS = {
    "không": 0, "linh": 0, "lẻ": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9, "giêng": 1, "chạp": 12,
}


def number_in_words(words: str) -> int | None:
    """"một nghìn chín trăm chín mươi lăm" -> 1995; digits one by one ("hai không hai sáu") too; None when a word is unknown."""
    tokens = fold_tone(words.lower()).replace("-", " ").split()
    if not tokens:
        return None
    if len(tokens) == 4 and all(t in _UNITS and _UNITS[t] < 10 for t in tokens) and not {"linh", "lẻ"} & set(tokens):
        return int("".join(str(_UNITS[t]) for t in tokens))
    total, current = 0, 0
    for token in tokens:
        if token in _UNITS:
            current += _UNITS[token]
        elif token == "mười":
            current += 10
        elif token in ("mươi", "chục"):
            tens = current % 10
            current += tens * 9
        elif token == "trăm":
            total, current = total + current * 100, 0
        elif token in ("nghìn", "ngàn"):
            total, current = (total + current) * 1000, 0
        else:
            return None
    return total + current
