"""A workspace on a store is fetched, run and put back: days of handing in and results go along, later months and other folders do not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile

import pytest
from fsspec.implementations.local import LocalFileSystem

from sotay.batch import remote_lock
from sotay.batch.ledger import NAME
from sotay.batch.lock import Locked, who_holds
from sotay.batch.remote import fetched, reached
from sotay.batch.storage import NoRemoteWorkspace, StoreGone, storage_words

MONTH = "2026-09"


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """Locks on a store without the long breaths that real stores need."""
    for name, seconds in (("SETTLE_SECONDS", 0.0), ("BEAT_SECONDS", 0.1)):
        monkeypatch.setattr(remote_lock, name, seconds)


@pytest.fixture
def store(tmp_path):
    for name in ("parameters/commune.yml", "data/incoming/2026-08/x/a.csv", "data/incoming/2026-09/x/b.csv", "data/incoming/2026-10/x/c.csv", "data/clean/t/2026-08.parquet", "data/clean/t/2026-10.parquet",
                 "outputs/2026-09/old.html", f"outputs/2026-09/internal/{NAME}", "outputs/2026-10/index.html", "private/letter.txt"):
        (tmp_path / "xa" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "xa" / name).write_text(name, encoding="utf-8")
        os.utime(tmp_path / "xa" / name, (1_790_000_000, 1_790_000_000))
    return tmp_path / "xa"


def names(root):
    return sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())


def test_what_the_month_needs_is_fetched_with_the_day_it_was_handed_in(store):
    with fetched(f"file://{store}", MONTH) as place:
        assert names(place.root) == ["data/clean/t/2026-08.parquet", "data/incoming/2026-08/x/a.csv", "data/incoming/2026-09/x/b.csv", f"outputs/2026-09/internal/{NAME}", "outputs/2026-09/old.html", "parameters/commune.yml"]
        assert (place.incoming / MONTH / "x" / "b.csv").stat().st_mtime == 1_790_000_000


def test_what_changed_is_put_back_the_ledger_last_and_exports_never(store, monkeypatch):
    put = []
    monkeypatch.setattr(LocalFileSystem, "put_file", lambda self, here, there, **kw: (put.append(there), os.makedirs(os.path.dirname(there), exist_ok=True), open(there, "wb").write(open(here, "rb").read())))
    before = names(store)
    with fetched(f"file://{store}", MONTH) as place:
        (place.outputs(MONTH) / "zz.html").write_text("new", encoding="utf-8")
        (place.internal(MONTH) / NAME).write_text("longer", encoding="utf-8")
        (place.outputs(MONTH) / "old.html").unlink()
        (place.outputs(MONTH) / "half.html.part").write_text("half", encoding="utf-8")
        (place.incoming / MONTH / "x" / "b.csv").write_text("not ours to change", encoding="utf-8")
    assert [p.rpartition("/")[2] for p in put] == ["zz.html", NAME]
    assert names(store) == sorted([*(n for n in before if n != "outputs/2026-09/old.html"), "outputs/2026-09/zz.html"])
    assert (store / "data/incoming/2026-09/x/b.csv").read_text(encoding="utf-8") == "data/incoming/2026-09/x/b.csv"


def test_what_was_finished_before_a_failure_is_kept(store):
    with pytest.raises(OSError, match="full"), fetched(f"file://{store}", MONTH) as place:
        (place.outputs(MONTH) / "a.html").write_text("new", encoding="utf-8")
        raise OSError(28, "full")
    assert (store / "outputs/2026-09/a.html").read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize(("address", "said"), [("file:///nowhere/at/all", "không có data/ hay parameters/"), ("nosuch://x/y", "địa chỉ sai")])
def test_an_address_without_a_workspace_is_told(address, said):
    with pytest.raises(NoRemoteWorkspace, match=said), fetched(address, MONTH):
        raise AssertionError


def test_what_a_broken_off_run_left_on_this_machine_is_cleared_away_and_what_is_in_use_is_not(store, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tam"))
    (tmp_path / "tam" / "sotay-kho-cu" / "xa" / "data").mkdir(parents=True)
    (tmp_path / "tam" / "sotay-kho-cu" / ".in-use").touch()
    shutil.copytree(store, tmp_path / "xb")
    with fetched(f"file://{store}", MONTH) as first, fetched(f"file://{tmp_path / 'xb'}", MONTH) as second:
        assert first.root != second.root and first.parameters.is_dir()
        assert sorted(p.name for p in (tmp_path / "tam").iterdir()) == sorted(p.root.parent.name for p in (first, second))
    assert list((tmp_path / "tam").iterdir()) == []


class Odd(Exception):
    """What a store's own package may raise; its text may hold anything."""


