"""A month's exports: which tables a unit hands in, in which shape, under which file name."""

from __future__ import annotations

import datetime as dt
import random
import unicodedata
from dataclasses import dataclass, field, replace

from sotay.definitions.folding import match_key
from sotay.definitions.models.dataset import Column, Dataset, Table
from sotay.demo.people import weighted
from sotay.demo.recipes import HandIn
from sotay.demo.sheet import Sheet, Style, lay_out
from sotay.demo.world import World
from sotay.demo.writers import CSV, ENDINGS, is_text, write

_CONTAINERS = {"xlsx": 62, "xls": 10, "xlsx_as_xls": 8, "html": 5, "csv_bom": 5, "csv_semicolon": 4, "csv_cp1258": 3, "csv_utf16": 3}
_ORDINALS = ("STT", "TT", "Stt", "Số TT")


@dataclass
class TableExport:
    """One table of an export before it is laid out."""

    table: Table
    columns: list[Column]
    rows: list[dict]
    sheet: Sheet | None = None


@dataclass
class DemoFile:
    """One file of one unit: its tables, container and name; `data` once written."""

    unit: str
    dataset: Dataset
    name: str
    container: str
    tables: list[TableExport]
    extra: list[Sheet] = field(default_factory=list)
    data: bytes = b""

    def render(self, decomposed: bool = False) -> None:
        sheets = [t.sheet for t in self.tables]
        if decomposed:
            for sheet in sheets:
                sheet.cells = [[unicodedata.normalize("NFD", c) if isinstance(c, str) else c for c in row] for row in sheet.cells]
        self.data = write(self.container, [*[s for s in self.extra if s.title.startswith("H")], *sheets, *[s for s in self.extra if not s.title.startswith("H")]])


def due_in(dataset: Dataset, month: str, first: str, always: bool) -> bool:
    """Whether a file of the dataset is handed in this month; what changes seldom comes with the first month and each quarter."""
    number = int(month[5:])
    return always or dataset.every == "month" or number % 3 == 0 or (dataset.every in ("change", "year") and month == first)


