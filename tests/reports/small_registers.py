"""Two months that differ in a register of few people alone: rows, rows set aside, points to gain, what is stored."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sotay.book import Book
from sotay.checks import automatic
from sotay.definitions.models.dataset import Column
from sotay.definitions.registry import load_registry
from sotay.definitions.workspace import Workspace, clean_path
from sotay.prepare import write_csv
from sotay.privacy.file_names import covered
from sotay.privacy.suppression.registers import untold_places
from sotay.scoring.indicators import SCORE_COLUMNS, TOTAL
from sotay.scoring.points import POINT_COLUMNS
from stored_months import EMPTY, HANDED, ROOT, RUNS

MONTH, BEFORE = "2026-09", "2026-08"
REGISTRY = load_registry(ROOT / "parameters")
OFFICE, CENTRE = "vp_hdnd_ubnd", "ttpvhcc"
# One register of few, one that is hidden beside it, one of which a file holds few; and two of many.
FEW, BESIDE, IN_FILES = "khai_tu", "ket_hon", "khai_sinh"
PAGE = (FEW, BESIDE, IN_FILES, "chung_thuc", "tiep_nhan_ho_so")
TITLES = {name: REGISTRY.datasets[name].short for name in PAGE}


def lines_of(few: int) -> list[tuple[str, str, str, int, int]]:
    """Unit, file, dataset, rows and how many of them are set aside: with two records more in the register of few, one of them set aside, as many fewer in that beside it; likewise of two files of one register. `few`: 2 or 4."""
    return [(OFFICE, "a.csv", FEW, few, few // 2), (OFFICE, "b.csv", BESIDE, 11 - few, 4 - few // 2), (OFFICE, "c.csv", IN_FILES, few, 0), (OFFICE, "d.csv", IN_FILES, 42 - few, 0), (CENTRE, "e.csv", "chung_thuc", 50, 3), (CENTRE, "g.csv", "tiep_nhan_ho_so", 60, 0)]


def put(root: Path, few: int, with_table: bool = True) -> Workspace:
    """A month and the one before, of which only rows are stored."""
    place = Workspace(root)
    intake = pd.DataFrame([{"unit": u, "file": f, "sheet": "", "dataset": d, "rows_read": n + 1, "rows_accepted": n - aside, "rows_quarantined": aside, "rows_not_data": 1, "status": "accepted", "note": ""} for u, f, d, n, aside in lines_of(few)])
    counts = (intake["rows_accepted"] + intake["rows_quarantined"]).groupby(intake["dataset"]).sum()
    handed = pd.DataFrame([(d, REGISTRY.datasets[d].owner, f"{MONTH}-20", f"{MONTH}-18", 0, "on_time", 1, n, "") for d, n in counts.items()], columns=HANDED)
    runs = pd.DataFrame([(d, d, "R-1", "k", 1, "error", REGISTRY.datasets[d].owner, n, 0, "run", "", False) for d, n in counts.items()], columns=RUNS)
    tables = {name: pd.DataFrame(columns=columns) for name, columns in EMPTY.items()}
    tables |= {"intake": intake, "submissions": handed, "runs": runs, "scores": _scores(counts), "points": _points(counts), "findings": _findings(few), "covered": covered([], set())}
    if with_table:
        tables["untold"] = untold_places(intake, REGISTRY.datasets, REGISTRY.commune.small_number)
    for name, table in tables.items():
        write_csv(place.internal(MONTH) / f"{name}.csv", table)
    good = intake.groupby("dataset")["rows_accepted"].sum()
    for month, stored in ((BEFORE, dict.fromkeys(PAGE, 40) | {FEW: few}), (MONTH, good.to_dict())):
        (place.incoming / month).mkdir(parents=True)
        for name, n in stored.items():
            path = clean_path(place.clean, name, name, month)
            path.parent.mkdir(parents=True, exist_ok=True)
            pd.DataFrame({c.name: _cells(c, n) for c in REGISTRY.tables[name].table.columns}).to_parquet(path, index=False)
    return place


def _cells(column: Column, rows: int) -> pd.Series:
    """Days, coded values and answers that charts count; nothing else."""
    if column.type in ("date", "datetime", "partial_date"):
        return pd.Series([pd.Timestamp(f"{MONTH}-07") + pd.Timedelta(days=n % 9) for n in range(rows)], dtype="datetime64[s]")
    if column.type == "code" and (labels := [v.label for v in REGISTRY.values_of(column)]):
        return pd.Series([labels[n % len(labels)] for n in range(rows)], dtype="str")
    return pd.Series([True] * rows, dtype="boolean") if column.type == "bool" else pd.Series([None] * rows, dtype="str")


def _scores(counts: pd.Series) -> pd.DataFrame:
    """An indicator whose components are shares of each dataset's rows: 1 of them is wrong."""
    known = next(i for i in REGISTRY.indicators.values() if any(m.kind == "quality" for m in i.measures))
    lines = [(MONTH, known.id, measure, "dataset", name, n - 1, n, 100 * (n - 1) / n, 95.0, "dat", 1, 1) for name, n in counts.items() for measure in (TOTAL, *(m.id for m in known.measures))]
    lines += [(MONTH, known.id, measure, "commune", "xa", 90, 100, 90.0, 95.0, "dat", 1, 1) for measure in (TOTAL, *(m.id for m in known.measures))]
    facts = ("month", "indicator", "measure", "scope", "scope_id", "numerator", "denominator", "value", "target", "status", "checks_run", "checks_declared")
    return pd.DataFrame(lines, columns=facts).reindex(columns=SCORE_COLUMNS)


def _points(counts: pd.Series) -> pd.DataFrame:
    """Repairs as long as each register: a column that files lack, one left empty throughout, one wrong throughout."""
    indicator = next(iter(REGISTRY.indicators))
    fields = {name: REGISTRY.tables[name].table.columns[0].name for name in counts.index}
    lines = [(OFFICE, name, rule, fields[name], 1, "error", "commune", "xa", indicator, TOTAL, n, 80.0, 81.0, 1.0, "") for name, n in counts.items() for rule in (automatic.COLUMN, automatic.REQUIRED, "R-1")]
    return pd.DataFrame(lines, columns=POINT_COLUMNS)


def _findings(few: int) -> pd.DataFrame:
    """As many findings in both months, of rows numbered otherwise: the last row of the register of few is wrong."""
    field = REGISTRY.tables[FEW].table.columns[0].name
    return pd.DataFrame([(OFFICE, "a.csv", "", few + 1, "A", FEW, field, "R-1", 1, "error", "", "", "")], columns=EMPTY["findings"])


def book_of(place: Workspace, kind: type[Book] = Book) -> Book:
    book = kind(place, MONTH)
    book.registry = REGISTRY
    return book
