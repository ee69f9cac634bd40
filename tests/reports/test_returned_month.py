"""A month's returns: which files come back, how they stand against the version before, the same bytes when nothing is new."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from sotay import prepare
from sotay.definitions.workspace import Workspace
from sotay.intake.files.guarded import GuardedReader
from sotay.prepare import Prepared, prepare_month
from sotay.reports.returned import guarded_writing, jobs, marks
from sotay.reports.returned.job import KEEP, TOO_LARGE, Job, Letter
from sotay.reports.returned.month import write_returns
from sotay.reports.returned.names import file_name, folder_name
from sotay.reports.returned.words import for_unit

MONTH, BEFORE, UNIT = "2026-09", "2026-08", "van_hoa_xa_hoi"
HEAD = ["Mã CBCC", "Họ và tên", "Tên khóa", "Nội dung", "Đơn vị tổ chức", "Từ ngày", "Đến ngày"]
BAD_TOPIC, BAD_DAY = "Không rõ", "31/06/2026"


pytestmark = pytest.mark.usefixtures("definitions_read_once")


@pytest.fixture(autouse=True)
def gains(monkeypatch):
    """One known gain instead of the month's own, which other tests count."""
    line = {"unit": UNIT, "dataset": "dao_tao", "rule": "CH-09", "field": "noi_dung", "severity": "error", "scope": "unit", "scope_id": UNIT, "indicator": "chuan_hoa_lam_sach", "measure": "tong", "points": 1.25}
    monkeypatch.setattr(prepare, "points_to_gain", lambda *given: pd.DataFrame([line]))


MIDDLE, GIVEN = "Thị Văn Thu Minh Hồng Kim Ngọc Thanh Xuân Bích".split(), "An Bình Chi Dung Hoa Lan Mai Nga Oanh Sen".split()


def people(count: int, **wrong: dict[str, str]) -> list[list[str]]:
    """Rows of a training list; `wrong` maps p<row> to the headings that hold something else there."""
    rows = []
    for n in range(1, count + 1):
        row = dict(zip(HEAD, [f"CB{n:03d}", f"Hoàng {MIDDLE[n // 10 % 10]} {GIVEN[n % 10]}", "Phân tích dữ liệu", "Kỹ năng số", "Sở Nội vụ", "01/06/2026", "05/06/2026"], strict=True))
        rows.append(list((row | wrong.get(f"p{n}", {})).values()))
    return rows


def hand_in(root: Path, name: str, rows: list[list[str]], month: str = MONTH, day: int = 15) -> None:
    path = root / "data" / "incoming" / month / UNIT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(";".join(line) for line in [HEAD, *rows]), encoding="utf-8")
    moment = dt.datetime(int(month[:4]), int(month[5:]), day).timestamp()
    os.utime(path, (moment, moment))


def returned(root: Path, month: str = MONTH) -> tuple[Prepared, dict[str, bytes]]:
    workspace = Workspace(root)
    result = prepare_month(workspace, month)
    assert write_returns(workspace, result) == []
    folder = workspace.outputs(month) / "returns"
    return result, {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*.xlsx"))}


def first_sheet(content: bytes) -> list[list]:
    return [[c for c in row] for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)]


def states(content: bytes) -> dict[str, str]:
    """State of every finding by its cell."""
    return {row[2]: row[11] for row in first_sheet(content) if isinstance(row[0], int)}


def said(content: bytes) -> list[str]:
    return [row[0] for row in first_sheet(content) if isinstance(row[0], str)]


NAME = f"{UNIT}/dao tao.xlsx"


def test_a_file_with_findings_comes_back_and_a_clean_one_has_only_a_line_in_the_list(tmp_path):
    hand_in(tmp_path, "dao tao.csv", people(6, p2={"Nội dung": BAD_TOPIC}))
    (tmp_path / "data" / "incoming" / MONTH / UNIT / "ảnh.xls").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    _, files = returned(tmp_path)
    assert list(files) == [f"{UNIT}/Mục lục.xlsx", NAME, f"{UNIT}/ảnh.xlsx"]
    assert states(files[NAME]) == {"D3": "mới"}
    assert any("không phải bảng tính" in t for t in said(files[f"{UNIT}/ảnh.xlsx"]))
    hand_in(tmp_path, "dao tao.csv", people(6))
    _, files = returned(tmp_path)
    assert list(files) == [f"{UNIT}/Mục lục.xlsx", f"{UNIT}/ảnh.xlsx"]
    line = next(row for row in first_sheet(files[f"{UNIT}/Mục lục.xlsx"]) if row[1] == "dao tao.csv")
    assert line[3:6] == [6, 0, 0]
    assert line[6].startswith("Không có lỗi. Đã sửa 1 chỗ so với lần trước.")


