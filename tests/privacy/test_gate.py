"""The release gate: a planted value is stopped wherever and however it is written; figures, titles and codes are not."""

from __future__ import annotations

import base64
import gzip
import io
import json
import unicodedata
import zipfile
import zlib

import docx
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt
from openpyxl.comments import Comment

from sotay.definitions.models.dataset import Column
from sotay.privacy.gate.reading import Unreadable, texts
from sotay.privacy.gate.scan import UNREADABLE, leaks
from sotay.privacy.gate.search import PATTERN, Search
from sotay.privacy.gate.squeezed import words_of
from sotay.privacy.gate.watchlist import ADDRESS, EMAIL, NAME, NUMBER, WORDS, Watchlist
from sotay.privacy.gate.words import words

CITIZEN, PAIR, ID, PHONE = "Đặng Thị Mỹ Linh", "Lò Sáng", "024185009217", "0987654321"
MAIL, HOUSE, COMPLAINT = "mylinh.85@example.vn", "Số nhà 12, ngõ 3 thôn Bãi Cháy, xã Sơn Hải, tỉnh Bắc Ninh", "Hàng xóm nhà tôi xả nước thải ra mương từ tháng trước"


def column(type_: str, free_text: bool = False) -> Column:
    return Column(name="cot", title="Cột", type=type_, pii="none" if free_text else "basic", free_text=free_text, source="S1")


@pytest.fixture(scope="module")
def search() -> Search:
    watch = Watchlist(allowed="nguyen van hai | thon bai chay | duong day nong 02043123456", common={("dang", "ky", "khai", "sinh", "co", "yeu", "to")})
    for type_, value in (("name", CITIZEN), ("name", PAIR), ("name", "Nguyễn Văn Hải"), ("name", "Vi Minh Trung"), ("name", "Trịnh Đình Nghĩa"), ("cccd", ID), ("phone", PHONE), ("email", MAIL), ("address", HOUSE), ("address", "thôn Bãi Cháy, xã Sơn Hải")):
        watch.add(column(type_), [value])
    watch.add(column("text", True), [COMPLAINT, "Đăng ký khai sinh có yếu tố"])
    return Search(watch)


@pytest.mark.parametrize(("text", "kind"), [
    (CITIZEN, NAME), (CITIZEN.upper(), NAME), ("DANG THI MY LINH", NAME), ("dang thi my linh", NAME), (unicodedata.normalize("NFD", CITIZEN), NAME), ("Đặng\u00a0Thị\n\tMỹ   Linh", NAME),
    ("Đặng\u200b Thị Mỹ\u00ad Linh", NAME), ("ĐặngThịMỹLinh", NAME), ("Đặng_Thị-Mỹ.Linh", NAME), ("Đ ặ n g T h ị M ỹ L i n h", NAME), ("Ｄang Thi My Linh", NAME), ("Dаng Thi Му Linh", NAME),
    ("dang-thi-my-linh.xlsx", NAME), ("Đặng Thi My Linh", NAME), ("vi minh trung", NAME), ("chị Lò Sáng nộp", NAME), ("LÒ SÁNG", NAME), (ID, NUMBER), ("024 185 009 217", NUMBER), ("24185009217", NUMBER), ("CCCD:024.185.009.217;", NUMBER), (PHONE, NUMBER), ("+84987654321", NUMBER),
    ("098 765 4321", NUMBER), ("0987.654321", NUMBER), ("987.654.321", NUMBER), ("987 654 321", NUMBER), ("98.765 4321", NUMBER), ("gọi 0987.6543 21 nhé", NUMBER), ("987654321", NUMBER), ("Trịnh Đình Nghia", NAME), ("Trịnh Dinh Nghĩa", NAME), ("trinhđìnhnghĩa", NAME), ("Tri\u0323nh Đình Nghĩa", NAME), (MAIL.upper(), EMAIL), ("số nhà 12 - NGÕ 3, thôn Bãi Cháy", ADDRESS), (f"nội dung: “{COMPLAINT}”", WORDS), ("hang xom nha toi xa nuoc thai ra muong tu thang truoc", WORDS),
    ("chưa ai biết 001199012345 là ai", PATTERN), ("gọi 0912345678", PATTERN),
])
def test_a_value_is_found_however_it_is_written(search, text, kind):
    assert search.hits(text)[kind] >= 1


