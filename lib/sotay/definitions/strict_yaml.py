"""YAML read strictly: duplicate keys refused, no implicit types beyond plain numbers, true, false and null."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from sotay.definitions.problem import Problem

# Codes such as 00127, `no`, 8:30 and 2026-07-01 must stay text (YAML 1.1 makes 87, False, 510 and a date of them).
_SCALARS = {
    "tag:yaml.org,2002:null": (re.compile(r"^(?:~|null|)$"), ["~", "n", ""]),
    "tag:yaml.org,2002:bool": (re.compile(r"^(?:true|false)$"), list("tf")),
    "tag:yaml.org,2002:int": (re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789")),
    "tag:yaml.org,2002:float": (re.compile(r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$"), list("-0123456789")),
}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """SafeLoader with the short list of implicit types above."""


_Loader.yaml_implicit_resolvers = {}
for _tag, (_pattern, _first) in _SCALARS.items():
    _Loader.add_implicit_resolver(_tag, _pattern, _first)


class Lines(dict):
    """Line number (1-based) of every key path, a tuple of keys and indexes."""

    def nearest(self, path: tuple) -> int:
        while path and path not in self:
            path = path[:-1]
        return self.get(path, 1)


def _walk(node: yaml.Node, path: tuple, lines: Lines, name: str, problems: list[Problem]) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                problems.append(Problem(name, line, ".".join(map(str, (*path, key.value))), f"khóa lặp lại, lần đầu ở dòng {seen[key.value]}", "Giữ một lần, xóa lần kia."))
            seen[key.value] = line
            lines[(*path, key.value)] = line
            _walk(value, (*path, key.value), lines, name, problems)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _walk(value, (*path, index), lines, name, problems)


def load_yaml(path: Path, name: str) -> tuple[Any, Lines, list[Problem]]:
    """Content of one file, the line of every key, and its problems (syntax, duplicate keys, not UTF-8)."""
    lines, problems = Lines(), []
    try:
        # Composed once: the same nodes give the lines and the values.
        loader = _Loader(path.read_text(encoding="utf-8-sig"))
        node = loader.get_single_node()
        if node is None:
            return None, lines, [Problem(name, 1, "", "tệp trống", "Điền nội dung hoặc xóa tệp.")]
        _walk(node, (), lines, name, problems)
        return loader.construct_document(node), lines, problems
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        return None, lines, [Problem(name, mark.line + 1 if mark else 0, "", f"sai cú pháp YAML ({error.problem})", "Kiểm tra thụt dòng, dấu hai chấm và dấu nháy ở dòng này.")]
    except UnicodeDecodeError:
        return None, lines, [Problem(name, 0, "", "tệp không phải UTF-8", "Lưu lại tệp với bảng mã UTF-8.")]
    except yaml.YAMLError as error:
        return None, lines, [Problem(name, 0, "", f"không đọc được YAML ({type(error).__name__})", "Kiểm tra ký tự lạ trong tệp.")]
