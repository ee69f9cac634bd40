"""Archives with the same bytes on every run, whose names are safe to unpack anywhere."""

from __future__ import annotations

import io
import re
import zipfile

# The earliest time a zip can tell.
_TIME = (1980, 1, 1, 0, 0, 0)
# Also marks that turn the direction of writing: "gpj.exe" would be read as a picture.
_BAD = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\\u202a-\u202e\u2066-\u2069]')
_NOWHERE = re.compile(r"(^|/)\.{0,2}(/|$)")


class UnsafeName(ValueError):
    """A name that would leave the folder it is unpacked in, or that a system takes for something else."""


def safe_name(name: str) -> str:
    """A path inside an archive with nothing in it that `zipped` refuses."""
    parts = [_BAD.sub("_", part) for part in name.replace("\\", "/").split("/")]
    return "/".join("_" if part in ("", ".", "..") else part for part in parts)


def zipped(members: dict[str, bytes]) -> bytes:
    """The files as one archive, by name. Raises UnsafeName."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(members):
            if _BAD.search(name) or _NOWHERE.search(name):
                raise UnsafeName("tên tệp trong gói không an toàn")
            member = zipfile.ZipInfo(name, _TIME)
            member.compress_type, member.create_system, member.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            archive.writestr(member, members[name])
    return content.getvalue()


def members_of(content: bytes) -> dict[str, bytes] | None:
    """The files of an archive that `zipped` made and nobody touched; None for any other, in which something may stand between the files."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {part.filename: archive.read(part) for part in archive.infolist()}
        return members if zipped(members) == content else None
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        return None
