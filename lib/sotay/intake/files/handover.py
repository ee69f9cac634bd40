"""Hands objects over a pipe between the suite and a reading process; the texts of a large grid go as one."""

from __future__ import annotations

import pickle
from typing import BinaryIO

import numpy as np

_BETWEEN = "\x1e"


def texts_of(joined: str, shape: tuple[int, ...]) -> np.ndarray:
    """The object array of texts that were joined."""
    texts = np.empty(shape, dtype=object)
    texts.ravel()[:] = joined.split(_BETWEEN)
    return texts


class _Pickler(pickle.Pickler):
    """Pickles an array of texts as one text: several times quicker and smaller than cell by cell."""

    def reducer_override(self, thing):
        if not isinstance(thing, np.ndarray) or thing.dtype != object or not thing.size:
            return NotImplemented
        try:
            joined = _BETWEEN.join(thing.ravel().tolist())
        except TypeError:
            return NotImplemented
        return (texts_of, (joined, thing.shape)) if joined.count(_BETWEEN) == thing.size - 1 else NotImplemented


def send(pipe: BinaryIO, thing: object) -> None:
    """Writes the whole object and flushes. Raises OSError when nobody reads."""
    _Pickler(pipe, protocol=5).dump(thing)
    pipe.flush()


def receive(pipe: BinaryIO) -> object:
    """Waits for one object. Raises EOFError or UnpicklingError when the other side went away."""
    return pickle.load(pipe)
