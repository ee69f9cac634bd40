"""What waits in internal/made goes to readers only through the gate; until it has, they keep what the run before gave them."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from sotay.definitions.beside import can_fork
from sotay.definitions.handed import PROCESSORS
from sotay.definitions.models.dataset import Column
from sotay.definitions.workspace import Workspace
from sotay.privacy.gate.scan import leaks
from sotay.privacy.gate.watchlist import NAME, Watchlist
from sotay.publish import holding, searching
from sotay.publish.holding import Gate

MONTH, CITIZEN = "2026-09", "Nông Thị Bích Liên"


@pytest.fixture
def workspace(tmp_path, monkeypatch) -> Workspace:
    watch = Watchlist()
    watch.add(Column(name="ten", title="Tên", type="name", source="x"), [CITIZEN])
    monkeypatch.setattr(holding, "watchlist", lambda *given: watch)
    return Workspace(tmp_path)


def gate(workspace: Workspace) -> Gate:
    return Gate(workspace, SimpleNamespace(month=MONTH, exports=[], checked=SimpleNamespace(frames={}), registry=None))


def made(workspace: Workspace, **files: str) -> None:
    """Files by name with "__" for "/" and "_html" for ".html"; an empty text takes one away."""
    for name, text in files.items():
        path = workspace.made(MONTH) / name.replace("__", "/").replace("_html", ".html").replace("_csv", ".csv")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8") if text else path.unlink()


def readers(workspace: Workspace) -> dict[str, str]:
    root = workspace.outputs(MONTH)
    return {p.relative_to(root).as_posix(): p.read_text(encoding="utf-8") for p in sorted(root.rglob("*")) if p.is_file() and p.relative_to(root).parts[0] != "internal"}


def test_only_what_passes_is_given_to_readers_and_what_waits_stays(workspace):
    made(workspace, reports__a_html="một", reports__b_html=f"của {CITIZEN.upper()}", reports__nhac__x_html="nhắc")
    assert list(gate(workspace).let_out()) == ["reports/b.html"]
    assert readers(workspace) == {"reports/a.html": "một", "reports/nhac/x.html": "nhắc"}
    assert (workspace.internal(MONTH) / "held" / "reports" / "b.html").is_file() and (workspace.made(MONTH) / "reports" / "b.html").is_file()


@pytest.mark.parametrize("processors", ["1", "2"])
def test_many_files_are_searched_side_by_side_with_the_same_end(workspace, monkeypatch, processors):
    monkeypatch.setenv(PROCESSORS, processors)
    monkeypatch.setattr(searching, "_WORTH_BYTES", 100)
    looked = []
    monkeypatch.setattr(searching, "leaks", lambda *given: looked.append(os.getpid()) or leaks(*given))
    made(workspace, **{f"reports__{n}_html": f"số {n} " + (CITIZEN if n % 3 == 0 else "không") * (n + 1) for n in range(9)})
    assert sorted(gate(workspace).let_out()) == ["reports/0.html", "reports/3.html", "reports/6.html"]
    assert len(readers(workspace)) == 6
    # Searched by copies, nothing is left to this process.
    assert len(looked) == (9 if processors == "1" or not can_fork() else 0)
    # What has passed is not searched again.
    looked.clear()
    gate(workspace).let_out()
    assert len(looked) <= 3
    told = (workspace.internal(MONTH) / "gate.csv").read_text(encoding="utf-8-sig")
    assert told.count("reports/") == 3 and f"reports/6.html,{NAME},7" in told


def test_what_was_searched_ahead_is_not_searched_again_and_nothing_is_let_out_by_it(workspace, monkeypatch):
    looked = []
    monkeypatch.setattr(searching, "leaks", lambda *given: looked.append(given[1].decode()) or leaks(*given))
    made(workspace, reports__a_html="một trang", reports__b_html=f"của {CITIZEN}", reports__c_html="trang ba")
    (workspace.outputs(MONTH) / "release").mkdir(parents=True)
    ahead = gate(workspace)
    ahead.look_ahead(lambda: len(looked) == 2)
    assert looked == ["một trang", "của Nông Thị Bích Liên"]
    ahead.look_ahead()
    assert sorted(looked) == ["của Nông Thị Bích Liên", "một trang", "trang ba"]
    # Only what has come since is read the next time.
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", lambda path: pytest.fail(path.name))
        ahead.look_ahead()
    assert readers(workspace) == {} and (workspace.outputs(MONTH) / "release").is_dir() and not workspace.internal(MONTH).joinpath("gate.json").exists()
    # Finished, or changed, after that.
    looked.clear()
    made(workspace, reports__c_html=f"nay của {CITIZEN}", reports__d_html="trang bốn")
    assert sorted(ahead.let_out()) == ["reports/b.html", "reports/c.html"]
    assert sorted(looked) == ["nay của Nông Thị Bích Liên", "trang bốn"]
    assert sorted(readers(workspace)) == ["reports/a.html", "reports/d.html"] and not (workspace.outputs(MONTH) / "release").exists()


def test_a_file_that_goes_while_it_is_searched_ahead_stops_nobody(workspace, monkeypatch):
    made(workspace, reports__a_html="một trang", reports__b_html="hai")
    ahead = gate(workspace)
    files = holding._files
    with monkeypatch.context() as patch:
        patch.setattr(holding, "_files", lambda folder: [*files(folder), folder / "reports" / "gone.html"])
        ahead.look_ahead()
    assert ahead.let_out() == {} and sorted(readers(workspace)) == ["reports/a.html", "reports/b.html"]


def test_readers_keep_the_last_run_s_files_until_the_gate_is_asked(workspace):
    made(workspace, reports__a_html="một", reports__b_html="hai")
    gate(workspace).let_out()
    made(workspace, reports__a_html=f"một, {CITIZEN}", reports__b_html="hai mới")
    # A run that is broken off here has shown nobody anything.
    assert readers(workspace) == {"reports/a.html": "một", "reports/b.html": "hai"}
    assert list(gate(workspace).let_out()) == ["reports/a.html"]
    assert readers(workspace) == {"reports/b.html": "hai mới"}


def test_a_report_that_is_not_made_any_more_is_taken_away_and_an_unchanged_one_is_not_touched(workspace):
    made(workspace, reports__a_html="một", reports__b_html="hai")
    gate(workspace).let_out()
    path = workspace.outputs(MONTH) / "reports" / "a.html"
    before = path.stat().st_ino, path.stat().st_mtime_ns
    made(workspace, reports__b_html="")
    assert gate(workspace).let_out() == {} and readers(workspace) == {"reports/a.html": "một"}
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == before


def test_a_dataset_goes_out_as_a_whole_or_not_at_all(workspace):
    made(workspace, open_data__x__data_csv=CITIZEN, open_data__x__about_csv="mô tả", open_data__y__data_csv="1")
    assert sorted(gate(workspace).let_out()) == ["open_data/x/about.csv", "open_data/x/data.csv"]
    assert readers(workspace) == {"open_data/y/data.csv": "1"}
    made(workspace, open_data__y__data_csv="")
    gate(workspace).let_out()
    assert readers(workspace) == {} and not (workspace.outputs(MONTH) / "open_data").exists()


def test_what_somebody_put_beside_them_is_searched_too(workspace):
    made(workspace, reports__a_html="một")
    asked = gate(workspace)
    asked.let_out()
    (workspace.outputs(MONTH) / "ghi chú.txt").write_text(f"hỏi lại {CITIZEN}", encoding="utf-8")
    assert list(asked.hold_back(asked.outgoing())) == ["ghi chú.txt"]
    assert readers(workspace) == {"reports/a.html": "một"}


@pytest.mark.parametrize(("text", "stays"), [("mục lục mới", {"index.html": "mục lục mới"}), (f"của {CITIZEN}", {})])
def test_the_index_takes_its_place_only_when_it_passes(workspace, text, stays):
    root = workspace.outputs(MONTH)
    root.mkdir(parents=True)
    (root / "index.html").write_text("mục lục cũ", encoding="utf-8")
    (root / "index.html.part").write_text(text, encoding="utf-8")
    held = gate(workspace).replace(root / "index.html.part", "index.html")
    assert readers(workspace) == stays and list(held) == ([] if stays else ["index.html"])


def test_the_gate_s_list_tells_file_kind_and_count_and_no_value(workspace):
    made(workspace, reports__a_html=f"{CITIZEN}, {CITIZEN}")
    gate(workspace).let_out()
    text = (workspace.internal(MONTH) / "gate.csv").read_text(encoding="utf-8-sig")
    assert list(csv.reader(text.splitlines())) == [["file", "kind", "count", "why"], ["reports/a.html", "họ tên", "2", ""]] and CITIZEN not in text


def test_what_waits_lies_under_internal_and_other_months_are_as_ever(tmp_path):
    waiting = Workspace(tmp_path).waiting(MONTH)
    assert waiting.outputs(MONTH) == Path(tmp_path) / "outputs" / MONTH / "internal" / "made"
    assert waiting.internal(MONTH) == Workspace(tmp_path).internal(MONTH) and waiting.outputs("2026-08") == Workspace(tmp_path).outputs("2026-08")
