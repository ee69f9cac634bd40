"""Pydantic's errors in Vietnamese: what was found and how to mend it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ValidationError

from sotay.definitions.problem import Problem, did_you_mean
from sotay.definitions.strict_yaml import Lines

_TYPES = {
    "string_type": ("phải là chữ", "Đặt giá trị trong dấu nháy kép."),
    "int_type": ("phải là số nguyên", "Viết số không có dấu nháy, không có phần lẻ."),
    "float_type": ("phải là số", "Viết số, dấu thập phân là dấu chấm."),
    "bool_type": ("phải là true hoặc false", "Viết true hoặc false, không có dấu nháy."),
    "list_type": ("phải là danh sách", "Viết mỗi phần tử một dòng, bắt đầu bằng dấu gạch."),
    "dict_type": ("phải là nhóm khóa: giá trị", "Viết các khóa con thụt vào dưới mục này."),
    "model_type": ("phải là nhóm khóa: giá trị", "Viết các khóa con thụt vào dưới mục này."),
    "model_attributes_type": ("phải là nhóm khóa: giá trị", "Viết các khóa con thụt vào dưới mục này."),
    "date_type": ("phải là ngày", "Viết ngày dạng 2026-07-01."),
}


def _known_keys(model: type[BaseModel], path: tuple) -> list[str]:
    """Keys allowed where `path` ends, as far as annotations tell (unions answer with all their keys)."""
    models = [model]
    for step in path:
        if isinstance(step, int):
            continue
        following = []
        for current in models:
            field = next((f for n, f in current.model_fields.items() if step in (n, f.alias)), None)
            following += _models_in(field.annotation) if field else [current] if step == "kind" or not field else []
        models = following or models
    return sorted({f.alias or n for m in models for n, f in m.model_fields.items()})


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [m for a in getattr(annotation, "__args__", ()) for m in _models_in(a)]


def _path_in_file(loc: tuple, data: Any) -> tuple:
    """`loc` without the tags that discriminated unions put in, so that it can be found in the file."""
    path, here = [], data
    for step in loc:
        if isinstance(here, dict) and step in here or isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
            path.append(step)
        elif step == loc[-1]:
            path.append(step)
    return tuple(path)


def translate(error: ValidationError, model: type[BaseModel], data: Any, lines: Lines, name: str) -> list[Problem]:
    """Every problem of one file, with line, key path, what was found and a cure."""
    problems = []
    for item in error.errors(include_url=False):
        path = _path_in_file(item["loc"], data)
        key, kind, value = ".".join(map(str, path)), item["type"], item.get("input")
        shown = f"`{str(value)[:60]}` " if isinstance(value, (str, int, float, bool)) else ""
        if kind == "extra_forbidden":
            found, cure = "khóa không có trong mẫu", did_you_mean(str(path[-1]), _known_keys(model, tuple(p for p in item["loc"][:-1])))
        elif kind == "missing":
            found, cure = "thiếu khóa bắt buộc", f"Thêm `{path[-1] if path else ''}:` với giá trị đúng."
        elif kind in ("literal_error", "union_tag_invalid", "enum"):
            expected = item.get("ctx", {}).get("expected") or item.get("ctx", {}).get("expected_tags", "")
            words = [w.strip().strip("'") for w in str(expected).replace(" or ", ", ").split(",")]
            tag = value.get("kind", "") if isinstance(value, dict) else value
            found, cure = f"giá trị `{tag}` không thuộc danh mục", did_you_mean(str(tag), words)
        elif kind == "union_tag_not_found":
            found, cure = "thiếu khóa `kind`", "Thêm `kind:` với một loại trong bộ từ vựng."
        elif kind == "string_pattern_mismatch":
            found, cure = f"{shown}sai dạng", f"Giá trị phải khớp mẫu {item['ctx']['pattern']}."
        elif kind in _TYPES:
            found, cure = f"{shown}{_TYPES[kind][0]}", _TYPES[kind][1]
        elif kind == "value_error":
            found, cure = str(item["ctx"]["error"]), "Sửa theo mô tả trên." if "Invalid isoformat" not in item["msg"] else "Viết ngày dạng 2026-07-01."
            found = "ngày không hợp lệ" if "Invalid isoformat" in found else found
        else:
            found, cure = f"{shown}không hợp lệ ({kind})", "Sửa cho đúng kiểu và khoảng giá trị của mục này."
        problems.append(Problem(name, lines.nearest(path), key, found, cure))
    return problems
