"""Files handed in again: saved anew, corrected, last month's, the same rows in two files; each counts once and is told."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
import xlwt

from small_registry import small_registry
from test_month_intake import HEAD, MONTH, rows, take, write

COUPLE_HEAD = ["STT", "Số đăng ký", "Họ tên chồng", "Ngày sinh chồng", "Họ tên vợ", "Ngày sinh vợ"]


@pytest.fixture(autouse=True)
def read_here(monkeypatch):
    monkeypatch.setenv("SOTAY_READ_IN_PROCESS", "1")


def couples(numbers: range, wife: str = "Lê Thị Hoa") -> list[list[str]]:
    return [[str(n), str(n), f"Trần Văn {chr(65 + n)}", f"{n:02d}/03/1990", wife, f"{n:02d}/04/1992"] for n in numbers]


def found(root: Path) -> dict[str, tuple[str, str]]:
    return {f"{e.source.unit}/{e.source.file}": (e.status, e.note) for e in take(root)}


def statuses(root: Path) -> dict[str, str]:
    return {name: status for name, (status, _) in found(root).items()}


def write_xls(path: Path, body: list[list[str]], head: list[str] = HEAD, handed_in: int = 1_789_000_000) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("Sheet1")
    for r, row in enumerate([head, *body]):
        for c, cell in enumerate(row):
            sheet.write(r, c, cell)
    book.save(out)
    path.write_bytes(out.getvalue())
    os.utime(path, (handed_in, handed_in))
    return path


@pytest.mark.parametrize("again", ["b.xlsx", "b.xls", "b.csv"])
def test_the_same_cells_saved_anew_count_once(tmp_path, again):
    write(tmp_path / MONTH / "barn" / "a.xlsx", rows(range(1, 9)), handed_in=100)
    (write_xls if again.endswith(".xls") else write)(tmp_path / MONTH / "barn" / again, rows(range(1, 9)), handed_in=200)
    assert statuses(tmp_path) == {"barn/a.xlsx": "accepted", f"barn/{again}": "duplicate"}


def test_the_same_workbook_saved_twice_has_other_bytes_and_counts_once(tmp_path):
    first = write(tmp_path / MONTH / "barn" / "a.xlsx", rows(range(1, 9)), handed_in=100)
    second = write(tmp_path / MONTH / "barn" / "b.xlsx", rows(range(1, 9)), handed_in=200, title="Danh sách tiêm phòng")
    assert first.read_bytes() != second.read_bytes()
    assert statuses(tmp_path) == {"barn/a.xlsx": "accepted", "barn/b.xlsx": "duplicate"}


def test_the_same_cells_in_two_units_count_for_the_owner(tmp_path):
    write(tmp_path / MONTH / "post" / "a.xlsx", rows(range(1, 9)), handed_in=100)
    write(tmp_path / MONTH / "barn" / "b.csv", rows(range(1, 9)), handed_in=200)
    assert statuses(tmp_path) == {"barn/b.csv": "accepted", "post/a.xlsx": "duplicate"}


def test_a_corrected_version_replaces_the_first(tmp_path):
    first = rows(range(1, 9))
    corrected = [[*row[:2], "Lý Thị Sửa", *row[3:]] for row in first]
    write(tmp_path / MONTH / "barn" / "a.xlsx", first, handed_in=100)
    write(tmp_path / MONTH / "barn" / "b.xlsx", corrected, handed_in=200)
    assert statuses(tmp_path) == {"barn/a.xlsx": "replaced", "barn/b.xlsx": "accepted"}


def test_the_same_rows_in_another_order_replace_the_first(tmp_path):
    write(tmp_path / MONTH / "barn" / "a.csv", rows(range(1, 9)), handed_in=100)
    write(tmp_path / MONTH / "barn" / "b.csv", rows(range(1, 9))[::-1], handed_in=200)
    assert statuses(tmp_path) == {"barn/a.csv": "replaced", "barn/b.csv": "accepted"}


def test_a_few_rows_that_stand_in_two_files_leave_both(tmp_path):
    write(tmp_path / MONTH / "barn" / "a.csv", rows(range(1, 9)), handed_in=100)
    write(tmp_path / MONTH / "barn" / "b.csv", rows(range(7, 15)), handed_in=200)
    assert statuses(tmp_path) == {"barn/a.csv": "accepted", "barn/b.csv": "accepted"}


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_last_months_rows_saved_anew_are_a_duplicate(tmp_path, name):
    write(tmp_path / "2026-08" / "barn" / "a.csv", rows(range(1, 9), "08/2026"))
    write(tmp_path / MONTH / "barn" / name, rows(range(1, 9), "08/2026"), title="Tháng 9")
    (status, note), = found(tmp_path).values()
    assert (status, "08/2026 (barn/a.csv)" in note) == ("duplicate", True)


def test_last_months_file_byte_for_byte_is_a_duplicate_whatever_its_table(tmp_path):
    for month in ("2026-08", MONTH):
        write(tmp_path / month / "post" / "a.csv", couples(range(1, 9)), COUPLE_HEAD)
    (status, note), = found(tmp_path).values()
    assert (status, "08/2026" in note) == ("duplicate", True)


def test_a_state_saved_anew_without_a_change_is_accepted_and_told(tmp_path):
    write(tmp_path / "2026-08" / "post" / "a.xlsx", couples(range(1, 9)), COUPLE_HEAD)
    write(tmp_path / MONTH / "post" / "b.xlsx", couples(range(1, 9)), COUPLE_HEAD, title="Sổ kết hôn")
    (status, note), = found(tmp_path).values()
    assert (status, "không đổi so với tháng 08/2026 (post/a.xlsx)" in note) == ("accepted", True)


def test_a_state_with_one_changed_cell_is_not_told_unchanged(tmp_path):
    changed = couples(range(1, 9))
    changed[3][4] = "Lê Thị Huệ"
    write(tmp_path / "2026-08" / "post" / "a.xlsx", couples(range(1, 9)), COUPLE_HEAD)
    write(tmp_path / MONTH / "post" / "b.xlsx", changed, COUPLE_HEAD)
    assert found(tmp_path) == {"post/b.xlsx": ("accepted", "")}


def test_another_units_unchanged_state_is_not_compared(tmp_path):
    write(tmp_path / "2026-08" / "barn" / "a.xlsx", couples(range(1, 9)), COUPLE_HEAD)
    write(tmp_path / MONTH / "post" / "b.xlsx", couples(range(1, 9)), COUPLE_HEAD, title="Sổ kết hôn")
    assert found(tmp_path) == {"post/b.xlsx": ("accepted", "")}


def test_the_registry_under_test_has_a_state_and_a_flow():
    periods = {name: entry.table.period for name, entry in small_registry().tables.items()}
    assert set(periods.values()) == {"stock", "flow"}
