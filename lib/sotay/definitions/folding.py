"""Keys for comparing headings and code words: case, accents, spacing and punctuation folded away.

Never for names of people or places: "Tân Ấn" is not "Tân An".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_DROP = dict.fromkeys(map(ord, INVISIBLE))
_D = str.maketrans({"Đ": "d", "đ": "d", "Ð": "d", "ð": "d"})
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=200_000)
def match_key(text: str) -> str:
    """"Số,  ký hiệu (*)" -> "so ky hieu"; `<` and `>` are kept as words because headings differ by them only."""
    plain = text.isascii()
    if not plain:
        text = unicodedata.normalize("NFKC", text.translate(_DROP)).translate(_D).replace("≤", "<").replace("≥", ">")
    text = text.lower().replace("<", " lt ").replace(">", " gt ").replace("%", " pct ")
    if not plain:
        text = _MARKS.sub("", unicodedata.normalize("NFD", text))
    if not text.isascii():
        text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(_WORD.findall(text))
