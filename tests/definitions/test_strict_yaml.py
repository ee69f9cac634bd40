"""Definitions are read as PyYAML's safe loader would read them, with the line of every key; what it would fall over is a problem with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sotay.definitions.strict_yaml import _Loader, load_yaml

PARAMETERS = Path(__file__).resolve().parents[2] / "parameters"


def read(tmp_path, text: str):
    path = tmp_path / "a.yml"
    path.write_text(text, encoding="utf-8")
    return load_yaml(path, "parameters/a.yml")


@pytest.mark.parametrize("path", sorted(PARAMETERS.rglob("*.yml")), ids=lambda p: p.stem)
def test_every_file_comes_to_the_same_values_as_from_the_safe_loader(path):
    assert repr(load_yaml(path, "x")[0]) == repr(yaml.load(path.read_text(encoding="utf-8-sig"), _Loader))


def test_codes_dates_and_words_stay_text_and_only_plain_numbers_are_numbers(tmp_path):
    found, lines, problems = read(tmp_path, "a: [00127, no, 8:30, 2026-07-01, 1e3, 0x1F, '12', +5, .5, <<]\nb: [12, -3, 0, 1.5, -0.25, true, false, ~, null, ]\n&n c: &m {d: x}\ne: *m\n")
    assert found == {"a": ["00127", "no", "8:30", "2026-07-01", "1e3", "0x1F", "12", "+5", ".5", "<<"], "b": [12, -3, 0, 1.5, -0.25, True, False, None, None], "c": {"d": "x"}, "e": {"d": "x"}}
    assert not problems and (lines.nearest(("b", 3)), lines.nearest(("c", "d")), lines.nearest(("none",))) == (2, 3, 1)


@pytest.mark.parametrize(("text", "line", "found"), [
    ("a: 1\nb:\n  c: 2\n  c: 3\n", 4, "khóa lặp lại, lần đầu ở dòng 3"),
    ("a: 1\nb: &x\n  - 2\n  - *x\n", 2, "mục chứa chính nó"),
    ("a: 1\n? [b, c]\n: 2\n", 2, "khóa là danh sách"),
    ("a: 1\nb: !!int chín\n", 2, "sai cú pháp YAML"),
    ("a: 1\nb: !!bool có\n", 2, "sai cú pháp YAML"),
    ("a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, "sai cú pháp YAML"),
    ("a: [1\n", 2, "sai cú pháp YAML"),
])
def test_what_cannot_be_read_is_told_with_its_line(tmp_path, text, line, found):
    problems = read(tmp_path, text)[2]
    assert [(p.line, found in p.found) for p in problems] == [(line, True)]