@pytest.mark.parametrize(("raised", "said"), [(Odd("bi mat"), "không trả lời đúng (Odd)"), (PermissionError(13, "bi mat"), "không cho đọc hoặc ghi"), (ConnectionError("bi mat"), "không trả lời đúng (ConnectionError)")])
def test_a_store_out_of_reach_is_told_without_a_password(raised, said):
    with pytest.raises(StoreGone) as error, reached("sftp://toi:mat-khau@may/xa"):
        raise raised
    assert f"Kho sftp://may/xa {said}" in str(error.value) == storage_words(error.value) and not {"bi mat", "mat-khau"} & set(str(error.value).split())
    with pytest.raises(OSError) as full, reached("file:///xa"):
        raise OSError(28, "full")
    assert storage_words(full.value).startswith("đĩa đã đầy")


def lock_of(store):
    return store / remote_lock.FILE


def left_behind(store, **facts):
    lock_of(store).write_text(json.dumps(who_holds("sotay run 2026-08") | {"token": "a", "beat": 4} | facts), encoding="utf-8")


def test_the_second_run_on_a_store_is_told_who_holds_it(store, monkeypatch):
    monkeypatch.setattr(remote_lock, "BEATS", 600)
    with fetched(f"file://{store}", MONTH) as first:
        with pytest.raises(Locked, match=rf"sotay run {MONTH}, tiến trình {os.getpid()} "), fetched(f"file://{store}", MONTH):
            raise AssertionError
        (first.outputs(MONTH) / "a.html").write_text("new", encoding="utf-8")
        assert lock_of(store).is_file() and not (first.root / remote_lock.FILE).exists()
    assert not lock_of(store).exists() and (store / "outputs" / MONTH / "a.html").is_file()


@pytest.mark.skipif(os.name != "posix", reason="processes are asked for by signal")
def test_what_a_dead_run_of_this_machine_holds_is_taken_at_once(store, monkeypatch):
    monkeypatch.setattr(remote_lock, "_beats", lambda read, before: pytest.fail("waited for"))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left_behind(store, pid=gone.pid)
    with fetched(f"file://{store}", MONTH):
        assert json.loads(lock_of(store).read_text(encoding="utf-8"))["pid"] == os.getpid()


@pytest.mark.parametrize("content", [None, b"", b"[1]"])
def test_what_nobody_renews_is_taken_whoever_wrote_it(store, content):
    left_behind(store, host="may-khac")
    if content is not None:
        lock_of(store).write_bytes(content)
    with fetched(f"file://{store}", MONTH):
        assert json.loads(lock_of(store).read_text(encoding="utf-8"))["what"] == f"sotay run {MONTH}"


def test_of_two_that_come_at_one_moment_the_later_has_it(store, monkeypatch):
    monkeypatch.setattr(remote_lock.time, "sleep", lambda seconds: left_behind(store, host="may-khac"))
    with pytest.raises(Locked, match="trên máy may-khac"), fetched(f"file://{store}", MONTH):
        raise AssertionError
    assert lock_of(store).is_file(), "the other's"
