"""Figures that an indicator's page tells too, taken from where it takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from sotay.book import Book


def measured(book: Book, indicator: str, titles: Mapping[str, str]) -> pd.Series:
    """The commune's values of an indicator's measures (measure -> title), in percent; missing where there is none this month."""
    values = book.scores(indicator).set_index("measure")["value"]
    return pd.Series({title: values.get(measure) for measure, title in titles.items()}, dtype="Float64")