def without_accents(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D")) if not unicodedata.combining(c))
    return "".join(c for c in plain if c.isalnum() or c in " -").strip()


def kept_columns(table: Table, rows: list[dict], rng: random.Random, recipe) -> list[Column]:
    """The columns an export carries: all that matter, most of the others; empty optional ones stay out."""
    ruled = {getattr(r, k) for r in table.rules for k in ("field", "total", "label_field", "part", "whole", "id_field", "name_field", "closing") if isinstance(getattr(r, k, None), str)}
    needed = {*table.key, table.period_field, *ruled, *recipe.fields} | ({table.person.name, table.person.birth, table.person.id, table.person.village} if table.person else set())
    found = []
    for column in table.columns:
        keep = rng.random() < 0.93
        if column.required or column.name in needed and any(r.get(column.name) is not None for r in rows) or keep and any(r.get(column.name) is not None for r in rows):
            found.append(column)
    return found


def month_files(world: World, month: str, first: str, clean: bool) -> list[DemoFile]:
    """Every regular file of the month."""
    files: list[DemoFile] = []
    for dataset in world.registry.datasets.values():
        recipes = [world.kitchen.recipes.get(t.id) for t in dataset.tables]
        if not due_in(dataset, month, first, any(r and r.always for r in recipes)):
            continue
        by_unit: dict[str, list[tuple[Table, list[dict]]]] = {}
        for table, recipe in zip(dataset.tables, recipes, strict=True):
            rows = world.rows(table.id, month)
            parts: dict[str, list[dict]] = {}
            for row in rows:
                unit = _sender(recipe.hand_in, row, world) if recipe and recipe.hand_in else None
                unit = unit or dataset.owner
                parts.setdefault(unit, []).append(row)
            for unit, part in parts.items():
                by_unit.setdefault(unit, []).append((table, part))
        for unit, tables in by_unit.items():
            files += [_file_of(world, dataset, unit, part, month, clean, name) for name, part in _in_parts(world, dataset, unit, tables, month, clean)]
    return files


def _in_parts(world: World, dataset: Dataset, unit: str, tables: list, month: str, clean: bool) -> list[tuple[str, list]]:
    """A long list is now and then handed in as two files."""
    rng = random.Random(f"{world.seed}/{dataset.id}/{unit}/{month}/parts")
    table, rows = tables[0]
    if clean or len(tables) > 1 or len(rows) < 150 or rng.random() > 0.15:
        return [("", tables)]
    half = len(rows) // 2 + rng.randrange(-20, 20)
    return [("1", [(table, rows[:half])]), ("2", [(table, rows[half:])])]


def _sender(rule: HandIn, row: dict, world: World) -> str | None:
    value = str(row.get(rule.by))
    unit = rule.units.get(value) if rule.units else value
    return unit if unit in world.registry.units else None


def _file_of(world: World, dataset: Dataset, unit: str, tables: list, month: str, clean: bool, part: str) -> DemoFile:
    rng = random.Random(f"{world.seed}/{dataset.id}/{unit}/{month}/file{part}")
    container = weighted(rng, {k: w for k, w in _CONTAINERS.items() if len(tables) == 1 or k in ("xlsx", "xls", "xlsx_as_xls")})
    exports = []
    for table, rows in tables:
        recipe = world.maker(table.id, month).recipe
        by = recipe.group_rows if recipe.group_rows and (container not in CSV) and rng.random() < 0.5 else None
        if by:
            order = {v: i for i, v in enumerate(dict.fromkeys(r.get(by) for r in rows))}
            rows = sorted(rows, key=lambda r: order[r.get(by)])
        exports.append((TableExport(table, kept_columns(table, rows, rng, recipe), list(rows)), by, recipe))
    name = file_name(world, dataset, month, container, random.Random(f"{world.seed}/{dataset.id}/{unit}/{month}/name"))
    if part:
        name = f"{name.rpartition('.')[0]} phan {part}.{ENDINGS[container]}"
    file = DemoFile(unit, dataset, name, container, [e for e, _, _ in exports])
    style = _style(container, rng, clean)
    sheet_names = _sheet_names(world, [t for t, _ in tables], month, rng)
    for (export, by, recipe), sheet in zip(exports, sheet_names, strict=True):
        words = _words(world, unit, month, sheet, rng, style, container)
        export_style = replace(style, ordinal=style.ordinal and not any(match_key(c.title) in ("stt", "tt") for c in export.columns))
        total = recipe.total_row if recipe.total_row is not None else False
        export.sheet = lay_out(export.table, export.columns, export.rows, export_style, rng, words, by, bool(total) and rng.random() < 0.7)
    if container in ("xlsx", "xls", "xlsx_as_xls"):
        if rng.random() < 0.1:
            file.extra.append(Sheet("Hướng dẫn", [[t] for t in world.kitchen.files["guide"]]))
        if rng.random() < 0.15:
            file.extra.append(Sheet("Danh mục", [[t] for t in world.kitchen.files["lists"]], hidden=True))
        if rng.random() < 0.15:
            file.extra.append(Sheet("Sheet3", [[None]]))
    return file


def _style(container: str, rng: random.Random, clean: bool) -> Style:
    csv = container in CSV
    return Style(
        official=not csv and rng.random() < 0.75, ordinal=rng.random() < 0.85, two_tier=not csv and rng.random() < 0.5, numbering=not csv and rng.random() < 0.3, signature=not csv and rng.random() < 0.45,
        note=not csv and rng.random() < 0.2, stubs=rng.choice((0, 0, 0, 0, 3, 5)), native=not is_text(container), short_dates=not clean and is_text(container) and rng.random() < 0.3,
        variety=0.2 if clean else 0.35, rough=0 if clean else 0.12, repeat_header=not csv and rng.random() < 0.08, hidden_column=not clean and rng.random() < 0.1,
    )


def _words(world: World, unit: str, month: str, sheet: str, rng: random.Random, style: Style, container: str) -> dict:
    commune, number, year = world.registry.commune, int(month[5:]), month[:4]
    files = world.kitchen.files
    staff = [p.name for p in rng.sample(world.staff, 2)]
    name = world.registry.units[unit].name if unit in world.registry.units else unit
    return {
        "sheet": sheet, "above": f"UBND XÃ {commune.name.upper().removeprefix('XÃ ')}", "unit": name, "period": f"tháng {number} năm {year}",
        "subtitle": f"(Kèm theo Báo cáo số      /BC ngày    tháng {number} năm {year})" if rng.random() < 0.4 else "", "ordinal": rng.choice(_ORDINALS), "notes": files["notes"],
        "dated": f"{commune.place}, ngày {world.maker_period(month).last.day + 1} tháng {number} năm {year}", "signers": files["signers"], "people": staff,
    }


def _sheet_names(world: World, tables: list[Table], month: str, rng: random.Random) -> list[str]:
    if len(tables) > 1:
        return [f"{i}. {t.title}"[:31].replace("/", "-") for i, t in enumerate(tables, start=1)]
    return [rng.choice(world.kitchen.files["sheets"]).format(tt=month[5:], thang=int(month[5:]))]


def file_name(world: World, dataset: Dataset, month: str, container: str, rng: random.Random) -> str:
    plain = without_accents(dataset.short)
    name = rng.choice(world.kitchen.files["names"]).format(
        ten=dataset.short.replace("/", "-"), khongdau=plain, KHONGDAU=match_key(plain).replace(" ", "_").upper(), tt=month[5:], thang=int(month[5:]), nam=month[:4], n=rng.randrange(1, 40), duoi=ENDINGS[container],
    )
    return name


def hand_in_time(rng: random.Random, due: dt.date, days: int) -> dt.datetime:
    """Office hours, `days` after the due day (negative: before)."""
    day = due + dt.timedelta(days=days)
    return dt.datetime(day.year, day.month, day.day, rng.randrange(8, 17), rng.randrange(60), rng.randrange(60))
