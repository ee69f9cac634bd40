"""The ledger of scorings: the same run leaves it alone, a corrected export shows old, new and why, nothing shows when nothing changed."""

from __future__ import annotations

import datetime as dt
import shutil
from types import SimpleNamespace

import pandas as pd
import pytest

from sotay.reports.official.restated import restated_part
from sotay.tracking.restatement import LEDGER, record_scoring, restated
from told_month import MONTH, ROOT, SCORES, Told, frame

AFTER = dt.date(2026, 9, 22)
OWN, OTHER = "ty_le_so_hoa", "chuan_hoa_lam_sach"


@pytest.fixture
def book(tmp_path) -> Told:
    (tmp_path / "outputs" / MONTH / "internal").mkdir(parents=True)
    (tmp_path / "parameters").mkdir()
    for name in ("commune.yml", "indicators", "datasets"):
        (shutil.copytree if (ROOT / "parameters" / name).is_dir() else shutil.copy)(ROOT / "parameters" / name, tmp_path / "parameters" / name)
    return Told(tmp_path)


def export(unit: str, content: str, *datasets: str, status: str = "accepted") -> SimpleNamespace:
    return SimpleNamespace(source=SimpleNamespace(unit=unit, sha256=content), status=status, tables=[SimpleNamespace(dataset=d) for d in datasets])


def scored(book: Told, day: dt.date, figures: dict[str, float | None], *exports) -> None:
    """One run of the month on a day."""
    lines = [(MONTH, i, "tong", "commune", "xa", None, None, v, 80.0, "good", 1, 1) for i, v in figures.items()]
    book.all_scores = frame(SCORES, *lines)
    record_scoring(book.workspace, SimpleNamespace(month=MONTH, exports=list(exports), tables={"scores": book.all_scores}), day)


def told(book: Told) -> list[tuple]:
    return [(r["Chỉ số"], r["Số cũ"], r["Số mới"], r["Lý do"]) for _, r in restated(book).iterrows()]


FIRST, SECOND = export("ttpvhcc", "aa", "ket_qua_ho_so"), export("ttpvhcc", "bb", "ket_qua_ho_so")


def test_the_same_run_again_leaves_the_same_bytes(book):
    path = book.workspace.internal(MONTH) / LEDGER
    scored(book, AFTER, {OWN: 70.0}, FIRST)
    before = path.read_bytes()
    scored(book, dt.date(2026, 10, 5), {OWN: 70.0}, FIRST)
    assert path.read_bytes() == before
    assert told(book) == [] and restated_part(book) == []


def test_a_corrected_export_shows_old_new_and_who_sent_it_again(book):
    scored(book, AFTER, {OWN: 70.0, OTHER: 95.0}, FIRST)
    scored(book, dt.date(2026, 9, 25), {OWN: 82.5, OTHER: 95.04}, export("ttpvhcc", "aa", "ket_qua_ho_so", status="replaced"), SECOND)
    assert told(book) == [("1. Tỷ lệ số hóa", 70.0, 82.5, "Trung tâm Phục vụ hành chính công xã gửi lại “Kết quả giải quyết”")]
    assert restated_part(book)[-1].rows == (("1. Tỷ lệ số hóa", "70%", "82,5%", "Trung tâm Phục vụ hành chính công xã gửi lại “Kết quả giải quyết”"),)


def test_an_export_that_came_and_one_that_went(book):
    scored(book, AFTER, {OTHER: 90.0, OWN: None}, export("kinh_te", "cc", "ho_ngheo"), FIRST)
    scored(book, AFTER, {OTHER: 91.0, OWN: 60.0}, export("cong_an", "dd", "cu_tru_tthc"), FIRST)
    assert told(book)[1] == ("2. Chuẩn hóa, làm sạch", 90.0, 91.0, "Công an xã gửi bổ sung “Cư trú phục vụ TTHC”; Phòng Kinh tế xã không còn tệp “Hộ nghèo, cận nghèo”")
    assert pd.isna(told(book)[0][1]) and restated_part(book)[-1].rows[0][1:3] == ("Chưa tính được", "60%")


def test_runs_before_the_due_day_are_no_figure_to_restate(book):
    scored(book, dt.date(2026, 9, 12), {OWN: 10.0})
    scored(book, dt.date(2026, 9, 20), {OWN: 70.0}, FIRST)
    assert told(book) == []
    scored(book, dt.date(2026, 9, 28), {OWN: 71.0}, SECOND)
    assert [t[1:3] for t in told(book)] == [(70.0, 71.0)]


def test_figures_that_come_back_to_the_first_show_nothing(book):
    for content, value in ((FIRST, 70.0), (SECOND, 80.0), (FIRST, 70.0)):
        scored(book, AFTER, {OWN: value}, content)
    assert told(book) == []


def test_a_changed_target_is_told_as_the_reason(book):
    scored(book, AFTER, {OWN: 70.0}, FIRST)
    path = book.workspace.root / "parameters" / "indicators" / f"{OWN}.yml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# chỉnh\n", encoding="utf-8")
    scored(book, AFTER, {OWN: 75.0}, FIRST)
    assert [t[3] for t in told(book)] == ["Thay đổi cách tính hoặc mục tiêu của chỉ số"]


def test_the_ledger_names_no_file(book):
    scored(book, AFTER, {OWN: 70.0}, FIRST)
    assert '"ttpvhcc",\n    "aa",\n    "accepted",\n    "ket_qua_ho_so"' in (book.workspace.internal(MONTH) / LEDGER).read_text(encoding="utf-8")


@pytest.mark.parametrize("content", [b"", b'[{"inputs"'])
def test_a_ledger_that_a_power_cut_has_damaged_is_kept_aside_and_the_month_goes_on(book, content):
    path = book.workspace.internal(MONTH) / LEDGER
    path.write_bytes(content)
    assert told(book) == [] and path.read_bytes() == content
    scored(book, AFTER, {OWN: 70.0}, FIRST)
    scored(book, dt.date(2026, 9, 25), {OWN: 80.0}, SECOND)
    assert [line[1:3] for line in told(book)] == [(70.0, 80.0)] and path.with_name(f"{LEDGER}.hong").read_bytes() == content
