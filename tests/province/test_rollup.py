"""The roll-up: only what the gate let pass and is unchanged since; who has no result is named and never a zero; who stands apart, and why."""

from __future__ import annotations

import pandas as pd
import pytest

from small_province import BEFORE, MONTH, RECIPIENT, figures, released, workspace
from sotay.definitions.problem import DefinitionError
from sotay.publish.aggregates import FILE
from sotay.rollup import (
    Machines,
    all_handed_in,
    changes,
    conclusions,
    country,
    country_words,
    enough_cases,
    few_cases,
    late,
    limits,
    missing_datasets,
    movers,
    needs,
    none_apart,
    none_missing,
    open_province,
    outliers,
    ranked,
    spread,
    stale,
    standing,
    summary,
)
from sotay.rollup import measured
from sotay.rollup.compare import robust_z
from sotay.rollup.ledger import DONE, FAILED, Entry, ProvinceLedger
from sotay.rollup.ledger import FILE as LEDGER
from sotay.rollup.measured import FILE as FILE_MEASURED
from sotay.rollup.measured import Leading, load_measured
from sotay.rollup.passed import BROKEN, CHANGED, NEVER, NOT_PASSED, OTHER, Absent, Passed, read_passed
from sotay.rollup.province import ProvinceError

COMMUNES = {"an": "An", "binh": "Bình", "cuong": "Cường", "dung": "Dũng", "em": "Em", "giang": "Giang"}


def province(tmp_path, values, **more):
    for (identifier, name), value in zip(COMMUNES.items(), values, strict=False):
        released(tmp_path / identifier, figures(identifier, name, {"mot": value, "hai": 70.0}, **more))
    return tmp_path


def reason(root):
    found = read_passed(root, MONTH)
    return found.kind if isinstance(found, Absent) else "passed"


def test_figures_are_read_out_of_the_released_package_alone(tmp_path):
    package = released(tmp_path, figures("an", "An", {"mot": 80.0}))
    found = read_passed(tmp_path, MONTH)
    assert isinstance(found, Passed) and (found.recipient, found.package, found.version) == (RECIPIENT, package.name, 1)
    assert found.figures == figures("an", "An", {"mot": 80.0})


@pytest.mark.parametrize(("what", "kind"), [
    (lambda root, package: package.write_bytes(package.read_bytes() + b"x"), CHANGED),
    (lambda root, package: package.with_name("register.csv").write_bytes(package.with_name("register.csv").read_bytes().replace(b"\n1,", b"\n2,")), CHANGED),
    (lambda root, package: package.with_name("register.csv").write_bytes(b"\xff\xfe\x00"), CHANGED),
    (lambda root, package: package.unlink(), NOT_PASSED),
    (lambda root, package: (root / "outputs" / MONTH / "manifest.json").unlink(), BROKEN),
    (lambda root, package: (root / "outputs" / MONTH / "manifest.json").write_text("{", encoding="utf-8"), BROKEN),
    (lambda root, package: (root / "outputs").rename(root / "khac"), NEVER),
])
def test_what_is_not_as_the_gate_passed_it_is_absent(tmp_path, what, kind):
    what(tmp_path, released(tmp_path, figures("an", "An", {"mot": 80.0})))
    assert reason(tmp_path) == kind


def test_a_changed_package_that_its_register_agrees_with_is_still_absent(tmp_path):
    # Both were exchanged; the manifest tells.
    told = (released(tmp_path, figures("an", "An", {"mot": 80.0})), (tmp_path / "outputs" / MONTH / "manifest.json").read_bytes())[1]
    released(tmp_path, figures("an", "An", {"mot": 99.0}))
    (tmp_path / "outputs" / MONTH / "manifest.json").write_bytes(told)
    assert reason(tmp_path) == CHANGED


@pytest.mark.parametrize("content", [b"{}", figures("an", "An", {"mot": 80.0}, month=BEFORE).model_dump_json().encode(), figures("an", "An", {"mot": 80.0}).model_dump_json().replace('/1"', '/9"').encode()])
def test_figures_of_another_form_or_month_are_absent(tmp_path, content):
    released(tmp_path, figures("an", "An", {"mot": 80.0}), members={FILE: content})
    assert reason(tmp_path) == OTHER


def test_a_package_without_figures_is_not_read(tmp_path):
    released(tmp_path, figures("an", "An", {"mot": 80.0}), members={"bao-cao.html": b"<p>"})
    assert reason(tmp_path) == NOT_PASSED


