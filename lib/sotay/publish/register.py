"""The register of packages: which version of each, what changed, what it replaces, what was withdrawn. Contents decide, never the clock."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import pandas as pd

from sotay.prepare import write_csv

TABLE = "register"
CURRENT, REPLACED, WITHDRAWN = "current", "replaced", "withdrawn"
_STATUS = {CURRENT: "đang dùng", REPLACED: "đã được thay", WITHDRAWN: "đã thu hồi"}
_MOST_NAMED = 12
# Stands in no name that `zipped` takes.
_BETWEEN = " | "


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class BrokenRegister(ValueError):
    """The register cannot be read; the message (Vietnamese) says what to do."""


@dataclass(frozen=True)
class Version:
    """One version of a package: `contents` is what it holds, by name and hash, without the covering note."""

    key: str
    version: int
    package: str
    sha256: str
    size: int
    status: str
    replaces: str
    changes: str
    contents: str


def contents_of(members: dict[str, bytes]) -> str:
    """"<sha256> a.html | <sha256> b.pdf": the hash first, because a name may begin with anything."""
    return _BETWEEN.join(f"{sha256_of(content)} {name}" for name, content in sorted(members.items()))


def _changes(before: str, after: str) -> str:
    old, new = ({name: sha256 for sha256, _, name in (part.partition(" ") for part in text.split(_BETWEEN) if part)} for text in (before, after))
    parts = (("đổi", [n for n in new if n in old and new[n] != old[n]]), ("thêm", [n for n in new if n not in old]), ("bỏ", [n for n in old if n not in new]))
    said = [f"{word} {', '.join(names[:_MOST_NAMED])}{f' và {len(names) - _MOST_NAMED} tệp khác' if len(names) > _MOST_NAMED else ''}" for word, names in parts if names]
    return "; ".join(said) or "chỉ thay lời giới thiệu"


class Register:
    """All versions of a month's packages, oldest first."""

    def __init__(self, versions: list[Version]) -> None:
        self.versions = versions

    @classmethod
    def read(cls, path: Path) -> Register:
        """The register as it was written; empty before the first run. Raises BrokenRegister."""
        if not path.is_file():
            return cls([])
        try:
            with path.open(encoding="utf-8-sig", newline="") as source:
                return cls([Version(**(row | {"version": int(row["version"]), "size": int(row["size"])})) for row in csv.DictReader(source)])
        except (ValueError, KeyError, TypeError, csv.Error):
            cure = "lấy lại tệp này từ bản sao lưu, hoặc xóa nó rồi chạy lại sotay run (số bản sẽ đếm lại từ 1)"
            raise BrokenRegister(f"không đọc được internal/register.csv: {cure}") from None

    def write(self, path: Path) -> None:
        write_csv(path, pd.DataFrame([asdict(v) for v in self.versions], columns=[f.name for f in fields(Version)]), lasting=True)

    def of(self, key: str) -> list[Version]:
        return [v for v in self.versions if v.key == key]

    def next(self, key: str, package: str, members: dict[str, bytes], pack: Callable[[Version], bytes]) -> tuple[Version, bytes]:
        """The version these files make, with its bytes: the same bytes again are the same version."""
        contents, last = contents_of(members), (self.of(key) or [None])[-1]
        if last is not None and last.status == CURRENT and last.contents == contents:
            content = pack(last)
            if sha256_of(content) == last.sha256:
                return last, content
        number, replaces, changes = (last.version + 1, str(last.version), _changes(last.contents, contents)) if last else (1, "", "")
        version = Version(key, number, package, "", 0, CURRENT, replaces, changes, contents)
        content = pack(version)
        return replace(version, sha256=sha256_of(content), size=len(content)), content

    def with_current(self, made: list[Version]) -> Register:
        """After a run: what was made is current, what it replaces is replaced, and what was not made again is withdrawn."""
        kept = {(v.key, v.version) for v in made}
        again = {v.key for v in made}
        earlier = [v for v in self.versions if (v.key, v.version) not in kept]
        old = [v if v.status != CURRENT else replace(v, status=REPLACED if v.key in again else WITHDRAWN) for v in earlier]
        return Register(sorted([*old, *made], key=lambda v: (v.key, v.version)))


def status_words(status: str) -> str:
    """A status as the recipient's register tells it."""
    return _STATUS[status]


def for_recipient(versions: list[Version]) -> pd.DataFrame:
    """The register as the recipient reads it."""
    lines = [(v.version, v.package, v.sha256, v.size, _STATUS[v.status], v.replaces, v.changes) for v in versions]
    return pd.DataFrame(lines, columns=["Bản số", "Tệp", "SHA-256", "Dung lượng (byte)", "Tình trạng", "Thay bản số", "Thay đổi"])
