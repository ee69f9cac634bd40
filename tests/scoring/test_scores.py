"""Scores of tiny hand-made months: exact numerators and denominators, and what must not change them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sotay.checks.model import MonthFrame
from sotay.checks.run import RUN_COLUMNS
from sotay.cleaning.model import CleanTable
from sotay.definitions.models.dataset import Dataset
from sotay.definitions.models.indicator import Indicator
from sotay.definitions.models.rules import Sequence
from sotay.definitions.models.scoring import Scoring
from sotay.definitions.registry import TableRef
from sotay.intake.model import CHANGE_COLUMNS, Export, RawTable, Source, findings_frame
from sotay.scoring.indicators import NONE, TOTAL, UNKNOWN, score_month
from sotay.scoring.measures import NOT_YET_DUE
from sotay.scoring.punctuality import PENDING, SUBMISSION_COLUMNS, submissions

DUE = dt.date(2026, 9, 20)


def dataset(name: str, *columns: str, **facts) -> Dataset:
    listed = [{"name": c, "title": c, "type": "int" if c.startswith("so") else "bool" if c.startswith("co") else "text", "source": "test"} for c in columns or ("ten",)]
    table = {"id": name, "title": name, "grain": "dòng", "columns": listed}
    return Dataset.model_validate({"id": name, "title": f"Dữ liệu {name}", "short": name, "owner": "don_vi", "sharing": "noi_bo", "source": "test", "tables": [table]} | facts)


def measure(kind: str, name: str = "do", weight: float = 1, **facts) -> dict:
    return {"id": name, "title": name, "formula": "tử ÷ mẫu", "kind": kind, "weight": weight, "target": 80, "source": "test"} | facts


def indicator(*measures: dict) -> Indicator:
    bands = [{"at_least": 90, "label": "Tốt", "level": "good"}, {"at_least": 0, "label": "Cần cải thiện", "level": "poor"}]
    return Indicator.model_validate({"id": "chi_so", "number": 1, "title": "Chỉ số", "plan_text": "Theo dõi.", "short": "Chỉ số", "question": "Bao nhiêu?", "target": 80, "target_source": "test",
                                     "bands": bands, "measures": list(measures), "official": "mẫu", "source": "test"})


def submitted(*lines: tuple) -> pd.DataFrame:
    """Lines of (dataset, unit, status, days late)."""
    frame = pd.DataFrame([dict(zip(("dataset", "unit", "status", "days_late"), line, strict=True)) for line in lines], columns=SUBMISSION_COLUMNS)
    return frame.astype({"days_late": "Int64"})


def raw(file: str, unit: str, name: str, count: int, when: dt.datetime) -> RawTable:
    numbers = np.arange(5, 5 + count)
    return RawTable(Source(unit, file, Path(file), "xlsx", None, when, "0"), None, 4, 4, (), numbers, np.empty((count, 0), dtype=object), np.empty((count, 0), dtype=np.uint8),
                    np.full(count, "", dtype=object), dataset=name, table=name)


class World:
    """A checked month put together by hand; `rows` of a dataset name their unit in `_unit` and are accepted unless `_ok` says no."""

    def __init__(self, datasets: list[Dataset], measures: list[dict], handed: pd.DataFrame | None = None, runs: list[dict] = ()):
        self.datasets, self.handed, self.runs = {d.id: d for d in datasets}, submitted() if handed is None else handed, list(runs)
        self.registry = SimpleNamespace(datasets=self.datasets, units={}, tables={d.id: TableRef(d, d.tables[0]) for d in datasets}, indicators={"chi_so": indicator(*measures)},
                                        commune=SimpleNamespace(id="xa", due_day=20), scoring=Scoring(weights={}, dqi=[], source="test"))
        self.frames: dict[str, MonthFrame] = {}

    def rows(self, name: str, *rows: dict) -> World:
        table = self.datasets[name].tables[0]
        kinds = {"int": "Int64", "bool": "boolean"}
        frame = pd.DataFrame({c.name: pd.Series([r.get(c.name) for r in rows], dtype=kinds.get(c.type, "str")) for c in table.columns})
        frame = frame.assign(_unit=[r.get("_unit", "don_vi") for r in rows], _file=f"{name}.xlsx", _sheet="", _row=range(5, 5 + len(rows)), _ok=[r.get("_ok", True) for r in rows], _part=0)
        part = CleanTable(raw(f"{name}.xlsx", "don_vi", name, len(rows), dt.datetime(2026, 9, 18)), name, name, frame, pd.DataFrame(columns=CHANGE_COLUMNS), findings_frame([]),
                          pd.DataFrame(False, index=frame.index, columns=table.names()), frozenset(table.names()), {})
        self.frames[name] = MonthFrame(name, table, [part], frame)
        return self

    def scores(self) -> pd.DataFrame:
        month = SimpleNamespace(month="2026-09")
        checked = SimpleNamespace(month=month, frames=self.frames, findings=findings_frame([]), runs=pd.DataFrame(self.runs, columns=RUN_COLUMNS))
        return score_month(checked, self.handed, self.registry)


def line(scores: pd.DataFrame, scope: str = "commune", scope_id: str = "xa", name: str = "do") -> tuple:
    """(numerator, denominator, value, status) of one line."""
    hit = scores[(scores["scope"] == scope) & (scores["scope_id"] == scope_id) & (scores["measure"] == name)]
    assert len(hit) == 1, f"{len(hit)} lines for {scope} {scope_id} {name}"
    return tuple(None if pd.isna(v) else v for v in hit.iloc[0][["numerator", "denominator", "value", "status"]])


SHARE = measure("row_share", table="a", that=[{"field": "co_x", "in": [True]}], of=[{"field": "so", "at_least": 1}])


def test_row_share_counts_accepted_rows_that_the_denominator_admits():
    world = World([dataset("a", "so", "co_x")], [SHARE])
    world.rows("a", {"so": 1, "co_x": True}, {"so": 2, "co_x": False}, {"so": 3, "co_x": True}, {"so": 0, "co_x": True}, {"so": 9, "co_x": True, "_ok": False})
    assert line(world.scores()) == (2, 3, pytest.approx(200 / 3), "chua_dat")


def test_row_share_with_an_alternative():
    either = measure("row_share", table="a", that=[{"field": "co_x", "in": [True]}], or_that=[{"field": "so", "at_least": 5}])
    world = World([dataset("a", "so", "co_x")], [either]).rows("a", {"so": 1, "co_x": True}, {"so": 5, "co_x": False}, {"so": 7, "co_x": True}, {"so": 2, "co_x": False})
    assert line(world.scores()) == (3, 4, 75.0, "chua_dat")


def test_nothing_arising_is_neither_zero_nor_hundred():
    scores = World([dataset("a", "so", "co_x")], [SHARE]).rows("a", {"so": 0, "co_x": True}).scores()
    assert line(scores) == (0, 0, None, NONE)
    assert line(scores, name=TOTAL) == (None, None, None, UNKNOWN)


def test_a_table_not_handed_in_is_unknown():
    assert line(World([dataset("a", "so", "co_x")], [SHARE]).scores()) == (None, None, None, UNKNOWN)


def linked(**facts) -> dict:
    return measure("linked_share", table="a", key="ma", in_table="b", in_key="ma", **({"that": [{"field": "so_x", "at_least": 1}]} | facts))


def two_tables(link: dict) -> World:
    world = World([dataset("a", "ma"), dataset("b", "ma", "so_x", "co_giay")], [link])
    world.rows("a", {"ma": "1"}, {"ma": "2"}, {"ma": "3"}, {"ma": "4"})
    return world.rows("b", {"ma": "1", "so_x": 2, "co_giay": False}, {"ma": "2", "so_x": 0, "co_giay": False}, {"ma": "3", "so_x": 1, "co_giay": False}, {"ma": "3", "so_x": 0, "co_giay": True})


def test_linked_share_over_all_keys():
    assert line(two_tables(linked()).scores())[:3] == (2, 4, 50.0)


def test_linked_share_among_keys_found():
    assert line(two_tables(linked(among="found")).scores())[:2] == (2, 3)


def test_linked_share_drops_a_key_with_any_row_that_speaks_against_it():
    assert line(two_tables(linked(among="found", unless=[{"field": "co_giay", "in": [True]}])).scores())[:2] == (1, 3)


def test_linked_share_with_an_alternative():
    assert line(two_tables(linked(that=[{"field": "so_x", "at_least": 2}], or_that=[{"field": "co_giay", "in": [True]}])).scores())[:2] == (2, 4)


def test_sum_share_leaves_out_rows_with_either_part_empty():
    world = World([dataset("a", "so_dat", "so_tat_ca")], [measure("sum_share", table="a", numerator="so_dat", denominator="so_tat_ca")])
    world.rows("a", {"so_dat": 3, "so_tat_ca": 4}, {"so_dat": None, "so_tat_ca": 10}, {"so_dat": 1, "so_tat_ca": 1})
    assert line(world.scores()) == (4, 5, 80.0, "dat")


def test_a_late_dataset_earns_less_a_missing_one_nothing_and_one_not_due_does_not_count():
    handed = submitted(("a", "x", "on_time", 0), ("b", "x", "late", 3), ("c", "y", "missing", None), ("d", "y", "not_due", 0), ("e", "y", "late", 30))
    scores = World([dataset(n) for n in "abcde"], [measure("punctual")], handed).scores()
    assert line(scores)[:2] == (pytest.approx(1.7), 4)
    assert line(scores, "unit", "x")[:2] == (pytest.approx(1.7), 2)
    assert line(scores, "unit", "y")[:2] == (0, 2)
    assert "d" not in set(scores["scope_id"])


def test_what_is_not_due_yet_is_left_out_and_says_so():
    handed = submitted(("a", "x", "on_time", 0), ("b", "x", PENDING, None), ("c", "y", PENDING, None))
    scores = World([dataset(n) for n in "abc"], [measure("punctual")], handed).scores()
    assert line(scores)[:3] == (1, 1, 100.0)
    assert line(scores, "unit", "x")[:3] == (1, 1, 100.0)
    assert line(scores, "unit", "y") == line(scores, "dataset", "b") == (0, 0, None, NOT_YET_DUE)
    alone = World([dataset("a")], [measure("punctual")], submitted(("a", "x", PENDING, None))).scores()
    assert line(alone) == (0, 0, None, NOT_YET_DUE) and line(alone, name=TOTAL) == (None, None, None, UNKNOWN)


@pytest.mark.parametrize(("today", "when", "status"), [
    (dt.date(2026, 9, 19), dt.datetime(2026, 9, 18), PENDING), (dt.date(2026, 9, 20), dt.datetime(2026, 9, 18), "missing"), (None, dt.datetime(2026, 9, 18), "missing"),
    # A file that came on the due day proves it has come, whatever the clock of the machine says.
    (dt.date(2026, 9, 1), dt.datetime(2026, 9, 20), "missing")])
def test_nothing_is_missing_before_the_due_day(today, when, status):
    world = World([dataset("a"), dataset("b")], [measure("punctual")])
    got = submissions([export("a", when)], world.registry, "2026-09", today).set_index("dataset")
    assert got.loc["b", "status"] == status and pd.isna(got.loc["b", "days_late"])


def export(name: str, when: dt.datetime, unit: str = "don_vi") -> Export:
    table = raw(f"{name}.xlsx", unit, name, 2, when)
    return Export(table.source, [table])


@pytest.mark.parametrize(("when", "late", "status"), [(dt.datetime(2026, 9, 19, 23, 59), 0, "on_time"), (dt.datetime(2026, 9, 20, 0, 0), 1, "late"), (dt.datetime(2026, 9, 22, 8, 0), 3, "late")])
def test_exports_come_before_the_due_day(when, late, status):
    world = World([dataset("a")], [measure("punctual")])
    got = submissions([export("a", when)], world.registry, "2026-09").iloc[0]
    assert (got["days_late"], got["status"]) == (late, status)


def test_a_dataset_not_due_is_not_late():
    world = World([dataset("nam", every="year"), dataset("quy", every="quarter"), dataset("doi", every="change")], [measure("punctual")])
    got = submissions([export("nam", dt.datetime(2026, 8, 27)), export("doi", dt.datetime(2026, 8, 27))], world.registry, "2026-08")
    assert sorted(zip(got["dataset"], got["status"], got["days_late"], strict=True)) == [("doi", "not_due", 0), ("nam", "not_due", 0)]


def test_an_exemption_is_no_failing():
    world = World([dataset("a"), dataset("b", owner="truong")], [measure("punctual")])
    exempt = [{"dataset": "a", "months": ["2026-09"], "reason": "tạm ngừng", "by": "CV 1"}, {"unit": "truong", "months": ["2026-07", "2026-08"], "reason": "nghỉ hè", "by": "CV 2"}]
    world.registry.scoring = Scoring.model_validate({"weights": {}, "dqi": [], "source": "test", "exemptions": exempt})
    due = {month: set(submissions([], world.registry, month)["dataset"]) for month in ("2026-07", "2026-08", "2026-09")}
    assert due == {"2026-07": {"a"}, "2026-08": {"a"}, "2026-09": {"b"}}
    # What comes all the same is used and is not late.
    got = submissions([export("a", dt.datetime(2026, 9, 25))], world.registry, "2026-09").set_index("dataset").loc["a"]
    assert (got["status"], got["days_late"]) == ("not_due", 0)


def test_a_correction_sent_after_the_due_day_is_not_late():
    world = World([dataset("a")], [measure("punctual")])
    before, after = export("a", dt.datetime(2026, 9, 18, 8, 0)), export("a", dt.datetime(2026, 9, 24, 8, 0))
    before.status, after.source = "replaced", replace(after.source, file="a (bản sửa).xlsx")
    other = export("a", dt.datetime(2026, 9, 21, 8, 0), "don_vi_khac")
    got = submissions([before, after], world.registry, "2026-09").iloc[0]
    assert (got["handed_in"], got["days_late"], got["status"], got["note"]) == (dt.datetime(2026, 9, 18, 8, 0), 0, "on_time", "nộp lần đầu 18/09/2026, bản sửa ngày 24/09/2026")
    assert submissions([before, after, other], world.registry, "2026-09")["days_late"].tolist() == [2]


QUALITY = [measure("quality", "sach", 0.5, what="clean"), measure("quality", "du", 0.5, what="complete")]


def test_a_unit_that_sent_nothing_has_no_quality_and_no_total_of_its_own():
    handed = submitted(("a", "x", "on_time", 0), ("b", "y", "missing", None))
    scores = World([dataset("a", "ten"), dataset("b", "ten")], [measure("punctual", "kip", 0.3), measure("quality", "sach", 0.7, what="clean")], handed).rows("a", {"ten": "An", "_unit": "x"}).scores()
    assert line(scores, "unit", "x", TOTAL)[2] == 100.0
    assert not len(scores[(scores["scope_id"] == "y") & (scores["measure"] == "sach")])
    assert line(scores, "unit", "y", TOTAL) == (None, None, None, UNKNOWN)


def test_a_total_is_not_told_from_a_small_part_of_its_weight():
    parts = [measure("row_share", "lon", 0.9, table="a", that=[{"field": "co_x", "in": [True]}]), measure("sum_share", "nho", 0.1, table="b", numerator="so_dat", denominator="so_tat_ca")]
    scores = World([dataset("a", "co_x"), dataset("b", "so_dat", "so_tat_ca")], parts).rows("b", {"so_dat": 1, "so_tat_ca": 1}).scores()
    assert line(scores, name="nho")[2] == 100.0
    assert line(scores, name=TOTAL) == (None, None, None, UNKNOWN)


def test_what_did_not_arise_does_not_lower_the_coverage():
    parts = [measure("row_share", "co", 0.3, table="a", that=[{"field": "co_x", "in": [True]}]), measure("sum_share", "su_co", 0.7, table="b", numerator="so_dat", denominator="so_tat_ca")]
    scores = World([dataset("a", "co_x"), dataset("b", "so_dat", "so_tat_ca")], parts).rows("a", {"co_x": True}).rows("b", {"so_dat": 0, "so_tat_ca": 0}).scores()
    assert line(scores, name="su_co") == (0, 0, None, NONE)
    assert line(scores, name=TOTAL)[2] == 100.0


def test_another_unit_never_changes_a_unit():
    own = [{"ten": "An", "_unit": "x"}, {"ten": None, "_unit": "x", "_ok": False}]
    definition = dataset("a", "ten")
    alone = World([definition], QUALITY).rows("a", *own).scores()
    together = World([definition], QUALITY).rows("a", *own, {"ten": None, "_unit": "z", "_ok": False}, {"ten": "Bình", "_unit": "z"}).scores()

    def of_x(scores):
        return scores[(scores["scope"] == "unit") & (scores["scope_id"] == "x")].reset_index(drop=True)

    assert len(of_x(alone)) == 3
    pd.testing.assert_frame_equal(of_x(alone), of_x(together))


def test_row_order_never_changes_a_score():
    rows = [{"so": i, "co_x": i % 3 == 0, "_unit": "xy"[i % 2], "_ok": i != 4} for i in range(7)]
    measures = [SHARE, *QUALITY]
    pd.testing.assert_frame_equal(World([dataset("a", "so", "co_x")], measures).rows("a", *rows).scores(), World([dataset("a", "so", "co_x")], measures).rows("a", *rows[::-1]).scores())


def register(severity: str = "warning", *numbers: int | None) -> World:
    """A register whose two columns are required; its second column is empty in the first row."""
    own = dataset("a", "so", "ten")
    table = own.tables[0]
    columns = [c.model_copy(update={"required": True}) for c in table.columns]
    rule = Sequence.model_validate({"id": "S-01", "kind": "sequence", "class": 1, "severity": severity, "field": "so"})
    own = own.model_copy(update={"tables": [table.model_copy(update={"columns": columns, "rules": [rule]})]})
    return World([own], [measure("quality", what="complete")]).rows("a", *({"so": n, "ten": None if i == 0 else "An"} for i, n in enumerate(numbers)))


def test_records_missing_from_a_register_lower_completeness_by_their_share():
    # 7 of 8 required cells, times 4 records of 6: numbers 13 and 14 did not come.
    assert line(register("warning", 11, 12, 15, 16).scores())[:3] == (7, 12, pytest.approx(100 * 7 / 8 * 4 / 6))
    assert line(register("warning", 11, 12, 13, 14).scores())[:2] == (7, 8)


def test_a_mistyped_number_and_a_hint_are_no_missing_records():
    assert line(register("warning", 11, 12, 13, 9914).scores())[:2] == (7, 8)
    assert line(register("info", 11, 12, 15, 16).scores())[:2] == (7, 8)


def test_operational_feeds_stay_out_of_the_quality_figures():
    worlds = World([dataset("a", "ten"), dataset("b", "ten", group="van_hanh")], [measure("quality", what="clean", except_groups=["van_hanh"])])
    worlds.rows("a", {"ten": "An"}, {"ten": "Bình", "_ok": False}).rows("b", {"ten": "X", "_ok": False})
    assert line(worlds.scores())[:3] == (1, 2, 50.0)


def test_accuracy_weighs_errors_three_times():
    base = {"dataset": "a", "table": "a", "kind": "k", "class": 6, "unit": "don_vi", "status": "run", "reason": "", "across": False}
    runs = [base | {"rule": "E", "severity": "error", "looked": 10, "failed": 2}, base | {"rule": "W", "severity": "warning", "looked": 10, "failed": 5}, base | {"rule": "I", "severity": "info", "looked": 10, "failed": 10}]
    scores = World([dataset("a", "ten")], [measure("quality", what="accurate")], runs=runs).rows("a", {"ten": "An"}).scores()
    assert line(scores)[:3] == (29, 40, 72.5)


def log(*rows: dict) -> World:
    measures = [measure("share_scope", "pham_vi", 0.5, log="log", dataset_field="ten", success_field="so_tot"),
                measure("method_score", "cach", 0.5, log="log", dataset_field="ten", method_field="cach_gui", points={"Tệp": 1, "API": 4}, best=4)]
    return World([dataset("a", must_share=True), dataset("b", must_share=True), dataset("c"), dataset("log", "ten", "cach_gui", "so_tot")], measures).rows("log", *rows)


def test_sharing_counts_each_dataset_once_by_id_or_title_and_its_best_method():
    scores = log({"ten": "a", "cach_gui": "Tệp", "so_tot": 5}, {"ten": "DỮ LIỆU A", "cach_gui": "API", "so_tot": 0}, {"ten": "b", "cach_gui": "Tệp", "so_tot": 0}, {"ten": "c", "cach_gui": "API", "so_tot": 9}).scores()
    assert line(scores, name="pham_vi")[:2] == (1, 2)
    assert line(scores, name="cach")[:2] == (5, 8)


def test_an_unknown_method_earns_nothing():
    assert line(log({"ten": "a", "cach_gui": None, "so_tot": 5}).scores(), name="cach")[:2] == (0, 8)


LAYERS = measure("layers", table="a", fields=["co_1", "co_2"])


def test_a_layer_counts_when_every_system_proves_it():
    world = World([dataset("a", "co_1", "co_2")], [LAYERS]).rows("a", {"co_1": True, "co_2": True}, {"co_1": True, "co_2": None})
    assert line(world.scores())[:3] == (1, 2, 50.0)


def test_no_file_means_no_word_about_leaks():
    assert line(World([dataset("a")], [measure("leaks")]).scores()) == (None, None, None, UNKNOWN)
    assert line(World([dataset("a")], [measure("leaks")]).rows("a", {"ten": "An"}).scores())[:3] == (0, 1, 100.0)
