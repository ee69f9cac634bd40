"""A large returned workbook: rows nobody marks go back untouched, and the workbook is what openpyxl would have made of the whole file."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table
from test_returned_workbook import LETTER, MADE_ON, job_of

from sotay.intake.files.containers import read
from sotay.intake.reading import Member, Refusal
from sotay.reports.returned import keep, writing
from sotay.reports.returned.job import KEEP, Found, Mark
from sotay.reports.returned.spared import MAIN, NotPlain, put_back, without_plain_rows

ROWS = 120
SHEET, DATA = "Bảng & 1", "xl/worksheets/sheet1.xml"
MARKS = tuple(Mark(SHEET, row, column, "error", "Ngày", "x", "Sai.", "Sửa.", "R") for row, column in ((9, "C"), (10, ""), (77, "B"))) + (Mark(SHEET, None, "", "warning", "", "", "Thiếu cột.", "Thêm.", "T"),)
TABLE = Found(SHEET, 3, 3, "A", "F", ROWS)


def plain_book() -> Workbook:
    """Texts, numbers, days, truths, errors, blanks, styles, heights; two sheets."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet["A1"] = "DANH SÁCH"
    sheet.append([])
    sheet.append(["STT", "Họ tên", "Ngày", "Phí", "Đúng", "Ghi chú"])
    for n in range(4, ROWS + 1):
        sheet.append([n - 3, f"Tên <{n % 7}> & họ", dt.datetime(2026, 9, n % 30 + 1), n * 1.5e-3, n % 2 == 0, "#N/A" if n % 11 == 0 else " =1+1 hai  dấu cách " if n % 5 == 0 else None])
        sheet.cell(n, 3).number_format, sheet.cell(n, 4).number_format = "dd/mm/yyyy", "#,##0.000"
    for n in range(20, 40):
        sheet.cell(n, 2).font, sheet.cell(n, 2).fill = Font(name="Arial", bold=True), PatternFill("solid", start_color="FFFFFF00")
        sheet.cell(n, 4).border, sheet.cell(n, 4).alignment = Border(left=Side("thin")), Alignment(wrap_text=True)
        sheet.cell(n, 6).value = None
        sheet.cell(n, 6).fill = PatternFill("solid", start_color="FF00FF00")
    sheet.row_dimensions[50].height, sheet.row_dimensions[51].hidden, sheet.row_dimensions[200].height = 40, True, 33
    sheet.cell(60, 2).value = CellRichText("một ", TextBlock(InlineFont(b=True), "đậm"))
    sheet.cell(61, 6).value, sheet.cell(61, 6).data_type = "=cmd|'/c calc'!A0", "s"
    sheet.cell(61, 6).quotePrefix = True
    sheet.column_dimensions["B"].width = 33
    other = book.create_sheet("Khác")
    for n in range(1, 60):
        other.append([f"khác {n}", n])
    return book


def merged(book: Workbook) -> None:
    book[SHEET].merge_cells("B40:C42")


def commented(book: Workbook) -> None:
    book[SHEET]["B44"].comment = Comment("của đơn vị", "Đơn vị")
    book[SHEET]["F77"].comment = Comment("nữa", "Đơn vị")


def linked(book: Workbook) -> None:
    book[SHEET]["B45"].hyperlink = "http://x.test/"
    book[SHEET]["B46"].hyperlink = Hyperlink(ref="B46", location="'Khác'!A1")


def tabled(book: Workbook) -> None:
    book["Khác"]["A1"], book["Khác"]["B1"] = "Tên", "Số"
    book["Khác"].add_table(Table(displayName="Bang", ref="A1:B59"))


def computed(book: Workbook) -> None:
    book[SHEET]["D30"], book[SHEET]["D31"], book[SHEET]["D32"] = "=D29*2", "=[1]Khac!A1", "=SUM(D4:D20)"


def ruled(book: Workbook) -> None:
    rule = DataValidation(type="list", formula1='"Có,Không"')
    rule.add("E4:E100")
    book[SHEET].add_data_validation(rule)
    book[SHEET].conditional_formatting.add("D4:D100", CellIsRule(operator="lessThan", formula=["0.1"], font=Font(color="FFFF0000")))
    book[SHEET].auto_filter.ref, book[SHEET].freeze_panes = f"A3:F{ROWS}", "A4"
    book[SHEET].print_title_rows = "3:3"


