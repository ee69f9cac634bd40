"""`sotay inspect`: exactly the contract's JSON, and every file, column and row set aside told in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from container_writers import zipped
from small_registry import small_registry
from sotay.intake.inspect import as_json, look_into
from sotay.intake.inspect_lines import lines_of
from sotay.intake.reading import Refusal

KEYS = ["sheet", "header_start", "header_row", "columns", "rows", "first_row", "last_row", "not_data", "dataset", "confidence", "mapped"]
DOGS = "SỔ TIÊM PHÒNG\n" \
    "STT;Mã chó;Họ tên chủ nuôi;Ngày tiêm;Thôn;Màu lông\nI;Thôn A;;;;\n1;C001;Lý Thị Bình;05/09/2026;Cầu Sắt;đen\n2;C002;Lý Thị Hoa;06/09/2026;Cầu Sắt;vàng\n;Tổng cộng;;;;2\n"
MENU = "Thứ;Món mặn;Món rau\nHai;Thịt kho;Cải\nBa;Cá rán;Bí\n"


@pytest.fixture(autouse=True)
def read_here(monkeypatch):
    monkeypatch.setenv("SOTAY_READ_IN_PROCESS", "1")


def at(tmp_path: Path, name: str, data: bytes) -> Path:
    (tmp_path / name).write_bytes(data)
    return tmp_path / name


def lines(path: Path) -> list[str]:
    return list(lines_of(look_into(path, small_registry()), small_registry()))


def test_json_has_the_contracts_keys_and_no_more(tmp_path):
    path = at(tmp_path, "x.csv", DOGS.encode())
    found = as_json(path, look_into(path, small_registry()))
    assert (list(found), list(found["tables"][0])) == (["file", "container", "encoding", "tables"], KEYS)


def test_words_tell_dataset_headings_columns_and_rows_set_aside(tmp_path):
    told = lines(at(tmp_path, "x.csv", DOGS.encode()))
    assert told[0] == "x.csv: csv, bảng mã chữ utf-8, 1 bảng."
    assert told[1].startswith("- Bảng: dogs, bảng “Tiêm phòng chó” (dogs), giống ")
    assert told[2:] == [
        "    Tiêu đề: dòng 2.", "    Dữ liệu: 2 dòng, từ dòng 4 đến dòng 5.", "    Dòng không phải số liệu: 1 dòng tổng cộng, 1 dòng tên nhóm.",
        "    Cột nhận ra (4): B “Mã chó” là “Mã chó” (code); C “Họ tên chủ nuôi” là “Họ tên chủ nuôi” (owner); D “Ngày tiêm” là “Ngày tiêm” (day); E “Thôn” là “Thôn” (village).",
        "    Cột không dùng (2): A “STT”; F “Màu lông”."]


def test_an_unknown_table_says_what_it_is_not(tmp_path):
    assert "- Bảng: chưa nhận ra là tập dữ liệu nào." in lines(at(tmp_path, "x.csv", MENU.encode()))


def test_each_bad_file_of_an_archive_is_told_and_the_others_are_read(tmp_path):
    path = at(tmp_path, "x.zip", zipped(("1.csv", MENU), ("a.pdf", b"%PDF-1.7"), ("2.csv", b""), ("3.csv", DOGS)))
    found = as_json(path, look_into(path, small_registry()))
    assert [(t["file"], t["dataset"]) for t in found["tables"]] == [("x.zip!1.csv", None), ("x.zip!3.csv", "dogs")]
    assert [(u["file"], u["status"]) for u in found["unread"]] == [("x.zip!a.pdf", "refused"), ("x.zip!2.csv", "empty")]
    told = lines(path)
    assert [t.split(":")[0] for t in told if t.startswith("x.zip")] == ["x.zip!1.csv", "x.zip!a.pdf", "x.zip!2.csv", "x.zip!3.csv"]
    assert "x.zip!a.pdf: không đọc được. Tệp là PDF, không phải bảng tính. Hãy gửi tệp Excel (.xlsx) hoặc CSV." in told


def test_a_file_of_which_nothing_can_be_read_is_refused(tmp_path):
    path = at(tmp_path, "x.zip", zipped(("a.pdf", b"%PDF-1.7"), ("b.csv", b"")))
    with pytest.raises(Refusal) as refused:
        as_json(path, look_into(path))
    assert refused.value.status == "refused"


def test_hidden_sheets_are_named(tmp_path):
    book = Workbook()
    for sheet in (book.active, book.create_sheet("Ẩn")):
        for line in DOGS.splitlines()[1:]:
            sheet.append(line.split(";"))
    book["Ẩn"].sheet_state = "hidden"
    book.save(tmp_path / "x.xlsx")
    told = lines(tmp_path / "x.xlsx")
    assert told[:3] == ["x.xlsx: xlsx, 1 bảng.", "  Lưu ý: Trang tính ẩn không đọc: “Ẩn”. Nếu là số liệu cần nộp, bỏ ẩn rồi gửi lại.", "  Trang tính không có bảng số liệu: “Ẩn”."]
