"""Puts known errors into a file before it is written, and says where: about one and a half rows in a hundred."""

from __future__ import annotations

import datetime as dt
import random

from openpyxl.utils import get_column_letter

from sotay.demo.errors import KINDS
from sotay.demo.exports import DemoFile, TableExport
from sotay.demo.people import weighted
from sotay.demo.target import Target
from sotay.demo.world import World
from sotay.demo.writers import CSV, is_text

SHARE = 0.015
_TRIES = 6


def soil(world: World, file: DemoFile, month: str) -> list[dict]:
    """The errors put into the file, one entry each: unit, file, sheet, row, columns, dataset, fields, kind, class, what to expect."""
    found = []
    for export in file.tables:
        rng = random.Random(f"{world.seed}/{export.table.id}/{file.unit}/{month}/mess")
        rows = list(export.sheet.data_rows)
        rng.shuffle(rows)
        wanted = int(len(rows) * SHARE + rng.random())
        for row in rows[:wanted]:
            entry = _spoil(world, file, export, row, month, rng)
            if entry:
                found.append(entry)
        if export.sheet.total_row is not None and rng.random() < 0.3:
            found += _wrong_total(file, export, rng)
    return found


def _spoil(world: World, file: DemoFile, export: TableExport, row: int, month: str, rng: random.Random) -> dict | None:
    commune, period = world.registry.commune, world.maker_period(month)
    former = commune.former[0] if commune.former else None
    stale = f"{former.district.lower()}, {former.province.lower().replace('bắc giang', 'Bắc Giang')}" if former else "huyện cũ, tỉnh cũ"
    target = Target(export.table, export.sheet, row, rng, not is_text(file.container), period.due + dt.timedelta(days=rng.randrange(60, 200)), stale, lambda table: world.rows(table, month))
    for _ in range(_TRIES):
        kind = weighted(rng, {k: spec[1] for k, spec in KINDS.items()})
        fields = KINDS[kind][0](target)
        if fields is not None:
            return _entry(file, export, target.row, fields, kind, *KINDS[kind][2:])
    return None


def _entry(file: DemoFile, export: TableExport, row: int, fields: list[str], kind: str, error_class: int, expect: str) -> dict:
    letters = [get_column_letter(export.sheet.columns.index(f) + 1) for f in fields if f in export.sheet.columns]
    return {"unit": file.unit, "file": file.name, "sheet": None if file.container in CSV or file.container == "html" else export.sheet.title[:31], "row": row, "columns": letters, "dataset": file.dataset.id,
            "table": export.table.id, "fields": fields, "kind": kind, "class": error_class, "expect": expect}


def _wrong_total(file: DemoFile, export: TableExport, rng: random.Random) -> list[dict]:
    sheet = export.sheet
    cells = sheet.cells[sheet.total_row - 1]
    numbers = [i for i, v in enumerate(cells) if isinstance(v, int) and sheet.columns[i]]
    if not numbers:
        return []
    index = rng.choice(numbers)
    cells[index] += rng.randint(3, 20)
    return [_entry(file, export, sheet.total_row, [sheet.columns[index]], "total_row_mismatch", 6, "finding")]