@pytest.mark.parametrize("text", [
    "Chủ tịch Nguyễn Văn Hải ký", "thôn Bãi Cháy có 120 hộ", "lo sang năm mới", "Lo Sang", "lò sáng đèn", "Đặng Thị", "bằng dang thi", "Đăng ký khai sinh có yếu tố nước ngoài", "cơ quan, đơn vị mình. Trung tâm phục vụ", "Đặng Thi Mỷ Linh", "1.234.567.890 đồng", "ngày 20/09/2026",
    "H05.12.30-260920-0001", "a001199012345b", "d41d8cd98f00b204e9800998ecf8427e001199012345678901", "0912345678901234567", "M 84.915625 426", "đường dây nóng 0204 312 3456", "L 233.0987 654.321333", "M 987.654321 176.083333", "L 12.5 987.654321", "M 98.7654 321.382682 L 182.4575 122.382682", "loại công trình. Định nghĩa theo mẫu",
])
def test_ordinary_text_passes(search, text):
    assert not search.hits(text)


@pytest.fixture(scope="module")
def across() -> Search:
    """People whose names lie across two texts of every page."""
    watch = Watchlist(allowed="bac ninh | tien do ke hoach | toan xa hoi | lao dong | dau tu cong", places={("tinh", "bac", "ninh"), ("xa", "son", "hai")})
    for name in ("Ninh Tiến", "Ninh Toàn", "Vi Tiến", "Hải Lao Minh", "Ninh Văn Tiến", "Từ Công Thắng"):
        watch.add(column("name"), [name])
    return Search(watch)


@pytest.mark.parametrize("text", ["Xã Sơn Hải, tỉnh Bắc Ninh Tiến độ kế hoạch", "thành phố Bắc Ninh\nTiến độ kế hoạch", "tỉnh Bắc Ninh Toàn cảnh", "Phụ lục VI\r\nTIẾN ĐỘ", "Xã Sơn Hải Lao Minh", "Dau tu cong thang 9.2026.xls"])
def test_the_end_of_one_text_and_the_beginning_of_another_are_no_name(across, text):
    assert not across.hits(text)


@pytest.mark.parametrize("text", ["ông Ninh Tiến độ này bận", "Tây Bắc. Ninh Tiến độ kế hoạch", "Bắc Ninh Tiến nộp", "bà Vi Tiến", "Người nộp: Ninh Toàn", "tỉnh Bắc Ninh, Ninh Tiến nộp", "mục Ninh Tiến", "Ninh Văn Tiến độ kế hoạch", "ho so tu cong thang 9", "Đầu Tư Công Thắng"])
def test_a_name_beside_such_a_text_is_still_one(across, text):
    assert across.hits(text)[NAME] == 1


def test_names_with_the_same_letters_and_other_words_do_not_hide_each_other():
    watch = Watchlist()
    watch.add(column("name"), ["Lê Hoàng Anh", "Lê Ho Ang Anh"])
    assert Search(watch).hits("Lê Hoàng Anh")[NAME] and Search(watch).hits("LE HO ANG ANH")[NAME]


def test_a_day_in_a_column_of_names_is_nobody_and_a_number_in_it_is_looked_for():
    """Columns that slipped by one, as some units send them."""
    watch = Watchlist()
    watch.add(column("name"), ["03/09/2026", "1.259 việc", "024 185 009 217", CITIZEN])
    watch.add(column("address"), ["03/09/2026", "Số nhà 12, ngõ 3"])
    found = Search(watch)
    assert not found.hits("Cao nhất là 03/09/2026: 1.259 việc") and found.hits("CCCD 024185009217")[NUMBER] and found.hits(CITIZEN)[NAME] and found.hits("số nhà 12 ngõ 3")[ADDRESS]


@pytest.mark.parametrize("values", [["ﬁnance ½ Ⅷ m²"], ["", "a\x1fb", "Ｄang"], ["e\u0301é", "Đ̣ặng\u200b Thị", "İstanbul"]])
def test_many_values_are_folded_as_one_is(values):
    assert words_of(values) == [words(v.replace("\x1f", " ")) for v in values]


def png(keyword: bytes, kind: bytes, value: bytes) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    body = {b"tEXt": keyword + b"\0" + value, b"zTXt": keyword + b"\0\0" + zlib.compress(value), b"iTXt": keyword + b"\0\1\0\0\0" + zlib.compress(value)}[kind]
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0" * 13) + chunk(kind, body) + chunk(b"IEND", b"")


