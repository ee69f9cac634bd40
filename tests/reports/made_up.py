"""A small made-up month as a real Book: two datasets, one of them missing, one indicator, a few findings."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from given_book import GivenTables
from sotay.book import Book
from sotay.checks.run import RUN_COLUMNS
from sotay.definitions.models.commune import Commune, Unit
from sotay.definitions.models.dataset import Dataset
from sotay.definitions.models.indicator import Indicator
from sotay.definitions.models.scoring import Scoring
from sotay.definitions.registry import Registry
from sotay.definitions.workspace import Workspace
from sotay.intake.model import FINDING_COLUMNS
from sotay.scoring.indicators import SCORE_COLUMNS

MONTH = "2026-09"


def _dataset(identifier: str, short: str, owner: str, row: int) -> Dataset:
    columns = [
        {"name": "so", "title": "Số đăng ký", "type": "text", "required": True, "source": "proposal"},
        {"name": "ho_ten", "title": "Họ tên", "type": "name", "pii": "basic", "source": "proposal"},
    ]
    return Dataset.model_validate(
        {
            "id": identifier,
            "title": f"Dữ liệu {short.lower()}",
            "short": short,
            "group": "nhom",
            "owner": owner,
            "sharing": "noi_bo",
            "every": "month",
            "source": "S7",
            "annex": {"row": row, "name": short, "description": "Sổ", "owner": "Đơn vị", "sharing": "Nội bộ"},
            "tables": [
                {"id": identifier, "title": short, "grain": "một dòng trong sổ", "columns": columns, "rules": [{"id": "T-01", "kind": "required", "class": 1, "fields": ["so"]}]}
            ],
        }
    )


def _indicator() -> Indicator:
    measure = {"kind": "row_share", "table": "so_mot", "that": [{"field": "so", "filled": True}], "source": "proposal", "target_source": "proposal"}
    return Indicator.model_validate(
        {
            "id": "chi_so_mot",
            "number": 1,
            "title": "Tỷ lệ số hóa hồ sơ",
            "plan_text": "Tỷ lệ số hóa hồ sơ, kết quả",
            "short": "Số hóa",
            "question": "Bao nhiêu hồ sơ đã số hóa?",
            "feeds": ["so_mot"],
            "target": 80,
            "target_source": "unverified",
            "official": "QĐ 766/QĐ-TTg",
            "source": "proposal",
            "bands": [{"at_least": 90, "label": "Tốt", "level": "good"}, {"at_least": 0, "label": "Cần cải thiện", "level": "poor"}],
            "measures": [
                measure | {"id": "ho_so", "title": "Hồ sơ có thành phần số hóa", "formula": "hồ sơ có bản số ÷ hồ sơ tiếp nhận", "target": 80, "weight": 0.5, "official": "S5"},
                measure | {"id": "ket_qua", "title": "Kết quả điện tử", "formula": "kết quả điện tử ÷ hồ sơ đã giải quyết", "target": 80, "weight": 0.5},
            ],
        }
    )


def _registry() -> Registry:
    commune = Commune.model_validate(
        {
            "id": "xa_mau",
            "name": "Sơn Mẫu",
            "kind": "xã",
            "code": "00001",
            "province": "Bắc Ninh",
            "province_code": "24",
            "former": [],
            "stale_words": [],
            "due_day": 20,
            "data_period": {"kind": "calendar_month", "source": "proposal"},
            "id_province_codes": [],
            "place": "Sơn Mẫu",
            "report_symbol": "BC",
            "signatories": [],
        }
    )
    units = [
        Unit.model_validate({"id": i, "name": n, "short": s, "kind": "office", "contact": c, "source": "proposal"})
        for i, n, s, c in (("van_phong", "Văn phòng HĐND và UBND", "Văn phòng", "0204 000 001"), ("tram", "Trạm Y tế xã", "Trạm Y tế", ""))
    ]
    return Registry(
        Path("parameters"),
        commune,
        None,
        Scoring.model_validate({"weights": {"chi_so_mot": 1}, "dqi": [], "source": "proposal"}),
        units={u.id: u for u in units},
        datasets={d.id: d for d in (_dataset("so_mot", "Khai sinh", "van_phong", 1), _dataset("so_hai", "Tiêm chủng", "tram", 2))},
        indicators={"chi_so_mot": _indicator()},
    )


def finding(row: int, message: str = "Thiếu “Số đăng ký” (bắt buộc).", **changes) -> dict:
    base = {
        "unit": "van_phong",
        "file": "so 9.xlsx",
        "sheet": "Sổ",
        "row": row,
        "column": "B",
        "dataset": "so_mot",
        "field": "so",
        "rule": "THIEU-BAT-BUOC",
        "class": 1,
        "severity": "error",
        "value": "",
        "message": message,
        "fix": "Bổ sung theo hồ sơ gốc.",
    }
    return base | changes


def made_up_book(root: Path, findings: list[dict] | None = None) -> Book:
    """The month MONTH; `findings` replaces its two findings."""
    book = Made(Workspace(Path(root)), MONTH)
    found = [finding(7), finding(12)] if findings is None else findings
    book.registry = _registry()
    book.all_findings = pd.DataFrame(found, columns=FINDING_COLUMNS).astype({"row": "Int64", "class": "Int64"}).drop(columns="value")
    book.intake, book.submissions, book.runs, book.all_scores = _intake(), _submissions(), _runs(), _scores()
    book.changes = pd.DataFrame([("van_phong", "so 9.xlsx", "Sổ", r, "C", "so_mot", "ho_ten", "khoang_trang") for r in (7, 8, 9)], columns=["unit", "file", "sheet", "row", "column", "dataset", "field", "rule"])
    return book


class Made(GivenTables, Book):
    """A book whose tables are given."""


def _intake() -> pd.DataFrame:
    lines = [
        ("van_phong", "so 9.xlsx", "Sổ", "so_mot", 5, 7, 1240, 1234, 1230, 4, 0, "accepted", ""),
        ("tram", "anh chup.xlsx", "", "", None, None, None, 0, 0, 0, 0, "unrecognised", "Không thấy bảng nào"),
    ]
    names = ["unit", "file", "sheet", "dataset", "header_row", "first_row", "last_row", "rows_read", "rows_accepted", "rows_quarantined", "rows_not_data", "status", "note"]
    return pd.DataFrame(lines, columns=names)


def _submissions() -> pd.DataFrame:
    due = pd.Timestamp("2026-09-20")
    return pd.DataFrame(
        [("so_mot", "van_phong", due, pd.Timestamp("2026-09-22 08:00"), 3, "late", 1, 1234, ""), ("so_hai", "tram", due, pd.NaT, None, "missing", 0, 0, "")],
        columns=["dataset", "unit", "due", "handed_in", "days_late", "status", "files", "rows", "note"],
    ).astype({"days_late": "Int64"})


def _runs() -> pd.DataFrame:
    lines = [
        ("so_mot", "so_mot", "THIEU-BAT-BUOC", "automatic", 1, "error", "van_phong", 1234, 4, "run", "", False),
        ("so_mot", "so_mot", "T-01", "exists_in", 5, "warning", "", 0, 0, "not_run", "tháng này chưa có dữ liệu “Tiêm chủng” để đối chiếu", True),
    ]
    return pd.DataFrame(lines, columns=RUN_COLUMNS)


def _scores() -> pd.DataFrame:
    lines = [
        (MONTH, "chi_so_mot", "ho_so", "commune", "xa_mau", 1100.0, 1230.0, 89.43089, 80.0, "dat", 1, 1),
        (MONTH, "chi_so_mot", "ket_qua", "commune", "xa_mau", None, None, None, 80.0, "chua_tinh_duoc", 0, 1),
        (MONTH, "chi_so_mot", "tong", "commune", "xa_mau", None, None, 89.43089, 80.0, "good", 1, 2),
    ]
    return pd.DataFrame(lines, columns=SCORE_COLUMNS)
