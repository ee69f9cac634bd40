"""Hands objects over a pipe between the suite and a reading process; texts of large tables go as one, those that come again only once."""

from __future__ import annotations

import pickle
from typing import BinaryIO

import numpy as np

_BETWEEN = "\x1e"
_WORTH_CODING = 0.5
_SAMPLE, _HARDLY_ANY_COME_AGAIN = 1_000, 0.9
Packed = tuple[str, int, np.ndarray | None]


def texts_of(columns: list[Packed], shape: tuple[int, ...]) -> np.ndarray:
    """The object array of texts that was packed column by column; texts that are alike become one object."""
    texts = np.empty(shape, dtype=object)
    flat = texts if texts.ndim == 2 else texts.reshape(-1, 1)
    for place, (joined, count, codes) in enumerate(columns):
        distinct = np.empty(count, dtype=object)
        distinct[:] = joined.split(_BETWEEN)
        flat[:, place] = distinct if codes is None else distinct[codes]
    return texts


def _packed(values: list[str]) -> Packed:
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
    kind = np.uint8 if len(places) <= 1 << 8 else np.uint16 if len(places) <= 1 << 16 else np.uint32
    return joined, len(distinct), np.fromiter(map(places.__getitem__, values), dtype=kind, count=len(values))


class _Pickler(pickle.Pickler):
    """Pickles an array of texts as a few long texts: several times quicker and smaller than cell by cell."""

    def reducer_override(self, thing):
        if not isinstance(thing, np.ndarray) or thing.dtype != object or not thing.size or thing.ndim > 2:
            return NotImplemented
        try:
            columns = [_packed(column.tolist()) for column in (thing.T if thing.ndim == 2 else [thing])]
        except (TypeError, ValueError):
            return NotImplemented
        return texts_of, (columns, thing.shape)


def send(pipe: BinaryIO, thing: object) -> None:
    """Writes the whole object and flushes. Raises OSError when nobody reads."""
    _Pickler(pipe, protocol=5).dump(thing)
    pipe.flush()


def receive(pipe: BinaryIO) -> object:
    """Waits for one object. Raises EOFError or UnpicklingError when the other side went away."""
    return pickle.load(pipe)
