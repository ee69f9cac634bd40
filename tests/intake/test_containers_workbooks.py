"""Workbooks: every kind is recognised by content and gives the same text, kinds, row numbers, merges and hidden parts."""

import datetime as dt
import io

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from container_writers import SPREADSHEETML, ods, with_part, xlsb, xlsx
from sotay.intake.files.containers import Member, Refusal, read
from sotay.intake.model import CellKind

K = CellKind


def _grid(data: bytes, name: str = "x.bin"):
    return read(Member(name, data)).grids[0]


def test_xlsx_cells_as_text_with_their_kind():
    def fill(ws):
        ws["B3"], ws["C3"], ws["D3"], ws["E3"] = "  00127 ", 1, 1234.5, 0.1 + 0.2
        ws["F3"], ws["G3"], ws["H3"], ws["I3"] = dt.date(2026, 9, 1), dt.datetime(2026, 9, 1, 8, 30), True, dt.time(8, 30)
        ws["J3"], ws["K3"], ws["L3"] = 1e20, 123456789012, 0.00001
        ws["M3"], ws["N3"] = "#REF!", "   "

    reading = read(Member("x.xls", xlsx(fill)))
    grid = reading.grids[0]
    assert (reading.container, reading.encoding, grid.sheet) == ("xlsx", None, "Sheet")
    assert grid.cells[2].tolist() == [
        "", "  00127 ", "1", "1234.5", "0.3", "2026-09-01", "2026-09-01 08:30:00", "TRUE", "08:30:00", "100000000000000000000", "123456789012", "0.00001", "#REF!", ""]
    assert grid.kinds[2].tolist() == [K.BLANK, K.TEXT, K.NUMBER, K.NUMBER, K.NUMBER, K.DATE, K.DATE, K.BOOL, K.DATE, K.NUMBER, K.NUMBER, K.NUMBER, K.ERROR, K.BLANK]
    assert grid.row_numbers.tolist() == [1, 2, 3]


def test_error_cell_at_the_edge_of_a_sheet_is_kept():
    def fill(ws):
        ws["A1"] = "Số"
        ws["C5"] = "#DIV/0!"

    grid = _grid(xlsx(fill))
    assert (grid.cells.shape, grid.cells[4, 2], grid.kinds[4, 2]) == ((5, 3), "#DIV/0!", K.ERROR)


def test_xlsx_merges_and_hidden_parts():
    def fill(ws):
        ws["A1"], ws["D4"] = "Nhóm", 1
        ws.merge_cells("A1:C2")
        ws.column_dimensions["B"].hidden = True
        ws.row_dimensions[3].hidden = True
        ws.row_dimensions[3].height = 12
        ws.parent.create_sheet("Danh mục").sheet_state = "hidden"
        ws.parent["Danh mục"]["A1"] = "x"

    first, second = read(Member("x.xlsx", xlsx(fill))).grids
    assert (first.merges, first.hidden_columns, first.hidden_rows, first.hidden) == (((0, 0, 1, 2),), {1}, {2}, False)
    assert (second.sheet, second.hidden) == ("Danh mục", True)


def test_formula_without_saved_value_is_said():
    reading = read(Member("x.xlsx", xlsx(lambda ws: (ws.append(["a"]), ws.append(["=1+1"]), ws.append(["=A2"])))))
    assert [note for note in reading.notes if "2 ô công thức" in note] == list(reading.notes)


def test_workbook_of_formulas_without_values_says_why_it_is_empty():
    with pytest.raises(Refusal) as refused:
        read(Member("x.xlsx", xlsx(lambda ws: ws.append(["=1+1"]))))
    assert (refused.value.status, "công thức" in refused.value.note) == ("empty", True)


def test_chart_sheet_between_sheets_is_passed_over():
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["a"])
    book.create_chartsheet("Biểu đồ")
    book.create_sheet("T2").append(["b", "#N/A"])
    book.save(out)
    assert [(grid.sheet, grid.cells.tolist()) for grid in read(Member("x", out.getvalue())).grids] == [("Sheet", [["a"]]), ("T2", [["b", "#N/A"]])]


def test_dates_counted_from_1904():
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = dt.date(2026, 9, 1)
    book.save(out)
    assert _grid(out.getvalue()).cells[0, 0] == "2026-09-01"


def test_macro_workbook_is_read_and_said():
    data = xlsx(lambda ws: ws.append(["a"]))
    import zipfile
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    reading = read(Member("x.xlsx", out.getvalue()))
    assert (reading.container, len(reading.notes), reading.grids[0].cells.tolist()) == ("xlsm", 1, [["a"]])


def test_styled_cell_far_away_does_not_count():
    def fill(ws):
        ws["A1"] = "a"
        ws["XFD1048576"].number_format = "0.00"

    assert _grid(xlsx(fill)).cells.tolist() == [["a"]]


def test_xls_cells_errors_and_hidden_parts():
    book, out = xlwt.Workbook(), io.BytesIO()
    ws = book.add_sheet("Tờ 1")
    ws.write_merge(1, 1, 0, 2, "Nhóm")
    ws.write(3, 0, 1.5)
    ws.write(3, 1, dt.date(2026, 9, 1), xlwt.easyxf(num_format_str="DD/MM/YYYY"))
    ws.row(3).set_cell_error(2, 0x17)
    ws.row(3).set_cell_error(3, 0x2A)
    ws.col(1).hidden = True
    ws.row(3).hidden = True
    other = book.add_sheet("Ẩn")
    other.visibility = 1
    other.write(0, 0, "x")
    book.save(out)
    reading = read(Member("x.xlsx", out.getvalue()))
    first, second = reading.grids
    assert reading.container == "xls"
    assert first.cells[3].tolist() == ["1.5", "2026-09-01", "#REF!", "#N/A"]
    assert first.kinds[3].tolist() == [K.NUMBER, K.DATE, K.ERROR, K.ERROR]
    assert (first.merges, first.hidden_columns, first.hidden_rows, second.hidden) == (((1, 0, 1, 2),), {1}, {3}, True)


