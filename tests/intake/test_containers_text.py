"""Text files and web pages: delimiters, quoted line breaks, row numbers, spans."""

import pytest

from sotay.intake.files.containers import Member, Refusal, read


def _grid(data: str | bytes):
    return read(Member("x.xls", data.encode() if isinstance(data, str) else data)).grids[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_by_consistency(delimiter):
    text = "BÁO CÁO, THÁNG 9; 2026\n" + "".join(delimiter.join(row) + "\n" for row in (["STT", "Tên", "Số"], ["1", "Hòa", '"1,5"'], ["2", "An", '"2;5"']))
    assert _grid(text).cells[1:, :3].tolist() == [["STT", "Tên", "Số"], ["1", "Hòa", "1,5"], ["2", "An", "2;5"]]


def test_row_number_is_the_line_a_record_starts_on():
    grid = _grid('STT;Ghi chú\r\n\r\n1;"dòng một\r\ndòng hai"\r\n2;x\r\n')
    assert grid.row_numbers.tolist() == [1, 2, 3, 5]
    assert grid.cells.tolist() == [["STT", "Ghi chú"], ["", ""], ["1", "dòng một\r\ndòng hai"], ["2", "x"]]


def test_declared_delimiter_line_is_no_row():
    grid = _grid("sep=;\r\na,b;c\r\n1,2;3\r\n")
    assert (grid.cells.tolist(), grid.row_numbers.tolist()) == ([["a,b", "c"], ["1,2", "3"]], [2, 3])


@pytest.mark.parametrize("heading", ["PK", "MZ", "BM", "<Họ>"])
def test_text_that_starts_like_another_kind_is_text(heading):
    assert _grid(f"{heading};Tên\n1;a\n").cells.tolist() == [[heading, "Tên"], ["1", "a"]]


def test_doubled_quotes_and_a_quote_never_closed():
    assert _grid('a;b\n"5 ""inch""";x\n').cells[1].tolist() == ['5 "inch"', "x"]
    text = 'a;b\n"mở;x\n' + "".join(f"{number};y\n" for number in range(200))
    assert _grid(text).cells.shape == (202, 2)


def test_ragged_records_are_padded():
    assert _grid("a;b;c\n1\n2;3;4\n").cells.tolist() == [["a", "b", "c"], ["1", "", ""], ["2", "3", "4"]]


def test_html_spans_become_merges_and_rows_are_numbered_by_tr():
    grid = _grid(
        "<html><head><meta charset=utf-8></head><body><p>Sổ</p><table><tr><td colspan=3>SỔ HỘ TỊCH</td></tr><tr><th rowspan=2>STT</th><th colspan=2>Họ<br>tên</th></tr>"
        "<tr><th>Cha</th><th>Mẹ</th></tr></table><table><tr></tr><tr><td>1</td><td>&nbsp;</td><td>  Hòa </td></tr></table>")
    assert grid.cells.tolist() == [["SỔ HỘ TỊCH", "", ""], ["STT", "Họ\ntên", ""], ["", "Cha", "Mẹ"], ["", "", ""], ["1", "", "  Hòa "]]
    assert (grid.merges, grid.row_numbers.tolist(), grid.sheet) == (((0, 0, 0, 2), (1, 0, 2, 0), (1, 1, 1, 2)), [1, 2, 3, 4, 5], None)


def test_html_source_line_breaks_collapse_and_comments_are_no_text():
    assert _grid("<table><tr><td>\n   Nguyễn\n   <b>Văn</b> A\n</td><td><!-- x -->Nam<style>p{}</style></td></tr></table>").cells.tolist() == [["Nguyễn Văn A", "Nam"]]


def test_html_table_inside_a_layout_table():
    grid = _grid("<table><tr><td>Trang<table><tr><td>STT</td><td>Tên</td></tr><tr><td>1</td><td>Hòa</td></tr></table></td></tr></table>")
    assert (grid.cells.tolist(), grid.row_numbers.tolist()) == ([["", ""], ["STT", "Tên"], ["1", "Hòa"]], [1, 2, 3])


def test_html_small_table_inside_a_cell_stays_its_text():
    grid = _grid("<table><tr><td>1</td><td><table><tr><td>Hòa</td></tr></table></td></tr><tr><td>2</td><td>An</td></tr></table>")
    assert (grid.cells.tolist(), grid.row_numbers.tolist()) == ([["1", "Hòa"], ["2", "An"]], [1, 3])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_html_in_encodings(encoding):
    reading = read(Member("x.xls", '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td>Hộ tịch</td></tr></table></html>'.encode(encoding)))
    assert (reading.container, reading.grids[0].cells[0, 0], reading.encoding) == ("html", "Hộ tịch", "utf-16" if "16" in encoding else "utf-8")


def test_html_with_an_xml_declaration():
    assert _grid('<?xml version="1.0" encoding="windows-1258"?><html><table><tr><td>Họ</td></tr></table></html>').cells[0, 0] == "Họ"


@pytest.mark.parametrize("data", ["<html><body>Không có bảng</body></html>", "<?xml version='1.0'?><a><b>1</b></a>"])
def test_markup_without_a_table_is_refused(data):
    with pytest.raises(Refusal):
        read(Member("x.xls", data.encode()))


def test_html_hidden_rows_and_columns():
    grid = _grid("<table><col><col span=2 style='display: none'><tr><td>a<td>b<td>c<td>d</tr><tr style='display:none'><td>1</td></tr></table>")
    assert (grid.cells.shape, grid.hidden_rows, grid.hidden_columns) == ((2, 4), {1}, {1, 2})


def test_single_file_web_page():
    page = "<html><table><tr><td>Họ tên</td></tr></table></html>".encode()
    part = b"--x\r\nContent-Location: file:///C:/so_files/sheet00%d.htm\r\nContent-Transfer-Encoding: 8bit\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\r\n%s\r\n"
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n'
    one = read(Member("x.xls", head + part % (1, page) + b"--x--\r\n"))
    two = read(Member("x.xls", head + part % (1, page) + part % (2, page) + b"--x--\r\n"))
    assert (one.container, one.encoding, [grid.sheet for grid in one.grids], one.grids[0].cells.tolist()) == ("html", "utf-8", [None], [["Họ tên"]])
    assert [grid.sheet for grid in two.grids] == ["sheet001", "sheet002"]


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_line_ends_of_every_system(end):
    grid = _grid(end.join(["STT;Họ tên", "1;An", "2;Bình", ""]))
    assert (grid.cells.tolist(), grid.row_numbers.tolist()) == ([["STT", "Họ tên"], ["1", "An"], ["2", "Bình"]], [1, 2, 3])


def test_zero_bytes_that_pad_fields_are_dropped():
    assert _grid(b"STT;Ten\0\0;Thon\n1;An\0\0\0;Cau\n").cells.tolist() == [["STT", "Ten", "Thon"], ["1", "An", "Cau"]]


def test_a_quote_never_closed_costs_no_record_below():
    grid = _grid('STT;Họ tên\n1;"An\n2;Bình\n3;"Chi ""Bé"""\n')
    assert (grid.cells.tolist(), grid.row_numbers.tolist()) == ([["STT", "Họ tên"], ["1", '"An'], ["2", "Bình"], ["3", 'Chi "Bé"']], [1, 2, 3, 4])


def test_a_quoted_line_break_at_the_end_is_no_quote_never_closed():
    assert _grid('STT;Ghi chú\n1;"một\nhai"').cells.tolist() == [["STT", "Ghi chú"], ["1", "một\nhai"]]


def test_a_very_long_line_is_one_record():
    grid = _grid("STT;Ghi chú\n1;" + "x" * 2_000_000 + "\n2;y\n")
    assert (grid.cells.shape, len(grid.cells[1, 1]), grid.cells[2, 1]) == ((3, 2), 2_000_000, "y")


def test_decimal_commas_between_semicolons_and_a_title_with_commas_above():
    grid = _grid("BÁO CÁO, THÁNG 9, NĂM 2026\n\nSTT;Họ tên;Tiền\n1;An;1.234,5\n2;Bình;2,5\n")
    assert grid.cells.tolist()[2:] == [["STT", "Họ tên", "Tiền"], ["1", "An", "1.234,5"], ["2", "Bình", "2,5"]]


def test_a_record_with_another_delimiter_stays_whole():
    assert _grid("STT;Họ tên;Tiền\n1;An;1,5\n2,Bình,3\n3;Chi;2,5\n").cells[2].tolist() == ["2,Bình,3", "", ""]


def test_tabbed_text_named_xls_keeps_semicolons_and_commas_in_its_cells():
    assert _grid("STT\tHọ tên\tGhi chú\n1\tAn\ta; b, c\n").cells.tolist() == [["STT", "Họ tên", "Ghi chú"], ["1", "An", "a; b, c"]]


def test_html_entities_and_scripts():
    grid = _grid("<table><tr><td>Họ<script>var a = 1;</script></td><td>&lt;b&gt; &amp; H&#7897; &euro;</td></tr></table>")
    assert grid.cells.tolist() == [["Họ", "<b> & Hộ €"]]


def test_html_spans_that_lie_stay_inside_the_page():
    grid = _grid("<table><tr><td rowspan=999999 colspan=-3>a</td><td rowspan=x>b</td></tr><tr><td>c</td></tr></table>")
    assert (grid.cells.tolist(), grid.merges) == ([["a", "b"], ["", "c"]], ((0, 0, 1, 0),))


def test_html_nested_beyond_reason_is_refused():
    with pytest.raises(Refusal):
        read(Member("x.xls", b"<table>" * 5_000 + b"<tr><td>x</td></tr>"))
