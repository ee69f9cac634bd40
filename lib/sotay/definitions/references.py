"""Definitions checked against each other: dangling ids, fields, code values, headings claimed twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sotay.definitions.folding import match_key
from sotay.definitions.models.base import Condition
from sotay.definitions.models.dataset import Dataset, Table
from sotay.definitions.models.sending import address_cure, mail_addresses
from sotay.definitions.problem import Problem, did_you_mean

# Keys of rules and measures that name columns; of which table they are is told by _TARGET below.
_FIELD_KEYS = {
    "field", "fields", "id_field", "name_field", "birth_field", "sex_field", "label_field", "birth", "at", "first", "last", "total", "parts", "part", "whole",
    "numerator", "denominator", "factors", "others", "due", "finished", "code_field", "group", "by", "key", "closing", "plus", "minus", "outline", "per_year_of",
    "same", "village_field", "relatives", "names", "births", "numbers", "dataset_field", "success_field", "method_field", "closing_field", "latitude", "longitude", "moment", "date_field", "points_at",
    "day_field", "place_field",
}
_OTHER_TABLE_KEYS = {"to_field", "to_id_field", "to_name_field", "to_birth_field", "to_sex_field", "to_place_field", "of_field", "of_key", "of_outline", "of_label_field", "in_key"}
_TABLE_KEYS = ("to_table", "of_table", "in_table")
# The moments that a `between` rule compares with stand in the referenced table.
_IN_OTHER = {"between": {"first", "last"}}
_CONDITION_KEYS = {"when", "then", "that", "or_that", "unless", "of", "where"}
# Conditions, by kind of rule or measure, that the rows of the other table satisfy.
_OF_OTHER = {("tally", "where"), ("share_of", "where"), ("share_of", "of"), ("linked_share", "that"), ("linked_share", "or_that"), ("linked_share", "unless")}


def _names(value) -> Iterable[str]:
    return [value] if isinstance(value, str) else list(value or [])


class _Checker:
    def __init__(self, registry):
        self.registry, self.problems = registry, []
        self._columns: dict[int, frozenset[str]] = {}

    def columns(self, table: Table) -> frozenset[str]:
        """Names of a table's columns; the registry keeps its tables while it is checked."""
        if id(table) not in self._columns:
            self._columns[id(table)] = frozenset(table.names())
        return self._columns[id(table)]

    def say(self, file: str, path: tuple, found: str, cure: str) -> None:
        lines = self.registry.lines.get(file)
        self.problems.append(Problem(file, lines.nearest(path) if lines else 0, ".".join(map(str, path)), found, cure))

    def known(self, file: str, path: tuple, what: str, value: str | None, ids: Collection[str]) -> bool:
        if value is None or value in ids:
            return True
        self.say(file, path, f"không có {what} `{value}`", did_you_mean(value, set(ids)))
        return False

    def condition(self, file: str, path: tuple, condition: Condition, table: Table) -> None:
        for key in ("field", "above_field", "not_above_field"):
            self.known(file, (*path, key), "cột", getattr(condition, key), self.columns(table))
        if condition.field in self.columns(table) and (wanted := condition.is_in or condition.not_in):
            column = table.column(condition.field)
            if column.type == "code":
                labels = {v.label for v in self.registry.values_of(column)}
                for value in wanted:
                    self.known(file, (*path, "in" if condition.is_in else "not_in"), "giá trị trong danh mục của cột", str(value), labels)

    def refers(self, file: str, path: tuple, item, table: Table) -> None:
        """Fields and tables named by a rule or a measure."""
        other, has = None, type(item).model_fields.keys()
        for key in _TABLE_KEYS:
            name = getattr(item, key) if key in has else None
            if name and self.known(file, (*path, key), "bảng", name, self.registry.tables):
                other = self.registry.tables[name].table
        for key in _FIELD_KEYS & has:
            of = other if key in _IN_OTHER.get(item.kind, ()) else table
            for name in _names(getattr(item, key)):
                if of:
                    self.known(file, (*path, key), "cột", name, self.columns(of))
        for key in _OTHER_TABLE_KEYS & has:
            for name in _names(getattr(item, key)):
                if other:
                    self.known(file, (*path, key), "cột", name, self.columns(other))
        for name, there in (item.with_fields if "with_fields" in has else {}).items():
            self.known(file, (*path, "with_fields"), "cột", name, self.columns(table))
            if other:
                self.known(file, (*path, "with_fields"), "cột", there, self.columns(other))
        self.registers(file, path, item.registers if "registers" in has else [])
        for key in _CONDITION_KEYS & has:
            of = other if (item.kind, key) in _OF_OTHER else table
            for index, condition in enumerate(getattr(item, key) or []):
                if of and isinstance(condition, Condition):
                    self.condition(file, (*path, key, index), condition, of)

    def registers(self, file: str, path: tuple, registers: list) -> None:
        """Registers that a rule looks into, and their columns."""
        for index, register in enumerate(registers):
            here = (*path, "registers", index)
            if self.known(file, (*here, "table"), "bảng", register.table, self.registry.tables):
                for key in ("day", "name", "birth", "number"):
                    self.known(file, (*here, key), "cột", getattr(register, key), self.columns(self.registry.tables[register.table].table))

    def table(self, file: str, path: tuple, table: Table) -> None:
        claimed: dict[str, str] = {}
        for index, column in enumerate(table.columns):
            here = (*path, "columns", index)
            self.known(file, (*here, "codes"), "danh mục", column.codes, self.registry.codes)
            for name in column.joined_from:
                self.known(file, (*here, "joined_from"), "cột", name, self.columns(table))
            for heading in {match_key(h) for h in column.all_headings()}:
                if claimed.setdefault(heading, column.name) != column.name:
                    self.say(file, here, f"tiêu đề `{heading}` của cột `{column.name}` đã thuộc cột `{claimed[heading]}`", "Mỗi tiêu đề chỉ thuộc một cột trong bảng.")
            for number, condition in enumerate(column.required_when):
                self.condition(file, (*here, "required_when", number), condition, table)
        if len(set(table.names())) < len(table.columns):
            twice = sorted({n for n in table.names() if table.names().count(n) > 1})
            self.say(file, (*path, "columns"), f"tên cột lặp lại: {', '.join(twice)}", "Đặt tên cột khác nhau.")
        for key in (*table.key, *([table.period_field] if table.period_field else []), *([v for v in table.person.model_dump().values() if v] if table.person else [])):
            self.known(file, (*path, "key"), "cột", key, self.columns(table))
        for index, rule in enumerate(table.rules):
            here = (*path, "rules", index)
            self.refers(file, here, rule, table)
            if getattr(rule, "standard", None):
                self.known(file, (*here, "standard"), "danh mục", rule.standard, self.registry.codes)

    def points(self, file: str, path: tuple, measure, table: Table) -> None:
        """Points given per method: the methods are values of the log's column."""
        name = getattr(measure, "method_field", None)
        if name in table.names() and table.column(name).type == "code":
            labels = {v.label for v in self.registry.values_of(table.column(name))}
            for method in measure.points:
                self.known(file, (*path, "points"), "giá trị trong danh mục của cột", method, labels)

    def weights(self, file: str, path: tuple, indicator) -> None:
        """A measure's id once only; weights of the counted ones add up to 1; something to be reached."""
        ids = [m.id for m in indicator.measures]
        for name in sorted({i for i in ids if ids.count(i) > 1}):
            self.say(file, path, f"thước đo `{name}` lặp lại", "Mỗi id chỉ một thước đo.")
        total = sum(m.weight for m in indicator.measures if m.valid_from is None and m.valid_to is None)
        if abs(total - 1) > 1e-9 and all(m.valid_from is None and m.valid_to is None for m in indicator.measures):
            self.say(file, path, f"trọng số các thước đo cộng lại bằng {total:g}".replace(".", ","), "Sửa `weight` để cộng lại bằng 1.")
        if indicator.own_target is None and not any(m.weight and m.target is not None for m in indicator.measures):
            self.say(file, path, "chỉ số không có mục tiêu: không thước đo nào có trọng số ghi `target`", "Ghi `target` (phần trăm) ở thước đo, hoặc ở chỉ số.")

    def dataset(self, file: str, dataset: Dataset) -> None:
        self.known(file, ("group",), "nhóm", dataset.group, self.registry.groups)
        self.known(file, ("owner",), "đơn vị", dataset.owner, self.registry.units)
        for name in dataset.domains:
            self.known(file, ("domains",), "lĩnh vực", name, self.registry.domains)
        for name in dataset.also_from:
            self.known(file, ("also_from",), "đơn vị", name, self.registry.units)
        for index, table in enumerate(dataset.tables):
            self.table(file, ("tables", index), table)


