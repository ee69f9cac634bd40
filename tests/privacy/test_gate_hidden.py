"""An attacker hides a value in a finished file: in escapes, packings, look-alike letters, and where no reader looks; each is stopped, and what is no value passes."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import unicodedata
import urllib.parse
import zipfile
import zlib

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import weasyprint

from sotay.definitions.models.dataset import Column
from sotay.privacy.gate.scan import UNREADABLE, leaks
from sotay.privacy.gate.search import Search
from sotay.privacy.gate.watchlist import NAME, NUMBER, WORDS, Watchlist

CITIZEN, PLAIN, ID, PHONE = "Đặng Thị Mỹ Linh", "Dang Thi My Linh", "024185009217", "0987654321"
COMPLAINT = "Nhà hàng xóm nuôi hơn ba chục con lợn ngay sát giếng nước, mùi hôi không chịu nổi, cháu nhỏ nhà tôi bị viêm phổi hai lần"
SUBJECT = "Báo cáo kết quả thực hiện Kế hoạch phát triển dữ liệu trên địa bàn xã Sơn Hải tháng 8 năm 2026"


def column(type_: str, free_text: bool = False) -> Column:
    return Column(name="cot", title="Cột", type=type_, pii="none" if free_text else "basic", free_text=free_text, source="S1")


@pytest.fixture(scope="module")
def search() -> Search:
    watch = Watchlist(allowed="ke hoach phat trien du lieu tren dia ban xa son hai | tong hop")
    for type_, value in (("name", CITIZEN), ("cccd", ID), ("phone", PHONE)):
        watch.add(column(type_), [value])
    watch.add(column("text", True), [COMPLAINT, SUBJECT])
    return Search(watch)


def u(form: str) -> str:
    return "".join(form % ord(c) for c in CITIZEN)


TEXTS = {
    "thực thể hai lớp": html.escape(u("&#%d;")), "phần trăm hai lớp": urllib.parse.quote(urllib.parse.quote(CITIZEN)), "phần trăm NFD": urllib.parse.quote(unicodedata.normalize("NFD", CITIZEN)),
    "CSS": "<style>p:after{content:'" + "".join(f"\\{ord(c):06x}" for c in CITIZEN) + "'}</style>", "JavaScript": "".join(f"\\u{{{ord(c):x}}}" for c in CITIZEN),
    "x trong chuỗi": "".join(f"\\x{ord(c):02x}" for c in PLAIN), "byte trong nhật ký": repr(CITIZEN.encode()), "bát phân": "".join(f"\\{b:03o}" for b in CITIZEN.encode()), "thư": "=C4=90=E1=BA=B7ng Th=E1=BB=8B M=E1=BB=B9 Linh",
    "Office": "".join(f"_x{ord(c):04X}_" for c in CITIZEN), "json trong json": json.dumps({"a": json.dumps({"b": json.dumps({CITIZEN: 1})})}), "sau dấu xuống dòng": json.dumps({"a": f"x\n{CITIZEN}"}, ensure_ascii=False),
    "base64": f'<p data-x="{base64.b64encode(f"Họ tên: {CITIZEN}".encode()).decode()}">', "base64 không đệm": base64.urlsafe_b64encode(CITIZEN.encode()).decode().rstrip("="), "hex": CITIZEN.encode().hex(),
    "data không kiểu": f"data:;base64,{base64.b64encode(CITIZEN.encode()).decode()}", "data chữ hoa": f"DATA:text/plain;BASE64,{base64.b64encode(CITIZEN.encode('utf-16')).decode()}",
    "data mã phần trăm": f"data:text/plain;base64,{urllib.parse.quote(base64.b64encode(CITIZEN.encode()).decode(), safe='')}", "viết ngược": f'<bdo dir="rtl">{CITIZEN[::-1]}</bdo>',
    "chữ hoa nhỏ": "ᴅᴀɴɢ ᴛʜɪ ᴍʏ ʟɪɴʜ", "i không chấm": "Dang Thı My Lınh", "ẩn giữa từng chữ": "\u200b".join(CITIZEN), "chú thích giữa từng chữ": "<!-- -->".join(CITIZEN), "gạch mềm": "&shy;".join(CITIZEN),
    "liền năm sinh": "hosoDangThiMyLinh1985.csv", "liền chữ hoa": "HoSoDangThiMyLinh",
}
NUMBERS = {"hai dấu cách": "024  185  009217", "gạch dài": "024–185–009217", "dấu phẩy nghìn": "24,185,009,217", "ngoặc": "(098) 765-4321", "mã nước": "0084987654321", "chữ số khác": "".join(chr(0x660 + int(c)) for c in ID), "số thực": "24185009217.0"}
NOTHING = ["&amp;lt;b&amp;gt; 100% xong", "C:\\baocao\\tong_hop.html", "a" * 64, "0123456789abcdef" * 4, "=C3 +1", "{\"a\": \"b\\nc\"}", "024,18,50,09,217", "1,02 4185,01 9217,5", "_x_y_x1_", "dir=\"rtl\" Báo cáo",
           "Kế hoạch phát triển dữ liệu trên địa bàn xã Sơn Hải tháng 8 năm 2026", "con lợn ngay sát giếng", "d3b07384d113edec49eaa6238ad5ff00" * 2]


@pytest.mark.parametrize("how", TEXTS)
def test_a_name_is_read_through_every_escape(search, how):
    assert {leak.kind for leak in leaks("a.html", TEXTS[how].encode(), search)} == {NAME}


@pytest.mark.parametrize("how", NUMBERS)
def test_a_number_is_read_however_it_is_grouped(search, how):
    assert {leak.kind for leak in leaks("a.csv", NUMBERS[how].encode(), search)} == {NUMBER}


@pytest.mark.parametrize("text", NOTHING)
def test_what_looks_escaped_and_holds_nothing_passes(search, text):
    assert leaks("a.html", text.encode(), search) == []


@pytest.mark.parametrize("quoted", [COMPLAINT, "nuôi hơn ba chục con lợn ngay sát giếng nước, mùi hôi", "MUI HOI KHONG CHIU NOI, CHAU NHO NHA TOI BI VIEM PHOI"])
def test_a_quotation_from_the_middle_of_a_complaint_is_found(search, quoted):
    assert search.hits(f"… {quoted} …")[WORDS]


# -- files -----------------------------------------------------------------------------------------------------------------------------------------------------


def zipped(*members: tuple[str, bytes], **facts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members:
            part = zipfile.ZipInfo(name)
            part.extra = facts.get("extra", b"")
            archive.writestr(part, data)
        archive.filelist = [f for f in archive.filelist if f.filename != facts.get("unlisted")]
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def png(*chunks: bytes, size: tuple[int, int] = (1, 1), behind: bytes = b"") -> bytes:
    head = chunk(b"IHDR", size[0].to_bytes(4, "big") + size[1].to_bytes(4, "big") + bytes(5))
    return b"".join((b"\x89PNG\r\n\x1a\n", head, *chunks, chunk(b"IEND", b""), behind))


def parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def book(fill) -> bytes:
    made, out = openpyxl.Workbook(), io.BytesIO()
    fill(made.active)
    made.save(out)
    return out.getvalue()


def pdf(markup: str, **more) -> bytes:
    return weasyprint.HTML(string=markup).write_pdf(**more)


def with_stream(facts: bytes, body: bytes) -> bytes:
    return pdf("<p>x</p>") + b"\n99 0 obj\n<<" + facts + b"/Length %d>>\nstream\n" % len(body) + body + b"\nendstream\nendobj\n"


def header(page) -> None:
    page.oddHeader.center.text = CITIZEN


def custom_format(page) -> None:
    page["A1"] = 1
    page["A1"].number_format = f'0" {CITIZEN}"'


def a_number(page) -> None:
    page["A1"] = float(ID)


EXTRA = b"\x99\x99" + len(CITIZEN.encode()).to_bytes(2, "little") + CITIZEN.encode()
FILES = {
    "trường phụ của zip": ("a.zip", lambda: zipped(("a.txt", b"x"), extra=EXTRA)),
    "đầu trang xlsx": ("a.xlsx", lambda: book(header)), "dạng số xlsx": ("a.xlsx", lambda: book(custom_format)), "số định danh là số": ("a.xlsx", lambda: book(a_number)),
    "PNG khúc riêng": ("a.png", lambda: png(chunk(b"prVt", CITIZEN.encode()))), "PNG iCCP": ("a.png", lambda: png(chunk(b"iCCP", b"x\0\0" + zlib.compress(CITIZEN.encode())))),
    "PNG UTF-16": ("a.png", lambda: png(chunk(b"eXIf", CITIZEN.encode("utf-16-le")))), "PNG điểm ảnh là chữ": ("a.png", lambda: png(chunk(b"IDAT", zlib.compress(CITIZEN.encode())))), "sau PNG": ("a.png", lambda: png(behind=CITIZEN.encode())),
    "parquet thuộc tính cột": ("a.parquet", lambda: parquet(pa.table({"a": [1]}, schema=pa.schema([pa.field("a", pa.int64(), metadata={"x": CITIZEN})])))),
    "parquet nhị phân": ("a.parquet", lambda: parquet(pa.table({"a": pa.array([CITIZEN.encode()], pa.binary())}))),
    "parquet giá trị không dùng": ("a.parquet", lambda: parquet(pa.table({"a": pa.DictionaryArray.from_arrays(pa.array([0]), pa.array(["x", CITIZEN]))}))),
    "biểu mẫu PDF": ("a.pdf", lambda: pdf(f'<input value="{CITIZEN}">', pdf_forms=True)), "liên kết PDF": ("a.pdf", lambda: pdf(f'<a href="http://x.vn/?q={urllib.parse.quote(CITIZEN)}">x</a>')),
    "PDF đính kèm": ("a.pdf", lambda: pdf("x", attachments=[weasyprint.Attachment(string=CITIZEN.encode("utf-16"), name="a.txt")])),
    "PDF lệnh vẽ": ("a.pdf", lambda: with_stream(b"/Filter /FlateDecode", zlib.compress(b"1 0 0 1 0 0 cm /F1 Tf\n% " + CITIZEN.encode()))),
    "PDF chuỗi giống tham chiếu": ("a.pdf", lambda: with_stream(b"/Type /ObjStm", b"<</A (098 765 4321 0 R)>>")), "PDF tham chiếu quá lớn": ("a.pdf", lambda: with_stream(b"/Type /ObjStm", b"<</A 987654321 0 R>>")),
    "sau PDF": ("a.pdf", lambda: pdf("x") + b"\n% " + CITIZEN.encode()), "PDF ngoặc lồng": ("a.pdf", lambda: pdf("x") + b"\n1 0 obj\n<</T (a (b) " + CITIZEN.encode() + b")>>\nendobj"),
    "PDF tên có mã": ("a.pdf", lambda: pdf("x") + b"\n1 0 obj\n<</" + b"".join(b"#%02x" % c for c in PLAIN.encode()) + b" 1>>\nendobj"),
}
CLOSED = {
    "tệp ngoài danh sách của zip": ("a.zip", lambda: zipped(("h.txt", b"x" * 40), ("a.txt", b"x"), unlisted="h.txt")), "chữ trước zip": ("a.html", lambda: b"<p>x</p>" + zipped(("a.txt", b"x"))),
    "chữ sau zip": ("a.zip", lambda: zipped(("a.txt", b"x")) + b"xxx"), "PDF rồi zip": ("a.pdf", lambda: pdf("x") + zipped(("a.txt", b"x"))), "ảnh dẹt": ("a.png", lambda: png(size=(400, 20))),
    "PDF nén lạ": ("a.pdf", lambda: with_stream(b"/Filter /ASCII85Decode", base64.a85encode(CITIZEN.encode()))), "vba": ("a.docm", lambda: zipped(("word/vbaProject.bin", b"\1\2\0" + b"x" * 9))),
    "gzip hỏng": ("a.gz", lambda: b"\x1f\x8b" + b"x" * 20), "sau gzip": ("a.gz", lambda: gzip.compress(b"x") + CITIZEN.encode()), "gzip cụt": ("a.gz", lambda: gzip.compress(b"x" * 99)[:-9]),
}


@pytest.mark.parametrize("where", FILES)
def test_a_value_is_found_where_no_reader_looks(search, where):
    name, make = FILES[where]
    found = leaks(name, make(), search)
    assert found and UNREADABLE not in {leak.kind for leak in found}


@pytest.mark.parametrize("where", CLOSED)
def test_where_something_could_hide_nothing_passes(search, where):
    name, make = CLOSED[where]
    assert {leak.kind for leak in leaks(name, make(), search)} == {UNREADABLE}


def test_ordinary_files_of_every_kind_pass(search):
    for name, data in (("a.pdf", pdf('<h1>Tổng hợp</h1><svg width=9 height=9><rect width="9" height="9"/></svg>', attachments=[weasyprint.Attachment(string="a,b", name="a.csv")])),
                       ("a.xlsx", book(lambda page: page.append(["Tổng hợp", 5]))), ("a.png", png()), ("a.parquet", parquet(pa.table({"a": ["x", None], "b": [1, 2]}))), ("a.zip", zipped(("a.txt", b"x"), ("b/", b"")))):
        assert leaks(name, data, search) == [], name


def test_what_points_to_another_object_of_a_pdf_is_no_number(search):
    """Head cells of tables have names such as 762-0-0, each followed by its object's number: among 200,000 people one has a telephone that reads so."""
    assert leaks("a.pdf", with_stream(b"/Type /ObjStm", b"[(98-7-6) 54321 0 R (98-7-7) 54323 0 R]"), search) == []


def test_what_never_ends_is_read_in_one_pass(search):
    """Texts on which a careless pattern takes hours."""
    for text in ("data:" + "a" * 300_000, "(" * 300_000, "&" * 300_000, "%4" * 150_000, "\\" * 300_000, "A" * 300_000 + "=" * 9, "<" * 100_000, "0 " * 150_000, "=C3" * 100_000):
        assert UNREADABLE not in {leak.kind for leak in leaks("a.html", text.encode(), search)}
