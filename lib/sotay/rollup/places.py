"""Which workspaces a province has, and what each is called."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sotay.definitions.strict_yaml import load_yaml
from sotay.definitions.workspace import Workspace
from sotay.rollup.ledger import FILE as LEDGER

# Where the results of a province lie, beside its workspaces.
OUT = "tong-hop-tinh"


class NoWorkspace(ValueError):
    """A folder is no workspace and holds none; the message is Vietnamese."""


@dataclass(frozen=True)
class Stored(Workspace):
    """A workspace that lies at an address: its folder here holds only its name and what its gate has let out to the province."""

    address: str


@dataclass(frozen=True)
class Place:
    """A workspace of the province with its commune's name; `id` is its folder's name. For one that lies elsewhere: its address, and the bytes of exports that the store told of."""

    root: Path
    name: str
    address: str = ""
    in_bytes: int | None = None

    @property
    def id(self) -> str:
        return self.root.name

    @property
    def workspace(self) -> Workspace:
        return Stored(self.root, self.address) if self.address else Workspace(self.root)


def is_workspace(folder: Path) -> bool:
    """Has it exports, or parameters of its own."""
    return (folder / "data" / "incoming").is_dir() or (folder / "parameters" / "commune.yml").is_file()


def find_places(folders: list[Path]) -> list[Place]:
    """The workspaces named, and those right under the folders named, each once, in the order of their paths within each folder. Raises NoWorkspace naming every folder without one."""
    found: dict[Path, Place] = {}
    empty = []
    for folder in map(Path.resolve, folders):
        own = [folder] if is_workspace(folder) else sorted(p for p in folder.iterdir() if p.is_dir() and is_workspace(p)) if folder.is_dir() else []
        empty += [] if own else [folder.name]
        found |= {root: Place(root, name_of(root)) for root in own if root not in found}
    if empty:
        raise NoWorkspace("\n".join(f"`{name}` không phải thư mục làm việc và không chứa thư mục làm việc nào (cần data/incoming hoặc parameters/commune.yml)." for name in empty))
    return list(found.values())


def name_of(root: Path) -> str:
    """The commune's kind and name from its own commune.yml; the folder's name where that cannot be read."""
    path = root / "parameters" / "commune.yml"
    data = load_yaml(path, path.name)[0] if path.is_file() else None
    kind, name = (str(data.get(key) or "").strip() if isinstance(data, dict) else "" for key in ("kind", "name"))
    return full_name(kind, name) if name else root.name


def full_name(kind: str, name: str) -> str:
    """ "Xã", "Sơn Hải" -> "Xã Sơn Hải"."""
    return name if name.lower().startswith(kind.lower()) else f"{kind} {name}"


def default_out(folders: list[Path]) -> Path:
    """Beside the workspaces: in the folder that holds them, or that a single workspace lies in."""
    first = Path(folders[0]).resolve()
    return (first.parent if is_workspace(first) else first) / OUT


def relative(root: Path, out: Path) -> str:
    """How the ledger names a workspace: from its own folder, so that the whole may be moved."""
    try:
        return Path(os.path.relpath(root, out)).as_posix()
    except ValueError:  # another drive
        return root.as_posix()


def out_of(folder: Path) -> Path:
    """The folder with the ledger: this one, or the usual one in it."""
    return folder if (folder / LEDGER).is_file() or folder.name == OUT else folder / OUT