def _all_tables(registry) -> Iterator[tuple[str, str]]:
    for dataset in registry.datasets.values():
        for table in dataset.tables:
            yield table.id, registry.files[("dataset", dataset.id)]


# Notebooks over the whole month; the others take the ids of groups, indicators and domains.
_MONTH_REPORTS = ("tong_hop", "tien_do_ke_hoach", "du_lieu_mo")
# The official report, its annex of figures, and the figures a province adds up by machine.
DOCUMENTS = ("bao_cao_thang", "phu_luc_so_lieu", "so_lieu_tong_hop")


def reports_of(registry) -> set[str]:
    """Ids of every report of a month: month notebooks, official documents, indicators, groups with a notebook, domains."""
    return {*_MONTH_REPORTS, *DOCUMENTS, *registry.indicators, *(g.id for g in registry.groups.values() if g.notebook), *registry.domains}


def _same_place(unit, registry) -> list[str]:
    """Who else gets packages where the unit gets its own files; a line of "Nơi nhận" that is this unit alone may."""

    def places(thing) -> set[str]:
        parts = mail_addresses(thing.address) if thing.delivery == "smtp" else [thing.address]
        return {p.strip().rstrip("/").casefold() for p in parts} - {""}

    others = [u for u in registry.units.values() if u.id != unit.id] + [r for r in registry.recipients.values() if r.units != [unit.id]]
    return sorted({o.id for o in others if places(o) & places(unit)})


