"""A month's folder: the status and the note of every file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from openpyxl import Workbook

from small_registry import small_registry
from sotay.intake import month as intake
from sotay.intake import workbook
from sotay.intake.inspect import inspect
from sotay.intake.model import Export

MONTH = "2026-09"
HEAD = ["STT", "Mã chó", "Họ tên chủ nuôi", "Ngày tiêm", "Thôn"]


def rows(codes: range, month: str = "09/2026") -> list[list[str]]:
    return [[str(i), f"C{i:03d}", f"Lý Thị Bình {chr(65 + i % 26)}", f"{1 + i % 28:02d}/{month}", "Cầu Sắt"] for i in codes]


def write(path: Path, body: list[list[str]], head: list[str] = HEAD, handed_in: int = 1_789_000_000, title: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [[title], head, *body] if title else [head, *body]
    if path.suffix == ".xlsx":
        book = Workbook()
        for line in lines:
            book.active.append(line)
        book.save(path)
    else:
        path.write_text("\n".join(";".join(line) for line in lines), encoding="utf-8")
    os.utime(path, (handed_in, handed_in))
    return path


def take(root: Path) -> list[Export]:
    return intake.take_in(root / MONTH, small_registry(), MONTH, root)


def statuses(root: Path) -> dict[str, str]:
    return {e.source.file: e.status for e in take(root)}


def test_a_good_file_is_accepted_with_its_source(tmp_path):
    write(tmp_path / MONTH / "barn" / "chó.csv", rows(range(1, 6)))
    (export,) = take(tmp_path)
    assert (export.status, export.source.unit, export.source.file, export.note) == ("accepted", "barn", "chó.csv", "")
    assert (export.tables[0].dataset, list(export.tables[0].rows)) == ("dogs", [2, 3, 4, 5, 6])
    assert len(export.source.sha256) == 64


def test_the_same_bytes_twice_count_once(tmp_path):
    write(tmp_path / MONTH / "barn" / "a.csv", rows(range(1, 6)), handed_in=100)
    write(tmp_path / MONTH / "barn" / "b.csv", rows(range(1, 6)), handed_in=200)
    assert statuses(tmp_path) == {"a.csv": "accepted", "b.csv": "duplicate"}


def test_the_same_cells_in_another_container_count_once(tmp_path):
    write(tmp_path / MONTH / "barn" / "a.csv", rows(range(1, 6)), handed_in=100)
    write(tmp_path / MONTH / "barn" / "b.xlsx", rows(range(1, 6)), handed_in=200)
    assert statuses(tmp_path) == {"a.csv": "accepted", "b.xlsx": "duplicate"}


def test_the_copy_in_the_right_folder_is_kept(tmp_path):
    write(tmp_path / MONTH / "post" / "a.csv", rows(range(1, 6)), handed_in=100)
    write(tmp_path / MONTH / "barn" / "a.csv", rows(range(1, 6)), handed_in=200)
    assert {(e.source.unit, e.status) for e in take(tmp_path)} == {("barn", "accepted"), ("post", "duplicate")}


def test_a_later_version_replaces_the_earlier(tmp_path):
    write(tmp_path / MONTH / "barn" / "moi.csv", rows(range(1, 12)), handed_in=200)
    write(tmp_path / MONTH / "barn" / "z cu.csv", rows(range(1, 9)), handed_in=100)
    found = {e.source.file: e for e in take(tmp_path)}
    assert {k: e.status for k, e in found.items()} == {"moi.csv": "accepted", "z cu.csv": "replaced"}
    assert "moi.csv" in found["z cu.csv"].note


def test_two_files_that_add_up_are_both_accepted(tmp_path):
    write(tmp_path / MONTH / "barn" / "a.csv", rows(range(1, 12)), handed_in=100)
    write(tmp_path / MONTH / "barn" / "b.csv", rows(range(10, 20)), handed_in=200)
    assert statuses(tmp_path) == {"a.csv": "accepted", "b.csv": "accepted"}


def test_a_short_correction_does_not_wipe_out_the_whole(tmp_path):
    write(tmp_path / MONTH / "barn" / "a.csv", rows(range(1, 20)), handed_in=100)
    write(tmp_path / MONTH / "barn" / "b.csv", rows(range(1, 4)), handed_in=200)
    assert statuses(tmp_path) == {"a.csv": "accepted", "b.csv": "accepted"}


def test_last_months_file_is_a_duplicate(tmp_path):
    write(tmp_path / "2026-08" / "barn" / "a.csv", rows(range(1, 6), "08/2026"))
    write(tmp_path / MONTH / "barn" / "b.csv", rows(range(1, 6), "08/2026"))
    (export,) = take(tmp_path)
    assert export.status == "duplicate"
    assert "08/2026" in export.note


def test_last_months_cells_saved_anew_are_a_duplicate(tmp_path):
    write(tmp_path / "2026-08" / "barn" / "a.csv", rows(range(1, 6), "08/2026"))
    write(tmp_path / MONTH / "barn" / "b.xlsx", rows(range(1, 6), "08/2026"))
    assert statuses(tmp_path) == {"b.xlsx": "duplicate"}


def test_rows_of_another_month_are_told(tmp_path):
    write(tmp_path / MONTH / "barn" / "a.csv", rows(range(1, 6), "08/2026"))
    (export,) = take(tmp_path)
    assert export.status == "accepted"
    assert "tháng 08/2026, không phải tháng 09/2026" in export.note


def test_a_file_in_another_units_folder_is_accepted_and_told(tmp_path):
    write(tmp_path / MONTH / "post" / "a.csv", rows(range(1, 6)))
    (export,) = take(tmp_path)
    assert export.status == "accepted"
    assert "Văn thư" in export.note and "Trạm thú y" in export.note


def test_an_unknown_folder_is_told_and_an_alias_is_understood(tmp_path):
    write(tmp_path / MONTH / "kho" / "a.csv", rows(range(1, 6)))
    write(tmp_path / MONTH / "Thú y xã" / "b.csv", rows(range(20, 26)))
    found = {e.source.file: e for e in take(tmp_path)}
    assert "“kho”" in found["a.csv"].note
    assert (found["b.csv"].source.unit, found["b.csv"].note) == ("barn", "")


def test_a_file_directly_under_the_month_belongs_to_the_owner(tmp_path):
    write(tmp_path / MONTH / "a.csv", rows(range(1, 6)))
    (export,) = take(tmp_path)
    assert (export.source.unit, export.tables[0].source.unit, export.status) == ("barn", "barn", "accepted")


def test_a_blank_form_is_empty(tmp_path):
    write(tmp_path / MONTH / "barn" / "a.csv", [["1", "", "", "", ""], ["2", "", "", "", ""]])
    (export,) = take(tmp_path)
    assert export.status == "empty"
    assert "biểu trống" in export.note


def test_an_unknown_table_is_unrecognised(tmp_path):
    write(tmp_path / MONTH / "barn" / "a.csv", [["Hai", "Thịt kho", "Cải"], ["Ba", "Cá rán", "Bí"]], head=["Thứ", "Món mặn", "Món rau"])
    assert statuses(tmp_path) == {"a.csv": "unrecognised"}


def test_hidden_and_temporary_files_are_passed_over(tmp_path):
    for name in ("~$a.csv", ".DS_Store", "Thumbs.db", "b.tmp"):
        write(tmp_path / MONTH / "barn" / name, rows(range(1, 3)))
    assert take(tmp_path) == []


def test_a_symbolic_link_is_refused(tmp_path):
    target = write(tmp_path / "elsewhere.csv", rows(range(1, 6)))
    (tmp_path / MONTH / "barn").mkdir(parents=True)
    (tmp_path / MONTH / "barn" / "a.csv").symlink_to(target)
    assert statuses(tmp_path) == {"a.csv": "refused"}


@pytest.mark.parametrize(("error", "told"), [
    (ValueError("Nguyễn Văn An 024088940239"), "(ValueError)"), (MemoryError(), "quá nhiều bộ nhớ"), (RecursionError(), "(RecursionError)")])
def test_a_failure_in_one_file_stops_no_other_and_shows_no_value(tmp_path, monkeypatch, error, told):
    write(tmp_path / MONTH / "barn" / "a.csv", rows(range(1, 6)))
    write(tmp_path / MONTH / "barn" / "b.csv", rows(range(20, 26)))
    tables_of = workbook.tables_of

    def failing(reading, source, recogniser):
        if source.file == "a.csv":
            raise error
        return tables_of(reading, source, recogniser)

    monkeypatch.setenv("SOTAY_READ_IN_PROCESS", "1")
    monkeypatch.setattr(workbook, "tables_of", failing)
    found = {e.source.file: e for e in take(tmp_path)}
    assert {k: e.status for k, e in found.items()} == {"a.csv": "unreadable", "b.csv": "accepted"}
    assert told in found["a.csv"].note
    assert "Nguyễn" not in found["a.csv"].note
    assert len(found["a.csv"].source.sha256) == 64


def test_an_empty_file_is_empty(tmp_path):
    (tmp_path / MONTH / "barn").mkdir(parents=True)
    (tmp_path / MONTH / "barn" / "a.xlsx").write_bytes(b"")
    assert statuses(tmp_path) == {"a.xlsx": "empty"}


def test_code_lists_guides_and_hidden_sheets_give_no_rows(tmp_path):
    book = Workbook()
    for line in [HEAD, *rows(range(1, 6))]:
        book.active.append(line)
    for name, lines in (("Danh mục", [["Mã", "Tên"], ["1", "Nam"], ["2", "Nữ"]]), ("Hướng dẫn", [HEAD, *rows(range(30, 33))]), ("Ẩn", [HEAD, *rows(range(40, 43))])):
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book["Ẩn"].sheet_state = "hidden"
    (tmp_path / MONTH / "barn").mkdir(parents=True)
    book.save(tmp_path / MONTH / "barn" / "a.xlsx")
    (export,) = take(tmp_path)
    assert [len(t.rows) for t in export.tables] == [5]
    assert sorted(export.other_sheets) == ["Danh mục", "Hướng dẫn", "Ẩn"]
    assert "Trang tính ẩn" in export.note


def test_one_file_may_hold_a_known_and_an_unknown_table(tmp_path):
    book = Workbook()
    for line in [HEAD, *rows(range(1, 6))]:
        book.active.append(line)
    sheet = book.create_sheet("Thực đơn")
    for line in (["Thứ", "Món mặn", "Món rau"], ["Hai", "Thịt kho", "Cải"], ["Ba", "Cá rán", "Bí"]):
        sheet.append(line)
    (tmp_path / MONTH / "barn").mkdir(parents=True)
    book.save(tmp_path / MONTH / "barn" / "a.xlsx")
    assert [(e.status, e.tables[0].sheet) for e in take(tmp_path)] == [("accepted", "Sheet"), ("unrecognised", "Thực đơn")]


def test_a_month_without_folder_is_no_error(tmp_path):
    assert take(tmp_path) == []


def test_inspect_answers_as_the_contract_says(tmp_path):
    path = write(tmp_path / "x.csv", [["I", "Thôn A", "", "", ""], *rows(range(1, 4)), ["", "Tổng cộng", "", "", "3"]], title="SỔ TIÊM PHÒNG")
    found = inspect(path, small_registry())
    (table,) = found["tables"]
    assert (found["file"], found["container"], found["encoding"]) == ("x.csv", "csv", "utf-8")
    assert {k: table[k] for k in ("sheet", "header_start", "header_row", "columns", "rows", "first_row", "last_row", "dataset")} == {
        "sheet": None, "header_start": 2, "header_row": 2, "columns": HEAD, "rows": 3, "first_row": 4, "last_row": 6, "dataset": "dogs"}
    assert table["not_data"] == {"numbering": 0, "group": 1, "total": 1, "footer": 0, "stub": 0, "repeated_header": 0}
    assert table["mapped"] == {"Mã chó": "code", "Họ tên chủ nuôi": "owner", "Ngày tiêm": "day", "Thôn": "village"}


def test_inspect_without_registry_names_no_dataset(tmp_path):
    (table,) = inspect(write(tmp_path / "x.csv", rows(range(1, 4))))["tables"]
    assert (table["dataset"], table["rows"]) == (None, 3)


def test_a_sheet_of_thousands_of_filled_columns_is_read_as_one_table(tmp_path):
    folder = tmp_path / "incoming" / "2026-09" / "mot"
    folder.mkdir(parents=True)
    lines = [[f"Cột {i}" for i in range(3_000)], *([f"{row * i}" for i in range(3_000)] for row in range(1, 20))]
    (folder / "rong.csv").write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")
    exports = intake.take_in(tmp_path / "incoming" / "2026-09", small_registry(), "2026-09", tmp_path / "incoming")
    assert [(e.source.file, e.status, [(len(t.rows), len(t.columns)) for t in e.tables]) for e in exports] == [("rong.csv", "unrecognised", [(19, 3_000)])]
