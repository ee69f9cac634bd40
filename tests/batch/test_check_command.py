"""`sotay check`: what is said of one file, the marked copy beside it, the exit code."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from sotay.cli import app
from sotay.definitions.workspace import Workspace, clean_path

HEAD = ["Mã CBCC", "Họ và tên", "Tên khóa", "Nội dung", "Đơn vị tổ chức", "Từ ngày", "Đến ngày", "Phòng họp"]
SECRET = "Hoàng Thị Mơ"


pytestmark = pytest.mark.usefixtures("definitions_read_once")


def training(topic: str = "Kỹ năng số", rows: int = 4) -> bytes:
    """A training list whose second row has the topic."""
    lines = [[f"CB{n:03d}", SECRET + "abcd"[n], "Phân tích dữ liệu", topic if n == 1 else "Kỹ năng số", "Sở Nội vụ", "01/06/2026", "05/06/2026", "P1"] for n in range(rows)]
    return "\n".join(";".join(line) for line in [HEAD, *lines]).encode()


def check(folder: Path, *arguments: str):
    return CliRunner().invoke(app, ["check", *arguments, "--workspace", str(folder)])


def saved(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def test_a_form_that_says_nothing_arose_is_in_order(tmp_path):
    ended = check(tmp_path, str(saved(tmp_path, "lớp.csv", (";".join(HEAD) + "\nTrong tháng không phát sinh\n").encode())))
    assert ended.exit_code == 0 and "ghi không phát sinh" in ended.stdout, ended.stdout


def test_a_file_without_errors_ends_with_0_and_needs_no_copy(tmp_path):
    file = saved(tmp_path, "lớp.csv", training())
    ended = check(tmp_path, str(file))
    lines = ended.stdout.splitlines()
    assert ended.exit_code == 0
    assert lines[1] == "  Đào tạo, bồi dưỡng: tiêu đề ở dòng 1, 4 dòng dữ liệu (dòng 2–5)."
    assert lines[2] == "    Cột không nhận ra, không dùng: H “Phòng họp”."
    assert "  Lỗi: không có." in lines
    assert "  DTBD-02: tháng này chưa có dữ liệu “Cán bộ, công chức, viên chức” để đối chiếu." in lines
    assert [p.name for p in tmp_path.iterdir()] == ["lớp.csv"]


def test_an_error_ends_with_1_and_its_cell_is_named_and_marked_in_a_copy(tmp_path):
    data = training("Không rõ")
    file = saved(tmp_path, "lớp.csv", data)
    ended = check(tmp_path, str(file))
    assert ended.exit_code == 1
    assert "  Lỗi: 1" in ended.stdout.splitlines()
    assert any(line.startswith("    CH-09 (1 chỗ): “Nội dung”: Giá trị không có trong danh mục.") for line in ended.stdout.splitlines())
    assert "      Ở D3." in ended.stdout.splitlines()
    assert SECRET not in ended.output and "Không rõ" not in ended.output
    copy = tmp_path / "lớp - đã kiểm tra.xlsx"
    assert openpyxl.load_workbook(copy)["Dữ liệu"]["D3"].comment.text.startswith("LỖI: ")
    first = copy.read_bytes()
    check(tmp_path, str(file))
    assert (file.read_bytes(), copy.read_bytes(), (tmp_path / "lớp - đã kiểm tra (2).xlsx").read_bytes()) == (data, first, first)


def test_the_copy_goes_where_it_is_asked_for(tmp_path):
    file = saved(tmp_path, "lớp.csv", training("Không rõ"))
    assert check(tmp_path, str(file), "--out", str(tmp_path / "ra")).exit_code == 1
    assert sorted(p.name for p in tmp_path.rglob("*.xlsx")) == ["lớp - đã kiểm tra.xlsx"]
    assert (tmp_path / "ra" / "lớp - đã kiểm tra.xlsx").is_file()


@pytest.mark.parametrize(("name", "data", "said"), [
    ("ảnh.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "không phải bảng tính"),
    ("trống.csv", b"", "Tệp rỗng"),
    ("thực đơn.csv", "Thứ,Món\nHai,Bún\nBa,Phở\n".encode(), "Chưa nhận ra"),
])
def test_a_file_that_cannot_be_used_ends_with_2_and_why(tmp_path, name, data, said):
    ended = check(tmp_path, str(saved(tmp_path, name, data)))
    assert ended.exit_code == 2
    assert said in ended.output


def test_wrong_use_ends_with_2_and_names_the_nearest(tmp_path):
    assert check(tmp_path, str(tmp_path / "không có.csv")).exit_code == 2
    ended = check(tmp_path, str(saved(tmp_path, "lớp.csv", training())), "--dataset", "dao_tai")
    assert ended.exit_code == 2
    assert "dao_tao" in ended.output


def test_every_file_of_an_archive_is_checked_and_one_unreadable_ends_with_2(tmp_path):
    with zipfile.ZipFile(tmp_path / "gửi.zip", "w") as archive:
        archive.writestr("lop.csv", training("Không rõ"))
        archive.writestr("anh.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 60)
    ended = check(tmp_path, str(tmp_path / "gửi.zip"))
    assert ended.exit_code == 2
    assert sorted(p.name for p in tmp_path.glob("*.xlsx")) == ["gửi - anh - đã kiểm tra.xlsx", "gửi - lop - đã kiểm tra.xlsx"]


def test_rules_that_look_into_another_table_use_the_store_and_only_doubt(tmp_path):
    """CB001 and CB003 are in the store; what is kept out of it may be right, so the others are doubts, never errors."""
    month = f"{pd.Timestamp.now():%Y-%m}"
    path = clean_path(Workspace(tmp_path).clean, "can_bo_cong_chuc", "can_bo_cong_chuc", month)
    path.parent.mkdir(parents=True)
    pd.DataFrame({"ma_cb": ["CB001", "CB003"], "_unit": "u", "_file": "f", "_sheet": "", "_row": [2, 3]}).to_parquet(path)
    ended = check(tmp_path, str(saved(tmp_path, "lớp.csv", training())))
    assert ended.exit_code == 0
    assert any(line.startswith("    DTBD-02 (2 chỗ): ") for line in ended.stdout.splitlines())
    assert "      Ở A2, A4." in ended.stdout.splitlines()
