"""Breaks the bytes of a container the way a bad copy, a bad program or a bad person would; the same seed breaks the same way."""

import io
import random
import re
import warnings
import zipfile

_NUMBER = re.compile(rb"\d+")
_ADDRESS = re.compile(rb"\b[A-Z]{1,3}\d{1,7}\b")
_TAG = re.compile(rb"<[^>]+>")
_NUMBERS = (b"0", b"-1", b"65536", b"1048577", b"2147483648", b"4294967296", b"99999999999999999999", b"1e400", b"NaN", b"", b"1.5", b"-700000")
_ADDRESSES = (b"A0", b"XFD1048576", b"XFE1", b"ZZZ1", b"A1048577", b"A99999999999", b"1A", b"", b"A-1", b"$A$1", b"A1")
_WORDS = (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\0\0\0\x80")
_SIGNS = (b"\0", b"\r", b'"', b"<", b"<!--", b"<![CDATA[", b"&#0;", b"\xef\xbb\xbf", b"\xff\xfe", b"<table>" * 300, b"<!DOCTYPE x>", b"=" * 5_000)


def broken_bytes(data: bytes, pick: random.Random) -> bytes:
    """Some bytes flipped, cut, doubled, overwritten or put in."""
    out = bytearray(data)
    for _ in range(pick.choice((1, 1, 2, 4, 12))):
        if not out:
            break
        place, how = pick.randrange(len(out)), pick.randrange(7)
        if how == 0:
            out[place] = pick.randrange(256)
        elif how == 1:
            out[place:place + 4] = pick.choice(_WORDS)
        elif how == 2:
            del out[place:place + pick.randint(1, 60)]
        elif how == 3:
            out[place:place] = out[place:place + pick.randint(1, 200)]
        elif how == 4 and pick.random() < 0.3:
            del out[place:]
        elif how == 5:
            start, length = pick.randrange(len(out)), pick.randint(1, 80)
            out[place:place + length] = out[start:start + length]
        else:
            out[place:place] = pick.choice(_SIGNS)
    return bytes(out)


def _swapped(markup: bytes, pattern: re.Pattern, values: tuple[bytes, ...], pick: random.Random) -> bytes:
    found = list(pattern.finditer(markup))
    if not found:
        return markup
    hit = pick.choice(found)
    return markup[:hit.start()] + pick.choice(values) + markup[hit.end():]


def broken_markup(markup: bytes, pick: random.Random) -> bytes:
    """Numbers and addresses replaced by impossible ones, a tag dropped, doubled or repeated."""
    for _ in range(pick.choice((1, 1, 2, 5))):
        markup = _swapped(markup, *((_NUMBER, _NUMBERS) if pick.random() < 0.6 else (_ADDRESS, _ADDRESSES)), pick)
    tags = list(_TAG.finditer(markup)) if pick.random() < 0.3 else []
    if tags:
        tag = pick.choice(tags)
        markup = markup[:tag.start()] + tag.group() * pick.choice((0, 2, 3_000)) + markup[tag.end():]
    return markup


def broken_parts(data: bytes, pick: random.Random) -> bytes:
    """A ZIP container made whole again around a broken, missing, swapped, doubled or renamed part, so that the parts' own readers are reached."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(info.filename, archive.read(info)) for info in archive.infolist()]
    place, how = pick.randrange(len(parts)), pick.random()
    name, part = parts[place]
    if how < 0.6:
        parts[place] = name, broken_markup(part, pick)
    elif how < 0.75:
        parts[place] = name, broken_bytes(part, pick)
    elif how < 0.8:
        del parts[place]
    elif how < 0.87:
        other = pick.randrange(len(parts))
        parts[place], parts[other] = (name, parts[other][1]), (parts[other][0], part)
    elif how < 0.93:
        parts.insert(place, (name, broken_bytes(part, pick)))
    else:
        parts[place] = pick.choice((name.upper(), "/" + name, "../" + name, "x" * 300, "\x1b[2J.csv", "a.zip")), part
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, part in parts:
            archive.writestr(name, part)
    return out.getvalue()


def broken(data: bytes, pick: random.Random) -> bytes:
    if data.startswith(b"PK") and pick.random() < 0.8:
        return broken_parts(data, pick)
    return broken_markup(data, pick) if b"<" in data[:4] and pick.random() < 0.7 else broken_bytes(data, pick)
