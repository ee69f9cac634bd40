"""Points to gain: hand-computed on the month that was counted by hand, and every promise kept once the repair is really made."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sotay.checks.run import check_month
from sotay.cleaning.corrections import corrected_table
from sotay.definitions.workspace import Workspace
from sotay.intake.month import take_in
from sotay.prepare import month_registry
from sotay.scoring.indicators import TOTAL, score_month
from sotay.scoring.points import POINT_COLUMNS, points_to_gain
from sotay.scoring.punctuality import submissions

MONTH, IN_TIME = "2026-09", 1_789_466_400  # 15/09/2026
GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "data"
RECEIVED, SETTLED, DIGITISED = "Danh sach ho so tiep nhan T9.csv", "Ket qua giai quyet T9.csv", "So hoa ho so T9.csv"


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """The registry and the golden month's three exports as read."""
    root = tmp_path_factory.mktemp("golden")
    shutil.copytree(GOLDEN, root / "data")
    for path in (root / "data").rglob("*.csv"):
        os.utime(path, (IN_TIME, IN_TIME))
    place = Workspace(root)
    registry = month_registry(place, MONTH)
    return registry, take_in(place.incoming / MONTH, registry, MONTH, place.incoming)


@pytest.fixture(scope="module")
def golden(read):
    return Scored(*read)


class Scored:
    """A month from exports on: its scores and what could be gained."""

    def __init__(self, registry, exports):
        tables = [corrected_table(t, registry, MONTH, e.source.handed_in.date()) for e in exports for t in e.tables]
        checked = check_month(tables, registry, MONTH, lambda table, back: pd.DataFrame())
        handed = submissions(exports, registry, MONTH)
        self.findings, self.scores = checked.findings, score_month(checked, handed, registry)
        self._of = (checked, handed, self.scores, registry)

    @cached_property
    def points(self) -> pd.DataFrame:
        return points_to_gain(*self._of)

    def counts(self, indicator: str, measure: str) -> tuple[float, float]:
        own = self.scores[(self.scores["indicator"] == indicator) & (self.scores["measure"] == measure) & (self.scores["scope"] == "commune")]
        return own["numerator"].iloc[0], own["denominator"].iloc[0]

    def promised(self, rule: str, field: str | None = None) -> dict[tuple, float]:
        """(indicator, measure, scope, scope id) -> value once the repair is made."""
        own = self.points[(self.points["rule"] == rule) & (self.points["field"].eq(field) if field else True)]
        assert len(own), f"no line for {rule}"
        return {(p.indicator, p.measure, p.scope, p.scope_id): p.after for p in own.itertuples()}

    def reached(self, keys) -> dict[tuple, float]:
        known = {(s.indicator, s.measure, s.scope, s.scope_id): s.value for s in self.scores.itertuples()}
        return {k: known[k] for k in keys}


def changed(exports, file: str, row: int, heading: str, text: str):
    """The exports with one cell rewritten."""
    return [_with_table(e, lambda t: _cell(t, row, heading, text)) if e.source.file == file else e for e in exports]


def _with_table(export, change):
    return replace(export, tables=[change(t) for t in export.tables])


def _cell(table, row: int, heading: str, text: str):
    cells = table.cells.copy()
    cells[list(table.rows).index(row), next(c.index for c in table.columns if c.heading == heading)] = text
    kinds = table.kinds.copy()
    kinds[list(table.rows).index(row), next(c.index for c in table.columns if c.heading == heading)] = 1 if text else 0
    return table.with_(cells=cells, kinds=kinds)


def row_twice(exports, file: str, row: int):
    """The exports with one row of a file written a second time below the last."""

    def twice(table):
        at = list(table.rows).index(row)
        return table.with_(cells=np.vstack([table.cells, table.cells[at]]), kinds=np.vstack([table.kinds, table.kinds[at]]), rows=np.append(table.rows, table.rows[-1] + 1), group=np.append(table.group, ""))

    return [_with_table(e, twice) if e.source.file == file else e for e in exports]


def without_column(exports, file: str, heading: str):
    """The exports with one column left out of a file."""
    return [_with_table(e, lambda t: t.with_(columns=tuple(c for c in t.columns if c.heading != heading))) if e.source.file == file else e for e in exports]


def lines(scored: Scored, rule: str, scope: str = "commune") -> list[tuple]:
    own = scored.points[(scored.points["rule"] == rule) & (scored.points["scope"] == scope)]
    return sorted((p.indicator, p.measure, p.rows, pytest.approx(p.before), pytest.approx(p.after), pytest.approx(p.points)) for p in own.itertuples())


