"""Cleaning and checking a big list of dossiers on one core, against pandas reading the same cells as text."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from frame import Row, side_by_side
from sotay.checks.run import Checked, check_month
from sotay.cleaning.corrections import corrected_table
from sotay.definitions.registry import Registry, load_registry
from sotay.demo.kitchen import load_kitchen
from sotay.demo.world import World
from sotay.intake.model import RawTable, Source, SourceColumn

PARAMETERS = Path(__file__).resolve().parents[2] / "parameters"
MONTH, TABLE, ROWS, SPOILT = "2026-09", "tiep_nhan_ho_so", 100_000, 0.02
SPOILERS: tuple[Callable[[str], str], ...] = (
    lambda v: v.replace(" ", "  ", 1), lambda v: v + "\u200b", lambda v: v.replace("-", "–"), lambda v: "", lambda v: "31/02/2026", lambda v: v.replace("a", "а", 1),
)


def _written(value) -> str:
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y %H:%M:%S}"
    return "" if value is None else f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)


def dossiers(registry: Registry, rows: int) -> RawTable:
    """Dossiers of a made-up month, each with its own code, person, paper, telephone and times; one row in fifty has a spoilt cell."""
    made = World(registry, load_kitchen(PARAMETERS / "demo"), 3, 1.0, MONTH).rows(TABLE, MONTH)
    table, pick = registry.tables[TABLE].table, random.Random(rows)
    names = [c.name for c in table.columns if any(r.get(c.name) is not None for r in made)]
    people = [r["chu_ho_so"].split() for r in made]
    cells = np.empty((rows, len(names)), dtype=object)
    for number in range(rows):
        day, below = dt.date(2026, 9, 1) + dt.timedelta(days=number % 14), pick.randrange
        moment = dt.datetime.combine(day, dt.time(7 + number % 10, below(60), below(60)))
        person = " ".join([pick.choice(people)[0], *pick.choice(people)[1:]])
        own = {
            "ma_ho_so": f"H05.60.12-{day:%y%m%d}-{number // 14 + 1:04}", "chu_ho_so": person, "nguoi_nop": person, "so_giay_to": f"0240{60 + below(39)}{below(10**6):06}",
            "dien_thoai": f"09{below(10**8):08}", "ngay_nop": moment, "ngay_tiep_nhan": moment, "ngay_hen_tra": moment + dt.timedelta(days=5),
        }
        row = made[number % len(made)] | own
        cells[number] = [_written(row.get(n)) for n in names]
    for number in pick.sample(range(rows), int(rows * SPOILT)):
        column = pick.randrange(len(names))
        cells[number, column] = pick.choice(SPOILERS)(cells[number, column])
    source = Source("ttpvhcc", "ho_so.xlsx", Path("ho_so.xlsx"), "xlsx", None, dt.datetime(2026, 9, 18, 8), "0")
    columns = tuple(SourceColumn(i, f"C{i}", table.column(n).title, n) for i, n in enumerate(names))
    return RawTable(source, "Sheet1", 1, 1, columns, np.arange(2, rows + 2), cells, np.where(cells == "", 0, 1).astype(np.uint8), np.full(rows, "", dtype=object),
                    dataset=registry.tables[TABLE].dataset.id, table=TABLE)


def cleaned_and_checked(raw: RawTable, registry: Registry) -> Checked:
    return check_month([corrected_table(raw, registry, MONTH, dt.date(2026, 9, 18))], registry, MONTH, lambda table, back: pd.DataFrame())


def bench_dossiers(scratch: Path) -> list[Row]:
    pa.set_cpu_count(1)
    registry = load_registry(PARAMETERS).at(dt.date(2026, 9, 30))
    raw, path = dossiers(registry, ROWS), scratch / "ho_so.csv"
    pd.DataFrame(raw.cells).to_csv(path, index=False)
    bare, whole = side_by_side(partial(pd.read_csv, path, dtype=str, keep_default_na=False), partial(cleaned_and_checked, raw, registry))
    if len(whole.result.frames[TABLE].rows) != ROWS or not len(whole.result.findings):
        raise AssertionError("rows lost, or nothing found in a list with spoilt cells")
    size = f"100.000 × {raw.cells.shape[1]}"
    return [
        Row("Đọc csv thành chữ bằng pandas", "csv as text, pandas.read_csv", size, bare.seconds, 1.0, "pandas.read_csv", bare.peak_mb),
        Row("Làm sạch và kiểm tra hồ sơ, một nhân", "cleaning and checking dossiers, one core", size, whole.seconds, whole.seconds / bare.seconds, "pandas.read_csv", whole.peak_mb, "≤ 3 s"),
    ]
