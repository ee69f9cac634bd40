"""What a result is tied to besides its inputs: the versions of the suite, Python and the packages, and the hash of a file's bytes."""

from __future__ import annotations

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path

from sotay import __version__

PACKAGES = ("pandas", "numpy", "pyarrow", "papermill", "nbconvert", "matplotlib", "weasyprint", "python-calamine", "openpyxl", "python-docx", "rapidfuzz", "duckdb")


def sha256(path: Path) -> str:
    """Hash of a file's bytes, read in pieces."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def program_versions() -> dict[str, str]:
    """The suite, Python and the packages that results depend on."""
    return {"sotay": __version__, "python": platform.python_version()} | {name: version(name) for name in PACKAGES}
