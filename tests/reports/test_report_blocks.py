"""Head, basis, findings, indicator and method of a made-up month."""

import re
from pathlib import Path

import pandas as pd

from made_up import finding, made_up_book
from sotay import show
from sotay.definitions.models.codes import CodeValue
from sotay.definitions.registry import load_registry

ROOT = Path(__file__).resolve().parents[2]


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_head_says_in_one_line_what_came_and_what_is_missing(tmp_path):
    html = show.head(made_up_book(tmp_path), "Hộ tịch", "Bao nhiêu?", datasets=["so_mot", "so_hai"]).html
    assert "1 đơn vị gửi 1 tệp, 1.234 dòng; đưa vào số liệu 1.230 dòng, tạm để riêng 4 dòng có lỗi." in plain(html)
    assert "Còn thiếu: Tiêm chủng (Trạm Y tế: chưa nộp)." in plain(html)
    assert 'data-commune="Xã Sơn Mẫu, tỉnh Bắc Ninh" data-period="Tháng 9/2026"' in html and "<h1>Hộ tịch</h1>" in html


def test_head_of_a_month_without_files(tmp_path):
    book = made_up_book(tmp_path)
    book.intake = book.intake.head(0)
    assert "Chưa có tệp nào của tháng này." in show.head(book, "T", "H").html


def test_basis_names_the_missing(tmp_path):
    text = plain(show.basis(made_up_book(tmp_path), ["so_mot", "so_hai"]).html)
    assert "Nộp 22/09/2026, muộn 3 ngày" in text and "Chưa nộp" in text and "phần thiếu không tính là 0" in text


def test_findings_tell_what_where_and_how(tmp_path):
    text = plain(show.findings(made_up_book(tmp_path), ["so_mot"]).html)
    assert "Có 2 lỗi." in text and "Thiếu “Số đăng ký” (bắt buộc)." in text and "so 9.xlsx , trang Sổ: dòng 7, 12" in text and "Cách sửa: Bổ sung theo hồ sơ gốc." in text


def test_findings_never_show_values(tmp_path):
    found = [
        finding(7, "“Nguyễn Văn An” viết 2 lần", rule="X-1", field="ho_ten", **{"class": 3}),
        finding(8, "năm 1890 quá nhỏ", rule="X-2"),
        finding(9, file="001234567890 khai.xlsx"),
        finding(4, "Dân tộc: không có trong danh mục.", rule="X-3", fix="Có phải: “Sán Dìu”?"),
    ]
    html = show.findings(made_up_book(tmp_path, found), ["so_mot"]).html
    assert "Nguyễn" not in html and "1890" not in html and "001234567890" not in html and "Sán Dìu" not in html
    assert "“Họ tên”: trùng lặp." in html


def test_no_findings(tmp_path):
    assert "Không có lỗi." in show.findings(made_up_book(tmp_path, []), ["so_mot"]).html


def test_errors_come_before_warnings_however_many(tmp_path):
    found = [finding(r, severity="warning", rule="W", message="Cần xem.") for r in range(20)] + [finding(3, rule="E", message="Sai.")]
    html = show.findings(made_up_book(tmp_path, found), ["so_mot"]).html
    assert html.index("Sai.") < html.index("Cần xem.")


def test_indicator_shows_numerator_denominator_and_what_could_not_be_computed(tmp_path):
    html = show.indicator(made_up_book(tmp_path), "chi_so_mot").html
    text = plain(html)
    assert "89,4%" in text and "Tốt" in text and "Tính từ 1/2 thành phần" in text and "1.100 1.230 89,4% 80% Đạt" in text and "– – – 80% Chưa tính được" in text
    assert 'href="#cach-tinh-chi_so_mot-ho_so"' in html and 'id="cach-tinh-chi_so_mot-ho_so"' in html and "hồ sơ có bản số ÷ hồ sơ tiếp nhận" in text


def test_indicator_of_an_empty_month(tmp_path):
    book = made_up_book(tmp_path)
    book.all_scores = book.all_scores.head(0)
    assert '<div class="gap"' in show.indicator(book, "chi_so_mot").html


def test_method_says_which_checks_did_not_run_and_why(tmp_path):
    html = show.method(made_up_book(tmp_path), ["so_mot", "so_hai"], "Theo **luật**.").html
    text = plain(html)
    assert "Đã chạy 1/2 phép kiểm tra." in text and "1 phép chưa chạy: tháng này chưa có dữ liệu “Tiêm chủng” để đối chiếu" in text and "<strong>luật</strong>" in html
    assert 'id="nguon-so_mot"' in html and 'id="cach-tinh-va-nguon"' in html and "Tháng này chưa có tệp." in text


def test_a_dataset_without_a_file_has_gaps_not_zeros_in_the_basis(tmp_path):
    text = plain(show.basis(made_up_book(tmp_path), ["so_mot", "so_hai"]).html)
    assert "Tiêm chủng Trạm Y tế – – – – – Chưa nộp" in text


def test_many_missing_datasets_are_counted_by_unit(tmp_path):
    book = made_up_book(tmp_path)
    book.submissions = book.submissions.iloc[[1] * 6].reset_index(drop=True)
    assert "Còn thiếu: 6 tập dữ liệu chưa nộp (Trạm Y tế 6)." in plain(show.head(book, "T", "H").html)


