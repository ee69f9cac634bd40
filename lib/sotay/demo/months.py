"""Writes the demo's months into a workspace: regular exports, late and missing units, the usual stray files, and the known errors' list."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections import Counter
from pathlib import Path

from sotay.definitions.registry import Registry, load_registry
from sotay.definitions.workspace import shipped
from sotay.demo.exports import DemoFile, hand_in_time, month_files
from sotay.demo.kitchen import Kitchen, check_recipes, load_kitchen
from sotay.demo.mess import soil
from sotay.demo.periods import month_before, months_until, period_of
from sotay.demo.sheet import Sheet
from sotay.demo.world import World
from sotay.demo.writers import save, write, zipped

LAST_MONTH = "2026-09"
_FEW_FILES = 3


def make_demo(folder: Path, months: int, seed: int, size: float = 1.0, clean: bool = False, parameters: Path | None = None) -> list[str]:
    """Writes `months` months of exports, the last being 2026-09, under `folder/data/incoming`; returns the months.

    Unless `clean`, known errors are put in and listed in `folder/data/demo-truth/<month>.json`.
    The same arguments give the same bytes and file times. Raises DefinitionError.
    """
    root = parameters or shipped() / "parameters"
    whole, kitchen = load_registry(root), load_kitchen(root / "demo")
    check_recipes(kitchen, whole)
    return fill(Path(folder), whole, kitchen, months, seed, size, clean)


def fill(folder: Path, whole: Registry, kitchen: Kitchen, months: int, seed: int, size: float, clean: bool) -> list[str]:
    """As `make_demo`, with definitions and recipes that have been read and checked."""
    wanted = months_until(LAST_MONTH, months)
    for month in wanted:
        period = period_of(whole.commune, month)
        world = World(whole.at(period.due.replace(day=28)), kitchen, seed, size, LAST_MONTH)
        _write_month(folder, world, month, wanted[0], clean)
    return wanted


def _write_month(folder: Path, world: World, month: str, first: str, clean: bool) -> None:
    files = month_files(world, month, first, clean)
    rng = random.Random(f"{world.seed}/{month}/month")
    late, missing = ({}, "") if clean else _late_and_missing(files, rng)
    truth = {"month": month, "seed": world.seed, "late": late, "missing": missing, "errors": [], "files": []}
    due, base = period_of(world.registry.commune, month).due, folder / "data" / "incoming" / month
    taken: Counter = Counter()
    for file in (f for f in files if f.unit != missing):
        taken[(file.unit, file.name)] += 1
        if taken[(file.unit, file.name)] > 1:
            stem, dot, ending = file.name.rpartition(".")
            file.name = f"{stem} ({taken[(file.unit, file.name)]}){dot}{ending}"
        own = random.Random(f"{world.seed}/{month}/{file.unit}/{file.dataset.id}/{file.name}/hand-in")
        when = hand_in_time(own, due, late.get(file.unit, own.choice((-2, -2, -1, -1, -1))))
        if not clean:
            truth["errors"] += soil(world, file, month)
        file.render(decomposed=not clean and own.random() < 0.08)
        name, data = file.name, file.data
        if not clean and own.random() < 0.04:
            name, data = name.rpartition(".")[0] + ".zip", zipped(file.name, file.data)
        save(base / file.unit / name, data, when)
        shown = name if name == file.name else f"{name}!{file.name}"
        for error in truth["errors"]:
            if error["file"] == file.name and error["unit"] == file.unit:
                error["file"] = shown
        truth["files"].append({"unit": file.unit, "file": shown, "dataset": file.dataset.id, "container": file.container, "tables": [
            {"table": t.table.id, "sheet": t.sheet.title, "header": list(t.sheet.header), "rows": len(t.sheet.data_rows)} for t in file.tables]})
    if not clean:
        _strays(base, world, month, first, files, missing, due, truth)
        path = folder / "data" / "demo-truth" / f"{month}.json"
        save(path, (json.dumps(truth, ensure_ascii=False, indent=1) + "\n").encode(), dt.datetime.combine(due, dt.time(17)))


def _late_and_missing(files: list[DemoFile], rng: random.Random) -> tuple[dict[str, int], str]:
    """Two late units with their days, and a missing one: of those with few files, never one the others' data hang on."""
    counts = Counter(f.unit for f in files)
    order = sorted(counts, key=lambda u: (counts[u], u))
    missing = rng.choice([u for u in order if counts[u] <= _FEW_FILES] or order[:1]) if len(order) > 3 else ""
    others = [u for u in order if u != missing]
    return {unit: rng.randrange(1, 6) for unit in rng.sample(others, min(2, len(others) - 1))}, missing


def _strays(base: Path, world: World, month: str, first: str, files: list[DemoFile], missing: str, due: dt.date, truth: dict) -> None:
    """An unrelated file, an empty one, an old version of a file, and last month's file again."""
    rng, words = random.Random(f"{world.seed}/{month}/strays"), world.kitchen.files
    sent = [f for f in files if f.unit != missing]
    unit = rng.choice(sorted({f.unit for f in sent}))
    name = rng.choice(words["unrelated_names"]).format(n=rng.randrange(1, 40), thang=int(month[5:]))
    cells = [words["unrelated_cells"][0], *rng.sample(words["unrelated_cells"][1:], 12)]
    save(base / unit / name, write("xlsx", [Sheet("Sheet1", [[cells[0]], *[cells[i:i + 3] for i in range(1, len(cells), 3)]])]), hand_in_time(rng, due, -3))
    truth["files"].append({"unit": unit, "file": name, "status": "unrecognised"})
    unit = rng.choice(sorted({f.unit for f in sent}))
    empty = f"trong thang {int(month[5:])}.{month[:4]}.xlsx"
    save(base / unit / empty, write("xlsx", [Sheet("Sheet", [[None]])]), hand_in_time(rng, due, -3))
    truth["files"].append({"unit": unit, "file": empty, "status": "empty"})
    _old_version(base, world, month, sent, due, truth, rng)
    if month != first:
        _again(base, month, due, truth, rng)


def _old_version(base: Path, world: World, month: str, sent: list[DemoFile], due: dt.date, truth: dict, rng: random.Random) -> None:
    choices = [f for f in sent if f.container == "xlsx" and len(f.tables) == 1 and len(f.tables[0].sheet.data_rows) >= 20 and (base / f.unit / f.name).is_file()]
    if not choices:
        return
    file = rng.choice(choices)
    sheet = file.tables[0].sheet
    keep = set(range(1, sheet.data_rows[-max(2, len(sheet.data_rows) // 10)]))
    older = Sheet(sheet.title, [c for i, c in enumerate(sheet.cells, start=1) if i in keep], [m for m in sheet.merges if m[2] in keep], header=sheet.header)
    name = f"{file.name.rpartition('.')[0]} gui lan dau.xlsx"
    save(base / file.unit / name, write("xlsx", [older]), hand_in_time(rng, due, -5))
    truth["files"].append({"unit": file.unit, "file": name, "dataset": file.dataset.id, "status": "replaced"})


def _again(base: Path, month: str, due: dt.date, truth: dict, rng: random.Random) -> None:
    before = base.parent / month_before(month)
    sent = sorted(p for p in before.glob("*/*.xlsx") if (base / p.parent.name).is_dir() and "gui lan dau" not in p.name and not (base / p.parent.name / p.name).exists())
    if sent:
        path = rng.choice(sent)
        save(base / path.parent.name / path.name, path.read_bytes(), hand_in_time(rng, due, -1))
        truth["files"].append({"unit": path.parent.name, "file": path.name, "status": "duplicate"})
