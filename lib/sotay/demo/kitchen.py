"""Loads the demo's recipes, names, words, lists and file names; every problem of all files at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from sotay.definitions.messages import translate
from sotay.definitions.models.base import Model, Scalar, Text
from sotay.definitions.problem import DefinitionError, Problem, did_you_mean
from sotay.definitions.registry import Registry
from sotay.definitions.strict_yaml import load_yaml
from sotay.demo.recipes import Generator, Number, Recipe

# The list that stands for the plan's own tasks.
PLAN = "ke_hoach"


class Default(Model):
    """Fills columns whose name matches `name` (and type is among `types`) where no recipe says otherwise."""

    name: Text
    types: list[Text] = []
    fill: Generator


class Defaults(Model):
    """What holds for all tables: name patterns, words, lists of facts, the made-up places."""

    villages: list[Text]
    agency_code: Text
    id_provinces: dict[str, Number]
    staff_columns: list[Text]
    staff_count: int
    optional_fill: Number
    columns: list[Default]


class Names(Model):
    """Family, middle and given names with weights by ethnic group."""

    ethnic: dict[str, Number]
    family: dict[str, list[Text]]
    middle: dict[str, list[Text]]
    given: dict[str, list[Text]]


class Kitchen(Model):
    """Everything under `parameters/demo`."""

    recipes: dict[str, Recipe]
    defaults: Defaults
    names: Names
    words: dict[str, list[Text]]
    lists: dict[str, list[dict[str, Scalar]]]
    files: dict[str, list[Text]]


def _read(path: Path, kind, problems: list[Problem]):
    name = f"{path.parents[1].name}/{path.parent.name}/{path.name}"
    data, lines, found = load_yaml(path, name)
    problems += found
    if data is None:
        return None
    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        problems += translate(error, kind, data, lines, name)
        return None


def load_kitchen(root: Path) -> Kitchen:
    """All recipes and word lists under `root` (`parameters/demo`). Raises DefinitionError with every problem."""
    problems: list[Problem] = []
    shared = {"defaults.yml": Defaults, "names.yml": Names, "words.yml": dict[str, list[Text]], "lists.yml": dict[str, list[dict[str, Scalar]]], "files.yml": dict[str, list[Text]]}
    read = {name: _read(root / name, kind, problems) for name, kind in shared.items()}
    recipes = {}
    for path in sorted((root / "recipes").glob("*.yml")):
        recipe = _read(path, Recipe, problems)
        if recipe is not None and recipe.table != path.stem:
            problems.append(Problem(f"{root.name}/recipes/{path.name}", 1, "table", f"`{recipe.table}` khác tên tệp", f"Đặt table là `{path.stem}` hoặc đổi tên tệp."))
        if recipe is not None:
            recipes[recipe.table] = recipe
    if problems:
        raise DefinitionError(set(problems))
    return Kitchen(recipes=recipes, defaults=read["defaults.yml"], names=read["names.yml"], words=read["words.yml"], lists=read["lists.yml"], files=read["files.yml"])


def _with_cases(fields: Iterable[Generator]) -> Iterator[Generator]:
    """Every way of filling, those of cases too."""
    for generator in fields:
        yield generator
        yield from _with_cases(c.then for c in generator.cases or [])


def check_recipes(kitchen: Kitchen, registry: Registry) -> None:
    """Raises DefinitionError with every table, word list or fact list a recipe names that does not exist."""
    problems = []
    for recipe in kitchen.recipes.values():
        rows, fields = recipe.rows, recipe.fields.values()
        tables = [recipe.table, *([rows.each.table] if rows.each else []), *(g.pick.table for g in fields if g.pick), *(g.counted.table for g in _with_cases(fields) if g.counted and g.counted.table)]
        lists = [x for x in (rows.entries, rows.draw) if x and x != PLAN]
        named = [("table", tables, registry.tables), ("rows", lists, kitchen.lists), ("words", [g.words for g in fields if g.words], kitchen.words)]
        for key, names, known in named:
            problems += [Problem(f"parameters/demo/recipes/{recipe.table}.yml", 0, key, f"không có `{n}`", did_you_mean(n, known)) for n in names if n not in known]
    if problems:
        raise DefinitionError(set(problems))
