"""A workspace on a store is fetched, run and put back: days of handing in and results go along, later months and other folders do not."""

from __future__ import annotations

import os

import pytest
from fsspec.implementations.local import LocalFileSystem

from sotay.batch.ledger import NAME
from sotay.batch.remote import NoRemoteWorkspace, fetched

MONTH = "2026-09"


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
