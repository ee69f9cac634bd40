"""Loads every file under `parameters/`, and lists every problem of all of them at once."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from sotay.definitions.messages import translate
from sotay.definitions.models.base import Model
from sotay.definitions.models.codes import CodeValue
from sotay.definitions.models.commune import Commune, Domain, Group, Level, OpenData, Plan, Recipient, Unit
from sotay.definitions.models.corrections import Correction
from sotay.definitions.models.dataset import Column, Dataset, Table
from sotay.definitions.models.indicator import Indicator
from sotay.definitions.models.scoring import Scoring
from sotay.definitions.models.sending import Sending
from sotay.definitions.problem import DefinitionError, Problem
from sotay.definitions.provincial import as_the_province_sets
from sotay.definitions.strict_yaml import Lines, load_yaml


class _Units(Model):
    units: list[Unit]


class _Groups(Model):
    groups: list[Group]


class _Recipients(Model):
    recipients: list[Recipient]
    levels: dict[str, Level] = {}
    sending: Sending = Sending()


class _OpenData(Model):
    proposals: list[OpenData]


class _Corrections(Model):
    corrections: list[Correction]



@dataclass(frozen=True)
class TableRef:
    """A table with the dataset it belongs to."""

    dataset: Dataset
    table: Table

    @property
    def id(self) -> str:
        return self.table.id


@dataclass
class Registry:
    """All definitions of a workspace; `files` tells where each id was defined, for messages."""

    root: Path
    commune: Commune
    plan: Plan
    scoring: Scoring
    units: dict[str, Unit] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    recipients: dict[str, Recipient] = field(default_factory=dict)
    open_data: dict[str, OpenData] = field(default_factory=dict)
    datasets: dict[str, Dataset] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    domains: dict[str, Domain] = field(default_factory=dict)
    codes: dict[str, list[CodeValue]] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)
    files: dict[tuple[str, str], str] = field(default_factory=dict)
    lines: dict[str, Lines] = field(default_factory=dict)
    # Values of the code lists that are not in force on the day of `at`: known as expired, offered nowhere.
    former_codes: dict[str, list[CodeValue]] = field(default_factory=dict)
    # Sharing level declared for a report, and the servers that packages go through.
    levels: dict[str, Level] = field(default_factory=dict)
    sending: Sending = field(default_factory=Sending)

    @cached_property
    def tables(self) -> dict[str, TableRef]:
        """Every table by its id, over all datasets."""
        return {t.id: TableRef(d, t) for d in self.datasets.values() for t in d.tables}

    def __getstate__(self) -> dict:
        """Handed to another process without line numbers, which only messages about wrong files need, and without what is found again."""
        return {k: v for k, v in self.__dict__.items() if k != "tables"} | {"lines": {}}

    def values_of(self, column: Column, day: dt.date | None = None) -> list[CodeValue]:
        """The values a coded column may take, those in force on `day` when given."""
        values = column.values or self.codes.get(column.codes or "", [])
        return [v for v in values if day is None or v.in_force(day)]

    def at(self, day: dt.date) -> Registry:
        """The definitions in force on `day`: datasets, columns, rules, code values, indicators and measures outside their dates are left out."""

        def rules_and_columns(table: Table) -> Table:
            return table.model_copy(update={"columns": [c for c in table.columns if c.in_force(day)], "rules": [r for r in table.rules if r.in_force(day)]})

        datasets = {k: d.model_copy(update={"tables": [rules_and_columns(t) for t in d.tables]}) for k, d in self.datasets.items() if d.in_force(day)}
        indicators = {k: i.model_copy(update={"measures": [m for m in i.measures if m.in_force(day)]}) for k, i in self.indicators.items() if i.in_force(day)}
        return Registry(
            self.root, self.commune, self.plan, self.scoring, {k: u for k, u in self.units.items() if u.in_force(day)}, self.groups, self.recipients, self.open_data,
            datasets, indicators, self.domains, {k: [v for v in vs if v.in_force(day)] for k, vs in self.codes.items()}, self.corrections, self.files, self.lines,
            {k: [v for v in vs if not v.in_force(day)] for k, vs in self.codes.items()}, self.levels, self.sending,
        )

    def datasets_of(self, group: str) -> list[Dataset]:
        """A group's datasets in the annex's order."""
        return sorted((d for d in self.datasets.values() if d.group == group), key=lambda d: (d.annex.row if d.annex else 99, d.id))


class _Reader:
    """Reads files one by one, gathering problems instead of stopping."""

    def __init__(self, root: Path):
        self.root, self.problems, self.lines = root, [], {}

    def one(self, relative: str, model: type[BaseModel]) -> Any:
        path = self.root / relative
        name = f"{self.root.name}/{relative}"
        if not path.is_file():
            self.problems.append(Problem(name, 0, "", "không có tệp này", "Chép tệp từ bộ sổ tay gốc rồi sửa."))
            return None
        data, lines, problems = load_yaml(path, name)
        self.lines[name] = lines
        self.problems += problems
        if data is None:
            return None
        try:
            return TypeAdapter(model).validate_python(data)
        except ValidationError as error:
            self.problems += translate(error, model, data, lines, name)
            return None

    def folder(self, relative: str, model: type[BaseModel], pattern: str) -> dict[str, tuple[Any, str]]:
        found: dict[str, tuple[Any, str]] = {}
        for path in sorted((self.root / relative).glob(pattern)):
            inner = path.relative_to(self.root).as_posix()
            item = self.one(inner, model)
            name = f"{self.root.name}/{inner}"
            if item is None:
                continue
            if item.id != path.stem:
                self.problems.append(Problem(name, self.lines[name].nearest(("id",)), "id", f"`{item.id}` khác tên tệp", f"Đặt id là `{path.stem}` hoặc đổi tên tệp."))
            if item.id in found:
                self.problems.append(Problem(name, 1, "id", f"`{item.id}` đã có ở {found[item.id][1]}", "Mỗi id chỉ một tệp."))
            found[item.id] = (item, name)
        return found

    def codes(self) -> dict[str, list[CodeValue]]:
        lists: dict[str, list[CodeValue]] = {}
        for path in sorted((self.root / "codes").glob("*.csv")):
            name = f"{self.root.name}/codes/{path.name}"
            try:
                with path.open(encoding="utf-8-sig", newline="") as source:
                    rows = list(csv.DictReader(source))
            except UnicodeDecodeError:
                self.problems.append(Problem(name, 0, "", "tệp không phải UTF-8", "Lưu lại tệp với bảng mã UTF-8."))
                continue
            values = []
            for number, row in enumerate(rows, start=2):
                extra = [k for k in row if k not in ("code", "label", "aliases", "from", "to", "source")]
                if extra:
                    self.problems.append(Problem(name, 1, str(extra[0]), "cột không có trong mẫu", "Các cột: code,label,aliases,from,to,source."))
                    break
                data = {k: v for k, v in row.items() if v and k != "aliases"} | {"aliases": [a for a in (row.get("aliases") or "").split("|") if a]}
                try:
                    values.append(CodeValue.model_validate(data))
                except ValidationError as error:
                    self.problems += [Problem(name, number, p.key, p.found, p.cure) for p in translate(error, CodeValue, data, Lines(), name)]
            lists[path.stem] = values
        return lists


def _by_id(items: list, name: str, reader: _Reader) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in items:
        if item.id in found:
            reader.problems.append(Problem(name, 0, item.id, "id lặp lại", "Mỗi id chỉ một mục."))
        found[item.id] = item
    return found


def load_registry(root: Path) -> Registry:
    """All definitions under `root` (a `parameters` folder), checked one by one and against each other.

    Raises DefinitionError with every problem found.
    """
    from sotay.definitions.handed import hand_on, handed_over
    from sotay.definitions.references import cross_check

    ready = handed_over(Path(root))
    if ready is not None:
        return ready
    reader = _Reader(Path(root))
    commune, plan, scoring = reader.one("commune.yml", Commune), reader.one("plan.yml", Plan), reader.one("scoring.yml", Scoring)
    units, groups = reader.one("units.yml", _Units), reader.one("groups.yml", _Groups)
    recipients, open_data = reader.one("recipients.yml", _Recipients), reader.one("open_data.yml", _OpenData)
    datasets, indicators, domains = reader.folder("datasets", Dataset, "*/*.yml"), reader.folder("indicators", Indicator, "*.yml"), reader.folder("domains", Domain, "*.yml")
    corrections = [c for p in sorted((reader.root / "corrections").glob("*.yml")) if (got := reader.one(f"corrections/{p.name}", _Corrections)) for c in got.corrections]
    codes = reader.codes()
    whole = all(x is not None for x in (commune, plan, scoring, units, groups, recipients, open_data))
    registry = None
    if whole:
        name = reader.root.name
        registry = Registry(
            reader.root, commune, plan, scoring, _by_id(units.units, f"{name}/units.yml", reader), _by_id(groups.groups, f"{name}/groups.yml", reader),
            _by_id(recipients.recipients, f"{name}/recipients.yml", reader), _by_id(open_data.proposals, f"{name}/open_data.yml", reader),
            {k: v for k, (v, _) in datasets.items()}, as_the_province_sets({k: v for k, (v, _) in indicators.items()}, scoring), {k: v for k, (v, _) in domains.items()}, codes, corrections,
            {(kind, k): f for kind, found in (("dataset", datasets), ("indicator", indicators), ("domain", domains)) for k, (_, f) in found.items()}, reader.lines,
            levels=recipients.levels, sending=recipients.sending,
        )
        reader.problems += cross_check(registry)
    if reader.problems:
        raise DefinitionError(set(reader.problems))
    hand_on(registry)
    return registry
