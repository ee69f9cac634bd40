"""Input nobody thought of: every file becomes a reading or a refusal with a Vietnamese note that tells no cell's value, and none costs another file."""

import io
import random
import re

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

import legacy_writers
from container_writers import SPREADSHEETML, ods, xlsb, xlsx, zipped
from mutations import broken
from small_registry import small_registry
from sotay.intake import month as intake
from sotay.intake.files.containers import Member, read
from sotay.intake.files.worker import attempt
from sotay.intake.reading import Reading, Refusal

MARK = "Zqxw"
HEAD = ["STT", "Mã chó", "Họ tên chủ nuôi", "Ngày tiêm", "Thôn"]
ROWS = [HEAD, *([str(n), f"{MARK}{n}", f"Lý Thị {MARK}", f"{n:02d}/09/2026", f"Cầu {MARK}"] for n in range(1, 7))]
STATUSES = {"accepted", "replaced", "duplicate", "empty", "unrecognised", "unreadable", "refused"}
VIETNAMESE = re.compile("[àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ]")
FOR_EVERY_KIND = 14


def _xls() -> bytes:
    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("A")
    for row, cells in enumerate(ROWS):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell, xlwt.easyxf("font: name .VnTime"))
    sheet.write(9, 5, xlwt.Formula("1+1"))
    sheet.write_merge(11, 12, 0, 3, MARK)
    book.save(out)
    return out.getvalue()


def _cells(row: str, cell: str) -> str:
    return "".join(row.format("".join(cell.format(value) for value in values)) for values in ROWS)


ODS_BLANK = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1000"/></table:table-row>'
ODS_CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
XML_CELL = '<Cell ss:MergeAcross="0"><Data ss:Type="String">{}</Data></Cell>'
TEXT = "\r\n".join(";".join(f'"{cell}"' for cell in row) for row in ROWS)
PAGE = f"<html><head><meta charset=utf-8></head><table>{_cells('<tr>{}</tr>', '<td rowspan=1 colspan=1>{}</td>')}</table></html>"
WEB = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html; charset="utf-8"\r\n\r\n{}\r\n--x--\r\n'
SEEDS = {
    "xlsx": xlsx(lambda ws: ([ws.append(row) for row in ROWS], ws.append(["=1+1", "#REF!"]), ws.merge_cells("A10:C12"))),
    "xls": _xls(),
    "xlsb": xlsb("A", {row: list(enumerate(cells)) + [(6, b"\x2a")] for row, cells in enumerate(ROWS)}, 9, 9, (0, 0, 0, 1)),
    "ods": ods(f'<table:table table:name="A">{_cells("<table:table-row>{}</table:table-row>", ODS_CELL)}{ODS_BLANK}</table:table>'),
    "spreadsheetml": SPREADSHEETML.format(
        f'<Worksheet ss:Name="A"><Table>{_cells("<Row>{}</Row>", XML_CELL)}</Table></Worksheet>').encode(),
    "html": PAGE.encode(), "mhtml": WEB.format(PAGE).encode(), "csv": TEXT.encode(), "utf-16": TEXT.encode("utf-16"), "tcvn3": legacy_writers.as_bytes(legacy_writers.tcvn3(TEXT)),
}
SEEDS["zip"] = zipped(("a.xlsx", SEEDS["xlsx"]), ("thang/b.csv", TEXT))


def _is_told_well(note: str) -> bool:
    return bool(VIETNAMESE.search(note)) and MARK not in note and note.isprintable() and len(note) < 2_000 and "Traceback" not in note


def _outcome(data: bytes) -> Reading | Refusal:
    outcome = attempt(read, Member("x", data))
    assert isinstance(outcome, (Reading, Refusal))
    return outcome


def test_the_seeds_themselves_are_read():
    assert [kind for kind, data in SEEDS.items() if kind != "zip" and not isinstance(_outcome(data), Reading)] == []


def test_broken_files_of_every_kind_end_neither_the_month_nor_another_file(tmp_path):
    pick = random.Random(20260901)
    folder = tmp_path / "2026-09" / "barn"
    folder.mkdir(parents=True)
    names = set()
    for kind, data in SEEDS.items():
        for number in range(FOR_EVERY_KIND):
            names.add(f"{kind}-{number:02d}.bin")
            (folder / f"{kind}-{number:02d}.bin").write_bytes(broken(data, pick))
    (folder / "zz tot.csv").write_text("\n".join(";".join(row) for row in ROWS).replace(MARK, "C"), encoding="utf-8")
    exports = intake.take_in(tmp_path / "2026-09", small_registry(), "2026-09", tmp_path)
    assert {export.source.file.partition("!")[0] for export in exports} == names | {"zz tot.csv"}
    assert {export.status for export in exports} <= STATUSES
    assert [(e.source.file, e.note) for e in exports if e.note and not _is_told_well(e.note.replace(e.source.file, ""))] == []
    assert [e.source.file for e in exports if e.status in ("empty", "unreadable", "refused") and not e.note] == []
    assert [(e.status, len(e.tables[0].rows)) for e in exports if e.source.file == "zz tot.csv"] == [("accepted", 6)]


PIECES = st.sampled_from([
    b";", b",", b"\t", b"|", b"\r", b"\n", b"\r\n", b'"', b'""', b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"sep=;\n", "Họ tên".encode(), MARK.encode(),
    b"1.234,5", b"\xcc", b"\xf0\x9f",
    b"<table>", b"<tr>", b"<td colspan=99999 rowspan=-1>", b"</td>", b"<!--", b"]]>", b"<?xml version='1.0'?>", b"&#1114112;", b"&nbsp;",
    b"=cmd|'/c calc'!A1", b"\x1a", b"<script>", b"<col span=0>",
    b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n", b"--x--",
    b"\xa1\xb5\xb8", b"a\xf9", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
])
BYTES = st.one_of(st.binary(max_size=300), st.lists(st.one_of(PIECES, st.binary(max_size=6)), max_size=60).map(b"".join))


@settings(max_examples=250, deadline=None, derandomize=True)
@given(BYTES)
def test_any_bytes_are_read_or_refused(data):
    outcome = _outcome(data)
    if isinstance(outcome, Refusal):
        assert outcome.status in ("empty", "unreadable", "refused")
        assert _is_told_well(outcome.note)
        assert "Không đọc được tệp (" not in outcome.note
    else:
        assert all(map(_is_told_well, outcome.notes))
        for grid in outcome.grids:
            assert grid.cells.shape == grid.kinds.shape
            assert len(grid.row_numbers) == len(grid.cells)
            assert all(type(cell) is str for cell in grid.cells.ravel())


@pytest.mark.parametrize("data", [
    b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600, b"\xef\xbb\xbf",
])
def test_beginnings_of_containers_are_refused(data):
    assert isinstance(_outcome(data), Refusal)
