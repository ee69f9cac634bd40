"""Entry templates: what is filled in by their rules comes through intake, cleaning and checks without an error, for every table; guide and lists are never data."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
from pathlib import Path
from typing import get_args

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import get_column_letter

from sotay.checks.run import check_month
from sotay.cleaning.corrections import corrected_table
from sotay.definitions.models.rules import AnyRule
from sotay.definitions.registry import load_registry
from sotay.definitions.words import _KINDS as words_of_kinds
from sotay.definitions.words import column_words, required_words, rule_words
from sotay.demo.kitchen import load_kitchen
from sotay.demo.samples import sample_rows
from sotay.demo.world import World
from sotay.intake.month import take_in
from sotay.reports.templates.cells import FIRST_ROW, LAST_ROW
from sotay.reports.templates.entry import ENTRY, HEADING_ROW, LISTS, template, workbook, write_templates

PARAMETERS = Path(__file__).resolve().parents[2] / "parameters"
MONTH, DAY, NOBODY = "2026-09", dt.date(2026, 9, 28), "chua ro"
IN_TIME = dt.datetime(2026, 9, 29, 9, 0).timestamp()


@pytest.fixture(scope="module")
def registry():
    return load_registry(PARAMETERS).at(DAY)


def written(value, column):
    """A typed value as a clerk enters it into the template."""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if column.type == "month" and value:
        return f"{value[5:]}/{value[:4]}"
    if column.type == "partial_date" and isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return str(value) if isinstance(value, int | float) and column.type not in ("int", "dec", "vnd", "pct") else value


def fill(book: openpyxl.Workbook, ref, rows: list[dict]) -> None:
    sheet = book[ENTRY]
    for number, row in enumerate(rows, start=FIRST_ROW):
        for position, column in enumerate(ref.table.columns, start=1):
            value = written(row.get(column.name), column)
            if value is not None:
                sheet.cell(number, position, value).number_format = sheet.column_dimensions[get_column_letter(position)].number_format


@pytest.fixture(scope="module")
def month(registry, tmp_path_factory):
    """A template of every table, filled with made-up rows, read, cleaned and checked as one month."""
    root = tmp_path_factory.mktemp("filled")
    world = World(registry, load_kitchen(PARAMETERS / "demo"), 7, 0.3, MONTH)
    rows = {t: world.rows(t, MONTH) for t in registry.tables}
    for ref in registry.tables.values():
        path = root / MONTH / ref.dataset.owner / f"{ref.id}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        book = workbook(ref, registry, {})
        fill(book, ref, rows[ref.id])
        book.save(path)
        os.utime(path, (IN_TIME, IN_TIME))
    (root / MONTH / NOBODY).mkdir()
    (root / MONTH / NOBODY / "bieu trong.xlsx").write_bytes(template(registry.tables["ho_ngheo"], registry, rows["ho_ngheo"][0]))
    exports = take_in(root / MONTH, registry, MONTH, root)
    cleaned = [corrected_table(t, registry, MONTH, e.source.handed_in.date()) for e in exports if e.status == "accepted" for t in e.tables]
    return rows, exports, check_month(cleaned, registry, MONTH, lambda table, back: pd.DataFrame())


def test_every_filled_template_is_recognised_as_its_table_with_all_its_columns_and_rows(month, registry):
    rows, exports, checked = month
    assert all(rows.values())
    found = {e.source.file: [(t.table, t.header_row, len(t.rows), len(t.set_aside)) for t in e.tables] for e in exports if e.status == "accepted"}
    assert found == {f"{t}.xlsx": [(t, HEADING_ROW, len(rows[t]), 0)] for t in registry.tables}
    assert {t: [c.name for c in f.table.columns if c.name not in f.parts[0].present] for t, f in checked.frames.items()} == {t: [] for t in registry.tables}


def test_no_filled_template_has_an_error(month):
    findings = month[2].findings
    errors = findings[findings["severity"] == "error"]
    assert errors[["file", "row", "column", "rule"]].to_numpy().tolist() == []


def test_values_come_through_as_they_were_entered(month, registry):
    """Numbers keep their size, codes their leading zeros, dates their day."""
    rows, _, checked = month
    for table, frame in checked.frames.items():
        for column in frame.table.columns:
            wanted = [r.get(column.name) for r in rows[table]]
            got = frame.rows[column.name].tolist()
            if column.type in ("int", "vnd", "cccd", "phone", "bool", "code", "dossier", "procedure"):
                assert [None if pd.isna(g) else g for g in got] == [w if w is None or not isinstance(w, float) else int(w) for w in wanted], (table, column.name)


def test_a_template_left_empty_is_an_empty_form_whatever_its_guide_says(month):
    others = [e for e in month[1] if e.status != "accepted"]
    assert [(e.source.file, e.status, [(t.table, len(t.rows)) for t in e.tables]) for e in others] == [("bieu trong.xlsx", "empty", [("ho_ngheo", 0)])]


def opened(registry, table: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(template(registry.tables[table], registry, sample_rows(registry, PARAMETERS)(table))))


@pytest.fixture(scope="module")
def settled(registry):
    """The template of one table with dates, choices, numbers and conditions."""
    return opened(registry, "ket_qua_ho_so")


def cell_of(sheet, title: str):
    return next(c for c in sheet[HEADING_ROW] if c.value == title)


def check_of(sheet, title: str):
    first = f"{cell_of(sheet, title).column_letter}{FIRST_ROW}"
    return next((v for v in sheet.data_validations.dataValidation if first in v.sqref), None)


def test_headings_are_the_declared_ones_frozen_and_explained(settled, registry):
    table, sheet = registry.tables["ket_qua_ho_so"].table, settled[ENTRY]
    assert [c.value for c in sheet[HEADING_ROW]] == [c.title for c in table.columns]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A4", "$3:$3")
    comments = [c.comment.text for c in sheet[HEADING_ROW]]
    assert all(column_words(c) in text and required_words(c, table) in text for c, text in zip(table.columns, comments, strict=True))
    fills = {c.required: cell_of(sheet, c.title).fill.fgColor.rgb for c in table.columns if not c.required_when}
    assert fills[True] != fills[False]


def test_choices_come_from_named_ranges_on_the_hidden_sheet(settled, registry):
    sheet, lists = settled[ENTRY], settled[LISTS]
    assert lists.sheet_state == "hidden"
    check = check_of(sheet, "Trạng thái hồ sơ")
    assert (check.type, check.formula1, check.error) == ("list", "DM_trang_thai_ho_so", "Chọn một giá trị trong danh sách thả xuống.")
    place = settled.defined_names["DM_trang_thai_ho_so"].attr_text.split("!")[1].replace("$", "")
    wanted = [v.label for v in registry.values_of(registry.tables["ket_qua_ho_so"].table.column("trang_thai"))]
    assert [row[0].value for row in lists[place]] == wanted
    assert check_of(sheet, "Hình thức trả kết quả").formula1 == "DS_hinh_thuc_tra"
    assert check_of(sheet, "Kết quả điện tử").formula1 == "DM_co_khong"


@pytest.mark.parametrize(("title", "kind", "first", "second"), [
    ("Ngày tiếp nhận", "date", "DATE(1900,1,1)", "TODAY()+1"), ("Ngày hẹn trả", "date", "DATE(1900,1,1)", "DATE(2100,12,31)"), ("Số lần bổ sung", "whole", "0", "1000000000000000"),
    ("Thời gian chờ bổ sung", "decimal", "0", "1000000000000000"), ("Mã TTHC", "textLength", "5", "15"),
])
def test_what_excel_lets_in(settled, title, kind, first, second):
    check = check_of(settled[ENTRY], title)
    assert (check.type, check.formula1, check.formula2) == (kind, first, second)
    assert (check.showErrorMessage, check.errorStyle, check.errorTitle) == (True, "stop", "Chưa đúng")
    assert len(check.error) <= 225 and len(check.prompt) <= 255 and len(check.promptTitle) <= 32
    assert str(check.sqref).endswith(str(LAST_ROW))


def test_a_key_is_refused_the_second_time(settled):
    check = check_of(settled[ENTRY], "Mã hồ sơ")
    assert (check.type, check.formula1) == ("custom", "AND(COUNTIF($A$4:$A$5003,A4)=1,LEN(A4)>=1,LEN(A4)<=255)")


@pytest.mark.parametrize(("title", "form"), [("Mã TTHC", "@"), ("Ngày tiếp nhận", "dd/mm/yyyy hh:mm"), ("Số lần bổ sung", '[>=1000000]#"."###"."##0;[>=1000]#"."##0;0'), ("Văn bản xin lỗi", "@")])
def test_formats_keep_leading_zeros_and_show_vietnamese_dates_and_points(settled, title, form):
    sheet = settled[ENTRY]
    assert sheet.column_dimensions[cell_of(sheet, title).column_letter].number_format == form


def test_the_guide_says_who_when_and_every_rule_in_words(settled, registry):
    ref, guide = registry.tables["ket_qua_ho_so"], settled["Hướng dẫn"]
    lines = [str(c.value) for c in guide["A"] if c.value is not None]
    assert lines[1] == "Đơn vị nộp: Trung tâm Phục vụ hành chính công xã. Nộp hằng tháng, trước ngày 20."
    assert all(any(rule_words(r, ref.table, registry) in line for line in lines) for r in ref.table.rules)
    titles = [c.value for c in guide["B"] if c.value is not None][1:]
    assert titles == [c.title for c in ref.table.columns]
    examples = {row[1].value: row[5].value for row in guide.iter_rows(min_row=8) if row[1].value}
    assert dt.datetime.strptime(examples["Ngày tiếp nhận"], "%d/%m/%Y %H:%M") and examples["Kết quả điện tử"] in ("Có", "Không")


def test_the_same_definitions_give_the_same_bytes(registry, tmp_path):
    made = [write_templates(registry, tmp_path / name, ["ho_ngheo"], DAY) for name in ("a", "b")]
    assert [p.name for p in made[0]] == ["ho_ngheo.xlsx", "ho_ngheo_thanh_vien.xlsx", "ho_ngheo_bien_dong.xlsx"]
    assert [p.read_bytes() for p in made[0]] == [p.read_bytes() for p in made[1]]


def test_every_kind_of_rule_and_every_rule_has_words(registry):
    kinds = {get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(get_args(AnyRule)[0])}
    assert kinds == set(words_of_kinds)
    for ref in registry.tables.values():
        for rule in ref.table.rules:
            text = rule_words(rule, ref.table, registry)
            assert text.endswith(".") and text[0] == text[0].upper() and "None" not in text and "  " not in text, text
            # One way to say a condition, and years without a point.
            assert ": thì" not in text and not re.search(r"“Năm[^”]*” (?:từ|không quá|lớn hơn|nhỏ hơn) \d\.\d{3}\b", text), text
