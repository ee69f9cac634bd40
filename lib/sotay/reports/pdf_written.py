"""Every object of a PDF written once: pydyf asks each for its bytes twice, for the file and for the file's fingerprint, and compresses the pages both times."""

from __future__ import annotations

import functools
from typing import Any


def write_once(pdf: Any) -> None:
    """The last finisher: from here on nothing in the PDF may change. The file's bytes stay what they were."""
    written = _written()
    pdf.objects[:] = [o if o.free == "f" else written(o) for o in pdf.objects]


@functools.cache
def _written() -> type:
    import pydyf

    class Written(pydyf.Object):
        """An object that is its bytes."""

        data = compressible = None

        def __init__(self, own: pydyf.Object) -> None:
            super().__init__()
            self.number, self.generation, self.free = own.number, own.generation, own.free
            self.compressible, self.data = own.compressible, own.data

    return Written
