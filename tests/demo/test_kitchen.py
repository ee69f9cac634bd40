"""Recipes are read strictly: unknown words, two ways of filling, names that do not exist."""

import shutil

import pytest

from sotay.definitions.problem import DefinitionError
from sotay.demo.kitchen import check_recipes, load_kitchen

from .conftest import PARAMETERS


@pytest.fixture
def kitchen_folder(tmp_path):
    shutil.copytree(PARAMETERS / "demo", tmp_path / "demo")
    return tmp_path / "demo"


def problems(folder, registry=None):
    with pytest.raises(DefinitionError) as caught:
        kitchen = load_kitchen(folder)
        check_recipes(kitchen, registry)
    return [(p.file, p.key, p.found) for p in caught.value.problems]


def test_a_field_filled_in_two_ways_is_refused(kitchen_folder):
    (kitchen_folder / "recipes" / "hsskdt.yml").write_text('table: hsskdt\nfields:\n  dan_so: {value: 1, number: [1, 2]}\n', encoding="utf-8")
    assert problems(kitchen_folder) == [("demo/recipes/hsskdt.yml", "fields.dan_so", "cần đúng một cách điền, có 2: value, number")]


def test_an_unknown_word_is_refused(kitchen_folder):
    (kitchen_folder / "recipes" / "hsskdt.yml").write_text('table: hsskdt\nrows: {maen: 3}\n', encoding="utf-8")
    assert problems(kitchen_folder) == [("demo/recipes/hsskdt.yml", "rows.maen", "khóa không có trong mẫu")]


def test_a_recipe_under_another_name_is_refused(kitchen_folder):
    (kitchen_folder / "recipes" / "hsskdt.yml").write_text("table: duoc\n", encoding="utf-8")
    assert problems(kitchen_folder) == [("demo/recipes/hsskdt.yml", "table", "`duoc` khác tên tệp")]


def test_a_list_that_does_not_exist_is_named(kitchen_folder, registry):
    (kitchen_folder / "recipes" / "hsskdt.yml").write_text("table: hsskdt\nrows: {entries: khong_co}\n", encoding="utf-8")
    assert problems(kitchen_folder, registry) == [("parameters/demo/recipes/hsskdt.yml", "rows", "không có `khong_co`")]


def test_every_recipe_belongs_to_a_table(registry):
    assert check_recipes(load_kitchen(PARAMETERS / "demo"), registry) is None


def test_what_is_counted_names_one_table_that_exists(kitchen_folder, registry):
    path = kitchen_folder / "recipes" / "hsskdt.yml"
    path.write_text("table: hsskdt\nfields:\n  dan_so: {cases: [{then: {counted: {table: khong_co}}}]}\n", encoding="utf-8")
    assert problems(kitchen_folder, registry) == [("parameters/demo/recipes/hsskdt.yml", "table", "không có `khong_co`")]
    path.write_text("table: hsskdt\nfields:\n  dan_so: {counted: {table: duoc, table_by: ky}}\n", encoding="utf-8")
    assert [found for _, _, found in problems(kitchen_folder)] == ["cần đúng một trong `table` và `table_by`"]
