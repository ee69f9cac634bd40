"""Many workspaces: one's failure is never another's, the failed come last, what is done is not done again, and the ledger survives a cut."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time

import pytest

import province_runs as runs
from small_province import MONTH, workspace
from sotay.batch import province
from sotay.batch.isolated import Isolated
from sotay.batch.measured import Watched
from sotay.batch.province import ProvinceRun, Result, default_jobs, duration, fair, guarded, run_here, summary_lines
from sotay.rollup.ledger import DONE, FAILED, FILE, PARTIAL, STARTED, UNCHANGED, Entry, ProvinceLedger
from sotay.rollup.places import NoWorkspace, default_out, find_places


def made(tmp_path, *names):
    for name in names:
        workspace(tmp_path / name, name)
    return find_places([tmp_path])


def export(place, size):
    folder = place.root / "data" / "incoming" / MONTH / "don_vi"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tep.xlsx").write_bytes(b"x" * size)


def entry(place, result, month=MONTH):
    return Entry("2026-09-20T00:00:00+07:00", month, f"../{place.id}", place.name, result)


def test_workspaces_are_named_or_found_right_under_a_folder_each_once(tmp_path):
    made(tmp_path, "mot", "hai")
    (tmp_path / "tong-hop-tinh").mkdir()
    assert [p.id for p in find_places([tmp_path / "mot", tmp_path])] == ["mot", "hai"]
    assert [p.name for p in find_places([tmp_path])] == ["Xã hai", "Xã mot"]
    assert default_out([tmp_path]) == default_out([tmp_path / "mot"]) == tmp_path / "tong-hop-tinh"


def test_folders_without_a_workspace_are_all_named(tmp_path):
    for name in ("trong", "khac"):
        (tmp_path / name).mkdir()
    with pytest.raises(NoWorkspace) as error:
        find_places([tmp_path / "trong", tmp_path / "khac"])
    assert "`trong`" in str(error.value) and "`khac`" in str(error.value)


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_each_failure_stays_with_its_own_workspace(tmp_path):
    places = made(tmp_path, "a_well", "definitions", "full", "killed", "left", "locked", "value", "z_well")
    ended = ProvinceRun(places, MONTH, tmp_path / "out", Isolated(runs.by_name), 4).go()
    said = {e.workspace.removeprefix("../"): (e.result, " ".join(e.problems)) for e in ended}
    assert {k: v[0] for k, v in said.items()} == {"a_well": DONE, "z_well": DONE} | dict.fromkeys(("definitions", "full", "killed", "left", "locked", "value"), FAILED)
    for kind, word in {"definitions": "units.yml", "full": "đĩa đã đầy", "killed": "tín hiệu 9", "left": "mã 3", "locked": "đang được dùng", "value": "ValueError"}.items():
        assert word in said[kind][1], kind
    assert runs.PERSON not in (tmp_path / "out" / FILE).read_text(encoding="utf-8")


FORKED = """
import json, os, sys, threading, time
from pathlib import Path
sys.path[:0] = json.loads(sys.argv[2])
import province_runs as runs
from sotay.batch.isolated import Isolated
from sotay.batch.province import ProvinceRun
from sotay.rollup.places import find_places
root = Path(sys.argv[1])
one = Isolated(runs.by_name, imported=("sotay.batch.province", "distributed"))
ended = ProvinceRun(find_places([root / "many"]), "2026-09", root / "out", one, 4).go()
endless, found = Isolated(runs.never_ends, imported=("sotay.batch.province",)), []
place = find_places([root / "one"])[0]
lane = threading.Thread(target=lambda: found.append(endless(place.workspace, "2026-09")))
lane.start()
begun = place.root / "begun"
while not begun.is_file() or not begun.read_text(encoding="utf-8"):
    time.sleep(0.05)
