"""Communes on a store: found under an address, run one by one, passed over when nothing there has changed; here stays only what the gate has let out."""

from __future__ import annotations

import json
import os
from functools import partial

import fsspec
import pytest
from typer.testing import CliRunner

import province_runs as runs
from small_province import MONTH, figures, released, workspace
from sotay.batch import isolated, province, province_pages, province_stores, remote_lock, schedulers
from sotay.batch.province import ProvinceRun, run_here
from sotay.batch.province_stores import HERE, find_stored, run_stored
from sotay.batch.storage import NoRemoteWorkspace, StoreGone
from sotay.cli import app
from sotay.rollup.ledger import DONE, FAILED, FILE, UNCHANGED, ProvinceLedger
from sotay.rollup.province import Province, open_province


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """Locks on a store without the long breaths that real stores need."""
    monkeypatch.setattr(remote_lock, "SETTLE_SECONDS", 0.0)


@pytest.fixture
def store(tmp_path):
    """Two communes, the second with the larger exports, and a folder that is none."""
    for name, size in (("nho", 10), ("lon", 500)):
        root = workspace(tmp_path / "kho" / name, name)
        folder = root / "data" / "incoming" / MONTH / "don_vi"
        folder.mkdir(parents=True)
        (folder / "tep.xlsx").write_bytes(b"x" * size)
    (tmp_path / "kho" / "khac").mkdir()
    return tmp_path / "kho"


@pytest.fixture
def quick(monkeypatch):
    """What a fetched workspace's run is: it leaves a released month, and much that must not leave the store. The workspaces that were fetched, in their order."""
    fetched = []

    def run(place, month):
        commune = place.parameters / "commune.yml"
        given = commune.read_text(encoding="utf-8")
        fetched.append(given.split()[-1])
        for name in (f"outputs/{month}/internal/changes.csv", f"outputs/{month}/release/so/so.html", f"data/clean/a/{month}.parquet"):
            (place.root / name).parent.mkdir(parents=True, exist_ok=True)
            (place.root / name).write_text(runs.PERSON, encoding="utf-8")
        if fetched[-1] == "value":
            raise ValueError(runs.PERSON)
        released(place.root, figures(fetched[-1], fetched[-1], {"mot": 80.0}, month))
        commune.write_text(given, encoding="utf-8")
        return province.Result(DONE)

    monkeypatch.setattr(province_stores, "run_here", run)
    return fetched


def here(out):
    return sorted(p.relative_to(out).as_posix() for p in (out / HERE).rglob("*") if p.is_file())


def test_the_communes_under_an_address_are_found_with_names_and_sizes(store, tmp_path):
    places = find_stored([f"file://{store}", f"file://{store}/lon/"], MONTH, tmp_path / "ra")
    assert [(p.name, p.in_bytes) for p in places] == [("Xã lon", 500), ("Xã nho", 10)]
    assert [p.address for p in places] == [f"file://{store}/lon", f"file://{store}/nho"]


def test_an_address_without_one_is_told_without_its_password(tmp_path):
    with pytest.raises(NoRemoteWorkspace) as error:
        find_stored(["memory://toi:mat-khau@kho/trong"], MONTH, tmp_path / "ra")
    assert "memory://kho/trong" in str(error.value) and "mat-khau" not in str(error.value)


def test_each_is_run_through_this_machine_and_only_what_was_released_stays(store, tmp_path, quick):
    out = tmp_path / "ra"
    ended = ProvinceRun(find_stored([f"file://{store}"], MONTH, out), MONTH, out, run_here, 1).go()
    assert quick == ["nho", "lon"] and [(e.result, e.in_bytes, e.files) for e in ended] == [(DONE, 10, 6), (DONE, 500, 6)]
    each = ("da-chay.json", f"outputs/{MONTH}/manifest.json", f"outputs/{MONTH}/release/so/register.csv", f"outputs/{MONTH}/release/so/so-{MONTH}.zip", "parameters/commune.yml")
    assert here(out) == sorted(f"{e.workspace}/{name}" for e in ended for name in each)
    assert (store / "nho" / "data" / "clean" / "a" / f"{MONTH}.parquet").is_file(), "put back"
    assert str(store) not in (out / FILE).read_text(encoding="utf-8")
    found = open_province(MONTH, out)
    assert [p.figures.commune.id for p in found.passed] == ["lon", "nho"] and found.absent == []


def test_what_has_not_changed_on_the_store_is_not_fetched_again(store, tmp_path, quick):
    out = tmp_path / "ra"

    def again():
        quick.clear()
        return {e.name: e.result for e in ProvinceRun(find_stored([f"file://{store}"], MONTH, out), MONTH, out, run_here, 1).go()}, list(quick)

    again()
    assert again() == ({"Xã nho": UNCHANGED, "Xã lon": UNCHANGED}, [])
    (store / "nho" / "data" / "incoming" / MONTH / "don_vi" / "tep.xlsx").write_bytes(b"y" * 10)
    assert again() == ({"Xã nho": DONE, "Xã lon": UNCHANGED}, ["nho"])
    known = next((out / HERE).glob("lon-*")) / "da-chay.json"
    facts = json.loads(known.read_text(encoding="utf-8"))
    for due, fetched in (("2100-01-01", []), ("2026-09-30", ["lon"])):
        facts[MONTH]["due"] = due
        known.write_text(json.dumps(facts), encoding="utf-8")
        assert again()[1] == fetched


