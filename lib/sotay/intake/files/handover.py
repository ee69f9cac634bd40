"""Hands objects over a pipe between the suite and a reading process; texts of large tables go as one, those that come again only once."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import numpy as np

_BETWEEN = "\x1e"
_WORTH_CODING = 0.5
_SAMPLE, _HARDLY_ANY_COME_AGAIN = 1_000, 0.9


def texts_of(columns: list[np.ndarray], shape: tuple[int, ...]) -> np.ndarray:
    """The object array that was packed column by column."""
    # Here and below, because a reading process opens its first file before it loads this.
    import numpy as np

    if len(shape) == 1:
        return columns[0]
    texts = np.empty(shape, dtype=object)
    for place, column in enumerate(columns):
        texts[:, place] = column
    return texts


def column_of(joined: str, count: int, codes: np.ndarray | None) -> np.ndarray:
    """The texts of a column; those that are alike become one object."""
    import numpy as np

    distinct = np.empty(count, dtype=object)
    distinct[:] = joined.split(_BETWEEN)
    return distinct if codes is None else distinct[codes]


def plain_column_of(values: list) -> np.ndarray:
    """A column of anything."""
    import numpy as np

    column = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):
        column[place] = value
    return column


def _packed(values: list[str]) -> tuple[str, int, np.ndarray | None]:
    """Texts joined; once each, with their places, when most of them come again. Raises TypeError or ValueError for what is no text that can be joined."""
    sample = values[:_SAMPLE]
    places = dict.fromkeys(values if len(set(sample)) < _HARDLY_ANY_COME_AGAIN * len(sample) or len(values) <= _SAMPLE else ())
    coded = 0 < len(places) <= _WORTH_CODING * len(values)
    distinct = list(places) if coded else values
    joined = _BETWEEN.join(distinct)
    if joined.count(_BETWEEN) != len(distinct) - 1:
        raise ValueError
    if not coded:
        return joined, len(distinct), None
    for code, text in enumerate(places):
        places[text] = code
    import numpy as np

    kind = np.uint8 if len(places) <= 1 << 8 else np.uint16 if len(places) <= 1 << 16 else np.uint32
    return joined, len(distinct), np.fromiter(map(places.__getitem__, values), dtype=kind, count=len(values))


@dataclass(frozen=True)
class _Column:
    """A column that is packed when it is its turn, while the other side unpacks the one before."""

    values: np.ndarray

    def reduced(self) -> tuple:
        values = self.values.tolist()
        try:
            return column_of, _packed(values)
        except (TypeError, ValueError):
            return plain_column_of, (values,)


class _Pickler(pickle.Pickler):
    """Pickles an array of texts as a few long texts: several times quicker and smaller than cell by cell."""

    def reducer_override(self, thing):
        if type(thing) is _Column:
            return thing.reduced()
        if type(thing).__name__ != "ndarray" or thing.dtype != object or not thing.size or thing.ndim > 2:
            return NotImplemented
        return texts_of, ([_Column(column) for column in (thing.T if thing.ndim == 2 else [thing])], thing.shape)


def send(pipe: BinaryIO, thing: object) -> None:
    """Writes the whole object and flushes. Raises OSError when nobody reads."""
    _Pickler(pipe, protocol=5).dump(thing)
    pipe.flush()


def receive(pipe: BinaryIO) -> object:
    """Waits for one object. Raises EOFError or UnpicklingError when the other side went away."""
    return pickle.load(pipe)
