"""Formulas that a returned workbook keeps show their saved results also where nothing computes them: a phone's viewer, the next intake."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import zipfile

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from sotay.reports.returned.job import KEEP, Found, Job, Letter
from sotay.reports.returned.writing import workbook_bytes

# Formula, its result as a spreadsheet program saves it (attributes of the cell, text), and what a reader then sees.
FORMULAS = {
    "B2": ("=SUM(A2:A3)", "", "3", 3),
    "B3": ("=A2/3", "", "0.3333333333333333", 1 / 3),
    "B4": ('=IF(A2>0,"Có & đủ <3>","")', ' t="str"', "Có &amp; đủ &lt;3&gt;", "Có & đủ <3>"),
    "B5": ("=A2>0", ' t="b"', "1", True),
    "B6": ("=A2/0", ' t="e"', "#DIV/0!", "#DIV/0!"),
    "B7": ("=DATE(2026,9,3)", "", "46268", dt.datetime(2026, 9, 3)),
    "B8": ("=A9", None, None, None),
}


def own_file() -> bytes:
    """A workbook as Excel leaves it, with results beside the formulas; the last one has none, as openpyxl writes it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Bảng & biểu"
    sheet.append(["Số", "Kết quả"])
    for row in range(2, 9):
        sheet.cell(row, 1, row - 1)
    for place, (formula, *_) in FORMULAS.items():
        sheet[place] = formula
    sheet["B7"].number_format = "dd/mm/yyyy"
    sheet["B9"] = ArrayFormula("B9", "=SUM(A2:A3*A2:A3)")
    content = io.BytesIO()
    book.save(content)
    return with_saved(content.getvalue(), {place: (kind, text) for place, (_, kind, text, _) in FORMULAS.items() if text is not None} | {"B9": ("", "5")})


def with_saved(content: bytes, results: dict[str, tuple[str, str]]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            part = source.read(name).decode("utf-8") if name.endswith(".xml") else source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                for place, (kind, text) in results.items():
                    part, count = re.subn(rf'(<c r="{place}"[^>]*)(><f.*?</f>)<v ?/?>(</v>)?', lambda m, kind=kind, text=text: f"{m[1]}{kind}{m[2]}<v>{text}</v>", part)
                    assert count == 1
            target.writestr(name, part)
    return made.getvalue()


@pytest.fixture
def returned(tmp_path):
    data, path = own_file(), tmp_path / "a.xlsx"
    path.write_bytes(data)
    return workbook_bytes(Job(Letter("Bảng", ("Tệp: a.xlsx.",)), "2026-09-30T00:00:00Z", path, hashlib.sha256(data).hexdigest(), "xlsx", KEEP, (), (Found("Bảng & biểu", 1, 1, "A", "B", 8),)))


def test_the_formulas_stay_and_their_results_are_there(returned):
    formulas, values = (openpyxl.load_workbook(io.BytesIO(returned), data_only=only)["Bảng & biểu"] for only in (False, True))
    assert {place: formulas[place].value for place in FORMULAS} == {place: formula for place, (formula, *_) in FORMULAS.items()}
    assert {place: values[place].value for place in FORMULAS} == {place: seen for place, (*_, seen) in FORMULAS.items()}
    assert (formulas["B9"].value.text, values["B9"].value) == ("=SUM(A2:A3*A2:A3)", 5)


def test_excel_computes_anew_all_the_same(returned):
    assert openpyxl.load_workbook(io.BytesIO(returned)).calculation.fullCalcOnLoad
