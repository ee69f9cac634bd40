"""Tables to search in belong to a person's screen: without a network, in Vietnamese; a report gets the plain table. The analyst's folder is made once and never overwritten."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest

from sotay import show
from sotay.definitions.handed import HANDED
from sotay.reports import explore as module
from sotay.reports.page import PageError, write_page
from sotay.reports.scratch import FIRST, FOLDER

FRAME = pd.DataFrame({
    "ma": ["a", None, "<b>c</b>"], "ngay": pd.to_datetime(["2026-09-05", None, "2026-08-31"]), "luc": pd.to_datetime(["2026-09-05 08:30", None, "2026-08-31 17:00"]),
    "so": pd.array([1234, None, 5], dtype="Int64"), "le": [0.5, 1234.25, None], "dung": pd.array([True, None, False], dtype="boolean")})


@pytest.fixture
def at_the_screen(monkeypatch):
    monkeypatch.delenv(HANDED, raising=False)


def test_a_batch_gets_the_plain_table(monkeypatch):
    monkeypatch.setenv(HANDED, "x")
    block = show.explore(FRAME, "Bảng thử")
    assert block.html == show.table(FRAME, "Bảng thử").html and "<script" not in block.html


def test_a_person_gets_a_search_box_in_vietnamese_that_loads_nothing(at_the_screen, tmp_path):
    html = show.explore(FRAME, "Bảng thử").html
    assert json.dumps("Tìm:")[1:-1] in html and "Bảng thử (3 dòng)" in html
    assert "Đang mở bảng…" in html and "Loading" not in re.sub(r"<script.*?</script>", "", html, flags=re.S)
    assert not re.search(r"""(?:src|import|from)\s*[=(]?\s*['"]?https?://""", html)
    with pytest.raises(PageError):
        write_page(tmp_path / "x.html", html)


def test_cells_hold_what_they_are_sorted_by(at_the_screen):
    shown, kinds = module._readable(FRAME)
    assert kinds == ["text", "date", "date", "number", "number", "bool"]
    assert shown["ma"].tolist() == ["a", "–", "<b>c</b>"] and shown["dung"].tolist() == ["Có", "–", "Không"]
    assert shown["ngay"].tolist() == ["2026-09-05", "", "2026-08-31"] and shown["luc"].tolist() == ["2026-09-05 08:30", "", "2026-08-31 17:00"]
    assert shown["so"].dropna().tolist() == [1234, 5]


def test_what_a_cell_holds_is_text_not_markup(at_the_screen):
    assert "<b>c</b>" not in show.explore(FRAME, "Bảng thử").html


def test_a_long_table_says_how_much_of_it_is_sent(at_the_screen):
    block = show.explore(pd.DataFrame({"a": range(50)}), "Dài", most=20)
    assert block.text.startswith("Dài (20 dòng đầu trong 50;")
    assert "Chưa có số liệu" in show.explore(FRAME.iloc[:0], "Rỗng").html


def test_the_scratch_notebook_is_made_once_and_stays_as_the_analyst_left_it(at_the_screen, tmp_path, monkeypatch):
    book, place = SimpleNamespace(workspace=SimpleNamespace(root=tmp_path)), tmp_path / FOLDER / FIRST
    monkeypatch.chdir(tmp_path)
    assert show.scratch(book).text.startswith(f"Đã tạo: {FOLDER}/{FIRST}.") and f'href="{FOLDER}/{FIRST}"' in show.scratch(book).html
    content = nbformat.read(place, as_version=4)
    nbformat.validate(content)
    assert all(not c.get("outputs") for c in content.cells) and {m for c in content.cells if c.cell_type == "code" for m in re.findall(r"^(?:from|import) (\w+)", c.source, re.MULTILINE)} == {"sotay"}
    place.write_text(json.dumps({"mine": 1}), encoding="utf-8")
    show.scratch(book)
    assert json.loads(place.read_text(encoding="utf-8")) == {"mine": 1}


def test_a_batch_writes_no_scratch_notebook(tmp_path, monkeypatch):
    monkeypatch.setenv(HANDED, "x")
    show.scratch(SimpleNamespace(workspace=SimpleNamespace(root=tmp_path)))
    assert not (tmp_path / FOLDER).exists()
