"""Makes the month's packages, has the gate search them, and keeps the register: outputs/<month>/release/<recipient>/."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from sotay.definitions.registry import Registry
from sotay.definitions.workspace import Workspace
from sotay.prepare import write_csv
from sotay.publish.approval import FORM, approval_form
from sotay.publish.packages import COLUMNS, HELD, INCLUDED, OWN_KEY, Contents, for_line, for_unit, unknown_units
from sotay.publish.register import CURRENT, TABLE, Register, Version, for_recipient
from sotay.reports.official.packing import write_whole

FOLDER = "release"
# Searches files and takes away those that must not leave: why, by path under the month's folder.
HoldBack = Callable[[list[Path]], dict[str, str]]


def sender_of(registry: Registry) -> str:
    """ "Ủy ban nhân dân xã Sơn Hải, tỉnh Bắc Ninh"."""
    commune = registry.commune
    province = commune.province if commune.province.lower().startswith(("tỉnh", "thành phố")) else f"tỉnh {commune.province}"
    return f"Ủy ban nhân dân {commune.kind.lower()} {commune.name}, {province}"


def clear_packages(workspace: Workspace, month: str) -> None:
    """No package at all is there."""
    shutil.rmtree(workspace.outputs(month) / FOLDER, ignore_errors=True)


def month_contents(registry: Registry, outputs: Path, month: str, held: dict[str, str]) -> list[Contents]:
    """All packages of a month, those of the lines first, then each unit's own."""
    lines = [for_line(r, registry, outputs, month, held) for r in registry.recipients.values()]
    return lines + [for_unit(u, registry, outputs, month) for u in registry.units]


def make_packages(workspace: Workspace, registry: Registry, month: str, held: dict[str, str], hold_back: HoldBack) -> dict[str, str]:
    """Replaces release/ as a whole and brings the register up to date; `held` is what the gate kept back before, the result what it kept back of the packages."""
    outputs, internal = workspace.outputs(month), workspace.internal(month)
    register, every = Register.read(internal / f"{TABLE}.csv"), month_contents(registry, outputs, month, held)
    folder, sender = outputs / FOLDER, sender_of(registry)
    clear_packages(workspace, month)
    made: dict[str, Version] = {}
    paths: dict[str, Path] = {}
    for contents in (c for c in every if c.members):
        version, content = register.next(contents.key, contents.package, contents.members, lambda v, c=contents: c.pack(v, sender, month))
        made[contents.key] = version
        if contents.key in registry.recipients:
            paths[contents.key] = folder / contents.key / contents.package
            write_whole(paths[contents.key], content)
    kept_back = hold_back(list(paths.values()))
    refused = {key: why for key, path in paths.items() if (why := kept_back.get(path.relative_to(outputs).as_posix()))}
    register = register.with_current([v for key, v in made.items() if key not in refused])
    told = _write_registers(register, registry, folder)
    for path in paths.values():
        if not any(path.parent.iterdir()):
            path.parent.rmdir()
    register.write(internal / f"{TABLE}.csv")
    write_csv(internal / f"{FOLDER}.csv", pd.DataFrame([*_told(every, refused), *unknown_units(registry, outputs)], columns=COLUMNS))
    names = {c.key: ("tệp trả lại " if c.key.startswith(OWN_KEY) else "") + c.addressed_to for c in every}
    write_whole(internal / FORM, approval_form(month, [v for v in register.versions if v.status == CURRENT], names).encode("utf-8"))
    return kept_back | hold_back(told)


def _write_registers(register: Register, registry: Registry, folder: Path) -> list[Path]:
    found = []
    for key in registry.recipients:
        if register.of(key):
            found.append(folder / key / f"{TABLE}.csv")
            write_csv(found[-1], for_recipient(register.of(key)))
    return found


def _told(every: list[Contents], refused: dict[str, str]) -> list[tuple]:
    """The lines of all packages; of one that the gate refused as a whole, nothing is in it."""
    return [(*line[:4], HELD, 0, refused[c.key]) if c.key in refused and line[4] == INCLUDED else line for c in every for line in c.lines]
