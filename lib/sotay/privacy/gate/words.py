"""Text as the gate compares it: accents, case, normal form, invisible characters and look-alikes do not hide a name."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

WORD = re.compile(r"[^\W_]+")
# Letters of other alphabets that look like Latin ones, small capitals, and đ, which has no decomposition.
_PLAIN = str.maketrans(
    "ĐđÐðƉɖАВЕКМНОРСТУХЅЈԚԜаеорсухіІѕјԁһԛԝӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανικρτυıɑɡᴀʙᴄᴅᴆᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
    "DdDdDdABEKMHOPCTYXSJQWaeopcyxiIsjdhqwlABEZHIKMNOPTYXoavikptuiagABCDDEGHIJKLMNOPRSTUVWYZ",
)
_HIDDEN = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]")
_MARKS = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")


def visible(text: str) -> str:
    """Composed, compatibility forms plain, invisible characters gone."""
    return _HIDDEN.sub("", unicodedata.normalize("NFKC", text))


def folded(text: str) -> str:
    """Lower case without accents."""
    return _MARKS.sub("", unicodedata.normalize("NFD", visible(text).translate(_PLAIN))).lower()


def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded."""
    return tuple(WORD.findall(folded(text)))


def accents(text: str) -> Counter[str]:
    """The accents of a text, wherever on the word they are placed; đ counts as one."""
    return Counter(c for c in unicodedata.normalize("NFD", visible(text).lower()) if c == "đ" or unicodedata.combining(c))


def accents_by_word(text: str, parts: tuple[str, ...]) -> tuple[Counter[str], ...] | None:
    """The accents of each of the words that the letters of a text make up, however it is spaced; None when its letters are not theirs."""
    found: list[Counter[str]] = [Counter() for _ in parts]
    place = [n for n, part in enumerate(parts) for _ in part]
    letters, at = "".join(parts), 0
    for sign in visible(text):
        plain = "".join(WORD.findall(folded(sign)))
        if not letters.startswith(plain, at):
            return None
        at += len(plain)
        if at:
            found[place[at - 1]] += accents(sign)
    return tuple(found) if at == len(letters) else None