def test_a_failure_is_a_line_without_a_value_keeps_what_was_made_and_stops_no_other(store, tmp_path, quick):
    workspace(store / "value", "value")
    out = tmp_path / "ra"
    places = find_stored([f"file://{store}"], MONTH, out)
    ended = ProvinceRun(places, MONTH, out, run_here, 1).go()
    assert {e.name: e.result for e in ended} == {"Xã value": FAILED, "Xã nho": DONE, "Xã lon": DONE}
    assert runs.PERSON not in (out / FILE).read_text(encoding="utf-8") and (store / "value" / "outputs" / MONTH / "internal" / "changes.csv").is_file()
    assert [name for name, _ in Province(places, MONTH, out).absent] == ["Xã value"]


def test_a_store_that_does_not_answer_is_told(store, tmp_path, quick, monkeypatch):
    out = tmp_path / "ra"
    place = find_stored([f"file://{store}/nho"], MONTH, out)[0]

    class Broken(Exception):
        pass

    def gone(*words, **more):
        raise Broken(runs.PERSON)

    monkeypatch.setattr(fsspec.implementations.local.LocalFileSystem, "put_file", gone)
    ended = ProvinceRun([place], MONTH, out, run_here, 1).go()
    assert (ended[0].result, ended[0].problems) == (FAILED, (f"Kho {place.address} không trả lời đúng (Broken). Kiểm tra mạng, địa chỉ, quyền và mật khẩu của kho rồi chạy lại; phần đã ghi lên kho được giữ.",))
    monkeypatch.setattr(fsspec.implementations.local.LocalFileSystem, "isdir", gone)
    with pytest.raises(StoreGone, match="Broken"):
        find_stored([f"file://{store}/nho"], MONTH, out)


def test_the_command_takes_folders_and_addresses_together(store, tmp_path, quick, monkeypatch):
    monkeypatch.setattr(isolated, "Isolated", lambda run, look=1.0, imported=(): run)
    asked = []
    monkeypatch.setattr(province_pages, "write_rollup", lambda found: (asked.append(found), (found.out / found.month / "index.html", []))[1])
    monkeypatch.chdir(tmp_path)
    os.rename(store / "lon", tmp_path / "lon")
    monkeypatch.setattr(province, "run_here", lambda place, month, scheduler="": run_stored(place, month) if hasattr(place, "address") else province.Result(DONE))
    told = CliRunner().invoke(app, ["province", "run", "lon", f"file://{store}", MONTH])
    assert told.exit_code == 0 and "2/2 xã xong" in told.output
    alone = CliRunner().invoke(app, ["province", "run", f"file://{store}", MONTH])
    assert alone.exit_code == 0 and [f.out for f in asked] == [tmp_path / "tong-hop-tinh"] * 2
    assert [e.name for e in ProvinceLedger(tmp_path / "tong-hop-tinh" / FILE).entries if e.result == UNCHANGED] == ["Xã nho"]
    nothing = CliRunner().invoke(app, ["province", "run", f"file://{store}/khac", MONTH])
    assert nothing.exit_code == 2 and "không phải thư mục làm việc" in nothing.output


def test_on_a_cluster_each_is_one_task_and_what_it_released_is_kept_here(store, tmp_path, quick, monkeypatch):
    asked, out = [], tmp_path / "ra"
    monkeypatch.setattr(schedulers, "whole_month_on", lambda address, call: (asked.append(address), call())[1])
    ended = ProvinceRun(find_stored([f"file://{store}"], MONTH, out), MONTH, out, partial(run_here, scheduler="tcp://may:8786"), 1).go()
    assert asked == ["tcp://may:8786"] * 2 and {e.result for e in ended} == {DONE} and quick == ["nho", "lon"]
    assert [p.figures.commune.id for p in open_province(MONTH, out).passed] == ["lon", "nho"]


def test_what_is_handed_in_while_a_month_runs_is_not_taken_for_done(store, tmp_path, quick, monkeypatch):
    out, run = tmp_path / "ra", province_stores.run_here

    def during(place, month):
        (store / "nho" / "data" / "incoming" / MONTH / "don_vi" / "muon.xlsx").write_bytes(b"late")
        return run(place, month)

    monkeypatch.setattr(province_stores, "run_here", during)
    again = [run_stored(find_stored([f"file://{store}/nho"], MONTH, out)[0].workspace, MONTH).result for _ in range(2)]
    assert again == [DONE, DONE] and quick == ["nho", "nho"]