pid = int(begun.read_text(encoding="utf-8"))
parent = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
endless.stop()
lane.join(60)
print(json.dumps([{e.workspace.rpartition("/")[2]: [e.result, " ".join(e.problems)] for e in ended}, found[0].result, parent != os.getpid(), os.path.isdir(f"/proc/{pid}")]))
"""


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="Linux")
def test_processes_forked_from_one_that_has_imported_all_are_as_much_apart(tmp_path):
    """In a process of its own: this one's source of forked processes is for whole months."""
    made(tmp_path / "many", "a_well", "killed", "left", "value", "z_well")
    made(tmp_path / "one", "a")
    folders = json.dumps([p for p in sys.path if "tests" in p])
    ended = subprocess.run([sys.executable, "-c", FORKED, str(tmp_path), folders], capture_output=True, text=True, encoding="utf-8", timeout=240)
    assert ended.returncode == 0, ended.stderr
    said, stopped, forked, alive = json.loads(ended.stdout)
    assert {k: v[0] for k, v in said.items()} == {"a_well": DONE, "z_well": DONE} | dict.fromkeys(("killed", "left", "value"), FAILED)
    assert "tín hiệu 9" in said["killed"][1] and "mã 3" in said["left"][1] and stopped == FAILED and forked and not alive


def test_what_is_done_is_not_done_again_and_a_cut_run_goes_on(tmp_path):
    places, out = made(tmp_path, "a", "b", "c"), tmp_path / "out"

    def cut(workspace_, month):
        if workspace_.root.name == "b":
            raise KeyboardInterrupt
        return runs.quick(workspace_, month)

    with pytest.raises(KeyboardInterrupt):
        ProvinceRun(places, MONTH, out, cut, 1).go()
    last = ProvinceLedger(out / FILE).last(MONTH)
    assert {k: e.result for k, e in last.items()} == {"../a": DONE, "../b": STARTED}
    again = ProvinceRun(places, MONTH, out, runs.quick, 1)
    # The one that was under way when the run was cut may have been the reason: it comes last.
    assert [p.id for p in again.waiting] == ["a", "c", "b"]
    assert [(e.workspace, e.result) for e in again.go()] == [("../a", UNCHANGED), ("../c", DONE), ("../b", DONE)]


def test_the_smallest_come_first_and_the_failed_last(tmp_path):
    places = made(tmp_path, "large", "small", "failed", "middle")
    for place, size in zip(places, (1, 300, 200, 100), strict=True):
        export(place, size if place.id != "small" else 10)
    ledger = ProvinceLedger(tmp_path / "out" / FILE)
    ledger.add(entry(places[0], FAILED))
    ledger.add(entry(places[1], FAILED, "2026-08"))
    assert places[0].id == "failed" and [p.id for p in fair(places, MONTH, tmp_path / "out", ledger)] == ["small", "middle", "large", "failed"]


def test_no_more_run_at_once_than_asked(tmp_path):
    places, running, most, lock = made(tmp_path, *"abcdefghi"), 0, 0, threading.Lock()
    together = threading.Barrier(3)

    def count(workspace_, month):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        # Each waits until three are under way: fewer at once would never end, more would be counted.
        together.wait(timeout=60)
        time.sleep(0.01)
        with lock:
            running -= 1
        return Result(DONE)

    told = []
    ended = ProvinceRun(places, MONTH, tmp_path / "out", count, 3).go(lambda done, of, what: told.append((done, of, what)))
    assert most == 3 and len(ended) == 9
    assert told[0][:2] == (0, 9) and told[-1] == (9, 9, "") and any(what.startswith("còn khoảng ") and "; đang chạy Xã " in what for _, _, what in told)


def test_a_cluster_leads_as_many_at_once_as_it_has_places_if_memory_holds_them(monkeypatch):
    monkeypatch.setattr(province, "BYTES_LED", 1)
    assert default_jobs(500) == 500
    if os.path.isfile("/proc/meminfo"):
        monkeypatch.setattr(province, "BYTES_LED", 1 << 60)
        assert default_jobs(500) == 1