def test_an_overwritten_file_says_what_was_mended_what_stayed_and_what_is_new(tmp_path):
    hand_in(tmp_path, "dao tao.csv", people(6, p2={"Nội dung": BAD_TOPIC}, p4={"Đến ngày": BAD_DAY}))
    _, first = returned(tmp_path)
    assert states(first[NAME]) == {"D3": "mới", "G5": "mới"}
    assert [row[2:10] for row in first_sheet(first[NAME]) if isinstance(row[0], int)][0][-1] == "+1,3 Chuẩn hóa, làm sạch"
    # Mended in row 2, still wrong in row 4, which has moved down by one, wrong anew in the last.
    hand_in(tmp_path, "dao tao.csv", [people(9)[8], *people(6, p4={"Đến ngày": BAD_DAY}, p6={"Nội dung": BAD_TOPIC})], day=17)
    _, second = returned(tmp_path)
    assert states(second[NAME]) == {"G6": "còn lại từ lần gửi trước", "D8": "mới"}
    assert "Đã sửa so với lần trước (1 chỗ)" in said(second[NAME])
    assert "So với lần trước: đã sửa 1 chỗ, còn lại 1, mới 1." in said(second[NAME])
    assert "Có 2 lỗi phải sửa trong 7 dòng dữ liệu. 2 dòng có lỗi đang để riêng, sửa xong mới được tính." in said(second[NAME])
    _, again = returned(tmp_path)
    assert again == second


def test_two_versions_in_one_month_are_compared_in_the_very_first_run(tmp_path):
    hand_in(tmp_path, "lan dau.csv", people(6, p2={"Nội dung": BAD_TOPIC}, p4={"Đến ngày": BAD_DAY}), day=10)
    hand_in(tmp_path, "dao tao.csv", people(6, p4={"Đến ngày": BAD_DAY}), day=15)
    result, files = returned(tmp_path)
    assert {e.source.file: e.status for e in result.exports} == {"lan dau.csv": "replaced", "dao tao.csv": "accepted"}
    assert states(files[NAME]) == {"G5": "còn lại từ lần gửi trước"}
    assert "Đã sửa so với lần trước (1 chỗ)" in said(files[NAME])
    assert any("Đã có bản gửi sau thay thế" in t for t in said(files[f"{UNIT}/lan dau.xlsx"]))
    assert returned(tmp_path)[1] == files


def test_the_same_error_as_last_month_is_known_and_a_row_left_out_was_not_mended(tmp_path):
    hand_in(tmp_path, "dao tao.csv", people(6, p2={"Nội dung": BAD_TOPIC}, p3={"Nội dung": BAD_TOPIC}, p6={"Nội dung": BAD_TOPIC}), month=BEFORE)
    returned(tmp_path, BEFORE)
    hand_in(tmp_path, "dao tao moi.csv", people(5, p2={"Nội dung": BAD_TOPIC}))
    _, files = returned(tmp_path)
    assert states(files[f"{UNIT}/dao tao moi.xlsx"]) == {"D3": "còn lại từ tháng trước"}
    assert "Đã sửa so với lần trước (1 chỗ)" in said(files[f"{UNIT}/dao tao moi.xlsx"])


def test_the_ledger_holds_no_value_of_a_cell(tmp_path):
    hand_in(tmp_path, "dao tao.csv", people(3, p2={"Nội dung": BAD_TOPIC}))
    returned(tmp_path)
    ledger = (Workspace(tmp_path).internal(MONTH) / "returns.json").read_text(encoding="utf-8")
    assert not [v for v in (BAD_TOPIC, "CB002", "Hoàng Thị") if v in ledger]
    assert hashlib.sha256((tmp_path / "data" / "incoming" / MONTH / UNIT / "dao tao.csv").read_bytes()).hexdigest() in ledger


def test_a_process_that_dies_costs_the_marks_but_not_the_list(tmp_path, monkeypatch):
    """Every child ends at once: first the kept copy, then the rebuilt one, then the plain list are asked for, and nothing hangs."""
    asked = []

    class Dying(GuardedReader):
        def in_order(self, items):
            for item in items:
                asked.append(item.task.mode)
                yield item.key, [("", None)]

    monkeypatch.setattr(guarded_writing, "GuardedReader", Dying)
    assert list(guarded_writing.written([("x", Job(Letter("x", ()), "2026-09-30T00:00:00Z", mode=KEEP))])) == [("x", None)]
    assert asked == ["keep", "rebuild", "list"]


@pytest.mark.parametrize(("text", "wanted"), [
    ("Kiểm tra mã hồ sơ; nếu đúng, thêm mã cơ quan vào commune.yml.", "Kiểm tra mã hồ sơ; nếu vẫn thấy đúng, báo bộ phận tổng hợp của xã."),
    ("Đóng mục (status: closed) trong parameters/corrections/x.yml, hoặc sửa lại `found`.", ""),
    ("Người này đã chết (BT-04).", "Người này đã chết."),
    ("Ghi lại theo dạng ngày/tháng/năm.", "Ghi lại theo dạng ngày/tháng/năm."),
])
def test_the_unit_is_told_only_what_it_can_do(text, wanted):
    assert for_unit(text) == wanted


