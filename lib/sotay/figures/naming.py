"""Names as readers know them: what a code stands for, titles without the words that all of them begin with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from sotay.cleaning.codes import CodeLookup

if TYPE_CHECKING:
    from sotay.book import Book

# Between a shared beginning and what tells titles apart.
_JOINING = " -–:,"


def named(book: Book, codes: str, values: pd.Series, other: str) -> pd.Series:
    """Texts by the labels that a code list has for them, `other` for those it does not know: what another system wrote never stands on a page as it is; missing stays missing."""
    lookup, known = CodeLookup.of(book.registry.codes.get(codes, [])), {}
    for text in values.dropna().unique():
        found = lookup.find(str(text))
        known[text] = found[0] if found else other
    return values.map(known).astype("object").where(values.notna(), None)


def shortened(titles: Mapping[str, str]) -> dict[str, str]:
    """Titles (column -> title) without the words that all of them begin with, as when the chart's own title says them."""
    words = [title.split() for title in titles.values()]
    shared = 0
    while len(words) > 1 and all(len(w) > shared + 1 for w in words) and len({w[shared] for w in words}) == 1:
        shared += 1
    rest = {column: " ".join(w[shared:]).lstrip(_JOINING) for column, w in zip(titles, words, strict=True)}
    return {column: title[:1].upper() + title[1:] for column, title in rest.items()}