def test_communes_without_a_result_are_named_with_the_reason_and_have_no_figure(tmp_path):
    province(tmp_path, [80.0, 60.0])
    workspace(tmp_path / "chua", "Chưa")
    workspace(tmp_path / "hong", "Hỏng")
    released(tmp_path / "trung", figures("an", "Trùng", {"mot": 10.0}))
    out = tmp_path / "tong-hop-tinh"
    ProvinceLedger(out / LEDGER).add(Entry("", MONTH, "../hong", "Xã Hỏng", FAILED, ("thiếu bộ nhớ.",)))
    opened = open_province(MONTH, tmp_path)
    why = dict(opened.absent)
    assert set(why) == {"Xã An", "Xã Trùng", "Xã Chưa", "Xã Hỏng"}
    assert (why["Xã Chưa"], why["Xã Hỏng"]) == ("tháng này chưa chạy", "lần chạy gần nhất không xong: thiếu bộ nhớ") and "trùng" in why["Xã An"]
    assert list(opened.communes["commune"]) == ["Xã Bình"] and set(opened.indicators["commune"]) == {"Xã Bình"}
    assert "4 xã chưa có kết quả" in conclusions(opened)
    # From its own folder of results the same province is found.
    assert open_province(MONTH, out).absent == opened.absent


def test_old_figures_of_a_commune_whose_last_run_failed_are_said_to_be_old(tmp_path):
    province(tmp_path, [80.0])
    ProvinceLedger(tmp_path / "tong-hop-tinh" / LEDGER).add(Entry("", MONTH, "../an", "Xã An", FAILED, ("x",)))
    opened = open_province(MONTH, tmp_path)
    assert stale(opened) == ["Xã An"] and "lần chạy trước" in conclusions(opened)


def test_a_missing_value_is_left_out_and_never_zero(tmp_path):
    opened = open_province(MONTH, province(tmp_path, [80.0, None, 60.0]))
    line = summary(opened).iloc[0]
    assert list(line[:5]) == ["Chỉ số 1", 2, 1, 60.0, 65.0] and line["Xã đạt mục tiêu"] == 1
    board = standing(opened).set_index("Xã")
    assert pd.isna(board.at["Xã Bình", "Chỉ số 1"]) and board.at["Xã Bình", "Điểm tổng hợp"] == 87.5
    assert list(board.index) == ["Xã An", "Xã Bình", "Xã Cường"]


def test_robust_z_of_numbers_worked_out_by_hand():
    # Median 3, deviations 2 1 0 1 97: their median is 1.
    assert robust_z(pd.Series([1.0, 2, 3, 4, 100])).round(4).tolist() == [-1.349, -0.6745, 0.0, 0.6745, 65.4265]
    # More than half are equal: the mean deviation, 20, times 1.253314.
    assert robust_z(pd.Series([5.0, 5, 5, 5, 105])).round(4).tolist() == [0.0, 0.0, 0.0, 0.0, 3.9894]
    assert robust_z(pd.Series([7.0, 7, 7])).tolist() == [0.0, 0.0, 0.0]
    assert robust_z(pd.Series([1.0, None, 3])).isna().tolist() == [False, True, False]


def test_who_stands_apart_is_named_with_what_pulls_and_how_few_cases(tmp_path):
    opened = open_province(MONTH, province(tmp_path, [80.0, 81.0, 79.0, 80.5, 79.5, 30.0], counts=(9.0, 12.0)))
    found = outliers(opened)
    assert found[["Xã", "Chỉ số", "Giá trị", "Trung vị"]].to_numpy().tolist() == [["Xã Giang", "Chỉ số 1", 30.0, 79.75]]
    assert found.at[0, "Vì sao"] == "1a. Thành phần: 30%, trung vị các xã 79,8% (mẫu số chỉ 12)"
    assert few_cases(opened)["Số xã"].tolist() == [6, 6]


def test_small_differences_and_few_communes_make_no_outlier(tmp_path):
    close = open_province(MONTH, province(tmp_path / "gan", [99.0, 99.1, 99.0, 99.1, 99.0, 96.0]))
    four = open_province(MONTH, province(tmp_path / "it", [80.0, 80.0, 81.0, 30.0]))
    assert outliers(close).empty and outliers(four).empty