def xlsx(fill) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def hidden_sheet(book):
    book.create_sheet("ẩn").append([CITIZEN])
    book["ẩn"].sheet_state = "veryHidden"


def comment(book):
    book.active["B2"] = 1
    book.active["B2"].comment = Comment(f"Xem {CITIZEN}", "sổ tay")


def property_(book):
    book.properties.keywords = CITIZEN


def docx_with_comment() -> bytes:
    document = docx.Document()
    document.add_comment(document.add_paragraph("Báo cáo tháng").runs, text=f"Hỏi lại {CITIZEN}", author="x", initials="x")
    return without_thumbnail(document)


def without_thumbnail(document) -> bytes:
    """The bytes without the little picture that python-docx's own template brings along; the suite's template has none."""
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out) as archive:
        return zipped(*((name, archive.read(name)) for name in archive.namelist() if "thumbnail" not in name))


def docx_split_over_runs() -> bytes:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for i in range(0, len(CITIZEN), 3):
        paragraph.add_run(CITIZEN[i:i + 3]).bold = i % 2 == 0
    return without_thumbnail(document)


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def pdf(html: str, title: str = "Báo cáo") -> bytes:
    import weasyprint

    return weasyprint.HTML(string=f'<html lang="vi"><head><title>{title}</title></head><body>{html}</body></html>').write_pdf(pdf_variant="pdf/ua-1")


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"a": ["x", CITIZEN]}), out)
    return out.getvalue()


def old_xls() -> bytes:
    book, out = xlwt.Workbook(), io.BytesIO()
    book.add_sheet("a").write(0, 0, CITIZEN)
    book.save(out)
    return out.getvalue()


NO_TEXT = "không phải tệp văn bản UTF-8 và không thuộc kiểu tệp cổng đọc được"
PIXEL = "data:image/png;base64," + base64.b64encode(png(b"Title", b"iTXt", CITIZEN.encode())).decode()
PLANTED = {
    "tiêu đề biểu đồ": ("a.html", f"<svg><title>Số việc của {CITIZEN}</title></svg>".encode()),
    "tách qua nhiều thẻ": ("a.html", "<p>Đặ<b>ng Th</b>ị <i>Mỹ</i> Li<span>nh</span></p>".encode()),
    "thực thể HTML": ("a.html", "".join(f"&#{ord(c)};" for c in CITIZEN).encode()),
    "thuộc tính": ("a.html", f'<img alt="{CITIZEN}">'.encode()),
    "chú thích HTML": ("a.html", f"<!-- {CITIZEN} -->".encode()),
    "ảnh nhúng": ("a.html", f'<img src="{PIXEL}">'.encode()),
    "đường dẫn mã hóa": ("a.html", b'<a href="https://x.vn/?q=%C4%90%E1%BA%B7ng+Th%E1%BB%8B+M%E1%BB%B9+Linh">x</a>'),
    "tên tệp": ("dang thi my linh.csv", b"a,b\r\n"),
    "PNG tEXt": ("a.png", png(b"Author", b"tEXt", b"Dang Thi My Linh")),
    "PNG zTXt": ("a.png", png(b"Author", b"zTXt", b"Dang Thi My Linh")),
    "PNG iTXt": ("a.png", png(b"Author", b"iTXt", CITIZEN.encode())),
    "trang tính ẩn": ("a.xlsx", xlsx(hidden_sheet)),
    "chú thích ô": ("a.xlsx", xlsx(comment)),
    "thuộc tính tệp": ("a.xlsx", xlsx(property_)),
    "chú thích docx": ("a.docx", docx_with_comment()),
    "docx tách đoạn": ("a.docx", docx_split_over_runs()),
    "zip trong zip": ("a.zip", zipped(("b.zip", zipped(("c.txt", CITIZEN.encode()))))),
    "tên trong zip": ("a.zip", zipped((f"{CITIZEN}.txt", b"x"))),
    "csv UTF-16": ("a.csv", CITIZEN.encode("utf-16")),
    "json": ("a.json", json.dumps({"a": CITIZEN}).encode()),
    "json NFD": ("a.json", json.dumps({"a": unicodedata.normalize("NFD", CITIZEN)}).encode()),
    "gzip": ("a.csv.gz", gzip.compress(CITIZEN.encode())),
    "parquet": ("a.parquet", parquet()),
    "chữ trong PDF": ("a.pdf", pdf(f"<p>{CITIZEN}</p>")),
    "tựa PDF": ("a.pdf", pdf("<p>x</p>", CITIZEN)),
    "chữ thay ảnh trong PDF": ("a.pdf", pdf(f'<img alt="{CITIZEN}" src="{PIXEL}">')),
    "số trong chữ hoa không dấu": ("a.html", f"<td>{ID[:6]}</td><td>{ID[6:]}</td>".replace("</td><td>", "<wbr>").encode()),
}


