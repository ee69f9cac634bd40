"""What happened to the figures over the months: handing in that stopped and came back, components without a value, exemptions, figures scored again, changed definitions."""

from __future__ import annotations

import json

from sotay.tracking.events import event_months, events
from sotay.tracking.restatement import LEDGER
from stored_months import Months

LINKED = "tai_su_dung_du_lieu"
MONTHS = ("2026-07", "2026-08", "2026-09")


def told(book, indicator: str = LINKED) -> list[tuple]:
    return list(events(book, indicator).itertuples(index=False, name=None))


def test_a_unit_that_stopped_came_back_and_began(tmp_path):
    months = Months(tmp_path)
    for month, log, files in zip(MONTHS, ("on_time", "missing", "late"), ("missing", "missing", "on_time"), strict=True):
        months.put(month, handed=[("cu_tru_tthc", "cong_an", log), ("so_hoa_ho_so", "ttpvhcc", files), ("ho_ngheo", "kinh_te", files)])
    assert told(months.book) == [("2026-08", "Công an xã không nộp tiếp 1 tập: Cư trú phục vụ TTHC."), ("2026-09", "TTPVHCC bắt đầu nộp 1 tập: Số hóa hồ sơ."), ("2026-09", "Công an xã nộp trở lại 1 tập: Cư trú phục vụ TTHC.")]
    assert event_months(months.book, LINKED) == ["2026-08", "2026-09"]


def test_a_rhythm_is_no_event(tmp_path):
    months = Months(tmp_path).put("2026-08", handed=[("cu_tru_tthc", "cong_an", "on_time")]).put("2026-09", handed=[("cu_tru_tthc", "cong_an", "on_time"), ("so_hoa_ho_so", "ttpvhcc", "on_time")])
    assert told(months.book) == []


def test_a_component_that_lost_its_value(tmp_path):
    months = Months(tmp_path)
    for month, value in zip(MONTHS, (80.0, None, None), strict=True):
        months.put(month, [(LINKED, "tra_cuu_thay_giay", "commune", "xa", value)])
    assert told(months.book) == [("2026-08", "Chưa tính được: 5c. Hồ sơ được tra cứu dữ liệu dân cư, không yêu cầu giấy.")]


def test_an_exemption_is_told_where_it_counts(tmp_path):
    months = Months(tmp_path).put("2026-09")
    exempt = months.registry.scoring.model_validate({"weights": {}, "dqi": [], "source": "x", "exemptions": [{"unit": "cong_an", "months": ["2026-09"], "reason": "đổi hệ thống", "by": "CV 12"}]})
    months.registry.scoring = exempt
    assert told(months.book) == [("2026-09", "Miễn nộp: Công an xã (đổi hệ thống; CV 12).")]
    assert told(months.book, "an_toan_thong_tin") == []


def test_figures_scored_again_and_changed_definitions(tmp_path):
    months = Months(tmp_path)
    for month, target in zip(MONTHS, ("a", "a", "b"), strict=True):
        months.put(month)
        base = {"inputs": [], "version": "1", "definitions": {f"indicators/{LINKED}.yml": target, "plan.yml": month}, "scored_on": f"{month}-22"}
        ledger = [base | {"figures": {LINKED: 40.0}}, base | {"figures": {LINKED: 52.04 if month == "2026-08" else 40.02}}]
        (months.workspace.internal(month) / LEDGER).write_text(json.dumps(ledger), encoding="utf-8")
    assert told(months.book) == [("2026-08", "Chỉ số 5 tính lại: 40% thành 52%."), ("2026-09", "Thay đổi cách tính hoặc mục tiêu của chỉ số.")]
    assert told(months.book, "an_toan_thong_tin") == []
    assert told(months.book, "")[1] == ("2026-09", "Thay đổi cách tính hoặc mục tiêu của chỉ số (chỉ số 5).")