def test_nothing_handed_in_is_not_called_free_of_errors(tmp_path):
    text = plain(show.findings(made_up_book(tmp_path, []), ["so_hai"]).html)
    assert "Không có lỗi" not in text and "Chưa có số liệu: chưa có tệp nào để kiểm tra." in text


def test_findings_that_say_the_same_stand_in_one_line_whatever_their_column(tmp_path):
    found = [finding(r, "Số không đọc được.", rule="KIEU", field=f) for r, f in ((4, "so"), (5, "ho_ten"), (6, "so"))] + [finding(9)]
    html = show.findings(made_up_book(tmp_path, found), ["so_mot"]).html
    assert html.count("Số không đọc được.") == 1 and html.count('class="level error"') == 2 and "dòng 4, 5, 6" in plain(html)


def test_sources_are_told_in_words(tmp_path):
    book = made_up_book(tmp_path)
    assert "Định nghĩa theo tài liệu tham khảo của sổ tay." in plain(show.method(book, ["so_mot"]).html)
    book.registry.codes["nguon"] = [CodeValue(code="S7", label="phần mềm hộ tịch")]
    assert "Định nghĩa theo phần mềm hộ tịch." in plain(show.method(book, ["so_mot"]).html)


def test_every_source_of_the_definitions_has_words():
    registry = load_registry(ROOT / "parameters")
    named = {v.code for v in registry.codes["nguon"]}
    used = {d.source for d in registry.datasets.values()} | {s for i in registry.indicators.values() for s in (i.source, i.target_source)}
    used |= {s for i in registry.indicators.values() for m in i.measures for s in (m.source, m.target_source)} | {c.source for p in registry.open_data.values() for c in p.conditions}
    assert {s for s in used if re.fullmatch(r"S\d+|id \d+", s)} <= named


def test_why_an_indicator_has_no_value(tmp_path):
    book = made_up_book(tmp_path)
    book.all_scores = book.all_scores.assign(value=[89.4, None, None])
    assert "Chưa có số liệu: phần tính được chưa bằng một nửa trọng số các thành phần." in plain(show.indicator(book, "chi_so_mot").html)
    book.all_scores = book.all_scores.assign(value=None)
    assert "Chưa có số liệu: chưa thành phần nào tính được." in plain(show.indicator(book, "chi_so_mot").html)


def test_a_rule_s_id_is_no_part_of_its_message(tmp_path):
    book = made_up_book(tmp_path, [finding(7, rule="T-01")])
    rule = book.registry.datasets["so_mot"].tables[0].rules[0]
    object.__setattr__(rule, "message", "Người này đã có trong sổ khác (BT-04).")
    assert "Người này đã có trong sổ khác." in plain(show.findings(book, ["so_mot"]).html)


def test_a_file_of_an_archive_is_named_with_it():
    from sotay.reports.blocks import file_name

    assert file_name("Goi T9.zip!Khai sinh.xlsx") == "Khai sinh.xlsx (trong Goi T9.zip)"
    assert file_name("Nhanh lên!.xlsx") == "Nhanh lên!.xlsx" and file_name("CCCD 024199000123.xlsx") == "CCCD 02….xlsx"


def test_what_is_found_names_its_column_first(tmp_path):
    from sotay.reports.wording import message_of

    book = made_up_book(tmp_path)
    said = {rule: message_of(book, pd.DataFrame([finding(7, f"Số đăng ký: {text}", rule=rule) | {"field": "so"}])) for rule, text in {"KIEU-SO": "Không đọc được thành số.", "NAM-SAI": "Năm 2203 không hợp lý."}.items()}
    assert said["KIEU-SO"] == "“Số đăng ký”: không đọc được thành số." and said["NAM-SAI"].startswith("“Số đăng ký”: năm không hợp lý") and "2203" not in said["NAM-SAI"]


def test_a_declared_rule_is_told_when_its_message_holds_a_figure(tmp_path):
    from sotay.reports.wording import message_of

    found = finding(7, "Số thứ tự nhảy số: thiếu 3 mã.", rule="T-01")
    assert message_of(made_up_book(tmp_path), pd.DataFrame([found])) == "Không đúng quy tắc: phải ghi “Số đăng ký”."


def test_checks_that_did_not_run_are_counted_one_way(tmp_path):
    """A check that ran on one column and lacked another counts as run, in the sum and in the list below it."""
    book = made_up_book(tmp_path)
    line = book.runs.iloc[0].to_dict() | {"dataset": "so_mot", "table": "so_mot", "failed": 0}
    lacking = "các tệp không có cột “{}”"
    book.runs = pd.DataFrame([
        line | {"rule": "BAT-BUOC", "status": "run", "reason": ""}, line | {"rule": "BAT-BUOC", "status": "not_run", "reason": lacking.format("Một")},
        line | {"rule": "T-09", "status": "not_run", "reason": lacking.format("Hai")}, line | {"rule": "T-09", "status": "not_run", "reason": lacking.format("Hai")},
    ])
    words = plain(show.method(book, ["so_mot"]).html)
    assert "Đã chạy 1/2 phép kiểm tra." in words and "1 phép chưa chạy: các tệp không có cột “Hai”" in words and "“Một”" not in words