@pytest.mark.parametrize("where", PLANTED)
def test_a_planted_value_is_stopped(search, where):
    name, data = PLANTED[where]
    found = leaks(name, data, search)
    assert found and all(leak.kind != UNREADABLE for leak in found)
    assert CITIZEN not in str(found) and ID not in str(found)


def drawn(**how) -> bytes:
    """A picture as matplotlib draws it, with a name in its title."""
    from matplotlib.figure import Figure

    figure, out = Figure(figsize=(2, 1)), io.BytesIO()
    figure.suptitle(CITIZEN)
    figure.savefig(out, **how)
    return out.getvalue()


def in_page(picture: bytes) -> str:
    return f'<img src="data:image/png;base64,{base64.b64encode(picture).decode()}">'


@pytest.mark.parametrize(("name", "make"), ids=["png", "jpeg", "html", "pdf", "xlsx"], argvalues=[
    ("a.png", lambda: drawn(format="png")), ("a.jpg", lambda: drawn(format="jpeg")), ("a.html", lambda: in_page(drawn(format="png")).encode()),
    ("a.pdf", lambda: pdf(in_page(drawn(format="png")))), ("a.xlsx", lambda: zipped(("xl/media/image1.png", drawn(format="png"))))])
def test_words_drawn_into_a_picture_cannot_be_read_so_it_does_not_pass(search, name, make):
    assert UNREADABLE in {leak.kind for leak in leaks(name, make(), search)}


def test_words_drawn_as_letters_are_read(search):
    assert [leak.kind for leak in leaks("a.pdf", drawn(format="pdf"), search)] == [NAME]


@pytest.mark.parametrize(("name", "data", "why"), ids=["bảng mã khác", "UTF-16 không dấu", "tar", "7z", "phông", "thư", "hỏng", "xls cũ", "mật khẩu", "parquet hỏng", "lồng sâu"], argvalues=[
    ("a.csv", unicodedata.normalize("NFD", "Bùi Văn").encode("cp1258", "ignore"), NO_TEXT),
    ("a.html", "<p>Báo cáo</p>".encode("utf-16-be"), NO_TEXT),
    ("a.tar", b"a.txt" + bytes(95) + b"0000644", NO_TEXT),
    ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(50), NO_TEXT),
    ("a.woff2", b"wOF2" + bytes(40), NO_TEXT),
    ("a.mht", b"Content-Transfer-Encoding: base64\r\n\r\neA==", "thư, trang web lưu dạng thư: cổng không đọc được"),
    ("a.zip", b"PK\x03\x04" + b"\0" * 40, "tệp nén hỏng"),
    ("a.xls", old_xls(), "tệp Office đời cũ, hoặc tệp Office có mật khẩu"),
    ("a.pdf", b"%PDF-1.7\n/Encrypt 5 0 R", "PDF có mật khẩu"),
    ("a.parquet", b"PAR1xxxxPAR1", "tệp Parquet hỏng"),
    ("a.zip", zipped(("a.zip", zipped(("a.zip", zipped(("a.zip", zipped(("a.zip", zipped(("a.zip", zipped(("a.zip", zipped(("a.txt", b"x")))))))))))))), "tệp lồng trong tệp quá nhiều lớp"),
])
def test_what_cannot_be_searched_does_not_pass(search, name, data, why):
    found = leaks(name, data, search)
    assert [(leak.kind, leak.why) for leak in found] == [(UNREADABLE, why)]


def test_a_locked_archive_cannot_be_searched():
    import pyzipper

    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(b"x")
        archive.writestr("a.txt", CITIZEN)
    with pytest.raises(Unreadable, match="mật khẩu"):
        list(texts("a.zip", out.getvalue()))


def test_a_clean_report_passes(search):
    page = "<h1>Tổng hợp tháng 9/2026</h1><p>Có 1.234 hồ sơ, 98,5% đúng hạn. Đường dây nóng 0204 312 3456.</p>"
    assert leaks("tong_hop.html", page.encode(), search) == [] and leaks("tong_hop.pdf", pdf(page), search) == []
