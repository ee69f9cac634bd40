"""YAML read strictly: duplicate keys refused, no implicit types beyond plain numbers, true, false and null."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import ConstructorError

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

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: Any) -> str:
        """The tag of a node that says none; without what PyYAML has for paths, which nobody here uses."""
        if kind is yaml.ScalarNode:
            if implicit[0]:
                for tag, pattern in self.yaml_implicit_resolvers.get(value[:1], ()):
                    if pattern.match(value):
                        return tag
            return "tag:yaml.org,2002:str"
        return "tag:yaml.org,2002:map" if kind is yaml.MappingNode else "tag:yaml.org,2002:seq"


_Loader.yaml_implicit_resolvers = {}
for _tag, (_pattern, _first) in _SCALARS.items():
    _Loader.add_implicit_resolver(_tag, _pattern, _first)


class Lines(dict):
    """Line number (1-based) of every key path, a tuple of keys and indexes."""

    def nearest(self, path: tuple) -> int:
        while path and path not in self:
            path = path[:-1]
        return self.get(path, 1)


# What a plain scalar comes to, as SafeLoader constructs it; any other tag (!!binary, !!set, …) is left to it.
_PLAIN = {
    "tag:yaml.org,2002:str": str, "tag:yaml.org,2002:int": int, "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:bool": {"true": True, "false": False}.__getitem__, "tag:yaml.org,2002:null": lambda text: None,
}
_NESTED = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


class _Walk:
    """Values and the line of every key in one way through the nodes: definitions are read by every run, and PyYAML's own way through them takes as long as all the rest."""

    def __init__(self, loader: _Loader, name: str) -> None:
        self.loader, self.name = loader, name
        self.lines, self.problems = Lines(), []
        self._within: set[int] = set()

    def value(self, node: yaml.Node, path: tuple) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if node.tag not in _NESTED:
            return self.loader.construct_object(node, deep=True)
        if id(node) in self._within:
            self._say(node, path, "mục chứa chính nó (neo & và dấu *)", "Viết lại mục này không dùng neo.")
            return None
        self._within.add(id(node))
        try:
            return self._mapping(node, path) if isinstance(node, yaml.MappingNode) else [self.value(v, (*path, n)) for n, v in enumerate(node.value)]
        finally:
            self._within.discard(id(node))

    def _mapping(self, node: yaml.MappingNode, path: tuple) -> dict:
        found, seen = {}, {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._say(key, path, "khóa là danh sách hoặc nhóm khóa", "Khóa phải là một từ.")
                continue
            line, here = key.start_mark.line + 1, (*path, key.value)
            if key.value in seen:
                self._say(key, here, f"khóa lặp lại, lần đầu ở dòng {seen[key.value]}", "Giữ một lần, xóa lần kia.")
            seen[key.value] = self.lines[here] = line
            found[self._scalar(key)] = self.value(value, here)
        return found

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        plain = _PLAIN.get(node.tag)
        try:
            return self.loader.construct_object(node, deep=True) if plain is None else plain(node.value)
        except (ValueError, KeyError) as error:
            raise ConstructorError(None, None, f"{node.tag.rpartition(':')[2]}: {type(error).__name__}", node.start_mark) from None

    def _say(self, node: yaml.Node, path: tuple, found: str, cure: str) -> None:
        self.problems.append(Problem(self.name, node.start_mark.line + 1, ".".join(map(str, path)), found, cure))


def load_yaml(path: Path, name: str) -> tuple[Any, Lines, list[Problem]]:
    """Content of one file, the line of every key, and its problems (syntax, duplicate keys, not UTF-8)."""
    lines = Lines()
    try:
        # Composed once: the same nodes give the lines and the values.
        loader = _Loader(path.read_text(encoding="utf-8-sig"))
        node = loader.get_single_node()
        if node is None:
            return None, lines, [Problem(name, 1, "", "tệp trống", "Điền nội dung hoặc xóa tệp.")]
        walk = _Walk(loader, name)
        return walk.value(node, ()), walk.lines, walk.problems
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        return None, lines, [Problem(name, mark.line + 1 if mark else 0, "", f"sai cú pháp YAML ({error.problem})", "Kiểm tra thụt dòng, dấu hai chấm và dấu nháy ở dòng này.")]
    except UnicodeDecodeError:
        return None, lines, [Problem(name, 0, "", "tệp không phải UTF-8", "Lưu lại tệp với bảng mã UTF-8.")]
    except yaml.YAMLError as error:
        return None, lines, [Problem(name, 0, "", f"không đọc được YAML ({type(error).__name__})", "Kiểm tra ký tự lạ trong tệp.")]
