"""Hostile and broken input: each ends in one clear refusal, quickly and without large allocations."""

import io
import os
import struct
import warnings

import pytest
import xlwt

from container_writers import SPREADSHEETML, ods, ole, with_part, xlsb, xlsx, zipped
from sotay.intake.files import snapshot
from sotay.intake.files.containers import Member, Refusal, members, read

GOOD = xlsx(lambda ws: (ws.append(["STT", "Họ tên"]), ws.append([1, "Nguyễn Văn A"])))
SHEET = "xl/worksheets/sheet1.xml"


def _status(call) -> str:
    with pytest.raises(Refusal) as refused:
        call()
    assert refused.value.note
    return refused.value.status


def _at(tmp_path, name: str, data: bytes):
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("data", [
    b"", b"\0" * 100, b" \r\n", b";;;\r\n;;\r\n", b"<table><tr><td>&nbsp;</td></tr></table>", xlsx(lambda ws: None), xlsx(lambda ws: ws.append(["  "]))])
def test_nothing_inside_is_empty(data):
    assert _status(lambda: read(Member("x", data))) == "empty"


@pytest.mark.parametrize("data", [
    b"%PDF-1.7", b"\x89PNG\r\n\x1a\n" + bytes(50), b"\xff\xd8\xff\xe0" + bytes(50), b"MZ\x90\0" + bytes(50), b"\x7fELF" + bytes(50), b"Rar!\x1a\x07\0" + bytes(50),
    zipped(("[Content_Types].xml", "x"), ("word/document.xml", "x")),
    zipped(("[Content_Types].xml", "x"), ("ppt/presentation.xml", "x")), ole("WordDocument"), ole("PowerPoint Document")])
def test_no_spreadsheet_is_refused(data):
    assert _status(lambda: read(Member("x.xlsx", data))) == "refused"


def test_encrypted_workbook_asks_for_the_password_to_be_removed():
    with pytest.raises(Refusal) as refused:
        read(Member("x.xlsx", ole("EncryptionInfo", "EncryptedPackage")))
    assert (refused.value.status, "mật khẩu" in refused.value.note) == ("unreadable", True)


@pytest.mark.parametrize("data", [
    xlsx(lambda ws: (ws.__setitem__("A1", "a"), ws.__setitem__("XFD1048576", "b"))),
    SPREADSHEETML.format('<Worksheet ss:Name="A"><Table><Row ss:Index="1048576"><Cell ss:Index="16384"><Data ss:Type="String">a</Data></Cell></Row></Table></Worksheet>').encode(),
    ods('<table:table table:name="A"><table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
        "</table:table-row></table:table>"),
    xlsb("A", {0: [(0, "a")], 1_048_575: [(16_383, "b")]}, 9, 9, (0, 0, 0, 0)),
    b"<table>" + b"<tr><td colspan=1000 rowspan=1000>x</td></tr>" * 3_000 + b"</table>",
    b"a" + b";" * 30_000 + b"\nb",
], ids=["xlsx", "spreadsheetml", "ods", "xlsb", "html", "csv"])
def test_sheet_of_billions_of_cells_is_refused_before_it_is_allocated(data):
    assert _status(lambda: read(Member("x", data))) == "refused"


