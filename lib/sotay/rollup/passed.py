"""What a commune's gate let through to the province: the figures inside a released package, proven by register and manifest."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from sotay.definitions.workspace import Workspace
from sotay.publish.aggregates import FILE, FORMAT, Aggregates
from sotay.publish.register import CURRENT, TABLE, for_recipient, sha256_of, status_words
from sotay.publish.release import FOLDER

# The register's headings as its reader sees them.
_VERSION, _PACKAGE, _SHA256, _, _STATUS, *_ = for_recipient([]).columns
NEVER, BROKEN, NOT_PASSED, CHANGED, OTHER = "never_ran", "unfinished", "not_passed", "changed", "wrong_content"


@dataclass(frozen=True)
class Passed:
    """A commune's figures, with the package they came in."""

    workspace: Path
    figures: Aggregates
    recipient: str
    package: str
    version: int
    sha256: str


@dataclass(frozen=True)
class Absent:
    """There are no figures of this commune: why, in Vietnamese."""

    workspace: Path
    kind: str
    why: str


def read_passed(root: Path, month: str) -> Passed | Absent:
    """The figures of a workspace's month out of its released package; nothing else of the workspace is read.

    The package must be the current one of its register, with the hash that register and manifest both tell; what is not so is absent.
    """
    outputs = Workspace(root).outputs(month)
    if not outputs.is_dir():
        return Absent(root, NEVER, "tháng này chưa chạy")
    try:
        finished = dict(json.loads((outputs / "manifest.json").read_text(encoding="utf-8"))["outputs"])
    except (OSError, ValueError, KeyError, TypeError):
        return Absent(root, BROKEN, "tháng này chạy chưa xong (chưa có bảng kê manifest.json)")
    reasons: list[Absent] = []
    for folder in sorted(p for p in (outputs / FOLDER).glob("*") if p.is_dir()):
        found = _of_recipient(root, outputs, folder, finished, month)
        if isinstance(found, Passed):
            return found
        reasons += [found] if found else []
    return reasons[0] if reasons else Absent(root, NOT_PASSED, "chưa có gói nào qua cổng kiểm soát mang số liệu tổng hợp")


def _of_recipient(root: Path, outputs: Path, folder: Path, finished: dict[str, str], month: str) -> Passed | Absent | None:
    """A recipient's current package, when it holds the figures; None when it does not, or when there is none."""
    try:
        register = (folder / f"{TABLE}.csv").read_bytes()
        lines = [r for r in csv.DictReader(io.StringIO(register.decode("utf-8-sig"), newline="")) if r[_STATUS] == status_words(CURRENT)]
        if not lines:
            return None
        package, version, sha256 = lines[-1][_PACKAGE], int(lines[-1][_VERSION]), lines[-1][_SHA256]
        content = (folder / package).read_bytes()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, ValueError):
        return Absent(root, CHANGED, f"không đọc được sổ đăng ký hoặc gói gửi {folder.name}")
    name = folder.relative_to(outputs).as_posix()
    same = finished.get(f"{name}/{TABLE}.csv") == sha256_of(register) and finished.get(f"{name}/{package}") == sha256 == sha256_of(content)
    if not same:
        return Absent(root, CHANGED, f"gói gửi {folder.name} đã khác so với lần cổng kiểm soát cho qua")
    # The gate searched these very bytes: one file may be taken out without looking at the others again.
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            member = archive.read(FILE) if FILE in archive.namelist() else None
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return Absent(root, OTHER, f"gói gửi {folder.name} không phải tệp nén đọc được")
    return None if member is None else _figures(root, member, folder.name, package, version, sha256, month)


def _figures(root: Path, content: bytes, recipient: str, package: str, version: int, sha256: str, month: str) -> Passed | Absent:
    try:
        figures = Aggregates.model_validate_json(content)
    except ValidationError:
        return Absent(root, OTHER, f"số liệu tổng hợp trong gói không theo mẫu {FORMAT} (xã dùng phiên bản khác?)")
    if figures.month != month:
        return Absent(root, OTHER, "số liệu tổng hợp trong gói là của tháng khác")
    return Passed(root, figures, recipient, package, version, sha256)
