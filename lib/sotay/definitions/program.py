"""What a result is tied to besides its inputs: the suite's code, Python and the packages. Light to import."""

from __future__ import annotations

import hashlib
import json
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

from sotay import __version__

_CODE = (".py", ".css", ".j2", ".html", ".json", ".csv", ".tpl")
PACKAGES = ("pandas", "numpy", "pyarrow", "papermill", "nbconvert", "matplotlib", "weasyprint", "python-calamine", "openpyxl", "python-docx", "rapidfuzz", "duckdb")


def sha256(path: Path) -> str:
    """Hash of a file's bytes, read in pieces."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def program_versions() -> dict[str, str]:
    """The suite, Python and the packages that results depend on."""
    return {"sotay": __version__, "python": platform.python_version()} | {name: version(name) for name in PACKAGES}


class Said:
    """A hash of facts, one after the other."""

    def __init__(self, *facts: object) -> None:
        self._total = hashlib.sha256()
        self.say(*facts)

    def say(self, *facts: object) -> None:
        self._total.update(("\n".join(map(str, facts)) + "\n").encode("utf-8", "surrogateescape"))

    @property
    def key(self) -> str:
        return self._total.hexdigest()


@cache
def program_key() -> str:
    """The suite's code and the packages it works with: machines of a cluster must agree in it."""
    said, package = Said(json.dumps(program_versions(), sort_keys=True)), Path(__file__).resolve().parents[1]
    for path in files_of(package, _CODE):
        said.say(path.relative_to(package).as_posix(), sha256(path))
    return said.key


def files_of(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    """Files under a folder with one of these endings, in a fixed order; nothing that Python or Jupyter keeps for itself."""
    return sorted(p for p in folder.rglob("*") if p.suffix in endings and "__pycache__" not in p.parts and ".ipynb_checkpoints" not in p.parts and p.is_file())
