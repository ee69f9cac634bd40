"""What a book reads and notes of a month: each table once, whoever asks; no more rows and columns than were asked for; nothing of one asker's changes in the next one's."""

from __future__ import annotations

import dataclasses
import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from sotay import traces
from sotay.book import Book
from sotay.book import rows as book_rows
from sotay.checks import store
from sotay.definitions import handed
from sotay.definitions.registry import load_registry
from sotay.definitions.workspace import Workspace, clean_path
from sotay.privacy.masking import mask, personal_fields
from sotay.traces import Contents, reads_of

PARAMETERS = Path(__file__).resolve().parents[1] / "parameters"
MONTH, BEFORE, TABLE = "2026-09", "2026-08", "khai_sinh"
INTAKE = "unit,file,sheet,dataset,header_row,first_row,last_row,rows_read,rows_accepted,rows_quarantined,rows_not_data,status,note\r\n"
LINES = {
    "khai_sinh": "vp_hdnd_ubnd,a.csv,,khai_sinh,1,2,4,3,3,0,0,accepted,\r\n",
    "khai_tu": "vp_hdnd_ubnd,b.csv,,khai_tu,1,2,3,2,2,0,0,accepted,\r\n",
    "ket_hon": "vp_hdnd_ubnd,c.csv,,khai_sinh,1,2,3,2,2,0,0,accepted,\r\n",
}


@pytest.fixture(scope="module")
def registry():
    return load_registry(PARAMETERS)


@pytest.fixture
def workspace(tmp_path, registry) -> Workspace:
    """Two months of one table, and the intake of the second: two files of one dataset with another's between them."""
    place = Workspace(tmp_path)
    for month, names in ((BEFORE, ["Lê Thị Ba"]), (MONTH, ["Trần Văn Hai", None, "Trần Văn Hai"])):
        path = clean_path(place.clean, registry.tables[TABLE].dataset.id, TABLE, month)
        path.parent.mkdir(parents=True, exist_ok=True)
        (place.incoming / month).mkdir(parents=True)
        stored = pd.DataFrame({"so": [str(n) for n in range(len(names))], "ho_ten": pd.Series(names, dtype="str"), "que_quan": pd.Series([None] * len(names), dtype="str"), "_row": range(2, 2 + len(names))})
        stored.to_parquet(path, index=False)
    (place.internal(MONTH)).mkdir(parents=True)
    (place.internal(MONTH) / "intake.csv").write_bytes((INTAKE + "".join(LINES.values())).encode("utf-8-sig"))
    (place.internal(MONTH) / "covered.csv").write_bytes("label,shown\r\n".encode("utf-8-sig"))
    return place


@pytest.fixture
def book(workspace, registry) -> Book:
    opened = Book(workspace, MONTH)
    opened.registry = registry
    return opened


@pytest.fixture
def noted(tmp_path, monkeypatch):
    """What is noted as read from here on."""
    monkeypatch.setenv(traces.READS, str(tmp_path / "reads"))
    traces.note.cache_clear()
    yield lambda: reads_of(tmp_path / "reads")
    traces.note.cache_clear()


@pytest.fixture
def opened(monkeypatch) -> list[Path]:
    """Files of the clean store that are opened, one after the other."""
    seen, real = [], store.pq.ParquetFile
    monkeypatch.setattr(store.pq, "ParquetFile", lambda path: seen.append(path) or real(path))
    return seen


def test_stored_rows_are_read_once_and_each_asker_has_their_own(book, opened):
    first = book.load(TABLE)
    first["so"] = "x"
    del first["ho_ten"]
    again = book.load(TABLE)
    assert again["so"].tolist() == ["0", "1", "2"] and "ho_ten" in again
    assert len(opened) == 1
    assert book.over_months(TABLE)["so"].tolist() == ["0", "0", "1", "2"]
    assert len(opened) == 2


def test_rows_that_are_too_many_to_keep_are_read_again_and_are_the_same(book, opened, monkeypatch):
    kept = book.load(TABLE)
    monkeypatch.setattr(book_rows, "MOST_CELLS", 0)
    other = Book(book.workspace, MONTH)
    other.registry = book.registry
    for _ in range(2):
        pd.testing.assert_frame_equal(other.load(TABLE), kept)
    assert len(opened) == 3


@pytest.mark.parametrize("loaded_before", [False, True])
def test_columns_of_all_months_are_those_of_the_whole_rows(book, loaded_before):
    if loaded_before:
        book.load(TABLE)
    found = book.over_months(TABLE, ["ho_ten", "khong_co"])
    pd.testing.assert_frame_equal(found, book.over_months(TABLE)[["ho_ten", "thang"]])
    assert book.over_months(TABLE, [])["thang"].tolist() == [BEFORE, MONTH, MONTH, MONTH]


def test_columns_of_a_table_that_never_came(book):
    assert list(book.over_months("khai_tu", ["thang"]).columns) == ["thang"] and book.over_months("khai_tu", []).empty


