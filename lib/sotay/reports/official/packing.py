"""Office files with the same bytes on every run: fixed times, no trace of the machine or of who made them."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

# The earliest time a zip can tell.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_FIRST = "[Content_Types].xml"
_THUMBNAIL = "docProps/thumbnail.jpeg"
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_CREATED = re.compile(rb"(<dcterms:created[^>]*>)[^<]*(</dcterms:created>)")
_THUMBNAIL_LINK = re.compile(rb"<Relationship [^>]*thumbnail[^>]*/>")


def repacked(content: bytes, made_on: str) -> bytes:
    """The same office file with fixed times inside (`made_on`: 2026-09-30T00:00:00Z), members in a fixed order, no picture of the first page."""
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for name in sorted(source.namelist(), key=lambda n: (n != _FIRST, n)):
            if name == _THUMBNAIL:
                continue
            member = zipfile.ZipInfo(name, _ZIP_TIME)
            member.compress_type, member.create_system, member.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            target.writestr(member, _fixed(name, source.read(name), made_on.encode("ascii")))
    return found.getvalue()


def with_parts(content: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """The same archive with some parts changed, by their names; not compressed, for it is repacked in the end."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, changes[name](part) if name in changes else part)
    return changed.getvalue()


def _fixed(name: str, content: bytes, made_on: bytes) -> bytes:
    if name == _CORE:
        for pattern in (_MODIFIED, _CREATED):
            content = pattern.sub(rb"\g<1>" + made_on + rb"\g<2>", content)
    return _THUMBNAIL_LINK.sub(b"", content) if name == "_rels/.rels" else content


def write_whole(path: Path, content: bytes) -> None:
    """Written aside and renamed, so that a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".part")
    aside.write_bytes(content)
    os.replace(aside, path)
