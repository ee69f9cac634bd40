"""Points to gain in words: which repair, by whom, raises which indicator by how many percentage points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sotay.checks import automatic
from sotay.scoring.indicators import TOTAL
from sotay.scoring.repairs import NOT_HANDED_IN
from sotay.tracking.words import CLASSES, count

if TYPE_CHECKING:
    from sotay.book import Book

RISE = "Tăng (điểm %)"
COLUMNS = ["Đơn vị", "Việc", "Chỉ số", RISE]
# What would be shown as 0,0 is left out.
SMALLEST = 0.05


def repairs_ranked(book: Book, datasets: list[str] | None = None, most: int = 8, scope: str = "commune") -> pd.DataFrame:
    """The repairs that raise an indicator most, largest first; datasets that a unit has not handed in stand together. `scope`: commune, or unit for the unit's own value."""
    lines = book.part("points", datasets)
    lines = lines[(lines["scope"] == scope) & (lines["measure"] == TOTAL)].rename(columns={"class": "kind"})
    missing = lines["rule"] == NOT_HANDED_IN
    found = [_missing(book, part) for _, part in lines[missing].groupby(["unit", "indicator", "points"], sort=False)] + [_mended(book, line) for line in lines[~missing].itertuples(index=False)]
    frame = pd.DataFrame(found, columns=COLUMNS).astype({RISE: "Float64"})
    return frame[frame[RISE] >= SMALLEST].sort_values(RISE, ascending=False, kind="stable", ignore_index=True).head(most)


def _line(book: Book, unit: str, what: str, indicator: str, rise: float) -> dict:
    known = book.registry.indicators[indicator]
    return dict(zip(COLUMNS, (book.unit_name(unit), what[:1].upper() + what[1:], f"{known.number}. {known.short}", rise), strict=True))


def _missing(book: Book, part: pd.DataFrame) -> dict:
    """One unit's datasets still to come: each raises the indicator by as much, so together by so many times that."""
    first, names = part.iloc[0], [book.dataset_name(d) for d in part["dataset"]]
    what = f"nộp {names[0]}" if len(names) == 1 else f"nộp {len(names)} tập còn thiếu: {', '.join(names[:3])}{' …' if len(names) > 3 else ''}"
    return _line(book, str(first["unit"]), what, first["indicator"], float(part["points"].sum()))


def _mended(book: Book, line) -> dict:
    title = next((c.title for t in book.registry.datasets[line.dataset].tables for c in t.columns if c.name == line.field), "") if line.dataset in book.registry.datasets else ""
    # A column that files lack or leave empty is as long as the register.
    untold = book.is_untold(line.dataset)
    many = "các" if untold else count(line.rows)
    if line.rule == automatic.COLUMN:
        what = f"thêm cột “{title}”" if untold else f"thêm cột “{title}” ({many} dòng)"
    elif line.rule == automatic.REPEAT:
        what = f"bỏ {many} dòng lặp lại"
    elif line.rule == automatic.REQUIRED:
        what = f"điền {many} ô “{title}” còn trống"
    else:
        verb, kind = "sửa" if line.severity == "error" else "xem lại", CLASSES.get(int(line.kind), "").lower() if pd.notna(line.kind) else ""
        what = f"{verb} {many} ô “{title}” {kind}".rstrip() if title else f"{verb} {many} dòng {kind}".rstrip()
    return _line(book, line.unit, f"{what} trong {book.dataset_name(line.dataset)}", line.indicator, line.points)