def told(*wanted: tuple) -> list[tuple]:
    """(indicator, measure, rows, before, after) with the difference added."""
    return sorted((*w, w[4] - w[3]) for w in wanted)


def test_the_golden_month_s_points_as_counted_by_hand(golden):
    scored = golden
    # The dossier of 09/09 counts again as settled and has an electronic result: 3 of 4 becomes 4 of 5, and 20 clean rows of 23 become 21.
    # How many checks ran moves with every rule added; a failed one weighs three.
    passed, ran = scored.counts("cap_nhat_day_du_chinh_xac", "chinh_xac")
    assert ran - passed == 3 * 3
    accurate = (100 * passed / ran, 100 * (passed + 3) / ran)
    clean, clean_total = (100 * 20 / 23, 100 * 21 / 23), (0.5 * 100 * 20 / 23 + 50, 0.5 * 100 * 21 / 23 + 50)
    quick = 0.3 * 100 * 3 / 44 + 0.3 * 100
    own = ("chuan_hoa_lam_sach", "sach_sau", 1, *clean), ("chuan_hoa_lam_sach", TOTAL, 1, *clean_total), ("cap_nhat_day_du_chinh_xac", "chinh_xac", 1, *accurate), \
        ("cap_nhat_day_du_chinh_xac", TOTAL, 1, quick + 0.4 * accurate[0], quick + 0.4 * accurate[1])
    assert lines(scored, "KQ-02") == told(("ty_le_so_hoa", "ket_qua_so_hoa", 1, 75, 80), ("ty_le_so_hoa", TOTAL, 1, (500 / 7 + 75) / 2, (500 / 7 + 80) / 2), *own)
    # The dossier of 11/09 counts again as received, but its digitisation row is set aside too: 5 of 7 becomes 5 of 8, and re-used 3 of 7 becomes 3 of 8.
    reused = (0.4 * 300 / 7 + 0.3 * 25) / 0.7, (0.4 * 300 / 8 + 0.3 * 25) / 0.7
    assert lines(scored, "TN-07b") == told(("ty_le_so_hoa", "tiep_nhan_so_hoa", 1, 500 / 7, 500 / 8), ("ty_le_so_hoa", TOTAL, 1, (500 / 7 + 75) / 2, (500 / 8 + 75) / 2),
                                          ("tai_su_dung_du_lieu", "ho_so_tai_su_dung", 1, 300 / 7, 300 / 8), ("tai_su_dung_du_lieu", TOTAL, 1, *reused), *own)


def test_a_missing_dataset_is_one_of_forty_four_for_the_commune_and_one_of_its_unit_s_own(golden):
    missing = golden.points[(golden.points["rule"] == "CHUA-NOP") & (golden.points["dataset"] == "khai_sinh")].set_index(["scope", "measure"])
    assert missing.at[("commune", "kip_thoi"), "points"] == pytest.approx(100 / 44)
    assert missing.at[("commune", TOTAL), "points"] == pytest.approx(0.3 * 100 / 44)
    assert missing.at[("commune", TOTAL), "needed"] == "Nộp trước ngày 20/09/2026."
    # A unit that sent nothing has no total of its own yet, so it is promised none.
    assert ("unit", TOTAL) not in missing.index
    assert golden.points["dataset"].isin(["nhiem_vu", "ket_noi_chia_se", "dao_tao"]).sum() == 0


@pytest.mark.parametrize(("rule", "mended"), [
    ("KQ-02", (SETTLED, 6, "Ngày hẹn trả", "11/09/2026 17:00")),
    ("TN-07b", (RECEIVED, 11, "Ngày hẹn trả", "15/09/2026 17:00")),
    ("SH-01a", (DIGITISED, 9, "Số TPHS đã số hóa", "3")),
])
def test_a_finding_mended_in_the_export_raises_the_scores_by_what_was_promised(read, golden, rule, mended):
    registry, exports = read
    before, after = golden, Scored(registry, changed(exports, *mended))
    assert rule not in set(after.findings["rule"])
    promised = before.promised(rule)
    assert {s for _, _, s, _ in promised} == {"commune", "unit"}
    assert after.reached(promised) == pytest.approx(promised)


def planted(exports):
    """Four more faults in the digitisation file: an empty required cell, an unreadable one, a repeated row."""
    exports = changed(exports, DIGITISED, 3, "Số thành phần hồ sơ", "")
    exports = changed(exports, DIGITISED, 7, "TTHC không có kết quả", "xyz")
    return row_twice(exports, DIGITISED, 2)