def test_a_mask_keeps_what_is_missing_and_what_is_equal(registry):
    table = registry.tables[TABLE].table
    name, other = personal_fields(table)[:2]
    rows = pd.DataFrame({name: pd.Series(["An", None, "Bình", "An"], dtype="str"), other: pd.Series([None] * 4, dtype="str")})
    masked = mask(rows, table, b"key")
    one, none, two, three = masked[name]
    assert one == three != two and pd.isna(none) and one.startswith("ẩn-") and len(one) == len("ẩn-") + 10
    assert masked[other].isna().all() and masked[other].dtype == rows[other].dtype
    assert rows[name].tolist()[0] == "An"


def test_rows_of_datasets_stand_in_the_tables_order(book):
    assert book.part("intake", ["khai_tu"])["file"].tolist() == ["b.csv"]
    assert book.part("intake", ["khai_tu", "khai_sinh"])["file"].tolist() == ["a.csv", "b.csv", "c.csv"]
    assert book.part("intake", ["khai_sinh", "khai_sinh"])["file"].tolist() == ["a.csv", "c.csv"]
    assert book.part("intake", ["khong_co"]).empty and list(book.part("intake", []).columns) == list(book.intake.columns)


def test_only_the_columns_asked_for_count_as_read(book, noted):
    told = book.part("intake", ["khai_sinh"], ("unit", "rows_accepted"))
    assert list(told.columns) == ["unit", "rows_accepted"]
    assert list(book.part("intake", None, ("file",)).columns) == ["file"]
    assert [n for n in noted() if "/covered/" not in n] == [f"{MONTH}/intake:file/*", f"{MONTH}/intake:rows_accepted,unit/khai_sinh"]


@pytest.mark.parametrize(("before", "after", "changed"), [
    ("4,3,3,0,0", "4,3,2,1,0", {"intake/khai_sinh", "intake/*", "intake:rows_accepted,unit/khai_sinh", "intake:rows_accepted,unit/*"}),
    ("4,3,3,0,0", "5,4,3,0,1", {"intake/khai_sinh", "intake/*"}),
    ("3,2,2,0,0,accepted,\r\nvp_hdnd_ubnd,c", "3,2,1,1,0,accepted,\r\nvp_hdnd_ubnd,c", {"intake/*", "intake:rows_accepted,unit/*"}),
])
def test_a_change_is_seen_by_whoever_read_the_columns(workspace, before, after, changed):
    names = [f"{table}/{part}" for table in ("intake", "intake:rows_accepted,unit", "intake:file") for part in ("khai_sinh", "*")]
    then = {n: Contents(workspace).digest(f"{MONTH}/{n}") for n in names}
    path = workspace.internal(MONTH) / "intake.csv"
    text = path.read_bytes().decode("utf-8-sig")
    assert text.count(before) == 1
    path.write_bytes(text.replace(before, after).encode("utf-8-sig"))
    now = Contents(workspace)
    assert {n for n in names if now.digest(f"{MONTH}/{n}") != then[n]} == changed


HANDED = "dataset,unit,due,handed_in,days_late,status,files,rows,note\r\nkhai_sinh,vp_hdnd_ubnd,2026-09-20,2026-09-18 08:00:00,0,on_time,1,3,\r\nkhai_tu,vp_hdnd_ubnd,2026-09-20,,,missing,0,0,\r\n"
SCORES = ("month,indicator,measure,scope,scope_id,numerator,denominator,value,target,status\r\n2026-09,ty_le_so_hoa,tong,commune,son_hai,,,70.0,80.0,chua_dat\r\n"
          "2026-09,ty_le_so_hoa,tong,dataset,khai_sinh,,,71.0,80.0,chua_dat\r\n2026-09,ket_noi_chia_se,tong,commune,son_hai,,,72.0,80.0,chua_dat\r\n")


@pytest.mark.parametrize(("table", "content", "before", "after", "changed"), [
    ("submissions", HANDED, "09-18 08:00", "09-19 09:00", {"status=on_time", "khai_sinh", "*"}),
    ("submissions", HANDED, "09-18 08:00:00,0,on_time", "09-21 08:00:00,2,late", {"status=on_time", "status=late", "khai_sinh", "*"}),
    ("submissions", HANDED, ",,,missing", ",,,pending", {"status=missing", "khai_tu", "*"}),
    ("submissions", HANDED, "09-18 08:00:00", "09-18 17:30:00", set()),
    ("scores", SCORES, "71.0", "69.0", {"ty_le_so_hoa/dataset", "*"}),
    ("scores", SCORES, "70.0", "69.0", {"ty_le_so_hoa/commune", "*"}),
])
def test_what_is_read_of_a_state_or_a_scope_stays_when_another_changes(workspace, table, content, before, after, changed):
    path = workspace.internal(MONTH) / f"{table}.csv"
    path.write_bytes(content.encode("utf-8-sig"))
    parts = ("status=on_time", "status=late", "status=missing", "khai_sinh", "khai_tu", "*") if table == "submissions" else ("ty_le_so_hoa/commune", "ty_le_so_hoa/dataset", "ket_noi_chia_se/commune", "*")
    then = {p: Contents(workspace).digest(f"{MONTH}/{table}/{p}") for p in parts}
    assert content.count(before) == 1
    path.write_bytes(content.replace(before, after).encode("utf-8-sig"))
    now = Contents(workspace)
    assert {p for p in parts if now.digest(f"{MONTH}/{table}/{p}") != then[p]} == changed


