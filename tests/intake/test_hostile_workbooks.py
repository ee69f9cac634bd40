"""Workbooks that hide, link, lie or are broken inside: what is read, what is told with its cell, and the exact status."""

import io
import re
import zipfile

import pytest
import xlwt

from container_writers import SPREADSHEETML, ods, ole, with_part, xlsb, xlsx, zipped
from sotay.intake.files.containers import Member, Refusal, read

SHEET = "xl/worksheets/sheet1.xml"
GOOD = xlsx(lambda ws: (ws.append(["STT", "Họ tên"]), ws.append([1, "An"])))
MACROS = "Tệp có macro: chỉ đọc số liệu, macro không được chạy."
LINKS = "Tệp có công thức lấy số liệu từ tệp khác: chỉ đọc giá trị đã lưu, không mở tệp kia."


def _without_value(sheet: str, cells: str, count: int = 1) -> str:
    return f"Trang tính “{sheet}” có {count} ô công thức chưa lưu kết quả nên coi là trống: {cells}. Hãy mở bằng Excel, lưu lại rồi gửi."


def _read(data: bytes):
    return read(Member("x.xls", data))


def _status(data: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        _read(data)
    return refused.value.status


def _xls(fill) -> bytes:
    book, out = xlwt.Workbook(), io.BytesIO()
    fill(book.add_sheet("Tờ 1"))
    book.save(out)
    return out.getvalue()


def _with(data: bytes, **parts: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped(*((info.filename, archive.read(info)) for info in archive.infolist()), *((name.replace("__", "/"), part) for name, part in parts.items()))


def _without(data: bytes, *names: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped(*((info.filename, archive.read(info)) for info in archive.infolist() if info.filename not in names))


def _ods_cell(attributes: str) -> bytes:
    one = '<table:table-cell office:value-type="float" office:value="1"/>'
    return ods(f'<table:table table:name="A"><table:table-row>{one}<table:table-cell {attributes}/></table:table-row></table:table>')


def test_formula_without_value_is_told_with_its_cell_in_xlsx():
    data = xlsx(lambda ws: (ws.append(["a", "=1+1"]), ws.append(["=A1", 5])))
    assert _read(data).notes == (_without_value("Sheet", "B1, A2", 2),)


def test_only_five_cells_are_named_in_order_of_their_rows():
    data = xlsx(lambda ws: [ws.append(["a", "=1+1"]) for _ in range(7)])
    assert _read(data).notes == (_without_value("Sheet", "B1, B2, B3, B4, B5 và 2 ô khác", 7),)


def test_formula_whose_saved_result_is_an_empty_text_is_no_formula_without_value():
    data = with_part(GOOD, SHEET, lambda part: part.replace(b'<c r="A2" t="n"><v>1</v></c>', b'<c r="A2" t="str"><f>IF(B2="","",1)</f><v></v></c>'))
    assert (_read(data).notes, _read(data).grids[0].cells[1].tolist()) == ((), ["", "An"])


@pytest.mark.parametrize(("formula", "told"), [("1+1", True), ("SUM(A1:A2)", True), ("A1*2", True), ('IF(A1>0,"",1)', False)])
def test_formula_without_value_is_told_with_its_cell_in_xls(formula, told):
    def fill(sheet):
        sheet.write(0, 0, 1)
        sheet.write(2, 3, xlwt.Formula(formula))

    assert _read(_xls(fill)).notes == ((_without_value("Tờ 1", "D3"),) if told else ())


def test_formula_without_value_is_told_with_its_cell_in_ods():
    assert _read(_ods_cell('table:formula="of:=1+1"')).notes == (_without_value("A", "B1"),)


def test_formula_without_value_is_told_with_its_cell_in_spreadsheetml():
    sheet = '<Worksheet ss:Name="A"><Table><Row ss:Index="3"><Cell><Data ss:Type="Number">1</Data></Cell><Cell ss:Formula="=RC[-1]"/></Row></Table></Worksheet>'
    assert _read(SPREADSHEETML.format(sheet).encode()).notes == (_without_value("A", "B3"),)


@pytest.mark.parametrize("data", [
    _with(GOOD, xl__externalLinks__externalLink1=b"<a/>"),
    _with(xlsb("A", {0: [(0, "a")]}, 9, 9, (0, 0, 0, 1)), xl__externalLinks__externalLink1=b"x"),
    _ods_cell("office:value-type=\"float\" office:value=\"2\" table:formula=\"of:='file:///C:/khac.ods'#$A.A1\""),
], ids=["xlsx", "xlsb", "ods"])
def test_external_links_are_told_and_not_followed(data):
    assert _read(data).notes == (LINKS,)


@pytest.mark.parametrize("data", [
    _with(GOOD, **{"xl__vbaProject.bin": b"x"}), _with(xlsb("A", {0: [(0, "a")]}, 9, 9, (0, 0, 0, 1)), **{"xl__vbaProject.bin": b"x"}),
    _with(_ods_cell('office:value-type="float" office:value="2"'), **{"Basic__Standard__Module1.xml": b"<a/>"}),
], ids=["xlsx", "xlsb", "ods"])
def test_macros_are_told_and_not_run(data):
    assert _read(data).notes == (MACROS,)


def test_encrypted_ods_asks_for_the_password_to_be_removed():
    data = _with(_ods_cell(""), **{"META-INF__manifest.xml": b'<manifest:encryption-data xmlns:manifest="m"/>'})
    with pytest.raises(Refusal) as refused:
        _read(data)
    assert (refused.value.status, "mật khẩu" in refused.value.note) == ("unreadable", True)


def test_encrypted_xls_asks_for_the_password_to_be_removed():
    data = bytearray(_xls(lambda sheet: sheet.write(0, 0, 1)))
    # The record of the code page, in the place where an encrypted workbook says so.
    place = data.find(b"\x42\x00\x02\x00", 512)
    data[place:place + 2] = b"\x2f\x00"
    with pytest.raises(Refusal) as refused:
        _read(bytes(data))
    assert (refused.value.status, "mật khẩu" in refused.value.note) == ("unreadable", True)


def test_compound_file_without_a_workbook_is_unreadable():
    assert _status(ole("Khac")) == "unreadable"


@pytest.mark.parametrize(("part", "change", "status"), [
    (SHEET, lambda xml: re.sub(rb't="inlineStr"><is>.*?</is>', b't="s"><v>999999</v>', xml, count=1), "unreadable"),
    (SHEET, lambda xml: re.sub(rb't="inlineStr"><is>.*?</is>', b't="s"><v>-1</v>', xml, count=1), "unreadable"),
    (SHEET, lambda xml: xml[:len(xml) // 2], "unreadable"),
    (SHEET, lambda xml: xml.replace(b'r="B2"', b'r="ZZZZ2"'), "refused"),
    (SHEET, lambda xml: xml.replace(b'r="B2"', b'r="B1048577"'), "refused"),
    (SHEET, lambda xml: xml.replace(b'r="B2"', b'r="B2147483647"'), "refused"),
    (SHEET, lambda xml: xml.replace(b'r="B2"', b'r="B99999999999999999999999"'), "refused"),
    ("xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"/xl/worksheets/sheet1.xml", b"file:///etc/passwd"), "unreadable"),
], ids=["shared-text-beyond-the-list", "negative-shared-text", "cut-xml", "column-zzzz", "row-after-the-last", "row-2-31", "row-of-23-digits", "sheet-outside-the-file"])
def test_broken_parts_of_an_xlsx(part, change, status):
    assert _status(with_part(GOOD, part, change)) == status


def test_a_style_beyond_the_list_does_not_cost_the_rows():
    data = with_part(GOOD, SHEET, lambda xml: xml.replace(b'<c r="A2"', b'<c r="A2" s="9999"'))
    assert _read(data).grids[0].cells.tolist() == [["STT", "Họ tên"], ["1", "An"]]


@pytest.mark.parametrize("number", [b"0", b"-2", b"1"])
def test_a_row_whose_number_would_lose_it_is_not_lost_in_silence(number):
    assert _status(with_part(GOOD, SHEET, lambda xml: xml.replace(b'<row r="2"', b'<row r="%s"' % number).replace(b' r="A2"', b' r="A-2"'))) == "unreadable"


def test_missing_styles_do_not_cost_the_rows_and_a_missing_sheet_is_unreadable():
    assert _read(_without(GOOD, "xl/styles.xml")).grids[0].cells.tolist() == [["STT", "Họ tên"], ["1", "An"]]
    assert _status(_without(GOOD, SHEET)) == "unreadable"


@pytest.mark.parametrize("row", [
    '<table:table-row table:number-rows-repeated="2147483647"><table:table-cell office:value-type="float" office:value="1"/></table:table-row>',
    '<table:table-row table:number-rows-repeated="2147483647"><table:table-cell/></table:table-row>'
    '<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>',
    '<table:table-row><table:table-cell table:number-columns-repeated="2147483647"/><table:table-cell office:value-type="float" office:value="1"/></table:table-row>',
], ids=["rows", "empty-rows-before-a-row", "columns"])
def test_ods_repeats_beyond_any_sheet_are_refused_and_never_read_as_one(row):
    assert _status(ods(f'<table:table table:name="A">{row}</table:table>')) == "refused"


def test_ods_number_without_end_stays_as_shown():
    data = ods('<table:table table:name="A"><table:table-row><table:table-cell office:value-type="float" office:value="1e400"><text:p>1e400</text:p></table:table-cell>'
               "</table:table-row></table:table>")
    assert _read(data).grids[0].cells.tolist() == [["1e400"]]


def test_control_characters_in_a_sheet_name_are_not_told_either():
    data = _xls(lambda sheet: sheet.write(0, 0, xlwt.Formula("1+1")) or sheet.write(1, 0, 1))
    assert _read(data.replace("Tờ 1".encode("utf-16-le"), "Tờ\x001".encode("utf-16-le"))).notes == (_without_value("Tờ?1", "A1"),)


def test_control_characters_in_a_sheet_name_are_not_passed_on():
    data = xlsb("Tháng\x1b9", {0: [(0, "a")]}, 9, 9, (0, 0, 0, 1))
    assert _read(data).grids[0].sheet == "Tháng?9"


@pytest.mark.parametrize("keep", [0.4, 0.8, 0.99])
@pytest.mark.parametrize("data", [
    GOOD, _xls(lambda sheet: [sheet.write(row, 0, f"dòng {row}") for row in range(300)]), _ods_cell(""), xlsb("A", {0: [(0, "a")]}, 9, 9, (0, 0, 0, 1)),
], ids=["xlsx", "xls", "ods", "xlsb"])
def test_cut_workbooks_are_unreadable(data, keep):
    with pytest.raises(Refusal) as refused:
        _read(data[:int(len(data) * keep)])
    assert refused.value.status == "unreadable"


def test_xls_cut_inside_its_directory_is_read_or_refused_but_never_half_told():
    data = _xls(lambda sheet: sheet.write(0, 0, "a"))
    assert _status(data[:600]) == "unreadable"


def test_deeply_nested_ods_is_unreadable():
    assert _status(ods('<table:table table:name="A">' + "<table:table-row-group>" * 2_000)) == "unreadable"
