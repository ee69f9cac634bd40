"""A made-up province: a folder of workspaces, each with a commune of its own name, code, size and seed."""

from __future__ import annotations

import random
import re
import shutil
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from sotay.definitions.messages import translate
from sotay.definitions.models.base import Model, Text
from sotay.definitions.problem import DefinitionError
from sotay.definitions.registry import load_registry
from sotay.definitions.strict_yaml import load_yaml
from sotay.definitions.workspace import shipped
from sotay.demo.kitchen import check_recipes, load_kitchen
from sotay.demo.months import fill

# Communes differ in size about as people's incomes do: many small, few large.
_SPREAD = 0.45


class CommuneNames(Model):
    """parameters/demo/communes.yml: two parts of a name, the first code, how small and large a commune may be."""

    first_code: int
    source: Text
    least: float
    most: float
    first: list[Text]
    second: list[Text]


class TooMany(ValueError):
    """More communes than there are names; the message is Vietnamese."""


@dataclass(frozen=True)
class DemoCommune:
    """One of them: `size` is a factor of the size asked for."""

    id: str
    name: str
    code: str
    size: float


def make_province(folder: Path, communes: int, months: int, seed: int, size: float = 1.0, clean: bool = False) -> list[Path]:
    """Writes a workspace (parameters and exports) for each commune under `folder/<id>`; the workspaces in order.

    The same arguments give the same bytes and file times; more communes leave the first ones as they are. Raises TooMany, DefinitionError.
    """
    root = shipped() / "parameters"
    whole, kitchen = load_registry(root), load_kitchen(root / "demo")
    check_recipes(kitchen, whole)
    made = []
    for number, commune in enumerate(planned(root / "demo" / "communes.yml", communes, seed)):
        place = Path(folder) / commune.id
        _parameters(root, place / "parameters", commune)
        own = replace(whole, commune=whole.commune.model_copy(update={"id": commune.id, "name": commune.name, "code": commune.code, "place": commune.name}))
        fill(place, own, kitchen, months, seed + 1 + number, size * commune.size, clean)
        made.append(place)
    return made


def planned(path: Path, communes: int, seed: int) -> list[DemoCommune]:
    """The communes' names, codes and sizes. Raises TooMany, DefinitionError."""
    names = _names(path)
    pairs = [f"{one} {other}" for other in names.second for one in names.first]
    if communes > len(pairs):
        raise TooMany(f"Chỉ có {len(pairs)} tên xã mẫu trong parameters/demo/{path.name}: chọn --communes từ 1 đến {len(pairs)}, hoặc thêm tên vào tệp đó.")
    found = []
    for number, name in enumerate(pairs[:communes]):
        factor = random.Random(f"{seed}/{name}").lognormvariate(0, _SPREAD)
        found.append(DemoCommune(_id(name), name, f"{names.first_code + number:05}", min(names.most, max(names.least, factor))))
    return found


def _names(path: Path) -> CommuneNames:
    name = f"parameters/demo/{path.name}"
    data, lines, problems = load_yaml(path, name)
    if problems:
        raise DefinitionError(set(problems))
    try:
        return CommuneNames.model_validate(data)
    except ValidationError as error:
        raise DefinitionError(set(translate(error, CommuneNames, data, lines, name))) from None


def _id(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "_", "".join(c for c in plain if not unicodedata.combining(c))).strip("_")


def _parameters(source: Path, target: Path, commune: DemoCommune) -> None:
    """The suite's parameters with the commune's own name and code; the recipes of made-up data stay with the suite."""
    shutil.copytree(source, target, ignore=lambda folder, names: ["demo"] if Path(folder) == source else [], dirs_exist_ok=True)
    path = target / "commune.yml"
    text = path.read_text(encoding="utf-8")
    for key, value in (("id", commune.id), ("name", commune.name), ("code", f'"{commune.code}"'), ("place", commune.name)):
        text, times = re.subn(rf"^{key}: .*$", f"{key}: {value}", text, count=1, flags=re.MULTILINE)
        if times != 1:
            raise AssertionError(f"commune.yml has no line {key}:")
    path.write_text(f"# Xã mẫu, không có thật.\n{text}", encoding="utf-8")
