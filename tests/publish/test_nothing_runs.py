"""Nothing of what came in runs in a reader's Excel, browser, archive program or mail."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from pydantic import ValidationError

import sotay
from small_release import MONTH, UNIT, line, month, packed, registry
from sotay.prepare import write_csv
from sotay.publish.open_data.formats import csv_bytes
from sotay.publish.packages import for_unit
from sotay.publish.register import Register
from sotay.reports.bars import bars
from sotay.reports.page import full_page
from sotay.reports.returned.cells import write_text
from sotay.reports.sealed import outside_of
from sotay.reports.tables import table

LIB = Path(sotay.__file__).parent
FORMULAS = ["=1+1", "+84|x", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＠x", '=HYPERLINK("http://evil.vn","x")', "=cmd|' /C calc'!A0"]
MARKUP = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "<a href='javascript:alert(1)'>x</a>", "</style><iframe src=//evil.vn>", "&lt;script&gt;", "<!--#exec cmd=x-->"]
# A complaint as a citizen may write it, in one text.
COMPLAINT = " ".join(MARKUP)


@pytest.mark.parametrize("formula", FORMULAS)
def test_csv_text_that_begins_like_a_formula_is_text(tmp_path, formula):
    write_csv(tmp_path / "a.csv", pd.DataFrame({"lời": [formula, "bình thường"], "số": [-5, 6]}))
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as source:
        assert list(csv.reader(source)) == [["lời", "số"], [f"'{formula}", "-5"], ["bình thường", "6"]]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_returned_cell_is_text(formula):
    book = Workbook()
    write_text(book.active["A1"], formula)
    content = io.BytesIO()
    book.save(content)
    parts = zipfile.ZipFile(content)
    assert b"<f" not in re.sub(rb"<f(?:ont|ill|ormat)[a-zA-Z]*", b"", parts.read("xl/worksheets/sheet1.xml"))
    assert load_workbook(content).active["A1"].data_type == "s"


def test_a_complaint_is_words_in_a_report(tmp_path):
    frame = pd.DataFrame({"Nội dung": MARKUP, COMPLAINT: range(len(MARKUP))})
    page = full_page(table(frame, COMPLAINT, note=COMPLAINT).html + bars(pd.Series(range(1, 4), index=MARKUP[:3]), COMPLAINT).html, COMPLAINT, COMPLAINT)
    assert outside_of(page) == []
    assert not re.search(r"<script|<iframe|<img|onerror=alert\(1\)>|<svg onload", page, re.I)


def test_names_of_returned_files_are_made_safe_and_nothing_is_lost(tmp_path):
    # As another system may have written them; on this one a name may hold almost anything.
    names = ["=cmd.xlsx", "-x.xlsx", "<img src=x>.xlsx", "a\nBcc: x@y.vn.xlsx", "a\u202exslx.exe", "a|b.xlsx", "a?b.xlsx", 'x";rm.xlsx', "..\\..\\a.xlsx", "...xlsx"]
    workspace = month(tmp_path, {f"returns/{UNIT}/{name}": name.encode() for name in names})
    own = for_unit(UNIT, registry(), workspace.outputs(MONTH), MONTH)
    assert sorted(own.members.values()) == sorted([*(n.encode() for n in names), b"own rows", "Kính gửi".encode()])
    assert not [n for n in own.members if re.search(r'[<>:"|?*\\\x00-\x1f\u202e]|(^|/)\.\.(/|$)', n)]
    for _ in range(2):
        packed(workspace, registry())
    [version] = Register.read(workspace.internal(MONTH) / "register.csv").of(f"tra_lai/{UNIT}")
    assert (version.version, version.status) == (1, "current")
    with (workspace.internal(MONTH) / "register.csv").open(encoding="utf-8-sig", newline="") as source:
        assert not [c for row in csv.reader(source) for c in row if c.startswith(("=", "+", "-", "@"))]


def test_the_covering_note_keeps_its_lines(tmp_path):
    workspace = month(tmp_path, {f"returns/{UNIT}/a\nNơi nhận: khác.xlsx": b"x"})
    packed(workspace, registry())
    own = for_unit(UNIT, registry(), workspace.outputs(MONTH), MONTH)
    [version] = Register.read(workspace.internal(MONTH) / "register.csv").of(own.key)
    note = zipfile.ZipFile(io.BytesIO(own.pack(version, "UBND xã", MONTH))).read("DOC-TRUOC.txt").decode("utf-8-sig")
    assert [t for t in note.split("\r\n") if t.startswith("Nơi nhận:")] == ["Nơi nhận: Công an xã"]


def test_a_recipient_s_name_is_no_path_and_no_formula(tmp_path):
    for name in ("../so", "=so", "so/khac", "So\n"):
        with pytest.raises(ValidationError):
            line(name, "shared", [])


@pytest.mark.parametrize("formula", FORMULAS)
def test_an_open_dataset_s_text_is_text(formula):
    assert list(csv.reader(io.StringIO(csv_bytes([{"a": formula, "b": -5}], ["a", "b"]).decode("utf-8")))) == [["a", "b"], [f"'{formula}", "-5"]]


def test_what_runs_is_listed_in_one_place():
    listed = [p.relative_to(LIB).as_posix() for p in sorted(LIB.rglob("*.py")) if re.search(r"""["']=["'],\s*["']\+["'],\s*["']-["'],\s*["']@["']""", p.read_text(encoding="utf-8"))]
    assert listed == ["privacy/formulas.py"]