@pytest.mark.parametrize(("before", "after", "changed"), [("70.0", "69.0", False), ("70.0", "", True), ("71.0", "", False)])
def test_whether_there_is_a_value_stays_when_the_value_changes(workspace, book, noted, before, after, changed):
    path = workspace.internal(MONTH) / "scores.csv"
    path.write_bytes(SCORES.encode("utf-8-sig"))
    assert book.has_value("ty_le_so_hoa") and not book.has_value("chuan_hoa_lam_sach")
    asked = f"{MONTH}/scores?value/ty_le_so_hoa/commune/tong"
    assert noted() == [asked.replace("ty_le_so_hoa", "chuan_hoa_lam_sach"), asked]
    then = Contents(workspace).digest(asked)
    path.write_bytes(SCORES.replace(before, after).encode("utf-8-sig"))
    assert (Contents(workspace).digest(asked) != then) is changed
    assert Book(workspace, MONTH).has_value("ty_le_so_hoa") is not changed


def test_states_and_scopes_are_noted_as_such(workspace, book, noted):
    for table, content in (("submissions", HANDED), ("scores", SCORES), ("untold", "unit,dataset\r\n")):
        (workspace.internal(MONTH) / f"{table}.csv").write_bytes(content.encode("utf-8-sig"))
    assert book.submissions_in(("missing", "late"))["dataset"].tolist() == ["khai_tu"]
    assert book.total("ty_le_so_hoa", "dataset")["value"].tolist() == [71.0]
    own = [n.removeprefix(f"{MONTH}/") for n in noted() if n.split("/")[1] in ("submissions", "scores")]
    assert own == ["scores/ty_le_so_hoa/dataset", "submissions/status=late", "submissions/status=missing"]


def test_definitions_are_ready_for_the_processes_forked_from_this_one(tmp_path, monkeypatch, registry):
    shutil.copytree(PARAMETERS, tmp_path / "parameters")
    own = load_registry(tmp_path / "parameters")
    folder = tmp_path / "handed"
    folder.mkdir()
    (folder / "kernels-1").write_bytes(b"a socket, not definitions")
    monkeypatch.setenv(handed.HANDED, str(folder))
    monkeypatch.setattr(handed, "_ready", {})
    assert not handed.make_ready(folder) and not handed.make_ready(tmp_path / "khong_co")
    handed.hand_over(own, folder)
    assert handed.make_ready(folder) and not handed.make_ready(folder)
    first = handed.handed_over(own.root)
    assert first is handed.handed_over(own.root) and first.tables.keys() == own.tables.keys()
    # A definition changed since then is never answered from memory.
    with (own.root / "commune.yml").open("a", encoding="utf-8") as target:
        target.write("\n# sửa\n")
    assert handed.handed_over(own.root) is None
    handed.hand_over(own, folder)
    assert handed.make_ready(folder) and handed.handed_over(own.root) is not first


def test_of_many_workspaces_those_handed_over_last_are_ready(tmp_path, monkeypatch, registry):
    """The first ones were, for ever: a worker of a province read the definitions of every later commune anew for each notebook."""
    monkeypatch.setattr(handed, "_ready", {})
    monkeypatch.setattr(handed, "MOST_READY", 2)
    shutil.copytree(PARAMETERS, tmp_path / "0" / "parameters")
    own = load_registry(tmp_path / "0" / "parameters")
    folder = tmp_path / "handed"
    folder.mkdir()
    for number in range(4):
        root = tmp_path / str(number) / "parameters"
        if number:
            shutil.copytree(PARAMETERS, root)
        handed.hand_over(dataclasses.replace(own, root=root), folder)
        os.utime(folder / handed._name(root), ns=(number, number))
        assert handed.make_ready(folder) and not handed.make_ready(folder)
    assert handed._ready.keys() == {folder / handed._name(tmp_path / n / "parameters") for n in "23"}


def test_no_chart_looks_for_a_font_after_the_first(monkeypatch):
    from matplotlib.font_manager import FontManager

    from sotay.reports.bars import bars
    from sotay.reports.charts import draw_once
    from sotay.reports.trends import lines

    draw_once()
    looked = []
    real = FontManager.score_family
    monkeypatch.setattr(FontManager, "score_family", lambda self, *given: looked.append(given) or real(self, *given))
    bars(pd.Series({"Một": 1.0, "Hai": 2.0}), "Số việc", "việc")
    lines(pd.DataFrame({"Một": [1.0, 2.0], "Hai": [2.0, 3.0]}, index=[BEFORE, MONTH]), "Số việc", "việc")
    assert looked == []
