"""`sotay province run`: the last word is the month; exit code and messages."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

import province_runs as runs
from small_province import MONTH, workspace
from sotay.batch import isolated, province, province_pages, schedulers
from sotay.cli import app
from sotay.rollup.ledger import FILE


def call(*words):
    return CliRunner().invoke(app, ["province", "run", *map(str, words)])


@pytest.fixture
def rolled_up(monkeypatch):
    """Without the pages and without a process for each workspace, which have tests of their own."""
    monkeypatch.setattr(isolated, "Isolated", lambda run, look=1.0, imported=(): run)
    asked = []
    monkeypatch.setattr(province_pages, "write_rollup", lambda found: (asked.append(found), (found.out / found.month / "index.html", []))[1])
    return asked


def test_a_scheduler_s_address_reaches_every_workspace(tmp_path, monkeypatch, rolled_up):
    asked = []
    monkeypatch.setattr(schedulers, "places_on", lambda address: 2)
    monkeypatch.setattr(province, "run_here", lambda workspace_, month, scheduler="": (asked.append((workspace_.root.name, scheduler)), province.Result("done"))[1])
    for name in ("a", "b"):
        workspace(tmp_path / name, name)
    assert call(tmp_path, MONTH, "--scheduler", "tcp://127.0.0.1:8786").exit_code == 0
    assert sorted(asked) == [("a", "tcp://127.0.0.1:8786"), ("b", "tcp://127.0.0.1:8786")]


def test_a_scheduler_out_of_reach_is_told_before_any_work_and_one_lost_ends_the_run(tmp_path, monkeypatch, rolled_up):
    monkeypatch.setattr(schedulers, "CONNECT_SECONDS", "1s")
    for name in "abc":
        workspace(tmp_path / name, name)
    told = call(tmp_path, MONTH, "--scheduler", "tcp://127.0.0.1:9")
    assert told.exit_code == 1 and "Không kết nối được bộ lập lịch Dask ở tcp://127.0.0.1:9" in told.output and not (tmp_path / "tong-hop-tinh" / FILE).exists()

    def lost(workspace_, month, scheduler=""):
        raise schedulers.SchedulerGone("Mất kết nối với bộ lập lịch.")

    monkeypatch.setattr(schedulers, "places_on", lambda address: 2)
    monkeypatch.setattr(province, "run_here", lost)
    told = call(tmp_path, MONTH, "--scheduler", "tcp://127.0.0.1:9", "--jobs", "1")
    assert told.exit_code == 1 and "0/3 xã xong" in told.output and "Mất kết nối" in told.output and "2 xã chưa bắt đầu" in told.output


@pytest.mark.parametrize(("words", "said"), [(["2026-09"], "Thiếu tham số"), (["mot", "2026-9"], "không phải tháng"), (["khong_co", MONTH], "`khong_co`")])
def test_wrong_use_is_told_before_any_work(tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    workspace(tmp_path / "mot", "Một")
    told = call(*words)
    assert told.exit_code == 2 and said in told.output and not (tmp_path / "tong-hop-tinh").exists()


def test_all_done_is_0_and_again_unchanged(tmp_path, monkeypatch, rolled_up):
    workspace(tmp_path / "mot", "Một")
    workspace(tmp_path / "hai", "Hai")
    monkeypatch.setattr(province, "run_here", runs.quick)
    first, second = call(tmp_path, MONTH, "--jobs", 2), call(tmp_path / "mot", tmp_path / "hai", MONTH, "--out", tmp_path / "tong-hop-tinh")
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert "2/2 xã xong (2 vừa chạy, 0 không đổi)" in first.output and "2/2 xã xong (0 vừa chạy, 2 không đổi)" in second.output
    assert [p.id for p in rolled_up[0].places] == ["hai", "mot"] and rolled_up[0].out == tmp_path / "tong-hop-tinh"


def test_one_failure_is_1_with_its_reason_and_the_roll_up_is_made(tmp_path, monkeypatch, rolled_up):
    for name in ("a", "value"):
        workspace(tmp_path / name, name.upper())
    monkeypatch.setattr(province, "run_here", runs.by_name)
    told = call(tmp_path, MONTH, "--out", tmp_path / "ra")
    assert told.exit_code == 1 and "1/2 xã xong" in told.output and "lỗi ValueError" in told.output and runs.PERSON not in told.output
    assert len(rolled_up) == 1 and (tmp_path / "ra" / FILE).is_file()


def test_a_folder_of_results_that_cannot_be_written_is_told(tmp_path, rolled_up):
    workspace(tmp_path / "mot", "Một")
    (tmp_path / "tep").write_text("x", encoding="utf-8")
    told = call(tmp_path / "mot", MONTH, "--out", tmp_path / "tep")
    assert told.exit_code == 1 and "`tep`" in told.output and "--out" in told.output


def test_a_second_run_of_the_same_province_is_told_to_wait(tmp_path, rolled_up):
    workspace(tmp_path / "mot", "Một")
    with province.alone(tmp_path / "tong-hop-tinh"):
        told = call(tmp_path, MONTH)
    assert told.exit_code == 1 and "đang ghi kết quả" in told.output and rolled_up == [] and not (tmp_path / "tong-hop-tinh" / FILE).exists()