def test_xlsb_cells_errors_and_hidden_parts():
    data = xlsb("Tờ 1", {1: [(0, "Họ tên"), (2, 2.5)], 4: [(1, "Hòa"), (3, b"\x17")]}, hidden_row=4, hidden_column=1, merge=(0, 0, 0, 2))
    reading = read(Member("x.xlsx", data))
    grid = reading.grids[0]
    assert (reading.container, grid.sheet) == ("xlsb", "Tờ 1")
    assert grid.cells.tolist() == [["", "", "", ""], ["Họ tên", "", "2.5", ""], ["", "", "", ""], ["", "", "", ""], ["", "Hòa", "", "#REF!"]]
    assert (grid.merges, grid.hidden_columns, grid.hidden_rows, grid.kinds[4, 3]) == (((0, 0, 0, 2),), {1}, {4}, K.ERROR)


def test_ods_repeats_merges_values_and_hidden_parts():
    cell = "<table:table-cell office:value-type="
    body = (
        '<table:table table:name="Tờ 1" table:style-name="an"><table:table-column/><table:table-column table:visibility="collapse"/>'
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
        '<table:table-row table:visibility="collapse"><table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2" office:value-type="string">'
        '<office:annotation><text:p>ghi chú</text:p></office:annotation><text:p>a</text:p><text:p>b<text:s text:c="2"/>c</text:p></table:table-cell><table:covered-table-cell/>'
        f'{cell}"float" office:value="1.5"><text:p>1,5</text:p></table:table-cell>{cell}"date" office:date-value="2026-09-01"><text:p>01/09/26</text:p></table:table-cell>'
        f'{cell}"string" calcext:value-type="error" table:formula="of:=X"><text:p>#REF!</text:p></table:table-cell>'
        f'{cell}"string" table:number-columns-repeated="2"><text:p>z</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    reading = read(Member("x.xlsx", ods(body, '<style:style style:name="an" style:family="table"><style:table-properties table:display="false"/></style:style>')))
    grid = reading.grids[0]
    assert (reading.container, grid.sheet, grid.hidden, grid.merges, grid.hidden_columns, grid.hidden_rows) == ("ods", "Tờ 1", True, ((2, 0, 2, 1),), {1}, {2})
    assert grid.cells[2].tolist() == ["a\nb  c", "", "1.5", "2026-09-01", "#REF!", "z", "z"]
    assert grid.kinds[2].tolist() == [K.TEXT, K.BLANK, K.NUMBER, K.DATE, K.ERROR, K.TEXT, K.TEXT]
    assert grid.row_numbers.tolist() == [1, 2, 3]


def test_spreadsheetml_index_merges_types_and_hidden_parts():
    sheet = (
        '<Worksheet ss:Name="Tháng 9"><Table><Column ss:Index="2" ss:Hidden="1"/><Row ss:Index="2">'
        '<Cell ss:Index="2" ss:MergeAcross="1" ss:MergeDown="1"><Data ss:Type="String">Nhóm &amp; tổ</Data></Cell>'
        '<Cell><Data ss:Type="Number">1.50</Data></Cell></Row><Row ss:Index="5" ss:Hidden="1"><Cell><Data ss:Type="DateTime">2026-09-01T00:00:00.000</Data></Cell>'
        '<Cell><Data ss:Type="Boolean">1</Data></Cell><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row></Table></Worksheet>'
    )
    reading = read(Member("x.xls", SPREADSHEETML.format(sheet).encode()))
    grid = reading.grids[0]
    assert (reading.container, grid.sheet, grid.merges, grid.hidden_columns, grid.hidden_rows) == ("spreadsheetml", "Tháng 9", ((1, 1, 2, 2),), {1}, {4})
    assert grid.cells[1].tolist() == ["", "Nhóm & tổ", "", "1.5"]
    assert grid.cells[4].tolist() == ["2026-09-01", "TRUE", "#N/A", ""]
    assert grid.kinds[4].tolist() == [K.DATE, K.BOOL, K.ERROR, K.BLANK]


def test_openpyxl_reads_what_calamine_cannot(monkeypatch):
    from sotay.intake.files import spreadsheet

    def fail(*_):
        raise Refusal("unreadable", "x")

    monkeypatch.setattr(spreadsheet, "_read_calamine", fail)
    reading = read(Member("x.xlsx", xlsx(lambda ws: (ws.append(["STT", "Tên"]), ws.append([1, "Hòa"])))))
    assert (reading.grids[0].cells.tolist(), len(reading.notes)) == ([["STT", "Tên"], ["1", "Hòa"]], 1)


def test_sheet_xml_with_unusual_spelling_is_measured_too():
    def respell(part: bytes) -> bytes:
        return part.replace(b'r="XFD1048576"', b"r = 'XFD1048576'")

    data = with_part(xlsx(lambda ws: (ws.__setitem__("A1", "a"), ws.__setitem__("XFD1048576", "b"))), "xl/worksheets/sheet1.xml", respell)
    with pytest.raises(Refusal) as refused:
        read(Member("x.xlsx", data))
    assert refused.value.status == "refused"