def test_who_is_late_with_what(tmp_path):
    released(tmp_path / "an", figures("an", "An", {"mot": 80.0}, late={"x": ("missing", None), "y": ("late", 3), "z": ("on_time", 0)}))
    released(tmp_path / "binh", figures("binh", "Bình", {"mot": 80.0}, late={"x": ("missing", None), "y": ("missing", None)}))
    released(tmp_path / "cuong", figures("cuong", "Cường", {"mot": 80.0}))
    opened = open_province(MONTH, tmp_path)
    assert late(opened).fillna(-1).to_numpy().tolist() == [["Xã Bình", 2, 0, -1, "Phòng A: Tập x, Tập y", "–"], ["Xã An", 1, 1, 3, "Phòng A: Tập x", "Phòng A"]]
    assert missing_datasets(opened).to_numpy().tolist() == [["Tập x", 2], ["Tập y", 1]]


def test_nothing_known_is_never_told_as_all_is_well(tmp_path):
    workspace(tmp_path / "chua" / "an", "An")
    nobody, four, all_ = open_province(MONTH, tmp_path / "chua"), open_province(MONTH, province(tmp_path / "bon", [80.0] * 4)), open_province(MONTH, province(tmp_path / "sau", [80.0] * 6))
    assert [say(nobody) for say in (none_apart, enough_cases, all_handed_in, none_missing)] == [""] * 4
    assert "4 xã" in none_apart(four) and none_apart(all_).startswith("Không xã nào") and enough_cases(all_) and all_handed_in(all_) and none_missing(all_)


def test_this_month_against_the_last_counts_only_communes_with_both(tmp_path):
    province(tmp_path, [80.0, 60.0, 50.0])
    for identifier, value in (("an", 70.0), ("binh", 65.0)):
        released(tmp_path / identifier, figures(identifier, COMMUNES[identifier], {"mot": value, "hai": 70.0}, month=BEFORE))
    opened = open_province(MONTH, tmp_path)
    assert changes(opened).iloc[0].tolist() == ["Chỉ số 1", 2, 67.5, 70.0, 2.5, 1, 1, 0]
    moved = movers(opened)
    assert moved["Xã"].tolist() == ["Xã An", "Xã Bình"] and moved.at[0, "Chỉ số đổi nhiều nhất"] == "Chỉ số 1: 70% → 80% (+10,0 điểm %)"
    assert changes(opened.before).empty and movers(opened.before).empty


def test_charts_of_many_communes_and_of_none(tmp_path):
    for number in range(70):
        released(tmp_path / f"x{number:02}", figures(f"x{number:02}", f"Tên {number:02}", {"mot": 50.0 + number / 2 if number else None}))
    opened = open_province(MONTH, tmp_path)
    chart = spread(opened)
    assert "69 xã, 1 xã chưa tính được" in chart.text and "trung vị 67,5%" in chart.text
    # As many dots as communes with a value, over parts that a page holds.
    board = ranked(opened)
    assert [f"(xã thứ {a} trong 69)" in board.html for a in ("1–23", "24–46", "47–69")] == [True] * 3
    nobody = open_province(BEFORE, tmp_path)
    assert "Chưa có số liệu" in spread(nobody).text and "Chưa có số liệu" in ranked(nobody).text


def test_nothing_to_open_is_told(tmp_path):
    (tmp_path / "trong").mkdir()
    with pytest.raises(ProvinceError, match="trong"):
        open_province("", tmp_path / "trong")
    workspace(tmp_path / "an", "An")
    with pytest.raises(ProvinceError, match="Chưa xã nào"):
        open_province("", tmp_path)
    with pytest.raises(ProvinceError, match="2026-13"):
        open_province("2026-13", tmp_path)


def test_the_newest_month_with_results_is_taken(tmp_path):
    province(tmp_path, [80.0])
    released(tmp_path / "an", figures("an", "An", {"mot": 70.0}, month=BEFORE))
    assert open_province("", tmp_path).month == MONTH


MACHINES = Machines(communes=3600, hours=10.0, cores=8, memory_gb=16.0, months_kept=10, disk_mb_per_second=100.0, megabytes=2.0)


def ran(tmp_path, lines):
    province(tmp_path, [80.0])
    ledger = ProvinceLedger(tmp_path / "tong-hop-tinh" / LEDGER)
    for number, (megabytes, cpu) in enumerate(lines):
        ledger.add(Entry("", MONTH, f"../x{number}", f"Xã {number}", DONE, (), 200.0, cpu, 800_000_000, round(megabytes * 1e6), 18_000_000, 400))
    return country(open_province(MONTH, tmp_path), MACHINES)