def test_names_of_returned_files_are_safe_and_never_collide():
    taken: set[str] = set()
    names = [file_name(f, c, taken) for f, c in (("a.csv", "csv"), ("A.xlsx", "xlsx"), ("a.xls", "xls"), ("g.zip!a.csv", "csv"), ("con.csv", "csv"), ("x:y?.csv", "csv"), ("...", ""))]
    assert names == ["a.xlsx", "A (xlsx).xlsx", "a (xls).xlsx", "g.zip - a.xlsx", "con (tệp).xlsx", "x_y_.xlsx", "tệp.xlsx"]
    assert (folder_name(""), folder_name("../x"), folder_name("tram_y_te")) == ("chua-ro-don-vi", "_x", "tram_y_te")


def test_what_raises_the_indicators_most_comes_first_then_what_one_repair_mends_most_often(tmp_path):
    """One unknown topic with a gain, two bad days without one, then one empty cell."""
    hand_in(tmp_path, "dao tao.csv", people(6, p2={"Nội dung": BAD_TOPIC}, p4={"Đến ngày": BAD_DAY}, p5={"Đến ngày": BAD_DAY}, p6={"Đơn vị tổ chức": ""}))
    _, files = returned(tmp_path)
    rows = [row for row in first_sheet(files[NAME]) if isinstance(row[0], int)]
    assert [(row[2], row[8]) for row in rows] == [("D3", 1), ("G5", 2), ("G6", 2), ("E7", 1)]


def test_a_file_too_large_to_write_is_listed_by_row(tmp_path, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_CELLS", 10)
    hand_in(tmp_path, "dao tao.csv", people(6, p2={"Nội dung": BAD_TOPIC}))
    _, files = returned(tmp_path)
    assert openpyxl.load_workbook(io.BytesIO(files[NAME])).sheetnames == ["Lỗi cần sửa"]
    assert [row[2] for row in first_sheet(files[NAME]) if isinstance(row[0], int)] == ["dòng 3"]
    assert TOO_LARGE in said(files[NAME])


def test_a_file_with_very_many_findings_is_commented_in_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(marks, "MANY", 2)
    monkeypatch.setattr(marks, "LISTED_EACH", 2)
    monkeypatch.setattr(marks, "COMMENTED_EACH", 1)
    hand_in(tmp_path, "dao tao.csv", people(6, **{f"p{n}": {"Nội dung": BAD_TOPIC} for n in (1, 2, 3)}))
    _, files = returned(tmp_path)
    sheet = openpyxl.load_workbook(io.BytesIO(files[NAME]))["Dữ liệu"]
    assert [(bool(sheet[f"D{r}"].comment), sheet[f"D{r}"].fill.fill_type) for r in (2, 3, 4, 5)] == [(True, "solid"), (False, "solid"), (False, "solid"), (False, None)]
    assert [row[2] for row in first_sheet(files[NAME]) if isinstance(row[0], int)] == ["D2", "D3"]


def test_a_child_process_writes_what_this_process_writes(monkeypatch):
    job = Job(Letter("x", ("a",)), "2026-09-30T00:00:00Z")
    here = list(guarded_writing.written([("x", job)]))
    monkeypatch.delenv("SOTAY_READ_IN_PROCESS")
    assert list(guarded_writing.written([("x", job)], workers=1)) == here


def test_large_files_are_written_one_at_a_time_and_come_out_the_same(tmp_path, monkeypatch):
    """A large commune's month must not hold two large workbooks at once."""
    for name, rows in (("nho.csv", 3), ("lon.csv", 60)):
        hand_in(tmp_path, name, people(rows, p2={"Nội dung": BAD_TOPIC}))
    _, before = returned(tmp_path)
    asked = []

    class Watched(GuardedReader):
        def __init__(self, *given, workers, **named):
            super().__init__(*given, workers=workers, **named)
            self.asked_for = workers

        def in_order(self, items):
            items = list(items)
            asked.append((self.asked_for, sorted(getattr(i.task.path, "name", "") for i in items if isinstance(i.task, Job))))
            return super().in_order(items)

    sizes = {p.name: p.stat().st_size for p in tmp_path.rglob("*.csv") if p.parent.parent.name == MONTH}
    monkeypatch.setattr(guarded_writing, "LARGE_BYTES", sizes["nho.csv"])
    monkeypatch.setattr(guarded_writing, "GuardedReader", Watched)
    for path in (tmp_path / "outputs" / MONTH / "internal" / "returned.json", *(tmp_path / "outputs" / MONTH / "returns").rglob("*.xlsx")):
        path.unlink()
    _, after = returned(tmp_path)
    assert asked == [(2, ["nho.csv"]), (1, ["lon.csv"])]
    assert after == before
