"""Stamps the files of a new dataset or indicator; refuses what would clash with what is there."""

from __future__ import annotations

import re
from pathlib import Path

from sotay.definitions.models.commune import Group
from sotay.definitions.problem import did_you_mean
from sotay.definitions.references import reports_of
from sotay.definitions.registry import Registry, TableRef, load_registry
from sotay.definitions.skeletons import DATASET, INDICATOR, notebook
from sotay.definitions.workspace import Workspace

_ID = re.compile(r"[a-z][a-z0-9_]{1,39}")


class CannotStamp(ValueError):
    """Why nothing was written; the message says what to do."""


def stamp_dataset(workspace: Workspace, identifier: str, group: str = "") -> list[Path]:
    """Writes parameters/datasets/<group>/<id>.yml. Raises CannotStamp, DefinitionError."""
    registry = _checked(workspace, identifier)
    groups = sorted(registry.groups.values(), key=lambda g: g.number)
    if group and group not in registry.groups:
        raise CannotStamp(f"Không có nhóm `{group}`. {did_you_mean(group, registry.groups)}")
    chosen: Group = registry.groups[group] if group else [g for g in groups if g.notebook][-1]
    words = {"id": identifier, "title": _title(identifier), "word": identifier.replace("_", " "), "code": identifier.upper().replace("_", "")[:12], "group": chosen.id, "owner": next(iter(registry.units)),
             "groups": ", ".join(g.id for g in groups), "units": ", ".join(registry.units)}
    return _write(workspace, {workspace.root / "parameters" / "datasets" / chosen.id / f"{identifier}.yml": DATASET.format(**words)})


def stamp_indicator(workspace: Workspace, identifier: str) -> list[Path]:
    """Writes parameters/indicators/<id>.yml and notebooks/indicators/<id>.ipynb. Raises CannotStamp, DefinitionError."""
    registry = _checked(workspace, identifier)
    ref = _example_table(registry)
    column = next(c for c in ref.table.columns if _may_be_empty(c))
    words = {"id": identifier, "title": _title(identifier), "number": 1 + max((i.number for i in registry.indicators.values()), default=0), "dataset": ref.dataset.id, "table": ref.id,
             "table_title": ref.table.title.replace('"', ""), "column": column.name, "column_title": column.title.replace('"', "")}
    return _write(workspace, {workspace.root / "parameters" / "indicators" / f"{identifier}.yml": INDICATOR.format(**words),
                              workspace.root / "notebooks" / "indicators" / f"{identifier}.ipynb": notebook(identifier)})


def _checked(workspace: Workspace, identifier: str) -> Registry:
    if not _ID.fullmatch(identifier):
        raise CannotStamp(f"`{identifier}` không dùng làm id được. Viết thường, không dấu, bắt đầu bằng chữ cái, nối bằng dấu gạch dưới, 2 đến 40 ký tự, ví dụ nha_van_hoa.")
    if workspace.parameters != workspace.root / "parameters":
        raise CannotStamp("Thư mục làm việc này chưa có parameters/ riêng nên đang dùng bản chung. Chép parameters/ của bộ sổ tay vào đây trước, hoặc chạy lệnh ở thư mục gốc của bộ sổ tay.")
    registry = load_registry(workspace.parameters)
    taken = {**dict.fromkeys(reports_of(registry), "một báo cáo"), **dict.fromkeys(registry.tables, "một bảng"), **dict.fromkeys(registry.datasets, "một tập dữ liệu"),
             **dict.fromkeys(registry.groups, "một nhóm"), **dict.fromkeys(registry.units, "một đơn vị"), **dict.fromkeys(registry.indicators, "một chỉ số")}
    if identifier in taken:
        raise CannotStamp(f"`{identifier}` đã là id của {taken[identifier]}. Chọn id khác.")
    return registry


def _title(identifier: str) -> str:
    words = identifier.replace("_", " ")
    return words[:1].upper() + words[1:]


def _may_be_empty(column) -> bool:
    return not column.required and column.pii == "none" and not column.drop


def _example_table(registry: Registry) -> TableRef:
    """A table to begin with: of the first dataset of a group, with a column that may be empty."""
    order = [t for g in sorted(registry.groups.values(), key=lambda g: g.number) for d in registry.datasets_of(g.id) for t in d.tables]
    found = next((t for t in order if t.keep == "rows" and any(map(_may_be_empty, t.columns))), None)
    if found is None:
        raise CannotStamp("Chưa có bảng nào để tính chỉ số. Thêm tập dữ liệu trước: sotay new dataset ID.")
    return registry.tables[found.id]


def _write(workspace: Workspace, texts: dict[Path, str]) -> list[Path]:
    there = [p for p in texts if p.exists()]
    if there:
        raise CannotStamp(f"Đã có {', '.join(p.relative_to(workspace.root).as_posix() for p in there)}. Chọn id khác, hoặc xóa tệp cũ.")
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return list(texts)
