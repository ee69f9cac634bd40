"""What the gate cannot read does not pass; and how much it is willing to unpack."""

from __future__ import annotations

import zlib

MOST_BYTES = 512 << 20


class Unreadable(Exception):
    """A file, or a part of it, that cannot be searched: it must not be released. The message (Vietnamese) says why, without a value."""


def inflated(data: bytes, bits: int = zlib.MAX_WBITS, whole: bool = False) -> bytes:
    """What was deflated. Raises zlib.error, and Unreadable when there is too much of it; `whole`: also when it is cut short, or something stands behind it."""
    machine = zlib.decompressobj(bits)
    out = machine.decompress(data, MOST_BYTES)
    if machine.unconsumed_tail:
        raise Unreadable("tệp nén bung ra quá lớn")
    if whole and (not machine.eof or machine.unused_data):
        raise Unreadable("tệp nén bị cụt hoặc có phần thừa")
    return out