def test_the_country_from_a_line_through_the_runs(tmp_path):
    plan = ran(tmp_path, [(0.5, 60.0), (1.0, 80.0), (1.5, 100.0)])
    # 40 seconds for each MB: 120 for 2 MB; 3,600 communes take 120 hours, that is 15 processors for 8 of 10 hours.
    assert plan.fits and plan.of_size("cpu_seconds") == pytest.approx(120.0) and (round(plan.cpu_hours), plan.cores) == (120, 15)
    # One commune may need 1 GB: 8 at once on 8 processors and 16 GB, so two machines; (18 + 2) MB × 3,600 = 72 GB a month.
    assert (plan.at_once, plan.machine_count, round(plan.month_gb)) == (8, 2, 72)
    assert "**15 nhân**" in country_words(plan) and needs(plan)["Bao nhiêu"].tolist()[-1] == "0,7 TB"
    assert limits(plan)["Phần đã dùng"].is_monotonic_decreasing and limits(plan).at[0, "Nguồn lực"].startswith("Bộ nhớ")


def test_memory_may_allow_fewer_communes_at_once_than_processors(tmp_path):
    plan = country(ran(tmp_path, [(1.0, 80.0)]).province, Machines(3600, 10.0, 64, 16.0, 10, 100.0, 2.0))
    assert plan.at_once == 16


def test_runs_of_one_size_tell_the_middle_and_say_so(tmp_path):
    plan = ran(tmp_path, [(1.0, 70.0), (1.01, 80.0), (1.02, 120.0)])
    assert not plan.fits and plan.of_size("cpu_seconds") == 80.0 and "gần cùng cỡ" in country_words(plan)


def test_a_second_run_that_did_only_the_rest_does_not_count(tmp_path):
    plan = ran(tmp_path, [(1.0, 80.0)])
    plan.province.ledger.add(Entry("", MONTH, "../x0", "Xã 0", DONE, (), 20.0, 5.0, 100, 1_000_000, 1, 1))
    assert country(plan.province, MACHINES).runs["cpu_seconds"].tolist() == [80.0]


def test_without_a_measured_run_the_shipped_measures_stand_and_that_is_said(tmp_path):
    plan = ran(tmp_path, [])
    shipped = load_measured()
    assert not plan.own and len(plan.runs) == len(shipped.runs) and plan.of_size("cpu_seconds") >= min(r.cpu_seconds for r in shipped.runs)
    assert f"đo ngày {shipped.day:%d/%m/%Y} trên {shipped.machine}" in country_words(plan) and "sotay province run" in country_words(plan)
    assert "trên máy này" in country_words(ran(tmp_path / "khac", [(1.0, 80.0)]))


def test_the_scheduler_and_who_leads_are_limits_too(tmp_path):
    plan = ran(tmp_path, [(1.0, 80.0)])
    leading = Leading(steps=20, step_milliseconds=2.0, scheduler_mb=90.0, seconds=40.0)
    plan.shipped = plan.shipped.model_copy(update={"leading": leading})
    # 3,600 communes × 20 steps in 8 of 10 hours are 2.5 steps a second of 500; 40 seconds each are 40 hours, that is 5 processors of 8.
    told = limits(plan).set_index("Nguồn lực")["Phần đã dùng"]
    assert told["Bộ lập lịch Dask"] == pytest.approx(0.5) and told["Máy ra lệnh"] == pytest.approx(62.5) and told.index[0] == "Máy ra lệnh"
    assert needs(plan).set_index("Cần gì").at["Máy ra lệnh", "Bao nhiêu"] == "5 nhân"


def test_shipped_measures_that_are_wrong_are_told_with_their_line(tmp_path, monkeypatch):
    (tmp_path / "notebooks" / "province").mkdir(parents=True)
    (tmp_path / FILE_MEASURED).write_text("day: 2026-11-30\nmachine: may\nruns: []\nleading: {steps: 0, step_milliseconds: 1.0, scheduler_mb: 90.0, seconds: 5.0}\n", encoding="utf-8")
    monkeypatch.setattr(measured, "shipped", lambda: tmp_path)
    with pytest.raises(DefinitionError) as error:
        load_measured.__wrapped__()
    assert {(p.file, p.line) for p in error.value.problems} == {(FILE_MEASURED, 3), (FILE_MEASURED, 4)}