@pytest.fixture(scope="module")
def faulty(read):
    registry, exports = read
    return Scored(registry, planted(exports))


@pytest.mark.parametrize(("rule", "field", "mended"), [
    ("THIEU-BAT-BUOC", "so_tphs", (3, "Số thành phần hồ sơ", "2")),
    ("KIEU-CO-KHONG", "khong_co_kq", (7, "TTHC không có kết quả", "Không")),
])
def test_a_cell_filled_in_or_made_readable_gains_what_was_promised(read, faulty, rule, field, mended):
    registry, exports = read
    before, after = faulty, Scored(registry, changed(planted(exports), DIGITISED, *mended))
    promised = before.promised(rule, field)
    # Rules that now find a value to look at are not foreseen; they only move the share of checks passed, and by little.
    exact = {k: v for k, v in promised.items() if k[0] != "cap_nhat_day_du_chinh_xac" or k[1] == "day_du"}
    assert ("chuan_hoa_lam_sach", "sach_sau", "commune", registry.commune.id) in exact
    assert after.reached(exact) == pytest.approx(exact)
    assert after.reached(promised) == pytest.approx(promised, abs=0.05)


def test_a_repeated_row_taken_out_gains_what_was_promised(read, golden):
    registry, exports = read
    before, after = Scored(registry, row_twice(exports, DIGITISED, 2)), golden
    promised = before.promised("TRUNG-DONG")
    exact = {k: v for k, v in promised.items() if k[0] != "cap_nhat_day_du_chinh_xac"}
    assert set(k[1] for k in exact) == {"sach_sau", TOTAL}
    assert after.reached(exact) == pytest.approx(exact)


def test_a_column_added_gains_what_was_promised(read, golden):
    registry, exports = read
    before, after = Scored(registry, without_column(exports, SETTLED, "Đơn vị giải quyết")), golden
    promised = before.promised("THIEU-COT")
    assert ("cap_nhat_day_du_chinh_xac", "day_du", "commune", registry.commune.id) in promised
    assert after.reached(promised) == pytest.approx(promised)


def test_a_dataset_handed_in_late_is_promised_its_credit_and_gets_it(read):
    registry, exports = read
    late = replace(exports[0].source, handed_in=dt.datetime(2026, 9, 22, 8, 0))
    held_back = [e for e in exports if e.source.file != DIGITISED]
    shown = [replace(e, source=late, tables=[t.with_(source=late) for t in e.tables]) if e.source.file == late.file else e for e in held_back]
    before = Scored(registry, shown)
    own = before.points[(before.points["rule"] == "CHUA-NOP") & (before.points["dataset"] == "so_hoa_ho_so") & (before.points["measure"] == "kip_thoi")]
    promised = {(p.indicator, p.measure, p.scope, p.scope_id): p.after for p in own.itertuples()}
    assert set(own["needed"]) == {"Nộp trong ngày 22/09/2026."}
    came = next(e for e in exports if e.source.file == DIGITISED)
    source = replace(came.source, handed_in=dt.datetime(2026, 9, 22, 10, 0))
    after = Scored(registry, [*shown, replace(came, source=source, tables=[t.with_(source=source) for t in came.tables])])
    assert after.reached(promised) == pytest.approx(promised)
    # Two of ten days late: 0.7 of a dataset.
    assert own.set_index("scope").at["commune", "points"] == pytest.approx(100 * 0.7 / 44)


def test_every_before_is_the_value_of_the_scores_and_every_point_the_difference(golden):
    scored = golden
    keys = [(p.indicator, p.measure, p.scope, p.scope_id) for p in scored.points.itertuples()]
    known = scored.reached(set(keys))
    assert scored.points["before"].tolist() == pytest.approx([known[k] for k in keys])
    assert scored.points["points"].tolist() == pytest.approx((scored.points["after"] - scored.points["before"]).tolist())


def test_lines_of_as_many_points_as_readers_see_stand_in_one_order(golden):
    """Else two repairs that gain the same change places with the last digits of a month's other figures, and pages are made again for nothing."""
    told = golden.points
    keys = [(r.scope, -round(r.points, 2), r.unit, r.dataset, r.rule, r.field, r.indicator, r.measure) for r in told.itertuples()]
    assert len(keys) > 20 and keys == sorted(keys) and list(told.columns) == POINT_COLUMNS