def _correction_places(registry) -> list[tuple[str, tuple]]:
    """File and key path of each correction, in the order they were read; the folder alone when a file of it could not be read."""
    folder = f"{registry.root.name}/corrections"
    files = sorted(f for f in registry.lines if f.startswith(f"{folder}/"))
    places = [(f, p) for f in files for p in sorted(p for p in registry.lines[f] if len(p) == 2 and p[0] == "corrections")]
    return places if len(places) == len(registry.corrections) else [(folder, (c.table,)) for c in registry.corrections]


def cross_check(registry) -> list[Problem]:
    """Every dangling reference of a registry whose files are each well-formed."""
    check, folder = _Checker(registry), registry.root.name
    for key, dataset in registry.datasets.items():
        check.dataset(registry.files[("dataset", key)], dataset)
    seen: dict[str, str] = {}
    for table, file in _all_tables(registry):
        if seen.setdefault(table, file) != file:
            check.say(file, ("tables",), f"bảng `{table}` đã có ở {seen[table]}", "Mỗi bảng một id.")
    for key, indicator in registry.indicators.items():
        file = registry.files[("indicator", key)]
        for name in indicator.feeds:
            check.known(file, ("feeds",), "tập dữ liệu", name, registry.datasets)
        for index, measure in enumerate(indicator.measures):
            key = "log" if hasattr(measure, "log") else "table"
            table = getattr(measure, key, None)
            if table and check.known(file, ("measures", index, key), "bảng", table, registry.tables):
                check.refers(file, ("measures", index), measure, registry.tables[table].table)
                check.points(file, ("measures", index), measure, registry.tables[table].table)
            for name in getattr(measure, "except_groups", []):
                check.known(file, ("measures", index, "except_groups"), "nhóm", name, registry.groups)
        # What the province sets may upset the weights too; then the line to mend is there.
        check.weights(*((f"{folder}/scoring.yml", ("province", indicator.id)) if indicator.id in registry.scoring.province else (file, ("measures",))), indicator)
    for key, domain in registry.domains.items():
        file = registry.files[("domain", key)]
        check.known(file, ("lead",), "đơn vị", domain.lead, registry.units)
        for name in domain.datasets:
            check.known(file, ("datasets",), "tập dữ liệu", name, registry.datasets)
    for key, dataset in registry.datasets.items():
        for name in dataset.domains:
            if name in registry.domains and key not in registry.domains[name].datasets:
                check.say(registry.files[("domain", name)], ("datasets",), f"thiếu tập dữ liệu `{key}` ghi lĩnh vực này", "Thêm vào `datasets`, hoặc bỏ lĩnh vực ở tệp của tập dữ liệu.")
    for index, task in enumerate(registry.plan.tasks):
        for name in (*task.lead, *task.with_units):
            check.known(f"{folder}/plan.yml", ("tasks", index), "đơn vị", name, registry.units)
        for name in task.indicators:
            check.known(f"{folder}/plan.yml", ("tasks", index, "indicators"), "chỉ số", name, registry.indicators)
        for name in task.datasets:
            check.known(f"{folder}/plan.yml", ("tasks", index, "datasets"), "tập dữ liệu", name, registry.datasets)
        check.known(f"{folder}/plan.yml", ("tasks", index, "section"), "mục của kế hoạch", task.section, [s.id for s in registry.plan.sections])
    for index, recipient in enumerate(registry.recipients.values()):
        here = ("recipients", index)
        for name in recipient.units:
            check.known(f"{folder}/recipients.yml", (*here, "units"), "đơn vị", name, registry.units)
        for name in recipient.reports:
            check.known(f"{folder}/recipients.yml", (*here, "reports"), "báo cáo", name, reports_of(registry))
        if cure := address_cure(recipient.delivery, recipient.address):
            check.say(f"{folder}/recipients.yml", (*here, "address"), f"`address` không dùng được với `delivery: {recipient.delivery}`", cure)
    for name in registry.levels:
        check.known(f"{folder}/recipients.yml", ("levels",), "báo cáo", name, reports_of(registry))
    for index, unit in enumerate(registry.units.values()):
        if cure := address_cure(unit.delivery, unit.address):
            check.say(f"{folder}/units.yml", ("units", index, "address"), f"`address` không dùng được với `delivery: {unit.delivery}`", cure)
        if others := _same_place(unit, registry):
            check.say(f"{folder}/units.yml", ("units", index, "address"), f"`address` cũng là nơi nhận của `{'`, `'.join(others)}`", "Tệp trả lại có dữ liệu cá nhân: mỗi đơn vị một thư mục, một địa chỉ riêng.")
    for index, item in enumerate(registry.open_data.values()):
        here = ("proposals", index)
        check.known(f"{folder}/open_data.yml", (*here, "dataset"), "tập dữ liệu", item.dataset, registry.datasets)
        if item.table and check.known(f"{folder}/open_data.yml", (*here, "table"), "bảng", item.table, registry.tables):
            for key in ("columns", "aggregate_by"):
                for name in getattr(item, key):
                    table = registry.tables[item.table].table
                    if check.known(f"{folder}/open_data.yml", (*here, key), "cột", name, table.names()) and (table.column(name).pii != "none" or table.column(name).free_text):
                        check.say(f"{folder}/open_data.yml", (*here, key), f"cột `{name}` là dữ liệu cá nhân", "Bỏ cột này: dữ liệu mở không có dữ liệu cá nhân.")
    for name in registry.scoring.weights:
        check.known(f"{folder}/scoring.yml", ("weights",), "chỉ số", name, registry.indicators)
    for index, part in enumerate(registry.scoring.dqi):
        if check.known(f"{folder}/scoring.yml", ("dqi", index, "indicator"), "chỉ số", part.indicator, registry.indicators):
            check.known(f"{folder}/scoring.yml", ("dqi", index, "measure"), "thước đo", part.measure, [m.id for m in registry.indicators[part.indicator].measures])
    for index, exemption in enumerate(registry.scoring.exemptions):
        check.known(f"{folder}/scoring.yml", ("exemptions", index, "dataset"), "tập dữ liệu", exemption.dataset, registry.datasets)
        check.known(f"{folder}/scoring.yml", ("exemptions", index, "unit"), "đơn vị", exemption.unit, registry.units)
    for name, own in registry.scoring.province.items():
        if check.known(f"{folder}/scoring.yml", ("province",), "chỉ số", name, registry.indicators):
            for measure in own.measures:
                check.known(f"{folder}/scoring.yml", ("province", name, "measures"), "thước đo", measure, [m.id for m in registry.indicators[name].measures])
    for correction, (file, here) in zip(registry.corrections, _correction_places(registry), strict=True):
        if check.known(file, (*here, "table"), "bảng", correction.table, registry.tables):
            for key, names in (("field", [correction.field]), ("key", correction.key)):
                for name in names:
                    check.known(file, (*here, key), "cột", name, registry.tables[correction.table].table.names())
    return check.problems