def own_bytes(*changes) -> bytes:
    book = plain_book()
    for change in changes:
        change(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def rewritten(data: bytes, **parts) -> bytes:
    """The archive with parts changed by a function of their text; names with "_" for what is no letter."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            change = parts.get(re.sub(r"\W", "_", name))
            target.writestr(name, change(source.read(name).decode("utf-8")).encode("utf-8", "surrogatepass") if change else source.read(name))
    return made.getvalue()


def sheet1(change):
    return lambda data: rewritten(data, xl_worksheets_sheet1_xml=change)


def as_excel(text: str) -> str:
    """What Excel itself says of rows."""
    text = text.replace("<worksheet xmlns=", '<worksheet xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" xmlns=', 1)
    return re.sub(r'<row r="(\d+)"', r'<row r="\1" spans="1:6" x14ac:dyDescent="0.25"', text)


def as_libre(text: str) -> str:
    return re.sub(r'<row r="(\d+)"(?![^>]*hidden)(?![^>]*ht=)', r'<row r="\1" customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0" collapsed="false"', text)


def shared(data: bytes) -> bytes:
    """Texts in one list, as Excel keeps them; openpyxl writes each into its own cell."""
    texts: list[str] = []

    def number(cell: re.Match) -> str:
        texts.append(cell[2])
        return f' t="s"{cell[1]}><v>{texts.index(cell[2])}</v></c>'

    def listed(text: str) -> str:
        return re.sub(r' t="inlineStr"([^>]*)><is>(.*?)</is></c>', number, text, flags=re.S)

    made = rewritten(data, xl_worksheets_sheet1_xml=listed, xl_worksheets_sheet2_xml=listed)
    items = list(dict.fromkeys(texts))
    again = {text: n for n, text in enumerate(items)}
    renumbered = lambda text: re.sub(r'( t="s"[^>]*><v>)(\d+)', lambda m: f"{m[1]}{again[texts[int(m[2])]]}", text)  # noqa: E731
    made = rewritten(
        made, xl_worksheets_sheet1_xml=renumbered, xl_worksheets_sheet2_xml=renumbered,
        _Content_Types__xml=lambda text: text.replace("</Types>", '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'),
        xl__rels_workbook_xml_rels=lambda text: text.replace("</Relationships>", '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'),
    )
    whole = io.BytesIO(made)
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="{MAIN}" count="{len(texts)}" uniqueCount="{len(items)}">{"".join(f"<si>{t}</si>" for t in items)}</sst>')
    return whole.getvalue()


def returned(data: bytes, folder: Path, monkeypatch, *, light: bool) -> tuple[bytes, int]:
    """The returned workbook and how many of its rows openpyxl never saw."""
    put = []

    def watched(content, book, spared):
        whole = put_back(content, book, spared)
        put.append(sum(len(rows.numbers) for rows in spared.values()))
        return whole

    with monkeypatch.context() as patch:
        patch.setattr(writing, "put_back", watched)
        if not light:
            patch.setattr(writing, "rows_marked", lambda marks, tables: None)
        made = writing.workbook_bytes(job_of(data, folder / "chó.xlsx", container="xlsx", mode=KEEP, marks=MARKS, tables=(TABLE,), letter=LETTER, made_on=MADE_ON))
    return made, put[-1]


def facts(data: bytes) -> dict:
    """Everything of a workbook that a reader or a program can see."""
    book = openpyxl.load_workbook(io.BytesIO(data), rich_text=True)
    seen: dict = {"sheets": book.sheetnames, "active": book.active.title, "names": {n: d.attr_text for n, d in book.defined_names.items()}}
    for sheet in book.worksheets:
        for cell in sheet._cells.values():
            if cell.value is None and not cell.has_style and cell.comment is None:
                continue
            look = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection) if cell.has_style else ()
            link = cell.hyperlink and (cell.hyperlink.target, cell.hyperlink.location)
            seen[sheet.title, cell.coordinate] = repr(cell.value), cell.data_type, cell.number_format, cell.quotePrefix, *map(repr, look), cell.comment and cell.comment.text, link
        seen[sheet.title, "rows"] = {n: (d.height, d.hidden) for n, d in sheet.row_dimensions.items() if d.height or d.hidden}
        seen[sheet.title, "columns"] = {n: (d.width, d.hidden) for n, d in sheet.column_dimensions.items()}
        seen[sheet.title, "areas"] = sorted(map(str, sheet.merged_cells.ranges)), sheet.auto_filter.ref, sheet.freeze_panes, sheet.print_title_rows, {t.name: (t.ref, [c.name for c in t.tableColumns]) for t in sheet.tables.values()}
        seen[sheet.title, "rules"] = [(str(v.sqref), v.formula1) for v in sheet.data_validations.dataValidation], [(str(a.sqref), [r.formula for r in a.rules]) for a in sheet.conditional_formatting]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                seen[name] = re.search(rb'<dimension ref="([^"]*)"', archive.read(name))[1]
    return seen


def outcome(data: bytes, folder: Path, monkeypatch, *, light: bool) -> dict | str:
    try:
        made, spared = returned(data, folder, monkeypatch, light=light)
    except Refusal as refused:
        return refused.status
    return facts(made) | {"spared": spared}


DATA_OF = {
    "plain": own_bytes, "merge": lambda: own_bytes(merged), "comments": lambda: own_bytes(commented), "links": lambda: own_bytes(linked), "table": lambda: own_bytes(tabled), "formulas": lambda: own_bytes(computed),
    "rules": lambda: own_bytes(ruled), "all": lambda: own_bytes(merged, commented, linked, tabled, computed, ruled), "excel": lambda: sheet1(as_excel)(shared(own_bytes(ruled))), "libreoffice": lambda: sheet1(as_libre)(own_bytes(merged)),
    "shared": lambda: shared(own_bytes(merged, computed)), "without dimension": lambda: sheet1(lambda text: re.sub(r"<dimension[^>]*/>", "", text))(own_bytes()),
}


@pytest.mark.parametrize("kind", DATA_OF)
def test_the_workbook_is_what_openpyxl_makes_of_the_whole_file(kind, tmp_path, monkeypatch):
    data = DATA_OF[kind]()
    whole, none = returned(data, tmp_path, monkeypatch, light=False)
    light, spared = returned(data, tmp_path, monkeypatch, light=True)
    assert none == 0 and spared > 100
    seen, wanted = facts(light), facts(whole)
    assert {k: (seen.get(k), wanted.get(k)) for k in {*seen, *wanted} if seen.get(k) != wanted.get(k)} == {}
    assert returned(data, tmp_path, monkeypatch, light=True)[0] == light


def test_rows_stay_in_their_order_where_the_file_leaves_out_some_that_are_marked(tmp_path, monkeypatch):
    data = sheet1(lambda text: re.sub(r'<row r="(?:10|77|78)".*?</row>', "", text))(own_bytes())
    light, spared = returned(data, tmp_path, monkeypatch, light=True)
    assert spared > 100 and facts(light) == facts(returned(data, tmp_path, monkeypatch, light=False)[0])
    numbers = [int(n) for n in re.findall(rb'<row r="(\d+)"', zipfile.ZipFile(io.BytesIO(light)).read("xl/worksheets/sheet2.xml"))]
    assert numbers == sorted(set(numbers)) and {10, 77} <= set(numbers) and 78 not in numbers


@pytest.mark.parametrize("kind", ["plain", "all", "shared", "excel"])
def test_the_next_intake_reads_what_the_unit_sent(kind, tmp_path, monkeypatch):
    data = DATA_OF[kind]()
    grids = [{g.sheet: g for g in read(Member("", d)).grids} for d in (data, returned(data, tmp_path, monkeypatch, light=True)[0])]
    for title in (SHEET, "Khác"):
        before, after = (g[title] for g in grids)
        # Of a formula that led out of the file, only the saved value is left: here there was none.
        rows = [n for n in range(before.cells.shape[0]) if kind != "all" or n != 30]
        assert before.cells[rows].tolist() == after.cells[rows].tolist() and before.kinds[rows].tolist() == after.kinds[rows].tolist()


def test_a_file_sent_again_loses_its_old_marks_where_rows_are_spared_too(tmp_path, monkeypatch):
    first = returned(own_bytes(commented), tmp_path, monkeypatch, light=True)[0]
    light, spared = returned(first, tmp_path, monkeypatch, light=True)
    assert spared > 100 and facts(light) == facts(returned(first, tmp_path, monkeypatch, light=False)[0])
    assert openpyxl.load_workbook(io.BytesIO(light)).sheetnames == ["Lỗi cần sửa", SHEET, "Khác"]


@pytest.mark.parametrize("change", [
    lambda text: text.replace("<row ", "<x:row ").replace("</row>", "</x:row>").replace("<worksheet ", f'<worksheet xmlns:x="{MAIN}" ', 1),
    lambda text: re.sub(r'<row r="\d+"', "<row", text),
    lambda text: text.replace('<row r="50"', '<row r="49"'),
    lambda text: text.replace('<row r="50"', '<!-- a --><row r="50"'),
    lambda text: text.replace("<?xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><?xml") if text.startswith("<?xml") else f"<!DOCTYPE worksheet [<!ENTITY b 'c'>]>{text}",
    lambda text: text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    lambda text: re.sub(r'(<c r="B90"[^>]*><v>)\d+', r"\g<1>99999", text),
    lambda text: re.sub(r'<c r="A90" t="n">|<c r="A90"[^>]*>', '<c r="A90" s="9999" t="n">', text),
])
def test_what_cannot_be_told_row_by_row_is_left_to_openpyxl_as_a_whole(change, tmp_path, monkeypatch):
    before = shared(own_bytes())
    data = sheet1(change)(before)
    assert zipfile.ZipFile(io.BytesIO(data)).read(DATA) != zipfile.ZipFile(io.BytesIO(before)).read(DATA)
    with pytest.raises(NotPlain):
        without_plain_rows(data, {})
    light, whole = (outcome(data, tmp_path, monkeypatch, light=light) for light in (True, False))
    assert light == whole


@pytest.mark.parametrize("bad", ["\x01", "&nothere;", "&", "\ud800"])
def test_a_broken_row_is_found_although_openpyxl_does_not_read_it(bad, tmp_path, monkeypatch):
    """A workbook that Excel would have to repair goes to nobody: the file is rebuilt from what intake reads of it, or refused."""
    data = sheet1(lambda text: text.replace("T&#234;n &lt;4&gt; &amp; h&#7885;", f"Tên {bad} họ"))(own_bytes())
    light, whole = (outcome(data, tmp_path, monkeypatch, light=light) for light in (True, False))
    assert light == whole and (light == "unreadable" or light["spared"] == 0)


def test_no_object_is_made_of_a_spared_row(tmp_path, monkeypatch):
    made = []
    opened = keep._opened
    monkeypatch.setattr(keep, "_opened", lambda data: made.append(opened(data)) or made[-1])
    returned(own_bytes(), tmp_path, monkeypatch, light=True)
    # The heading, the marked rows, and one with a text of two looks.
    assert len(made) == 1 and {row for row, _ in made[0][SHEET]._cells} == {3, 9, 10, 60, 77} and made[0]["Khác"]._cells == {}


def test_nothing_outward_passes_in_a_spared_row(tmp_path, monkeypatch):
    """What is no value alone (a formula, another namespace, something inside a cell) is never spared."""
    for hidden in ('<c r="A90"><f>HYPERLINK("http://x.test/")</f><v>1</v></c>', '<c r="A90" cm="1"><v>1</v></c>', '<c r="A90"><v>1</v><extLst><ext uri="http://x.test/"/></extLst></c>', '<c r="A90" t="inlineStr"><is><t>a</t><rPh sb="0" eb="1"><t>x.test</t></rPh></is></c>'):
        data = sheet1(lambda text, hidden=hidden: re.sub(r'<c r="A90".*?</c>', hidden, text))(own_bytes())
        light, spared = without_plain_rows(data, {})
        assert 90 not in spared[SHEET].numbers and 91 in spared[SHEET].numbers
        assert hidden.encode() in zipfile.ZipFile(io.BytesIO(light)).read(DATA)
