"""Questions in SQL: answered from all months, masked, reading only; a wrong one is told in Vietnamese with the nearest right name and without a value."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from sotay import tracking
from sotay.book import BookError, open_book
from sotay.definitions.workspace import Workspace
from sotay.prepare import prepare_month

GOLDEN = Path(__file__).parent / "golden" / "data"
CITIZEN = "Vi Văn An"


@pytest.fixture(scope="module")
def book(tmp_path_factory, definitions_read_once):
    root = tmp_path_factory.mktemp("asked")
    shutil.copytree(GOLDEN, root / "data")
    for path in (root / "data").rglob("*.csv"):
        os.utime(path, (1_789_466_400, 1_789_466_400))
    prepare_month(Workspace(root), "2026-09")
    return open_book("2026-09", root)


def test_an_answer_counts_accepted_rows_by_month(book):
    assert book.sql("SELECT thang, kenh, count(*) AS n FROM tiep_nhan_ho_so GROUP BY ALL ORDER BY n DESC, kenh").values.tolist() == [["2026-09", "Trực tiếp", 4], ["2026-09", "Trực tuyến", 4], ["2026-09", "BCCI", 1]]
    assert book.sql("SELECT count(*) AS n FROM khai_sinh")["n"].tolist() == [0]


def test_people_are_masked_in_an_answer(book):
    names = book.sql("SELECT chu_ho_so, so_giay_to FROM tiep_nhan_ho_so")
    assert names.map(lambda v: v.startswith("ẩn-")).all().all()
    assert book.sql(f"SELECT count(*) AS n FROM tiep_nhan_ho_so WHERE chu_ho_so = '{CITIZEN}'")["n"].tolist() == [0]


@pytest.mark.parametrize(("query", "words"), [
    ("SELECT * FROM tiep_nhan_hoso", "Không có bảng `tiep_nhan_hoso`. Có phải ý là `tiep_nhan_ho_so`?"),
    ('SELECT * FROM "Tiếp nhận hồ sơ TTHC"', "Không có bảng `Tiếp nhận hồ sơ TTHC`. Bảng đó tên là `tiep_nhan_ho_so`."),
    ("SELECT lnh_vuc FROM tiep_nhan_ho_so", "Không có cột `lnh_vuc` trong `tiep_nhan_ho_so`. Có phải ý là `linh_vuc`?"),
    ("SELECT t.kenhh FROM tiep_nhan_ho_so t", "Không có cột `kenhh` trong `tiep_nhan_ho_so`. Có phải ý là `kenh`?"),
    ('SELECT "Lĩnh vực" FROM tiep_nhan_ho_so', "Không có cột `Lĩnh vực` trong `tiep_nhan_ho_so`. Cột “Lĩnh vực” tên là `linh_vuc`."),
    ("SELECT tháng FROM tiep_nhan_ho_so", "Không có cột `tháng` trong `tiep_nhan_ho_so`. Có phải ý là `thang`?"),
    ("SELECT kenh, count(*) FROM tiep_nhan_ho_so", "Cột `kenh` phải nằm trong GROUP BY"),
    ("SELECT count(* FROM tiep_nhan_ho_so", "Câu lệnh SQL viết sai ở gần `FROM`"),
    ("SELECT sum(kenh) FROM tiep_nhan_ho_so", "Hàm không dùng được cho kiểu của cột"),
    ("SELECT CAST(chu_ho_so AS INT) FROM tiep_nhan_ho_so", "Dùng TRY_CAST thay cho CAST"),
    ("SELECT * FROM read_csv('/etc/hostname')", "chỉ được đọc các bảng của kho dữ liệu sạch"),
    ("COPY tiep_nhan_ho_so TO 'x.csv'", "chỉ được đọc các bảng của kho dữ liệu sạch"),
    ("  ; ", "Chưa có câu lệnh SQL."),
])
def test_a_wrong_question_is_told_with_the_cure(book, query, words):
    with pytest.raises(BookError) as told:
        book.sql(query)
    said = str(told.value)
    assert words in said and "ẩn-" not in said and "LINE 1" not in said


def test_a_misspelled_table_is_told_wherever_it_is_named(book):
    for ask in (book.load, book.has, lambda t: tracking.column_list(book, t)):
        with pytest.raises(BookError, match="Có phải ý là `tiep_nhan_ho_so`"):
            ask("tiep_nhan_hoso")


def test_columns_of_a_table_say_what_is_masked_and_how_full_they_are(book):
    columns = tracking.column_list(book, "tiep_nhan_ho_so").set_index("Tên cột")
    assert columns.loc["chu_ho_so", ["Nội dung", "Dữ liệu cá nhân"]].tolist() == ["Chủ hồ sơ", "đã che"] and columns.loc["kenh", "Dữ liệu cá nhân"] == "không"
    assert columns.loc["kenh", "Đã điền (%)"] == 100 and columns.loc["ngay_tu_choi", "Đã điền (%)"] == pytest.approx(11.1)
    assert tracking.column_list(book, "khai_sinh")["Đã điền (%)"].isna().all()