@pytest.mark.parametrize("data", [
    with_part(GOOD, SHEET, lambda part: b'<!DOCTYPE a [<!ENTITY b "c">]>' + part),
    (SPREADSHEETML.replace("<?mso", '<!DOCTYPE a [<!ENTITY b "c">]><?mso').format('<Worksheet ss:Name="A"/>')).encode(),
    (SPREADSHEETML.replace("<?mso", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><?mso').format('<Worksheet ss:Name="&b;"/>')).encode("utf-16"),
    with_part(ods(""), "content.xml", lambda part: part.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>', 1)),
], ids=["xlsx", "spreadsheetml", "spreadsheetml-external-utf16", "ods"])
def test_entities_are_refused(data):
    assert _status(lambda: read(Member("x.xls", data))) == "refused"


def test_archive_members_are_named_after_the_archive(tmp_path):
    data = zipped(("a.xlsx", GOOD), ("tháng 9/b.csv", "x;y\n1;2"), ("__MACOSX/._a.xlsx", "x"), ("~$a.xlsx", "x"), ("Thumbs.db", "x"))
    found = members(_at(tmp_path, "gửi.zip", data))
    assert [member.name for member in found] == ["gửi.zip!a.xlsx", "gửi.zip!tháng 9/b.csv"]
    assert [read(member).container for member in found] == ["xlsx", "csv"]


def test_a_workbook_is_no_archive(tmp_path):
    assert members(_at(tmp_path, "x.zip", GOOD)) == [Member("x.zip", GOOD)]


@pytest.mark.parametrize("name", ["../a.csv", "/etc/a.csv", "C:\\a.csv", "a/../../b.csv", "a\x07.csv"])
def test_archive_with_unsafe_names(tmp_path, name):
    assert _status(lambda: members(_at(tmp_path, "x.zip", zipped((name, "x;y"))))) == "refused"


def test_archive_in_an_archive_is_refused_alone(tmp_path):
    inner, other = members(_at(tmp_path, "x.zip", zipped(("in.zip", zipped(("a.csv", "x"))), ("b.csv", "x;y\n1;2"))))
    assert _status(lambda: read(inner)) == "refused"
    assert read(other).container == "csv"


def test_archive_with_two_entries_of_one_name(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = zipped(("a.csv", "x"), ("a.csv", "y"))
    assert _status(lambda: members(_at(tmp_path, "x.zip", data))) == "refused"


def test_archive_with_too_many_entries(tmp_path):
    assert _status(lambda: members(_at(tmp_path, "x.zip", zipped(*((f"{number}.csv", "x") for number in range(201)))))) == "refused"


def test_encrypted_archive(tmp_path):
    data = bytearray(zipped(("a.csv", "x;y")))
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    assert _status(lambda: members(_at(tmp_path, "x.zip", bytes(data)))) == "unreadable"


def test_bomb_that_lies_about_its_size(tmp_path):
    data = bytearray(zipped(("a.csv", b"0" * 30_000_000)))
    directory = data.rfind(b"PK\x01\x02")
    data[22:26] = data[directory + 24:directory + 28] = struct.pack("<I", 10)
    assert _status(lambda: members(_at(tmp_path, "x.zip", bytes(data)))) == "refused"


def test_workbook_whose_sheet_is_a_bomb():
    data = with_part(GOOD, SHEET, lambda part: part.replace(b"<sheetData>", b"<sheetData>" + b" " * 30_000_000))
    assert _status(lambda: read(Member("x.xlsx", data))) == "refused"


def test_link_and_folder_are_refused(tmp_path):
    target = _at(tmp_path, "a.csv", b"x;y")
    os.symlink(target, tmp_path / "link.csv")
    assert _status(lambda: members(tmp_path / "link.csv")) == "refused"
    assert _status(lambda: members(tmp_path)) == "refused"


def test_refusal_survives_pickling():
    import pickle
    refusal = pickle.loads(pickle.dumps(Refusal("refused", "vì sao")))
    assert (refusal.status, refusal.note) == ("refused", "vì sao")


def _xls() -> bytes:
    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("A")
    for row in range(30):
        sheet.write(row, 0, f"dòng {row}")
        sheet.write(row, 1, row)
    book.save(out)
    return out.getvalue()


def test_encrypted_xls_asks_for_the_password_to_be_removed():
    data = _xls()
    codepage = data.index(b"\x42\x00\x02\x00")
    with pytest.raises(Refusal) as refused:
        read(Member("x.xls", data[:codepage] + b"\x2f" + data[codepage + 1:]))
    assert (refused.value.status, "mật khẩu" in refused.value.note) == ("unreadable", True)


def test_file_that_changes_while_it_is_read(tmp_path, monkeypatch):
    path = _at(tmp_path, "a.csv", b"x;y")

    def read_and_grow(file, size):
        data = file.read(size + 1)
        with open(path, "ab") as out:
            out.write(b";z")
        return data

    monkeypatch.setattr(snapshot, "_bytes_in", read_and_grow)
    assert _status(lambda: members(path)) == "unreadable"