def test_a_month_without_exports_and_measures_of_what_ran(tmp_path):
    place = made(tmp_path, "a")[0]
    result = guarded(run_here, place.workspace, MONTH)
    assert (result.result, result.problems) == (FAILED, ("chưa có tệp của tháng 2026-09: đặt vào data/incoming/2026-09/<đơn vị>/",))
    export(place, 7)
    ended = ProvinceRun([place], MONTH, tmp_path / "out", runs.quick, 1).go()[0]
    left = [p for p in place.workspace.outputs(MONTH).rglob("*") if p.is_file()]
    assert (ended.in_bytes, ended.files, ended.out_bytes) == (7, len(left), sum(p.stat().st_size for p in left))


def test_a_line_cut_short_is_no_entry_and_the_next_one_is_whole(tmp_path):
    path = tmp_path / FILE
    place = made(tmp_path, "a")[0]
    ProvinceLedger(path).add(entry(place, DONE))
    path.write_bytes(path.read_bytes() + b'{"time": "2026')
    ledger = ProvinceLedger(path)
    assert [e.result for e in ledger.entries] == [DONE]
    ledger.add(entry(place, PARTIAL))
    assert [e.result for e in ProvinceLedger(path).entries] == [DONE, PARTIAL]
    assert [json.loads(line)["result"] for line in path.read_text(encoding="utf-8").splitlines() if line.endswith("}")] == [DONE, PARTIAL]


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="Linux")
def test_stopping_ends_the_processes_under_way(tmp_path):
    place, one, found = made(tmp_path, "a")[0], Isolated(runs.never_ends), []
    lane = threading.Thread(target=lambda: found.append(one(place.workspace, MONTH)))
    lane.start()
    begun = place.root / "begun"
    while not begun.is_file() or not begun.read_text(encoding="utf-8"):
        time.sleep(0.05)
    one.stop()
    lane.join(timeout=60)
    pid = int(begun.read_text(encoding="utf-8"))
    assert not lane.is_alive() and found[0].result == FAILED and not os.path.isdir(f"/proc/{pid}")
    assert found[0].peak_bytes > 0 and found[0].cpu_seconds is not None
    assert one(place.workspace, MONTH).problems == ("đã dừng theo yêu cầu",)


def test_the_table_at_the_end_counts_and_gives_reasons(tmp_path):
    places = made(tmp_path, "a", "b", "c")
    lines = summary_lines([Entry("", MONTH, f"../{p.id}", p.name, r, why, seconds=70.0) for p, r, why in zip(places, (FAILED, DONE, UNCHANGED), (("thiếu bộ nhớ", "hai", "ba", "bốn"), (), ()), strict=True)], MONTH)
    assert lines[0] == "Tháng 09/2026: 2/3 xã xong (1 vừa chạy, 1 không đổi), 0 xã có vấn đề, 1 xã chưa xong."
    assert [line.split()[1] for line in lines[1:4]] == ["b", "c", "a"] and lines[4:] == ["      thiếu bộ nhớ", "      hai", "      ba", "      và 1 điều khác (xem so-chay.jsonl)"]
    assert [duration(s) for s in (0.2, 89, 90, 5400, 11100)] == ["1 giây", "89 giây", "2 phút", "1 giờ 30 phút", "3 giờ 05 phút"]




@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="Linux")
def test_what_a_process_and_its_children_use_is_added_up():
    work = "import time; held = bytearray(60_000_000); end = time.process_time() + 0.4\nwhile time.process_time() < end: pass"
    ended = "\nprint('done', flush=True); input()"
    parent = subprocess.Popen([sys.executable, "-c", f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {work + ended!r}], stdin=0)\n{work}{ended}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert [parent.stdout.readline().strip() for _ in range(2)] == [b"done", b"done"]
    watched = Watched(parent.pid)
    watched.look()
    parent.communicate(b"\n\n")
    assert watched.cpu_seconds >= 0.8 and watched.peak_bytes > 120_000_000
    # What has ended stays counted.
    watched.look()
    assert watched.cpu_seconds >= 0.8
