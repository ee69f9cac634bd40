"""The month's index: what to do, results, reports, what came."""

import re

from made_up import finding, made_up_book
from sotay.reports.index import render_index
from sotay.reports.section import Section

SECTIONS = [
    Section("tong_hop", "Tổng hợp", "Toàn xã", "reports/tong_hop.html", "reports/tong_hop.pdf", ""),
    Section("hong", "Dữ liệu mở", "Toàn xã", None, None, "ô mã thứ 3 dừng vì lỗi KeyError"),
    Section("chi_so_mot", "Số hóa", "Chỉ số", "reports/chi_so_mot.html", None, "Chưa lập được PDF vì máy thiếu thư viện Pango."),
]


def index(tmp_path, book=None, sections=SECTIONS) -> str:
    render_index(book or made_up_book(tmp_path), sections, tmp_path / "index.html")
    return (tmp_path / "index.html").read_text(encoding="utf-8")


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html[html.index("<body") :]))


def test_first_it_says_whom_to_call_and_why(tmp_path):
    html = index(tmp_path)
    todo = plain("<body>" + html[html.index('<ol class="todo">') : html.index("</ol>")])
    assert (
        todo.split(" Trạm Y tế ")[1].split(" Văn phòng ")[0]
        == "Nộp 1 tập dữ liệu còn thiếu (hạn trước ngày 20/09/2026): Tiêm chủng. Gửi lại tệp anh chup.xlsx : chưa nhận ra là dữ liệu gì: không thấy bảng nào."
    )
    assert "Văn phòng (0204 000 001) Sửa 2 chỗ lỗi: Khai sinh 2." in todo
    assert "Văn phòng Khai sinh Thiếu “Số đăng ký” (bắt buộc). 2 Bổ sung theo hồ sơ gốc." in plain(html)
    assert "Báo cáo Dữ liệu mở chưa lập được: ô mã thứ 3 dừng vì lỗi KeyError." in todo
    assert html.index('class="todo"') < html.index('id="ket-qua"')


def test_returned_files_are_linked_once_they_are_there(tmp_path):
    assert "returns/van_phong/" not in index(tmp_path)
    (tmp_path / "returns" / "van_phong").mkdir(parents=True)
    assert 'href="returns/van_phong/"' in index(tmp_path)


def test_nothing_to_do_is_said(tmp_path):
    book = made_up_book(tmp_path, [])
    book.intake, book.submissions = book.intake.head(1), book.submissions.assign(status="on_time", days_late=0)
    html = index(tmp_path, book, SECTIONS[:1])
    assert "Đã đủ dữ liệu, không có lỗi cần đơn vị sửa." in html and 'class="todo"' not in html[html.index("<body") :]


def test_late_units_results_and_links(tmp_path):
    html = index(tmp_path)
    text = plain(html)
    assert "Văn phòng 1 tập, 3 ngày" in text and "89,4%" in text and "Tốt · mục tiêu 80%" in text and "Điểm tổng hợp 100 trên 100 điểm, tính từ 1/1 chỉ số" in text
    assert (
        re.findall(r'href="(reports/[^"]+)"', html).count("reports/tong_hop.pdf") == 1
        and 'href="reports/chi_so_mot.html"' in html
        and "chưa có PDF: Chưa lập được PDF vì máy thiếu thư viện Pango." in text
    )


def test_files_are_listed_with_their_state(tmp_path):
    text = plain(index(tmp_path))
    assert "so 9.xlsx Sổ Khai sinh 1.240 1.230 4 Đã nhận" in text or "so 9.xlsx Sổ Khai sinh 1.234 1.230 4 Đã nhận" in text
    assert "Chưa nhận ra là dữ liệu gì: không thấy bảng nào" in text


def test_everything_typed_is_escaped_and_long_numbers_in_file_names_covered(tmp_path):
    book = made_up_book(tmp_path, [finding(7, "<script>x</script>", fix="<img src=x>")])
    book.intake = book.intake.assign(file=["<script>1</script>.xlsx", "CCCD 024199000123.xlsx"], note="<b>x</b>")
    html = index(tmp_path, book, [Section("x", "<script>", "<i>", "reports/x.html", None, "<script>")])
    assert "<script" not in html and "<img" not in html and "<b>x</b>" not in html and "024199000123" not in html


def test_a_value_quoted_in_a_note_or_proposed_as_a_fix_is_not_shown(tmp_path):
    book = made_up_book(tmp_path, [finding(7, "Họ tên: Giá trị không có trong danh mục.", rule="CH-09", fix="Có phải: “Nguyễn Văn Bí Mật”?")])
    book.intake = book.intake.assign(note="Không giống bảng nào (tiêu đề: “Thứ”, “Trần Thị Bí Mật”, “Giá (đồng)”). Thiếu “Số đăng ký”.")
    html = index(tmp_path, book)
    assert "Bí Mật" not in html and "không giống bảng nào. Thiếu “Số đăng ký”." in html and "gợi ý cho từng ô nằm trong tệp trả lại" in html


def test_a_month_with_nothing(tmp_path):
    book = made_up_book(tmp_path, [])
    book.intake, book.submissions, book.all_scores, book.runs = book.intake.head(0), book.submissions.head(0), book.all_scores.head(0), book.runs.head(0)
    text = plain(index(tmp_path, book, []))
    assert "chưa tính được" in text and "Chưa có báo cáo nào." in text and "Chưa có số liệu" in text


def test_same_month_same_bytes(tmp_path):
    assert index(tmp_path) == index(tmp_path)


def test_what_came_is_grouped_by_unit_with_its_counts(tmp_path):
    html = index(tmp_path)
    assert [plain("<body>" + s) for s in re.findall(r"<summary>(.*?)</summary>", html)] == [" Trạm Y tế · 1 tập: 1 chưa nộp", " Văn phòng · 1 tập: 1 muộn"]


def test_a_note_names_the_unit_and_not_its_folder(tmp_path):
    book = made_up_book(tmp_path)
    book.intake = book.intake.assign(note="Trùng tệp tháng trước (van_phong/so 8.xlsx).")
    html = index(tmp_path, book)
    assert "van_phong/" not in html and "Văn phòng: so 8.xlsx" in html


def test_the_due_day_is_named_as_the_day_before_which_exports_come(tmp_path):
    book = made_up_book(tmp_path)
    book.submissions = book.submissions.assign(note="nộp lần đầu 12/09/2026, bản sửa ngày 25/09/2026")
    words = plain(index(tmp_path, book))
    assert "Phải nộp trước ngày" in words and not re.search(r"\bHạn\b", words)
    assert "nộp lần đầu 12/09/2026, bản sửa ngày 25/09/2026." in words
    book.submissions = book.submissions.assign(note="")
    assert "Ghi chú" not in plain(index(tmp_path, book))
